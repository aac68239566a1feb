"""The machine's clock does what it likes: no burst, no stop, nothing comes back as new, and dates stay right."""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime, timedelta

import pytest

from reader.domain.models import ListQuery
from reader.engine.protocol import Refresh
from reader.store import lists, rows
from tests.benchmarks.loopback import Loopback
from tests.engine.engine_world import NOW, OpenWorld, World, feed_body

FEEDS = 3
BODY = feed_body(("1", "Bridge opens", "It is open."), ("2", "Rain expected", "Take an umbrella."))


async def settle(world: World, net: Loopback) -> list[int]:
    """Subscribe and refresh once; the ids of the feeds."""
    net.put("/feed", BODY)
    ids = [await world.subscribe(net.url("/feed", host)) for host in range(FEEDS)]
    await world.run(Refresh(job=1))
    return ids


async def asked_in(world: World, net: Loopback, *, hours: float, every: timedelta = timedelta(minutes=5)) -> int:
    """Requests while the timer looks at the clock for so long."""
    before, until = len(net.asked), world.now + timedelta(hours=hours)
    while world.now < until:
        world.now += every
        await world.engine.tick()
    return len(net.asked) - before


async def dates(world: World) -> dict[int, tuple[datetime, datetime | None, bool]]:
    """Sort time, date and read mark of every entry."""
    ids = await world.store.read(lists.entry_ids, ListQuery())
    found = await world.store.read(rows.rows, ids)
    return {row.id: (row.sort_at, row.published, row.read) for row in found}


async def due_soon(world: World, ids: list[int], hours: float) -> None:
    for feed_id in ids:
        due = (await world.state(feed_id)).next_due
        assert due is not None
        assert timedelta(0) < due - world.now <= timedelta(hours=hours), due - world.now


@pytest.mark.parametrize(
    "jump",
    [timedelta(days=-1), timedelta(days=-400), timedelta(days=3652), timedelta(weeks=3)],
    ids=["back-a-day", "back-a-year", "forward-ten-years", "three-weeks-of-sleep"],
)
def test_a_jump_is_one_fetch_of_each_feed_then_the_usual_pace(jump: timedelta, open_world: OpenWorld) -> None:
    async def scene() -> None:
        async with open_world(hosts=FEEDS) as (world, net):
            ids = await settle(world, net)
            before = await dates(world)
            world.now += jump
            asked = len(net.asked)
            await world.engine.tick()
            assert len(net.asked) - asked <= FEEDS, "no burst"
            await world.engine.tick()
            assert len(net.asked) - asked <= FEEDS
            assert FEEDS * 2 <= await asked_in(world, net, hours=4) <= FEEDS * 5, "no stop, no hurry"
            await due_soon(world, ids, 1.2)
            assert await dates(world) == before, "nothing new, nothing resurfaced, no date has moved"

    asyncio.run(scene())


def test_a_clock_that_was_wrong_and_is_set_right_stops_nothing(open_world: OpenWorld) -> None:
    async def scene() -> None:
        async with open_world(hosts=FEEDS) as (world, net):
            ids = await settle(world, net)
            before = await dates(world)
            world.now += timedelta(days=3652)
            await world.engine.tick()
            net.put("/feed", feed_body(("3", "While it was wrong", "text"), ("1", "Bridge opens", "It is open.")))
            await asked_in(world, net, hours=2)
            world.now = NOW + timedelta(hours=3)
            assert FEEDS <= await asked_in(world, net, hours=4) <= FEEDS * 5
            await due_soon(world, ids, 1.2)
            after = await dates(world)
            assert {key: after[key] for key in before} == before
            new = [value for key, value in after.items() if key not in before]
            assert new
            assert all(sort_at <= NOW + timedelta(hours=1) for sort_at, _published, _read in new), "by its own date"

    asyncio.run(scene())


@pytest.mark.parametrize("night", [(2026, 3, 28, 22), (2026, 10, 24, 21)], ids=["forward", "back"])
def test_the_nights_of_summer_time_are_like_any_other(
    night: tuple[int, int, int, int], open_world: OpenWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", "Europe/Berlin")
    time.tzset()

    async def scene() -> None:
        async with open_world(hosts=FEEDS) as (world, net):
            world.now = datetime(*night, tzinfo=UTC)
            ids = await settle(world, net)
            assert FEEDS * 5 <= await asked_in(world, net, hours=7) <= FEEDS * 8
            await due_soon(world, ids, 1.2)

    try:
        asyncio.run(scene())
    finally:
        monkeypatch.undo()
        time.tzset()
