"""Commands to the engine that somebody waits for: numbers them, gathers their events, hands back the end."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TypeVar

from reader.domain.errors import ReaderError
from reader.engine.protocol import AnyCommand, AnyEvent, Done, EngineLink, Event, Online
from reader.i18n import _

E = TypeVar("E", bound=Event)


class Jobs:
    """The library's side of the engine."""

    def __init__(self, engine: EngineLink | None, tell: Callable[[AnyEvent], None]) -> None:
        self._engine = engine
        self._tell = tell
        self._last = 0
        self._waiting: dict[int, tuple[asyncio.Future[Done], list[AnyEvent]]] = {}
        self._unsubscribe = engine.subscribe(self._on_event) if engine is not None else lambda: None
        self.online = True
        self.offline_by_choice = False

    @property
    def has_engine(self) -> bool:
        """Whether anything can be fetched."""
        return self._engine is not None

    def next_number(self) -> int:
        """The number of the next job."""
        self._last += 1
        return self._last

    async def send(self, command: AnyCommand) -> None:
        """Hand a command over without waiting for its end. Raises ReaderError without an engine."""
        await self._require().send(command)

    async def run(self, command: AnyCommand) -> tuple[list[AnyEvent], Done]:
        """Send a command and wait for the end of its job; returns its events and the end.

        Raises ReaderError without an engine, or when the library is closed meanwhile.
        """
        engine = self._require()
        end: asyncio.Future[Done] = asyncio.get_running_loop().create_future()
        events: list[AnyEvent] = []
        self._waiting[command.job] = (end, events)
        try:
            await engine.send(command)
            return events, await end
        finally:
            self._waiting.pop(command.job, None)

    async def close(self) -> None:
        """End the engine; who still waits gets an error."""
        for end, _events in list(self._waiting.values()):
            if not end.done():
                end.set_exception(ReaderError(_("The reader is closing.")))
        self._unsubscribe()
        if self._engine is not None:
            await self._engine.close()

    def _require(self) -> EngineLink:
        if self._engine is None:
            raise ReaderError(_("Nothing can be fetched here: this copy works without an engine."))
        return self._engine

    def _on_event(self, event: AnyEvent) -> None:
        if isinstance(event, Online):
            self.online, self.offline_by_choice = event.online, event.by_choice
        if (waiting := self._waiting.get(event.job)) is not None:
            end, events = waiting
            if isinstance(event, Done):
                if not end.done():
                    end.set_result(event)
            else:
                events.append(event)
        self._tell(event)


def first(events: list[AnyEvent], kind: type[E]) -> E | None:
    """The first event of a kind."""
    return next((event for event in events if isinstance(event, kind)), None)
