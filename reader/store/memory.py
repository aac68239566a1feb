"""The small memory of the interface: open place, sort per list, pane widths. Values are JSON."""

from __future__ import annotations

import json
import sqlite3


def remember(db: sqlite3.Connection, key: str, value: object) -> None:
    """Keep a JSON value under `key`; None forgets it."""
    if value is None:
        db.execute("DELETE FROM memory WHERE key = ?", (key,))
    else:
        db.execute("INSERT OR REPLACE INTO memory VALUES (?, ?)", (key, json.dumps(value, ensure_ascii=False)))


def recall(db: sqlite3.Connection, key: str, default: object = None) -> object:
    """The value under `key`, `default` when there is none or it cannot be read."""
    row = db.execute("SELECT value FROM memory WHERE key = ?", (key,)).fetchone()
    if row is None:
        return default
    try:
        return json.loads(row[0])
    except ValueError:
        return default
