"""A scrolling widget of painted lines: what the headlines, the article and the related stories have in common."""

from __future__ import annotations

from typing import ClassVar, Self

from textual.geometry import Region, Size
from textual.reactive import Reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

_BAR = 1  # cells of the scroll bar


class LineView(ScrollView, inherit_bindings=False):
    """A `ScrollView` that knows the cells beside its scroll bar and repaints no more than a step changes.

    It binds no keys of its own: those are declared once, with the commands. Its scroll bar is always there, blank where
    all can be seen: to show or hide it would lay out the whole screen. It has no padding at its sides.
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

    # Textual lays the whole screen out, and paints half of it, whenever one of these changes. Nothing else depends on
    # how many lines there are to scroll through.
    virtual_size: Reactive[Size] = Reactive(Size(0, 0), layout=False, repaint=False)
    show_vertical_scrollbar: Reactive[bool] = Reactive(True, layout=False, repaint=False)

    def __init__(self, *, name: str | None = None, id: str | None = None, classes: str | None = None) -> None:
        self._kept: dict[int, Strip] = {}
        """The visible lines as they go to the terminal, by their place on the screen."""
        self._kept_for: object = None
        """What every kept line depends on."""
        self._still = self._stale = False
        super().__init__(name=name, id=id, classes=classes)

    def on_mount(self) -> None:
        """The scroll bar is there from the first layout on."""
        self.vertical_scrollbar.display = True

    def watch_has_focus(self, has_focus: bool) -> None:
        """The selection looks different (see `Looks`). Matching every rule anew would take longer than painting, and
        paint the scroll bar as well."""
        if self.STYLED_BY_FOCUS:
            super().watch_has_focus(has_focus)

    @property
    def line_width(self) -> int:
        """Cells of a line beside the scroll bar."""
        return max(0, self.outer_size.width - _BAR)

    # -- scrolling

    def jump(self, line: int) -> None:
        """Make `line` the first visible one, without an animation, as far as the end allows."""
        self.scroll_to(y=line, animate=False, force=True)

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
        if round(old_value) != round(new_value):
            self.refresh(self.size.region)
            self.scrolled(round(new_value))

    def scrolled(self, top: int) -> None:
        """Called when another line is the first visible one, before it is painted."""

    # -- painting

    def stand_still(self) -> None:
        """Leave what is on the screen there, whatever changes, until `move_on`: for a change of many steps that takes
        less time than to paint one of them."""
        self._still = True

    def move_on(self) -> None:
        """Paint what has changed since `stand_still`."""
        if self._still:
            self._still = False
            self.vertical_scrollbar.window_virtual_size = self.virtual_size.height
            self.vertical_scrollbar.position = self.scroll_y
            if self._stale:
                self.refresh()
            self._stale = False

    def notify_style_update(self) -> None:
        """Styles changed."""
        super().notify_style_update()
        self._kept.clear()

    def refresh(self, *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False) -> Self:
        """Paint anew: these regions of the content, or everything."""
        if repaint and self._still:
            self._stale, repaint = True, False
        elif repaint and regions:
            for region in regions:
                for y in region.line_range:
                    self._kept.pop(y, None)
        elif repaint:
            self._kept.clear()
        return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)

    def render_lines(self, crop: Region) -> list[Strip]:
        """The lines as they go to the terminal. Textual asks for those of every visible widget at each painting; its
        own cache, which knows borders and more that no line here has, takes ten times as long to answer."""
        filters = self.get_line_filters()
        if self._kept_for != (self.outer_size, filters):
            self._kept.clear()
            self._kept_for = self.outer_size, filters
        top = self.styles.gutter.top
        lines = range(crop.y - top, crop.bottom - top)
        missing = [y for y in lines if y not in self._kept]
        if missing:
            height, ground = self.size.height, self.background_colors[1]
            for y in missing:
                strip = self.render_line(y) if 0 <= y < height else Strip.blank(self.line_width, self.rich_style)
                for line_filter in filters:
                    strip = strip.apply_filter(line_filter, ground)
                self._kept[y] = strip
        strips = [self._kept[y] for y in lines]
        left, right = crop.column_span
        if left == 0 and right >= self.line_width:
            return strips
        return [strip.crop(left, min(right, self.line_width)) for strip in strips]
