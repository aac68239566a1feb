"""The scroll bar of a `LineView`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Self

from rich.style import Style
from textual.geometry import Region
from textual.scrollbar import ScrollBar, ScrollBarRender
from textual.strip import Strip

from .kept_lines import KeptLines


class Bar(KeptLines, ScrollBar):
    """Textual's, painted as our lines are and only when it looks different. Its own is painted at each layout, by way
    of Rich, which for four panes takes longer than all that is written in them."""

    def __init__(self, before_painting: Callable[[], None]) -> None:
        """`before_painting` may change what it shows."""
        self._before_painting = before_painting
        self.is_painted_next = False
        """A change needs no painting of its own."""
        self._cells: list[Strip] = []
        self._painted: object = None
        self.due = False
        """It looks different and the screen may not know yet."""
        super().__init__(vertical=True, name="vertical")
        # Said after the first layout otherwise, for which everything is laid out and painted once more.
        self.display = True

    @property
    def _seen(self) -> object:
        """All that its cells depend on, styles aside: blank where all can be seen, however little that is."""
        whole, room = self.window_virtual_size, self.window_size
        thumb = (whole, room, self.position) if room < whole else None
        return thumb, self.mouse_over, self.grabbed

    @property
    def is_painted(self) -> bool:
        """It was painted as it is, with a layout that has asked for its painting too."""
        return bool(self._cells) and self._seen == self._painted

    def notify_style_update(self) -> None:
        """Styles changed."""
        super().notify_style_update()
        # The pane beside it is styled before it, and asks for its painting while nothing of it looks different yet.
        self._painted = None
        self.refresh()

    def refresh(self, *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False) -> Self:
        """Paint anew where anything that is seen of it has changed."""
        if repaint and self.is_mounted and self._seen == self._painted:
            repaint = False
        if repaint and self.is_painted_next:
            self._cells, repaint = [], False
            self.let_go()
        if repaint:
            self._cells = []
            self.due = True
        return super().refresh(repaint=repaint, layout=layout, recompose=recompose)

    def render_lines(self, crop: Region) -> list[Strip]:
        """The cells, made when the first of them is asked for: to ask for the height at each took longer than that."""
        self._before_painting()
        # Not `outer_size`, which may still be that of before while the terminal changes its size.
        height = self.size.height
        if len(self._cells) != height:
            self._painted = self._seen
            look = self.render()
            assert isinstance(look, ScrollBarRender)
            style = Style.parse(look.style) if isinstance(look.style, str) else look.style
            assert style.color is not None
            assert style.bgcolor is not None
            bar = self.renderer.render_bar(
                height,
                look.virtual_size,
                look.window_size,
                look.position,
                back_color=style.bgcolor,
                bar_color=style.color,
            )
            # Five at most look different; Textual's filters know a line again that they have seen.
            strips = {cell: Strip([cell], 1) for cell in set(bar.segments)}
            self._cells = [strips[cell] for cell in bar.segments]
        return super().render_lines(crop)

    def render_line(self, y: int) -> Strip:
        """One cell. The mouse asks for it too (Textual looks for text to select), and before it is painted again."""
        return self._cells[y] if y < len(self._cells) else Strip([])
