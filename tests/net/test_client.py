"""The client over a real loopback server: what it sends, what it brings."""

from __future__ import annotations

import asyncio
import base64
import gzip
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from reader.domain.errors import Forbidden, HttpStatus, Offline, Unreachable
from reader.net.client import USER_AGENT, Client, body_hash
from reader.net.limits import Limits
from reader.sources.api import Request, Validators

FEED = b"<rss><channel><title>x</title></channel></rss>"


def header(head: str, name: str) -> str | None:
    for line in head.split("\r\n")[1:]:
        key, _colon, value = line.partition(":")
        if key.lower() == name.lower():
            return value.strip()
    return None


def test_a_fetch_brings_body_validators_and_hash(raw_server: type, client_of: Callable[..., Client]) -> None:
    async def scenario() -> None:
        async with raw_server() as server, client_of() as client:
            server.put(
                "/feed", FEED, ETag='W/"\xe9tag"', Last_Modified="Sun, 1 Mar 2026 1:00:00 GMT", Content_Type="text/xml",
                Link="</other>; rel=alternate",
            )  # fmt: skip
            fetched = await client.get(Request(server.url("/feed")))
            assert fetched.body == FEED
            assert fetched.link_field == "</other>; rel=alternate"
            assert fetched.url == server.url("/feed")
            assert fetched.status == 200
            assert fetched.content_type == "text/xml"
            assert fetched.validators == Validators('W/"\xe9tag"', "Sun, 1 Mar 2026 1:00:00 GMT")
            assert fetched.body_hash == body_hash(FEED)
            assert not fetched.unchanged
            assert fetched.permanent_url == ""
            assert fetched.fetched_at is not None

    asyncio.run(scenario())


def test_validators_go_back_byte_for_byte_and_304_ends_it(raw_server: type, client_of: Callable[..., Client]) -> None:
    async def scenario() -> None:
        async with raw_server() as server, client_of() as client:
            server.put("/feed", status=304)
            known = Validators('W/"\xe9t  ag"', "sunday, whatever")
            fetched = await client.get(Request(server.url("/feed"), known, "oldhash"))
            assert header(server.heads[0], "if-none-match") == 'W/"\xe9t  ag"'
            assert header(server.heads[0], "if-modified-since") == "sunday, whatever"
            assert fetched.unchanged
            assert fetched.status == 304
            assert fetched.validators == known
            assert fetched.body_hash == "oldhash"

    asyncio.run(scenario())


def test_new_validators_of_a_304_replace_the_old(raw_server: type, client_of: Callable[..., Client]) -> None:
    async def scenario() -> None:
        async with raw_server() as server, client_of() as client:
            server.put("/feed", status=304, ETag='"new"')
            fetched = await client.get(Request(server.url("/feed"), Validators('"old"')))
            assert fetched.validators == Validators('"new"')

    asyncio.run(scenario())


def test_a_304_that_nobody_asked_for_is_a_fault(raw_server: type, client_of: Callable[..., Client]) -> None:
    async def scenario() -> None:
        async with raw_server() as server, client_of() as client:
            server.put("/feed", status=304)
            with pytest.raises(HttpStatus, match="was not asked that"):
                await client.get(Request(server.url("/feed")))
            # A star would ask whether anything is there at all, and be told "unchanged" for good.
            server.put("/feed", FEED, ETag="*")
            assert (await client.get(Request(server.url("/feed")))).validators == Validators()

    asyncio.run(scenario())


def test_the_same_body_comes_back_empty(raw_server: type, client_of: Callable[..., Client]) -> None:
    async def scenario() -> None:
        async with raw_server() as server, client_of() as client:
            server.put("/feed", FEED)
            fetched = await client.get(Request(server.url("/feed"), body_hash=body_hash(FEED)))
            assert fetched.unchanged
            assert fetched.status == 200
            assert fetched.body_hash == body_hash(FEED)

    asyncio.run(scenario())


def test_what_is_sent_is_honest_and_sparing(raw_server: type, client_of: Callable[..., Client]) -> None:
    async def scenario() -> None:
        async with raw_server() as server, client_of() as client:
            server.put("/1", FEED, Set_Cookie="session=1; Path=/")
            server.put("/2", FEED)
            await client.get(Request(server.url("/1")))
            await client.get(Request(server.url("/2")), accept="text/html")
            for head in server.heads:
                assert header(head, "user-agent") == USER_AGENT
                assert header(head, "accept-encoding") == "gzip"
                for never in ("cookie", "referer", "authorization", "from", "if-none-match"):
                    assert header(head, never) is None
            assert "application/rss+xml" in (header(server.heads[0], "accept") or "")
            assert header(server.heads[1], "accept") == "text/html"
            assert USER_AGENT.startswith("bantin/")

    asyncio.run(scenario())


