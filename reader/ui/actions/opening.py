"""How a story comes into the article pane: the title at once, the text when it is there, late answers dropped."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from reader.domain.blocks import links
from reader.domain.errors import Offline, ReaderError
from reader.domain.identity import host_of, safe_url
from reader.domain.models import Article, EntryRow, Mark, RelatedLink
from reader.engine.protocol import Followed
from reader.i18n import _
from reader.ui.desk import row_of_link
from reader.ui.trail import Scroll, Step, Through

from .base import Actions
from .full_text import no_article
from .looking import Stored

if TYPE_CHECKING:
    from reader.ui.screens.main import MainScreen

_STILL = 0.05
"""Seconds that the story before stays on the screen while the cache is asked for this one: it takes a tenth of that,
and each of the paintings in between would take longer."""
_A_NAME = 15
"""Characters from which on the text of a link is taken for the name of what it leads to."""


class Opening(Actions):
    """Shows stories; no command of its own."""

    def __init__(self, screen: MainScreen) -> None:
        super().__init__(screen)
        self._move_on = screen.later(_STILL, self._paint)
        self._let_go: Callable[[], None] = lambda: None
        self.reads = False
        """The story in the pane is still being read from the cache."""

    def show(
        self, row: EntryRow, *, followed: bool = False, preview: bool = False, through: Through | None = None
    ) -> None:
        """Show `row`. `followed` says that a link led there, `preview` that the cursor merely stands on its headline:
        then it is not counted as opened; `through` is the coverage from which it was opened."""
        desk = self.desk
        same = desk.now_reading == row.id and row.id != 0
        if same and (preview or not desk.preview):
            return
        if not preview:
            if followed and desk.preview and desk.row:
                # The story that one looked at without opening it is where the link was followed from.
                desk.trail.visit(desk.row, followed=False)
            self._leave()
            desk.trail.visit(row, followed=followed, through=through)
        else:
            self._leave()
        if same:
            desk.preview = False
            self._opened(row)
        else:
            self._begin(row, preview=preview, scroll=None)
        self.screen.update_crumbs()

    def step(self, step: Step) -> None:
        """Show a step of the trail again, scrolled to where it was left."""
        self._begin(step.row, preview=False, scroll=step.scroll)
        self.screen.update_crumbs()

    def link(self, link: RelatedLink) -> None:
        """Follow a related line."""
        row = self.desk.known_row(link.entry_id) or row_of_link(link, self.desk.clock)
        if not row.id and not safe_url(row.url):
            self.screen.say(_("This link leads nowhere that may be opened."), problem=True)
            return
        self.show(row, followed=True)

    def url(self, url: str, title: str = "") -> None:
        """Follow an address from the text of a story."""
        address = safe_url(url)
        if not address.startswith(("http://", "https://")):
            self.screen.say(_("Only web pages can be read here; o opens other things outside."), problem=True)
            return
        now = self.desk.clock()
        title = title or self._link_text(url) or address
        row = EntryRow(0, 0, title, address, host_of(address), "", now, None)
        self.show(row, followed=True)

    def _link_text(self, url: str) -> str:
        """What the story being read calls this link; empty where that is no name for a story ("here")."""
        article = self.desk.article
        texts = [text for href, text in links(article.blocks) if href == url] if article else []
        return max((" ".join(text.split()) for text in texts if len(text) >= _A_NAME), key=len, default="")

    def again(self) -> None:
        """Load the story in the pane once more."""
        if self.desk.row:
            self._begin(self.desk.row, preview=self.desk.preview, scroll=self.screen.article.scroll_state)

    def anew(self) -> None:
        """Load the story in the pane once more, in another version: from its beginning."""
        if self.desk.row:
            self._begin(self.desk.row, preview=self.desk.preview, scroll=None)

    def _leave(self) -> None:
        if self.desk.row and not self.desk.preview:
            self.desk.trail.leave(self.screen.article.scroll_state)

    def _begin(self, row: EntryRow, *, preview: bool, scroll: Scroll | None) -> None:
        desk = self.desk
        desk.generation += 1
        self.reads = bool(row.id)
        referrer = desk.now_reading
        desk.row, desk.article, desk.groups, desk.preview = row, None, (), preview
        article, related = self.screen.article, self.screen.related
        if row.id and article.is_on_screen:
            article.stand_still()
            related.stand_still()
            self._move_on()
        else:
            self._paint()
            if row.id:
                # It comes in place of another pane: with its text, not once without and once with it.
                self._let_go = self.screen.hold(_STILL)
        stored = self.screen.looking.opens(row.id)
        if stored is None:
            article.show_loading(row, desk.generation)
            related.show(())
        if not preview:
            self._opened(row)
        self.screen.work(self._load, row, desk.generation, scroll, referrer, stored, group="story", exclusive=True)
        if row.id and self.screen.begun.is_set():
            # Known only when the end was seen, which of a short text is at once, it was a painting of its own. The
            # first picture of the screen does not wait for it.
            self.screen.work(self.screen.reading.tell_next, row.id, group="next", exclusive=True)

    def _opened(self, row: EntryRow) -> None:
        """The reader opened it: history, and read if the configuration counts it so."""
        if row.id and not self.library.read_only:
            self.screen.call_after_refresh(self.screen.work, self._note_opened, row, group="state")

    async def _note_opened(self, row: EntryRow) -> None:
        await self.library.opened(row.id)
        if self.desk.config.reading.mark_read == "open" and not row.read:
            await self.screen.reading.mark_read(row.id)
        await self.library.remember("ui.story", row.id)

    async def _load(
        self, row: EntryRow, generation: int, scroll: Scroll | None, referrer: int, stored: Stored | None
    ) -> None:
        try:
            article = await self._show_stored(row, generation, scroll, referrer, stored)
        finally:
            if generation == self.desk.generation:
                self.reads = False
                self._paint()
        if article is None or self.desk.preview:
            return
        full_text, trail = self.screen.full_text, self.desk.trail
        followed = bool(trail.current and trail.current.followed)
        if full_text.wanted(article, followed=followed):
            await full_text.by_itself(article.entry, generation, referrer, followed=followed)

    def _paint(self) -> None:
        self.screen.article.move_on()
        self.screen.related.move_on()
        self._let_go()

    async def _show_stored(
        self, row: EntryRow, generation: int, scroll: Scroll | None, referrer: int, stored: Stored | None
    ) -> Article | None:
        """Show a story once it is in the cache, or why it is not; the story, where it is shown. It is `stored` where it
        was read ahead."""
        screen, desk = self.screen, self.desk
        if not row.id:
            found = await self._fetch(row, generation, referrer)
            if found is None:
                return None
            row = found
        try:
            article, groups = stored or (await self.library.article(row.id), await self.library.related(row.id))
        except ReaderError as error:
            if generation == desk.generation:
                title = _("This story could not be read from the cache")
                screen.article.show_message(title, str(error), self._ways_out(), row)
            return None
        if generation != desk.generation:
            return None
        if article is None:
            screen.article.show_message(
                _("This story is gone"),
                _("It is no longer in the cache; it was cleared away or its feed was removed."),
                self._ways_out(),
                row,
            )
            return None
        desk.keep_row(article.entry)
        desk.row, desk.article, desk.groups = article.entry, article, groups
        screen.article.show(article, groups, generation)
        screen.related.show(groups)
        screen.searching.mark_article()
        if scroll is not None:
            screen.article.restore(scroll)
        screen.update_crumbs()
        return article

    async def renew(self, entry_id: int, generation: int) -> None:
        """The text of the story being read has come or changed: show it, at its beginning."""
        screen, desk = self.screen, self.desk
        article = await self.library.article(entry_id)
        groups = await self.library.related(entry_id)
        if article is None or generation != desk.generation:
            return
        desk.keep_row(article.entry)
        desk.row, desk.article, desk.groups = article.entry, article, groups
        desk.trail.replace(article.entry)
        screen.article.show(article, groups, generation)
        screen.related.show(groups)
        screen.headlines.put_rows([article.entry])
        screen.update_crumbs()

    async def arrived(self, url: str, entry_id: int) -> None:
        """A page that nobody waited for came into the cache: show it where it is read or named."""
        desk, screen = self.desk, self.screen
        if entry_id and entry_id == desk.now_reading and desk.article and "full" not in desk.article.versions:
            await self.renew(entry_id, desk.generation)
        elif desk.row and any(entry_id == link.entry_id or url == link.url for link in desk.related_links()):
            generation, groups = desk.generation, await self.library.related(desk.row.id)
            if generation == desk.generation:
                desk.groups = groups
                screen.related.show(groups)
                screen.article.show_related(groups, generation)

    async def _fetch(self, row: EntryRow, generation: int, referrer: int) -> EntryRow | None:
        """The entry behind an address, brought by the engine when the cache has none; None when there is no story to
        show, which the pane then says."""
        screen, desk = self.screen, self.desk
        try:
            screen.top.change(busy=_("fetching {host}").format(host=host_of(row.url)))
            followed = await self.library.follow(row.url, referrer_id=referrer, title=row.title)
            # Where the page cannot be had, an entry with a summary is better than none.
            entry_id = followed.entry_id or await self.library.find_url(row.url)
            if not entry_id:
                self._say_why(row, followed, generation)
                return None
        except ReaderError as error:
            if generation == desk.generation:
                title = _("You are offline") if isinstance(error, Offline) else _("This page could not be brought")
                screen.article.show_message(title, str(error), self._ways_out(), row)
            return None
        finally:
            screen.top.change(busy="")
        rows = await desk.load_rows([entry_id])
        if generation != desk.generation or not rows:
            return None
        desk.trail.replace(rows[0])
        desk.row = rows[0]
        self._opened(rows[0])
        return rows[0]

    def _say_why(self, row: EntryRow, followed: Followed, generation: int) -> None:
        if generation != self.desk.generation:
            return
        article = self.screen.article
        if followed.queued:
            self.desk.row = replace(row, mark=Mark.QUEUED)
            article.show_message(
                _("You are offline"),
                _("It is noted down and will be fetched as soon as there is a network."),
                self.screen.helps(("offline", _("work online")), ("back", _("back"))),
                row,
            )
        elif followed.not_article:
            sentence = no_article(followed.not_article, host_of(row.url))
            article.show_message(_("This is no article"), sentence, self._ways_out(), row)
        else:
            reason = followed.error or _("The page brought nothing that can be read.")
            article.show_message(_("This page could not be brought"), reason, self._ways_out(), row)

    def _ways_out(self) -> list[tuple[str, str]]:
        return self.screen.helps(
            ("open-in-browser", _("open it in the browser")),
            ("copy-link", _("copy the link")),
            ("back", _("back to the story before")),
        )
