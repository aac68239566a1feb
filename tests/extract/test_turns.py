"""Whose task is read next."""

from __future__ import annotations

import asyncio

from reader.extract.turns import Turns


def test_places_go_by_rank_and_among_equals_by_time() -> None:
    async def scene() -> None:
        turns, order = Turns(1), list[str]()

        async def work(name: str, *rank: int) -> None:
            await turns.take(rank)
            order.append(name)
            turns.give()

        await turns.take((0,))
        assert not turns.contested
        tasks = [asyncio.create_task(work(*each)) for each in (("late", 2, 1), ("large", 1, 9), ("small", 1, 3))]
        tasks += [asyncio.create_task(work("page", 0, 99)), asyncio.create_task(work("second", 1, 3))]
        await asyncio.sleep(0)
        assert turns.contested
        turns.give()
        await asyncio.gather(*tasks)
        assert order == ["page", "small", "second", "large", "late"]

    asyncio.run(scene())


def test_who_gives_up_waiting_loses_no_place() -> None:
    async def scene() -> None:
        turns = Turns(1)
        await turns.take((0,))
        waiting, chosen = asyncio.create_task(turns.take((1,))), asyncio.create_task(turns.take((2,)))
        await asyncio.sleep(0)
        waiting.cancel()
        await asyncio.sleep(0)
        turns.give()
        # Handed over and cancelled in the same moment: the place must not vanish with the task.
        chosen.cancel()
        await asyncio.gather(waiting, chosen, return_exceptions=True)
        await asyncio.wait_for(turns.take((0,)), 1)

    asyncio.run(scene())
