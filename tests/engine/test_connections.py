"""`refresh.connections`: from the configuration to the door of a server, in both engines."""

from __future__ import annotations

import asyncio
from argparse import Namespace
from collections import Counter
from pathlib import Path

import pytest

from reader.cli.session import engine_settings
from reader.config import Config, parse_config
from reader.engine.inline import InlineEngine
from reader.engine.link import ChildEngine
from reader.engine.protocol import Done, Refresh
from reader.engine.refresh import lanes
from reader.net.limits import DEFAULT_LIMITS
from reader.paths import default_paths
from reader.store import feeds
from reader.store.opening import Role, open_store
from reader.store.values import NewSubscription
from tests.benchmarks.loopback import Asked, Loopback, Reply
from tests.engine.engine_world import NOW, Ear

TURNS = 50
"""Of the event loop that each answer waits, for a connection too many to show itself."""


class Door:
    """Counts who is inside at a time; nobody leaves before as many were there as `expected`."""

    def __init__(self, expected: int) -> None:
        self.most = self.most_of_host = 0
        self._expected = expected
        self._inside: Counter[str] = Counter()
        self._full = asyncio.Event()

    async def __call__(self, asked: Asked) -> Reply:
        self._inside[asked.host] += 1
        self.most = max(self.most, self._inside.total())
        self.most_of_host = max(self.most_of_host, self._inside[asked.host])
        if self._inside.total() >= self._expected:
            self._full.set()
        await self._full.wait()
        for _turn in range(TURNS):
            await asyncio.sleep(0)
        self._inside[asked.host] -= 1
        return Reply(status=404)


async def subscribe(folder: Path, urls: list[str]) -> None:
    store = open_store(folder, Role.COMMAND)
    for url in urls:
        await store.write(feeds.subscribe, NewSubscription(url, "feed", typed=True), NOW)
    await store.close()


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        (InlineEngine, "", 16),
        (InlineEngine, "connections = 6", 6),
        (InlineEngine, "connections = 22", 22),
        (ChildEngine, "connections = 22", 22),
    ],
)
def test_as_many_connections_as_the_setting_says(
    tmp_path: Path, kind: type[InlineEngine] | type[ChildEngine], text: str, expected: int
) -> None:
    """The engine of `bantin refresh` runs in its process, that of the open program is a child."""
    paths = default_paths(data_dir=str(tmp_path), config_file=None)
    settings = engine_settings(Namespace(offline=False), paths, parse_config(f"[refresh]\nautomatic = false\n{text}"))

    async def scene() -> None:
        door = Door(expected)
        async with Loopback(30, handler=door) as net:
            urls = [net.url(f"/{number}", max(0, number - 20)) for number in range(50)]
            await subscribe(tmp_path, urls)
            engine = kind(settings)
            done = await Ear(engine).run(Refresh(job=1))
            assert done == Done(job=1, failed=50)
            await engine.close()
        assert door.most == expected
        assert door.most_of_host <= 4

    asyncio.run(scene())


def test_sixteen_unless_somebody_says_otherwise() -> None:
    assert Config().refresh.connections == DEFAULT_LIMITS.total == 16
    assert DEFAULT_LIMITS.per_host == 4


def test_a_host_gets_its_share_of_the_places_and_never_more_than_four() -> None:
    assert [lanes(10, 40, places) for places in (4, 8, 16, 64)] == [1, 2, 4, 4]
