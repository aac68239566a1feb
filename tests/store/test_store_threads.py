"""Long reads on the store's threads: they step aside for keys, and end when nobody wants them any more."""

from __future__ import annotations

import asyncio
import gc
import sqlite3
import threading
import weakref
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


def test_what_was_read_is_held_by_nobody_but_who_asked(readers: Threads) -> None:
    class Read(list[int]): ...

    async def run() -> None:
        read = await readers.run(lambda _db: Read())
        held = weakref.ref(read)
        del read
        await readers.run(lambda _db: None)  # the thread is done with it
        assert held() is None

    gc.disable()
    try:
        asyncio.run(run())
    finally:
        gc.enable()


def test_a_write_is_finished_though_nobody_waits_for_it() -> None:
    writer = Threads(lambda: sqlite3.connect(":memory:", check_same_thread=False), 1, "writer", interruptible=False)
    done: list[str] = []

    async def run() -> None:
        begun, go_on = asyncio.Event(), threading.Event()
        loop = asyncio.get_running_loop()

        def write(_db: sqlite3.Connection) -> None:
            loop.call_soon_threadsafe(begun.set)
            go_on.wait()
            done.append("whole")

        task = asyncio.ensure_future(writer.run(write))
        await begun.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        go_on.set()

    try:
        asyncio.run(run())
    finally:
        writer.close()
    assert done == ["whole"]


def test_the_next_read_tries_again_to_connect() -> None:
    failures = [sqlite3.OperationalError("unable to open database file")]

    def connect() -> sqlite3.Connection:
        if failures:
            raise failures.pop()
        return sqlite3.connect(":memory:", check_same_thread=False)

    readers = Threads(connect, 1, "reader", interruptible=True)

    async def run() -> None:
        with pytest.raises(sqlite3.OperationalError):
            await readers.run(through(1))
        assert await readers.run(through(1)) == 1

    try:
        asyncio.run(run())
    finally:
        readers.close()
