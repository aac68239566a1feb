"""What the reader does to entries: read, starred, opened. Every change can be taken back."""

from __future__ import annotations

import json
import sqlite3
from array import array
from collections.abc import Sequence
from datetime import datetime

from reader.domain.models import ListQuery

from .bodies import VERSIONS
from .lists import unread_ids
from .packing import to_db
from .undo import Change, Label, record

BATCH = 10_000


def set_read(db: sqlite3.Connection, ids: Sequence[int], read: bool, now: datetime, label: Label) -> array[int]:
    """Mark entries read or unread; returns those that changed."""
    time = to_db(now) if read else 0
    changed = _update(db, f"read = {int(read)}, read_at = {time}", f"read <> {int(read)}", ids)
    if changed:
        record(db, now, label(len(changed)), Change(set=(("read", int(not read)),)), changed)
    return changed


def set_starred(db: sqlite3.Connection, ids: Sequence[int], starred: bool, now: datetime, label: Label) -> array[int]:
    """Star entries or take their stars; returns those that changed."""
    changed = _update(db, f"starred = {int(starred)}", f"starred <> {int(starred)}", ids)
    if changed:
        record(db, now, label(len(changed)), Change(set=(("starred", int(not starred)),)), changed)
    return changed


def mark_all_read(
    db: sqlite3.Connection, query: ListQuery, before: datetime | None, now: datetime, label: Label
) -> array[int]:
    """Mark everything in a list read, or with `before` what sorts before that time; returns what changed."""
    return set_read(db, unread_ids(db, query, before), True, now, label)


def opened(db: sqlite3.Connection, entry_id: int, now: datetime) -> None:
    """Note that the reader opened an entry: it leads the History."""
    db.execute("UPDATE state SET opened_at = ? WHERE id = ?", (to_db(now), entry_id))


def choose_version(db: sqlite3.Connection, entry_id: int, version: str) -> None:
    """Remember which version of the text (`feed`, `full`) the reader wants of this entry."""
    db.execute("UPDATE state SET version = ? WHERE id = ?", (VERSIONS.get(version, -1), entry_id))


def _update(db: sqlite3.Connection, columns: str, differs: str, ids: Sequence[int]) -> array[int]:
    changed = array("q")
    for start in range(0, len(ids), BATCH):
        rows = db.execute(
            f"UPDATE state SET {columns} WHERE id IN (SELECT value FROM json_each(?)) AND {differs} RETURNING id",
            (json.dumps(list(ids[start : start + BATCH])),),
        )
        changed.extend(number for (number,) in rows.fetchall())
    return changed
