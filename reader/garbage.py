"""How often Python looks for garbage in commands, which end soon (for the interface that is for `ui.tidying`)."""

from __future__ import annotations

import gc

_CEILINGS = (5_000, 5, 5)
"""Python's own are 700, 10 and 10: with these an unchanged `bantin refresh` of 1,000 feeds took 6 % more CPU. Not for
the engine, which stays: it held 20 MB more."""


def look_seldom() -> None:
    """What was made until now stays to the end and is never looked at; the rest is from now on, each 5,000 objects."""
    gc.freeze()
    gc.set_threshold(*_CEILINGS)
    gc.enable()
