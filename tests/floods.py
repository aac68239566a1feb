"""How large a flood is: `THOROUGH=1 pytest` reads them whole."""

from __future__ import annotations

import os

THOROUGH = os.environ.get("THOROUGH", "") not in ("", "0")
"""The long run: everything at the size that a hostile server would send."""


def many(count: int) -> int:
    """`count` in the long run, an eighth of it otherwise: work that grows faster than its input shows there as well."""
    return count if THOROUGH else max(1, count // 8)


def seconds(limit: float) -> float:
    """CPU seconds within which a flood of `many` must be read, where the whole one may take `limit`."""
    return limit if THOROUGH else limit / 4
