"""How many unread entries a saved search finds: looked for once, then only among the entries that have changed."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from datetime import datetime
from math import inf

from reader.domain.query import After, Age, Before, Is, State, both, leaves

from .connect import snapshot
from .query_facts import matching, setting
from .saved import saved_query
from .searching import find
from .shapes import EVERYWHERE


def unread_hits(db: sqlite3.Connection, number: int, now: datetime) -> set[int]:
    """The unread entries that a saved search finds, all of them."""
    with snapshot(db):
        node = both((saved_query(db, number), State(Is.UNREAD)))
        return {entry for _time, entry in find(db, node, EVERYWHERE, now, seconds=inf).keys}


def unread_among(db: sqlite3.Connection, number: int, ids: Sequence[int], now: datetime) -> set[int]:
    """Those of `ids` that `unread_hits` would hold; costs what they cost, however large the cache is."""
    with snapshot(db):
        node = saved_query(db, number)
        unread = db.execute(
            "SELECT id FROM state WHERE place > 0 AND read = 0 AND id IN (SELECT value FROM json_each(?))",
            (json.dumps(list(ids)),),
        )
        return set(matching(db, node, [entry for (entry,) in unread], setting(db, node, now)))


def arrived(db: sqlite3.Connection, last: int) -> tuple[list[int], int]:
    """The entries that came in after the one with the id `last`, and the newest id."""
    ids = [entry for (entry,) in db.execute("SELECT id FROM state WHERE id > ? ORDER BY id", (last,))]
    return ids, ids[-1] if ids else last


def drifts(db: sqlite3.Connection, number: int) -> bool:
    """Whether what a saved search finds changes with time alone."""
    return any(isinstance(leaf, Before | After | Age) for leaf in leaves(saved_query(db, number)))
