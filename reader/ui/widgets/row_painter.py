"""Rows of the headline list as strips, kept while nothing about them changes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import tzinfo

from textual.strip import Strip

from reader.domain.clock import Clock
from reader.domain.models import EntryRow
from reader.i18n import _
from reader.ui.render.headline import RowHeight, headline, placeholder
from reader.ui.render.lines import Line, Look, Piece
from reader.ui.render.strips import paint
from reader.ui.render.telling import ALONE, Telling

from .looks import Looks

EDGE = 1
"""Blank cells at the left and right edge of a row."""
_KEEP = 1000  # rows whose strips are kept


class RowPainter:
    """Paints rows for one list; `rendered` counts how many were laid out, for tests of the work done."""

    def __init__(self, looks: Looks, clock: Clock, zone: tzinfo | None) -> None:
        self._looks, self._clock, self._zone = looks, clock, zone
        self._strips: dict[tuple[int, bool], list[Strip]] = {}
        self.rendered = 0
        self.own = False
        """True for the list of one feed, whose rows need not name it."""

    def clear(self) -> None:
        """Forget everything: another width, height, theme, or time."""
        self._strips.clear()

    def forget(self, ids: Iterable[int]) -> None:
        """Forget these entries."""
        for entry_id in ids:
            self._strips.pop((entry_id, False), None)
            self._strips.pop((entry_id, True), None)

    def strips(
        self, entry_id: int, row: EntryRow | None, height: RowHeight, total: int, *,
        bar: str = "", gone: bool = False, number: int = 0, telling: Telling = ALONE,
    ) -> list[Strip]:  # fmt: skip
        """The strips of one row, `height.lines` of `total` cells. `bar` stands before the selected row, and only there;
        without a row a placeholder stands for it, or that the entry is `gone`; `number` varies the placeholders."""
        key = (entry_id, bool(bar))
        strips = self._strips.get(key)
        if strips is None:
            columns = max(4, total - 2 * EDGE - 1)
            lines = self._lines(row, height, columns, gone, number, telling)
            strips = [self._strip(line, total, columns, bar) for line in lines]
            if row is not None:
                if len(self._strips) > _KEEP:
                    self._strips.clear()
                self._strips[key] = strips
        return strips

    def _lines(
        self, row: EntryRow | None, height: RowHeight, columns: int, gone: bool, number: int, telling: Telling
    ) -> tuple[Line, ...]:
        if row is not None:
            self.rendered += 1
            return headline(row, columns, height, self._clock(), self._zone, self.own, telling)
        if gone:
            text = Line((Piece("  ", Look("blank")), Piece(_("(removed)"), Look("lead"))))
            return (text, *[Line()] * (height.lines - 1))
        return placeholder(columns, height, number)

    def _strip(self, line: Line, total: int, columns: int, bar: str) -> Strip:
        states = ("cursor",) if bar else ()
        ground = self._looks.style(Look("blank"), *states)
        cells = columns + 1 + EDGE
        strip = paint(
            replace(line, margin=(Piece(bar or " ", Look("bar")),)),
            lambda look: self._looks.style(look, *states),
            ground,
            left=0,
            columns=cells,
            total=cells,
        )
        whole = Strip.join([Strip.blank(EDGE, self._looks.plain()), strip])
        return whole.crop(0, total).adjust_cell_length(total, self._looks.plain())
