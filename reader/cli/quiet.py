"""The terminal while the program starts: it shows the picture of last time, and keys typed early move its cursor or are
kept for the screen, and are not echoed over it.

Imports next to nothing: it runs before everything else, and every millisecond before it is one in which a key shows up
as a letter in the wrong place.
"""

from __future__ import annotations

import gc
import os
import signal
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any

from . import lastframe
from .firstkeys import FirstKeys

try:
    import termios
except ImportError:  # not a Unix
    termios = None  # type: ignore[assignment]

_WITH_VALUE = {"--data-dir": "data_dir", "--config": "config"}
_PLAIN = {"--offline": "offline"}


class Terminal:
    """What the start has done to the terminal, for the interface that takes it over."""

    def __init__(self) -> None:
        self.modes: list[Any] = []
        """The terminal's modes before they were changed; empty where they were not."""
        self.frame_file = ""
        """Where the picture of this session is to be kept."""
        self.shows_frame = False
        """The picture of the last session is on the screen. Whoever takes the screen over sets it to False."""
        self.first_keys = FirstKeys()
        """Move the cursor of that picture."""
        self.handed_over = False
        """The interface takes the terminal from here on, and gives it back itself."""
        self.ended_by = 0
        """The signal that asked for the end before the interface listened for it, 0 while none did."""

    def give_back(self) -> None:
        """Undo what the start has done; at the second time nothing is left to undo."""
        self.first_keys.stop()
        # A terminal that is gone took its modes along.
        with suppress(termios.error, OSError):
            if self.shows_frame:
                self.shows_frame = False
                os.write(1, lastframe.LEAVE)
            termios.tcsetattr(0, termios.TCSANOW, self.modes)


terminal = Terminal()
"""The one of this process."""


def screen_options(arguments: Sequence[str]) -> dict[str, str | bool] | None:
    """What these arguments set where they lead to the full screen: no command, nothing but the options that go with it.
    None for all others, among them mistakes, which the parser of the whole command line explains."""
    found: dict[str, str | bool] = {}
    left = list(arguments)
    while left:
        name, equals, value = left.pop(0).partition("=")
        if name in _PLAIN and not equals:
            found[_PLAIN[name]] = True
            continue
        if not equals and left and not left[0].startswith("-"):
            equals, value = "=", left.pop(0)
        if name not in _WITH_VALUE or not equals:
            return None
        found[_WITH_VALUE[name]] = value
    return found


@contextmanager
def hushed(arguments: Sequence[str]) -> Iterator[None]:
    """Where the screen is about to open: no echo and no waiting for a line's end until the block ends.

    There a signal that ends the program gives the terminal back and ends it at once: an exception raised from a
    signal's handler may arrive inside a callback of the interpreter's own, which swallows it, or in the making of a
    class, which makes another error of it (1 of 500 starts interrupted at random), and nothing is under way yet that a
    kill could harm. From `handed_over` on, it is only noted, for the interface to see. For the same reason Ctrl+C ends
    any other command at once until it is `loaded`.
    """
    # A fifth of the start would go into looking for garbage among what is only just being made. The interface switches
    # it on again, and for a plain command `loaded` does.
    gc.disable()
    if termios is None or screen_options(arguments) is None or not _is_ours():
        if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
            signal.signal(signal.SIGINT, _end)
        yield
        return
    terminal.modes = termios.tcgetattr(0)
    quiet = termios.tcgetattr(0)
    quiet[0] &= ~termios.ICRNL  # Enter must arrive as the screen expects it
    quiet[3] &= ~(termios.ECHO | termios.ICANON)
    quiet[6][termios.VMIN], quiet[6][termios.VTIME] = 1, 0
    ends = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    for number in ends:
        signal.signal(number, _leave)
    # None may come between what is done to the terminal and the note of it.
    signal.pthread_sigmask(signal.SIG_BLOCK, ends)
    try:
        termios.tcsetattr(0, termios.TCSANOW, quiet)
        terminal.frame_file = lastframe.frame_file(arguments)
        steps = lastframe.show(terminal.frame_file)
        terminal.shows_frame = steps is not None
        terminal.first_keys = FirstKeys(steps or b"")
        terminal.first_keys.listen()
        signal.pthread_sigmask(signal.SIG_UNBLOCK, ends)
        yield
    finally:
        terminal.give_back()


def is_dumb() -> bool:
    """Whether the terminal says that it can move no cursor, or says nothing of itself."""
    return (os.environ.get("TERM") or "dumb") == "dumb"


def _is_ours() -> bool:
    """A terminal on both sides, a capable one, and we in its foreground: from the background it may not be touched."""
    try:
        return not is_dumb() and os.isatty(0) and os.isatty(1) and os.tcgetpgrp(0) == os.getpgrp()
    except OSError:
        return False


def loaded() -> None:
    """From here on Ctrl+C is an exception as ever, which a plain command can clean up after, and there is garbage."""
    if signal.getsignal(signal.SIGINT) is _end:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    if not (gc.isenabled() or terminal.modes):
        from reader.garbage import look_seldom

        look_seldom()


def _end(number: int, _frame: object) -> None:
    os._exit(128 + number)


def _leave(number: int, _frame: object) -> None:
    terminal.ended_by = number
    if not terminal.handed_over:
        terminal.give_back()
        os._exit(128 + number)
