"""The page's full text and the feed's own: switching, fetching what is missing, and saying why it cannot be had."""

from __future__ import annotations

from reader.domain.identity import host_of
from reader.domain.models import Article, EntryRow, Mark
from reader.engine.protocol import Followed
from reader.i18n import _

from .base import Actions


class FullText(Actions):
    """The command `full-text`, and the full text that comes by itself."""

    async def full_text(self) -> None:
        """The page's full text, fetched where it is not here, or back to the feed's own; remembered for the story."""
        article = self.desk.article
        if article is None:
            self.screen.say(_("Open a story first; then this shows the full text of its page."))
        elif article.version == "full" and "feed" in article.versions:
            await self._choose(article, "feed")
        elif article.version == "full":
            self.screen.say(_("This page has only this one text."))
        elif "full" in article.versions:
            await self._choose(article, "full")
        elif not article.entry.url.startswith(("http://", "https://")):
            self.screen.say(_("This story has no page on the web."))
        else:
            await self._fetch(article)

    async def _choose(self, article: Article, version: str) -> None:
        await self.library.choose_version(article.entry.id, version)
        if self.desk.now_reading == article.entry.id:
            self.screen.opening.anew()

    async def _fetch(self, article: Article) -> None:
        """Bring the page while a sentence stands under the title; where it fails the feed's text comes back."""
        desk, screen, row = self.desk, self.screen, article.entry
        generation, scroll = desk.generation, screen.article.scroll_state
        screen.article.show_message(
            _("The full text is on its way"),
            _("Fetching it from {host}.").format(host=host_of(row.url)),
            screen.helps(("open-in-browser", _("open it in the browser"))),
            row,
        )
        followed = await self.library.follow(row.url, entry_id=row.id)
        if followed.entry_id:
            await self.library.choose_version(followed.entry_id, "full")
        if generation != desk.generation:
            return
        if followed.entry_id:
            screen.opening.anew()
            return
        screen.article.show(article, desk.groups, generation)
        screen.article.restore(scroll)
        self.say_why(row, followed)

    def wanted(self, article: Article, *, followed: bool) -> bool:
        """Whether the page of a story that was opened is to be fetched by itself."""
        row = article.entry
        if "full" in article.versions or not row.url.startswith(("http://", "https://")):
            return False
        feed = self.desk.feeds.feed(row.feed_id)
        if feed is not None and feed.full_text:
            return True
        teaser = row.mark is not Mark.HERE
        return teaser and (followed or self.desk.config.reading.full_text == "auto")

    async def by_itself(self, row: EntryRow, generation: int, referrer: int, *, followed: bool) -> None:
        """Bring the page of a story that is being read; its teaser stands there meanwhile. What was no article the last
        time is not asked for again unless a link was followed to it."""
        screen, desk = self.screen, self.desk
        if not followed and await self.library.known_unfit(row.url):
            return
        screen.top.change(busy=_("fetching {host}").format(host=host_of(row.url)))
        try:
            found = await self.library.follow(row.url, entry_id=row.id, referrer_id=referrer)
        finally:
            screen.top.change(busy="")
        if generation != desk.generation:
            return
        if found.entry_id:
            await screen.opening.renew(found.entry_id, generation)
        elif followed or not found.queued:
            self.say_why(row, found)
        if found.queued:
            screen.headlines.refresh_rows([row.id])

    def say_why(self, row: EntryRow, followed: Followed) -> None:
        """Why there is no full text, and what can be done."""
        if followed.queued:
            self.screen.say(_("Offline: the full text is noted down (⇣) and comes with the network."))
            return
        reason = no_article(followed.not_article, host_of(row.url)) if followed.not_article else followed.error
        key = self.screen.keymap.first_key("open-in-browser")
        way = " " + _("{key} opens the page in the browser.").format(key=key) if key else ""
        self.screen.say((reason or _("The page brought nothing that can be read.")) + way, problem=True)


def no_article(kind: str, host: str) -> str:
    """A sentence for what stands at an address instead of an article; `kind` as `NotAnArticle` has it."""
    what = {
        "pdf": _("a PDF"),
        "video": _("a video"),
        "image": _("a picture"),
        "home": _("a front page, not one story"),
        "login": _("a form to log in"),
        "consent": _("a question for consent to cookies"),
        "bot": _("a check whether you are human"),
        "missing": _("nothing: the page is not there (any more)"),
    }.get(kind)
    if what is None:
        return _("What stands at {host} is no article.").format(host=host)
    return _("What stands at {host} is {what}.").format(host=host, what=what)
