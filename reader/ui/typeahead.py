"""Keys that are typed faster than screens come and go: each reaches the screen that stands there when those before it
were answered.

Textual (8.2) hands a key at once to what has the focus, and that takes it when its turn comes. Of three keys typed at
once the second closed a dialog and the third was written into its field, which nobody saw any more; and the first
letter after the palette was opened came before its field, and was lost. Of `J` and `s` typed at once the second starred
the story of the list that `J` had left, for the next one was still being read.
"""

from __future__ import annotations

import asyncio
import time
from bisect import insort
from collections.abc import Awaitable, Callable
from functools import partial
from operator import attrgetter
from typing import Any

from textual import events
from textual.app import App, ReturnType
from textual.message import Message
from textual.screen import Screen
from textual.widgets import Input

_ROUNDS = 3
"""How often a message goes behind a key over a dialog: Enter in the palette becomes a submission of the field, which
becomes a choice in the list, which closes it; each goes the same way up."""
_AT_LATEST = 1.0
"""Seconds after which a key waits no longer for one whose answer was lost with the screen that it was for."""


def again(key: events.Key) -> events.Key:
    """The same key, to be given out once more in its turn."""
    copy = events.Key(key.key, key.character)
    copy.time = key.time
    return copy


class Answered(Message):
    """Follows a key through all that may answer it, up to the app."""

    def __init__(self, screen: Screen[Any], rounds: int) -> None:
        """`rounds`: how often it is to go the same way again."""
        super().__init__()
        self.screen = screen
        self.rounds = rounds


class PacedApp(App[ReturnType]):
    """Gives a key out when the one before it has been answered, where a screen stands over the panes or comes; and
    behind a key after which another story is under the cursor, when it is."""

    _held: list[events.Key]
    """In the order in which they were typed."""
    _awaited: dict[object, tuple[bool, float]]
    """What the panes wait for: whether that is another list, and when it is given up."""
    _given = ""
    """The key that the panes were given last."""
    _asked: Answered | None = None
    """What goes behind the key that was given out last, until that has been answered."""
    _coming = False
    """A command reads what the screen shows that it will put over the one that stands there."""

    def on_load(self) -> None:
        """Nothing waits yet."""
        self._held, self._awaited = [], {}

    async def on_event(self, event: events.Event) -> None:
        """Hold a key back until its turn."""
        if isinstance(event, events.InputEvent) and not self.screen_stack:
            return  # typed after what ended the program
        if not isinstance(event, events.Key) or event.is_forwarded:
            await super().on_event(event)
        elif self._asked or self._held or self._coming or self._has_come() is False:
            self._hold(event)
        else:
            await self._give(event)

    async def on_answered(self, message: Answered) -> None:
        """What a key was given to has answered it, or a screen has come."""
        if getattr(message.screen, "has_come", False):
            self._coming = False
        if message is self._asked:
            self._asked = None
            if message.rounds and self.screen_stack and message.screen is self.screen:
                self._ask(message.rounds - 1)
        await self._go_on()

    async def opening(self, command: Callable[[], Awaitable[object]]) -> None:
        """Run a command for which `wait_for_screen` was called."""
        try:
            await command()
        finally:
            self._coming = False
            await self._go_on()

    def wait_for_screen(self) -> None:
        """Hold the keys back that are typed from now on, until another screen stands there or `opening` is done."""
        self._coming = True

    async def beginning(self, command: Callable[[], Awaitable[object]], come: Callable[[], None]) -> None:
        """Run a command behind which what is typed waited (`wait`) for its task to begin: not before that does it look
        which story it is for. Then nothing waits for it any more."""
        asyncio.get_running_loop().call_soon(come)
        await command()

    def wait(self, *, for_list: bool = False) -> Callable[[], None]:
        """Hold back what is typed behind the key that was given last until the function is called that is returned; but
        not the same key again, which is held down and would begin anew."""
        awaited = object()
        self._awaited[awaited] = for_list, time.monotonic() + _AT_LATEST

        def come() -> None:
            if self._awaited.pop(awaited, None) is not None and self._held:
                self.call_next(self._go_on)

        return come

    def take_back(self, key: events.Key, *, about_list: bool) -> bool:
        """Whether a key, which was under way to the panes already, waits: for the screen that is coming, for a key that
        was typed before it, for a command to begin, or (`about_list`) for the list."""
        waits = self._waits(about_list=about_list) and key.key not in (self._given, "escape")
        waits |= self._coming or bool(self._held and self._held[0].time < key.time)
        if waits:
            self._hold(again(key))
        else:
            self._given = key.key
        return waits

    def _waits(self, *, about_list: bool) -> bool:
        now = time.monotonic()
        return any((about_list or not for_list) and now < latest for for_list, latest in self._awaited.values())

    def _hold(self, key: events.Key) -> None:
        if not self._held:
            self.set_timer(_AT_LATEST, partial(self._hurry, self._asked))
        # One that is typed may be held while one before it is still under way, and taken back after it.
        insort(self._held, key, key=attrgetter("time"))

    async def _go_on(self) -> None:
        while self._held and not (self._asked or self._coming or self._waits(about_list=True)):
            if self._has_come() is False:
                break
            await self._give(self._held.pop(0))

    async def _hurry(self, asked: Answered | None) -> None:
        if self._asked is asked:
            self._asked = None
        self._coming = False
        self._awaited.clear()
        await self._go_on()
        if self._held:
            self.set_timer(_AT_LATEST, partial(self._hurry, self._asked))

    async def _give(self, key: events.Key) -> None:
        if self.screen_stack:
            await super().on_event(key)
        if self._has_come() is not None:
            written = key.is_printable and isinstance(self.focused, Input)
            # A letter in a field closes nothing.
            if not written:
                self._ask(_ROUNDS)

    def _ask(self, rounds: int) -> None:
        asked = Answered(self.screen, rounds)
        self._asked = asked if (self.focused or self.screen).post_message(asked) else None

    def _has_come(self) -> bool | None:
        """Whether the screen over the panes has (`screens.working.PushedScreen`); None without one."""
        return getattr(self.screen, "has_come", None) if self.screen_stack else None
