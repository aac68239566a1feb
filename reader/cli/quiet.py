"""The terminal while the program starts: keys typed early are kept for the screen and not echoed over it.

Imports next to nothing: it runs before everything else, and every millisecond before it is one in which a key shows up
as a letter in the wrong place.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any

try:
    import termios
except ImportError:  # not a Unix
    termios = None  # type: ignore[assignment]

_WITH_VALUE = ("--data-dir", "--config")
_PLAIN = ("--offline",)

_found: list[Any] = []


def modes_found() -> list[Any]:
    """The terminal's modes before `hushed` changed them; empty where it did not."""
    return list(_found)


def opens_screen(arguments: Sequence[str]) -> bool:
    """Whether these arguments lead to the full screen: no command, nothing but the options that go with it."""
    left = list(arguments)
    while left:
        word = left.pop(0)
        if word in _WITH_VALUE:
            del left[:1]
        elif word not in _PLAIN and not word.startswith(tuple(f"{name}=" for name in _WITH_VALUE)):
            return False
    return True


@contextmanager
def hushed(arguments: Sequence[str]) -> Iterator[None]:
    """Where the screen is about to open: no echo and no waiting for a line's end until the block ends.

    Ctrl+C still interrupts, and a signal that ends the program leaves through the block, so that the modes come back.
    """
    if termios is None or not opens_screen(arguments) or not _is_ours():
        yield
        return
    _found[:] = termios.tcgetattr(0)
    quiet = termios.tcgetattr(0)
    quiet[0] &= ~termios.ICRNL  # Enter must arrive as the screen expects it
    quiet[3] &= ~(termios.ECHO | termios.ICANON)
    quiet[6][termios.VMIN], quiet[6][termios.VTIME] = 1, 0
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _leave)
    termios.tcsetattr(0, termios.TCSANOW, quiet)
    try:
        yield
    finally:
        # A terminal that is gone took its modes along.
        with suppress(termios.error):
            termios.tcsetattr(0, termios.TCSANOW, _found)
        _found.clear()


def _is_ours() -> bool:
    """A terminal on both sides, a capable one, and we in its foreground: from the background it may not be touched."""
    try:
        return (
            os.environ.get("TERM", "dumb") != "dumb"
            and os.isatty(0)
            and os.isatty(1)
            and os.tcgetpgrp(0) == os.getpgrp()
        )
    except OSError:
        return False


def _leave(number: int, _frame: object) -> None:
    sys.exit(128 + number)
