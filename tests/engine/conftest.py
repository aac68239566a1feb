"""The fixtures of the engine's tests: an engine over a real store and a loopback server; a store of news."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.benchmarks.loopback import Loopback
from tests.engine.engine_world import OpenWorld, World
from tests.engine.news_world import News


@pytest.fixture
def open_world(tmp_path: Path) -> OpenWorld:
    """`async with open_world() as (world, net)`: an engine and a server; options as of World and Loopback."""

    @asynccontextmanager
    async def opened(hosts: int = 1, **options: Any) -> AsyncIterator[tuple[World, Loopback]]:
        async with Loopback(hosts) as net:
            world = World(tmp_path / "data", **options)
            try:
                yield world, net
            finally:
                await world.close()

    return opened


@pytest.fixture
def news(tmp_path: Path) -> Iterator[News]:
    world = News(tmp_path / "data")
    yield world
    world.store.close_now()
