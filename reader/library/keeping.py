"""Copies that outlive the cache: the subscriptions as OPML beside it, and dated backups.

What reads and writes them is imported when it is needed: with it a start would load a fifth more of our modules.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reader.domain.errors import StoreError
from reader.store.store import Store

if TYPE_CHECKING:
    from reader.domain.opml import OpmlNode

OPML_TITLE = "bantin"
SETTLED = 30.0
"""Seconds after opening before the store is looked after."""
DAY = 24 * 3600.0
"""Seconds until it is looked after again, in a reader that stays open."""
PAUSE = 0.05
"""Seconds between two steps of looking after it."""
CALM = 2.0
"""Seconds over which changes are gathered before the OPML copy is written."""


def sample_nodes() -> tuple[OpmlNode, ...]:
    """The subscriptions that come with the program, in their folders. Raises SourceError when they are damaged."""
    from reader.domain.opml import OpmlFeed, OpmlFolder
    from reader.sources.samples import list_samples
    from reader.store.exchange import ADAPTER

    top: list[OpmlNode] = []
    folders: dict[str, list[OpmlNode]] = {}
    for sample in list_samples():
        inside = folders.setdefault(sample.folder, []) if sample.folder else top
        inside.append(OpmlFeed(sample.address, sample.title, extra={ADAPTER: "samples"}))
    return (*(OpmlFolder(title, tuple(inside)) for title, inside in folders.items()), *top)


def unattended(work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
    """Do `work`, for which nobody waits. A fault in it goes to the event loop's handler as soon as it is met, not when
    the task is forgotten, or never."""
    task = asyncio.ensure_future(work)
    task.add_done_callback(lambda done: None if done.cancelled() else done.result())
    return task


class Keeper:
    """Writes `subscriptions.opml` soon after feeds changed, and looks after the store when the reader has settled."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._timer: asyncio.TimerHandle | None = None
        self._upkeep_timer: asyncio.TimerHandle | None = None
        self._writing: asyncio.Task[None] | None = None
        self._upkeep: asyncio.Task[None] | None = None
        self.chores: list[Callable[[], Awaitable[None]]] = []
        """What else is to be done when the store is looked after."""
        self.own_changed = False
        """The reader changed something here: stars and tags are nowhere but in the store."""

    def begin(self) -> None:
        """Look after the store some time from now: not while it starts."""
        if self._store.writable:
            self._upkeep_timer = asyncio.get_running_loop().call_later(SETTLED, self._begin_upkeep)

    def _begin_upkeep(self) -> None:
        self._upkeep = unattended(self.look_after())
        self._upkeep_timer = asyncio.get_running_loop().call_later(DAY, self._begin_upkeep)

    async def look_after(self) -> None:
        """Delete what was removed longer ago than an undo reaches and what need not be kept, give room back, and make
        the weekly copy; once a day."""
        for chore in (self._purge, *self.chores, self._shrink, self._copy):
            # Upkeep is nobody's errand: what it cannot do now it does another day, and does the rest.
            with suppress(StoreError, OSError):
                await chore()

    async def _purge(self) -> None:
        from reader.store import upkeep

        while await self._store.write(upkeep.purge_removed, self._store.clock()):
            await asyncio.sleep(PAUSE)

    async def _shrink(self) -> None:
        from reader.store import merging, upkeep

        while await self._store.maintain(upkeep.shrink) or await self._store.write(merging.merge):
            await asyncio.sleep(PAUSE)
        await self._store.maintain(upkeep.optimize)

    async def _copy(self, *, soon: bool = False) -> None:
        """The regular copy where it is due; sooner (`soon`) that of a store so small that nobody waits for it."""
        from reader.store import safekeeping

        paths, now = self._store.paths, self._store.clock()
        if safekeeping.due(paths, now, *((safekeeping.SOON, safekeeping.SMALL) if soon else ())):
            await self._store.aside(lambda: safekeeping.copy_regularly(paths, now))

    def feeds_changed(self) -> None:
        """Subscriptions or folders changed."""
        if self._timer is None and self._store.writable:
            self._timer = asyncio.get_running_loop().call_later(CALM, self._begin)

    def _begin(self) -> None:
        self._timer = None
        self._writing = unattended(self._write())

    async def _write(self) -> None:
        # The copy is an extra: a disk that is full for it must not turn into an error of what the user just did.
        with suppress(StoreError, OSError):
            await self.write_opml()

    async def write_opml(self) -> None:
        """Write the subscriptions beside the cache, samples left out. Raises StoreError, OSError."""
        from reader.domain import opml_write
        from reader.store import backup, exchange

        nodes = await self._store.read(exchange.export_nodes)

        def write() -> None:
            # Of 10,000 feeds the text alone is 160 ms, in which no key would be answered.
            text = opml_write.write(nodes, title=OPML_TITLE, now=self._store.clock())
            backup.write_list(self._store.paths.opml, text, empty=not nodes)

        await asyncio.to_thread(write)

    async def backup(self) -> Path:
        """A dated copy of the whole store; the oldest ones go. Raises StoreError."""
        from reader.store import backup

        paths = self._store.paths
        now = self._store.clock()
        target = paths.backup(now)
        await self._store.maintain(lambda db: backup.copy(db, target))
        await asyncio.to_thread(backup.thin_out, paths, now)
        await self.write_opml()
        return target

    async def close(self) -> None:
        """Write what is still to be written."""
        if self._upkeep_timer is not None:
            self._upkeep_timer.cancel()
        if self._upkeep is not None:
            self._upkeep.cancel()
            await asyncio.gather(self._upkeep, return_exceptions=True)
        if self._timer is not None:
            self._timer.cancel()
            self._begin()
        if self._writing is not None:
            await self._writing
        if self.own_changed and self._store.writable:
            # What a session shorter than `SETTLED`, or a command, did would otherwise stand in one file only.
            with suppress(StoreError, OSError):
                await self._copy(soon=True)
