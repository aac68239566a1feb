"""Who makes way for whom in a refresh: what takes long steps aside while others wait.

A host has four connections and all hosts together `refresh.connections`; without this, as many servers that never
answer hold up everybody else for the whole time limit.
"""

from __future__ import annotations

import asyncio
from bisect import insort
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field

from reader.store.values import FeedState

LONGEST = 5.0
"""Seconds that a fetch may hold a place that others wait for, however slow this network is."""
SHORTEST = 1.0
SLOW = 6
"""So many times the usual time of this refresh is long."""
ENOUGH = 3
"""Answers after which the usual time is known."""


class Patience:
    """How long a fetch may hold its place while others wait: a multiple of what answers usually take right now."""

    def __init__(self) -> None:
        self._took: list[float] = []

    def took(self, seconds: float) -> None:
        """Some server has answered after this time."""
        insort(self._took, seconds)

    @property
    def seconds(self) -> float:
        """The time after which a fetch has to make way."""
        if len(self._took) < ENOUGH:
            return LONGEST
        return min(LONGEST, max(SHORTEST, SLOW * self._took[len(self._took) // 2]))


@dataclass(frozen=True, slots=True)
class Waiting:
    """The feeds that wait for their turn, and those that made way."""

    group: asyncio.TaskGroup
    queues: Mapping[str, deque[FeedState]]
    """By host."""
    patience: Patience | None
    """None while everybody may take the time that it takes."""
    aside: list[FeedState] = field(default_factory=list)

    def anybody(self, host: str, full: bool) -> bool:
        """Whether somebody waits for a place like that of a fetch from `host`; `full`: all places are taken."""
        return bool(self.queues[host]) or (full and any(self.queues.values()))
