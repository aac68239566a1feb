"""One refresh, top to bottom: due feeds, fetch, 304 or the same bytes stop here, parse, decide, store, index, tell.

Each feed is stored in a transaction of its own as soon as it is read, so cancelling keeps what was fetched. Feeds that
brought nothing are written down together, a few dozen at a time: their transactions would cost more than their fetches.
"""

from __future__ import annotations

import asyncio
import sys
import traceback
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from time import monotonic
from typing import Any

from reader.domain.digested import DigestedFeed
from reader.domain.errors import HttpStatus, ParseFailed, ReaderError, StoreError
from reader.domain.identity import host_of
from reader.i18n import _
from reader.store import feeds, indexing, ingest
from reader.store.values import Applied, FeedState, FeedUpdate

from . import outcome
from .decide import decide_feed
from .network import CANARIES, CERTAIN_HOSTS, is_gone
from .protocol import Done, FeedChanged, Progress, Refresh
from .tools import Tools

AT_WORK = 24
"""Feeds that are fetched or wait to be parsed at a time: bounds the memory that their bodies take."""
PER_HOST = 4
"""Feeds of one host at a time."""
SILENT_ENOUGH = 3
"""So many feeds of a host unreached in a row, and its others are not tried: each could take the whole time limit."""
QUIET_BATCH = 50
INDEX_BATCH = 300
"""Entries indexed in one transaction; about 60 ms in which the interface's own small writes wait."""


async def refresh(tools: Tools, command: Refresh) -> Done:
    """Refresh what `command` asks for; the events on the way carry its job number.

    Cancelling the task ends it early: what was fetched stays, and the answer says `cancelled`. Raises StoreError.
    """
    return await refresh_feeds(tools, command.job, await choose(tools, command))


async def choose(tools: Tools, command: Refresh) -> list[FeedState]:
    """The feeds that `command` asks for and that may be asked now."""
    states = await tools.store.read(feeds.feed_states, command.feeds)
    chosen = outcome.select(states, command.feeds, command.only_due, tools.clock(), tools.default_minutes)
    return [state for state in chosen if state.id not in tools.busy]


async def refresh_feeds(tools: Tools, job: int, chosen: Sequence[FeedState]) -> Done:
    """Refresh these feeds, whether or not their time has come. As `refresh` otherwise."""
    run = _Run(tools, job, chosen)
    mine = {state.id for state in chosen}
    tools.busy.update(mine)
    try:
        await run.everything()
        await index_new(tools)
    except asyncio.CancelledError:
        return run.done(cancelled=True)
    finally:
        tools.busy.difference_update(mine)
    return run.done()


async def index_new(tools: Tools) -> None:
    """Put entries that wait for it into the search index, batch by batch."""
    while await tools.store.write(indexing.index_pending, INDEX_BATCH):
        pass


async def fetch_one(tools: Tools, state: FeedState) -> tuple[FeedUpdate, Applied | None]:
    """Fetch one feed and store what it brought. Raises ReaderError; nothing is stored then.

    Returns the update, and what storing it did, or None when there was nothing new: the update is then still to be
    written by the caller.
    """
    started = monotonic()
    fetched = await tools.sources.fetch(state.adapter, outcome.request_for(state, tools.clock()), tools.http)
    now = tools.clock()
    if outcome.is_unchanged(state, fetched):
        update = outcome.after_success(state, fetched, None, now, tools.default_minutes)
        return replace(update, millis=_millis(started)), None
    if not fetched.body.strip():
        raise ParseFailed(_("{url} sent an empty answer.").format(url=state.url))
    feed = await tools.digester.parse_feed(tools.sources.parser_of(state.adapter), fetched, now)
    update = outcome.after_success(state, fetched, feed, now, tools.default_minutes)
    applied = await tools.store.write(_merge, replace(update, millis=_millis(started)), feed, tools)
    return update, applied


def _merge(db: Any, update: FeedUpdate, feed: DigestedFeed, tools: Tools) -> Applied:
    """Decide and store in one transaction, on the writer's thread: what was decided on cannot change in between."""
    now = tools.clock()
    decision = decide_feed(feed, lambda entries: ingest.known_entries(db, update.state.id, entries), now)
    return ingest.apply(
        db, replace(update, new=decision.new, changed=decision.changed, rekeyed=decision.rekeyed), now
    )  # fmt: skip


def _millis(started: float) -> int:
    return round((monotonic() - started) * 1000)


class _NetworkGone(Exception):
    """So many hosts could not be reached that the rest need not be tried."""


