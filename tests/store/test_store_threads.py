"""Long reads on the store's threads: they step aside for keys, and end when nobody wants them any more."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable, Iterator
from itertools import count

import pytest

from reader.store import threads
from reader.store.threads import STEP, Threads, stepping_aside


@pytest.fixture
def readers() -> Iterator[Threads]:
    readers = Threads(lambda: sqlite3.connect(":memory:", check_same_thread=False), 1, "reader", interruptible=True)
    yield readers
    readers.close()


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """How long was waited, each time; nothing really waits."""
    waits: list[float] = []
    monkeypatch.setattr(threads.time, "sleep", waits.append)
    return waits


def through(items: int) -> Callable[[sqlite3.Connection], int]:
    return lambda _db: sum(1 for _item in stepping_aside(range(items)))


def test_a_long_read_steps_aside_between_its_steps_and_a_short_one_does_not(
    readers: Threads, waits: list[float]
) -> None:
    async def run(items: int) -> int:
        assert await readers.run(through(items)) == items
        return len(waits)

    assert asyncio.run(run(3 * STEP)) == 0, "nobody is in a hurry"
    readers.let_pass(3600.0)
    assert asyncio.run(run(STEP)) == 0
    assert asyncio.run(run(3 * STEP)) == 2
    assert all(3500 < wait <= 3600 for wait in waits)
    readers.let_pass(0.0)
    assert asyncio.run(run(3 * STEP)) == 2


def test_other_threads_never_step_aside(readers: Threads, waits: list[float]) -> None:
    readers.let_pass(3600.0)
    assert sum(1 for _item in stepping_aside(range(3 * STEP))) == 3 * STEP
    assert waits == []


def test_a_long_read_ends_when_nobody_wants_it(readers: Threads) -> None:
    begun = asyncio.Event()

    async def run() -> None:
        loop = asyncio.get_running_loop()

        def endless(_db: sqlite3.Connection) -> None:
            loop.call_soon_threadsafe(begun.set)
            for _item in stepping_aside(count()):
                pass

        task = asyncio.ensure_future(readers.run(endless))
        await begun.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert await readers.run(through(1)) == 1, "the thread is free again"

    asyncio.run(run())
