"""The environment's proxies, and what is left of the guard behind one."""

from __future__ import annotations

import asyncio
import base64
import socket
import ssl
from collections.abc import Callable
from pathlib import Path

import pytest

from reader.domain.errors import Forbidden, Unreachable
from reader.net.client import Client
from reader.net.proxies import Proxies
from reader.sources.api import Request

CERTIFICATE = Path(__file__).parent / "data" / "self_signed.pem"


@pytest.mark.parametrize(
    ("table", "scheme", "host", "wanted"),
    [
        ({}, "http", "example.com", None),
        ({"http": "http://proxy.test:3128"}, "http", "example.com", "proxy.test"),
        ({"http": "proxy.test:3128"}, "http", "example.com", "proxy.test"),
        ({"http": "http://proxy.test:3128"}, "https", "example.com", None),
        ({"all": "http://proxy.test:3128"}, "https", "example.com", "proxy.test"),
        ({"https": "http://a.test:1", "all": "http://b.test:2"}, "https", "example.com", "a.test"),
        ({"http": "http://proxy.test:3128", "no": "example.com"}, "http", "example.com", None),
        ({"http": "http://proxy.test:3128", "no": "other.test, .example.com"}, "http", "www.example.com", None),
        ({"http": "http://proxy.test:3128", "no": "*.example.com"}, "http", "example.com", None),
        ({"http": "http://proxy.test:3128", "no": "ample.com"}, "http", "example.com", "proxy.test"),
        ({"http": "http://proxy.test:3128", "no": "*"}, "http", "example.com", None),
        ({"http": "http://proxy.test:3128"}, "http", "localhost", None),
        ({"http": "http://proxy.test:3128"}, "http", "192.168.1.1", None),
    ],
)
def test_which_proxy(table: dict[str, str], scheme: str, host: str, wanted: str | None) -> None:
    proxy = Proxies(table).for_host(scheme, host)
    assert (proxy and proxy.url.host.decode()) == wanted


def test_credentials_of_a_proxy_go_into_a_header() -> None:
    proxy = Proxies({"http": "http://user:p%40ss@proxy.test:3128"}).for_host("http", "example.com")
    assert proxy is not None
    assert b"user" not in bytes(proxy.url)
    assert dict(proxy.headers)[b"Proxy-Authorization"] == b"Basic " + base64.b64encode(b"user:p@ss")


def test_other_kinds_of_proxy_are_named() -> None:
    with pytest.raises(Unreachable, match="SOCKS5"):
        Proxies({"all": "socks5://127.0.0.1:1080"}).for_host("http", "example.com")


@pytest.mark.parametrize(
    "address",
    ["http://user:secret@proxy.test:abc", "http://[::1", "http://prö xy:80", "http://", "://x", "http://a:0x1"],
)
def test_an_address_that_is_none_is_told_without_the_password_in_it(address: str) -> None:
    with pytest.raises(Unreachable, match="proxy in the environment") as caught:
        Proxies({"all": address}).for_host("http", "example.com")
    assert "secret" not in str(caught.value)


def test_a_proxy_that_is_not_there_is_named_and_not_the_host_behind_it() -> None:
    async def scenario() -> None:
        for proxy, lookup in (("http://127.0.0.1:1", lookup_pinned()), ("http://gone.test:3128", unknown)):
            async with client_behind(proxy, lookup) as client:
                with pytest.raises(Unreachable, match=r"The proxy (127\.0\.0\.1|gone\.test) that"):
                    await client.get(Request("http://example.com/feed", user_typed=True))

    asyncio.run(scenario())


def test_the_environment_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://proxy.test:3128")
    monkeypatch.setenv("no_proxy", "example.com")
    proxies = Proxies.from_environment()
    assert proxies.for_host("http", "example.org") is not None
    assert proxies.for_host("http", "example.com") is None


async def unknown(host: str, port: int) -> list[str]:
    raise socket.gaierror(socket.EAI_NONAME, "unknown here")


async def inside(host: str, port: int) -> list[str]:
    return ["10.0.0.5"]


def client_behind(server_url: str, lookup: Callable[..., object], **more: object) -> Client:
    return Client(proxies=Proxies({"all": server_url}), lookup=lookup, **more)  # type: ignore[arg-type]


def test_a_fetch_goes_through_the_proxy_whole(raw_server: type) -> None:
    async def scenario() -> None:
        async def proxy(head: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok")

        async with raw_server(proxy) as server, client_behind(server.url(), lookup_pinned()) as client:
            fetched = await client.get(Request("http://example.com/feed?x=1", user_typed=True))
            assert fetched.body == b"ok"
            assert fetched.url == "http://example.com/feed?x=1"
            assert server.heads[0].startswith("GET http://example.com/feed?x=1 HTTP/1.1")

    asyncio.run(scenario())


def lookup_pinned() -> Callable[..., object]:
    async def lookup(host: str, port: int) -> list[str]:
        return {"127.0.0.1": ["127.0.0.1"]}.get(host) or ["93.184.216.34"]

    return lookup


def test_tls_goes_through_a_tunnel_and_is_still_verified(raw_server: type) -> None:
    async def scenario() -> None:
        async with raw_server(tls=True) as target:
            target.put("/feed", b"secret feed")

            async def tunnel(head: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
                assert head.startswith("CONNECT ")
                inner_reader, inner_writer = await asyncio.open_connection("127.0.0.1", target.port)
                writer.write(b"HTTP/1.1 200 OK\r\n\r\n")

                async def pump(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
                    while data := await source.read(65536):
                        sink.write(data)
                        await sink.drain()
                    sink.close()

                await asyncio.gather(pump(reader, inner_writer), pump(inner_reader, writer), return_exceptions=True)

            trusting = ssl.create_default_context(cafile=str(CERTIFICATE))
            trusting.check_hostname = False
            async with raw_server(tunnel) as server:
                async with client_behind(server.url(), lookup_pinned(), tls=lambda: trusting) as client:
                    assert (await client.get(Request("https://news.example/feed"))).body == b"secret feed"
                strict = ssl.create_default_context(cafile=str(CERTIFICATE))
                async with client_behind(server.url(), lookup_pinned(), tls=lambda: strict) as client:
                    with pytest.raises(Unreachable, match="prove who it is"):
                        await client.get(Request("https://news.example/feed"))

    asyncio.run(scenario())


def test_behind_a_proxy_names_that_lead_inside_are_still_forbidden(raw_server: type) -> None:
    async def scenario() -> None:
        async def proxy(head: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok")

        async with raw_server(proxy) as server:
            async with client_behind(server.url(), inside) as client:
                with pytest.raises(Forbidden):
                    await client.get(Request("http://intranet.example/", user_typed=False))
                assert server.connections == 0
            async with client_behind(server.url(), unknown) as client:
                # A name that means nothing here is the proxy's to judge.
                assert (await client.get(Request("http://outside.example/", user_typed=False))).body == b"ok"

    asyncio.run(scenario())


def test_a_proxy_that_refuses_is_a_sentence(raw_server: type) -> None:
    async def scenario() -> None:
        async def proxy(head: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            writer.write(b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n")

        async with raw_server(proxy) as server, client_behind(server.url(), lookup_pinned()) as client:
            with pytest.raises(Unreachable, match="proxy"):
                await client.get(Request("https://news.example/feed"))

    asyncio.run(scenario())
