"""A copy of what cannot be fetched again: subscriptions, state, and the stories that are starred or tagged."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from reader.files import replacing

from .connect import open_writer, transaction
from .migrate import migrate
from .rescue import LOOSE, TABLES, carry_over, tidy


def copy_valuables(source: sqlite3.Connection, whole: Path, target: Path) -> None:
    """Write to `target` what the store `whole` holds of them; `source` has it open. Raises sqlite3.Error, OSError."""
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
