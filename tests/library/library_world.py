"""A library over a real store and an engine that does what the test tells it."""

from __future__ import annotations

import asyncio
import functools
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path

from fakes import FakeEngine

from reader.library import Library

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
