"""Rows of the headline list as strips, kept while nothing about them changes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import tzinfo
from typing import NamedTuple

from textual.strip import Strip

from reader.domain.clock import Clock
from reader.domain.models import EntryRow
from reader.i18n import _
from reader.ui.render.finding import Spots
from reader.ui.render.fold import ALONE, Fold
from reader.ui.render.headline import RowHeight, headline, placeholder
from reader.ui.render.lines import Line, Look, Piece

from .looks import Looks

EDGE = 1
"""Blank cells at the left and right edge of a row."""
_MARKED = ("unread", "read", "lead", "source", "where")
_CHOSEN = "┃"
_MARGINS = (" ", _CHOSEN, "▌", "▏", "█")
"""What can stand before a row."""
_KEEP = 250
"""Strips that are kept, of rows with the cursor and without: more than the tallest screen shows. Each takes 2 to 6 kB,
since Textual keeps with it what it was cut into: those of 1,000 rows were 20 MB after a day of reading."""


class _Painted(NamedTuple):
    """The strips of a row, and of what they were made."""

    row: EntryRow
    fold: Fold
    strips: list[Strip]


class RowPainter:
    """Paints rows for one list; `rendered` counts how many were laid out, for tests of the work done."""

    def __init__(self, looks: Looks, clock: Clock, zone: tzinfo | None) -> None:
        self._looks, self._clock, self._zone = looks, clock, zone
        self._strips: dict[tuple[int, str], _Painted] = {}
        self.rendered = 0
        self.own = False
        """True for the list of one feed, whose rows need not name it."""
        self.spots: Spots | None = None
        """What is marked in titles and leads: the words of a search."""

    def clear(self) -> None:
        """Forget everything: another width, height, theme, or time."""
        self._strips.clear()

    def forget(self, ids: Iterable[int]) -> None:
        """Forget these entries."""
        for entry_id in ids:
            for margin in _MARGINS:
                self._strips.pop((entry_id, margin), None)

    def shows(self, entry_id: int, row: EntryRow | None, fold: Fold) -> bool:
        """Whether an entry was painted, and always from this row."""
        painted = [self._strips.get((entry_id, margin)) for margin in _MARGINS]
        sources = [(one.row, one.fold) for one in painted if one is not None]
        return bool(sources) and all(source == (row, fold) for source in sources)

    def strips(
        self, entry_id: int, row: EntryRow | None, height: RowHeight, total: int, *,
        bar: str = "", chosen: bool = False, gone: bool = False, number: int = 0, fold: Fold = ALONE,
    ) -> list[Strip]:  # fmt: skip
        """The strips of one row, `height.lines` of `total` cells. `bar` stands before the row under the cursor, and
        only there; a line before one that is `chosen`; without a row a placeholder stands for it, or that the entry is
        `gone`; `number` varies the placeholders."""
        margin = bar or (_CHOSEN if chosen else " ")
        key = (entry_id, margin)
        painted = self._strips.get(key)
        strips = painted.strips if painted is not None else None
        if strips is None:
            columns = max(4, total - 2 * EDGE - 1)
            lines = self._lines(row, height, columns, gone, number, fold)
            strips = [self._strip(line, total, columns, margin, on_cursor=bool(bar)) for line in lines]
            if row is not None:
                while len(self._strips) >= max(1, _KEEP // height.lines):
                    del self._strips[next(iter(self._strips))]
                self._strips[key] = _Painted(row, fold, strips)
        return strips

    def _lines(
        self, row: EntryRow | None, height: RowHeight, columns: int, gone: bool, number: int, fold: Fold
    ) -> tuple[Line, ...]:
        if row is not None:
            self.rendered += 1
            lines = headline(row, columns, height, self._clock(), self._zone, self.own, fold)
            return tuple(_marked(line, self.spots) for line in lines) if self.spots else lines
        if gone:
            text = Line((Piece("  ", Look("blank")), Piece(_("(removed)"), Look("lead"))))
            return (text, *[Line()] * (height.lines - 1))
        return placeholder(columns, height, number)

    def _strip(self, line: Line, total: int, columns: int, margin: str, *, on_cursor: bool) -> Strip:
        states = ("cursor",) if on_cursor else ()
        cells = columns + 1 + EDGE
        line = replace(line, margin=(Piece(margin, Look("bar")),))
        strip = self._looks.paint(line, *states, columns=cells, total=cells)
        whole = Strip.join([Strip.blank(EDGE, self._looks.plain()), strip])
        return whole.crop(0, total).adjust_cell_length(total, self._looks.plain())


def _marked(line: Line, spots: Spots) -> Line:
    """The line with what `spots` finds in its text as pieces of their own."""
    pieces: list[Piece] = []
    for piece in line.pieces:
        at = 0
        for start, end in spots(piece.text) if piece.look.role in _MARKED else ():
            pieces += [Piece(piece.text[at:start], piece.look), Piece(piece.text[start:end], Look("hit"))]
            at = end
        pieces.append(Piece(piece.text[at:], piece.look))
    return replace(line, pieces=tuple(piece for piece in pieces if piece.text))
