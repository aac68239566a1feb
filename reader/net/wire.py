"""One connection of bytes for httpcore, straight on asyncio's transports.

httpcore's own backend goes through anyio, whose cancel scopes around every read and write cost more than the reads and
writes. Here the time limit of the whole fetch is the only timer, so a read is one future and no scope.
"""

from __future__ import annotations

import asyncio
import ssl
from contextlib import AbstractAsyncContextManager, nullcontext
from typing import Any

import httpcore

_HIGH_WATER = 256 * 1024
"""Bytes that may wait to be read before the other side is held back."""


class _Protocol(asyncio.Protocol):
    """Collects what arrives and wakes whoever waits for it."""

    def __init__(self) -> None:
        self.transport: asyncio.Transport | None = None
        self.buffer = bytearray()
        self.ended = False
        self.error: Exception | None = None
        self.closed = asyncio.get_running_loop().create_future()
        self._reading: asyncio.Future[None] | None = None
        self._writing: asyncio.Future[None] | None = None
        self._held = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        if len(self.buffer) > _HIGH_WATER and not self._held and self.transport is not None:
            self._held = True
            self.transport.pause_reading()
        _wake(self._reading)

    def eof_received(self) -> bool:
        self.ended = True
        _wake(self._reading)
        return False

    def connection_lost(self, exc: Exception | None) -> None:
        self.ended = True
        self.error = exc
        _wake(self._reading)
        _wake(self._writing)
        if not self.closed.done():
            self.closed.set_result(None)

    def pause_writing(self) -> None:
        self._writing = asyncio.get_running_loop().create_future()

    def resume_writing(self) -> None:
        _wake(self._writing)
        self._writing = None

    async def take(self, most: int) -> bytes:
        """The next bytes, at most `most`; empty at the end. Raises the error that broke the connection."""
        while not self.buffer and not self.ended:
            self._reading = asyncio.get_running_loop().create_future()
            try:
                await self._reading
            finally:
                self._reading = None
        if not self.buffer and self.error is not None:
            raise self.error
        data = bytes(self.buffer[:most])
        del self.buffer[:most]
        if self._held and len(self.buffer) <= _HIGH_WATER and self.transport is not None and not self.ended:
            self._held = False
            self.transport.resume_reading()
        return data

    async def drain(self) -> None:
        """Wait until what was written is on its way. Raises the error that broke the connection."""
        if self._writing is not None and not self.ended:
            await self._writing
        if self.error is not None:
            raise self.error


def _wake(waiter: asyncio.Future[None] | None) -> None:
    if waiter is not None and not waiter.done():
        waiter.set_result(None)


def _within(seconds: float | None) -> AbstractAsyncContextManager[object]:
    """A time limit, where there is one: asyncio's costs its 20 µs without one too."""
    return asyncio.timeout(seconds) if seconds is not None else nullcontext()


class WireStream(httpcore.AsyncNetworkStream):
    """A connection as httpcore uses it."""

    def __init__(self, transport: asyncio.Transport, protocol: _Protocol) -> None:
        self._transport = transport
        self._protocol = protocol

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """The next bytes, empty at the end. Raises httpcore.ReadError or ReadTimeout."""
        try:
            async with _within(timeout):
                return await self._protocol.take(max_bytes)
        except TimeoutError as error:
            raise httpcore.ReadTimeout(str(error)) from error
        except OSError as error:
            raise httpcore.ReadError(str(error)) from error

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Send `buffer`. Raises httpcore.WriteError or WriteTimeout."""
        if not buffer:
            return
        try:
            if self._protocol.error is not None:
                raise self._protocol.error
            self._transport.write(buffer)
            async with _within(timeout):
                await self._protocol.drain()
        except TimeoutError as error:
            raise httpcore.WriteTimeout(str(error)) from error
        except OSError as error:
            raise httpcore.WriteError(str(error)) from error

    async def aclose(self) -> None:
        """Close at once: the answer is complete or unwanted, a TLS farewell would only take time."""
        self._transport.abort()
        await asyncio.shield(self._protocol.closed)

    async def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.AsyncNetworkStream:
        """The same connection under TLS. Raises httpcore.ConnectError (caused by the ssl error) or ConnectTimeout."""
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(timeout):
                wrapped = await loop.start_tls(
                    self._transport, self._protocol, ssl_context, server_hostname=server_hostname
                )
        except TimeoutError as error:
            self._transport.abort()
            raise httpcore.ConnectTimeout(str(error)) from error
        except (OSError, ssl.CertificateError) as error:
            self._transport.abort()
            raise httpcore.ConnectError(str(error)) from error
        if wrapped is None:
            raise httpcore.ConnectError("the connection ended during the handshake")
        self._protocol.transport = wrapped
        return WireStream(wrapped, self._protocol)

    def get_extra_info(self, info: str) -> Any:
        """What httpcore asks about a connection."""
        if info == "is_readable":
            # An idle connection that has something to say has been closed by the server.
            return bool(self._protocol.buffer) or self._protocol.ended
        names = {"client_addr": "sockname", "server_addr": "peername", "ssl_object": "ssl_object", "socket": "socket"}
        return self._transport.get_extra_info(names.get(info, info))


async def connect(address: str, port: int) -> WireStream:
    """A connection to `address`. Raises httpcore.ConnectError, or ConnectTimeout where the system gives up."""
    try:
        transport, protocol = await asyncio.get_running_loop().create_connection(_Protocol, address, port)
    except TimeoutError as error:
        raise httpcore.ConnectTimeout(str(error)) from error
    except OSError as error:
        raise httpcore.ConnectError(str(error)) from error
    return WireStream(transport, protocol)
