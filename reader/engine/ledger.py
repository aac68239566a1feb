"""Outcomes without entries (unchanged, failed, put off), written down together: their transactions one by one would
cost more than their fetches."""

from __future__ import annotations

from time import monotonic

from reader.store import ingest
from reader.store.values import FeedUpdate

from .protocol import FeedChanged
from .tools import Tools

BATCH = 50
LATEST = 1.0
"""Seconds after which an outcome is written even when few came together."""


class Ledger:
    """Keeps outcomes until there are enough; what is to be said of each is said when it is written."""

    def __init__(self, tools: Tools) -> None:
        self._tools = tools
        self._held: list[tuple[FeedUpdate, FeedChanged | None]] = []
        self._since = monotonic()

    async def keep(self, update: FeedUpdate, event: FeedChanged | None = None) -> None:
        """Hold an outcome, or write all that are held. Raises StoreError."""
        self._held.append((update, event))
        if len(self._held) >= BATCH or monotonic() - self._since > LATEST:
            await self.write()

    async def write(self) -> None:
        """Write what is held, in one transaction. Raises StoreError."""
        held, self._held = self._held, []
        self._since = monotonic()
        if held:
            await self._tools.store.write(ingest.apply_all, [update for update, _event in held], self._tools.clock())
            for _update, event in held:
                if event is not None:
                    self._tools.emit(event)
