"""Asking a site's robots.txt before a page is fetched that nobody clicked on (downloads ahead, related stories).

What the user opens is the user's own visit and is never asked for here. Source: RFC 9309.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

import reader
from reader.domain import robots
from reader.domain.clock import Clock, system_clock
from reader.domain.errors import Forbidden, HttpStatus, NetError, Offline, Unreachable
from reader.domain.robots import ALLOW_ALL, DENY_ALL, RobotsFile
from reader.sources.api import Http, Request

KEPT = timedelta(days=1)
KEPT_AFTER_FAILURE = timedelta(hours=1)
"""How long a site is left alone whose server could not say what it allows."""
MAX_SITES = 2000
ACCEPT = "text/plain, */*;q=0.2"


@dataclass(frozen=True, slots=True)
class _Known:
    file: RobotsFile
    until: datetime


class Robots:
    """What the sites of this run allow; each is asked at most once a day."""

    def __init__(self, clock: Clock = system_clock) -> None:
        self._clock = clock
        self._known: OrderedDict[str, _Known] = OrderedDict()
        self._asking: dict[str, asyncio.Task[RobotsFile]] = {}

    async def may_fetch(self, url: str, http: Http) -> bool:
        """Whether the site of `url` lets programs fetch it.

        A missing robots.txt (any 4xx) allows everything; a server that fails or cannot be reached allows nothing for
        now; an address that `http` refuses to ask is left to the fetch itself. Raises Offline.
        """
        origin = origin_of(url)
        if not origin:
            return False
        return (await self._file(origin, http)).allows(url)

    async def _file(self, origin: str, http: Http) -> RobotsFile:
        known = self._known.get(origin)
        now = self._clock()
        # A clock that was set back must not keep an old answer for longer than a day.
        if known is not None and now < known.until <= now + KEPT:
            self._known.move_to_end(origin)
            return known.file
        task = self._asking.get(origin)
        if task is None:
            task = self._asking[origin] = asyncio.ensure_future(self._ask(origin, http))
            task.add_done_callback(lambda done: self._asked(origin, done))
        # Whoever waits may be cancelled; the others still want the answer.
        return await asyncio.shield(task)

    def _asked(self, origin: str, task: asyncio.Task[RobotsFile]) -> None:
        self._asking.pop(origin, None)
        if not task.cancelled():
            # Looked at even when everybody who waited for it is gone.
            task.exception()

    async def _ask(self, origin: str, http: Http) -> RobotsFile:
        kept = KEPT
        try:
            fetched = await http.get(Request(f"{origin}/robots.txt", user_typed=False), accept=ACCEPT)
            file = robots.parse(fetched.body, reader.PRODUCT)
        except Offline:
            raise
        except HttpStatus as error:
            refused = error.status >= 500 or error.status == 429
            file, kept = (DENY_ALL, KEPT_AFTER_FAILURE) if refused else (ALLOW_ALL, KEPT)
        except Unreachable:
            file, kept = DENY_ALL, KEPT_AFTER_FAILURE
        except Forbidden:
            file = ALLOW_ALL
        except NetError:
            # Larger than anything we download: no file that says what it allows.
            file = DENY_ALL
        self._known[origin] = _Known(file, self._clock() + kept)
        self._known.move_to_end(origin)
        while len(self._known) > MAX_SITES:
            self._known.popitem(last=False)
        return file


def origin_of(url: str) -> str:
    """Scheme, host and port of a web address (`https://example.com:8443`), without credentials; empty for others."""
    try:
        parts = urlsplit(url)
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return ""
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    return f"{parts.scheme}://{host}{port}"
