"""The regular copy: once a week, beside the store, without anybody asking and without standing in anybody's way."""

from __future__ import annotations

import shutil
import sqlite3
from datetime import datetime, timedelta
from math import inf
from pathlib import Path

from reader.files import replacing

from . import backup
from .connect import open_for_copy, open_writer, transaction
from .migrate import migrate
from .paths import StorePaths, stamped
from .rescue import LOOSE, TABLES, carry_over, tidy

EVERY = timedelta(days=7)
SOON = timedelta(days=1)
"""How old the newest copy of a small store may be when the reader has changed something."""
SMALL = 20_000_000
"""Bytes of a store that is copied in a moment (a tenth of a second)."""
LARGE = 200_000_000
"""Bytes of a store above which the regular copy holds subscriptions, state and starred stories alone."""


def due(paths: StorePaths, now: datetime, every: timedelta = EVERY, at_most: float = inf) -> bool:
    """Whether there is a store of `at_most` so many bytes and its newest copy is older than `every`. Copies from the
    future were made by a wrong clock and do not count."""
    try:
        size = paths.database.stat().st_size
    except FileNotFoundError:
        return False
    made = [when for path in backup.existing(paths) if (when := stamped(path.name)) is not None and when <= now]
    return size <= at_most and not (made and now - max(made) < every)


def copy_regularly(paths: StorePaths, now: datetime) -> Path | None:
    """Make the copy where there is room for it and drop old ones; returns its path, None for no room. Blocks; works on
    connections of its own, so nobody waits for it. Raises sqlite3.Error, OSError."""
    size = paths.database.stat().st_size
    small = size <= LARGE
    paths.backups.mkdir(parents=True, exist_ok=True, mode=0o700)
    if shutil.disk_usage(paths.backups).free < (2 * size if small else LARGE):
        return None
    target = paths.backup(now)
    source = open_for_copy(paths.database)
    try:
        if small:
            backup.copy(source, target)
        else:
            _copy_valuables(source, paths.database, target)
    finally:
        source.close()
    backup.thin_out(paths, now)
    return target


def _copy_valuables(source: sqlite3.Connection, whole: Path, target: Path) -> None:
    with replacing(target) as unfinished:
        db = open_writer(unfinished, checkpoints=True, durable=False)
        try:
            migrate(db)
            try:
                _copy_at_once(db, whole)
            except (sqlite3.Error, UnicodeDecodeError):
                # A value or a page is damaged; what can be read of the others is.
                carry_over(source, db, 0)
            db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            db.execute("PRAGMA journal_mode = DELETE").fetchall()
        finally:
            db.close()


def _copy_at_once(db: sqlite3.Connection, whole: Path) -> None:
    """As `carry_over` from the store `whole`, without the newest entries, and inside SQLite: row by row a million
    entries cost the interface 24 s and 220 MB. Raises sqlite3.Error where it meets damage."""
    db.execute("ATTACH ? AS whole_store", (f"{whole.absolute().as_uri()}?mode=ro",))
    try:
        with transaction(db):
            for table in (*TABLES, *LOOSE):
                _take(db, table, "1")
            chosen = "SELECT id FROM whole_store.state WHERE starred = 1 UNION SELECT entry_id FROM whole_store.tagged"
            _take(db, "entry", f"id IN ({chosen})")
            bodies = f"SELECT id * 4 FROM ({chosen}) UNION ALL SELECT id * 4 + 1 FROM ({chosen})"
            _take(db, "body", f"id IN ({bodies})")
            # At once as `tidy` leaves them: else a million go into the indexes of the lists, and out again.
            place = "iif(place > 0 AND id NOT IN (SELECT id FROM main.entry), 0, place)"
            _take(db, "state", f"starred OR read OR opened_at OR unread_at OR id IN ({chosen})", place=place)
            _take(db, "identity", "entry_id IN (SELECT id FROM main.state)")
            _take(db, "alias", "entry_id IN (SELECT id FROM main.state)")
            _take(db, "link", "entry_id IN (SELECT id FROM main.entry)")
            kept = "SELECT kept FROM whole_store.whole AS was WHERE was.entry_id = whole.entry_id"
            db.execute(f"UPDATE main.whole SET kept = coalesce(({kept}), 0)")
            tidy(db)
    finally:
        db.execute("DETACH whole_store")


def _take(db: sqlite3.Connection, table: str, where: str, **instead: str) -> None:
    """Copy the rows of a table that meet `where`, with expressions `instead` of some columns."""
    columns = [row[1] for row in db.execute(f"PRAGMA main.table_info({table})")]
    values = ", ".join(instead.get(name, name) for name in columns)
    into = f"INSERT OR IGNORE INTO main.{table}({', '.join(columns)})"
    db.execute(f"{into} SELECT {values} FROM whole_store.{table} WHERE {where}")
