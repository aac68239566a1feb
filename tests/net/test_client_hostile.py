"""Servers that mean harm or are broken: every one ends in an error of ours, in time and in bounds."""

from __future__ import annotations

import asyncio
import gzip
import socket
import ssl
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest

from reader.domain.errors import Forbidden, HttpStatus, NetError, TooLarge, Unreachable
from reader.net.client import Client
from reader.net.limits import MEGABYTE, Limits
from reader.sources.api import Request

QUICK = Limits(total_seconds=0.4, connect_seconds=0.3)
CERTIFICATE = Path(__file__).parent / "data" / "self_signed.pem"


async def failure(client: Client, request: Request) -> NetError:
    with pytest.raises(NetError) as caught:
        await client.get(request)
    assert str(caught.value)
    assert "\x1b" not in str(caught.value)
    return caught.value


async def drip(head: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """A header byte now and then, for ever."""
    writer.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    while True:
        writer.write(b"z")
        await writer.drain()
        await asyncio.sleep(0.02)


async def drip_body(head: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """A body byte now and then, for ever."""
    writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
    while True:
        writer.write(b"z")
        await writer.drain()
        await asyncio.sleep(0.02)


async def silence(head: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Nothing at all."""
    await reader.read()


@pytest.mark.parametrize("script", [drip, drip_body, silence])
def test_a_slow_server_is_given_up_in_time(script: object, raw_server: type, client_of: Callable[..., Client]) -> None:
    async def scenario() -> None:
        async with raw_server(script) as server, client_of(limits=QUICK) as client:
            started = time.monotonic()
            error = await failure(client, Request(server.url()))
            assert isinstance(error, Unreachable)
            assert "longer than 0.4 seconds" in str(error)
            assert time.monotonic() - started < 5

    asyncio.run(scenario())


def test_redirects_share_the_time(raw_server: type, client_of: Callable[..., Client]) -> None:
    async def scenario() -> None:
        async def script(head: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            number = int(head.split("/")[1].split(" ")[0] or 0)
            await asyncio.sleep(0.15)
            writer.write(f"HTTP/1.1 302 X\r\nLocation: /{number + 1}\r\nContent-Length: 0\r\n\r\n".encode())

        async with raw_server(script) as server, client_of(limits=QUICK) as client:
            assert "longer than" in str(await failure(client, Request(server.url("/0"))))
            assert len(server.heads) <= 4

    asyncio.run(scenario())


def test_an_endless_stream_is_cut_at_the_limit(raw_server: type, client_of: Callable[..., Client]) -> None:
    async def scenario() -> None:
        async def script(head: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            writer.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
            while True:
                writer.write(b"10000\r\n" + b"x" * 0x10000 + b"\r\n")
                await writer.drain()

        async with raw_server(script) as server, client_of(limits=Limits(max_bytes=MEGABYTE)) as client:
            error = await failure(client, Request(server.url()))
            assert isinstance(error, TooLarge)
            assert "1 MB" in str(error)

    asyncio.run(scenario())


def test_twenty_megabytes_are_refused_announced_or_not(raw_server: type, client_of: Callable[..., Client]) -> None:
    async def scenario() -> None:
        body = b"x" * (20 * MEGABYTE)

        async def unannounced(head: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            writer.write(b"HTTP/1.1 200 OK\r\n\r\n" + body)

        async with raw_server() as server, raw_server(unannounced) as other, client_of() as client:
            server.put("/big", body)
            assert "15 MB" in str(await failure(client, Request(server.url("/big"))))
            assert isinstance(await failure(client, Request(other.url("/big"))), TooLarge)

    asyncio.run(scenario())


def test_a_gzip_bomb_never_fills_memory(raw_server: type, client_of: Callable[..., Client]) -> None:
    bomb = gzip.compress(b"\0" * (60 * MEGABYTE))
    twice = gzip.compress(gzip.compress(b"\0" * (60 * MEGABYTE)))

    async def scenario() -> int:
        async with raw_server() as server, client_of(limits=Limits(max_bytes=2 * MEGABYTE)) as client:
            server.put("/coded", bomb, Content_Encoding="gzip")
            server.put("/file", bomb)
            server.put("/twice", twice, Content_Encoding="gzip")
            tracemalloc.start()
            for path in ("/coded", "/file", "/twice"):
                assert isinstance(await failure(client, Request(server.url(path))), TooLarge)
            peak = tracemalloc.get_traced_memory()[1]
            tracemalloc.stop()
            return peak

    assert asyncio.run(scenario()) < 24 * MEGABYTE


@pytest.mark.parametrize("coding", ["br", "zstd", "gzip, gzip"])
def test_codings_that_were_not_asked_for_are_refused(
    coding: str, raw_server: type, client_of: Callable[..., Client]
) -> None:
    async def scenario() -> None:
        async with raw_server() as server, client_of() as client:
            server.put("/x", b"\x1b\x00\x00", Content_Encoding=coding)
            assert "unpacked" in str(await failure(client, Request(server.url("/x"))))

    asyncio.run(scenario())


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n<rss>",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n<rss>",
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + gzip.compress(b"x" * 1000, mtime=0)[:-9],
        b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 7\r\n\r\n<rss>",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"",
        b"SSH-2.0-OpenSSH_9.2\r\n",
        b"<html>no headers</html>",
        b"HTTP/1.1 200 OK\r\n" + b"X-Long: " + b"y" * 300_000 + b"\r\n\r\n",
        b"HTTP/1.1 999999 \x1b[2J\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00",
    ],
)
def test_broken_answers_are_failures(answer: bytes, raw_server: type, client_of: Callable[..., Client]) -> None:
    async def scenario() -> None:
        async def script(head: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            writer.write(answer)

        async with raw_server(script) as server, client_of() as client:
            assert isinstance(await failure(client, Request(server.url())), Unreachable)

    asyncio.run(scenario())


def test_a_body_longer_than_announced_is_cut_there(raw_server: type, client_of: Callable[..., Client]) -> None:
    async def scenario() -> None:
        async def script(head: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n<rss><more>")

        async with raw_server(script) as server, client_of() as client:
            for _turn in range(2):
                assert (await client.get(Request(server.url()))).body == b"<rss>"

    asyncio.run(scenario())


def test_nobody_listens(client_of: Callable[..., Client]) -> None:
    async def scenario() -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        async with client_of() as client:
            assert "refuses the connection" in str(await failure(client, Request(f"http://127.0.0.1:{port}/")))

    asyncio.run(scenario())


def test_an_unknown_name(client_of: Callable[..., Client]) -> None:
    async def scenario() -> None:
        async def lookup(host: str, port: int) -> list[str]:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

        async with client_of(lookup=lookup) as client:
            error = await failure(client, Request("http://nowhere.example/feed"))
            # Without any route out, the same failure means that this machine is offline.
            assert "nowhere.example" in str(error) or "no network" in str(error)

    asyncio.run(scenario())


def test_a_hanging_lookup_is_given_up(client_of: Callable[..., Client]) -> None:
    async def scenario() -> None:
        async def lookup(host: str, port: int) -> list[str]:
            await asyncio.Event().wait()
            raise AssertionError

        async with client_of(lookup=lookup, limits=QUICK) as client:
            assert "slow.example" in str(await failure(client, Request("http://slow.example/")))

    asyncio.run(scenario())


def test_a_certificate_that_nobody_signed_is_refused(raw_server: type, client_of: Callable[..., Client]) -> None:
    async def scenario() -> None:
        async with raw_server(tls=True) as server, client_of() as client:
            server.put("/feed", b"<rss/>")
            error = await failure(client, Request(server.url("/feed")))
            assert isinstance(error, Unreachable)
            assert "cannot prove who it is" in str(error)
            assert server.heads == []

    asyncio.run(scenario())


def test_a_certificate_for_another_name_is_refused_and_the_right_one_accepted(
    raw_server: type, client_of: Callable[..., Client]
) -> None:
    async def scenario() -> None:
        trusting = ssl.create_default_context(cafile=str(CERTIFICATE))

        async def lookup(host: str, port: int) -> list[str]:
            return ["127.0.0.1"]

        async with raw_server(tls=True) as server, client_of(tls=trusting, lookup=lookup) as client:
            server.put("/feed", b"<rss/>")
            assert (await client.get(Request(server.url("/feed", host="localhost")))).body == b"<rss/>"
            error = await failure(client, Request(server.url("/feed", host="wrong.example")))
            assert "cannot prove who it is" in str(error)

    asyncio.run(scenario())


def test_tls_where_there_is_none(raw_server: type, client_of: Callable[..., Client]) -> None:
    async def scenario() -> None:
        async def script(head: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")

        async with raw_server(script) as server, client_of(limits=QUICK) as client:
            assert isinstance(await failure(client, Request(server.url().replace("http:", "https:"))), Unreachable)

    asyncio.run(scenario())


@pytest.mark.parametrize(
    "location",
    [
        "file:///etc/passwd",
        "ftp://127.0.0.1/",
        "javascript:alert(1)",
        "data:text/plain,x",
        "gopher://127.0.0.1:70/",
        "sample:front",
    ],
)
def test_a_redirect_to_another_scheme_is_forbidden(
    location: str, raw_server: type, client_of: Callable[..., Client]
) -> None:
    async def scenario() -> None:
        async with raw_server() as server, client_of() as client:
            server.put("/x", status=302, Location=location)
            assert isinstance(await failure(client, Request(server.url("/x"))), Forbidden)

    asyncio.run(scenario())


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.2",
        "localhost",
        "2130706433",
        "0x7f000001",
        "127.1",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "0.0.0.0",
        "10.0.0.1",
        "192.168.0.1",
        "169.254.169.254",
        "100.64.0.1",
        "[fe80::1]",
        "[fd00::1]",
        "[64:ff9b::7f00:1]",
        "224.0.0.1",
    ],
)
def test_a_redirect_to_the_inside_is_forbidden(host: str, raw_server: type, client_of: Callable[..., Client]) -> None:
    async def scenario() -> None:
        async with raw_server() as server, raw_server(host="127.0.0.2") as inside, client_of(limits=QUICK) as client:
            server.put("/x", status=302, Location=f"http://{host}:{inside.port}/secret")
            error = await failure(client, Request(server.url("/x")))
            assert isinstance(error, Forbidden)
            assert inside.connections == 0

    asyncio.run(scenario())


def test_an_octal_address_is_no_address(raw_server: type, client_of: Callable[..., Client]) -> None:
    async def scenario() -> None:
        async with raw_server() as server, client_of() as client:
            server.put("/x", status=302, Location=f"http://0177.0.0.1:{server.port}/secret")
            assert isinstance(await failure(client, Request(server.url("/x"))), Unreachable)
            assert len(server.heads) == 1

    asyncio.run(scenario())


def test_an_address_that_a_feed_names_may_not_lie_inside(raw_server: type, client_of: Callable[..., Client]) -> None:
    async def scenario() -> None:
        async with raw_server() as server, client_of() as client:
            server.put("/x", b"secret")
            request = Request(server.url("/x"), user_typed=False)
            assert isinstance(await failure(client, request), Forbidden)
            assert (await client.get(Request(server.url("/x")))).body == b"secret"
            # The connection that the user's own fetch left open must not serve the forbidden one.
            assert isinstance(await failure(client, request), Forbidden)
            assert server.connections == 1

    asyncio.run(scenario())


def test_a_name_that_leads_inside_is_forbidden_and_asked_once(client_of: Callable[..., Client]) -> None:
    async def scenario() -> None:
        asked = []

        async def rebinding(host: str, port: int) -> list[str]:
            asked.append(host)
            return ["127.0.0.1"] if len(asked) == 1 else ["93.184.216.34"]

        async with client_of(lookup=rebinding) as client:
            error = await failure(client, Request("http://rebind.example/", user_typed=False))
            assert isinstance(error, Forbidden)
            assert "rebind.example" in str(error)
            assert asked == ["rebind.example"]

    asyncio.run(scenario())


def test_one_inside_address_among_public_ones_is_enough(client_of: Callable[..., Client]) -> None:
    async def scenario() -> None:
        async def mixed(host: str, port: int) -> list[str]:
            return ["93.184.216.34", "10.0.0.7"]

        async with client_of(lookup=mixed) as client:
            assert isinstance(await failure(client, Request("http://mixed.example/", user_typed=False)), Forbidden)

    asyncio.run(scenario())


def test_a_named_intranet_may_be_reached_by_anyone(raw_server: type, client_of: Callable[..., Client]) -> None:
    async def scenario() -> None:
        async with raw_server() as server, client_of(inside_ok=["127.0.0.1"]) as client:
            server.put("/x", b"page")
            assert (await client.get(Request(server.url("/x"), user_typed=False))).body == b"page"

    asyncio.run(scenario())


def test_the_way_from_http_to_https_on_the_users_own_host_stays_open(
    raw_server: type, client_of: Callable[..., Client]
) -> None:
    async def scenario() -> None:
        async with raw_server() as server, client_of() as client:
            server.put("/x", status=301, Location="/y")
            server.put("/y", b"here")
            assert (await client.get(Request(server.url("/x")))).body == b"here"

    asyncio.run(scenario())


def test_a_cancelled_fetch_frees_its_turn(raw_server: type, client_of: Callable[..., Client]) -> None:
    async def scenario() -> None:
        arrived = asyncio.Event()

        async def script(head: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            if "/hang" in head:
                arrived.set()
                await reader.read()
            else:
                writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok")

        async with raw_server(script) as server, client_of(limits=Limits(per_host=1, total=1)) as client:
            task = asyncio.create_task(client.get(Request(server.url("/hang"))))
            await arrived.wait()
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            assert (await client.get(Request(server.url("/next")))).body == b"ok"

    asyncio.run(scenario())


def test_a_failing_host_leaves_nothing_behind(raw_server: type, client_of: Callable[..., Client]) -> None:
    async def scenario() -> None:
        async with raw_server() as server, client_of() as client:
            server.put("/x", status=500)
            for _turn in range(20):
                with pytest.raises(HttpStatus):
                    await client.get(Request(server.url("/x")))
            assert client.busy_hosts == 0

    asyncio.run(scenario())
