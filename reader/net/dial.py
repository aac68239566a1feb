"""Connecting to the address that was checked: the part that makes the guard hold.

A name is looked up once, every address that came back is checked, and the connection goes to one of those addresses. A
name that answers differently the second time (DNS rebinding) gains nothing, because there is no second time; TLS still
verifies the name.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable

import httpcore

from reader.domain.errors import Forbidden, Unreachable
from reader.domain.text import clean_line
from reader.i18n import _

from .guard import first_inside, is_inside, literal
from .lookup import Lookup, system_lookup
from .wire import connect

STAGGER = 0.3
"""Seconds before the next address is tried beside one that has not answered (RFC 8305)."""


Dial = Callable[[str, int], Awaitable[httpcore.AsyncNetworkStream]]
"""Connects to an address and port."""


class PinnedDial:
    """Connects by checked address. With `guarded`, an address inside this machine or its network raises Forbidden."""

    def __init__(self, guarded: bool, *, lookup: Lookup = system_lookup, dial: Dial = connect) -> None:
        self._guarded = guarded
        self._lookup = lookup
        self._dial = dial

    async def connect(self, host: str, port: int, timeout: float | None = None) -> httpcore.AsyncNetworkStream:
        """A connection to `host` within `timeout` seconds. Raises Forbidden, OSError from the lookup, or an httpcore
        error."""
        try:
            async with asyncio.timeout(timeout):
                addresses = await self.addresses(host, port)
                return await self._race(addresses, port)
        except TimeoutError as error:
            raise httpcore.ConnectTimeout(str(error)) from error

    async def addresses(self, host: str, port: int) -> list[str]:
        """The addresses of `host`, checked."""
        spelled = literal(host)
        found = [str(spelled)] if spelled is not None else await self._lookup(host, port)
        if self._guarded:
            inside = first_inside(found)
            if inside:
                raise Forbidden(
                    _(
                        "{host} leads inside this machine or its network ({address}); only you may name such a host."
                    ).format(host=host, address=inside)
                )
        return found

    async def _race(self, addresses: list[str], port: int) -> httpcore.AsyncNetworkStream:
        """The first connection that stands; the others are given up."""
        if len(addresses) == 1:
            return await self._dial(addresses[0], port)
        waiting = list(addresses)
        running: set[asyncio.Task[httpcore.AsyncNetworkStream]] = set()
        failure: Exception = httpcore.ConnectError("no address")
        try:
            while waiting or running:
                if waiting:
                    running.add(asyncio.ensure_future(self._dial(waiting.pop(0), port)))
                done, running = await asyncio.wait(
                    running, timeout=STAGGER if waiting else None, return_when=asyncio.FIRST_COMPLETED
                )
                for task in done:
                    error = task.exception()
                    if error is None:
                        await _close_all(done - {task})
                        return task.result()
                    if isinstance(error, Exception):
                        failure = error
            raise failure
        finally:
            for task in running:
                task.cancel()
            if running:
                await asyncio.wait(running)
                await _close_all(running)


class ProxyBackend(httpcore.AsyncNetworkBackend):
    """How httpcore connects to the proxy that the environment names. When that fails nothing is wrong with the host
    behind it."""

    def __init__(self, lookup: Lookup) -> None:
        self._dial = PinnedDial(False, lookup=lookup)

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """A connection to the proxy `host`. Raises Unreachable."""
        try:
            return await self._dial.connect(host, port, timeout)
        except (OSError, UnicodeError, httpcore.NetworkError, httpcore.TimeoutException) as error:
            raise Unreachable(
                _("The proxy {host} that the environment names cannot be reached.").format(host=clean_line(host, 120))
            ) from error


async def _close_all(tasks: Iterable[asyncio.Task[httpcore.AsyncNetworkStream]]) -> None:
    """Close connections that lost the race."""
    for task in tasks:
        if not task.cancelled() and task.exception() is None:
            await task.result().aclose()


def may_reach(host: str, addresses: Iterable[str]) -> bool:
    """For proxies, which look names up themselves: whether nothing known of `host` lies inside."""
    spelled = literal(host)
    return not (is_inside(spelled) if spelled is not None else any(is_inside(address) for address in addresses))
