"""The library's part for headlines and articles."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from functools import partial
from math import inf
from typing import Any

from reader.domain.errors import ReaderError
from reader.domain.folding import LeadBy
from reader.domain.models import Article, EntryRow, ListQuery, Mark, RelatedGroup
from reader.engine.protocol import Follow, Followed
from reader.i18n import _
from reader.store import articles, folding, lists, rows
from reader.store.folding import Page
from reader.store.lists import CHECK

from .base import Base
from .jobs import first


class ReadingPart(Base):
    """Lists, texts, related stories."""

    # -- headlines pane

    async def entry_ids(self, query: ListQuery, *, limit: int = 0) -> array[int]:
        """The ids of a list in its order, the first `limit` of them or all (0), however long it takes."""
        return await self._store.read(lists.entry_ids, query, limit, self._clock())

    async def page(
        self, query: ListQuery, by: LeadBy, *, limit: int = 0, room: int = 0, keep: int = 0, patient: bool = False
    ) -> Page:
        """A list for the screen, the first `limit` entries of it or all (0), led by `by` where it is folded, with the
        rows that fill `room` rows and as many around them, where `keep` stands or else at its beginning; and whether a
        time limit cut it short, where `patient` knows none."""
        work = partial(folding.page, limit=limit, room=room, keep=keep)
        found = await self._store.read(work, query, by, self._clock(), inf if patient else CHECK)
        self._listed = found.listing.entries
        return found

    async def rows(self, ids: Sequence[int]) -> list[EntryRow]:
        """The rows of `ids` in their order; ids that are gone are left out."""
        return await self._store.read(rows.rows, ids)

    async def neighbour_unread(self, query: ListQuery, entry_id: int, step: int) -> int:
        """The next (+1) or previous (-1) unread entry in list order, 0 when there is none."""
        return await self._store.read(lists.neighbour_unread, query, entry_id, step, self._clock())

    # -- article and related panes

    async def article(self, entry_id: int, version: str = "") -> Article | None:
        """An entry with its text: the version asked for (`feed`, `full`), or the chosen or best one."""
        return await self._store.read(articles.article, entry_id, version)

    async def choose_version(self, entry_id: int, version: str) -> None:
        """Remember which version of an entry's text to show; empty forgets it."""
        from reader.store import states

        await self._write_quietly(states.choose_version, entry_id, version)

    async def related(self, entry_id: int) -> tuple[RelatedGroup, ...]:
        """The groups of the related pane, from the cache."""
        return await self._store.read(_related, entry_id)

    async def find_url(self, url: str) -> int:
        """The entry known under this address, 0 when there is none."""
        from reader.store import pages

        return await self._store.read(pages.find_url, url)

    async def follow(self, url: str, *, entry_id: int = 0, referrer_id: int = 0, title: str = "") -> Followed:
        """Bring the page at `url`: from the cache where its text is there, else from the engine, which stores it (as
        the full text of `entry_id` where given) or queues it, called `title` until it has come. What went wrong is a
        sentence in the answer."""
        if not entry_id and (known := await self.find_url(url)):
            found = await self.rows([known])
            if found and found[0].mark is Mark.HERE:
                return Followed(url=url, entry_id=known)
            entry_id = known
        number = self._jobs.next_number()
        try:
            command = Follow(job=number, url=url, entry_id=entry_id, referrer_id=referrer_id, title=title)
            events, done = await self._jobs.run(command)
        except ReaderError as error:
            return Followed(url=url, error=str(error))
        return first(events, Followed) or Followed(job=number, url=url, error=done.error or _("Nothing came back."))

    async def opened(self, entry_id: int) -> None:
        """The reader opened this entry now: it leads the History. Does not mark it read."""
        from reader.store import states

        await self._write_quietly(states.opened, entry_id, self._clock())


def _related(db: Any, entry_id: int) -> tuple[RelatedGroup, ...]:
    # Imported on the reading thread, beside which the screen goes on.
    from .reasons import related_with_reasons

    return related_with_reasons(db, entry_id)
