"""Who makes way in a refresh."""

from __future__ import annotations

import asyncio

from reader.engine import refresh
from reader.engine.fairness import LONGEST, SHORTEST, Patience
from reader.engine.protocol import Refresh
from tests.engine.engine_world import OpenWorld, feed_body


def test_patience_follows_how_long_answers_take_here() -> None:
    patience = Patience()
    assert patience.seconds == LONGEST
    for seconds in (0.01, 0.02, 0.01):
        patience.took(seconds)
    assert patience.seconds == SHORTEST, "never less, however near the servers are"
    for _answer in range(6):
        patience.took(0.4)
    assert 2 < patience.seconds < 3
    for _answer in range(20):
        patience.took(9.0)
    assert patience.seconds == LONGEST


def test_servers_that_never_answer_hold_up_nobody_on_their_own_host(open_world: OpenWorld) -> None:
    """Six before ten good feeds, on one host with four connections; then they get all their time."""

    async def scene() -> None:
        async with open_world() as (world, net):
            stuck = [await world.subscribe(net.put(f"/stuck{number}", hang=True)) for number in range(6)]
            good = []
            for number in range(10):
                net.put(f"/good{number}", feed_body((f"{number}", f"Story {number}", "text")))
                good.append(await world.subscribe(net.url(f"/good{number}")))
            done = await world.run(Refresh(job=1))
            assert (done.new, done.failed, done.offline) == (10, 6, False)
            ended = [event.feed_id for event in world.events if getattr(event, "feed_id", 0)]
            assert set(ended[:10]) == set(good)
            said = [(await world.state(number)).error for number in stuck]
            assert all("took longer" in each or "not waited for" in each for each in said)
            assert sum("took longer" in each for each in said) >= refresh.SILENT_ENOUGH

    asyncio.run(scene())


def test_a_host_that_answers_badly_is_no_network_that_is_gone(open_world: OpenWorld) -> None:
    async def scene() -> None:
        async with open_world(hosts=12) as (world, net):
            net.put("/feed", b"x", headers={"Content-Encoding": "rot13"})
            for host in range(12):
                await world.subscribe(net.url("/feed", host))
            done = await world.run(Refresh(job=1))
            assert (done.failed, done.offline) == (12, False)
            assert world.network.usable

    asyncio.run(scene())
