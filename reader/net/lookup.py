"""Name lookup that can be given up: one daemon thread each, so that a resolver that hangs holds up nobody.

The event loop's own executor has a handful of threads, and its end waits for all of them; a dead name server would stop
every other lookup and then the program's exit.
"""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Awaitable, Callable
from typing import TypeAlias

Lookup: TypeAlias = Callable[[str, int], Awaitable[list[str]]]
"""(host, port) -> addresses in the order to try. Raises OSError (socket.gaierror)."""


def _ask(host: str, port: int) -> list[str]:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
    return list(dict.fromkeys(str(item[4][0]) for item in found))


async def system_lookup(host: str, port: int) -> list[str]:
    """The addresses of `host` as the system's resolver gives them."""
    loop = asyncio.get_running_loop()
    future: asyncio.Future[list[str]] = loop.create_future()

    def settle(result: list[str] | OSError | UnicodeError) -> None:
        if future.done():
            return
        if isinstance(result, list):
            future.set_result(result)
        else:
            future.set_exception(result)

    def work() -> None:
        result: list[str] | OSError | UnicodeError
        try:
            result = _ask(host, port)
        except (OSError, UnicodeError) as error:
            result = error
        try:
            loop.call_soon_threadsafe(settle, result)
        except RuntimeError:
            return  # the loop has ended, nobody waits any more

    threading.Thread(target=work, name="lookup", daemon=True).start()
    return await future


def has_route() -> bool:
    """Whether this machine has any way out: asks the routing table, sends nothing."""
    # 192.0.2.1 and 2001:db8::1 are documentation addresses; connecting a datagram socket only looks up the route.
    for family, address in ((socket.AF_INET, "192.0.2.1"), (socket.AF_INET6, "2001:db8::1")):
        try:
            with socket.socket(family, socket.SOCK_DGRAM) as probe:
                probe.connect((address, 9))
                return True
        except OSError:
            continue
    return False
