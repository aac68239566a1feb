"""A server that misbehaves in every way we know of: one manner for each path, on an address of 127.0.0.0/8 of its own.

A manner serves a good feed while `RudeServer.good` is set, so that there is something that must not be lost, and its
own answer afterwards. The manners themselves are in `manners_*`; `ALL` in `rude_manners` is the whole table.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
import struct
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import TypeAlias

DATA = Path(__file__).parent / "data"
READ = ""
"""`Manner.says` of what is read as a feed in spite of everything."""
OLD, NEW = "Old and dear", "Fresh story"
"""Titles of the feed while it is good, and of what comes later."""


def feed(*titles: str, channel: str = "", encoding: str = "utf-8", declared: str = "") -> bytes:
    """A small RSS feed; `channel` is more XML inside the channel."""
    items = "".join(
        f"<item><title>{title}</title><guid isPermaLink='false'>{title}</guid><description>About {title}."
        f"</description><pubDate>Mon, 09 Mar 2026 0{number % 10}:00:00 GMT</pubDate></item>"
        for number, title in enumerate(titles)
    )
    text = (
        f"<?xml version='1.0' encoding='{declared or encoding}'?><rss version='2.0'><channel><title>Paper</title>"
        f"<link>https://paper.example/</link>{channel}{items}</channel></rss>"
    )
    return text.encode(encoding)


GOOD = feed(OLD)
LATER = feed(NEW, OLD)


class Talk:
    """One request and the connection that it came on."""

    def __init__(self, head: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, turn: int) -> None:
        self.head = head
        self.turn = turn
        """How many requests came on this connection before."""
        self._reader = reader
        self._writer = writer

    @property
    def port(self) -> int:
        """Of the server."""
        return int(self._writer.get_extra_info("sockname")[1])

    @property
    def host(self) -> str:
        """The address that was asked."""
        return str(self._writer.get_extra_info("sockname")[0])

    async def say(self, *parts: bytes) -> None:
        """Write, as fast as the other side takes it."""
        for part in parts:
            self._writer.write(part)
            await self._writer.drain()

    async def drip(self, *parts: bytes, every: float = 0.02) -> None:
        """Write these pieces round and round, slowly, for ever."""
        while True:
            for part in parts:
                await self.say(part)
                await asyncio.sleep(every)

    async def flood(self, part: bytes) -> None:
        """Write this for ever, as fast as the other side takes it."""
        while True:
            await self.say(part)

    async def silence(self) -> None:
        """Say nothing until the other side goes."""
        await self._reader.read()

    def reset(self) -> None:
        """Break the connection off hard (RST)."""
        linger = struct.pack("ii", 1, 0)
        self._writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        self._writer.transport.abort()


Serve: TypeAlias = Callable[[Talk], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Manner:
    """One way to misbehave."""

    name: str
    serve: Serve
    says: str = READ
    """What the stored sentence must hold (a regular expression), or READ."""
    titles: Sequence[str] = (NEW, OLD)
    """What is in the cache afterwards when it is read."""
    slow: bool = False
    """It ends at the limit of time."""
    tls: str = ""
    """The certificate that it shows; such a manner is never good."""
    plain_https: bool = False
    """Asked for with https, answered without."""


@dataclass(slots=True)
class Answer:
    """A manner that answers the same bytes each time and closes."""

    data: bytes
    keep: bool = False

    async def __call__(self, talk: Talk) -> None:
        await talk.say(self.data)


def http(body: bytes = b"", *headers: str | bytes, status: str = "200 OK", length: int | None = -1) -> bytes:
    """An answer as bytes; `length` None leaves Content-Length out, -1 is the right one."""
    lines = [f"HTTP/1.1 {status}".encode("latin-1")]
    lines += [line.encode("latin-1") if isinstance(line, str) else line for line in headers]
    if length is not None:
        lines.append(b"Content-Length: %d" % (len(body) if length < 0 else length))
    return b"\r\n".join([*lines, b"Connection: close", b"", b""]) + body


@dataclass
class RudeServer:
    """Serves manners by path. Use with `async with`; `url(manner)` is where one is."""

    manners: Sequence[Manner]
    good: bool = True
    """Everybody behaves."""
    heads: list[str] = field(default_factory=list)
    """Every request as it came."""
    port: int = 0
    ports: dict[str, int] = field(default_factory=dict)
    """Of the TLS servers, by certificate."""
    _by_path: dict[str, Manner] = field(default_factory=dict)
    _servers: list[asyncio.Server] = field(default_factory=list)
    _open: dict[asyncio.Task[None], asyncio.StreamWriter] = field(default_factory=dict)

    async def __aenter__(self) -> RudeServer:
        self._by_path = {f"/{manner.name}": manner for manner in self.manners}
        self.port = await self._listen(None)
        for name in {manner.tls for manner in self.manners if manner.tls}:
            context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
            context.load_cert_chain(DATA / f"{name}.pem")
            self.ports[name] = await self._listen(context)
        return self

    async def _listen(self, context: ssl.SSLContext | None) -> int:
        # Every address of 127.0.0.0/8 at once: a host of its own for each manner.
        server = await asyncio.start_server(self._serve, "0.0.0.0", 0, ssl=context, backlog=512)
        self._servers.append(server)
        return int(server.sockets[0].getsockname()[1])

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for server in self._servers:
            server.close()
        waiting = list(self._open)
        for task, writer in self._open.items():
            writer.transport.abort()
            task.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)

    def url(self, manner: Manner, *, one_host: bool = False) -> str:
        """The address of a manner, on a host of its own or all on one."""
        number = 0 if one_host else self.manners.index(manner)
        scheme = "https" if manner.tls or manner.plain_https else "http"
        port = self.ports[manner.tls] if manner.tls else self.port
        host = "127.0.0.1" if manner.tls else f"127.9.{number // 250}.{1 + number % 250}"
        return f"{scheme}://{host}:{port}/{manner.name}"

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._open[task] = writer
        turn = 0
        try:
            while await self._one(reader, writer, turn):
                turn += 1
        except (ConnectionError, TimeoutError, ssl.SSLError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            return  # the client went away
        except asyncio.CancelledError:
            return  # the server ends
        finally:
            del self._open[task]
            writer.close()

    async def _one(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, turn: int) -> bool:
        first = await reader.readexactly(1)
        if first == b"\x16":
            # TLS where none is spoken: servers answer in plain words.
            writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
            return False
        head = (first + await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        self.heads.append(head)
        path = head.split(" ", 2)[1].split("?")[0]
        manner = self._by_path.get(path)
        if manner is None:
            # Where relative redirects lead.
            writer.write(http(LATER if path.startswith("/moved/") else b"", status="200 OK"))
            return False
        if self.good and not manner.tls:
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(GOOD), GOOD))
            await writer.drain()
            return True
        await manner.serve(Talk(head, reader, writer, turn))
        await writer.drain()
        return False
