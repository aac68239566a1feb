"""Where the store works: one thread that writes, two that read; the event loop only waits.

A read can be interrupted: when its task is cancelled, SQLite stops inside the statement.
"""

from __future__ import annotations

import asyncio
import queue
import sqlite3
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from functools import partial
from itertools import islice
from typing import Any, Generic, TypeVar

from reader.domain.errors import Cancelled
from reader.i18n import _

T = TypeVar("T")

LOOK_UP = 100_000
"""Steps of SQLite's machine, a few milliseconds, after which a read looks whether it is still wanted. `interrupt` alone
is not enough: one that comes just before the statement begins is forgotten."""
STEP = 2_000
"""Turns of a loop, one to three milliseconds, between which a long read steps aside."""
_here = threading.local()


def step_aside() -> None:
    """Called between the steps of a long read: wait once where something is to be let pass (`Threads.let_pass`). Two
    threads that calculate hand the interpreter over every 5 ms, and the answer to a key asks for it six times.

    Raises Cancelled where nobody wants the read any more. Does nothing on other threads.
    """
    job: _Job[Any] | None = getattr(_here, "job", None)
    if job is None:
        return
    left = _here.threads.busy_until - time.monotonic()
    if left > 0 and not job.unwanted:
        time.sleep(left)
    if job.unwanted:
        raise Cancelled(_("Stopped."))


def stepping_aside(items: Iterable[T]) -> Iterator[T]:
    """`items`; after so many of them `step_aside`: a short read is itself part of an answer, and does not wait."""
    left = iter(items)
    yield from islice(left, STEP)
    while step := list(islice(left, STEP)):
        step_aside()
        yield from step


class _Job(Generic[T]):
    """One piece of work; its connection may be interrupted only while it is the one at work."""

    def __init__(self, work: Callable[[sqlite3.Connection], T]) -> None:
        self._work = work
        self._lock = threading.Lock()
        self._connection: sqlite3.Connection | None = None
        self.unwanted = False

    def run(self, db: sqlite3.Connection) -> T:
        """Do it. Raises what the work raises, and CancelledError where nobody waits for it any more."""
        with self._lock:
            if self.unwanted:
                raise asyncio.CancelledError
            self._connection = db
        db.set_progress_handler(lambda: self.unwanted, LOOK_UP)
        try:
            return self._work(db)
        finally:
            with self._lock:
                self._connection = None
            db.set_progress_handler(None, 0)

    def interrupt(self) -> None:
        """Stop the work if it runs, drop it if it still waits."""
        with self._lock:
            self.unwanted = True
            if self._connection is not None:
                self._connection.interrupt()


def _succeed(result: T, waiting: asyncio.Future[T]) -> None:
    waiting.set_result(result)


def _fail(error: BaseException, waiting: asyncio.Future[T]) -> None:
    if isinstance(error, asyncio.CancelledError):
        waiting.cancel()
    else:
        waiting.set_exception(error)


class _Answer(Generic[T]):
    """What a task waits for while a thread works.

    `asyncio.wrap_future` does the same, by a circle of two futures and what they call, which holds what was read until
    all garbage is looked for: of twenty stories that was 2 MB.
    """

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self.waiting: asyncio.Future[T] = self._loop.create_future()

    def tell(self, settle: Callable[[asyncio.Future[T]], object]) -> None:
        """Called by the thread: `settle` gives the future what it waits for, unless nobody waits any more."""
        # The loop may have ended meanwhile.
        with suppress(RuntimeError):
            self._loop.call_soon_threadsafe(self._settle, settle)

    def _settle(self, settle: Callable[[asyncio.Future[T]], object]) -> None:
        if not self.waiting.done():
            settle(self.waiting)


class Threads:
    """Threads with a connection each, fed from one queue."""

    def __init__(
        self, connect: Callable[[], sqlite3.Connection], count: int, name: str, *, interruptible: bool
    ) -> None:
        self._interruptible = interruptible
        """Whether work whose task is cancelled stops; a write, once begun, is finished."""
        self._jobs: queue.SimpleQueue[tuple[_Job[Any], _Answer[Any]] | None] = queue.SimpleQueue()
        self._alive: set[_Job[Any]] = set()
        self._open = True
        self.busy_until = 0.0
        """By `time.monotonic`."""
        self._threads = [
            # Daemons: a process that is told to die must not wait for a long read. close() waits for writes.
            threading.Thread(target=self._serve, args=(connect,), name=f"{name}-{number}", daemon=True)
            for number in range(count)
        ]
        for thread in self._threads:
            thread.start()

    def _serve(self, connect: Callable[[], sqlite3.Connection]) -> None:
        db: sqlite3.Connection | None = None
        _here.threads = self
        while (given := self._jobs.get()) is not None:
            _here.job, answer = given
            try:
                db = db or connect()
                answer.tell(partial(_succeed, _here.job.run(db)))
            except BaseException as error:  # noqa: BLE001 - handed to whoever waits, never swallowed
                answer.tell(partial(_fail, error))
            # What was read is not to be held until the next work comes.
            _here.job = None
            del given, answer
        if db is not None:
            db.close()

    def let_pass(self, seconds: float) -> None:
        """Long reads wait so long at their next step, whatever is let pass then."""
        self.busy_until = time.monotonic() + seconds

    async def run(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Do `work` on one of the threads and wait for it. Raises RuntimeError after `close`."""
        if not self._open:
            raise RuntimeError("the store is closed")
        job: _Job[T] = _Job(work)
        answer: _Answer[T] = _Answer()
        self._alive.add(job)
        self._jobs.put((job, answer))
        try:
            return await answer.waiting
        except asyncio.CancelledError:
            if self._interruptible:
                job.interrupt()
            raise
        finally:
            self._alive.discard(job)

    def close(self) -> None:
        """End the threads and their connections, when what is queued is done, or stopped where it may be. Blocks."""
        if not self._open:
            return
        self._open = False
        if self._interruptible:
            for job in list(self._alive):
                job.interrupt()
        for _thread in self._threads:
            self._jobs.put(None)
        for thread in self._threads:
            thread.join()
