"""The engine's own relating: in the background after every job, first for what the reader looks at, and on command."""

from __future__ import annotations

import asyncio
from collections import Counter

from reader.domain.errors import StoreError
from reader.i18n import _
from reader.store import related

from .protocol import Done, Notice, Progress, Relate, StoriesChanged, StoriesGrew
from .relating import Batch, Wishes, relate_anew, relate_new
from .tools import Tools


class Relater:
    """One run at a time over the engine's store."""

    def __init__(self, tools: Tools) -> None:
        self._tools = tools
        self._one = asyncio.Lock()
        self._urgent: list[int] = []
        self._task: asyncio.Task[None] | None = None
        self._again = False
        self._closed = False
        self._grown: Counter[int] = Counter()
        """Followed story -> how many entries have come to it that nobody was told of."""

    async def begin(self) -> None:
        """Look whether an earlier engine died over its work, and say once that this is made good."""
        if await self._tools.store.read(related.interrupted):
            text = _("The index of related stories was left unfinished; it is being completed.")
            self._tools.emit(Notice(text=text))

    def wake(self, *urgent: int) -> None:
        """Relate what waits, in the background; these entries first."""
        self._urgent += filter(None, urgent)
        self._again = True
        if not self._closed and self._tools.store.writable and (self._task is None or self._task.done()):
            self._task = asyncio.ensure_future(self._background())

    async def run(self, command: Relate) -> Done:
        """The command: relate with progress, to the end. Raises StoreError."""

        def told(batch: Batch) -> None:
            progress = Progress(job=command.job, done=batch.done, total=batch.total, label=_("related stories"))
            self._tools.emit(progress)
            self._changed(batch)

        await self._stop()
        async with self._one:
            work = relate_anew if command.anew else relate_new
            done = await work(self._tools.store, Wishes(told, self._urgent))
        self._tell_growth()
        return Done(job=command.job, new=done)

    async def close(self) -> None:
        """Stop; what was not reached waits for the next engine."""
        self._closed = True
        await self._stop()

    async def _stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait([self._task])

    async def _background(self) -> None:
        while self._again:
            self._again = False
            try:
                async with self._one:
                    await relate_new(self._tools.store, Wishes(self._changed, self._urgent, self._busy))
                self._tell_growth()
            except StoreError as error:
                self._tools.emit(Notice(text=str(error), problem=True))

    def _busy(self) -> bool:
        return bool(self._tools.busy)

    def _changed(self, batch: Batch) -> None:
        self._grown.update(batch.gathered)
        if batch.changed:
            self._tools.emit(StoriesChanged(entry_ids=tuple(batch.changed)))

    def _tell_growth(self) -> None:
        """Once all is done, so that the reader hears of a refresh's worth of news in one sentence."""
        if self._grown:
            self._tools.emit(StoriesGrew(came=tuple(self._grown.items())))
            self._grown.clear()
