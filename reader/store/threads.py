"""Where the store works: one thread that writes, two that read; the event loop only waits.

A read can be interrupted: when its task is cancelled, SQLite stops inside the statement.
"""

from __future__ import annotations

import asyncio
import queue
import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Generic, TypeVar

T = TypeVar("T")


class _Job(Generic[T]):
    """One piece of work; its connection may be interrupted only while it is the one at work."""

    def __init__(self, work: Callable[[sqlite3.Connection], T]) -> None:
        self.work = work
        self.future: Future[T] = Future()
        self._lock = threading.Lock()
        self._connection: sqlite3.Connection | None = None
        self._unwanted = False

    def run(self, db: sqlite3.Connection) -> None:
        with self._lock:
            if self._unwanted or not self.future.set_running_or_notify_cancel():
                return
            self._connection = db
        try:
            result = self.work(db)
        except BaseException as error:  # noqa: BLE001 - handed to whoever waits, never swallowed
            self._finish()
            self.future.set_exception(error)
        else:
            self._finish()
            self.future.set_result(result)

    def _finish(self) -> None:
        with self._lock:
            self._connection = None

    def interrupt(self) -> None:
        """Stop the work if it runs, drop it if it still waits."""
        with self._lock:
            self._unwanted = True
            if self._connection is not None:
                self._connection.interrupt()


class Threads:
    """Threads with a connection each, fed from one queue."""

    def __init__(self, connect: Callable[[], sqlite3.Connection], count: int, name: str) -> None:
        self._jobs: queue.SimpleQueue[_Job[object] | None] = queue.SimpleQueue()
        self._open = True
        self._threads = [
            # Daemons: a process that is told to die must not wait for a long read. Writes are waited for in close().
            threading.Thread(target=self._serve, args=(connect,), name=f"{name}-{number}", daemon=True)
            for number in range(count)
        ]
        for thread in self._threads:
            thread.start()

    def _serve(self, connect: Callable[[], sqlite3.Connection]) -> None:
        db: sqlite3.Connection | None = None
        while (job := self._jobs.get()) is not None:
            if db is None:
                try:
                    db = connect()
                except BaseException as error:  # noqa: BLE001 - the next job tries again; this one is told
                    job.future.set_exception(error)
                    continue
            job.run(db)
            del job
        if db is not None:
            db.close()

    async def run(self, work: Callable[[sqlite3.Connection], T], *, interruptible: bool) -> T:
        """Do `work` on one of the threads and wait for it.

        When the waiting task is cancelled, `interruptible` work stops as soon as SQLite can; other work is finished.
        """
        job = self.submit(work)
        waiting = asyncio.wrap_future(job.future)
        if not interruptible:
            return await asyncio.shield(waiting)
        try:
            return await waiting
        except asyncio.CancelledError:
            job.interrupt()
            raise

    def submit(self, work: Callable[[sqlite3.Connection], T]) -> _Job[T]:
        """Put `work` into the queue. Raises RuntimeError after `close`."""
        if not self._open:
            raise RuntimeError("the store is closed")
        job = _Job(work)
        self._jobs.put(job)  # type: ignore[arg-type]  # a queue of jobs of any result
        return job

    def close(self) -> None:
        """Finish what is queued, then end the threads and their connections. Blocks."""
        if self._open:
            self._open = False
            for _thread in self._threads:
                self._jobs.put(None)
            for thread in self._threads:
                thread.join()
