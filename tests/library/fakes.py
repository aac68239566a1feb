"""An engine that does what a test tells it, over the real protocol."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

from reader.domain.errors import ReaderError
from reader.engine.protocol import AnyCommand, AnyEvent, Done, EventHandler

Answer = Callable[[AnyCommand], Sequence[AnyEvent]]


class FakeEngine:
    """Implements `EngineLink`: records commands, answers each kind as told, can fail and can stay silent.

    Answers come on the event loop after `send` has returned, as a child's would. A job whose answer holds no `Done`
    gets one at its end.
    """

    def __init__(self) -> None:
        self.commands: list[AnyCommand] = []
        self.answers: dict[type, Answer] = {}
        """Kind of command -> the events that answer it."""
        self.silent: set[type] = set()
        """Kinds of command that are never answered."""
        self.broken = ""
        """When set, `send` raises ReaderError with this sentence: the engine cannot be started."""
        self.closed = False
        self._handlers: list[EventHandler] = []

    def answer(self, kind: type, *events: AnyEvent) -> None:
        """Answer every command of a kind with these events, their job numbers put right."""
        self.answers[kind] = lambda command: events

    async def send(self, command: AnyCommand) -> None:
        """Take a command."""
        if self.broken:
            raise ReaderError(self.broken)
        self.commands.append(command)
        if type(command) not in self.silent:
            asyncio.get_running_loop().call_soon(self._respond, command)

    def subscribe(self, handler: EventHandler) -> Callable[[], None]:
        """Listen."""
        self._handlers.append(handler)
        return lambda: self._handlers.remove(handler)

    async def close(self) -> None:
        """End."""
        self.closed = True

    def emit(self, event: AnyEvent) -> None:
        """Tell an event that nobody asked for."""
        for handler in list(self._handlers):
            handler(event)

    def _respond(self, command: AnyCommand) -> None:
        events = [
            type(event)(**{**{name: getattr(event, name) for name in event.__struct_fields__}, "job": command.job})
            for event in self.answers.get(type(command), lambda _command: ())(command)
        ]
        if not any(isinstance(event, Done) for event in events):
            events.append(Done(job=command.job))
        for event in events:
            self.emit(event)

    def sent(self, kind: type) -> list[AnyCommand]:
        """The commands of a kind that came."""
        return [command for command in self.commands if isinstance(command, kind)]
