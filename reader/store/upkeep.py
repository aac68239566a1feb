"""Looking after the store: is it whole, how large is it, what may go."""

from __future__ import annotations

import sqlite3
from datetime import datetime, timedelta

from reader.i18n import _

from . import counters
from .connect import snapshot
from .indexing import pending, unindex
from .migrate import version
from .packing import to_db
from .paths import StorePaths

SHRINK_PAGES = 256
"""Pages of 4 KiB that are given back in one step: some milliseconds."""
_INCREMENTAL = 2
_PURGED = 100  # entries that are deleted in one step
UNDO_TIME = timedelta(days=7)
"""How long a removed feed's entries stay, so that an undo finds them."""


def problems(db: sqlite3.Connection, *, thorough: bool = False) -> list[str]:
    """What is not as it must be, a sentence each; `thorough` compares each index with its table too."""
    return [*damage(db, thorough=thorough), *mismatches(db)]


def damage(db: sqlite3.Connection, *, thorough: bool = False) -> list[str]:
    """What is wrong with the file as such, of which each page is read."""
    (verdict,) = db.execute(f"PRAGMA {'integrity_check' if thorough else 'quick_check'}(1)").fetchone()
    return [] if verdict == "ok" else [_("The database is damaged: {verdict}").format(verdict=verdict)]


def mismatches(db: sqlite3.Connection) -> list[str]:
    """What does not fit together of counters, entries, states, texts and search index."""
    with snapshot(db):
        found = []
        if counters.recount(db) != counters.kept(db):
            found.append(_("The unread counters are wrong."))
        if counters.tags_are_wrong(db):
            found.append(_("The counters of the tags are wrong."))
        stateless, textless, index_is_wrong = _compare(db)
        if stateless:
            found.append(_("{count} entries have no state.").format(count=stateless))
        if textless:
            found.append(_("{count} entries have no text.").format(count=textless))
        if index_is_wrong:
            found.append(_("The search index does not match the entries."))
        return found


def index_is_whole(db: sqlite3.Connection) -> bool:
    """Whether each entry is in the search index or waits for it, and nothing else is in it."""
    with snapshot(db):
        return not _compare(db)[2]


def _compare(db: sqlite3.Connection) -> tuple[int, int, bool]:
    """Entries without a state, entries without a text, and whether the search index is wrong.

    All in one walk along the wide rows of `entry`, with a step along each of the others: in a statement of its own for
    each of these, entries were read five times, and twice their ids were put into a table in memory.
    """
    stateless, textless, misplaced, indexed = db.execute(
        """SELECT total(state.id IS NULL),
                total(content_hash <> '' AND body.id IS NULL AND NOT EXISTS (
                    SELECT 1 FROM body AS other WHERE other.id BETWEEN entry.id * 4 AND entry.id * 4 + 3)),
                total((found.id IS NULL) = (unindexed.entry_id IS NULL)), count(found.id)
            FROM entry LEFT JOIN state ON state.id = entry.id LEFT JOIN body ON body.id = entry.id * 4
                LEFT JOIN search_docsize AS found ON found.id = entry.id
                LEFT JOIN unindexed ON unindexed.entry_id = entry.id"""
    ).fetchone()
    # The table that FTS5 keeps of its rows.
    (rows,) = db.execute("SELECT count(*) FROM search_docsize").fetchone()
    return int(stateless), int(textless), misplaced > 0 or rows != indexed


def stats(db: sqlite3.Connection, paths: StorePaths) -> dict[str, object]:
    """Figures for the doctor."""
    count = counters.counts(db)
    (feeds,) = db.execute("SELECT count(*) FROM subscription").fetchone()
    (failing,) = db.execute("SELECT count(*) FROM subscription JOIN feed ON id = feed_id WHERE failures > 0").fetchone()
    (full,) = db.execute("SELECT count(*) FROM whole").fetchone()
    found: dict[str, object] = {
        "path": str(paths.database),
        "megabytes": round(paths.database.stat().st_size / 1e6, 1),
        "version": version(db),
        "sqlite": sqlite3.sqlite_version,
        "feeds": feeds,
        "feeds failing": failing,
        "entries": count.entries,
        "unread": count.total_unread,
        "starred": count.starred,
        "full texts": full,
        "queued": count.queued,
        "not yet in the search index": pending(db),
    }
    if paths.backups.is_dir():
        copies = sorted(path.name for path in paths.backups.glob("bantin-*.db"))
        found["backups"] = copies[-1] if copies else "-"
    return found


def shrink(db: sqlite3.Connection) -> bool:
    """Give some of the free pages back to the disk, outside of a transaction; False when there is no more to do.

    A part stays free: what comes in tomorrow goes there, and the file does not grow and shrink by turns.
    """
    (mode,) = db.execute("PRAGMA auto_vacuum").fetchone()
    (pages,) = db.execute("PRAGMA page_count").fetchone()
    (free,) = db.execute("PRAGMA freelist_count").fetchone()
    spare = max(SHRINK_PAGES, pages // 20)
    if mode != _INCREMENTAL or free <= spare:
        return False
    db.execute(f"PRAGMA incremental_vacuum({min(SHRINK_PAGES, free - spare)})").fetchall()
    return True


def optimize(db: sqlite3.Connection) -> None:
    """Renew the planner's figures where tables have changed much, from a sample of rows."""
    db.execute("PRAGMA analysis_limit = 400").fetchall()
    db.execute("PRAGMA optimize").fetchall()


def purge_removed(db: sqlite3.Connection, now: datetime) -> int:
    """Delete entries of feeds that were removed longer ago than an undo reaches; returns how many.

    Their state stays, so that they would come back read or unread as they were. Run it again until it returns 0.
    """
    gone = [
        number
        for (number,) in db.execute(
            # Told in which order: by itself SQLite walks along all of `state`, in a transaction in which nobody else
            # writes. Of a million entries that took 60 ms once a day and left 8 MB in the connection's cache.
            """SELECT entry.id FROM feed CROSS JOIN state INDEXED BY state_feed ON state.feed_id = feed.id
                CROSS JOIN entry ON entry.id = state.id AND entry.feed_id = feed.id
                WHERE removed_at < ? AND NOT EXISTS (SELECT 1 FROM subscription WHERE subscription.feed_id = feed.id)
                AND place = 0 AND starred = 0 LIMIT ?""",
            (to_db(now - UNDO_TIME), _PURGED),
        )
    ]
    for number in gone:
        delete_entry(db, number)
    return len(gone)


def delete_entry(db: sqlite3.Connection, entry_id: int) -> None:
    """Delete an entry with its texts, links and search row; its state and addresses stay."""
    unindex(db, entry_id)
    db.execute("DELETE FROM unindexed WHERE entry_id = ?", (entry_id,))
    db.execute("DELETE FROM link WHERE entry_id = ?", (entry_id,))
    db.execute("DELETE FROM body WHERE id BETWEEN ? AND ?", (entry_id * 4, entry_id * 4 + 3))
    db.execute("DELETE FROM entry WHERE id = ?", (entry_id,))
