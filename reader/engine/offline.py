"""Packing the bag: fetches what `bag` decides, page after page, counts it, and stops when there is no more room.

Each page is stored as soon as it is read, so cancelling keeps what came, and a second run fetches what is missing.
"""

from __future__ import annotations

import asyncio
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable, Coroutine, Iterator, Sequence
from datetime import datetime
from typing import Any, TypeAlias

from reader.domain.errors import BadAnswer, FetchError, HttpStatus, NotAnArticle, Offline, StoreError, Unreachable
from reader.domain.identity import host_of, url_key
from reader.i18n import ngettext
from reader.net.limits import MEGABYTE
from reader.store import offline, pages

from . import bag, waits
from .bag import Fetch
from .network import never_exists
from .page import FOR_GOOD, bring
from .protocol import Done, Follow, Followed, Keep, Notice, Progress
from .tools import Tools

AT_WORK = 8
"""Pages that are fetched or wait to be read at a time: bounds the memory that they take."""
PER_HOST = 2
"""Pages of one host at a time: half of what the reader's own clicks may use."""
SILENT_ENOUGH = 3
"""So many pages of a host unreached in a row, and its others are not tried."""
LOOK = 20
"""Pages after which it is looked whether they still fit the budget."""

BringPicture: TypeAlias = Callable[[str, int], Awaitable[int]]
"""Brings the picture at an address for an entry into the cache; returns the bytes that were fetched, 0 where none were
(it is here, or could not be had). Raises StoreError."""


async def keep(tools: Tools, command: Keep, picture: BringPicture | None = None) -> Done:
    """Bring the stories of `command`; the answer counts pages. Cancelling keeps what came. Raises StoreError."""
    run = _Packing(tools, command.job, picture if command.pictures else None, int(command.megabytes * MEGABYTE))
    return await run.whole(run.stories(command.entries, min(command.depth, bag.DEEPEST)))


async def keep_newest(tools: Tools, job: int, feed_ids: Sequence[int], picture: BringPicture | None = None) -> Done:
    """Bring the full texts that these feeds' settings ask for ("keep the newest N"). Raises StoreError."""
    missing = await tools.store.read(offline.newest_without, feed_ids, tools.clock())
    fetches = bag.own_pages(missing, asked=False)
    if not fetches:
        return Done(job=job)
    run = _Packing(tools, job, picture, 0)
    return await run.whole(run.pages(fetches))


