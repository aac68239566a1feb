"""What the parts of the library stand on: the store, the engine, the clock, and who listens."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import TypeVar

from reader.domain.clock import Clock
from reader.domain.models import Counts
from reader.engine.protocol import EngineLink
from reader.store import memory
from reader.store.store import Store

from .events import Event, StateChanged
from .jobs import Jobs
from .keeping import Keeper
from .watching import Watch

T = TypeVar("T")

ANSWER = 0.03
"""Seconds in which a key is answered, but for those that open a story."""

NAMED = 2_000
"""Changed entries that an event names at most. Of a million the names took 40 MB and each set made of them 60; what is
on the screen is read again sooner than looked for among so many."""


class Base:
    """The common ground of `Library`'s parts."""

    def __init__(self, store: Store, engine: EngineLink | None, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._handlers: list[Callable[[Event], None]] = []
        self._jobs = Jobs(engine, self._tell)
        self._keeper = Keeper(store)
        self._counts: Counts | None = None
        """The counters as they were asked for last."""
        self._listed: int | None = None
        """Entries in the store when a list was read last."""
        self._watch = Watch(store, lambda: self._counts, lambda: self._listed, self._wrote_elsewhere)
        self.cache_dir = store.paths.folder / "cache"
        """The folder of the pictures."""
        self.read_only = not store.writable
        self.notice = store.notice
        """One sentence for the status line after opening, empty when all is well."""

    def subscribe(self, handler: Callable[[Event], None]) -> Callable[[], None]:
        """Call `handler` on the event loop for each event of the engine and each change made here; returns a function
        that ends it."""
        self._handlers.append(handler)

        def unsubscribe() -> None:
            if handler in self._handlers:
                self._handlers.remove(handler)

        return unsubscribe

    def _tell(self, event: Event) -> None:
        for handler in list(self._handlers):
            handler(event)

    def _wrote_elsewhere(self, counted: bool) -> None:
        self._tell(StateChanged(feeds=counted, elsewhere=True))

    def _changed(self, ids: Collection[int] = (), *, feeds: bool = False) -> None:
        self._keeper.own_changed = True
        if feeds:
            self._keeper.feeds_changed()
        self._tell(StateChanged(tuple(ids) if len(ids) <= NAMED else None, feeds))

    async def _record(self, work: Callable[..., T], *args: object, label: str, feeds: bool = True) -> T:
        """Change something other than the state of entries; an undo takes it back under `label`."""
        done = await self._store.write(work, *args, self._clock(), label)
        self._changed(feeds=feeds)
        return done

    async def _write_quietly(self, work: Callable[..., object], *args: object) -> None:
        """A write that only remembers something: a copy that cannot write goes on without."""
        if not self.read_only:
            await self._store.write(work, *args)

    def answering(self) -> None:
        """A key was pressed: for as long as its answer takes, long reads leave the interpreter to it."""
        self._store.let_pass(ANSWER)

    # -- small memory of the interface

    async def remember(self, key: str, value: object) -> None:
        """Keep a JSON value; None forgets it."""
        await self._write_quietly(memory.remember, key, value)

    async def recall(self, key: str, default: object = None) -> object:
        """The value kept under `key`."""
        return await self._store.read(memory.recall, key, default)

    async def recall_all(self, beginning: str) -> dict[str, object]:
        """All values whose key begins so."""
        return await self._store.read(memory.recall_all, beginning)
