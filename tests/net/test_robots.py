"""The cache of robots.txt over a real loopback server."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from reader.domain.errors import NetError, Offline, TooLarge
from reader.net.client import Client
from reader.net.robots import KEPT, KEPT_AFTER_FAILURE, Robots, origin_of
from reader.sources.api import Fetched, Request

RULES = b"User-agent: *\nDisallow: /private\n"


class HandClock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = datetime(2026, 3, 1, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


def client(client_of: Callable[..., Client]) -> Client:
    return client_of(inside_ok=("127.0.0.1",))


def test_the_file_is_asked_once_a_day(raw_server: type, client_of: Callable[..., Client]) -> None:
    async def scenario() -> None:
        clock = HandClock()
        robots = Robots(clock)
        async with raw_server() as server, client(client_of) as http:
            server.put("/robots.txt", RULES)
            answers = await asyncio.gather(
                *(robots.may_fetch(server.url(path), http) for path in ("/a", "/private/b", "/robots.txt"))
            )
            assert answers == [True, False, True]
            assert len(server.heads) == 1
            clock.now += KEPT - timedelta(seconds=1)
            assert not await robots.may_fetch(server.url("/private"), http)
            assert len(server.heads) == 1
            server.put("/robots.txt", b"")
            clock.now += timedelta(seconds=2)
            assert await robots.may_fetch(server.url("/private"), http)
            assert len(server.heads) == 2
            clock.now -= timedelta(days=30)
            assert await robots.may_fetch(server.url("/private"), http)
            assert len(server.heads) == 3

    asyncio.run(scenario())


@pytest.mark.parametrize(("status", "expected"), [(404, True), (403, True), (401, True), (500, False), (503, False)])
def test_a_missing_file_allows_and_a_failing_server_does_not(
    raw_server: type, client_of: Callable[..., Client], status: int, expected: bool
) -> None:
    async def scenario() -> None:
        clock = HandClock()
        robots = Robots(clock)
        async with raw_server() as server, client(client_of) as http:
            server.put("/robots.txt", b"", status=status)
            assert await robots.may_fetch(server.url("/a"), http) is expected
            server.put("/robots.txt", b"")
            clock.now += KEPT_AFTER_FAILURE + timedelta(seconds=1)
            assert await robots.may_fetch(server.url("/a"), http)

    asyncio.run(scenario())


def test_a_redirected_file_counts(raw_server: type, client_of: Callable[..., Client]) -> None:
    async def scenario() -> None:
        async with raw_server() as server, client(client_of) as http:
            server.put("/robots.txt", status=302, Location="/rules")
            server.put("/rules", RULES)
            assert not await Robots().may_fetch(server.url("/private"), http)

    asyncio.run(scenario())


def test_an_unreachable_server_allows_nothing_for_now(raw_server: type, client_of: Callable[..., Client]) -> None:
    async def scenario() -> None:
        async with raw_server() as server:
            url = server.url("/a")
        async with client(client_of) as http:
            assert not await Robots().may_fetch(url, http)

    asyncio.run(scenario())


def test_an_address_inside_is_left_to_the_fetch(raw_server: type, client_of: Callable[..., Client]) -> None:
    async def scenario() -> None:
        async with raw_server() as server, client_of() as http:
            server.put("/robots.txt", b"User-agent: *\nDisallow: /")
            assert await Robots().may_fetch(server.url("/a"), http)
            assert server.heads == []

    asyncio.run(scenario())


class Failing:
    """An Http that always fails in one way."""

    def __init__(self, error: NetError) -> None:
        self.error = error
        self.asked = 0

    async def get(self, request: Request, *, accept: str = "") -> Fetched:
        self.asked += 1
        raise self.error


def test_offline_is_said_and_not_remembered() -> None:
    async def scenario() -> None:
        robots, http = Robots(), Failing(Offline("off"))
        for _time in range(2):
            with pytest.raises(Offline):
                await robots.may_fetch("https://a.example/x", http)
        assert http.asked == 2

    asyncio.run(scenario())


def test_a_file_without_end_allows_nothing() -> None:
    assert not asyncio.run(Robots().may_fetch("https://a.example/x", Failing(TooLarge("too large"))))


def test_one_who_waits_may_leave_without_harm_to_the_others() -> None:
    async def scenario() -> None:
        gate = asyncio.Event()

        class Slow:
            async def get(self, request: Request, *, accept: str = "") -> Fetched:
                await gate.wait()
                return Fetched(request.url, RULES)

        robots, http = Robots(), Slow()
        first = asyncio.ensure_future(robots.may_fetch("https://a.example/private", http))
        second = asyncio.ensure_future(robots.may_fetch("https://a.example/private", http))
        await asyncio.sleep(0)
        first.cancel()
        gate.set()
        assert await second is False
        assert first.cancelled() or first.cancelling()

    asyncio.run(scenario())


def test_origins() -> None:
    assert origin_of("https://user:pw@a.example:8443/x?y#z") == "https://a.example:8443"
    assert origin_of("http://[::1]:80/") == "http://[::1]:80"
    for url in ("", "mailto:a@b.c", "gemini://a.example/", "http://", "http://a.example:99999/", "/path"):
        assert origin_of(url) == ""
