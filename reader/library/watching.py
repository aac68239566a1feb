"""Noticing that another process has changed the store: a refresh by cron, a command beside the open reader."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from reader.domain.errors import StoreError
from reader.domain.models import Counts
from reader.store import counters
from reader.store.store import Store

from .keeping import unattended

LOOK = 1.0
"""Seconds between two looks: a question to the file system, and counters only when something was written."""


class Watch:
    """Calls `tell(False)` when something was written, so that rows may be others, and `tell(True)` when lists may be:
    the counters are others than those that were asked for last, or the entries more or fewer than when a list was read
    last. Both are looked at, since whoever marks a story asks for counters and reads no list."""

    def __init__(
        self,
        store: Store,
        shown: Callable[[], Counts | None],
        listed: Callable[[], int | None],
        tell: Callable[[bool], None],
    ) -> None:
        """`shown` gives the counters that were asked for last, `listed` the entries in the store when a list was read
        last; None for never."""
        self._store = store
        self._shown = shown
        self._listed = listed
        self._tell = tell
        self._written: object = None
        self._outdated: Counts | None = None
        """What was shown at the last look and was not true any more."""
        self._unlisted: tuple[int | None, int] | None = None
        """At the last look: how many entries were listed, and how many others there were."""
        self._task: asyncio.Task[None] | None = None
        self._ours = 0

    @contextmanager
    def ours(self) -> Iterator[None]:
        """What is written until the block ends, in many transactions, is this process's own, which tells of all of it
        at its end. Taken for another's, each second of marking a million entries read all lists and counters again:
        half the CPU, and 100 MB."""
        self._ours += 1
        try:
            yield
        finally:
            self._ours -= 1

    def begin(self) -> None:
        """Look from time to time, until closed."""
        self._task = unattended(self._keep_looking())

    async def _keep_looking(self) -> None:
        while True:
            await asyncio.sleep(LOOK)
            # Damage is told by whoever reads for the user.
            with suppress(StoreError):
                await self.look()

    async def look(self) -> None:
        """One look. After what this process or its engine wrote the counters are asked for again soon, so only those
        that were not until the next look are unnoticed. Raises StoreError."""
        if self._ours:
            return
        written = await self._store.aside(self._store.paths.last_written)
        if written == self._written and self._outdated is None and self._unlisted is None:
            return
        if written != self._written:
            self._written = written
            self._tell(False)
        shown, listed = self._shown(), self._listed()
        if shown is None:
            return
        there = await self._store.read(counters.counts)
        outdated = None if shown == there else shown
        # While more come in, whoever brings them says so.
        unlisted = None if listed in (None, there.entries) else (listed, there.entries)
        told = (outdated is not None and outdated is self._outdated) or (unlisted and unlisted == self._unlisted)
        self._outdated, self._unlisted = (None, None) if told else (outdated, unlisted)
        if told:
            self._tell(True)

    async def close(self) -> None:
        """Look no more."""
        if self._task is not None and not self._task.done():
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
