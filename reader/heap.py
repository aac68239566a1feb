"""One heap for all threads of a process."""

from __future__ import annotations

import ctypes

_M_ARENA_MAX = -8
"""glibc's malloc.h; see mallopt(3)."""


def share_one_heap() -> None:
    """Let threads that are started from now on take memory from the heap of the first.

    glibc gives each thread a heap of its own, as if they worked side by side; under Python's lock they hardly do, and
    what one thread gave back is of no use to the next. Where threads read the store in turn that came to 24 of the
    engine's 81 MB and to 4 of the interface's 68, which kept growing. Other C libraries have one heap as it is.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(_M_ARENA_MAX, 1)


def give_back() -> None:
    """Give the system what is free of the heap. glibc keeps what lies below anything that is in use: of the interface's
    75 MB after an hour of reading that was 18, and it grew. Other C libraries do it themselves."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)
