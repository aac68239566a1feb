"""From key presses to commands: sequences are gathered, and a command's method is found by its name."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Coroutine, Sequence
from typing import Any

from reader.ui.commands import BY_NAME, Pane
from reader.ui.keys import Keymap, Sequence_, of_event

SEQUENCE_SECONDS = 1.5
"""Within which the next key of a sequence must come."""


class Dispatch:
    """Runs commands for keys. `work` takes the methods of commands that wait for something."""

    def __init__(
        self,
        keymap: Keymap,
        actions: Sequence[object],
        work: Callable[[Callable[[], Coroutine[Any, Any, object]]], None],
    ) -> None:
        self.keymap = keymap
        self._actions = actions
        self._work = work
        self._typed: Sequence_ = ()
        self._taker: Callable[[str], None] | None = None

    def take_next(self, taker: Callable[[str], None]) -> None:
        """Give the next key to `taker` instead of looking it up."""
        self._taker = taker

    @property
    def waiting(self) -> bool:
        """True while more keys of a sequence must come."""
        return bool(self._typed) or self._taker is not None

    def forget(self) -> None:
        """The rest of a sequence did not come in time."""
        self._typed, self._taker = (), None

    def press(self, key: str, character: str | None, pane: Pane) -> bool:
        """A key was pressed in `pane`; False when it means nothing there."""
        pressed = of_event(key, character)
        if self._taker is not None:
            taker, self._taker = self._taker, None
            taker(pressed)
            return True
        hit = self.keymap.lookup((*self._typed, pressed), pane)
        if hit is None and self._typed:
            self._typed = ()
            hit = self.keymap.lookup((pressed,), pane)
        if hit is None:
            return False
        if hit.command is None:
            self._typed = (*self._typed, pressed)
        else:
            self._typed = ()
            self.run(hit.command.name, hit.position)
        return True

    def run(self, name: str, position: int = 0) -> None:
        """Run a command; `position` is which of its keys was pressed, for the command that counts them."""
        method = self.handler(name)
        if inspect.iscoroutinefunction(method):
            self._work(method)
        elif name == "follow":
            method(position)
        else:
            method()

    def handler(self, name: str) -> Callable[..., object]:
        """The method behind a command."""
        attribute = BY_NAME[name].name.replace("-", "_")
        for actions in self._actions:
            method: Callable[..., object] | None = getattr(actions, attribute, None)
            if method is not None:
                return method
        raise LookupError(f"no action class has a method {attribute!r}")
