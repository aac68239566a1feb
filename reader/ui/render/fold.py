"""How a headline stands to others of its story in the same list, in signs."""

from __future__ import annotations

from dataclasses import replace

from reader.domain.records import dataclass

from .lines import Line, Look, Piece

INDENT = 2
"""Cells by which an unfolded headline stands in."""
_LEAST = 12  # columns that an unfolded headline needs beside its indent


@dataclass(frozen=True, slots=True)
class Fold:
    """How the row of one entry stands to others of its story."""

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


ALONE = Fold()


def others(fold: Fold, elsewhere: int, read: bool) -> str:
    """`▸+4` for what is folded beneath, `▾+4` when it is shown, with a dot where something in other words waits beneath
    a headline that was read; `+4` for sources that are not in this list."""
    if not fold.beneath:
        return f"+{elsewhere}" if elsewhere and not fold.inside else ""
    waits = "●" if fold.waiting and read and not fold.is_open else ""
    return f"{'▾' if fold.is_open else '▸'}+{fold.beneath}{waits}"


def indent(fold: Fold, columns: int) -> int:
    """Cells that a headline stands in."""
    return INDENT if fold.inside and columns >= _LEAST + INDENT else 0


def stand_in(lines: tuple[Line, ...], fold: Fold) -> tuple[Line, ...]:
    """The lines of an unfolded headline behind a stroke that leads up to the row that it belongs to."""
    first, rest = ("└ ", "  ") if fold.last else ("├ ", "│ ")
    strokes = (first, *[rest] * (len(lines) - 1))
    return tuple(
        replace(line, pieces=(Piece(stroke, Look("others")), *line.pieces))
        for stroke, line in zip(strokes, lines, strict=True)
    )
