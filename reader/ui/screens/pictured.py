"""The main screen's part for pictures: what the article asks for is fetched from the library, one is shown large."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from textual import on

from reader.domain.identity import safe_url
from reader.engine.protocol import Online
from reader.i18n import _
from reader.ui.actions.outside import Outside
from reader.ui.cellsize import CellSize, cell_size
from reader.ui.desk import Desk
from reader.ui.render.graphics import Graphics, graphics_of
from reader.ui.widgets.article import ArticleView
from reader.ui.widgets.front import FrontView

from .working import WorkingScreen

if TYPE_CHECKING:
    from .large_picture import Seen

_ABREAST = 3
"""Pictures asked for at a time: what scrolls out of sight before its turn is never asked for."""


class PicturedScreen(WorkingScreen[None]):
    """Brings the pictures of `article` and `front`."""

    desk: Desk
    article: ArticleView
    front: FrontView
    outside: Outside

    def __init__(self) -> None:
        super().__init__()
        self._cell = CellSize()
        self._large = Graphics.CELLS
        """How the large view shows pictures, once the terminal was asked."""
        self._asked = False
        self._urls: tuple[str, ...] = ()
        """Pictures of the story that is read."""
        self._deaf: Callable[[], None] = lambda: None

    def on_mount(self) -> None:
        """See what the terminal can."""
        self._cell = cell_size()
        self.article.book.aspect = self.front.book.aspect = self._cell.aspect
        self._see_graphics()
        self.app.theme_changed_signal.subscribe(self, lambda _theme: self._see_graphics())
        self.app.app_resume_signal.subscribe(self, lambda _app: self.article.forget_drawings())
        self._deaf = self.desk.library.subscribe(self._heard)

    def on_unmount(self) -> None:
        """No more events."""
        self._deaf()

    def _see_graphics(self) -> None:
        colourless = self.app.no_color or self.app.native_ansi_color
        found = graphics_of(os.environ, self.app.console.color_system, colourless=colourless)
        # Sixels and iTerm2's pictures are for the large view (see `render.graphics`).
        self.article.graphics = found if found in (Graphics.WORDS, Graphics.KITTY) else Graphics.CELLS
        if not self._asked:
            self._large = found

    def _heard(self, event: object) -> None:
        if isinstance(event, Online) and event.online:
            # Told by a task of the library's: a timer that was started in it would find no app.
            self.call_later(self.article.try_again)

    def run_command(self, name: str, position: int = 0) -> None:
        """Run a command of the table; `position` tells which of its keys was pressed."""
        raise NotImplementedError

    # -- in the text

    @property
    def fetches_pictures(self) -> bool:
        """Whether pictures that are not in the cache may be fetched."""
        return self.desk.config.look.pictures != "cached"

    @on(ArticleView.PicturesFound)
    def _pictures_found(self, event: ArticleView.PicturesFound) -> None:
        self.work(self._learn, event.urls, group="picture-states", exclusive=True)

    async def _learn(self, urls: tuple[str, ...]) -> None:
        if urls != self._urls:
            self._urls = urls
            await self.desk.library.stop_pictures()
        self.article.learn(await self.desk.library.picture_states(urls))

    @on(ArticleView.PicturesWanted)
    def _pictures_wanted(self, event: ArticleView.PicturesWanted) -> None:
        wanted = [(url, self.desk.now_reading) for url in event.urls]
        self.work(self.bring_pictures, self.article, wanted, group="pictures", exclusive=True)

    async def bring_pictures(self, view: ArticleView | FrontView, wanted: Iterable[tuple[str, int]]) -> None:
        """Bring `view` pictures, each given with the story in which it stands: first what is here, at once, then the
        others, the nearest first."""
        library, away = self.desk.library, []
        for url, entry_id in wanted:
            if (picture := await library.picture(url)) is not None:
                view.picture_came(picture)
            elif self.fetches_pictures:
                away.append((url, entry_id))
            else:
                view.picture_failed(url, _("This picture is not in the cache."))
        turns = asyncio.Semaphore(_ABREAST)

        async def fetch(url: str, entry_id: int) -> None:
            async with turns:
                picture, why = await library.fetch_picture(url, entry_id)
            if picture is not None:
                view.picture_came(picture)
            else:
                view.picture_failed(url, why)

        await asyncio.gather(*(fetch(url, entry_id) for url, entry_id in away))

    @on(ArticleView.DrawingWanted)
    def _drawing_wanted(self, event: ArticleView.DrawingWanted) -> None:
        self.work(self._draw, event.url, event.columns, event.rows, group="drawings")

    async def _draw(self, url: str, columns: int, rows: int) -> None:
        width, height = columns * self._cell.width, rows * self._cell.height
        png = await self.desk.library.draw_picture(url, "png", width, height)
        self.article.drawing_came(url, columns, rows, png)

    # -- large

    @on(ArticleView.PictureChosen)
    def _picture_chosen(self, event: ArticleView.PictureChosen) -> None:
        self.show_large(event.url)

    def show_large(self, url: str) -> None:
        """Show a picture of the article over the whole screen."""
        from .large_picture import LargePicture, plates_of

        article = self.article.article
        plates = plates_of(article.blocks, article.entry.image_url) if article else []
        at = next((number for number, plate in enumerate(plates) if plate.url == url), -1)
        if at < 0 or article is None or not safe_url(url):
            return
        ask = not self._asked and self._large is Graphics.CELLS and not os.environ.get("TMUX")
        self._asked = True
        large = LargePicture(
            self.desk.library, plates, at, self._large, self._cell, ask=ask, fetch=self.fetches_pictures,
            entry_id=article.entry.id, show_help=lambda: self.run_command("help"),
        )  # fmt: skip
        self.app.push_screen(large, self._seen)

    def _seen(self, seen: Seen | None) -> None:
        if seen is not None:
            self._large = seen.graphics
            if seen.browse:
                self.work(self.outside.open_url, seen.browse, group="command")
