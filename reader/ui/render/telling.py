"""How a headline stands to others of its story in the same list, in signs."""

from __future__ import annotations

from dataclasses import replace

from reader.domain.records import dataclass

from .lines import Line, Look, Piece

INDENT = 2
"""Cells by which an unfolded headline stands in."""
_LEAST = 12  # columns that an unfolded headline needs beside its indent


@dataclass(frozen=True, slots=True)
class Telling:
    """One row among the tellings of its story."""

    beneath: int = 0
    """Entries that are folded beneath it."""
    waiting: int = 0
    """Of these the ones that wait to be read."""
    is_open: bool = False
    """Those beneath it are shown, each in a row of its own."""
    inside: bool = False
    """It is one of these."""
    last: bool = False
    """The last of them."""


ALONE = Telling()


def others(telling: Telling, elsewhere: int, read: bool) -> str:
    """`▸+4` for what is folded beneath, `▾+4` when it is shown, with a dot where something in other words waits beneath
    a headline that was read; `+4` for sources that are not in this list."""
    if not telling.beneath:
        return f"+{elsewhere}" if elsewhere and not telling.inside else ""
    waits = "●" if telling.waiting and read and not telling.is_open else ""
    return f"{'▾' if telling.is_open else '▸'}+{telling.beneath}{waits}"


def indent(telling: Telling, columns: int) -> int:
    """Cells that a headline stands in."""
    return INDENT if telling.inside and columns >= _LEAST + INDENT else 0


def stand_in(lines: tuple[Line, ...], telling: Telling) -> tuple[Line, ...]:
    """The lines of an unfolded headline behind a stroke that leads up to the row that it belongs to."""
    first, rest = ("└ ", "  ") if telling.last else ("├ ", "│ ")
    strokes = (first, *[rest] * (len(lines) - 1))
    return tuple(
        replace(line, pieces=(Piece(stroke, Look("others")), *line.pieces))
        for stroke, line in zip(strokes, lines, strict=True)
    )
