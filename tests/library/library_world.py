"""A library over a real store and an engine that does what the test tells it."""

from __future__ import annotations

import asyncio
import functools
from collections.abc import Awaitable, Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path

from fakes import FakeEngine

from reader.domain.digested import DigestedEntry, DigestedFeed
from reader.library import Library
from reader.store import feeds, ingest
from reader.store.opening import Role, open_store
from reader.store.paths import StorePaths
from reader.store.values import FeedUpdate, NewEntry, NewSubscription
from tests.empty_store import lay_empty

NOW = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)


def clock() -> datetime:
    return NOW


Test = Callable[..., Awaitable[None]]


def on_loop(test: Test) -> Callable[..., None]:
    """Run an async test on a loop of its own, at most a minute."""

    @functools.wraps(test)
    def run(**fixtures: object) -> None:
        asyncio.run(asyncio.wait_for(test(**fixtures), 60))

    return run


class Open:
    """An open library, its engine, and everything it told."""

    def __init__(self, library: Library, engine: FakeEngine) -> None:
        self.library = library
        self.engine = engine
        self.told: list[object] = []
        library.subscribe(self.told.append)


async def opened(folder: Path, **options: object) -> Open:
    engine = FakeEngine()
    return Open(await Library.open(folder, engine=engine, clock=clock, **options), engine)  # type: ignore[arg-type]


def two_feeds(folder: Path, entries_of: Callable[[str], Iterable[tuple[DigestedEntry, datetime]]]) -> None:
    """Lay a store with the feeds `one` and `two`; `entries_of` gives the entries of a name and when each came."""

    async def fill() -> None:
        lay_empty(StorePaths(folder).database)
        store = open_store(folder, Role.ENGINE, clock=clock)
        for name in ("one", "two"):
            new = NewSubscription(f"https://{name}.example/feed", "feed", feed_title=name.title())
            feed_id, _existed = await store.write(feeds.subscribe, new, NOW)
            (state,) = await store.read(feeds.feed_states, [feed_id])
            entries = tuple(NewEntry(entry, at) for entry, at in entries_of(name))
            await store.write(ingest.apply, FeedUpdate(state, DigestedFeed(), entries), NOW)
        await store.close()

    asyncio.run(fill())
