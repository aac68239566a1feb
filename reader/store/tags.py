"""Tags: which there are, which stories carry them. Every change can be taken back."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import field
from datetime import datetime

from reader.domain.errors import UsageError
from reader.domain.records import dataclass
from reader.domain.tags import Tag, tag_key
from reader.domain.text import fold
from reader.i18n import _

from .packing import sound
from .undo import Change, record, snapshot_rows

LIST = """(SELECT json_group_array(CAST(name AS TEXT)) FROM
    (SELECT name FROM tagged JOIN tag ON tag.id = tag_id WHERE entry_id = state.id ORDER BY plain, folded))"""
"""SQL over a row of `state`: the names of its tags as a JSON array."""
_MATCHES = "entry_id IN (SELECT value FROM json_each(?))"


@dataclass
class _Done:
    """What is taken back by an undo: [tag, its entries before the change that it lost or won, whether it had them]."""

    tagged: list[tuple[int, list[int], bool]] = field(default_factory=list)
    rows: list[dict[str, object]] = field(default_factory=list)
    made: list[int] = field(default_factory=list)

    def ids(self) -> set[int]:
        return {number for _tag, ids, _had in self.tagged for number in ids}

    def change(self) -> Change:
        return Change(extra={"tag": self.rows, "new_tag": self.made, "tagged": self.tagged})


def tags(db: sqlite3.Connection) -> list[Tag]:
    """All tags that some story carries, by name."""
    rows = db.execute("SELECT id, name, entries FROM tag WHERE entries > 0 ORDER BY plain, folded")
    return [Tag(*row) for row in sound(rows, "iti")]


def find(db: sqlite3.Connection, name: str) -> Tag | None:
    """The tag that is called so, in any case."""
    row = db.execute("SELECT id, name, entries FROM tag WHERE folded = ?", (tag_key(name),)).fetchone()
    return Tag(*row) if row else None


def carried(db: sqlite3.Connection, ids: Sequence[int]) -> list[Tag]:
    """The tags that any of these entries carry, each with how many of them do."""
    rows = db.execute(
        f"""SELECT tag.id, name, count(*) FROM tagged JOIN tag ON tag.id = tag_id WHERE {_MATCHES}
            GROUP BY tag.id ORDER BY plain, folded""",
        (json.dumps(list(ids)),),
    )
    return [Tag(*row) for row in sound(rows, "iti")]


def edit(
    db: sqlite3.Connection, ids: Sequence[int], add: Sequence[str], remove: Sequence[str], now: datetime, label: str
) -> set[int]:
    """Tag entries and take tags from them; returns those that changed."""
    done = _Done()
    for name in remove:
        if (tag := find(db, name)) is not None:
            _take(db, tag.id, ids, done)
    for name in add:
        put(db, name, ids, done)
    if done.tagged:
        record(db, now, label, done.change(), sorted(done.ids()))
    return done.ids()


def put(db: sqlite3.Connection, name: str, ids: Sequence[int], done: _Done | None = None) -> None:
    """Tag entries, making the tag when there is none; without an undo of its own where nothing notes it (a rule)."""
    number = _make(db, name, done)
    won = db.execute(
        """INSERT OR IGNORE INTO tagged SELECT ?, id FROM state
            WHERE id IN (SELECT value FROM json_each(?)) AND id IN (SELECT id FROM entry) RETURNING entry_id""",
        (number, json.dumps(list(ids))),
    ).fetchall()
    if won and done is not None:
        done.tagged.append((number, [entry for (entry,) in won], False))


def rename(db: sqlite3.Connection, number: int, name: str, now: datetime, label: str) -> int:
    """Give a tag another name; where one has that name already, the two become one. Returns the id of what it is
    now. Raises UsageError when it is gone."""
    before = snapshot_rows(db, "tag", "id = ?", (number,))
    if not before:
        raise UsageError(_("That tag is gone."))
    done = _Done(rows=list(before))
    other = find(db, name)
    ids = _entries_of(db, number)
    if other is None or other.id == number:
        db.execute(
            "UPDATE tag SET name = ?, folded = ?, plain = ? WHERE id = ?", (name, tag_key(name), fold(name), number)
        )
    else:
        _take(db, number, ids, done)
        put(db, other.name, ids, done)
        db.execute("DELETE FROM tag WHERE id = ?", (number,))
    record(db, now, label, done.change(), ids)
    return number if other is None else other.id


def remove(db: sqlite3.Connection, number: int, now: datetime, label: str) -> list[int]:
    """Remove a tag from every story, which stay; returns these."""
    done = _Done(rows=list(snapshot_rows(db, "tag", "id = ?", (number,))))
    ids = _entries_of(db, number)
    _take(db, number, ids, done)
    db.execute("DELETE FROM tag WHERE id = ?", (number,))
    if done.rows:
        record(db, now, label, done.change(), ids)
    return ids


def _entries_of(db: sqlite3.Connection, number: int) -> list[int]:
    return [entry for (entry,) in db.execute("SELECT entry_id FROM tagged WHERE tag_id = ?", (number,))]


def _make(db: sqlite3.Connection, name: str, done: _Done | None) -> int:
    if (tag := find(db, name)) is not None:
        return tag.id
    number = db.execute(
        "INSERT INTO tag(name, folded, plain) VALUES (?, ?, ?)", (name, tag_key(name), fold(name))
    ).lastrowid
    assert number is not None
    if done is not None:
        done.made.append(number)
    return number


def _take(db: sqlite3.Connection, number: int, ids: Sequence[int], done: _Done) -> None:
    lost = db.execute(
        f"DELETE FROM tagged WHERE tag_id = ? AND {_MATCHES} RETURNING entry_id", (number, json.dumps(list(ids)))
    ).fetchall()
    if lost:
        done.tagged.append((number, [entry for (entry,) in lost], True))
