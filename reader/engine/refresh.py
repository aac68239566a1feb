"""One refresh, top to bottom: due feeds, fetch, 304 or the same bytes stop here, parse, decide, store, index, tell.

Each feed is stored in a transaction of its own as soon as it is read (`one_feed`), so cancelling keeps what was
fetched; feeds that brought nothing are written down together (`ledger`).
"""

from __future__ import annotations

import asyncio
from collections import defaultdict, deque
from collections.abc import Sequence
from contextlib import suppress
from time import monotonic

from reader.domain.errors import FetchError, HttpStatus, StoreError, Unreachable
from reader.domain.identity import host_of
from reader.domain.text import clean_line
from reader.store import feeds, indexing, met
from reader.store.values import FeedState

from . import outcome, waits
from .fairness import Patience, Waiting
from .ledger import Ledger
from .network import CANARIES, CERTAIN_HOSTS, is_gone
from .one_feed import Brought, bring, digest
from .protocol import Done, FeedChanged, Progress, Refresh, RuleMet
from .tools import Tools

LOOK = 0.1
"""Seconds between two looks whether a fetch is in somebody's way."""
PER_HOST = 4
"""Feeds of one host at a time, at most."""
SILENT_ENOUGH = 3
"""So many feeds of a host unanswered in time in a row, and its others are not tried: each could take as long."""
INDEX_BATCH = 50
"""Entries indexed in one transaction: about 10 ms in which the interface's own small writes wait."""
INDEX_PAUSE = 0.3
"""How long to leave the store to others after a batch, as a part of the batch's time. SQLite does not queue writers:
with batches of 300 and no pause a star of the interface waited 3.7 s at p95, so it waits 58 ms."""


async def choose(tools: Tools, command: Refresh) -> list[FeedState]:
    """The feeds that `command` asks for and that may be asked now."""
    states = await tools.store.read(feeds.feed_states, command.feeds)
    chosen = outcome.select(states, command.feeds, command.only_due, tools.clock(), tools.default_minutes)
    return [state for state in chosen if state.id not in tools.busy]


def canaries(states: Sequence[FeedState]) -> list[FeedState]:
    """A few feeds of different hosts: enough to see whether the network is there."""
    by_host = {host_of(state.url): state for state in states}
    return [state for host, state in by_host.items() if host][:CANARIES]


