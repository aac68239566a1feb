"""Relating entries to each other: after refresh, follow and extraction, by one process at a time.

How it is done is loaded when something waits for it (`batches`): most refreshes bring nothing, and the engine starts
without it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from reader.domain.errors import StoreLocked
from reader.i18n import _
from reader.store import memory, related
from reader.store.locks import Lock
from reader.store.store import Store

LOCK = "relate.lock"
"""Held while a process relates: what it finds depends on what it wrote just before."""
ANEW = "related.anew"
"""Remembered while all is computed anew, so that a run that was stopped is not begun again but ended."""


@dataclass(frozen=True, slots=True)
class Batch:
    """What a finished batch tells."""

    done: int
    total: int
    """All that were to be done when it ended, those done included."""
    changed: Sequence[int] = ()
    """Entries whose story or related entries changed."""
    gathered: Mapping[int, int] = field(default_factory=dict)
    """Followed story -> how many entries came to it that the reader has not seen."""


@dataclass(slots=True)
class Wishes:
    """What a run of relating asks those around it, between two batches."""

    told: Callable[[Batch], None] = field(default=lambda _batch: None)
    urgent: list[int] = field(default_factory=list)
    """Entries that somebody looks at: they come first."""
    busy: Callable[[], bool] = field(default=lambda: False)
    """Whether other work should not be disturbed now."""


async def relate_new(store: Store, wishes: Wishes | None = None) -> int:
    """Relate all entries that wait for it; returns how many. 0 when another process is at it already.

    Cancelling ends it after the step at work; what was done stays. Raises StoreError.
    """
    lock = Lock(store.paths.folder / LOCK)
    if not await store.read(related.pending) or not lock.acquire():
        return 0
    try:
        from .batches import relate_waiting

        return await relate_waiting(store, wishes or Wishes())
    finally:
        lock.release()


async def relate_anew(store: Store, wishes: Wishes | None = None) -> int:
    """Forget all relations and compute them again; one that was stopped goes on where it was.

    Returns how many entries were related. Raises StoreLocked when another process relates now, and StoreError.
    """
    lock = Lock(store.paths.folder / LOCK)
    if not lock.acquire():
        raise StoreLocked(_("Another bantin is relating stories now; nothing was forgotten. Try again in a while."))
    try:
        if not await store.read(memory.recall, ANEW):
            await store.write(_forget)
        from .batches import relate_waiting

        return await relate_waiting(store, wishes or Wishes())
    finally:
        lock.release()


def _forget(db: Any) -> None:
    related.forget_all(db)
    memory.remember(db, ANEW, True)
