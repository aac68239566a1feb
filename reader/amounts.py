"""Bytes and shares as people read them."""

from __future__ import annotations

_KILO = 1024
_MEGA = 1024 * 1024


def size(count: int) -> str:
    """`count` bytes in the unit that keeps it short: `812 B`, `96 KB`, `4.2 MB`."""
    if count < _KILO:
        return f"{count} B"
    return f"{count / _KILO:.0f} KB" if count < _MEGA else f"{count / _MEGA:.1f} MB"


def percent(part: int, whole: int) -> str:
    """`part` of `whole`; never 100 % while something is missing, and all of nothing is all."""
    return f"{100 * part // whole if whole else 100} %"
