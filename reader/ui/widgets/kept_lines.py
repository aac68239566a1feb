"""A widget that keeps its lines as they go to the terminal until they change."""

from __future__ import annotations

from typing import Any, Self

from textual.geometry import Region, Size
from textual.reactive import Reactive
from textual.strip import Strip
from textual.widget import Widget


class KeptLines(Widget):
    """Textual asks every visible widget for all its lines at each painting. Its own cache, which knows borders and more
    that no line of ours has, takes ten times as long to answer. There is no padding at the sides."""

    # Textual lays the whole screen out, and paints half of it, whenever this changes, as it does by a layout that gives
    # another size. No place on the screen depends on it.
    virtual_size: Reactive[Size] = Reactive(Size(0, 0), layout=False, repaint=False)

    def __init__(self, **options: Any) -> None:
        self._kept: dict[int, Strip] = {}
        """The lines by their place in the widget."""
        self._kept_for: object = None
        """What every line depends on."""
        super().__init__(**options)

    @property
    def line_width(self) -> int:
        """Cells of a line."""
        return self.outer_size.width

    def notify_style_update(self) -> None:
        """Styles changed."""
        super().notify_style_update()
        self._kept.clear()

    def refresh(self, *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False) -> Self:
        """Paint anew: these regions of the content, or everything."""
        if repaint and regions:
            for region in regions:
                for y in region.line_range:
                    self._kept.pop(y, None)
        elif repaint:
            self.let_go()
        return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)

    def roll(self, by: int) -> None:
        """Every line stands `by` lines higher, and looks as it did: to ask for all of them again was a third of a step
        in a long list."""
        height = self.size.height
        kept = {y - by: strip for y, strip in self._kept.items() if 0 <= y - by < height}
        self.refresh(self.size.region)
        self._kept.update(kept)

    def let_go(self) -> None:
        """Everything is to be painted anew."""
        self._kept.clear()

    def render_lines(self, crop: Region) -> list[Strip]:
        """The lines as they go to the terminal."""
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
                strip = self.render_line(y) if 0 <= y < height else Strip.blank(self.outer_size.width, self.rich_style)
                if strip.cell_length < self.line_width:
                    strip = strip.adjust_cell_length(self.line_width, self.rich_style)
                for line_filter in filters:
                    strip = strip.apply_filter(line_filter, ground)
                self._kept[y] = strip
        strips = [self._kept[y] for y in lines]
        left, right = crop.column_span
        if left == 0 and right >= self.line_width:
            return strips
        return [strip.crop(left, min(right, self.line_width)) for strip in strips]
