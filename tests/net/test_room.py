"""The memory that bodies share."""

from __future__ import annotations

import asyncio
import gzip
from collections.abc import Callable

from reader.net.client import Client
from reader.net.limits import MEGABYTE, Limits
from reader.net.room import Room
from reader.sources.api import Request


class Watched(Room):
    """Knows the most that was ever taken."""

    most = 0

    async def reserve(self, size: int) -> None:
        await super().reserve(size)
        self.most = max(self.most, self._taken)


def test_large_bodies_arrive_a_few_at_a_time_and_all_arrive(raw_server: type, client_of: Callable[..., Client]) -> None:
    """Also those that a few bytes unpack to, and files that are compressed once more; none is too late for it."""

    async def scene() -> None:
        room, large = Watched(7 * MEGABYTE), b"<rss>" + b"\0" * 2 * MEGABYTE
        packed, limits = gzip.compress(large, 1), Limits(max_bytes=3 * MEGABYTE)
        async with raw_server() as server, client_of(limits=limits, room=room) as client:
            server.put("/plain", large)
            server.put("/packed", packed, Content_Encoding="gzip")
            server.put("/file.gz", packed)
            server.put("/small", b"<rss/>")
            paths = ["/plain", "/packed", "/file.gz", "/small"] * 2
            found = await asyncio.gather(*(client.get(Request(server.url(path), user_typed=True)) for path in paths))
            assert [len(each.body) for each in found] == [len(large)] * 3 + [6] + [len(large)] * 3 + [6]
            assert 0 < room.most <= 6 * MEGABYTE, "two of six at a time"
            await room.reserve(7 * MEGABYTE)

    asyncio.run(scene())


def test_the_clock_stands_still_while_there_is_no_room() -> None:
    async def scene() -> None:
        room = Room(10)
        room.hold(9)
        asyncio.get_running_loop().call_later(0.03, room.give, 9)
        async with asyncio.timeout(0.01) as clock, room.body(20, clock) as lease:
            await lease.grow(2 * MEGABYTE)
            assert lease.reserved
        room.hold(30)
        waiting = asyncio.ensure_future(room.eased())
        await asyncio.sleep(0)
        assert not waiting.done()
        room.give(30)
        await waiting

    asyncio.run(scene())
