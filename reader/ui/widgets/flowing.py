"""A long text that is set for the width that it gets, and painted as far as it is seen."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from textual.geometry import Size
from textual.strip import Strip

from reader.ui.render.lines import BLANK, Line
from reader.ui.render.strips import paint

from .line_view import LineView
from .looks import Looks

_LOOKS = {"heading": "bold $title", "key": "$accent", "text": "$text", "note": "$muted"}


class Flowing(LineView, can_focus=False):
    """Text that can be scrolled. It is set when it is painted: one that is filled when its width is told is painted
    empty before.

    Roles: `heading`, `key`, `text`, `note`.
    """

    DEFAULT_CSS = """
    Flowing {
        height: 1fr;
        margin-top: 1;
        background: $pane;
        color: $text;
        scrollbar-background: $pane;
    }
    """

    def __init__(self, lines_for: Callable[[int], Sequence[Line]]) -> None:
        """`lines_for` gives the text in lines of so many cells."""
        super().__init__()
        self._looks = Looks(self, _LOOKS)
        self._lines_for = lines_for
        self._set: tuple[int, Sequence[Line]] = (-1, ())

    def renew(self) -> None:
        """Another text: its beginning shows."""
        self._set = (-1, ())
        self.virtual_size = Size(self.line_width, len(self._lines))
        self.jump(0)
        self.refresh()

    def fit(self) -> None:
        """Another width, or the first one."""
        self.virtual_size = Size(self.line_width, len(self._lines))

    @property
    def _lines(self) -> Sequence[Line]:
        columns = max(1, self.line_width)
        if self._set[0] != columns:
            self._set = columns, self._lines_for(columns)
        return self._set[1]

    def render_line(self, y: int) -> Strip:
        """The strip of screen line `y`."""
        total, number = self.line_width, self.scroll_offset.y + y
        line = self._lines[number] if number < len(self._lines) else BLANK
        return paint(line, self._looks.style, self._looks.plain(), left=0, columns=total, total=total)
