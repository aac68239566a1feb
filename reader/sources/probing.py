"""How the built-in sources probe what they fetched while they discover: elsewhere, where it can be stopped.

What a server sends may hang or eat memory. The engine's registry hands in the extraction child for the length of each
call; without one (a test, the contract suite) a thread does.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Protocol, TypeVar, cast

from reader.extract.probes import Probe

from .api import Fetched

T = TypeVar("T")


class Prober(Protocol):
    """Where probes are done: `extract.pool.Pool.probe` is one."""

    async def __call__(self, kind: Probe[Any], fetched: Fetched) -> Any:
        """What the probe gives. Raises SourceError."""
        ...


async def _in_thread(kind: Probe[Any], fetched: Fetched) -> Any:
    from reader.extract.probing import probe

    return await asyncio.to_thread(probe, kind.name, fetched)


_prober: ContextVar[Prober] = ContextVar("prober")


async def probe(kind: Probe[T], fetched: Fetched) -> T:
    """What a probe of this kind gives of `fetched`. Raises SourceError, over a limit too."""
    return cast(T, await _prober.get(_in_thread)(kind, fetched))


@contextmanager
def done_by(prober: Prober | None) -> Iterator[None]:
    """Within it (and in tasks that begin in it) probes are done by `prober`; None changes nothing."""
    if prober is None:
        yield
        return
    token = _prober.set(prober)
    try:
        yield
    finally:
        _prober.reset(token)