def test_gzip_is_unpacked_and_a_gzip_file_too(raw_server: type, client_of: Callable[..., Client]) -> None:
    async def scenario() -> None:
        async with raw_server() as server, client_of() as client:
            server.put("/coded", gzip.compress(FEED), Content_Encoding="gzip")
            server.put("/feed.xml.gz", gzip.compress(FEED), Content_Type="application/gzip")
            assert (await client.get(Request(server.url("/coded")))).body == FEED
            assert (await client.get(Request(server.url("/feed.xml.gz")))).body == FEED

    asyncio.run(scenario())


def test_freshness_and_retry_after_use_the_given_clock(raw_server: type, client_of: Callable[..., Client]) -> None:
    now = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)

    async def scenario() -> None:
        async with raw_server() as server, client_of(clock=lambda: now) as client:
            server.put("/fresh", FEED, Expires="Sun, 01 Mar 2026 12:30:00 GMT")
            server.put("/busy", status=429, Retry_After="Sun, 01 Mar 2026 12:10:00 GMT")
            fetched = await client.get(Request(server.url("/fresh")))
            assert fetched.fresh_for == 1800
            assert fetched.fetched_at == now
            with pytest.raises(HttpStatus) as caught:
                await client.get(Request(server.url("/busy")))
            assert caught.value.status == 429
            assert caught.value.retry_after == 600

    asyncio.run(scenario())


@pytest.mark.parametrize(
    ("status", "word"),
    [
        (404, "nothing"),
        (410, "gone"),
        (429, "wait"),
        (500, "fault"),
        (503, "maintenance"),
        (401, "password"),
        (403, "refuses"),
        (418, "418"),
        (300, "redirect"),
    ],
)
def test_error_statuses_become_sentences(
    status: int, word: str, raw_server: type, client_of: Callable[..., Client]
) -> None:
    async def scenario() -> None:
        async with raw_server() as server, client_of() as client:
            server.put("/x", b"\x1b[31m<html>", status=status)
            with pytest.raises(HttpStatus, match=word) as caught:
                await client.get(Request(server.url("/x")))
            assert caught.value.status == status
            assert caught.value.retry_after is None
            assert "127.0.0.1" in str(caught.value)

    asyncio.run(scenario())


def test_a_permanent_chain_names_the_new_address(raw_server: type, client_of: Callable[..., Client]) -> None:
    async def scenario() -> None:
        async with raw_server() as server, client_of() as client:
            server.put("/old", status=301, Location="/newer")
            server.put("/newer", status=308, Location=server.url("/new"))
            server.put("/new", FEED)
            fetched = await client.get(Request(server.url("/old")))
            assert fetched.url == fetched.permanent_url == server.url("/new")

    asyncio.run(scenario())


@pytest.mark.parametrize("status", [302, 303, 307])
def test_one_temporary_step_keeps_the_old_address(
    status: int, raw_server: type, client_of: Callable[..., Client]
) -> None:
    async def scenario() -> None:
        async with raw_server() as server, client_of() as client:
            server.put("/old", status=301, Location="/step")
            server.put("/step", status=status, Location="/new")
            server.put("/new", FEED)
            fetched = await client.get(Request(server.url("/old"), Validators('"v"')))
            assert fetched.url == server.url("/new")
            assert fetched.permanent_url == ""
            assert header(server.heads[2], "if-none-match") == '"v"'

    asyncio.run(scenario())


def test_ten_redirects_are_walked_and_no_more(raw_server: type, client_of: Callable[..., Client]) -> None:
    async def scenario() -> None:
        async with raw_server() as server, client_of() as client:
            for step in range(12):
                server.put(f"/{step}", status=302, Location=f"/{step + 1}")
            server.put("/12", FEED)
            assert (await client.get(Request(server.url("/2")))).body == FEED
            with pytest.raises(Unreachable, match="circles or too often"):
                await client.get(Request(server.url("/1")))

    asyncio.run(scenario())


def test_a_redirect_loop_stops_at_once(raw_server: type, client_of: Callable[..., Client]) -> None:
    async def scenario() -> None:
        async with raw_server() as server, client_of() as client:
            server.put("/a", status=301, Location="/b")
            server.put("/b", status=301, Location="/a#again")
            with pytest.raises(Unreachable, match="circles"):
                await client.get(Request(server.url("/a")))
            assert len(server.heads) == 2

    asyncio.run(scenario())


def test_credentials_go_to_their_own_host_only(raw_server: type, client_of: Callable[..., Client]) -> None:
    async def scenario() -> None:
        async with raw_server() as server, raw_server() as other, client_of(inside_ok=["127.0.0.1"]) as client:
            server.put("/a", status=301, Location="/b")
            server.put("/b", status=302, Location=other.url("/c"))
            other.put("/c", status=302, Location=f"http://mallory:x@127.0.0.1:{other.port}/d")
            other.put("/d", FEED)
            url = server.url("/a").replace("//", "//user:p%40ss@")
            fetched = await client.get(Request(url))
            sent = [header(head, "authorization") for head in server.heads + other.heads]
            basic = "Basic " + base64.b64encode(b"user:p@ss").decode()
            assert sent == [basic, basic, None, None]
            assert "user" not in fetched.url
            assert all("pass" not in head and "@" not in head.split("\r\n")[0] for head in server.heads + other.heads)

    asyncio.run(scenario())


