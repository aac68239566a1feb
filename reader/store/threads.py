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
from concurrent.futures import Future
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
        self.work = work
        self.future: Future[T] = Future()
        self._lock = threading.Lock()
        self._connection: sqlite3.Connection | None = None
        self.unwanted = False

    def run(self, db: sqlite3.Connection) -> None:
        with self._lock:
            if self.unwanted or not self.future.set_running_or_notify_cancel():
                self.future.cancel()
                return
            self._connection = db
        db.set_progress_handler(lambda: self.unwanted, LOOK_UP)
        try:
            result = self.work(db)
        except BaseException as error:  # noqa: BLE001 - handed to whoever waits, never swallowed
            self._finish(db)
            self.future.set_exception(error)
        else:
            self._finish(db)
            self.future.set_result(result)

    def _finish(self, db: sqlite3.Connection) -> None:
        with self._lock:
            self._connection = None
        db.set_progress_handler(None, 0)

    def interrupt(self) -> None:
        """Stop the work if it runs, drop it if it still waits."""
        with self._lock:
            self.unwanted = True
            if self._connection is not None:
                self._connection.interrupt()


class Threads:
    """Threads with a connection each, fed from one queue."""

    def __init__(
        self, connect: Callable[[], sqlite3.Connection], count: int, name: str, *, interruptible: bool
    ) -> None:
        self._interruptible = interruptible
        """Whether work whose task is cancelled stops; a write, once begun, is finished."""
        self._jobs: queue.SimpleQueue[_Job[Any] | None] = queue.SimpleQueue()
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
        while (job := self._jobs.get()) is not None:
            if db is None:
                try:
                    db = connect()
                except BaseException as error:  # noqa: BLE001 - this job is told; the next one tries again
                    if job.future.set_running_or_notify_cancel():
                        job.future.set_exception(error)
                    continue
            _here.job = job
            job.run(db)
            _here.job = None
            del job
        if db is not None:
            db.close()

    def let_pass(self, seconds: float) -> None:
        """Long reads wait so long at their next step, whatever is let pass then."""
        self.busy_until = time.monotonic() + seconds

    async def run(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Do `work` on one of the threads and wait for it. Raises RuntimeError after `close`."""
        if not self._open:
            raise RuntimeError("the store is closed")
        job = _Job(work)
        self._alive.add(job)
        job.future.add_done_callback(lambda _future: self._alive.discard(job))
        self._jobs.put(job)
        waiting = asyncio.wrap_future(job.future)
        if not self._interruptible:
            return await asyncio.shield(waiting)
        try:
            return await waiting
        except asyncio.CancelledError:
            job.interrupt()
            raise

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
