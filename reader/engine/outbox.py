"""Events on their way out: progress is thinned to ten a second, and is never late for the end of its job."""

from __future__ import annotations

import asyncio

from .protocol import AnyEvent, Done, EventHandler, Progress

EVERY = 0.1
"""Seconds between two progress events of one job."""


class Outbox:
    """Hands events on, at once, but of each job's progress only the latest every tenth of a second."""

    def __init__(self, deliver: EventHandler, every: float = EVERY) -> None:
        self._deliver = deliver
        self._every = every
        self._waiting: dict[int, Progress] = {}
        self._timers: dict[int, asyncio.TimerHandle] = {}

    def put(self, event: AnyEvent) -> None:
        """Send `event`; on the event loop."""
        if isinstance(event, Progress):
            self._thin(event)
            return
        if isinstance(event, Done):
            self._forget(event.job)
        self._deliver(event)

    def _thin(self, event: Progress) -> None:
        if event.job in self._timers:
            self._waiting[event.job] = event
            return
        self._deliver(event)
        self._timers[event.job] = asyncio.get_running_loop().call_later(self._every, self._again, event.job)

    def _again(self, job: int) -> None:
        del self._timers[job]
        if (event := self._waiting.pop(job, None)) is not None:
            self._thin(event)

    def _forget(self, job: int) -> None:
        """The job ends: its last progress goes out first."""
        if (timer := self._timers.pop(job, None)) is not None:
            timer.cancel()
        if (event := self._waiting.pop(job, None)) is not None:
            self._deliver(event)

    def close(self) -> None:
        """Send what waits and stop the timers."""
        for job in list(self._timers):
            self._forget(job)
