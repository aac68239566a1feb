"""bantin to which a signal comes inside a callback of the interpreter while it starts. Run by the tests of exits.

What a signal's handler raises there goes no further: the interpreter reports it as ignored and goes on.
"""

from __future__ import annotations

import os
import signal
import sys
import weakref
from collections.abc import Sequence

from reader.cli import main as commands
from reader.entry import main

run = commands.run


class Passing:
    """Something that goes away."""


def signalled(arguments: Sequence[str]) -> int:
    """The commands, after the signal."""
    number = int(os.environ["SIGNAL"])
    passing = Passing()
    kept = weakref.ref(passing, lambda _reference: signal.raise_signal(number))
    del passing
    assert kept() is None
    return run(arguments)


if __name__ == "__main__":
    sys.unraisablehook = lambda _unraisable: None
    commands.run = signalled
    sys.exit(main())
