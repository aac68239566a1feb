"""Connections by host, as a transport for httpx.

One shared pool walks all its connections at every event: 1.2-2.2 ms of CPU a request at 8-16 connections. Here each
host has its own few. All share one TLS context, which costs 25-110 ms to make. Guarded and unguarded fetches never
share a connection: nothing reaches through one that the user's own address opened.
"""

from __future__ import annotations

import asyncio
import importlib.util
import ssl
import sys
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import TypeAlias

import httpcore
import httpx

from reader.domain.errors import Forbidden
from reader.i18n import _

from .dial import PinnedDial, ProxyBackend, may_reach
from .lookup import Lookup
from .proxies import Proxies
from .ways import KEEP_ALIVE, Proxied, Reply, Straight, Way

MAX_IDLE = 24
"""Hosts whose idle connections are kept; the one that has rested longest goes first."""

_Key: TypeAlias = tuple[bytes, str, int | None, bool]


@dataclass(slots=True)
class _Host:
    """The way to one host and how many fetches use it now."""

    way: Way
    users: int = 0


class _Body(httpx.AsyncByteStream):
    """The body of an answer; closing it gives its connection and its host back, once."""

    def __init__(self, reply: Reply, give_back: Callable[[], None]) -> None:
        self._reply = reply
        self._give_back: Callable[[], None] | None = give_back

    def __aiter__(self) -> AsyncIterator[bytes]:
        return self._reply.body

    async def aclose(self) -> None:
        give_back, self._give_back = self._give_back, None
        if give_back is None:
            return
        try:
            await self._reply.done()
        finally:
            give_back()


def _remember_missing_sniffio() -> None:
    """Let Python remember that sniffio is not installed.

    httpcore tries to import it for every lock, and a failing import searches the whole path each time: a third of the
    CPU of a refresh through a proxy, measured.
    """
    if "sniffio" not in sys.modules and importlib.util.find_spec("sniffio") is None:
        sys.modules["sniffio"] = None  # type: ignore[assignment]


class HostPools(httpx.AsyncBaseTransport):
    """Sends each request over a connection to its host. `request.extensions["guarded"]` says who named the address."""

    def __init__(self, proxies: Proxies, lookup: Lookup, tls: Callable[[], ssl.SSLContext]) -> None:
        self._proxies = proxies
        self._lookup = lookup
        self._make_tls = tls
        self._tls: ssl.SSLContext | None = None
        self._hosts: dict[_Key, _Host] = {}
        self._resting: dict[_Key, None] = {}
        self._sweep: asyncio.TimerHandle | None = None
        self._closing: set[asyncio.Task[None]] = set()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send `request` over a connection to its host. Raises Forbidden, OSError or an httpcore error."""
        url = request.url
        guarded = bool(request.extensions.get("guarded", True))
        proxy = self._proxies.for_host(url.scheme, url.host)
        if proxy is not None and guarded:
            await self._check_proxied(url.host, url.port or 0)
        key = (url.raw_scheme, url.host, url.port, guarded)
        host = self._borrow(key, url.scheme, guarded, proxy)
        try:
            reply = await host.way.send(request)
        except BaseException:
            self._give_back(key)
            raise
        return httpx.Response(reply.status, headers=reply.headers, stream=_Body(reply, lambda: self._give_back(key)))

    async def _check_proxied(self, host: str, port: int) -> None:
        try:
            known = await self._lookup(host, port)
        except OSError:
            known = []  # behind a proxy names often mean nothing here
        if not may_reach(host, known):
            raise Forbidden(_("{host} leads inside this machine or its network.").format(host=host))

    @property
    def idle(self) -> int:
        """How many hosts have connections that nobody uses now."""
        return len(self._resting)

    def _borrow(self, key: _Key, scheme: str, guarded: bool, proxy: httpcore.Proxy | None) -> _Host:
        host = self._hosts.get(key)
        if host is None:
            host = self._hosts[key] = _Host(self._way(scheme, guarded, proxy))
        self._resting.pop(key, None)
        host.users += 1
        return host

    def _way(self, scheme: str, guarded: bool, proxy: httpcore.Proxy | None) -> Way:
        if self._tls is None and (scheme == "https" or (proxy is not None and proxy.url.scheme == b"https")):
            self._tls = self._make_tls()
            self._tls.set_alpn_protocols(["http/1.1"])
        if proxy is None:
            return Straight(PinnedDial(guarded, lookup=self._lookup), self._tls)
        _remember_missing_sniffio()
        return Proxied(proxy, self._tls, ProxyBackend(self._lookup))

    def _give_back(self, key: _Key) -> None:
        host = self._hosts[key]
        host.users -= 1
        if host.users:
            return
        self._resting[key] = None
        while len(self._resting) > MAX_IDLE:
            self._drop(next(iter(self._resting)))
        if self._sweep is not None:
            self._sweep.cancel()
        self._sweep = asyncio.get_running_loop().call_later(KEEP_ALIVE, self._drop_resting)

    def _drop_resting(self) -> None:
        self._sweep = None
        for key in list(self._resting):
            self._drop(key)

    def _drop(self, key: _Key) -> None:
        del self._resting[key]
        task = asyncio.get_running_loop().create_task(self._hosts.pop(key).way.aclose())
        self._closing.add(task)
        task.add_done_callback(self._closing.discard)

    async def aclose(self) -> None:
        """Close every connection."""
        if self._sweep is not None:
            self._sweep.cancel()
            self._sweep = None
        hosts, self._hosts = self._hosts, {}
        self._resting.clear()
        for host in hosts.values():
            await host.way.aclose()
        if self._closing:
            await asyncio.wait(self._closing)
