"""What another process wrote into the store is noticed; what was asked for again anyway is not told twice."""

from __future__ import annotations

import asyncio
import sqlite3
from pathlib import Path

from reader.domain.clock import system_clock
from reader.domain.models import Counts
from reader.library.watching import Watch
from reader.store import counters, feeds
from reader.store.opening import Role, open_store
from reader.store.values import NewSubscription


class Beside:
    """An open store, another one that writes beside it, and what the watch over the first tells."""

    def __init__(self, folder: Path) -> None:
        self.mine = open_store(folder, Role.INTERFACE, clock=system_clock)
        self.other = open_store(folder, Role.COMMAND, clock=system_clock)
        self.shown: Counts | None = None
        self.listed: int | None = None
        self.told: list[bool] = []
        self.watch = Watch(self.mine, lambda: self.shown, lambda: self.listed, self.told.append)

    async def ask(self) -> None:
        self.shown = await self.mine.read(counters.counts)

    async def subscribe(self, name: str = "a") -> int:
        new = NewSubscription(f"https://{name}.example/f", "feed")
        return (await self.other.write(feeds.subscribe, new, system_clock()))[0]

    async def count_something(self) -> None:
        def one_more(db: sqlite3.Connection) -> None:
            db.execute("INSERT INTO counter(feed_id, unread, starred, entries) VALUES (99, 1, 0, 1)")

        await self.other.write(one_more)

    async def look(self) -> list[bool]:
        self.told.clear()
        await self.watch.look()
        return list(self.told)


def test_the_watch(tmp_path: Path) -> None:
    async def scene() -> None:
        beside = Beside(tmp_path)
        await beside.ask()
        await beside.look()
        assert await beside.look() == [], "nothing was written"
        await beside.subscribe()
        assert await beside.look() == [False], "rows may be others, the counters are not"
        assert await beside.look() == []
        await beside.count_something()
        assert await beside.look() == [False]
        assert await beside.look() == [True], "nobody has asked since: the lists are others"
        await beside.ask()
        assert await beside.look() == []
        with beside.watch.ours():
            await beside.subscribe("b")
            assert await beside.look() == [], "who writes here tells of it at the end"
        assert await beside.look() == [False]
        await beside.mine.close()
        await beside.other.close()

    asyncio.run(scene())


def test_what_is_asked_for_again_is_not_told(tmp_path: Path) -> None:
    async def scene() -> None:
        beside = Beside(tmp_path)
        await beside.ask()
        await beside.count_something()
        await beside.look()
        await beside.ask()
        assert await beside.look() == []
        await beside.mine.close()
        await beside.other.close()

    asyncio.run(scene())


def test_a_list_that_was_read_before_is_told_of_where_the_counters_were_asked_for_since(tmp_path: Path) -> None:
    async def scene() -> None:
        beside = Beside(tmp_path)
        await beside.ask()
        beside.listed = 0
        await beside.count_something()
        await beside.ask()  # as whoever marks a story does
        assert await beside.look() == [False]
        assert await beside.look() == [True]
        beside.listed = 1
        assert await beside.look() == []
        await beside.mine.close()
        await beside.other.close()

    asyncio.run(scene())
