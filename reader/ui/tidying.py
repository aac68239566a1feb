"""Garbage is collected while nobody waits. Python looks for it after each 700 objects made, so in the middle of the
answer to nearly every key, for which it took 2 to 16 ms more."""

from __future__ import annotations

import gc
import time

from textual.message_pump import MessagePump
from textual.timer import Timer

_EVERY = 1.0
"""Seconds between two looks."""
_IDLE = 0.01
"""Of CPU time since the look before: who took no more waits for keys."""
_CEILINGS = (20_000, 10, 20)
"""Where nobody rests: how many objects are made, about 4 MB, before the youngest are looked at all the same."""
_YOUNG = 2_000
"""Objects made since, from which on it is worth it."""
_OLD = 20
"""Looks at the younger ones for one at all."""


def generation(counts: tuple[int, int, int]) -> int:
    """Which generation of `gc` to look through by its counts, -1 for none."""
    made, younger, older = counts
    if older >= _OLD:
        return 2
    return 1 if made >= _YOUNG or younger else -1


def keep_tidy(pump: MessagePump) -> Timer:
    """Begin: what was made until now stays to the end and is never looked at. Returns the timer that collects."""
    gc.freeze()
    gc.set_threshold(*_CEILINGS)
    gc.enable()
    before = time.thread_time()

    def look() -> None:
        nonlocal before
        now = time.thread_time()
        if now - before < _IDLE and (found := generation(gc.get_count())) >= 0:
            gc.collect(found)
        before = time.thread_time()

    return pump.set_interval(_EVERY, look)
