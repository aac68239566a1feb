"""Whose turn it is."""

from __future__ import annotations

import asyncio

import pytest

from reader.net.limits import Limits
from reader.net.politeness import Gate


class Crowd:
    """Counts who is inside at once, by host and in all."""

    def __init__(self, gate: Gate) -> None:
        self.gate = gate
        self.now: dict[str, int] = {}
        self.most: dict[str, int] = {}
        self.most_in_all = 0
        self.order: list[str] = []

    async def visit(self, host: str, name: str = "") -> None:
        async with self.gate.turn(host):
            self.now[host] = self.now.get(host, 0) + 1
            self.most[host] = max(self.most.get(host, 0), self.now[host])
            self.most_in_all = max(self.most_in_all, sum(self.now.values()))
            self.order.append(name)
            for _moment in range(3):
                await asyncio.sleep(0)
            self.now[host] -= 1


def test_limits_hold_by_host_and_in_all() -> None:
    async def scenario() -> Crowd:
        crowd = Crowd(Gate(Limits(per_host=2, total=5)))
        await asyncio.gather(*(crowd.visit(f"h{number % 4}") for number in range(200)))
        return crowd

    crowd = asyncio.run(scenario())
    assert max(crowd.most.values()) == 2
    assert crowd.most_in_all == 5
    assert crowd.gate.hosts == 0


def test_first_come_first_served_at_one_host() -> None:
    async def scenario() -> list[str]:
        crowd = Crowd(Gate(Limits(per_host=1)))
        await asyncio.gather(*(crowd.visit("h", str(number)) for number in range(20)))
        return crowd.order

    assert asyncio.run(scenario()) == [str(number) for number in range(20)]


def test_a_slow_host_does_not_fill_the_places_of_the_others() -> None:
    async def scenario() -> None:
        gate = Gate(Limits(per_host=2, total=4))
        stuck = asyncio.Event()

        async def hang() -> None:
            async with gate.turn("slow"):
                await stuck.wait()

        waiting = [asyncio.create_task(hang()) for _number in range(50)]
        await asyncio.sleep(0)
        async with asyncio.timeout(5):
            for number in range(20):
                async with gate.turn(f"quick{number}"):
                    pass
        stuck.set()
        await asyncio.gather(*waiting)

    asyncio.run(scenario())


@pytest.mark.parametrize("while_waiting", [True, False])
def test_a_turn_is_given_back_when_it_is_cancelled(while_waiting: bool) -> None:
    async def scenario() -> None:
        gate = Gate(Limits(per_host=1, total=1))
        inside = asyncio.Event()

        async def hold() -> None:
            async with gate.turn("h"):
                inside.set()
                await asyncio.Event().wait()

        holder = asyncio.create_task(hold())
        await inside.wait()
        waiter = asyncio.create_task(hold())
        await asyncio.sleep(0)
        for task in (waiter, holder) if while_waiting else (holder, waiter):
            task.cancel()
        await asyncio.gather(holder, waiter, return_exceptions=True)
        assert gate.hosts == 0
        async with asyncio.timeout(5), gate.turn("h"):
            pass

    asyncio.run(scenario())
