"""Keeping the full-text indexes small.

What is taken out of an FTS5 index stays in it, with a mark beside it that says so, until the parts that hold both are
merged; FTS5 by itself merges parts of one size only, so that what once lies in a large part stays: with 20,000 entries
and as many coming and going each day the search index had grown to the threefold after two days.
"""

from __future__ import annotations

import sqlite3

TABLES = ("search", "feature")
PAGES = 200
"""Pages that one step writes: some 20 ms."""
SHARE = 0.2
"""Of the entries; when so many rows were taken out, everything is merged into one part."""
LEAST = 1_000
_WORN = "search.worn"


def note_removal(db: sqlite3.Connection) -> None:
    """A row was taken out of the search index."""
    db.execute(
        "INSERT INTO memory VALUES (?, '1') ON CONFLICT (key) DO UPDATE SET value = CAST(value AS INTEGER) + 1",
        (_WORN,),
    )


def merge(db: sqlite3.Connection) -> bool:
    """One step of merging, in a transaction; False when there is nothing to do. Whatever ends it in between, the next
    call goes on."""
    row = db.execute("SELECT CAST(value AS INTEGER) FROM memory WHERE key = ?", (_WORN,)).fetchone()
    (entries,) = db.execute("SELECT total(entries) FROM counter").fetchone()
    if row is not None and row[0] > max(LEAST, entries * SHARE):
        db.execute("DELETE FROM memory WHERE key = ?", (_WORN,))
        for table in TABLES:
            # A negative number puts all parts together, which the following steps then merge.
            _step(db, table, -PAGES)
        return True
    return any(_step(db, table, PAGES) for table in TABLES)


def _step(db: sqlite3.Connection, table: str, pages: int) -> bool:
    before = db.total_changes
    db.execute(f"INSERT INTO {table}({table}, rank) VALUES ('merge', ?)", (pages,))
    # As FTS5 has it: fewer than two changes say that nothing was merged.
    return db.total_changes - before >= 2
