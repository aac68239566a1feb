"""The engine in this very process: for the command line and for tests. The same code as in the child."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AsyncExitStack

from reader.domain.clock import Clock, system_clock

from .assemble import assembled
from .core import Engine
from .protocol import AnyCommand, AnyEvent, EventHandler
from .settings import EngineSettings


class InlineEngine:
    """An `EngineLink` without a process; starts on the first command."""

    def __init__(self, settings: EngineSettings, *, clock: Clock = system_clock) -> None:
        self._settings = settings
        self._clock = clock
        self._handlers: list[EventHandler] = []
        self._stack = AsyncExitStack()
        self._engine: Engine | None = None

    async def send(self, command: AnyCommand) -> None:
        """See `EngineLink.send`. Raises StoreError when the store cannot be opened."""
        if self._engine is None:
            self._engine = await self._stack.enter_async_context(
                assembled(self._settings, self._deliver, clock=self._clock)
            )
        self._engine.handle(command)

    def subscribe(self, handler: EventHandler) -> Callable[[], None]:
        """See `EngineLink.subscribe`."""
        self._handlers.append(handler)
        return lambda: self._handlers.remove(handler) if handler in self._handlers else None

    async def close(self) -> None:
        """See `EngineLink.close`."""
        self._engine = None
        await self._stack.aclose()

    def _deliver(self, event: AnyEvent) -> None:
        for handler in list(self._handlers):
            handler(event)
