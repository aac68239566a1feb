"""What rules have met, as every refresh asks it: without the query language, which `rules` takes.

That is loaded when there is a rule: seventeen modules, a tenth of what an engine took to start.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import datetime

from .rows import rows


def apply(db: sqlite3.Connection, ids: Sequence[int], now: datetime) -> set[int]:
    """Apply the rules to entries that have just arrived; returns those that were hidden (see `rules.apply`)."""
    if not ids or db.execute("SELECT 1 FROM rule WHERE enabled LIMIT 1").fetchone() is None:
        return set()
    from . import rules

    return rules.apply(db, ids, now)


def has_untold(db: sqlite3.Connection) -> bool:
    """Whether a rule that notifies has met something that nobody was told of."""
    return db.execute("SELECT 1 FROM rule WHERE untold > 0").fetchone() is not None


def take_untold(db: sqlite3.Connection) -> list[tuple[str, int, str]]:
    """(rule, stories, title of the newest) of what is to be told now; not told again."""
    found = db.execute("SELECT name, untold, last_entry FROM rule WHERE untold > 0 ORDER BY position, id").fetchall()
    db.execute("UPDATE rule SET untold = 0 WHERE untold > 0")
    told = []
    for name, count, entry_id in found:
        newest = rows(db, [entry_id])
        told.append((name, count, (newest[0].title or newest[0].lead) if newest else ""))
    return told
