"""A small HTTP/1.1 server on loopback for tests: many hosts, ETag, gzip, latency, bad manners on demand.

`async with Loopback() as net: net.put("/feed", body)`. The benchmark of refreshing has a cheaper one, `server`.
"""

from __future__ import annotations

import asyncio
import gzip
import hashlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from types import TracebackType
from typing import TypeAlias


@dataclass(slots=True)
class Asked:
    """One request as it came."""

    method: str
    host: str
    path: str
    headers: dict[str, str]


@dataclass(slots=True)
class Reply:
    """What a path answers."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    conditional: bool = True
    """Give an ETag and answer 304 to it."""
    hang: bool = False
    """Take the request and never answer."""
    drop: bool = False
    """Close the connection instead of answering."""


Handler: TypeAlias = Callable[[Asked], Reply | Awaitable[Reply]]


class Loopback:
    """A server on 127.0.0.x; paths are put and changed while it runs, and every request is written down."""

    def __init__(self, hosts: int = 1, *, latency: float = 0.0, handler: Handler | None = None, port: int = 0) -> None:
        self.hosts = [f"127.0.{1 + i // 250}.{1 + i % 250}" for i in range(hosts)]
        self.latency = latency
        self.asked: list[Asked] = []
        self.replies: dict[str, Reply] = {}
        self._handler = handler
        self._servers: list[asyncio.Server] = []
        self._open: dict[asyncio.Task[None], asyncio.StreamWriter] = {}
        self.port = port

    async def __aenter__(self) -> Loopback:
        for host in self.hosts:
            server = await asyncio.start_server(self._serve, host, self.port, backlog=512)
            self.port = self.port or server.sockets[0].getsockname()[1]
            self._servers.append(server)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for server in self._servers:
            server.close()
        waiting = list(self._open)
        for writer in self._open.values():
            writer.transport.abort()
        await asyncio.gather(*waiting)

    def url(self, path: str, host: int = 0) -> str:
        """The address of `path` on one of the hosts."""
        return f"http://{self.hosts[host % len(self.hosts)]}:{self.port}{path}"

    def put(self, path: str, body: bytes | str = b"", status: int = 200, **more: object) -> str:
        """Let `path` answer so from now on; returns its address on the first host. `more` are fields of Reply."""
        data = body.encode() if isinstance(body, str) else body
        self.replies[path] = Reply(data, status, **more)  # type: ignore[arg-type]
        return self.url(path)

    def paths(self) -> list[str]:
        """The paths that were asked for, in order."""
        return [asked.path for asked in self.asked]

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._open[task] = writer
        try:
            while await self._one(reader, writer):
                pass
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            return  # the client went away, or the server ends
        finally:
            del self._open[task]
            writer.close()

    async def _one(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        method, path, _version = head[0].split(" ", 2)
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:]) if name}
        asked = Asked(method, headers.get("host", ""), path, headers)
        if self.latency:
            await asyncio.sleep(self.latency)
        if self._handler is not None:
            found = self._handler(asked)
            reply = found if isinstance(found, Reply) else await found
        else:
            self.asked.append(asked)
            reply = self.replies.get(path, Reply(b"not here", 404, conditional=False))
        if reply.hang:
            await reader.read()
            return False
        if reply.drop:
            return False
        writer.write(_answer(asked, reply))
        await writer.drain()
        return True


def _answer(asked: Asked, reply: Reply) -> bytes:
    status, body, headers = reply.status, reply.body, dict(reply.headers)
    if reply.conditional and status == 200 and "ETag" not in headers:
        headers["ETag"] = f'"{hashlib.blake2b(body, digest_size=8).hexdigest()}"'
    if status == 200 and "ETag" in headers and asked.headers.get("if-none-match") == headers["ETag"]:
        status, body = 304, b""
    elif "Content-Encoding" not in headers and len(body) > 500 and "gzip" in asked.headers.get("accept-encoding", ""):
        body, headers["Content-Encoding"] = gzip.compress(body, 1), "gzip"
    lines = [f"HTTP/1.1 {status} X", f"Content-Length: {len(body)}", *(f"{k}: {v}" for k, v in headers.items())]
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + (b"" if asked.method == "HEAD" else body)
