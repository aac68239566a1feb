"""Noticing that another process has changed the store: a refresh by cron, a command beside the open reader."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress

from reader.domain.errors import StoreError
from reader.domain.models import Counts
from reader.store import counters
from reader.store.store import Store

LOOK = 1.0
"""Seconds between two looks: a question to the file system, and counters only when something was written."""


class Watch:
    """Calls `tell(False)` when something was written, so that rows may be others, and `tell(True)` when the counters
    are others than those that were asked for last (`shown`), so that lists may be."""

    def __init__(self, store: Store, shown: Callable[[], Counts | None], tell: Callable[[bool], None]) -> None:
        self._store = store
        self._shown = shown
        self._tell = tell
        self._written: object = None
        self._outdated: Counts | None = None
        """What was shown at the last look and was not true any more."""
        self._task: asyncio.Task[None] | None = None

    def begin(self) -> None:
        """Look from time to time, until closed."""
        self._task = asyncio.ensure_future(self._keep_looking())

    async def _keep_looking(self) -> None:
        while True:
            await asyncio.sleep(LOOK)
            # Damage is told by whoever reads for the user.
            with suppress(StoreError):
                await self.look()

    async def look(self) -> None:
        """One look. After what this process or its engine wrote the counters are asked for again soon, so only those
        that were not until the next look are unnoticed. Raises StoreError."""
        written = await self._store.aside(self._store.places.last_written)
        if written == self._written and self._outdated is None:
            return
        if written != self._written:
            self._written = written
            self._tell(False)
        shown = self._shown()
        if shown is None or shown == await self._store.read(counters.counts):
            self._outdated = None
        elif self._outdated is shown:
            self._outdated = None
            self._tell(True)
        else:
            self._outdated = shown

    async def close(self) -> None:
        """Look no more."""
        if self._task is not None and not self._task.done():
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
