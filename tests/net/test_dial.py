"""Connecting by checked address, and the bytes of a connection."""

from __future__ import annotations

import asyncio

import httpcore
import pytest

from reader.domain.errors import Forbidden
from reader.net.dial import PinnedDial
from reader.net.lookup import has_route, system_lookup
from reader.net.wire import _HIGH_WATER
from reader.net.wire import connect as connect_wire


def lookup_of(*addresses: str):  # type: ignore[no-untyped-def]
    async def lookup(host: str, port: int) -> list[str]:
        return list(addresses)

    return lookup


class Dialled(httpcore.AsyncNetworkStream):
    """A connection that only knows where it goes and whether it was closed."""

    def __init__(self, host: str, closed: list[str]) -> None:
        self.host = host
        self._closed = closed

    async def aclose(self) -> None:
        self._closed.append(self.host)


class Dial:
    """Pretends to connect; `slow` addresses never answer, `dead` ones refuse."""

    def __init__(self, *, slow: tuple[str, ...] = (), dead: tuple[str, ...] = ()) -> None:
        self.slow, self.dead = slow, dead
        self.tried: list[str] = []
        self.closed: list[str] = []

    async def __call__(self, host: str, port: int) -> Dialled:
        self.tried.append(host)
        if host in self.slow:
            await asyncio.Event().wait()
        if host in self.dead:
            raise httpcore.ConnectError("refused")
        return Dialled(host, self.closed)


def connect(dial: PinnedDial, host: str = "name.example", timeout: float | None = 5.0) -> Dialled:
    stream = asyncio.run(dial.connect(host, 80, timeout))
    assert isinstance(stream, Dialled)
    return stream


def test_the_connection_goes_to_the_checked_address_never_to_the_name() -> None:
    dial = Dial()
    assert connect(PinnedDial(True, lookup=lookup_of("93.184.216.34"), dial=dial)).host == "93.184.216.34"
    assert dial.tried == ["93.184.216.34"]


@pytest.mark.parametrize("addresses", [("10.0.0.1",), ("93.184.216.34", "::1"), ("::ffff:127.0.0.1", "93.184.216.34")])
def test_guarded_connections_are_refused_before_anything_is_sent(addresses: tuple[str, ...]) -> None:
    dial = Dial()
    with pytest.raises(Forbidden, match=r"name\.example"):
        connect(PinnedDial(True, lookup=lookup_of(*addresses), dial=dial))
    assert dial.tried == []
    assert connect(PinnedDial(False, lookup=lookup_of(*addresses), dial=dial)).host == addresses[0]


@pytest.mark.parametrize("host", ["2130706433", "0x7f.1", "127.1"])
def test_spelt_addresses_are_normalised_and_never_looked_up(host: str) -> None:
    async def never(host: str, port: int) -> list[str]:
        raise AssertionError

    dial = Dial()
    with pytest.raises(Forbidden):
        connect(PinnedDial(True, lookup=never, dial=dial), host)
    assert connect(PinnedDial(False, lookup=never, dial=dial), host).host == "127.0.0.1"


def test_a_dead_first_address_is_passed_over() -> None:
    dial = Dial(dead=("2606:4700::1",))
    assert connect(PinnedDial(True, lookup=lookup_of("2606:4700::1", "1.1.1.1"), dial=dial)).host == "1.1.1.1"


def test_a_silent_first_address_costs_a_moment_not_the_whole_time() -> None:
    dial = Dial(slow=("2606:4700::1",))
    assert connect(PinnedDial(True, lookup=lookup_of("2606:4700::1", "1.1.1.1"), dial=dial)).host == "1.1.1.1"
    assert dial.tried == ["2606:4700::1", "1.1.1.1"]


def test_when_all_addresses_fail_the_failure_is_told() -> None:
    with pytest.raises(httpcore.ConnectError, match="refused"):
        connect(PinnedDial(True, lookup=lookup_of("1.1.1.1", "1.0.0.1"), dial=Dial(dead=("1.1.1.1", "1.0.0.1"))))
    with pytest.raises(httpcore.ConnectTimeout):
        connect(
            PinnedDial(True, lookup=lookup_of("1.1.1.1", "1.0.0.1"), dial=Dial(slow=("1.1.1.1", "1.0.0.1"))),
            timeout=0.05,
        )
    with pytest.raises(httpcore.ConnectError):
        connect(PinnedDial(True, lookup=lookup_of(), dial=Dial()))


def test_the_systems_resolver_knows_this_machine() -> None:
    assert set(asyncio.run(system_lookup("localhost", 80))) <= {"127.0.0.1", "::1"}
    assert has_route() in (True, False)


def test_names_that_no_resolver_takes_are_an_error_of_the_right_kind() -> None:
    with pytest.raises((OSError, UnicodeError)):
        asyncio.run(system_lookup("a" * 70 + ".example", 80))


def test_a_flood_is_held_back_until_it_is_read() -> None:
    async def scenario() -> None:
        total = 8 * 1024 * 1024

        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            assert await reader.readexactly(2) == b"go"
            writer.write(b"x" * total)
            await writer.drain()
            writer.close()

        server = await asyncio.start_server(serve, "127.0.0.1", 0)
        stream = await connect_wire("127.0.0.1", server.sockets[0].getsockname()[1])
        await stream.write(b"go")
        most = received = 0
        while data := await stream.read(65536):
            received += len(data)
            most = max(most, len(stream._protocol.buffer))  # type: ignore[attr-defined]
        assert received == total
        assert most <= 2 * _HIGH_WATER
        assert stream.get_extra_info("is_readable")
        assert stream.get_extra_info("server_addr")[0] == "127.0.0.1"
        await stream.aclose()
        await stream.aclose()
        server.close()

    asyncio.run(scenario())


def test_a_connection_that_breaks_is_an_httpcore_error() -> None:
    async def scenario() -> None:
        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await reader.readexactly(2)
            writer.transport.abort()

        server = await asyncio.start_server(serve, "127.0.0.1", 0)
        stream = await connect_wire("127.0.0.1", server.sockets[0].getsockname()[1])

        async def write_on() -> None:
            while True:
                await stream.write(b"go" * 50_000, timeout=5)

        with pytest.raises(httpcore.WriteError):
            await write_on()
        await stream.aclose()
        server.close()

    asyncio.run(scenario())


def test_reads_can_be_given_up() -> None:
    async def scenario() -> None:
        gone = asyncio.Event()

        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await reader.read()
            writer.close()
            gone.set()

        server = await asyncio.start_server(serve, "127.0.0.1", 0)
        stream = await connect_wire("127.0.0.1", server.sockets[0].getsockname()[1])
        with pytest.raises(httpcore.ReadTimeout):
            await stream.read(10, timeout=0.01)
        assert not stream.get_extra_info("is_readable")
        await stream.aclose()
        await gone.wait()
        server.close()

    asyncio.run(scenario())
