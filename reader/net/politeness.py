"""Whose turn it is: at most so many connections to one host and in all, first come, first served."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from .limits import Limits


class Gate:
    """Hands out turns. A host's own queue is waited for first, so that one slow host never fills the places of all."""

    def __init__(self, limits: Limits) -> None:
        self._per_host = limits.per_host
        self._all = asyncio.Semaphore(limits.total)
        self._hosts: dict[str, tuple[asyncio.Semaphore, int]] = {}

    @asynccontextmanager
    async def turn(self, host: str) -> AsyncIterator[None]:
        """Wait for a turn at `host` and hold it for the length of the block."""
        semaphore, users = self._hosts.get(host) or (asyncio.Semaphore(self._per_host), 0)
        self._hosts[host] = (semaphore, users + 1)
        try:
            async with semaphore, self._all:
                yield
        finally:
            semaphore, users = self._hosts[host]
            if users == 1:
                del self._hosts[host]
            else:
                self._hosts[host] = (semaphore, users - 1)

    @property
    def hosts(self) -> int:
        """How many hosts have someone fetching or waiting."""
        return len(self._hosts)
