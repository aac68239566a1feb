"""The library's part for reading without a network: keeping stories, the queue, and how much is here.

What is imported inside of the methods is not needed for the first picture of the screen.
"""

from __future__ import annotations

from collections.abc import Sequence

from reader.engine.protocol import Done, Keep
from reader.store.values import Coverage

from .base import Base


class OfflinePart(Base):
    """What is kept, what waits, what is missing."""

    async def keep(self, ids: Sequence[int], *, depth: int = 1, pictures: bool = True) -> int:
        """Begin to bring stories whole: their pages' text, their pictures, and `depth` levels of the stories that
        their publishers print beside them. Returns the job's number, events tell the rest. Without a network what is
        missing waits for it."""
        command = self._keep(ids, depth, pictures)
        await self._jobs.send(command)
        return command.job

    async def keep_and_wait(
        self, ids: Sequence[int], *, depth: int = 1, pictures: bool = True, megabytes: float = 0.0
    ) -> Done:
        """As `keep`, to its end, and at most `megabytes` in all (0: no limit)."""
        _events, done = await self._jobs.run(self._keep(ids, depth, pictures, megabytes))
        return done

    def _keep(self, ids: Sequence[int], depth: int, pictures: bool, megabytes: float = 0.0) -> Keep:
        number = self._jobs.next_number()
        return Keep(job=number, entries=tuple(ids), depth=depth, pictures=pictures, megabytes=megabytes)

    async def coverage(self, *, links: bool = True) -> Coverage:
        """How much of the unread stories, and (`links`) of their related ones, can be read with no network."""
        from reader.store import offline

        return await self._store.read(offline.coverage, links_too=links)

    async def unqueue(self, ids: Sequence[int]) -> int:
        """No longer wait for these stories; returns how many waited."""
        from reader.store import pages

        gone = await self._store.write(pages.unqueue, list(ids))
        if gone:
            self._changed(gone)
        return len(gone)

    async def known_unfit(self, url: str) -> str:
        """What stands at an address instead of an article, as far as that was seen lately; empty when nothing is
        known."""
        from reader.store import offline

        return await self._store.read(offline.is_unfit, url, self._clock())
