"""Rules in the engine: once for a story over refreshes, edits and restarts; told once, also on a first import."""

from __future__ import annotations

import asyncio
from pathlib import Path

from reader.domain.rules import read_actions
from reader.engine.protocol import Done, FeedChanged, Refresh, RuleMet
from reader.store import rules
from tests.benchmarks.loopback import Loopback
from tests.engine.engine_world import NOW, OpenWorld, World, feed_body

FIRST = (("1", "Bridge opens", "It is open."), ("2", "Rain expected", "Take an umbrella."))


def test_a_rule_is_applied_once_over_refresh_edit_and_restart(tmp_path: Path) -> None:
    async def scene() -> None:
        async with Loopback(1) as net:
            world = World(tmp_path)
            await world.store.write(rules.add, "Rain", "rain", read_actions("hide, notify"), NOW, "made")
            feed = await world.subscribe(net.put("/feed", feed_body(*FIRST)))
            assert await world.run(Refresh(job=1)) == Done(job=1, new=1)
            assert world.said(RuleMet) == [RuleMet(job=1, rule="Rain", count=1, title="Rain expected")]
            assert world.changes(feed) == [FeedChanged(job=1, feed_id=feed, new=1)]
            assert await world.titles() == ["Bridge opens"]
            edited = (FIRST[0], ("2", "Rain expected, heavy rain", "Take two umbrellas."))
            net.put("/feed", feed_body(*edited))
            world.later(hours=2)
            await world.run(Refresh(job=2))
            assert len(world.said(RuleMet)) == 1
            await world.close()
            again = World(tmp_path)
            net.put("/feed", feed_body(("3", "More rain", "x"), ("4", "Sun", "x"), *edited))
            again.later(hours=5)
            assert await again.run(Refresh(job=3)) == Done(job=3, new=1)
            assert again.said(RuleMet) == [RuleMet(job=3, rule="Rain", count=1, title="More rain")]
            (one,) = await again.store.read(rules.rules)
            assert one.hits == 2
            await again.close()

    asyncio.run(scene())


def test_a_first_import_tells_of_many_stories_once(open_world: OpenWorld) -> None:
    async def scene() -> None:
        async with open_world() as (world, net):
            await world.store.write(rules.add, "All", "news", read_actions("notify"), NOW, "made")
            for name in ("a", "b"):
                entries = [(f"{name}{number}", f"News {name}{number}", "x") for number in range(30)]
                await world.subscribe(net.put(f"/{name}", feed_body(*entries)))
            await world.run(Refresh(job=1))
            (met,) = world.said(RuleMet)
            assert met.count == 60

    asyncio.run(scene())