def test_a_moved_address_keeps_its_credentials_on_the_same_host(
    raw_server: type, client_of: Callable[..., Client]
) -> None:
    async def scenario() -> None:
        async with raw_server() as server, client_of() as client:
            server.put("/a", status=301, Location="/b")
            server.put("/b", FEED)
            fetched = await client.get(Request(server.url("/a").replace("//", "//user:secret@")))
            assert fetched.permanent_url == server.url("/b").replace("//", "//user:secret@")
            assert fetched.url == server.url("/b")

    asyncio.run(scenario())


def test_errors_never_show_credentials(client_of: Callable[..., Client]) -> None:
    async def scenario() -> None:
        async with client_of() as client:
            for url in (
                "http://user:secret@127.0.0.1:1/",
                "http://user:secret@[::bad/",
                "http://user:secret@/x",
                "ftp://u:secret@x/",
            ):
                with pytest.raises((Unreachable, Forbidden)) as caught:
                    await client.get(Request(url))
                assert "secret" not in str(caught.value)

    asyncio.run(scenario())


def test_offline_asks_nobody(raw_server: type, client_of: Callable[..., Client]) -> None:
    async def scenario() -> None:
        async with raw_server() as server, client_of(offline=True) as client:
            server.put("/feed", FEED)
            with pytest.raises(Offline):
                await client.get(Request(server.url("/feed")))
            assert server.connections == 0
            client.offline = False
            assert (await client.get(Request(server.url("/feed")))).body == FEED

    asyncio.run(scenario())


def test_going_offline_stops_those_who_still_wait_for_their_turn(
    raw_server: type, client_of: Callable[..., Client]
) -> None:
    async def scenario() -> None:
        held, go = asyncio.Event(), asyncio.Event()

        async def script(head: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            held.set()
            await go.wait()
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nConnection: close\r\n\r\nx")

        async with raw_server(script) as server, client_of(limits=Limits(per_host=1)) as client:
            first = asyncio.create_task(client.get(Request(server.url("/1"))))
            await held.wait()
            second = asyncio.create_task(client.get(Request(server.url("/2"))))
            await asyncio.sleep(0)
            client.offline = True
            go.set()
            assert (await first).body == b"x"
            with pytest.raises(Offline):
                await second
            assert server.connections == 1

    asyncio.run(scenario())


def test_a_host_never_sees_more_than_four_connections(raw_server: type, client_of: Callable[..., Client]) -> None:
    async def scenario() -> None:
        async with raw_server() as server, client_of() as client:
            for number in range(40):
                server.put(f"/{number}", FEED + str(number).encode())
            fetched = await asyncio.gather(*(client.get(Request(server.url(f"/{n}"))) for n in range(40)))
            assert [one.body for one in fetched] == [FEED + str(n).encode() for n in range(40)]
            assert server.most_at_once <= 4

    asyncio.run(scenario())


def test_connections_are_kept_alive_and_shared(raw_server: type, client_of: Callable[..., Client]) -> None:
    async def scenario() -> None:
        async def script(head: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            for _turn in range(3):
                writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
                await reader.readuntil(b"\r\n\r\n")

        async with raw_server(script) as server, client_of() as client:
            for number in range(3):
                assert (await client.get(Request(server.url(f"/{number}")))).body == b"ok"
            assert server.connections == 1

    asyncio.run(scenario())


@pytest.mark.parametrize("host", ["::1", "127.0.0.3"])
def test_literal_addresses_are_reached(host: str, raw_server: type, client_of: Callable[..., Client]) -> None:
    async def scenario() -> None:
        async with raw_server(host=host) as server, client_of() as client:
            server.put("/feed", FEED)
            assert (await client.get(Request(server.url("/feed")))).body == FEED

    asyncio.run(scenario())


@pytest.mark.parametrize(
    "url",
    [
        "",
        "nonsense",
        "http://",
        "http:///x",
        "http://exa mple/",
        "http://[::1",
        "http://a:99999/",
        "//host/x",
        "http://x:0/",
        "http://" + "a" * 300 + ".example/",
        "http://\u2603.\x00example/",
        "http://-/",
        "https://x/" + "y" * 10_000,
    ],
)
def test_what_is_no_address_is_refused_with_a_sentence(url: str, client_of: Callable[..., Client]) -> None:
    async def scenario() -> None:
        async def nowhere(host: str, port: int) -> list[str]:
            raise OSError("not asked in this test")

        async with client_of(lookup=nowhere) as client:
            with pytest.raises((Unreachable, Forbidden)) as caught:
                await client.get(Request(url))
            assert str(caught.value).endswith(".")

    asyncio.run(scenario())


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "ftp://example.com/", "javascript:alert(1)", "data:text/xml,<rss/>", "gopher://x"]
)
def test_other_schemes_are_forbidden(url: str, client_of: Callable[..., Client]) -> None:
    async def scenario() -> None:
        async with client_of() as client:
            with pytest.raises(Forbidden):
                await client.get(Request(url))

    asyncio.run(scenario())
