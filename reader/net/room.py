"""The memory that bodies may take together, while they arrive and while they wait to be read."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from .limits import MEGABYTE

SIZE = 32 * MEGABYTE
LARGE = MEGABYTE


class Room:
    """A number of bytes. What has arrived may exceed it, for it cannot be sent back; no large body grows meanwhile."""

    def __init__(self, size: int = SIZE) -> None:
        self._size = size
        self._taken = 0
        self._freed = asyncio.Event()

    @asynccontextmanager
    async def body(self, most: int, clock: asyncio.Timeout) -> AsyncIterator[Lease]:
        """Room for a body that is still to arrive, of at most `most` bytes, under the time limit `clock`."""
        lease = Lease(self, most, clock)
        try:
            yield lease
        finally:
            if lease.reserved:
                self.give(most)

    async def reserve(self, size: int) -> None:
        """Wait until `size` bytes fit (one body always does) and hold them."""
        while self._taken and self._taken + size > self._size:
            await self._change()
        self._taken += size

    def hold(self, size: int) -> None:
        """Hold what is there already."""
        self._taken += size

    async def eased(self) -> None:
        """Wait until no more is held than there is room for."""
        while self._taken > self._size:
            await self._change()

    def give(self, size: int) -> None:
        """Give back what was held."""
        self._taken -= size
        self._freed.set()

    async def _change(self) -> None:
        self._freed.clear()
        await self._freed.wait()


class Lease:
    """What one arriving body takes: nothing while it is small, then at once the most that it may become. So nobody
    waits for more while holding some, and the wait ends."""

    def __init__(self, room: Room, most: int, clock: asyncio.Timeout) -> None:
        self.reserved = False
        self._room = room
        self._most = most
        self._clock = clock

    async def grow(self, size: int) -> None:
        """The body has `size` bytes by now. The clock stands still while there is no room: that is not the server's
        fault."""
        if self.reserved or size <= LARGE:
            return
        loop, due = asyncio.get_running_loop(), self._clock.when()
        began = loop.time()
        self._clock.reschedule(None)
        await self._room.reserve(self._most)
        self.reserved = True
        if due is not None:
            self._clock.reschedule(due + loop.time() - began)
