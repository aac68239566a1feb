"""What the reader does to entries: read, starred, opened. Every change can be taken back."""

from __future__ import annotations

import json
import sqlite3
from array import array
from collections.abc import Sequence
from datetime import datetime

from .bodies import VERSIONS
from .packing import to_db
from .undo import Change, Label, extend, record

PART = 2_000
"""Entries that one transaction changes when there are many: it holds the write lock for some 15 ms (35 in a store of a
million, where each touches the newest page of a thousand feeds). A quarter of a million in one go held it for two
seconds, and every other write, the engine's too, waited for that long; four times as many in one are no sooner done."""

_READ = "read = {value}, read_at = {time}"
_UNREAD = "read = {value}, read_at = 0, unread_at = {time}"
_STARRED = "starred = {value}"


def set_read(db: sqlite3.Connection, ids: Sequence[int], read: bool, now: datetime, label: Label) -> array[int]:
    """Mark entries read or unread; returns those that changed."""
    return set_part(db, "read", read, ids, now, label)[0]


def set_starred(db: sqlite3.Connection, ids: Sequence[int], starred: bool, now: datetime, label: Label) -> array[int]:
    """Star entries or take their stars; returns those that changed."""
    return set_part(db, "starred", starred, ids, now, label)[0]


def set_part(
    db: sqlite3.Connection,
    column: str,
    value: bool,
    ids: Sequence[int],
    now: datetime,
    label: Label,
    number: int = 0,
    before: int = 0,
) -> tuple[array[int], int]:
    """Set `read` or `starred` of entries, or of one part of many: then `number` is the undo record that the parts
    before it share, and `before` how many entries these changed. Returns the entries that changed and the record."""
    columns = (_STARRED if column == "starred" else _READ if value else _UNREAD).format(
        value=int(value), time=to_db(now)
    )
    changed = _update(db, columns, f"{column} <> {int(value)}", ids)
    if changed:
        name = label(before + len(changed))
        if not number or not extend(db, number, name, changed):
            number = record(db, now, name, Change(set=((column, int(not value)),)), changed)
    return changed, number


def opened(db: sqlite3.Connection, entry_id: int, now: datetime) -> None:
    """Note that the reader opened an entry: it leads the History."""
    db.execute("UPDATE state SET opened_at = ? WHERE id = ?", (to_db(now), entry_id))


def choose_version(db: sqlite3.Connection, entry_id: int, version: str) -> None:
    """Remember which version of the text (`feed`, `full`) the reader wants of this entry."""
    db.execute("UPDATE state SET version = ? WHERE id = ?", (VERSIONS.get(version, -1), entry_id))


def _update(db: sqlite3.Connection, columns: str, differs: str, ids: Sequence[int]) -> array[int]:
    rows = db.execute(
        f"UPDATE state SET {columns} WHERE id IN (SELECT value FROM json_each(?)) AND {differs} RETURNING id",
        (json.dumps(list(ids)),),
    )
    return array("q", [number for (number,) in rows.fetchall()])
