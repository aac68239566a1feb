"""Waiting until the program has nothing left to do.

Textual's pilot takes a process for idle that used little of the processor in 20 ms: two such pauses a key, and on a
busy machine it goes on before the work is done, or waits a second for a neighbour. Here a test goes on in the moment
in which no callback is due, no thread works for the event loop and no timer is about to end: sooner, and never too
soon. What a longer timer brings is waited for by name (`until`).
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import pytest
from textual import app, pilot, screen
from textual.worker import Worker, WorkerCancelled

from reader.store import threads

from .looking import look

PATIENCE = 20.0
"""Seconds after which something that was waited for is given up."""
_GIVEN_UP = 5.0
"""Seconds after which a program that never rests is left to its work."""
_ABOUT_TO_END = 0.02
"""Seconds that a timer may still have to go to be waited for."""
_POLLING = 0.1
"""Seconds of waiting for such timers after which they are those of somebody who looks again and again."""
_GLANCE = 0.002
"""Seconds between two looks for what a timer, a child or another machine brings."""

_at_work: set[asyncio.Future[Any]] = set()
"""What threads do for the event loop."""


async def at_rest(within: float = _ABOUT_TO_END) -> None:
    """Wait until no callback is due, no thread works and no timer ends `within` so many seconds from then.

    From then and not from the call: what is done meanwhile may take longer than a frame, and ask for the next one.
    """
    loop: Any = asyncio.get_running_loop()
    given_up = loop.time() + _GIVEN_UP
    waited = 0.0
    while loop.time() < given_up:
        await asyncio.sleep(0)
        # Empty while this very callback runs: nothing was due beside it, and nothing has become due before it.
        if loop._ready:
            continue
        now = loop.time()
        ends = min((timer.when() for timer in loop._scheduled if not timer.cancelled()), default=given_up)
        working = [job for job in _at_work if job.get_loop() is loop]
        if working:
            await asyncio.wait(working, timeout=max(ends - now, 0.0), return_when=asyncio.FIRST_COMPLETED)
        elif ends <= now + within and waited < _POLLING:
            waited += max(ends - now, 0.0)
            await asyncio.sleep(max(ends - now, 0.0))
        else:
            return


async def _wait_for_idle(_at_least: float = 0.0, _at_most: float = 0.0) -> None:
    await at_rest()


async def _wait_for_screen(_pilot: pilot.Pilot[object], _at_most: float = 0.0) -> bool:
    # Textual sends each widget a message and waits for all: at rest none has one that it has not read.
    await at_rest()
    return True


async def finished(worker: Worker[Any]) -> None:
    """Wait for a task. One that another takes the place of meanwhile is done with."""
    with suppress(WorkerCancelled):
        await worker.wait()


async def until(driven: pilot.Pilot[Any], condition: Callable[[], object], what: str = "") -> None:
    """Wait for something that a timer, a thread or a child brings."""
    ends = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < ends, f"this never came: {what or condition}"
        await driven.pause()
        if not condition():
            look(driven.app)
            await asyncio.sleep(_GLANCE)


async def _pause(self: pilot.Pilot[object], delay: float | None = None) -> None:
    await asyncio.sleep(delay or 0)
    await at_rest()
    # What the next frame brings, now; it may lay out anew, and widgets hear of that by messages.
    self.app.screen._on_timer_update()
    await at_rest()


def _watch(job: asyncio.Future[Any]) -> None:
    _at_work.add(job)
    job.add_done_callback(_at_work.discard)


def _watched(ask: Callable[..., asyncio.Future[Any]]) -> Callable[..., asyncio.Future[Any]]:
    """`ask` asks a thread; `at_rest` waits for what it is asked."""

    def asked(*arguments: Any, **options: Any) -> asyncio.Future[Any]:
        job = ask(*arguments, **options)
        _watch(job)
        return job

    return asked


class _WatchedAnswer(threads._Answer[Any]):
    """The store has threads of its own; `at_rest` waits for them too."""

    def __init__(self) -> None:
        super().__init__()
        _watch(self.waiting)


@contextmanager
def prompt() -> Iterator[None]:
    """Let the pilot go on as soon as the program rests."""
    with pytest.MonkeyPatch.context() as patch:
        for module in (app, pilot):
            patch.setattr(module, "wait_for_idle", _wait_for_idle)
        patch.setattr(pilot.Pilot, "_wait_for_screen", _wait_for_screen)
        patch.setattr(pilot.Pilot, "pause", _pause)
        # A change waits for the next frame, and the test for it: frames follow one another at once.
        patch.setattr(screen, "UPDATE_PERIOD", 0.001)
        patch.setattr(asyncio.BaseEventLoop, "run_in_executor", _watched(asyncio.BaseEventLoop.run_in_executor))
        patch.setattr(threads, "_Answer", _WatchedAnswer)
        yield
