"""The undo log: what each change needs to be taken back, written in the transaction that made the change."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, field, replace
from datetime import datetime
from typing import Any

from reader.domain.records import dataclass
from reader.i18n import _

from . import counters
from .feeds import hide_entries, show_entries
from .packing import pack_ids, to_db, unpack_ids
from .values import Undone

KEEP = 200
"""How many changes can be taken back."""

Label = Callable[[int], str]
"""Names a change, given how many entries or feeds it was about."""
Row = dict[str, Any]
"""A row by column name, as it was before."""


@dataclass(frozen=True, slots=True)
class Change:
    """How to take one change back."""

    set: tuple[tuple[str, int], ...] = ()
    """Columns of `state` (`read`, `starred`) and the value that the entries of the record get again."""
    folders: tuple[Row, ...] = ()
    """Folders as they were: written over, or made again."""
    subscriptions: tuple[Row, ...] = ()
    """Subscriptions as they were; where one was removed it comes back with its entries."""
    new_folders: tuple[int, ...] = ()
    """Folders that the change made."""
    new_feeds: tuple[int, ...] = ()
    """Subscriptions that the change made."""
    extra: Row = field(default_factory=dict)
    """Further kinds of change; unknown ones are ignored. `saved`, `rule`, `tag`: rows of these tables as they were;
    `new_saved` and so on: ids of those that the change made; `tagged`: [tag, entries, whether they carried it];
    `followed`: columns of a followed story as they were."""


def record(db: sqlite3.Connection, now: datetime, label: str, change: Change, ids: Iterable[int] = ()) -> int:
    """Remember how to take back what this transaction does; returns the number of the record."""
    added = db.execute(
        "INSERT INTO undo(at, label, change, ids) VALUES (?, ?, ?, ?)",
        (to_db(now), label, json.dumps(asdict(change), ensure_ascii=False), pack_ids(ids)),
    ).lastrowid
    assert added is not None
    db.execute("DELETE FROM undo WHERE id <= ?", (added - KEEP,))
    return added


def extend(db: sqlite3.Connection, number: int, label: str, ids: Iterable[int]) -> bool:
    """Let the record `number` take these entries back too, as one step with the others; False when it is gone."""
    if not db.execute("UPDATE undo SET label = ? WHERE id = ?", (label, number)).rowcount:
        return False
    db.execute(
        """INSERT INTO undo_part(undo_id, part, ids)
            SELECT ?1, coalesce(max(part), 0) + 1, ?2 FROM undo_part WHERE undo_id = ?1""",
        (number, pack_ids(ids)),
    )
    return True


def newest(db: sqlite3.Connection) -> int:
    """The record of the newest change that is left, 0 when there is none."""
    (number,) = db.execute("SELECT coalesce(max(id), 0) FROM undo").fetchone()
    return int(number)


def take_back(db: sqlite3.Connection, number: int, now: datetime) -> tuple[Undone, bool] | None:
    """Take back one part of a change, the last one first; the second value says whether parts are left. None when the
    record is gone.

    Whatever interrupts a change of many parts that is being taken back, the next undo goes on with it.
    """
    row = db.execute("SELECT label, change, ids FROM undo WHERE id = ?", (number,)).fetchone()
    if row is None:
        return None
    label, dumped, packed = row
    part = db.execute(
        "SELECT part, ids FROM undo_part WHERE undo_id = ? ORDER BY part DESC LIMIT 1", (number,)
    ).fetchone()
    if part is not None:
        db.execute("DELETE FROM undo_part WHERE undo_id = ? AND part = ?", (number, part[0]))
        packed = part[1]
    else:
        db.execute("DELETE FROM undo WHERE id = ?", (number,))
    try:
        change, ids = dict(json.loads(dumped)), unpack_ids(packed)
    except (ValueError, TypeError):
        # Not taken for one of no entries, and out of the way of the older ones.
        db.execute("DELETE FROM undo_part WHERE undo_id = ?", (number,))
        db.execute("DELETE FROM undo WHERE id = ?", (number,))
        return Undone(_("nothing, for the record of this change is damaged")), False
    for column, value in change.get("set", ()):
        _set(db, column, value, ids, now)
    feeds = part is None and _undo_structure(db, change, now)
    return Undone(label, tuple(ids), feeds), part is not None


def undo(db: sqlite3.Connection, now: datetime) -> Undone | None:
    """Take back the newest change that is left, whole; None when there is none."""
    number = newest(db)
    ids: list[int] = []
    while (step := take_back(db, number, now)) is not None:
        undone, more = step
        ids += undone.entry_ids
        if not more:
            return replace(undone, entry_ids=tuple(ids))
    return None


def _set(db: sqlite3.Connection, column: str, value: int, ids: Sequence[int], now: datetime) -> None:
    values: tuple[int, ...] = (value,)
    if column == "read":
        columns, values = "read = ?, read_at = ?", (value, to_db(now) if value else 0)
    elif column == "starred":
        columns = "starred = ?"
    else:
        return
    for start in range(0, len(ids), 10_000):
        db.execute(
            f"UPDATE state SET {columns} WHERE id IN (SELECT value FROM json_each(?))",
            (*values, json.dumps(list(ids[start : start + 10_000]))),
        )


def _undo_structure(db: sqlite3.Connection, change: dict[str, Any], now: datetime) -> bool:
    for row in change.get("folders", ()):
        _put(db, "folder", row)
    for row in change.get("subscriptions", ()):
        was_gone = db.execute("SELECT 1 FROM subscription WHERE feed_id = ?", (row["feed_id"],)).fetchone() is None
        _put(db, "subscription", row)
        if was_gone:
            db.execute("UPDATE feed SET removed_at = NULL WHERE id = ?", (row["feed_id"],))
            show_entries(db, row["feed_id"])
    for feed_id in change.get("new_feeds", ()):
        unsubscribe(db, feed_id, now)
    for folder_id in change.get("new_folders", ()):
        dissolve(db, folder_id)
    extra = change.get("extra", {})
    for table in ("saved", "rule", "tag"):
        for row in extra.get(table, ()):
            _put(db, table, row)
    _undo_tags(db, extra)
    for table in ("saved", "rule"):
        for number in extra.get(f"new_{table}", ()):
            db.execute(f"DELETE FROM {table} WHERE id = ?", (number,))
    _put_back(db, extra.get("followed", {}))
    # A folder may have gone in between: nothing is to hang in the air.
    db.execute("UPDATE subscription SET folder_id = 0 WHERE folder_id NOT IN (SELECT id FROM folder)")
    db.execute("UPDATE folder SET parent_id = 0 WHERE parent_id NOT IN (SELECT id FROM folder)")
    kinds = ("folders", "subscriptions", "new_feeds", "new_folders")
    return any(change.get(kind) for kind in kinds) or bool(extra)


def _put_back(db: sqlite3.Connection, story: Row) -> None:
    """Give columns of a followed story their values of before the change."""
    for name in story.keys() & {"ended", "own_title"}:
        db.execute(f"UPDATE followed SET {name} = ? WHERE id = ?", (story[name], story.get("id")))


def _undo_tags(db: sqlite3.Connection, extra: Row) -> None:
    for number, ids, carried in reversed(extra.get("tagged", ())):
        if carried:
            rows = "SELECT tag.id, state.id FROM tag, state WHERE tag.id = ? AND"
            change = f"INSERT OR IGNORE INTO tagged {rows} state.id IN (SELECT value FROM json_each(?))"
        else:
            change = "DELETE FROM tagged WHERE tag_id = ? AND entry_id IN (SELECT value FROM json_each(?))"
        db.execute(change, (number, json.dumps(ids)))
    for number in extra.get("new_tag", ()):
        db.execute(
            "DELETE FROM tag WHERE id = ? AND NOT EXISTS (SELECT 1 FROM tagged WHERE tag_id = tag.id)", (number,)
        )
    if extra.get("tag"):
        # The rows that were put back hold the numbers of then.
        counters.recount_tags(db)


def _put(db: sqlite3.Connection, table: str, row: Row) -> None:
    known = {name for _cid, name, *_rest in db.execute(f"PRAGMA table_info({table})")}
    kept = {name: value for name, value in row.items() if name in known}
    db.execute(
        f"INSERT OR REPLACE INTO {table}({', '.join(kept)}) VALUES ({', '.join('?' * len(kept))})", tuple(kept.values())
    )


def snapshot_rows(db: sqlite3.Connection, table: str, where: str, params: Sequence[object] = ()) -> tuple[Row, ...]:
    """Rows of `table` as they are now, for `Change`."""
    cursor = db.execute(f"SELECT * FROM {table} WHERE {where}", tuple(params))
    names = [column[0] for column in cursor.description]
    return tuple(dict(zip(names, row, strict=True)) for row in cursor)


def move_row(db: sqlite3.Connection, table: str, number: int, step: int, now: datetime, label: str) -> bool:
    """Move a row of `saved` or `rule` `step` places down (or up, below 0); False when it is at that end already."""
    order = [each for (each,) in db.execute(f"SELECT id FROM {table} ORDER BY position, id")]
    if number not in order:
        return False
    at = order.index(number)
    to = max(0, min(at + step, len(order) - 1))
    if to == at:
        return False
    record(db, now, label, Change(extra={table: list(snapshot_rows(db, table, "1"))}))
    order.insert(to, order.pop(at))
    db.executemany(f"UPDATE {table} SET position = ? WHERE id = ?", enumerate(order, 1))
    return True


def unsubscribe(db: sqlite3.Connection, feed_id: int, now: datetime) -> None:
    """Remove a subscription; its entries leave the lists, starred and tagged ones stay under Starred and their tags."""
    db.execute("DELETE FROM subscription WHERE feed_id = ?", (feed_id,))
    db.execute("UPDATE feed SET removed_at = ? WHERE id = ?", (to_db(now), feed_id))
    hide_entries(db, feed_id)


def dissolve(db: sqlite3.Connection, folder_id: int) -> None:
    """Remove a folder; what is in it moves to its parent."""
    row = db.execute("SELECT parent_id FROM folder WHERE id = ?", (folder_id,)).fetchone()
    if row is not None:
        db.execute("UPDATE subscription SET folder_id = ? WHERE folder_id = ?", (row[0], folder_id))
        db.execute("UPDATE folder SET parent_id = ? WHERE parent_id = ?", (row[0], folder_id))
        db.execute("DELETE FROM folder WHERE id = ?", (folder_id,))
