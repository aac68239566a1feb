"""Moving inside a pane and between panes."""

from __future__ import annotations

from collections.abc import Callable

from reader.ui.commands import Pane
from reader.ui.layout import beside, visible

from .base import Actions


class Moving(Actions):
    """Commands that change no state but where one is."""

    def down(self) -> None:
        """One line or row down."""
        self._move(1)

    def up(self) -> None:
        """One line or row up."""
        self._move(-1)

    def _move(self, step: int) -> None:
        screen = self.screen
        match screen.pane:
            case Pane.FEEDS:
                screen.places.move(step)
            case Pane.FRONT:
                screen.front.move(step)
            case Pane.HEADLINES:
                screen.headlines.move(step)
                self._wait_for_row()
            case Pane.RELATED:
                screen.related.move(step)
            case Pane.ARTICLE:
                screen.article.scroll_lines(step)

    def top(self) -> None:
        """To the first line."""
        self._to_end(last=False)

    def bottom(self) -> None:
        """To the last line."""
        self._to_end(last=True)

    def _to_end(self, *, last: bool) -> None:
        screen = self.screen
        match screen.pane:
            case Pane.FEEDS:
                screen.places.move_to_end(last=last)
            case Pane.FRONT:
                screen.front.move_to_end(last=last)
            case Pane.HEADLINES:
                screen.headlines.move_to_end(last=last)
                self._wait_for_row()
            case Pane.RELATED:
                screen.related.move(10**6 if last else -(10**6))
            case Pane.ARTICLE if last:
                screen.article.bottom()
            case Pane.ARTICLE:
                screen.article.top()

    def half_page_down(self) -> None:
        """Half a screen down."""
        self._page(0.5)

    def half_page_up(self) -> None:
        """Half a screen up."""
        self._page(-0.5)

    def page_down(self) -> None:
        """A screen down."""
        self._page(1.0)

    def page_up(self) -> None:
        """A screen up."""
        self._page(-1.0)

    def _page(self, pages: float) -> None:
        screen = self.screen
        match screen.pane:
            case Pane.FEEDS:
                screen.places.move(int(screen.places.size.height * pages))
            case Pane.FRONT:
                screen.front.page(pages)
            case Pane.HEADLINES:
                screen.headlines.move_page(pages)
                self._wait_for_row()
            case Pane.RELATED:
                screen.related.move_page(pages)
            case Pane.ARTICLE if abs(pages) < 1:
                screen.article.half_page(1 if pages > 0 else -1)
            case Pane.ARTICLE if pages > 0:
                screen.article.page_down()
            case Pane.ARTICLE:
                screen.article.page_up()

    def _wait_for_row(self) -> None:
        """What is typed behind a far step is for the story that stands there, not for the one that is still shown
        beside the list."""
        headlines = self.screen.headlines
        if headlines.cursor_id and headlines.cursor_row is None:
            come = self.screen.wait_for_list()
            self.screen.work(self._bring_row, headlines.cursor_id, come, group="row")

    async def _bring_row(self, entry_id: int, come: Callable[[], None]) -> None:
        try:
            self.screen.headlines.put_rows(await self.desk.load_rows([entry_id]))
        finally:
            come()

    def pane_left(self) -> None:
        """The pane to the left; stops at the first."""
        self._pane(-1, around=False)

    def pane_right(self) -> None:
        """The pane to the right; stops at the last."""
        self._pane(1, around=False)

    def next_pane(self) -> None:
        """The pane to the right, and from the last to the first."""
        self._pane(1, around=True)

    def previous_pane(self) -> None:
        """The pane to the left, and from the first to the last."""
        self._pane(-1, around=True)

    def _pane(self, step: int, *, around: bool) -> None:
        screen = self.screen
        if screen.zen:
            screen.zen = False
        if screen.pane is Pane.FRONT and not around and screen.front.move_beside(step):
            return
        panes = [pane for pane in visible(screen.shape, front=screen.on_front) if screen.can_go(pane)]
        at = panes.index(screen.pane) + step if screen.pane in panes else 0
        if around:
            at %= len(panes)
        if 0 <= at < len(panes):
            hidden = panes[at] is Pane.ARTICLE and screen.pane is Pane.HEADLINES and not beside(screen.shape)
            if hidden and screen.headlines.cursor_id:
                # The story of the headline that one comes from, not an empty pane or another one's.
                screen.open_headline()
            else:
                screen.go_to_pane(panes[at])
