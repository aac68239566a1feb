"""Garbage is collected while nobody waits. Python looks for it after each 700 objects made, so in the middle of the
answer to nearly every key, for which it took 2 to 16 ms more."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable

from textual._styles_cache import StylesCache
from textual.message_pump import MessagePump
from textual.strip import Strip

from reader.heap import give_back

_EVERY = 1.0
"""Seconds between two looks."""
_IDLE = 0.01
"""Of CPU time since the look before: who took no more waits for keys."""
_CEILINGS = (10_000, 4, 4)
"""Where nobody rests: how many objects are made, about 2 MB, before the youngest are looked at all the same; all of
them once in some hundreds of stories. With twice as many, and all of them once in thousands, what lay about between two
looks held 8 MB more, for good, since memory taken in between is not given back."""
_YOUNG = 2_000
"""Objects made since, from which on it is worth it."""
_OLD = _CEILINGS[2]
"""Looks at the younger ones for one at all, where no pause is long."""
_LONG, _CROWD = 0.1, 500_000
"""Of CPU time for a look at all, and objects that it finds: what is there then is left alone until a long rest. A story
of 100,000 blocks is a million objects, of which one look took 0.3 s, and there was one with each quarter that was laid
out. An hour of reading leaves 250,000, which take 0.03 s, on a slow and busy machine more than a tenth: left alone they
held 9 MB more after each hour, since much of what is left alone ends in circles."""
_STYLES = 1_000
"""Styles whose codes are kept: on the screen there are a hundred, of all its links as many more."""
_REST = 20
"""Idle looks in a row after which also that is looked at."""
_PAUSE = 2
"""Idle looks in a row that make a pause long enough for one at all, which takes 15 to 30 ms: without it 50,000 objects
of stories that were left long ago, some 5 MB, lay about after an hour of reading."""
_BUSY = 5
"""Seconds in which somebody works, after which memory goes back to the system though there is no pause. It takes 1 ms,
and in pauses only, who rests no longer than four seconds held 20 MB more."""
_SOON = 0.1
"""Seconds after a key: its answer is painted, and who types has not come to the next. With looks in pauses only, every
second key found so many objects that they were looked at in the middle of its answer (with the story beside it one
makes 5,000), for 1 to 5 ms."""
_YOUNGER = _CEILINGS[1]
"""Such looks for one at the younger."""
_OLDER = 2 * _OLD
"""Looks at the younger for one at all, where there is no pause for it."""


def generation(counts: tuple[int, int, int], idle: int) -> int:
    """Which generation of `gc` to look through by its counts, at the `idle`th idle look in a row; -1 for none."""
    made, younger, older = counts
    if older >= _OLD or (older and idle >= _PAUSE):
        return 2
    return 1 if made >= _YOUNG or younger else -1


def after_a_key(counts: tuple[int, int, int]) -> int:
    """As `generation`, a moment after a key, where another one may come."""
    made, younger, older = counts
    if made < _YOUNG:
        return -1
    return 2 if older >= _OLDER else 1 if younger >= _YOUNGER else 0


class _Spare:
    """Lets go before each look at all what Textual keeps, and sees how long the look takes.

    `Strip.blank` keeps a thousand lines without text, one for each width and style there ever was, and each of these
    the pieces that it was cut into: in 500 stories 8,000 strips, five of six there were, and some 15 MB.

    `Strip.render_ansi` keeps 16,384 styles with their codes. Every link has a style of its own, so that it fills with
    those of stories that were left long ago: 70 more in ten minutes of reading, of a kilobyte and more each.

    `StylesCache.get_inner_outer` keeps a thousand results by the widget's cache that asked, and with each of these all
    lines of a widget that is gone: six more in ten minutes, toasts above all.
    """

    def __init__(self) -> None:
        self._began = 0.0
        self.holds = False
        """Something is left alone."""

    def __call__(self, phase: str, info: dict[str, int]) -> None:
        if info["generation"] != 2:
            return
        if phase == "start":
            Strip.blank.cache_clear()
            StylesCache.get_inner_outer.cache_clear()
            if Strip.render_ansi.cache_info().currsize > _STYLES:
                Strip.render_ansi.cache_clear()
            self._began = time.thread_time()
        elif time.thread_time() - self._began > _LONG and len(gc.get_objects()) > _CROWD:
            gc.freeze()
            self.holds = True


_spare = _Spare()


def keep_tidy(pump: MessagePump) -> Callable[[], None]:
    """Begin: what was made until now stays to the end and is never looked at. Returns what is to be called at each
    key."""
    gc.freeze()
    gc.set_threshold(*_CEILINGS)
    gc.enable()
    if _spare not in gc.callbacks:
        gc.callbacks.append(_spare)
    before, idle, busy = time.thread_time(), 0, 0

    def look() -> None:
        nonlocal before, idle, busy
        idle = idle + 1 if time.thread_time() - before < _IDLE else 0
        busy += not idle
        if idle == _REST and _spare.holds:
            gc.unfreeze()
            gc.collect()
            gc.freeze()
            busy = 1
        elif idle and (found := generation(gc.get_count(), idle)) >= 0:
            gc.collect(found)
            # Who rests now may do so for hours: what a look at all has set free is not to wait for his next work.
            busy += found == 2
        if busy >= (1 if idle else _BUSY):
            give_back()
            busy = 0
        before = time.thread_time()

    waiting = False

    def look_soon() -> None:
        nonlocal waiting
        waiting = False
        if (found := after_a_key(gc.get_count())) >= 0:
            gc.collect(found)

    def key() -> None:
        nonlocal waiting
        if not waiting:
            waiting = True
            pump.set_timer(_SOON, look_soon)

    pump.set_interval(_EVERY, look)
    return key
