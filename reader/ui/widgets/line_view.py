"""A scrolling widget of painted lines: what the headlines, the article and the related stories have in common."""

from __future__ import annotations

from typing import ClassVar, Self

from textual import events
from textual.app import ComposeResult
from textual.geometry import Region, Size
from textual.messages import Update
from textual.reactive import Reactive
from textual.scroll_view import ScrollView
from textual.scrollbar import ScrollBar
from textual.strip import Strip

from .bar import Bar
from .kept_lines import KeptLines
from .looks import Looked

BAR = 1  # cells of the scroll bar


class LineView(Looked, KeptLines, ScrollView, inherit_bindings=False):
    """A `ScrollView` that knows the cells beside its scroll bar and repaints no more than a step changes.

    It binds no keys of its own: those are declared once, with the commands. Its scroll bar is always there, blank where
    all can be seen: to show or hide it would lay out the whole screen.
    """

    DEFAULT_CSS = """
    LineView {
        overflow-x: hidden;
        overflow-y: scroll;
        scrollbar-gutter: stable;
        scrollbar-size-vertical: 1;
    }
    """

    STYLED_BY_FOCUS: ClassVar[bool] = False
    """Whether a style sheet has rules for the widget with the focus."""

    ROLLS: ClassVar[bool] = False
    """Whether a line looks the same wherever it stands on the screen."""

    # As `virtual_size`: to show a scroll bar would lay out the whole screen.
    show_vertical_scrollbar: Reactive[bool] = Reactive(True, layout=False, repaint=False)

    def __init__(self, *, id: str | None = None) -> None:
        self._still = self._stale = False
        self._fits_in: Size | None = None
        self._fitting = False
        self._bar = Bar(self.fit_now)
        super().__init__(id=id)

    def compose(self) -> ComposeResult:
        """The scroll bar."""
        yield self.vertical_scrollbar

    @property
    def vertical_scrollbar(self) -> ScrollBar:
        """The scroll bar, there from the first layout on."""
        return self._bar

    def on_idle(self) -> None:
        """The bar is painted with the lines beside it. In a turn of its own, as Textual has it, it asks for that when
        they have been painted already: it was two frames later, for half the price of a whole painting."""
        if self._bar.due and self.is_attached:
            self._bar.due = False
            self.screen.post_message(Update(self._bar))

    # -- the focus

    def watch_has_focus(self, has_focus: bool) -> None:
        """The selection looks different (see `Looks`). Matching every rule anew would take longer than painting, and
        paint the scroll bar as well."""
        if self.STYLED_BY_FOCUS:
            super().watch_has_focus(has_focus)

    def on_focus(self, event: events.Focus) -> None:
        """What Textual does, which then paints every line anew and tells each widget between this one and the screen,
        none of which listens."""
        event.prevent_default()
        self.has_focus = True
        self.paint_focus()
        if self.is_attached:
            self.screen.post_message(events.DescendantFocus(self))

    def on_blur(self, event: events.Blur) -> None:
        """As `on_focus`; who loses the focus is asked by nobody."""
        event.prevent_default()
        self.has_focus = False
        self.paint_focus()

    def paint_focus(self) -> None:
        """Paint the lines that look different with the focus."""
        self.refresh()

    @property
    def line_width(self) -> int:
        """Cells of a line beside the scroll bar."""
        return max(0, self.outer_size.width - BAR)

    def _forward_event(self, event: events.Event) -> None:
        """A key goes to the screen, which has the commands: nothing that lies between binds any, and on the way
        through it was a fifth of a step in a list."""
        if isinstance(event, events.Key):
            event._set_forwarded()
            self.screen.post_message(event)
        else:
            super()._forward_event(event)

    # -- scrolling

    def jump(self, line: int) -> None:
        """Make `line` the first visible one, without an animation, as far as the end allows."""
        self.scroll_to(y=line, animate=False, force=True)

    def bring_into_view(self, first: int, last: int) -> None:
        """Scroll as far as it takes to see the lines from `first` to `last`; of more than there is room for the first
        ones."""
        top, height = self.scroll_offset.y, self.size.height
        if first < top or last - first >= height:
            self.jump(first)
        elif last >= top + height:
            self.jump(last - height + 1)

    def watch_virtual_size(self, size: Size) -> None:
        """There is another number of lines."""
        if not self._still:
            self.vertical_scrollbar.window_virtual_size = size.height
        if self.scroll_y > self.max_scroll_y:
            # Whoever changed it may be about to scroll himself; what lies beyond the end is never painted.
            self.call_next(self._stay_inside)

    def _stay_inside(self) -> None:
        if self.scroll_y > self.max_scroll_y:
            self.jump(self.max_scroll_y)

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Repaint the lines; the scroll bar, which costs as much, only for a step that can be seen (an eighth cell)."""
        steps = self.size.height * 8 / max(1, self.virtual_size.height)
        if not self._still and (
            round(old_value * steps) != round(new_value * steps) or new_value in (0, self.max_scroll_y)
        ):
            self.vertical_scrollbar.position = new_value
        if by := round(new_value) - round(old_value):
            if self.ROLLS and not (self._still or self._fitting):
                self.roll(by)
            else:
                self.refresh(self.size.region)
            self.scrolled(round(new_value))

    def scrolled(self, top: int) -> None:
        """Called when another line is the first visible one, before it is painted."""

    # -- another size

    def fit(self) -> None:
        """Set what is shown for the size that holds now."""

    @property
    def fits(self) -> bool:
        """Whether that was done for this size."""
        return self._fits_in == self.outer_size

    def fit_now(self) -> None:
        """Fit before the first painting in another size. Textual tells of a size behind that painting: each pane was
        painted twice, the first time as it was set for the size before."""
        self._fitting = True
        self._bar.is_painted_next = self._fits_in != self.outer_size
        try:
            self.on_resize()
        finally:
            self._fitting = self._bar.is_painted_next = False

    def on_resize(self) -> None:
        """Another size."""
        if not self.fits and self.outer_size:
            self._fits_in = self.outer_size
            self.fit()

    # -- painting

    def render_lines(self, crop: Region) -> list[Strip]:
        """The lines as they go to the terminal."""
        self.fit_now()
        return super().render_lines(crop)

    def stand_still(self) -> None:
        """Leave what is on the screen there, whatever changes, until `move_on`: for a change of many steps that takes
        less time than to paint one of them."""
        self._still = True

    @property
    def stands_still(self) -> bool:
        """Since `stand_still`."""
        return self._still

    def move_on(self) -> None:
        """Paint what has changed since `stand_still`."""
        if self._still:
            self._still = False
            self.vertical_scrollbar.window_virtual_size = self.virtual_size.height
            self.vertical_scrollbar.position = self.scroll_y
            if self._stale:
                self.refresh()
            self._stale = False

    def refresh(self, *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False) -> Self:
        """Paint anew: these regions of the content, or everything."""
        if repaint and self._fitting:
            self.let_go()
            repaint = False
        if repaint and self._still:
            self._stale, repaint = True, False
        return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)
