"""The library's part for saved searches: what is there, and how many unread entries each finds.

The counts are never made when asked for: `recount_saved` brings them up to date in the background, looking only at the
entries that have changed where it is known which, and at everything now and then where it is not.

What is imported inside of the methods is not needed for the first picture of the screen.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from time import monotonic

from reader.domain.clock import Clock
from reader.domain.errors import QueryError
from reader.domain.models import SavedSearch
from reader.domain.query import EVERYTHING, text_of
from reader.domain.text import clean_line
from reader.engine.protocol import EngineLink, FeedChanged, Followed, StoriesChanged
from reader.i18n import _
from reader.store import saved
from reader.store.store import Store

from .base import Base
from .events import Event, StateChanged

MAX_TITLE = 300
_COUNTED = "saved.counts"
ONE_SEARCH = 10.0  # seconds after which a search is too slow to be counted
_REST = 30
"""Everything is looked through again after so many times as long as it took."""
_LEAST = 2.0  # seconds
_DRIFT = 600.0  # seconds after which what depends on time is looked for again
_FEW = 2000
"""More changed entries than this are as dear as all."""


class SavedPart(Base):
    """Searches in the Feeds pane."""

    def __init__(self, store: Store, engine: EngineLink | None, clock: Clock) -> None:
        super().__init__(store, engine, clock)
        self._hits: dict[int, set[int]] = {}
        self._last_time: dict[int, int] | None = None
        """What was counted at the end of an earlier visit, None until it was read."""
        self._slow: set[int] = set()
        """Searches that took too long to be counted."""
        self._changed_ids: set[int] = set()
        """Entries that changed since the last count, while they are few."""
        self._many_changed = False
        self._all_dirty = True
        self._counted_at = 0.0
        self._took = 0.0
        self._last_id = 0
        self._counting = asyncio.Lock()
        self.subscribe(self._note)

    async def saved_searches(self) -> list[SavedSearch]:
        """All saved searches in their order."""
        return await self._store.read(saved.searches)

    async def save_search(self, title: str, query: str) -> int:
        """Keep a search; returns its id. Raises QueryError when it cannot be read, or asks for nothing."""
        text = _checked(query)
        title = clean_line(title, MAX_TITLE) or text
        label = _("saved the search {title}").format(title=title)
        return await self._record(saved.add, title, text, label=label)

    async def change_saved(self, search: SavedSearch, *, title: str = "", query: str = "") -> None:
        """Give a saved search another name or query. Raises QueryError."""
        title, query = clean_line(title, MAX_TITLE) or search.title, _checked(query or search.query)
        label = _("changed the search {title}").format(title=search.title)
        await self._store.write(saved.change, search.id, title, query, self._clock(), label)
        if self._last_time and query != search.query:
            self._last_time.pop(search.id, None)
        self._changed(feeds=True)

    async def move_saved(self, number: int, step: int) -> bool:
        """Move a saved search down (+1) or up (-1); False at that end."""
        label = _("moved a search")
        if moved := await self._store.write(saved.move, number, step, self._clock(), label):
            self._changed(feeds=True)
        return moved

    async def remove_saved(self, search: SavedSearch) -> None:
        """Remove a saved search; an undo brings it back."""
        label = _("removed the search {title}").format(title=search.title)
        await self._record(saved.remove, search.id, label=label)

    async def missing_in(self, number: int) -> tuple[str, ...]:
        """The feeds and folders that a saved search names and that are not there."""
        now = self._clock()
        return await self._store.read(lambda db: saved.missing(db, saved.saved_query(db, number), now))

    # -- counts

    async def saved_counts(self) -> dict[int, int]:
        """Unread entries by saved search, as they were counted last, if need be on the last visit: counting all anew
        takes a while. One that was never counted, or takes too long, is missing."""
        if self._last_time is None:
            found = await self.recall(_COUNTED)
            pairs = found.items() if isinstance(found, dict) else ()
            self._last_time = {int(key): count for key, count in pairs if key.isdecimal() and isinstance(count, int)}
        last = {number: count for number, count in self._last_time.items() if number not in self._slow}
        return last | {number: len(hits) for number, hits in self._hits.items()}

    def _note(self, event: Event) -> None:
        match event:
            case StateChanged():
                self._remember_changed(event.entry_ids)
                self._all_dirty |= event.feeds
            case StoriesChanged():
                self._remember_changed(event.entry_ids)
            case Followed() if event.entry_id:
                self._remember_changed([event.entry_id])
            case FeedChanged() if event.updated:  # what is new has higher ids than all before
                self._all_dirty = True

    def _remember_changed(self, ids: Sequence[int] | None) -> None:
        if ids is not None and len(ids) <= _FEW:
            self._changed_ids.update(ids)
            if len(self._changed_ids) <= _FEW:
                return
        # Nobody may ask for a count all day: an import that relates its entries would fill this with each of them.
        self._many_changed = True
        self._changed_ids.clear()

    @property
    def recount_waits(self) -> float:
        """Seconds until everything may be looked through again; 0 when there is no need to."""
        if not self._all_dirty:
            return 0.0
        return max(0.0, self._counted_at + max(_LEAST, _REST * self._took) - monotonic())

    async def recount_saved(self) -> dict[int, int]:
        """Bring the counts up to date and return them. Stops when cancelled; what was counted stays counted."""
        from reader.store import saved_counts

        async with self._counting:
            numbers = [search.id for search in await self.saved_searches()]
            self._hits = {number: hits for number, hits in self._hits.items() if number in numbers}
            old = monotonic() - self._counted_at > _DRIFT
            if (self._all_dirty and not self.recount_waits) or self._many_changed:
                await self._count_all(numbers)
            else:
                await self._count_changed(numbers)
                if old:
                    for number in numbers:
                        if number not in self._slow and await self._store.read(saved_counts.drifts, number):
                            await self._count(number)
            return {number: count for number, count in (await self.saved_counts()).items() if number in numbers}

    async def _count_all(self, numbers: list[int]) -> None:
        from reader.store import shapes

        begun = monotonic()
        self._all_dirty = self._many_changed = False
        self._changed_ids.clear()
        self._slow.clear()
        self._last_id = await self._store.read(shapes.newest_id)
        try:
            for number in numbers:
                await self._count(number)
        except asyncio.CancelledError:
            self._all_dirty = True
            raise
        finally:
            self._counted_at, self._took = monotonic(), monotonic() - begun
        self._last_time = {number: len(hits) for number, hits in self._hits.items()}
        await self.remember(_COUNTED, {str(number): count for number, count in self._last_time.items()})

    async def _count(self, number: int) -> None:
        from reader.store import saved_counts

        asked = self._store.read(saved_counts.unread_hits, number, self._clock())
        try:
            self._hits[number] = await asyncio.wait_for(asked, ONE_SEARCH)
        except TimeoutError:
            self._slow.add(number)
            self._hits.pop(number, None)

    async def _count_changed(self, numbers: list[int]) -> None:
        from reader.store import saved_counts

        came, self._last_id = await self._store.read(saved_counts.arrived, self._last_id)
        ids = sorted(self._changed_ids.union(came))
        self._changed_ids.clear()
        for number in numbers:
            if number in self._hits and ids:
                found = await self._store.read(saved_counts.unread_among, number, ids, self._clock())
                self._hits[number] = self._hits[number].difference(ids) | found
            elif number not in self._hits and number not in self._slow:
                await self._count(number)


def _checked(query: str) -> str:
    """The query as it is kept. Raises QueryError."""
    from reader.domain.query_parser import parse

    node = parse(query)
    if node == EVERYTHING:
        raise QueryError(_("There is nothing to look for."), clean_line(query), 0, 1)
    return text_of(node)
