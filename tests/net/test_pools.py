"""Connections that are kept are few, and all are closed in the end."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from reader.net.client import Client
from reader.net.pools import MAX_IDLE
from reader.sources.api import Request


async def keep(head: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Answer and keep the connection open until the other side closes it."""
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
    await reader.read()


def test_idle_hosts_are_let_go(raw_server: type, client_of: Callable[..., Client]) -> None:
    async def scenario() -> None:
        async with raw_server(keep, host="0.0.0.0") as server:
            async with client_of() as client:
                for number in range(1, MAX_IDLE + 20):
                    url = server.url(host=f"127.0.0.{number}")
                    assert (await client.get(Request(url))).body == b"ok"
                assert client.idle_hosts == MAX_IDLE
            assert client.idle_hosts == 0

    asyncio.run(scenario())


def test_many_hosts_at_once(raw_server: type, client_of: Callable[..., Client]) -> None:
    async def scenario() -> None:
        async with raw_server(keep, host="0.0.0.0") as server, client_of() as client:
            urls = [server.url(f"/{number}", host=f"127.0.1.{number % 60 + 1}") for number in range(180)]
            fetched = await asyncio.gather(*(client.get(Request(url)) for url in urls))
            assert all(one.body == b"ok" for one in fetched)
            assert server.most_at_once <= 16 + MAX_IDLE * 4
            assert client.idle_hosts <= MAX_IDLE

    asyncio.run(scenario())


def test_a_connection_that_the_server_drops_while_it_is_idle_costs_no_fetch(
    raw_server: type, client_of: Callable[..., Client]
) -> None:
    async def scenario() -> None:
        async def once(head: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            """Answer, and hang up on the next request instead of reading it."""
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
            await reader.read(1)
            writer.transport.abort()

        async with raw_server(once) as server, client_of() as client:
            for _time in range(3):
                assert (await client.get(Request(server.url()))).body == b"ok"
            assert server.connections == 3

    asyncio.run(scenario())


def test_interim_answers_are_passed_over(raw_server: type, client_of: Callable[..., Client]) -> None:
    async def scenario() -> None:
        async def hints(head: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            writer.write(b"HTTP/1.1 103 Early Hints\r\nLink: </style.css>\r\n\r\n")
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")

        async with raw_server(hints) as server, client_of() as client:
            assert (await client.get(Request(server.url()))).body == b"ok"

    asyncio.run(scenario())


def test_what_comes_after_an_answer_is_not_the_next_one(raw_server: type, client_of: Callable[..., Client]) -> None:
    async def scenario() -> None:
        async def twice(head: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            """Answer, and in the same breath answer what nobody has asked yet."""
            body = b"one" if "/one" in head else b"two"
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n%b" % body)
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil")

        async with raw_server(twice) as server, client_of() as client:
            assert (await client.get(Request(server.url("/one")))).body == b"one"
            assert (await client.get(Request(server.url("/two")))).body == b"two"

    asyncio.run(scenario())
