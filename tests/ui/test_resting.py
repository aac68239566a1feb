"""A test waits for the threads of the program: one that goes on before they are done sees now this and now that."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from collections.abc import Awaitable, Callable
from functools import partial

import pytest

from reader.store.threads import Threads

from .resting import at_rest

LONG_AFTER = 0.05
"""Seconds in which a loop that does not wait has come to rest many times."""


async def _through_the_store(work: Callable[[], object]) -> None:
    store = Threads(lambda: sqlite3.connect(":memory:"), 1, "test", interruptible=False)
    try:
        await store.run(lambda _db: work())
    finally:
        store.close()


async def _through_a_thread(work: Callable[[], object]) -> None:
    await asyncio.to_thread(work)


@pytest.mark.parametrize("through", [_through_the_store, _through_a_thread])
def test_what_threads_do_is_waited_for(through: Callable[[Callable[[], object]], Awaitable[None]]) -> None:
    async def run() -> None:
        gate = threading.Event()
        asyncio.get_running_loop().call_later(LONG_AFTER, gate.set)
        task = asyncio.ensure_future(through(partial(gate.wait, 1.0)))
        await at_rest(within=0)
        assert task.done()

    asyncio.run(run())
