"""The library's part for what the reader does to entries: read, unread, starred, and taking it back.

A change of many entries is written in parts, so that neither the reader's next key nor the engine waits for it; one
undo takes all parts back. Part by part it is kept: whoever dies in between has marked some, and can take those back.

What is imported inside of the methods is not needed for the first picture of the screen.
"""

from __future__ import annotations

import asyncio
import time
from array import array
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any, TypeVar

from reader.domain.clock import Clock
from reader.domain.models import ListQuery
from reader.engine.protocol import EngineLink
from reader.store import lists
from reader.store.store import Store

from . import labels
from .base import Base
from .events import Undone

LONGEST_GAP = 0.2
"""Seconds at most between two parts. The gap is as long as the part before it took: another process that waits looks
for a free lock every 100 ms, and with gaps of 5 ms found none for seconds."""

T = TypeVar("T")
Label = Callable[[int], str]


class MarkingPart(Base):
    """The state of entries."""

    def __init__(self, store: Store, engine: EngineLink | None, clock: Clock) -> None:
        super().__init__(store, engine, clock)
        self._turn = asyncio.Lock()
        """One change in parts, or one undo, at a time: an undo takes back whole what was begun before it."""
        self._unfinished: set[asyncio.Task[Any]] = set()

    async def set_read(self, ids: Sequence[int], read: bool, *, also: str = "none") -> int:
        """Mark entries read or unread; returns how many changed. Reading them reads `also` their unread `copies`
        elsewhere, or `all` tellings of their stories; one undo takes all back, and no mark as unread does."""
        return await self._to_its_end(self._set_read(ids, read, also))

    async def _set_read(self, ids: Sequence[int], read: bool, also: str) -> int:
        from reader.store import folding, states

        if read and also != "none":
            ids = await self._store.read(folding.with_copies, ids, tellings=also == "all")
        if read and len(ids) > states.PART:
            ids = await self._store.read(lists.unread_of, ids)
        return await self._change("read", read, ids, labels.read if read else labels.unread)

    async def set_starred(self, ids: Sequence[int], starred: bool) -> int:
        """Star entries, or take their stars; returns how many changed."""
        label = labels.starred if starred else labels.unstarred
        return await self._to_its_end(self._change("starred", starred, ids, label))

    async def mark_all_read(self, query: ListQuery, *, before: datetime | None = None) -> int:
        """Mark everything in a list read, or only what sorts before a time; returns how many changed. What comes in
        after the call stays unread."""
        return await self._to_its_end(self._mark_all_read(query, before))

    async def _mark_all_read(self, query: ListQuery, before: datetime | None) -> int:
        ids = await self._store.read(lists.unread_ids, query, before, self._clock())
        return await self._change("read", True, ids, labels.read)

    async def _change(self, column: str, value: bool, ids: Sequence[int], label: Label) -> int:
        from reader.store import states

        work = self._in_parts if len(ids) > states.PART else self._at_once
        return await work(column, value, ids, label)

    async def _at_once(self, column: str, value: bool, ids: Sequence[int], label: Label) -> int:
        from reader.store import states

        changed, _number = await self._store.write(states.set_part, column, value, ids, self._clock(), label)
        return self._told(changed)

    async def _in_parts(self, column: str, value: bool, ids: Sequence[int], label: Label) -> int:
        from reader.store import states

        changed, number = array("q"), 0
        async with self._one_at_a_time():
            for start in range(0, len(ids), states.PART):
                part = ids[start : start + states.PART]
                began = time.perf_counter()
                some, number = await self._store.write(
                    states.set_part, column, value, part, self._clock(), label, number, len(changed)
                )
                changed.extend(some)
                await _give_way(began)
        return self._told(changed)

    @asynccontextmanager
    async def _one_at_a_time(self) -> AsyncIterator[None]:
        async with self._turn:
            with self._watch.ours():
                yield

    def _told(self, changed: Sequence[int]) -> int:
        if changed:
            self._changed(changed)
        return len(changed)

    async def undo(self) -> Undone | None:
        """Take back the last change that is left; None when there is none."""
        return await self._to_its_end(self._undo())

    async def _undo(self) -> Undone | None:
        from reader.store import undo

        ids = array("q")
        async with self._one_at_a_time():
            number = await self._store.read(undo.newest)
            began = time.perf_counter()
            while (step := await self._store.write(undo.take_back, number, self._clock())) is not None:
                undone, more = step
                ids.extend(undone.entry_ids)
                if not more:
                    self._changed(ids, feeds=undone.feeds)
                    return Undone(undone.label, ids, undone.feeds)
                await _give_way(began)
                began = time.perf_counter()
        return None

    async def _to_its_end(self, work: Coroutine[Any, Any, T]) -> T:
        """Do `work` whole, though whoever waits for it may go away."""
        task = asyncio.ensure_future(work)
        self._unfinished.add(task)
        task.add_done_callback(self._unfinished.discard)
        return await asyncio.shield(task)

    async def _finish_changes(self) -> None:
        """Wait for the changes that were begun. Raises StoreError where one failed: whoever waited for it has gone."""
        for end in await asyncio.gather(*self._unfinished, return_exceptions=True):
            if isinstance(end, Exception):
                raise end


async def _give_way(began: float) -> None:
    """Let others write for as long as the part that began then took."""
    await asyncio.sleep(min(time.perf_counter() - began, LONGEST_GAP))
