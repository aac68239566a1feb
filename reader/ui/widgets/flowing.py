"""A long text that is set for the width that it gets, in the same layout that gives it."""

from __future__ import annotations

from collections.abc import Callable

from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget


class Flowing(Widget):
    """Text of as many lines as it needs. A `Static` that is filled when its width is known lays the screen out twice,
    and a dialog then dims what lies below it twice."""

    DEFAULT_CSS = """
    Flowing { height: auto; }
    """

    def __init__(self, text_for: Callable[[int], Content]) -> None:
        """`text_for` gives the text in lines of so many cells."""
        super().__init__()
        self._text_for = text_for
        self._set: tuple[int, Content] | None = None

    def renew(self) -> None:
        """Another text."""
        self._set = None
        self.refresh(layout=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """How many lines the text has."""
        return self._text(width).get_height({}, max(1, width))

    def render(self) -> Content:
        """The text."""
        return self._text(self.size.width)

    def _text(self, columns: int) -> Content:
        if self._set is None or self._set[0] != columns:
            self._set = columns, self._text_for(max(1, columns))
        return self._set[1]