class _Packing:
    """The state of one run."""

    def __init__(self, tools: Tools, job: int, picture: BringPicture | None, limit: int) -> None:
        self._tools = tools
        self._job = job
        self._picture = picture if tools.shelf.pictures else None
        self._limit = limit
        self._done = self._total = self._new = self._failed = 0
        self._skipped = self._queued = self._bytes = 0
        self._places = asyncio.Semaphore(AT_WORK)
        self._silent: Counter[str] = Counter()
        """How many pages of a host could not be reached since it last answered."""
        self._doubtful: list[tuple[Fetch, FetchError]] = []
        """Pages whose servers did not answer, while it is not known whether that is their fault."""
        self._gone = False
        """There is no network."""
        self._full = False
        """There is no more room."""

    async def whole(self, work: Coroutine[Any, Any, None]) -> Done:
        """Do `work`, then make room; the end says how it went."""
        try:
            await work
            await make_room(self._tools)
        except asyncio.CancelledError:
            return self._end(cancelled=True)
        return self._end()

    def _end(self, *, cancelled: bool = False) -> Done:
        return Done(
            job=self._job,
            failed=self._failed,
            new=self._new,
            cancelled=cancelled,
            offline=self._gone and not self._new,
            bytes=self._bytes,
            skipped=self._skipped,
            queued=self._queued,
            full=self._full,
        )

    async def stories(self, ids: Sequence[int], depth: int) -> None:
        """Bring these stories, then what their publishers print beside them, level by level."""
        tools = self._tools
        stories = await tools.store.read(offline.stories, ids, tools.clock())
        here = [story.entry_id for story in stories if story.here]
        await tools.store.write(offline.mark_kept, here)
        fetches = bag.own_pages(stories, asked=True)
        left = await self._fetch_all(fetches)
        if self._gone and left:
            await tools.store.write(_enqueue, left, tools.clock(), depth + 1)
            self._queued += len(left)
        for entry_id in here:
            await self._pictures_of(entry_id)
        done = {url_key(story.url) or story.url for story in stories}
        level = [story.entry_id for story in stories]
        for _level in range(depth):
            links = await tools.store.read(offline.links, level, tools.clock())
            await self._fetch_all(bag.related_pages(links, done, tools.shelf.related))
            links = await tools.store.read(offline.links, level, tools.clock())
            level = bag.next_stories(links, tools.shelf.related)

    async def pages(self, fetches: Sequence[Fetch]) -> None:
        """Bring these pages and nothing with them."""
        await self._fetch_all(fetches)

    # -- many pages

    async def _fetch_all(self, fetches: Sequence[Fetch]) -> list[Fetch]:
        """Fetch these pages, a few hosts beside each other; returns those that were not reached any more."""
        self._total += len(fetches)
        self._progress("")
        by_host: dict[str, list[Fetch]] = defaultdict(list)
        for fetch in fetches:
            by_host[fetch.host].append(fetch)
        left: list[Fetch] = []
        try:
            async with asyncio.TaskGroup() as group:
                for waiting in by_host.values():
                    queue = iter(waiting)
                    for _lane in waiting[:PER_HOST]:
                        group.create_task(self._lane(queue, left))
        except* StoreError as errors:
            # A store that cannot be written fails for every page alike: one sentence, not a thousand.
            raise errors.exceptions[0] from None
        doubtful, self._doubtful = self._doubtful, []
        if self._gone:
            return [*(fetch for fetch, _error in doubtful), *left]
        for fetch, error in doubtful:
            self._failed += 1
            self._tools.emit(Followed(job=self._job, url=fetch.url, error=str(error)))
        return left

    async def _lane(self, queue: Iterator[Fetch], left: list[Fetch]) -> None:
        """Pages of one host, one after another: a connection that is open serves the next one too."""
        for fetch in queue:
            async with self._places:
                if self._full or not await self._one(fetch):
                    left.append(fetch)
                    continue
            self._done += 1
            self._progress(fetch.host)

    async def _one(self, fetch: Fetch) -> bool:
        """Bring one page with its pictures; False when there was no network for it."""
        tools = self._tools
        if tools.network.wait_for(fetch.host) or self._silent[fetch.host] >= SILENT_ENOUGH:
            self._failed += 1
            return True
        command = Follow(job=self._job, url=fetch.url, entry_id=fetch.entry_id, referrer_id=fetch.referrer_id)
        try:
            brought = await bring(tools, fetch.url, command, asked=fetch.asked, kept=fetch.kept, online=not self._gone)
        except (Offline, Unreachable) as error:
            return await self._unreached(fetch, error)
        except FetchError as error:
            await self._refused(fetch, error)
            return True
        self._silent[fetch.host] = 0
        self._new += 1
        # Looked at now: while this page's pictures come, others count on.
        due = self._new % LOOK == 0
        self._bytes += brought.bytes
        tools.emit(Followed(job=self._job, url=fetch.url, entry_id=brought.entry_id))
        await self._pictures_of(brought.entry_id)
        await self._look_for_room(due)
        return True

    async def _unreached(self, fetch: Fetch, error: FetchError) -> bool:
        """Whether the page is done with, given that its server did not answer: it is, unless nothing does."""
        network = self._tools.network
        if never_exists(fetch.host):
            await self._unfit(fetch, "missing", error)
            return True
        if isinstance(error, BadAnswer):
            network.answered()
            self._silent[fetch.host] += error.slow
            self._doubtful.append((fetch, error))
            return True
        if isinstance(error, Unreachable):
            network.unreached(fetch.host, routed=self._tools.routed())
        if isinstance(error, Offline) or not network.usable:
            self._gone = True
            return False
        self._silent[fetch.host] += 1
        self._doubtful.append((fetch, error))
        return True

    async def _refused(self, fetch: Fetch, error: FetchError) -> None:
        """No article stands there, or the server did not give it: what stays so is not asked for again for a while."""
        tools = self._tools
        kind = error.kind if isinstance(error, NotAnArticle) else ""
        if isinstance(error, HttpStatus):
            if error.retry_after:
                await waits.asked_to_wait(tools, host_of(error.url) or fetch.host, error.retry_after)
            kind = "missing" if error.status in FOR_GOOD else ""
        if kind:
            await self._unfit(fetch, kind, error)
        else:
            self._failed += 1
            tools.emit(Followed(job=self._job, url=fetch.url, error=str(error)))

    async def _unfit(self, fetch: Fetch, kind: str, error: FetchError) -> None:
        await self._tools.store.write(offline.mark_unfit, fetch.url, kind, self._tools.clock())
        self._skipped += 1
        self._tools.emit(Followed(job=self._job, url=fetch.url, not_article=kind, error=str(error)))

    # -- pictures and room

    async def _pictures_of(self, entry_id: int) -> None:
        if self._picture is None or self._gone or self._full:
            return
        for url in await self._tools.store.read(offline.pictures_of, entry_id):
            self._bytes += await self._picture(url, entry_id)

    async def _look_for_room(self, due: bool) -> None:
        """Stop in time: at the limit of this job, or when the cache is full of what may not go."""
        over = bool(self._limit) and self._bytes >= self._limit
        if over or (due and not await make_room(self._tools)):
            self._full = True

    def _progress(self, label: str) -> None:
        if not self._job:
            # Nobody asked and nobody is told the end: what runs by itself shows no bar.
            return
        self._tools.emit(
            Progress(
                job=self._job,
                done=self._done,
                total=self._total,
                failed=self._failed,
                new=self._new,
                label=label,
                bytes=self._bytes,
            )
        )


def _enqueue(db: Any, fetches: Sequence[Fetch], now: datetime, keep: int) -> None:
    for fetch in fetches:
        pages.enqueue(db, fetch.url, now, entry_id=fetch.entry_id, keep=keep)


async def make_room(tools: Tools) -> bool:
    """Take away what may go while full texts and pictures exceed their budget (see `bag`); False when they still do.

    Raises StoreError.
    """
    budget = tools.shelf.bytes
    if await tools.store.read(offline.taken) <= budget:
        return True
    gone = await tools.store.write(_make_room, budget, tools.clock())
    if gone:
        text = ngettext(
            "To make room, the full text of {n} story read long ago was taken away.",
            "To make room, the full texts of {n} stories read long ago were taken away.",
            gone,
        )
        tools.emit(Notice(text=text.format(n=gone)))
    return await tools.store.read(offline.taken) <= budget


def _make_room(db: Any, budget: int, now: datetime) -> int:
    """Decide and delete in one transaction: what was decided on cannot change in between."""
    gone = bag.what_goes(offline.held(db), offline.taken(db) - budget, now)
    offline.drop_texts(db, gone)
    return len(gone)
