"""The ways to one host: straight to it over a few connections of our own, or through a proxy by httpcore's pool."""

from __future__ import annotations

import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from typing import NamedTuple, Protocol

import httpcore
import httpx

from .dial import PinnedDial, ProxyBackend
from .exchange import Exchange, Headers

KEEP_ALIVE = 8.0
"""Seconds an idle connection is kept."""


class Reply(NamedTuple):
    """An answer whose body is still to come."""

    status: int
    headers: Headers
    body: AsyncIterator[bytes]
    done: Callable[[], Awaitable[None]]
    """To be called once when no more is wanted of it: its connection is kept for the next request, or closed."""


class Way(Protocol):
    """How requests get to one host."""

    async def send(self, request: httpx.Request) -> Reply:
        """Ask. Raises OSError, Forbidden, or an httpcore error."""
        ...

    async def aclose(self) -> None:
        """Close the connections that nobody uses now."""
        ...


class Straight:
    """Connections of our own to one host, whose address is looked up and checked by `dial`. `tls` is for https.

    How many there are at a time is for `politeness.Gate` to bound.
    """

    def __init__(self, dial: PinnedDial, tls: ssl.SSLContext | None) -> None:
        self._dial = dial
        self._tls = tls
        self._idle: list[Exchange] = []

    async def send(self, request: httpx.Request) -> Reply:
        """See `Way.send`."""
        while self._idle:
            exchange = self._idle.pop()
            if not exchange.usable:
                await exchange.close()
                continue
            with suppress(httpcore.NetworkError, httpcore.RemoteProtocolError):
                return await self._ask(exchange, request)
            # Closed by the server while it was idle, which shows only now: no fault of this request.
        return await self._ask(await self._open(request), request)

    async def aclose(self) -> None:
        """See `Way.aclose`."""
        while self._idle:
            await self._idle.pop().close()

    async def _open(self, request: httpx.Request) -> Exchange:
        url, timeout = request.url, _connect_seconds(request)
        secure = url.scheme == "https"
        host = url.raw_host.decode("ascii")
        stream = await self._dial.connect(host, url.port or (443 if secure else 80), timeout)
        if secure:
            assert self._tls is not None
            stream = await stream.start_tls(self._tls, host, timeout)
        return Exchange(stream)

    async def _ask(self, exchange: Exchange, request: httpx.Request) -> Reply:
        async def done() -> None:
            if exchange.usable:
                self._idle.append(exchange)
            else:
                await exchange.close()

        try:
            method, target = request.method.encode("ascii"), request.url.raw_path
            status, headers = await exchange.ask(method, target, request.headers.raw)
        except BaseException:
            await exchange.close()
            raise
        return Reply(status, headers, exchange.body(), done)


class Proxied:
    """Through a proxy, which httpcore knows how to talk to."""

    def __init__(self, proxy: httpcore.Proxy, tls: ssl.SSLContext | None, backend: ProxyBackend) -> None:
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=tls, proxy=proxy, keepalive_expiry=KEEP_ALIVE, network_backend=backend
        )

    async def send(self, request: httpx.Request) -> Reply:
        """See `Way.send`."""
        url = request.url
        response = await self._pool.handle_async_request(
            httpcore.Request(
                request.method,
                httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path),
                headers=request.headers.raw,
                extensions={"timeout": {"connect": _connect_seconds(request)}},
            )
        )
        return Reply(response.status, response.headers, aiter(response.aiter_stream()), response.aclose)

    async def aclose(self) -> None:
        """See `Way.aclose`."""
        await self._pool.aclose()


def _connect_seconds(request: httpx.Request) -> float | None:
    timeouts: dict[str, float] = request.extensions.get("timeout", {})
    return timeouts.get("connect")
