"""The one fixture of the engine's tests: an engine over a real store and a loopback server."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.benchmarks.loopback import Loopback
from tests.engine.engine_world import OpenWorld, World


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
