"""Where the scenes of `citizen` play: an engine, a server, a clock."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path

from reader.engine.protocol import Refresh
from reader.store.values import FeedState
from tests.benchmarks.loopback import Asked, Loopback
from tests.engine.engine_world import World, feed_body

BODY = feed_body(("1", "Bridge opens", "It is open."))


class Stage:
    """One scene's engine and server."""

    def __init__(self, folder: Path, net: Loopback) -> None:
        self._folder = folder
        self._jobs = 0
        self.net = net
        self.world = World(folder)

    @classmethod
    @asynccontextmanager
    async def opened(cls, folder: Path, hosts: int = 20) -> AsyncIterator[Stage]:
        """A stage for one scene."""
        async with Loopback(hosts) as net:
            stage = cls(folder, net)
            try:
                yield stage
            finally:
                await stage.world.close()

    async def restart(self) -> None:
        """End the program and start it again; the clock goes on."""
        now = self.world.now
        await self.world.close()
        self.world = World(self._folder)
        self.world.now = now

    @property
    def now(self) -> datetime:
        """The time on this stage."""
        return self.world.now

    def later(self, **span: float) -> None:
        """Let time pass."""
        self.world.now += timedelta(**span)

    async def feed(self, path: str = "/feed", *, host: int = 0, status: int = 200, **headers: str) -> int:
        """Subscribe to a feed that answers so; hyphens of header names are underscores."""
        self.answer(path, status=status, **headers)
        return await self.world.subscribe(self.net.url(path, host))

    def answer(self, path: str = "/feed", body: bytes = BODY, *, status: int = 200, **headers: str) -> None:
        """What a path answers from now on."""
        fields: Mapping[str, str] = {name.replace("_", "-"): value for name, value in headers.items()}
        self.net.put(path, body if status == 200 else b"", status, headers=dict(fields))

    async def refresh(self, *feeds: int, due: bool = False) -> int:
        """Refresh; how many requests that were."""
        before = len(self.net.asked)
        self._jobs += 1
        await self.world.run(Refresh(job=self._jobs, feeds=feeds, only_due=due))
        return len(self.net.asked) - before

    async def minutes(self, feed_id: int) -> float:
        """From now until the feed is due."""
        state = await self.state(feed_id)
        assert state.next_due is not None
        return (state.next_due - self.now).total_seconds() / 60

    async def state(self, feed_id: int) -> FeedState:
        """What is stored of a feed."""
        return await self.world.state(feed_id)

    @property
    def last(self) -> Asked:
        """The last request."""
        return self.net.asked[-1]
