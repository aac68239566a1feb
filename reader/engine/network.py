"""What the engine knows of the network: whether it is there, and which hosts want to be left alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from reader.domain.clock import Clock

from . import schedule
from .protocol import Online

CERTAIN_HOSTS = 8
"""So many different hosts unreachable and none reached: no need to try the others."""
CANARIES = 3
"""So many hosts are tried first while the network was gone the last time."""


_RESERVED = (".example", ".test", ".invalid")


def never_exists(host: str) -> bool:
    """Whether no server can have this name (RFC 6761), so that not reaching it says nothing of the network."""
    return host.endswith(_RESERVED)


class Network:
    """The network as last seen. Says `Online` once when it goes and once when it comes back."""

    def __init__(self, clock: Clock, say: Callable[[Online], None], *, by_choice: bool = False) -> None:
        self._clock = clock
        self._say = say
        self.by_choice = by_choice
        """The user works offline."""
        self.there = True
        """False since every host failed."""
        self._waits: dict[str, datetime] = {}
        self._unreached: set[str] = set()
        """Hosts that could not be reached since one answered."""

    @property
    def usable(self) -> bool:
        """Whether fetching makes sense at all."""
        return self.there and not self.by_choice

    def choose(self, offline: bool) -> None:
        """The user's switch."""
        if offline != self.by_choice:
            self.by_choice = offline
            self._say(Online(online=self.usable, by_choice=offline, since=self._clock()))

    def answered(self) -> None:
        """Some host answered."""
        self._unreached.clear()
        if not self.there:
            self.there = True
            if not self.by_choice:
                self._say(Online(online=True, since=self._clock()))

    def unreached(self, host: str, *, routed: bool) -> None:
        """`host` could not be reached; the second one in a row is one too many, and without a way out the first is."""
        if never_exists(host):
            return
        self._unreached.add(host)
        if is_gone(self._unreached, routed=routed):
            self.silent()

    def silent(self) -> None:
        """Every host that was asked failed at the level of connections."""
        if self.there:
            self.there = False
            if not self.by_choice:
                self._say(Online(online=False, since=self._clock()))

    def asked_to_wait(self, host: str, seconds: float) -> None:
        """A server sent Retry-After."""
        until = self._clock() + timedelta(seconds=schedule.believed(seconds))
        if host and until > self._waits.get(host, self._clock()):
            self._waits[host] = until

    @property
    def waits(self) -> dict[str, datetime]:
        """The hosts that are to be left alone now, and until when."""
        return {host: until for host in list(self._waits) if (until := self.wait_for(host)) is not None}

    def wait_for(self, host: str) -> datetime | None:
        """Until when `host` is to be left alone, None when it may be asked."""
        until = self._waits.get(host)
        if until is None:
            return None
        left = (until - self._clock()).total_seconds()
        # A wait longer than any that we believe: the clock went back since.
        if 0 < left <= schedule.CEILING:
            return until
        del self._waits[host]
        return None


def is_gone(unreached_hosts: Iterable[str], *, routed: bool) -> bool:
    """Whether the network is gone, given the hosts that could not be reached while none could.

    One host that fails may itself be down, unless this machine has no way out at all (`routed` False).
    """
    return not routed or len(set(unreached_hosts)) > 1
