"""How a process steps back behind the one that answers keys."""

from __future__ import annotations

import os
import time

_GROUP = "/proc/self/autogroup"
_TRIES, _APART = 3, 0.11
"""Linux lets only one process in a tenth of a second change its group's niceness, unless it is the superuser's."""


def step_back(by: int) -> None:
    """Make this process, and all that it starts, nicer by `by` (see nice(2)).

    Where Linux groups processes by session (sched(7), "The autogroup feature": most desktops), niceness counts within a
    session alone, and the nicest process with one of its own gets as much as all of another: the session has to be as
    nice. The engine and its children took two thirds of the time in which a key had to be painted. A session that
    another process leads stays as it is: it may be that of a terminal.
    """
    niceness = os.nice(by)
    if os.getsid(0) != os.getpid():
        return
    for _try in range(_TRIES):
        try:
            with open(_GROUP, "w", encoding="ascii") as file:
                file.write(str(niceness))
        except BlockingIOError:
            time.sleep(_APART)
            continue
        except OSError:
            pass  # another system, or a kernel without such groups: niceness counts everywhere
        return
