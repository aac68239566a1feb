"""Rows as strips: what is kept, and how many."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from rich.style import Style

from reader.domain.models import EntryRow
from reader.ui.render.headline import RowHeight
from reader.ui.widgets.looks import Looks
from reader.ui.widgets.row_painter import RowPainter

NOW = datetime(2026, 11, 28, 8, tzinfo=UTC)


class Plain(Looks):
    """Everything looks alike."""

    def __init__(self) -> None:
        pass

    def style(self, *_look: Any) -> Style:
        return Style()


def row(number: int) -> EntryRow:
    return EntryRow(number, 1, f"Headline {number}", f"https://a.example/{number}", "A", "", NOW, NOW)


def test_a_long_walk_keeps_the_newest_rows_and_lets_the_others_go() -> None:
    painter = RowPainter(Plain(), lambda: NOW, UTC)

    def paint(number: int) -> bool:
        """Whether it had to be laid out."""
        before = painter.rendered
        painter.strips(number, row(number), RowHeight.COMPACT, 80)
        return painter.rendered > before

    for number in range(1, 2001):
        assert paint(number)
    assert not any(paint(number) for number in range(1900, 2001)), "a screen of rows is kept"
    assert all(paint(number) for number in range(1, 101)), "those of long ago are not"
