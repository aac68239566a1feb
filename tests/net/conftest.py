"""A raw server on loopback: each test says byte for byte what comes back."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeAlias

import pytest

from reader.net.client import Client
from reader.net.limits import Limits
from reader.net.lookup import Lookup, system_lookup
from reader.net.proxies import Proxies

Script: TypeAlias = Callable[[str, asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
"""(head of the request, reader, writer); the connection is closed after it."""

CERTIFICATE = Path(__file__).parent / "data" / "self_signed.pem"


class RawServer:
    """Serves a script, or fixed answers by path, on `host`; writes down the head of every request."""

    def __init__(self, script: Script | None = None, *, host: str = "127.0.0.1", tls: bool = False) -> None:
        self.heads: list[str] = []
        self.answers: dict[str, bytes] = {}
        self.connections = 0
        self.most_at_once = 0
        self._now = 0
        self._script = script or self._answer
        self._host = host
        self._tls = tls
        self.port = 0

    async def __aenter__(self) -> RawServer:
        context = None
        if self._tls:
            context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
            context.load_cert_chain(CERTIFICATE)
        self._server = await asyncio.start_server(self._serve, self._host, 0, ssl=context)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_exception: object) -> None:
        self._server.close()
        await self._server.wait_closed()

    def url(self, path: str = "/", *, host: str = "") -> str:
        """The address of `path`."""
        shown = host or (f"[{self._host}]" if ":" in self._host else self._host)
        return f"{'https' if self._tls else 'http'}://{shown}:{self.port}{path}"

    def put(self, path: str, body: bytes = b"", *, status: int = 200, **headers: str) -> None:
        """Answer `path` with this; underscores in header names stand for hyphens."""
        lines = [f"HTTP/1.1 {status} X", f"Content-Length: {len(body)}", "Connection: close"]
        lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
        self.answers[path] = "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        self._now += 1
        self.most_at_once = max(self.most_at_once, self._now)
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            self.heads.append(head)
            await self._script(head, reader, writer)
            await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            pass
        finally:
            self._now -= 1
            writer.close()

    async def _answer(self, head: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        path = head.split(" ", 2)[1]
        writer.write(
            self.answers.get(path, b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        )


def make_client(
    *, limits: Limits | None = None, lookup: Lookup = system_lookup, tls: ssl.SSLContext | None = None, **more: object
) -> Client:
    """A client without the machine's proxies; `limits` default to the real ones."""
    context = {"tls": lambda: tls} if tls is not None else {}
    return Client(limits or Limits(), proxies=Proxies({}), lookup=lookup, **context, **more)  # type: ignore[arg-type]


@pytest.fixture
def raw_server() -> type[RawServer]:
    """The class of raw servers."""
    return RawServer


@pytest.fixture
def client_of() -> Callable[..., Client]:
    """Makes clients."""
    return make_client
