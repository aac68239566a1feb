"""The open store: one object a process, through which every read and write goes.

The functions that do the work stand in the other modules and take the connection first; they are handed over:
`await store.read(lists.entry_ids, query)`, `await store.write(ingest.apply, update)`.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable, Iterable
from typing import Concatenate, ParamSpec, TypeVar

from reader.domain.clock import Clock
from reader.domain.errors import StoreDamaged, StoreFull, StoreLocked
from reader.i18n import _

from .connect import WRITER_PAGES, explained, open_reader, open_writer, transaction
from .locks import Lock, identity, open_here
from .paths import StorePaths
from .threads import Threads

P = ParamSpec("P")
T = TypeVar("T")

READERS = 2


class Store:
    """A store that `opening.open_store` has checked and opened."""

    def __init__(
        self,
        paths: StorePaths,
        clock: Clock,
        *,
        locks: Iterable[Lock] = (),
        writable: bool = True,
        checkpoints: bool = False,
        durable: bool = True,
        immutable: bool = False,
        keeps: int = WRITER_PAGES,
        notice: str = "",
    ) -> None:
        self.paths = paths
        self.clock = clock
        self.writable = writable
        self.checkpoints = checkpoints
        """True for the holder of the engine's lock."""
        self.notice = notice
        """One sentence for the status line, empty when all is well."""
        self._locks = tuple(locks)
        self._file = identity(paths.database)
        if self._file is not None:
            open_here[self._file] += 1
        self._closed = False
        path = paths.database

        def reader() -> sqlite3.Connection:
            self._require_file()
            return open_reader(path, immutable=immutable)

        def writer() -> sqlite3.Connection:
            self._require_file()
            return open_writer(path, checkpoints=checkpoints, durable=durable, keeps=keeps)

        self._readers = Threads(lambda: self._guarded(reader), READERS, "store-reader", interruptible=True)
        self._writer = (
            Threads(lambda: self._guarded(writer), 1, "store-writer", interruptible=False) if writable else None
        )

    async def read(self, work: Callable[Concatenate[sqlite3.Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run `work(connection, ...)` on a read-only connection; stops when the waiting task is cancelled.

        Raises StoreDamaged, StoreLocked, Cancelled.
        """
        return await self._readers.run(lambda db: self._guarded(lambda: work(db, *args, **kwargs)))

    def let_pass(self, seconds: float) -> None:
        """Long reads leave the interpreter to others for so long, see `threads.step_aside`."""
        self._readers.let_pass(seconds)

    async def write(
        self, work: Callable[Concatenate[sqlite3.Connection, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run `work(connection, ...)` in one transaction of its own: when this returns it is kept, when it raises
        nothing was changed. A cancelled caller does not stop it.

        Raises StoreLocked in a copy that only reads, and StoreFull, StoreLocked, StoreDamaged.
        """

        def whole(db: sqlite3.Connection) -> T:
            self._require_file()
            with transaction(db):
                return work(db, *args, **kwargs)

        return await self._require_writer().run(lambda db: self._guarded(lambda: whole(db)))

    async def maintain(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Run `work(connection)` on the writer's connection outside of a transaction (checkpoint, backup)."""
        self._require_file()
        return await self._require_writer().run(lambda db: self._guarded(lambda: work(db)))

    async def aside(self, work: Callable[[], T]) -> T:
        """Run `work()`, which has connections of its own, beside everything else. Raises as `write` does."""
        return await asyncio.to_thread(self._guarded, work)

    async def close(self) -> None:
        """Finish the writes that are queued and close the files."""
        await asyncio.to_thread(self.close_now)

    def close_now(self) -> None:
        """As `close`, blocking. May be called twice."""
        self._readers.close()
        if self._writer is not None:
            self._writer.close()
        for lock in self._locks:
            lock.release()
        if not self._closed and self._file is not None:
            open_here[self._file] -= 1
        self._closed = True

    def _require_writer(self) -> Threads:
        if self._writer is None:
            raise StoreLocked(self.notice or _("This copy only reads; nothing was changed."))
        return self._writer

    def _require_file(self) -> None:
        # SQLite writes on into a deleted file, and says that all is well.
        if identity(self.paths.database) != self._file:
            raise StoreFull(
                _(
                    "The cache {path} was moved or deleted while bantin had it open. Nothing can be kept now; what you "
                    "see can still be read. Quit, look after the folder, and start again."
                ).format(path=self.paths.database)
            )

    def _guarded(self, work: Callable[[], T]) -> T:
        try:
            return work()
        except (sqlite3.Error, UnicodeDecodeError) as error:
            known = explained(error, self.paths.database)
            if known is None:
                raise
            if isinstance(known, StoreDamaged):
                self._suspect()
            raise known from error

    def _suspect(self) -> None:
        try:
            self.paths.suspect.touch()
        except OSError:
            # A folder that cannot be written: the next start reads the damage again.
            return
