"""A scrolling widget of painted lines: what the headlines, the article and the related stories have in common."""

from __future__ import annotations

from typing import ClassVar

from textual.scroll_view import ScrollView


class LineView(ScrollView, inherit_bindings=False):
    """A `ScrollView` that knows the cells beside its scroll bar and repaints no more than a step changes.

    It binds no keys of its own: those are declared once, with the commands.
    """

    DEFAULT_CSS = """
    LineView {
        overflow-x: hidden;
        overflow-y: auto;
        scrollbar-gutter: stable;
        scrollbar-size-vertical: 1;
    }
    """

    STYLED_BY_FOCUS: ClassVar[bool] = False
    """Whether a style sheet has rules for the widget with the focus."""

    def watch_has_focus(self, has_focus: bool) -> None:
        """The selection looks different (see `Looks`). Matching every rule anew would take longer than painting, and
        paint the scroll bar as well."""
        if self.STYLED_BY_FOCUS:
            super().watch_has_focus(has_focus)

    @property
    def line_width(self) -> int:
        """Cells of a line beside the scroll bar."""
        return self.scrollable_content_region.width

    def jump(self, line: int) -> None:
        """Make `line` the first visible one, without an animation, as far as the end allows."""
        self.scroll_to(y=line, animate=False, force=True)

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Repaint the lines; the scroll bar, which costs as much, only for a step that can be seen (an eighth cell)."""
        steps = self.size.height * 8 / max(1, self.virtual_size.height)
        if round(old_value * steps) != round(new_value * steps) or new_value in (0, self.max_scroll_y):
            self.vertical_scrollbar.position = new_value
        if round(old_value) != round(new_value):
            self.refresh(self.size.region)
            self.scrolled(round(new_value))

    def scrolled(self, top: int) -> None:
        """Called when another line is the first visible one, before it is painted."""
