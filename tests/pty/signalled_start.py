"""A signal comes to bantin at a chosen moment of its start. Run before the program by the tests of exits.

`MOMENT=callback`: inside a callback of the interpreter, where what a handler raises goes no further: it is reported as
ignored. `MOMENT=handover`: when the interface takes the terminal over and does not listen for signals yet.
"""

from __future__ import annotations

import importlib
import os
import signal
import sys
import weakref
from typing import Any

CALLS = {"callback": ("reader.cli.main", "run"), "handover": ("reader.ui.app", "run")}


class Passing:
    """Something that goes away."""


def signalled(module: str, name: str) -> None:
    """Let the signal come before this function is called."""
    place = importlib.import_module(module)
    called = getattr(place, name)

    def call(*arguments: Any) -> Any:
        passing = Passing()
        kept = weakref.ref(passing, lambda _reference: signal.raise_signal(int(os.environ["SIGNAL"])))
        del passing
        assert kept() is None
        return called(*arguments)

    setattr(place, name, call)


sys.unraisablehook = lambda _unraisable: None
signalled(*CALLS[os.environ["MOMENT"]])
