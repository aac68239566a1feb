"""The linear mode: the reader as an append-only conversation, for screen readers, braille displays and slow lines.

Nothing is ever redrawn; every line is plain text; one command a line, answered below it.
"""

from __future__ import annotations

import shutil
import sys
from array import array
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

from reader.domain.errors import ReaderError
from reader.domain.models import Article, EntryRow, ListQuery, RelatedGroup, RelatedLink, Scope, ScopeKind
from reader.i18n import _, ngettext
from reader.library import Library

from . import exits, output, plain
from .asking import Lines
from .names import SCOPES, find_feed, smart_query

PAGE = 20


class LinearReader:
    """One session of the linear mode."""

    def __init__(
        self,
        library: Library,
        *,
        ask: Callable[[str], Awaitable[str | None]] | None = None,
        say: Callable[[str], None] = output.line,
    ) -> None:
        self._library = library
        self._ask = ask or _terminal()
        self._say = say
        self._query = ListQuery(Scope(ScopeKind.UNREAD))
        self._ids: array[int] = array("q")
        self._rows: list[EntryRow] = []
        self._at = 0
        self._article: Article | None = None
        self._related: dict[str, RelatedLink] = {}
        self._trail: list[int] = []

    async def run(self) -> int:
        """Talk until `q` or the end of the input; returns the exit code."""
        self._say(_("bantin, linear mode. Type ? for the commands."))
        await self._list()
        while (line := await self._ask("> ")) is not None:
            word, _space, rest = line.strip().partition(" ")
            if word in ("q", "quit"):
                break
            try:
                await self._command(word, rest.strip())
            except ReaderError as error:
                self._say(str(error))
        return exits.OK

    async def _command(self, word: str, rest: str) -> None:
        if word.isdecimal() and len(word) < 9:
            await self._open_number(int(word))
            return
        handler = {
            "": self._more,
            "m": self._more,
            "l": self._list,
            "n": self._next_unread,
            "b": self._back,
            "s": self._star,
            "u": self._undo,
            "R": self._refresh,
            "f": self._feeds,
            "?": self._help,
        }.get(word)
        if handler is not None:
            await handler()
        elif word in SCOPES:
            self._query = await smart_query(self._library, word)
            await self._list()
        elif word == "feed" and rest:
            feed = find_feed(await self._library.subscriptions(), rest)
            self._query = ListQuery(Scope(ScopeKind.FEED, feed.id))
            await self._list()
        elif word == "r" and rest in self._related:
            await self._follow(self._related[rest])
        else:
            self._say(_("{word} is no command here; ? lists them").format(word=word))

    async def _help(self) -> None:
        self._say(
            _(
                "number: read that story · Enter: more headlines · n: next unread · r 1, r 2 …: open a related story · "
                "b: back · l: list again · all, unread, today, since, starred, history: other lists · "
                "feed NAME: one feed · f: feeds · s: star · u: undo · R: refresh · q: quit"
            )
        )

    async def _list(self) -> None:
        self._ids = await self._library.entry_ids(self._query)
        self._at = 0
        self._rows = []
        count = len(self._ids)
        self._say(ngettext("{count} story", "{count} stories", count).format(count=count))
        await self._more()

    async def _more(self) -> None:
        page = self._ids[self._at : self._at + PAGE]
        if not page:
            self._say(_("End of the list."))
            return
        rows = await self._library.rows(page)
        for number, row in enumerate(rows, len(self._rows) + 1):
            unread = "" if row.read else _("unread") + ", "
            self._say(f"{number}. {row.title or row.lead} ({unread}{row.source})")
        self._rows += rows
        self._at += len(page)

    async def _open_number(self, number: int) -> None:
        if not 1 <= number <= len(self._rows):
            self._say(_("There is no story {number} in this list.").format(number=number))
            return
        await self._open(self._rows[number - 1].id)

    async def _open(self, entry_id: int, *, back: bool = False) -> None:
        article = await self._library.article(entry_id)
        if article is None:
            self._say(_("That story is no longer in the cache."))
            return
        if self._article is not None and not back:
            self._trail.append(self._article.entry.id)
        self._article = article
        groups = await self._library.related(entry_id)
        self._number(groups)
        width = min(78, shutil.get_terminal_size((80, 24)).columns)
        for text in plain.article_lines(article, groups, width):
            self._say(text)
        await self._library.opened(entry_id)
        if not self._library.read_only:
            await self._library.set_read([entry_id], True)

    def _number(self, groups: tuple[RelatedGroup, ...]) -> None:
        links = [link for group in groups for link in group.links]
        self._related = dict(zip(plain.LABELS, links, strict=False))

    async def _follow(self, link: RelatedLink) -> None:
        if link.entry_id:
            await self._open(link.entry_id)
            return
        self._say(_("Fetching {url} …").format(url=link.url))
        answer = await self._library.follow(link.url, referrer_id=self._article.entry.id if self._article else 0)
        if answer.entry_id:
            await self._open(answer.entry_id)
        else:
            self._say(answer.error or _("It waits for the network."))

    async def _next_unread(self) -> None:
        here = self._article.entry.id if self._article else 0
        found = await self._library.neighbour_unread(self._query, here, 1)
        if found:
            await self._open(found)
        else:
            self._say(_("Nothing more is unread in this list."))

    async def _back(self) -> None:
        if self._trail:
            await self._open(self._trail.pop(), back=True)
        else:
            self._say(_("There is nothing to go back to."))

    async def _star(self) -> None:
        if self._article is None:
            self._say(_("No story is open."))
            return
        entry_id = self._article.entry.id
        (row,) = await self._library.rows([entry_id])
        await self._library.set_starred([entry_id], not row.starred)
        self._say(_("Star removed.") if row.starred else _("Starred."))

    async def _undo(self) -> None:
        undone = await self._library.undo()
        self._say(_("Undone: {what}").format(what=undone.label) if undone else _("There is nothing to undo."))

    async def _refresh(self) -> None:
        self._say(_("Refreshing …"))
        done = await self._library.refresh_and_wait()
        stamp = datetime.now(UTC).astimezone().strftime("%H:%M")
        self._say(_("{time}: {new} new, {failed} failed").format(time=stamp, new=done.new, failed=done.failed))

    async def _feeds(self) -> None:
        counts = await self._library.counts()
        for feed in await self._library.subscriptions():
            self._say(f"{feed.title}: {counts.unread.get(feed.id, 0)}")


def _terminal() -> Callable[[str], Awaitable[str | None]]:
    lines = Lines()

    async def ask(prompt: str) -> str | None:
        sys.stdout.write(prompt)
        sys.stdout.flush()
        return await lines.next()

    return ask