def lanes(feeds: int, total: int, places: int) -> int:
    """How many of a host's feeds to fetch side by side, when it has `feeds` of `total`: its share of all `places`.

    One after another over one open connection is cheaper for both sides than four connections with a feed each, and no
    slower while other hosts fill the places.
    """
    return max(1, min(PER_HOST, feeds, -(-places * feeds // max(1, total))))


async def refresh_feeds(tools: Tools, job: int, chosen: Sequence[FeedState]) -> Done:
    """Refresh these feeds, whether or not their time has come; the events on the way carry the number of the job.

    Cancelling the task ends it early: what was fetched stays, and the answer says `cancelled`. Raises StoreError.
    """
    run = _Run(tools, job, chosen)
    mine = {state.id for state in chosen}
    tools.busy.update(mine)
    warming = None
    if not all(state.body_hash for state in chosen):
        # Some feed was never read: let a reading process start while the network is still busy.
        warming = asyncio.ensure_future(_warm(tools))
    try:
        await waits.recall(tools)
        await run.everything()
        await _tell_hits(tools, job)
        await index_new(tools)
    except asyncio.CancelledError:
        return run.done(cancelled=True)
    finally:
        tools.busy.difference_update(mine)
        if warming is not None:
            await asyncio.wait([warming])
    return run.done()


async def _tell_hits(tools: Tools, job: int) -> None:
    """What rules have met that notify: once for each rule, however many feeds and stories it was."""
    if await tools.store.read(met.has_untold):
        for name, count, title in await tools.store.write(met.take_untold):
            tools.emit(RuleMet(job=job, rule=name, count=count, title=title))


async def _warm(tools: Tools) -> None:
    with suppress(OSError):
        # A process that cannot be started is said when the first feed needs it.
        await tools.digester.warm()


async def index_new(tools: Tools) -> None:
    """Put entries that wait for it into the search index, batch by batch."""
    started = monotonic()
    while await tools.store.write(indexing.index_pending, INDEX_BATCH):
        await asyncio.sleep(INDEX_PAUSE * (monotonic() - started))
        started = monotonic()


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
        self._unreached: list[tuple[FeedState, FetchError]] = []
        self._ledger = Ledger(tools)
        self._turns = asyncio.Semaphore(tools.places)
        self._patience = Patience()
        self._silent: dict[str, list[Unreachable]] = defaultdict(list)
        """How a host failed to answer in time since it last did."""

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
            await asyncio.shield(asyncio.ensure_future(self._ledger.write()))

    def done(self, *, cancelled: bool = False) -> Done:
        """How it went."""
        offline = bool(self._unreached) and not self._reached and not self._local
        reason = clean_line(str(self._unreached[0][1])) if offline else ""
        return Done(
            job=self._job, failed=self._failed, new=self._new, cancelled=cancelled, offline=offline, reason=reason
        )

    def _waves(self) -> list[Sequence[FeedState]]:
        """All at once; while the network was gone the last time, a few hosts first."""
        if self._tools.network.usable:
            return [self._chosen]
        first = [*canaries(self._chosen), *(state for state in self._chosen if not host_of(state.url))]
        tried = {state.id for state in first}
        return [first, [state for state in self._chosen if state.id not in tried]]

    async def _fetch(self, wave: Sequence[FeedState]) -> None:
        """Fetch and read these feeds. Who takes long while others wait is asked again after them, in the end with all
        the time that there is."""
        left = list(wave)
        try:
            async with asyncio.TaskGroup() as group:
                for patience in (self._patience, Patience(), None):
                    left = await self._round(group, left, patience)
        except* _NetworkGone:
            self._tools.network.silent()
        except* StoreError as errors:
            # A store that cannot be written fails for every feed alike: one sentence, not a thousand.
            raise errors.exceptions[0] from None

    async def _round(
        self, group: asyncio.TaskGroup, wave: Sequence[FeedState], patience: Patience | None
    ) -> list[FeedState]:
        """Ask each of these feeds; the answers may still be being read. Returns those that stand aside."""
        by_host: dict[str, deque[FeedState]] = defaultdict(deque)
        for state in outcome.in_order(wave):
            by_host[host_of(state.url)].append(state)
        waiting = Waiting(group, by_host, patience)
        at_work = [
            group.create_task(self._lane(host, waiting))
            for host, queue in by_host.items()
            for _lane in range(lanes(len(queue), len(wave), self._tools.places))
        ]
        if at_work:
            await asyncio.wait(at_work)
        return waiting.aside

    async def _lane(self, host: str, waiting: Waiting) -> None:
        """Fetch feeds of one host, one after another: a connection that is open serves the next one too. Each is read
        while the next is fetched."""
        queue = waiting.queues[host]
        while queue:
            async with self._turns:
                if not queue:
                    return
                await self._feed(queue.popleft(), host, waiting)

    async def _feed(self, state: FeedState, host: str, waiting: Waiting) -> None:
        """Fetch one feed; a failure is kept with the feed and ends nothing else."""
        if host and (until := self._tools.network.wait_for(host)):
            await self._ledger.keep(outcome.put_off(state, until))
        elif len(self._silent[host]) >= SILENT_ENOUGH:
            await self._fail(state, host, outcome.not_waited_for(host, self._silent[host][0]))
        else:
            try:
                brought = await self._bring(state, host, waiting)
            except FetchError as error:
                await self._fail(state, host, error)
            else:
                if brought is None:
                    return
                if not brought.fetched.body:
                    await self._read(state, host, brought)
                    return
                room, size = self._tools.room, len(brought.fetched.body)
                reading = waiting.group.create_task(self._read(state, host, brought))
                room.hold(size)
                reading.add_done_callback(lambda _reading: room.give(size))
                await room.eased()
                return
        self._count(state, host)

    async def _bring(self, state: FeedState, host: str, waiting: Waiting) -> Brought | None:
        """The answer for a feed; None when it was too long in coming, and the feed stands aside."""
        patience = waiting.patience if host else None
        task = asyncio.ensure_future(bring(self._tools, state))
        # The answer may come in the moment in which nobody wants it any more, and be an error: asyncio would print it.
        task.add_done_callback(lambda done: None if done.cancelled() else done.exception())
        waited = 0.0
        try:
            while not task.done():
                await asyncio.wait([task], timeout=LOOK if patience else None)
                # In turns of ours: time in which this process itself was held up is nobody else's fault.
                waited += LOOK
                late = not task.done() and patience and waited > patience.seconds
                if late and waiting.anybody(host, self._turns.locked()):
                    waiting.aside.append(state)
                    return None
        finally:
            if not task.done():
                task.cancel()
                await asyncio.wait([task])
        brought = task.result()
        self._patience.took(brought.seconds)
        return brought

    async def _read(self, state: FeedState, host: str, brought: Brought) -> None:
        await self._digest(state, host, brought)
        self._count(state, host)

    async def _digest(self, state: FeedState, host: str, brought: Brought) -> None:
        try:
            update, applied = await digest(self._tools, state, brought)
        except FetchError as error:
            await self._fail(state, host, error)
            return
        if host:
            self._answered(host)
        else:
            self._local = True
        if applied is None:
            recovered = FeedChanged(job=self._job, feed_id=state.id) if state.error else None
            await self._ledger.keep(update, recovered)
            return
        new, updated = len(applied.new), len(applied.updated)
        self._new += new
        self._tools.emit(FeedChanged(job=self._job, feed_id=state.id, new=new, updated=updated))

    async def _fail(self, state: FeedState, host: str, error: FetchError) -> None:
        if host and isinstance(error, Unreachable) and error.slow:
            self._silent[host].append(error)
        if host and outcome.is_unreached(error):
            # Kept back until it is known whether the feed is at fault or the network is gone.
            self._unreached.append((state, error))
            if not self._reached and len({host_of(other.url) for other, _error in self._unreached}) >= CERTAIN_HOSTS:
                raise _NetworkGone
            return
        if host and outcome.is_answer(error):
            self._answered(host, slow=isinstance(error, Unreachable) and error.slow)
        if isinstance(error, HttpStatus) and error.retry_after:
            await waits.asked_to_wait(self._tools, host_of(error.url) or host, error.retry_after)
        await self._keep_failure(state, error)

    def _answered(self, host: str, *, slow: bool = False) -> None:
        self._reached = True
        if not slow:
            self._silent.pop(host, None)
        self._tools.network.answered()

    def _count(self, state: FeedState, host: str) -> None:
        """One feed more is done with."""
        self._done += 1
        self._progress(host or state.url)

    async def _keep_failure(self, state: FeedState, error: FetchError) -> None:
        self._failed += 1
        update = outcome.after_failure(state, error, self._tools.clock(), self._tools.default_minutes)
        await self._ledger.keep(update, FeedChanged(job=self._job, feed_id=state.id, error=update.state.error))

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
        total = len(self._chosen)
        progress = Progress(
            job=self._job, done=self._done, total=total, failed=self._failed, new=self._new, label=label
        )
        self._tools.emit(progress)
