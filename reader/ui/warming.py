"""What the first picture of the screen did not need is imported while nobody waits, so that no key has to."""

from __future__ import annotations

from importlib import import_module

from textual.message_pump import MessagePump
from textual.timer import Timer

BEGINS = 1.0
"""Seconds after the start: who starts to do one thing does it first."""
_EVERY = 0.1
"""Seconds between two modules, each of which takes a few milliseconds: a key comes in between."""
MODULES = (
    "reader.store.states",
    "reader.ui.render.portions",
    "reader.related.features",
    "reader.related.vector",
    "reader.library.reasons",
    "reader.domain.query_parser",
    "reader.domain.query_spots",
    "reader.ui.screens.dialog",
    "reader.ui.screens.palette",
    "reader.ui.screens.help",
    "reader.ui.screens.large_picture",
    "reader.ui.steps",
)
"""In the order in which they are likely to be asked for."""


def warm_up(pump: MessagePump) -> Timer:
    """Import `MODULES` one after the other on the timers of `pump`; returns the timer that does it."""
    left = iter(MODULES)

    def one() -> None:
        if name := next(left, ""):
            import_module(name)
        else:
            timer.stop()

    timer = pump.set_interval(_EVERY, one)
    return timer
