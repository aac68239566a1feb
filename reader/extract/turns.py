"""Whose task is read next: small ones before large ones, what was stopped once after all others."""

from __future__ import annotations

import asyncio
import heapq
import itertools
from typing import TypeAlias

Rank: TypeAlias = tuple[int, ...]
"""Lower goes first; equals go in the order of their coming."""


class Turns:
    """A number of places, handed on by rank."""

    def __init__(self, places: int) -> None:
        self._places = self._free = places
        self._waiting: list[tuple[Rank, int, asyncio.Future[None]]] = []
        self._count = itertools.count()

    @property
    def unused(self) -> bool:
        """Whether nobody has a place."""
        return self._free == self._places

    @property
    def contested(self) -> bool:
        """Whether somebody waits for a place."""
        return any(not future.done() for _rank, _number, future in self._waiting)

    async def take(self, rank: Rank) -> None:
        """Wait for a place and take it."""
        if self._free and not self.contested:
            self._free -= 1
            return
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._waiting, (rank, next(self._count), future))
        try:
            await future
        except asyncio.CancelledError:
            if future.done() and not future.cancelled():
                self.give()
            raise

    def give(self) -> None:
        """Give the place back, to whoever is next."""
        while self._waiting:
            _rank, _number, future = heapq.heappop(self._waiting)
            if not future.done():
                future.set_result(None)
                return
        self._free += 1
