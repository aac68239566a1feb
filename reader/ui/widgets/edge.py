"""The edge between two panes, which can be dragged."""

from __future__ import annotations

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Region
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip

from reader.domain.records import dataclass
from reader.ui.render.cells import width

from .kept_lines import KeptLines
from .looks import Looked, Looks

_LIT = 8
"""Lines of a standing edge that are heavy. A line on which one cell changes costs a sixth of a millisecond, for the
whole width of the screen is put together anew: over the whole height it was half of a change of pane."""


class Edge(Looked, KeptLines):
    """A line of one cell. `pane` names the field of `layout.Sizes` that it sets."""

    DEFAULT_CSS = """
    Edge {
        width: 1;
        height: 100%;
        background: $background;
        color: $rule;
        pointer: ew-resize;
        &.-lying { width: 100%; height: 1; pointer: ns-resize; background: $pane; color: $muted; }
        &.-bare { color: $background; }
        &:hover { color: $accent; }
        &.-dragged { color: $accent; }
    }
    """

    dragged: reactive[bool] = reactive(False, toggle_class="-dragged")
    lit: reactive[bool] = reactive(False, repaint=False)
    """True while keys go to the pane that the edge stands before: it begins with a heavy line, for those who see no
    colours."""

    @dataclass
    class Dragged(Message):
        """The edge was dragged by `delta` cells, right or down being positive."""

        pane: str
        delta: int

    @dataclass
    class Dropped(Message):
        """The drag has ended."""

        pane: str

    def __init__(
        self, pane: str, *, lying: bool = False, bare: bool = False, title: str = "", id: str | None = None
    ) -> None:
        """`lying` edges part what stands one above the other and may carry a `title`; `bare` ones draw no line."""
        super().__init__(id=id, classes=("-lying " if lying else "") + ("-bare" if bare else ""))
        self._looks = Looks(self, {"lit": "$accent"})
        self.pane = pane
        self._lying = lying
        self._title = f" {title} " if title else ""
        self._from = 0

    def watch_lit(self) -> None:
        """Paint what looks different."""
        self.refresh(Region(0, 0, self.size.width, _LIT))

    def render_line(self, y: int) -> Strip:
        """A line over the whole length."""
        lit = self.lit and y < _LIT
        style = self._looks.plain("lit" if lit else "")
        if not self._lying:
            return Strip([Segment("┃" if lit else "│", style)], 1)
        line = "━" if lit else "─"
        rest = max(0, self.size.width - 3 - width(self._title))
        title = Segment(self._title, style + Style(bold=True))
        strip = Strip([Segment(line * 3, style), title, Segment(line * rest, style)])
        return strip.crop(0, self.size.width)

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Begin to drag."""
        event.stop()
        self._from = self._place(event)
        self.dragged = True
        self.capture_mouse()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Tell how far."""
        if self.dragged and (delta := self._place(event) - self._from):
            self._from += delta
            self.post_message(self.Dragged(self.pane, delta))

    def on_mouse_up(self, event: events.MouseUp) -> None:
        """End the drag."""
        if self.dragged:
            event.stop()
            self.dragged = False
            self.release_mouse()
            self.post_message(self.Dropped(self.pane))

    def _place(self, event: events.MouseEvent) -> int:
        return int(event.screen_y if self._lying else event.screen_x)
