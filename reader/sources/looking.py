"""How the built-in sources look at what they fetched while they discover: elsewhere, where it can be stopped.

What a server sends may hang or eat memory. The engine's registry hands in the extraction child for the length of each
call; without one (a test, the contract suite) a thread does.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Protocol, TypeVar, cast

from reader.extract.looked import Look

from .api import Fetched

T = TypeVar("T")


class Looker(Protocol):
    """Where looks are done: `extract.pool.Pool.look` is one."""

    async def __call__(self, kind: Look[Any], fetched: Fetched) -> Any:
        """What the look shows. Raises SourceError."""
        ...


async def _in_thread(kind: Look[Any], fetched: Fetched) -> Any:
    from reader.extract.looks import look

    return await asyncio.to_thread(look, kind.name, fetched)


_looker: ContextVar[Looker] = ContextVar("looker")


async def look(kind: Look[T], fetched: Fetched) -> T:
    """What a look of this kind at `fetched` shows. Raises SourceError, over a limit too."""
    return cast(T, await _looker.get(_in_thread)(kind, fetched))


@contextmanager
def done_by(looker: Looker | None) -> Iterator[None]:
    """Within it (and in tasks that begin in it) looks are done by `looker`; None changes nothing."""
    if looker is None:
        yield
        return
    token = _looker.set(looker)
    try:
        yield
    finally:
        _looker.reset(token)
