"""How many stories carry each tag: kept by triggers, checked and put right by counting."""

from __future__ import annotations

import sqlite3

_COUNT = "(SELECT count(*) FROM tagged JOIN state ON state.id = entry_id WHERE tag_id = tag.id AND place > 0)"


def wrong(db: sqlite3.Connection) -> bool:
    """Whether some number is not that of the stories. A store that is still to be migrated has none."""
    if db.execute("SELECT 1 FROM pragma_table_info('tag') WHERE name = 'entries'").fetchone() is None:
        return False
    return db.execute(f"SELECT 1 FROM tag WHERE entries <> {_COUNT} LIMIT 1").fetchone() is not None


def recount(db: sqlite3.Connection) -> None:
    """Count the stories of every tag."""
    db.execute(f"UPDATE tag SET entries = {_COUNT} WHERE entries <> {_COUNT}")
