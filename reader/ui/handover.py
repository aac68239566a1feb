"""How the terminal passes from the start of the program to the interface, and from one session to the next."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import field
from threading import Lock
from typing import Any, Protocol

from reader.domain.records import dataclass


class FirstKeys(Protocol):
    """Move the cursor of the picture of last time, see `reader.cli.firstkeys`."""

    entry: int

    def stop(self) -> bytes:
        """Read no more from the terminal."""

    def press(self, name: str) -> bool:
        """Whether this key moved the cursor."""

    def finish(self) -> int:
        """The entry on which the cursor stands for good, 0 where it was not moved."""


class NoKeys:
    """There is no picture."""

    entry = 0

    def stop(self) -> bytes:
        """Nothing was read."""
        return b""

    def press(self, _name: str) -> bool:
        """None does."""
        return False

    def finish(self) -> int:
        """It was not moved."""
        return 0


@dataclass(frozen=True, slots=True)
class Steps:
    """How the cursor moves in the picture of a list."""

    keys: dict[str, int]
    """Names of keys, and how many rows each moves it down."""
    rows: list[tuple[int, bytes, bytes]]
    """Entry, and what is written for its row without the cursor and with it."""
    at: int
    """The row with the cursor."""


@dataclass
class Handover:
    """How the terminal is taken over from what was there before, and what is left behind."""

    modes: list[Any] = field(default_factory=list)
    """What the terminal gets back (termios) where its modes were changed before Textual came."""
    held: bool = False
    """A picture of the last session is on the screen: nothing is painted over it until this is False again."""
    ended_by: Callable[[], int] = lambda: 0
    """The signal that asked for the end before the interface listened for it, 0 for none."""
    starting: bool = True
    """The screen is not whole yet. Keys wait until it is: they are meant for what it will show."""
    taken: bool = False
    """The interface has taken the terminal, and gives it back itself."""
    light: bool | None = None
    """Whether the terminal's background is light, None until the terminal has said so."""
    first_keys: FirstKeys = field(default_factory=NoKeys)
    """Answer keys before the interface can."""
    picture: bytes = b""
    """The whole screen as it was painted last, see `record`."""
    steps: Steps | None = None
    """How its cursor moves, where it shows the list with which the next start begins."""
    _recorded: list[str] | None = None
    _waiting: list[Callable[[], object]] = field(default_factory=list)
    _lock: Lock = field(default_factory=Lock)

    def wait(self, deliver: Callable[[], object]) -> bool:
        """Called on the input thread for each key: True when it has to wait; `deliver` is then called later."""
        with self._lock:
            if self.starting:
                self._waiting.append(deliver)
            return self.starting

    def started(self) -> None:
        """The screen is whole: what was typed meanwhile is delivered, in its order."""
        with self._lock:
            for deliver in self._waiting:
                deliver()
            self._waiting.clear()
            self.starting = False

    def record(self, paint: Callable[[], object]) -> None:
        """Keep what is written from now on, beginning with what `paint` makes the screen paint."""
        self._recorded = []
        paint()

    def recorded(self) -> None:
        """The picture is whole."""
        self.picture = "".join(self._recorded or ()).encode("utf-8", "replace")
        self._recorded = None

    def wrote(self, text: str) -> None:
        """The driver wrote this."""
        if self._recorded is not None:
            self._recorded.append(text)
