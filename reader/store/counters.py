"""The counters: kept by triggers with every change of state, read in microseconds, checked by recounting."""

from __future__ import annotations

import sqlite3

from reader.domain.models import Counts

from .packing import sound
from .schema import PLACE_ASIDE, PLACE_LISTED

_TAGGED = "(SELECT count(*) FROM tagged JOIN state ON state.id = entry_id WHERE tag_id = tag.id AND place > 0)"


def counts(db: sqlite3.Connection) -> Counts:
    """All counters. What was removed counts nowhere but under Starred."""
    unread: dict[int, int] = {}
    total = starred = entries = 0
    rows = db.execute("SELECT feed_id, unread, starred, entries FROM counter WHERE entries > 0 OR starred > 0")
    for feed_id, feed_unread, feed_starred, feed_entries in sound(rows, "iiii"):
        starred += feed_starred
        entries += feed_entries
        if feed_unread:
            unread[feed_id] = feed_unread
            if feed_id:
                total += feed_unread
    (queued,) = db.execute("SELECT count(*) FROM queue").fetchone()
    return Counts(unread, total, starred, queued, entries)


def entries(db: sqlite3.Connection) -> int:
    """All entries in the cache, as in `counts`."""
    (number,) = db.execute("SELECT total(entries) FROM counter").fetchone()
    return int(number)


def recount(db: sqlite3.Connection) -> dict[int, tuple[int, int, int]]:
    """(unread, starred, entries) by feed, counted the long way; for checks and repair."""
    return {
        feed_id: (unread, starred, entries)
        for feed_id, unread, starred, entries in db.execute(
            f"""SELECT feed_id,
                total(read = 0 AND (place = {PLACE_LISTED} OR place = {PLACE_ASIDE} AND feed_id = 0)),
                total(starred = 1 AND place > 0), total(place > 0) FROM state GROUP BY feed_id"""
        )
        if unread or starred or entries
    }


def kept(db: sqlite3.Connection) -> dict[int, tuple[int, int, int]]:
    """The same as `recount`, from the counters."""
    return {
        feed_id: (unread, starred, entries)
        for feed_id, unread, starred, entries in db.execute("SELECT * FROM counter")
        if unread or starred or entries
    }


def tags_are_wrong(db: sqlite3.Connection) -> bool:
    """Whether the number of some tag is not that of its stories. A store that is still to be migrated has none."""
    if db.execute("SELECT 1 FROM pragma_table_info('tag') WHERE name = 'entries'").fetchone() is None:
        return False
    return db.execute(f"SELECT 1 FROM tag WHERE entries <> {_TAGGED} LIMIT 1").fetchone() is not None


def recount_tags(db: sqlite3.Connection) -> None:
    """Count the stories of every tag."""
    db.execute(f"UPDATE tag SET entries = {_TAGGED} WHERE entries <> {_TAGGED}")


def repair(db: sqlite3.Connection) -> bool:
    """Put the counters right, those of the tags too; returns whether they were wrong."""
    right = recount(db)
    if right == kept(db) and not tags_are_wrong(db):
        return False
    recount_tags(db)
    db.execute("UPDATE counter SET unread = 0, starred = 0, entries = 0")
    db.executemany(
        "INSERT OR REPLACE INTO counter(feed_id, unread, starred, entries) VALUES (?, ?, ?, ?)",
        [(feed_id, *map(int, numbers)) for feed_id, numbers in right.items()],
    )
    return True
