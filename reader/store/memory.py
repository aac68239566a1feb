"""The small memory of the interface: open place, sort per list, pane widths. Values are JSON."""

from __future__ import annotations

import json
import sqlite3

from .packing import sound


def remember(db: sqlite3.Connection, key: str, value: object) -> None:
    """Keep a JSON value under `key`; None forgets it."""
    if value is None:
        db.execute("DELETE FROM memory WHERE key = ?", (key,))
    else:
        db.execute("INSERT OR REPLACE INTO memory VALUES (?, ?)", (key, json.dumps(value, ensure_ascii=False)))


def recall(db: sqlite3.Connection, key: str, default: object = None) -> object:
    """The value under `key`, `default` when there is none or it cannot be read."""
    row = db.execute("SELECT value FROM memory WHERE key = ?", (key,)).fetchone()
    return default if row is None else _value(row[0], default)


def recall_all(db: sqlite3.Connection, beginning: str) -> dict[str, object]:
    """All values whose key begins so; None stands for one that cannot be read."""
    length = len(beginning)
    kept = db.execute("SELECT key, value FROM memory WHERE substr(key, 1, ?) = ?", (length, beginning))
    return {key: _value(value, None) for key, value in sound(kept, "tt")}


def _value(dumped: str, default: object) -> object:
    try:
        return json.loads(dumped)
    except ValueError:
        return default