class _Run:
    """The state of one refresh."""

    def __init__(self, tools: Tools, job: int, chosen: Sequence[FeedState]) -> None:
        self._tools = tools
        self._job = job
        self._chosen = chosen
        self._done = 0
        self._failed = 0
        self._new = 0
        self._reached = False
        """Some server answered."""
        self._local = False
        """Some source that needs no network brought something."""
        self._unreached: list[tuple[FeedState, ReaderError]] = []
        self._quiet: list[tuple[FeedUpdate, FeedChanged | None]] = []
        """Updates without entries, to be written together, and what to say when they are."""
        self._places = asyncio.Semaphore(AT_WORK)
        self._silent: Counter[str] = Counter()
        """How many feeds of a host could not be reached since it last answered."""

    async def everything(self) -> None:
        """Fetch all chosen feeds. Cancelling keeps what was fetched. Raises StoreError."""
        self._progress("")
        try:
            for wave in self._waves():
                await self._fetch(wave)
                if self._is_gone():
                    break
            await self._judge()
        finally:
            await asyncio.shield(asyncio.ensure_future(self._flush()))

    def done(self, *, cancelled: bool = False) -> Done:
        """How it went."""
        offline = bool(self._unreached) and not self._reached and not self._local
        return Done(
            job=self._job, failed=self._failed, new=self._new, cancelled=cancelled, offline=offline
        )  # fmt: skip

    async def _fetch(self, wave: Sequence[FeedState]) -> None:
        by_host: dict[str, list[FeedState]] = defaultdict(list)
        for state in wave:
            by_host[host_of(state.url)].append(state)
        try:
            async with asyncio.TaskGroup() as group:
                for host, states in by_host.items():
                    queue = iter(states)
                    for _lane in states[:PER_HOST]:
                        group.create_task(self._lane(host, queue))
        except* _NetworkGone:
            self._tools.network.silent()
        except* StoreError as errors:
            # A store that cannot be written fails for every feed alike: one sentence, not a thousand.
            raise errors.exceptions[0] from None

    def _waves(self) -> list[Sequence[FeedState]]:
        """All at once; while the network was gone the last time, a few hosts first."""
        if self._tools.network.usable:
            return [self._chosen]
        by_host = {host_of(state.url): state for state in self._chosen}
        canaries = [state for host, state in by_host.items() if host][:CANARIES]
        first = canaries + [state for state in self._chosen if not host_of(state.url)]
        tried = {state.id for state in first}
        return [first, [state for state in self._chosen if state.id not in tried]]

    async def _lane(self, host: str, queue: Iterator[FeedState]) -> None:
        """Fetch feeds of one host, one after another: a connection that is open serves the next one too."""
        async with self._places:
            for state in queue:
                await self._feed(state, host)

    async def _feed(self, state: FeedState, host: str) -> None:
        """Fetch one feed; a failure is kept with the feed and ends nothing else."""
        if host and (until := self._tools.network.wait_for(host)):
            await self._keep_quiet(outcome.put_off(state, until), None)
        elif self._silent[host] >= SILENT_ENOUGH:
            self._unreached.append((state, self._unreached_error(host)))
        else:
            await self._ask(state, host)
        self._done += 1
        self._progress(host or state.url)

    async def _ask(self, state: FeedState, host: str) -> None:
        try:
            update, applied = await fetch_one(self._tools, state)
        except StoreError:
            raise
        except ReaderError as error:
            await self._fail(state, host, error)
            return
        except Exception as error:  # noqa: BLE001 - a fault of ours met by one feed must not take the others with it
            traceback.print_exception(error, file=sys.stderr)
            fault = _("A fault in the program stopped this ({kind}).").format(kind=type(error).__name__)
            await self._fail(state, host, ParseFailed(fault))
            return
        if host:
            self._answered(host)
        else:
            self._local = True
        if applied is None:
            recovered = FeedChanged(job=self._job, feed_id=state.id) if state.error else None
            await self._keep_quiet(update, recovered)
            return
        self._new += len(applied.new)
        self._tools.emit(
            FeedChanged(job=self._job, feed_id=state.id, new=len(applied.new), updated=len(applied.updated))
        )

    async def _fail(self, state: FeedState, host: str, error: ReaderError) -> None:
        if host and outcome.is_unreached(error):
            # Kept back until it is known whether the feed is at fault or the network is gone.
            self._unreached.append((state, error))
            self._silent[host] += 1
            if not self._reached and len({host_of(other.url) for other, _error in self._unreached}) >= CERTAIN_HOSTS:
                raise _NetworkGone
            return
        if host and outcome.is_answer(error):
            self._answered(host)
        if isinstance(error, HttpStatus) and error.retry_after:
            self._tools.network.asked_to_wait(host, error.retry_after)
        await self._keep_failure(state, error)

    def _unreached_error(self, host: str) -> ReaderError:
        return next(error for state, error in self._unreached if host_of(state.url) == host)

    def _answered(self, host: str) -> None:
        self._reached = True
        self._silent[host] = 0
        self._tools.network.answered()

    async def _keep_failure(self, state: FeedState, error: ReaderError) -> None:
        self._failed += 1
        update = outcome.after_failure(state, error, self._tools.clock(), self._tools.default_minutes)
        await self._keep_quiet(update, FeedChanged(job=self._job, feed_id=state.id, error=update.state.error))

    async def _keep_quiet(self, update: FeedUpdate, event: FeedChanged | None) -> None:
        self._quiet.append((update, event))
        if len(self._quiet) >= QUIET_BATCH:
            await self._flush()

    async def _flush(self) -> None:
        batch, self._quiet = self._quiet, []
        if batch:
            await self._tools.store.write(ingest.apply_all, [update for update, _event in batch], self._tools.clock())
            for _update, event in batch:
                if event is not None:
                    self._tools.emit(event)

    def _is_gone(self) -> bool:
        hosts = [host_of(state.url) for state, _error in self._unreached]
        return bool(hosts) and not self._reached and is_gone(hosts, routed=self._tools.routed())

    async def _judge(self) -> None:
        """Whose fault it is that some feeds could not be reached: without a network, it is not theirs."""
        if self._tools.network.by_choice:
            return
        if self._is_gone():
            self._tools.network.silent()
            return
        for state, error in self._unreached:
            await self._keep_failure(state, error)

    def _progress(self, label: str) -> None:
        self._tools.emit(
            Progress(
                job=self._job,
                done=self._done,
                total=len(self._chosen),
                failed=self._failed,
                new=self._new,
                label=label,
            )
        )
