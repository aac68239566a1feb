"""Dates as feeds write them.

Ambiguous figures are read day first (23/11/2026), as nearly all the world writes them; month first only when nothing
else is possible. A missing or unknown zone is UTC. A date before 1971 (an unset clock) or from 2100 on is no date.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def parse_date(s: str | None) -> datetime | None:
    """The moment that `s` names, aware and in UTC, or None when it names none that can be believed.

    Reads RFC 822 and 2822 (with two-digit years, named zones, missing weekdays), RFC 850, asctime, ISO 8601 and W3CDTF
    in all their partial forms (the missing part is the first of its kind), epoch seconds, milliseconds and
    microseconds, figures with slashes, dots or dashes, month names of eleven languages, and Vietnamese, Chinese,
    Japanese and Korean notation. Never raises.
    """
    if not s or len(s) > 200:
        return None
    from .dateforms import read_date

    return read_date(s.strip())


def from_epoch(seconds: float) -> datetime:
    """The moment `seconds` after 1970-01-01, aware UTC. Raises ValueError or OverflowError beyond year 9999."""
    return _EPOCH + timedelta(seconds=seconds)
