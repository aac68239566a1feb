"""The engine: takes commands, runs each as a job, says with events how it goes. The same in a child and in process."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import msgspec

from reader import faults
from reader.domain.errors import ReaderError
from reader.i18n import _
from reader.store.locks import Lock
from reader.store.values import FeedState

from . import offline, waits
from .follow import fetch_queue, follow
from .outbox import Outbox
from .pictures import PictureDesk
from .protocol import (
    AnyCommand,
    AnyEvent,
    Cancel,
    Discover,
    Done,
    DrawPicture,
    FetchPicture,
    Follow,
    Keep,
    Notice,
    Online,
    Progress,
    Refresh,
    Relate,
    SetOffline,
    Shutdown,
    Subscribe,
)
from .refresh import canaries, choose, index_new, refresh_feeds
from .relater import Relater
from .subscribe import discover, subscribe
from .tools import Tools

REFRESH_LOCK = "refresh.lock"
"""Held while an engine refreshes, so that cron and an open reader do not ask the same servers at the same time."""
LOCK_POLL = 0.2
TELL_AFTER = 2.0
"""Seconds of waiting for another copy's refresh before the user is told."""
TICK = 60.0
"""Seconds between two looks at who is due."""


class Engine:
    """One engine over one set of tools, whose `emit` must lead to `outbox`."""

    def __init__(self, tools: Tools, outbox: Outbox, *, automatic: bool = False) -> None:
        self._tools = tools
        self._outbox = outbox
        self._pictures = PictureDesk(tools)
        self._relater = Relater(tools)
        self._jobs: dict[asyncio.Task[None], int] = {}
        """Tasks at work and the job that each belongs to; 0 for what nobody asked."""
        self._refreshing = 0
        self._lock = Lock(tools.store.paths.folder / REFRESH_LOCK)
        self._queue_at_work = False
        self._time = asyncio.ensure_future(self._keep_time(automatic))
        if tools.network.by_choice:
            outbox.put(Online(online=False, by_choice=True, since=tools.clock()))

    def handle(self, command: AnyCommand) -> None:
        """Begin the job of `command`; it ends with one `Done`. Call on the event loop."""
        if isinstance(command, Cancel):
            for task, job in list(self._jobs.items()):
                if command.target in (0, job):
                    task.cancel()
            self._outbox.put(Done(job=command.job))
        elif isinstance(command, Shutdown):
            self._outbox.put(Done(job=command.job))
        else:
            self._spawn(command.job, self._job(command))

    async def close(self) -> None:
        """Stop all jobs and send what they still say. What they have stored stays."""
        await self._relater.close()
        tasks = [self._time, *self._jobs]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._lock.release()
        self._outbox.close()

    async def tick(self) -> None:
        """One look at the clock: refresh what is due. Says nothing when nothing is. Raises StoreError."""
        command = Refresh(job=0, only_due=True)
        if self._refreshing or self._tools.network.by_choice:
            return
        due = await choose(self._tools, command)
        if not self._tools.network.there and self._tools.routed():
            await self._drain()
        if due and (self._tools.network.there or await self._is_back(due)):
            await asyncio.wait([self._spawn(0, self._job(command))])

    async def _is_back(self, due: Sequence[FeedState]) -> bool:
        """While the network is gone: ask a few hosts, without a progress bar every minute; whether one answered."""

        def whisper(event: AnyEvent) -> None:
            if not isinstance(event, Progress):
                self._outbox.put(event)

        if self._tools.routed():
            await refresh_feeds(replace(self._tools, emit=whisper), 0, canaries(due))
        return self._tools.network.there

    def came_online(self, event: Online) -> None:
        """Pass on that the network came or went; when it came, fetch what waits for it."""
        self._outbox.put(event)
        if event.online:
            self._spawn(0, self._guarded(0, self._drain))

    def _spawn(self, job: int, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.ensure_future(work)
        self._jobs[task] = job
        task.add_done_callback(self._ended)
        return task

    def _ended(self, task: asyncio.Task[None]) -> None:
        job = self._jobs.pop(task)
        self._relater.wake()
        if task.cancelled() and job:
            # Cancelled before its first step: it had no chance to say so itself.
            self._outbox.put(Done(job=job, cancelled=True))

    async def _keep_time(self, automatic: bool) -> None:
        """Finish what an earlier engine left; then, once a minute, look who is due."""
        if self._tools.store.writable:
            await asyncio.wait([self._spawn(0, self._guarded(0, self._finish))])
        while automatic and self._tools.store.writable:
            # A disk that is full now may have room in a minute.
            await asyncio.wait([self._spawn(0, self._guarded(0, self.tick))])
            await asyncio.sleep(TICK)

    async def _finish(self) -> None:
        await waits.recall(self._tools)
        await index_new(self._tools)
        await self._relater.begin()

    async def _job(self, command: AnyCommand) -> None:
        await self._guarded(command.job, lambda: self._dispatch(command))

    async def _guarded(self, job: int, work: Callable[[], Awaitable[Done | None]]) -> None:
        """Run the work of a job; whatever happens, say so with exactly one `Done`. What nobody asked for (job 0) is
        told of when it fails."""
        try:
            done = await work() or (Done(job=job) if job else None)
        except asyncio.CancelledError:
            done = Done(job=job, cancelled=True) if job else None
        except ReaderError as error:
            done = self._failed(job, str(error))
        except Exception as error:  # noqa: BLE001 - reported, see below
            # A fault of ours must not end the engine, nor leave anyone waiting for the end of this job.
            done = self._failed(job, faults.told(error, self._tools.log_file))
        for sentence in self._tools.sources.take_notices():
            self._outbox.put(Notice(job=job, text=sentence, problem=True))
        if done is not None:
            self._outbox.put(done)

    def _failed(self, job: int, why: str) -> Done | None:
        if job:
            return Done(job=job, error=why)
        self._outbox.put(Notice(text=why, problem=True))
        return None

    async def _dispatch(self, command: AnyCommand) -> Done | None:
        if isinstance(command, SetOffline):
            self._tools.network.choose(command.offline)
            return None
        if not self._tools.store.writable:
            return Done(job=command.job, error=self._tools.store.notice)
        if isinstance(command, Refresh):
            return await self._refresh(command)
        if isinstance(command, Subscribe):
            return await subscribe(self._tools, command, self._outbox.put)
        if isinstance(command, Discover):
            self._outbox.put(await discover(self._tools, command))
        elif isinstance(command, Follow):
            followed = await follow(self._tools, command)
            self._outbox.put(followed)
            await index_new(self._tools)
            self._relater.wake(followed.entry_id)
        elif isinstance(command, Relate):
            return await self._relater.run(command)
        elif isinstance(command, Keep):
            return await self._indexed(offline.keep(self._tools, command, self._pictures.bytes_of))
        elif isinstance(command, FetchPicture):
            self._outbox.put(await self._pictures.fetch(command))
        elif isinstance(command, DrawPicture):
            self._outbox.put(await self._pictures.draw(command))
        return None

    async def _refresh(self, command: Refresh) -> Done:
        async with self._only_refresher(command.job):
            chosen = await choose(self._tools, command)
            done = await refresh_feeds(self._tools, command.job, chosen)
        if done.cancelled or done.offline:
            return done
        await self._drain()
        keeping = [state.id for state in chosen if state.keep_full]
        if keeping and self._tools.network.usable:
            kept = await self._indexed(offline.keep_newest(self._tools, command.job, keeping, self._pictures.bytes_of))
            done = msgspec.structs.replace(done, cancelled=kept.cancelled)
        return done

    async def _indexed(self, work: Awaitable[Done]) -> Done:
        done = await work
        if not done.cancelled:
            await index_new(self._tools)
        return done

    async def _drain(self) -> None:
        """Fetch the queue, unless that is going on already."""
        if self._queue_at_work:
            return
        self._queue_at_work = True
        try:
            came = await fetch_queue(self._tools)
            for depth in {item.keep - 1 for item in came if item.keep}:
                ids = tuple(item.entry_id for item in came if item.keep == depth + 1)
                await offline.keep(self._tools, Keep(job=0, entries=ids, depth=depth), self._pictures.bytes_of)
            if came:
                await index_new(self._tools)
        finally:
            self._queue_at_work = False

    @asynccontextmanager
    async def _only_refresher(self, job: int) -> AsyncIterator[None]:
        """Wait until no other process refreshes this store, and hold that place."""
        waited = 0.0
        while not self._lock.acquire():
            await asyncio.sleep(LOCK_POLL)
            waited += LOCK_POLL
            if waited - LOCK_POLL < TELL_AFTER <= waited:
                self._outbox.put(Notice(job=job, text=_("Another copy of bantin is refreshing; waiting for it.")))
        self._refreshing += 1
        try:
            yield
        finally:
            self._refreshing -= 1
            if not self._refreshing:
                self._lock.release()
