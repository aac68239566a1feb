"""How much of what is long is done: `THOROUGH=1 pytest` reads floods whole and tries every case."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable
from typing import TypeVar

T = TypeVar("T")

THOROUGH = os.environ.get("THOROUGH", "") not in ("", "0")
"""The long run: everything at the size that a hostile server would send."""

TURN = int(os.environ.setdefault("TURN", str(int(time.time() // 86400))))
"""The day's number, the same in all processes of a run; `TURN=n` tries again what was tried on that day."""


def todays(cases: Iterable[T], share: int) -> list[T]:
    """Every `share`-th case, tomorrow the ones beside them: after so many days each was tried. All in the long run."""
    return [case for number, case in enumerate(cases) if THOROUGH or number % share == TURN % share]


def examples(count: int) -> int:
    """How many examples a property gets whose examples are dear: a third of `count`, other ones each day."""
    return count if THOROUGH else max(10, count // 3)


def many(count: int) -> int:
    """`count` in the long run, an eighth of it otherwise: work that grows faster than its input shows there as well."""
    return count if THOROUGH else max(1, count // 8)


def seconds(limit: float) -> float:
    """CPU seconds within which a flood of `many` must be read, where the whole one may take `limit`."""
    return limit if THOROUGH else limit / 4
