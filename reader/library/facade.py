"""The `Library` itself: opened on a folder, put together from its parts, over the store and the engine."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from reader.domain.clock import Clock, system_clock
from reader.domain.errors import Cancelled
from reader.engine.protocol import EngineLink
from reader.i18n import _
from reader.store.opening import Role, open_store

from . import keeping, labels
from .events import ImportReport
from .export_part import ExportPart
from .feeds_part import FeedsPart
from .folding_part import FoldingPart
from .front_part import FrontPart
from .marking_part import MarkingPart
from .offline_part import OfflinePart
from .pictures_part import PicturesPart
from .reading_part import ReadingPart
from .retention_part import RetentionPart
from .rules_part import RulesPart
from .saved_part import SavedPart
from .stories_part import StoriesPart
from .tags_part import TagsPart

if TYPE_CHECKING:
    from reader.domain.figures import Figures


class Library(
    FeedsPart,
    FoldingPart,
    ReadingPart,
    MarkingPart,
    StoriesPart,
    FrontPart,
    OfflinePart,
    PicturesPart,
    SavedPart,
    TagsPart,
    RulesPart,
    RetentionPart,
    ExportPart,
):
    """Everything that the interface and the command line may ask. Make one with `Library.open`."""

    # -- life

    @classmethod
    async def open(
        cls,
        data_dir: Path,
        *,
        engine: EngineLink | None = None,
        clock: Clock = system_clock,
        read_only: bool = False,
        exclusive: bool = False,
        cache_dir: Path | None = None,
    ) -> Library:
        """Open the cache in `data_dir`, making or upgrading it.

        `exclusive` is for the interface: where another one is open already this one only reads, and `notice` says so;
        a short command writes beside it. `cache_dir` is the folder of the pictures, the engine's too; None for one
        beside the store. Raises StoreError when nothing can be read.
        """
        role = Role.READER if read_only else Role.INTERFACE if exclusive else Role.COMMAND
        store = await asyncio.to_thread(open_store, data_dir, role, clock=clock)
        library = cls(store, engine, clock)
        library.cache_dir = cache_dir or library.cache_dir
        if exclusive:
            library._keeper.begin()
            library._watch.begin()
        return library

    async def close(self) -> None:
        """End the engine, finish the writes, close the files. Raises StoreError where a change that was under way could
        not be made whole."""
        async with AsyncExitStack() as last:
            # What fails keeps none of the others from it.
            for part in (self._store, self._keeper, self._jobs, self._watch):
                last.push_async_callback(part.close)
            await self._finish_changes()

    # -- whole library

    async def export_opml(self) -> str:
        """The subscriptions as OPML, samples left out."""
        from reader.domain import opml_write
        from reader.store import exchange

        nodes = await self._store.read(exchange.export_nodes)
        return await asyncio.to_thread(opml_write.write, nodes, title=keeping.OPML_TITLE, now=self._clock())

    async def import_list(
        self,
        data: bytes,
        progress: Callable[[int, int], None] | None = None,
        *,
        stop: Callable[[], bool] = lambda: False,
    ) -> ImportReport:
        """Subscribe to what a list of feeds holds (`domain.feed_lists`). Raises UsageError when it is none; lines that
        cannot be taken over are named in the report. `progress` is told (done, total); once `stop`, which another
        thread calls, says True nothing is taken over and Cancelled raised."""
        from reader.domain import feed_lists
        from reader.store import exchange

        loop = asyncio.get_running_loop()
        read = await asyncio.to_thread(feed_lists.parse, data)

        def step(done: int, total: int) -> None:
            if stop():
                raise Cancelled(_("The import was stopped; nothing was taken over."))
            if progress is not None and (done % 50 == 0 or done == total):
                loop.call_soon_threadsafe(progress, done, total)

        done = await self._store.write(exchange.import_nodes, read.nodes, self._clock(), labels.imported, step)
        if done.feeds or done.folders:
            self._changed(feeds=True)
        return ImportReport(len(done.feeds), done.existed, read.refused, read.lines_refused, read.damage)

    async def backup(self) -> Path:
        """Write a dated copy of the cache, and the subscriptions as OPML beside it; returns the copy's path."""
        return await self._keeper.backup()

    async def write_opml(self) -> None:
        """Write the subscriptions as OPML beside the cache, as happens by itself soon after they changed. Raises
        StoreError, OSError."""
        await self._keeper.write_opml()

    async def figures(self) -> Figures:
        """How much is in the cache, feed by feed and as a whole."""
        from reader.store import statistics

        return await self._store.read(statistics.figures, self._store.paths, self._clock())

    async def problems(self) -> list[str]:
        """What is not as it must be in the cache, a sentence each. Reads all of it: seconds of a large one."""
        from reader.store import upkeep

        # On both threads for reading: SQLite lets go of the interpreter.
        found = await asyncio.gather(self._store.read(upkeep.damage), self._store.read(upkeep.mismatches))
        return [sentence for part in found for sentence in part]

    async def stats(self) -> dict[str, object]:
        """Figures and findings about the cache, for the doctor."""
        from reader.store import upkeep

        return await self._store.read(upkeep.stats, self._store.paths)
