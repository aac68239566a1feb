"""How often Python looks for garbage where no key is waited for (where one is, that is for `ui.tidying`)."""

from __future__ import annotations

import gc

_CEILINGS = (20_000, 20, 50)
"""Python's own are 700, 10 and 10: with these an unchanged refresh of 1,000 feeds took a fifth more CPU."""


def look_seldom() -> None:
    """What was made until now stays to the end and is never looked at; the rest is from now on, each 20,000 objects."""
    gc.freeze()
    gc.set_threshold(*_CEILINGS)
    gc.enable()
