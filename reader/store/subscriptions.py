"""Subscriptions and folders as the reader arranges them. Every change can be taken back."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from reader.domain.errors import UsageError
from reader.domain.models import Folder, Health, Subscription
from reader.i18n import _

from .packing import from_db_or_none, sound
from .undo import Change, Label, Row, dissolve, record, snapshot_rows, unsubscribe

_SELECT = """SELECT feed.id, url, adapter, title, own_title, site_url, description, language, folder_id, position,
        interval, full_text, keep_full, sample, added, last_attempt, last_success, next_due, failures, error,
        warning, gone, disabled, preferred, keep_days, keep_count, subscription.extra
    FROM subscription JOIN feed ON feed.id = subscription.feed_id"""


_made: dict[int, tuple[Sequence[Any], Subscription]] = {}
"""What was made last of the row of each feed. While a thousand feeds refresh all are read again and again, of which few
have changed; to make all anew takes 12 ms, in which a key waits, and leaves as much to be collected. A cache by row
would keep those of before as well."""


def subscriptions(db: sqlite3.Connection) -> list[Subscription]:
    """All subscriptions: those at the top first, then folder by folder in the order of the tree."""
    return [_made_of(row) for row in _rows(db)]


def _made_of(row: Sequence[Any]) -> Subscription:
    before, made = _made.get(row[0], (None, None))
    if made is None or before != row:
        made = _subscription(row)
        _made[row[0]] = row, made
    return made


def with_extra(db: sqlite3.Connection) -> list[tuple[Subscription, Mapping[str, str]]]:
    """As `subscriptions`, with the foreign attributes that came with each by OPML."""
    return [(_subscription(row), read_extra(row[-1])) for row in _rows(db)]


def _rows(db: sqlite3.Connection) -> list[Sequence[Any]]:
    order = {folder.id: place for place, folder in enumerate(folders(db), 1)}
    rows = sound(db.execute(_SELECT), "ittttttt" + "iinini" + "iIIIntt" + "iiinnt")
    return sorted(rows, key=lambda row: (order.get(row[8], 0), row[9], row[0]))


def read_extra(dumped: str) -> Mapping[str, str]:
    """The foreign attributes of an outline, none when they cannot be read."""
    try:
        extra = json.loads(dumped or "{}")
    except ValueError:
        return {}
    return {name: value for name, value in extra.items() if isinstance(value, str)} if isinstance(extra, dict) else {}


def _subscription(row: Sequence[Any]) -> Subscription:
    (feed_id, url, adapter, title, own_title, site_url, description, language, folder_id, position) = row[:10]
    (interval, full_text, keep_full, sample, added) = row[10:15]
    (last_attempt, last_success, next_due, failures, error, warning, gone, disabled, preferred) = row[15:24]
    keep_days, keep_count = row[24:26]
    return Subscription(
        id=feed_id,
        url=url,
        adapter=adapter,
        feed_title=title,
        own_title=own_title,
        site_url=site_url,
        description=description,
        language=language,
        folder_id=folder_id,
        position=position,
        interval=interval,
        full_text=bool(full_text),
        keep_full=keep_full,
        keep_days=keep_days,
        keep_count=keep_count,
        sample=bool(sample),
        preferred=bool(preferred),
        added=from_db_or_none(added or None),
        health=Health(
            last_attempt=from_db_or_none(last_attempt),
            last_success=from_db_or_none(last_success),
            next_due=from_db_or_none(next_due),
            failures=failures,
            error=error,
            warning=warning,
            gone=bool(gone),
            disabled=bool(disabled),
        ),
    )


def folders(db: sqlite3.Connection) -> list[Folder]:
    """All folders, parents before children, brothers by position."""
    children: dict[int, list[Folder]] = {}
    rows = db.execute("SELECT id, title, parent_id, position, expanded FROM folder ORDER BY position, id").fetchall()
    seen = {0}
    for number, title, parent_id, position, expanded in sound(rows, "itiii"):
        if number in seen:
            continue  # damage gives a row again and again, or as one that holds itself
        seen.add(number)
        children.setdefault(parent_id, []).append(Folder(number, title, parent_id, position, bool(expanded)))
    ordered: list[Folder] = []
    waiting = children.pop(0, [])[::-1]
    while waiting:
        folder = waiting.pop()
        ordered.append(folder)
        waiting += children.pop(folder.id, [])[::-1]
    # Folders that a damaged file has put into each other stand at the end, in none, rather than nowhere; a name may be
    # gone.
    return ordered + [replace(folder, parent_id=0) for rest in children.values() for folder in rest]


def rename(db: sqlite3.Connection, feed_id: int, own_title: str, now: datetime, label: str) -> None:
    """Give a subscription a title of the reader's own; empty goes back to the feed's."""
    configure(db, feed_id, {"own_title": own_title}, now, label)


def configure(db: sqlite3.Connection, feed_id: int, values: Mapping[str, object], now: datetime, label: str) -> None:
    """Change the reader's columns of one subscription. Raises UsageError when it is not there."""
    allowed = {"own_title", "interval", "full_text", "keep_full", "keep_days", "keep_count", "disabled", "preferred"}
    if unknown := values.keys() - allowed:
        raise ValueError(f"no setting of a subscription: {sorted(unknown)}")
    before = snapshot_rows(db, "subscription", "feed_id = ?", (feed_id,))
    if not before:
        raise _no_feed()
    if not values:
        return
    record(db, now, label, Change(subscriptions=before))
    columns = ", ".join(f"{name} = ?" for name in values)
    db.execute(f"UPDATE subscription SET {columns} WHERE feed_id = ?", (*values.values(), feed_id))
    if "interval" in values or values.get("disabled") is False:
        # The schedule decides anew; its floor keeps this from being a burst.
        db.execute("UPDATE feed SET next_due = NULL, gone = 0 WHERE id = ?", (feed_id,))


def move(db: sqlite3.Connection, feed_id: int, folder_id: int, position: int | None, now: datetime, label: str) -> None:
    """Put a subscription into a folder (0: the top), before the one at `position`, or last."""
    _require_folder(db, folder_id)
    mine = snapshot_rows(db, "subscription", "feed_id = ?", (feed_id,))
    if not mine:
        raise _no_feed()
    brothers = snapshot_rows(db, "subscription", "folder_id = ? AND feed_id <> ?", (folder_id, feed_id))
    record(db, now, label, Change(subscriptions=(*mine, *brothers)))
    ids = [row["feed_id"] for row in sorted(brothers, key=lambda row: (row["position"], row["feed_id"]))]
    ids.insert(len(ids) if position is None else max(0, min(position, len(ids))), feed_id)
    db.execute("UPDATE subscription SET folder_id = ? WHERE feed_id = ?", (folder_id, feed_id))
    db.executemany("UPDATE subscription SET position = ? WHERE feed_id = ?", enumerate(ids))


def remove(
    db: sqlite3.Connection, feed_ids: Sequence[int], now: datetime, label: Label, *, tidy: bool = False
) -> list[int]:
    """Remove subscriptions; returns those that were there. Starred entries stay under Starred.

    `tidy` also removes the folders that held them and hold nothing any more.
    """
    inside = "feed_id IN (SELECT value FROM json_each(?))"
    rows = snapshot_rows(db, "subscription", inside, (json.dumps(list(feed_ids)),))
    if not rows:
        return []
    for row in rows:
        unsubscribe(db, row["feed_id"], now)
    emptied = _emptied(db, {row["folder_id"] for row in rows} - {0}) if tidy else ()
    record(db, now, label(len(rows)), Change(subscriptions=rows, folders=emptied))
    for folder in emptied:
        dissolve(db, folder["id"])
    return [row["feed_id"] for row in rows]


def _emptied(db: sqlite3.Connection, folder_ids: set[int]) -> tuple[Row, ...]:
    return snapshot_rows(
        db,
        "folder",
        """id IN (SELECT value FROM json_each(?)) AND id NOT IN (SELECT folder_id FROM subscription)
            AND id NOT IN (SELECT parent_id FROM folder)""",
        (json.dumps(sorted(folder_ids)),),
    )


def sample_ids(db: sqlite3.Connection) -> list[int]:
    """The subscriptions that came with the program."""
    return [number for (number,) in db.execute("SELECT feed_id FROM subscription WHERE sample = 1")]


def record_added(db: sqlite3.Connection, feed_ids: Sequence[int], now: datetime, label: str) -> None:
    """Let an undo remove these new subscriptions again."""
    record(db, now, label, Change(new_feeds=tuple(feed_ids)))


def add_folder(db: sqlite3.Connection, title: str, parent_id: int, now: datetime, label: str) -> int:
    """Make a folder, last among its brothers; returns its id."""
    number = insert_folder(db, title, parent_id)
    record(db, now, label, Change(new_folders=(number,)))
    return number


def insert_folder(db: sqlite3.Connection, title: str, parent_id: int, extra: str = "") -> int:
    """Make a folder without an undo of its own (part of an import)."""
    _require_folder(db, parent_id)
    (last,) = db.execute("SELECT max(position) FROM folder WHERE parent_id = ?", (parent_id,)).fetchone()
    number = db.execute(
        "INSERT INTO folder(title, parent_id, position, extra) VALUES (?, ?, ?, ?)",
        (title, parent_id, 0 if last is None else last + 1, extra),
    ).lastrowid
    assert number is not None
    return number


def rename_folder(db: sqlite3.Connection, folder_id: int, title: str, now: datetime, label: str) -> None:
    """Give a folder another title."""
    _require_folder(db, folder_id)
    record(db, now, label, Change(folders=snapshot_rows(db, "folder", "id = ?", (folder_id,))))
    db.execute("UPDATE folder SET title = ? WHERE id = ?", (title, folder_id))


def move_folder(
    db: sqlite3.Connection, folder_id: int, parent_id: int, position: int | None, now: datetime, label: str
) -> None:
    """Put a folder into another one (0: the top). Raises UsageError for one inside itself."""
    _require_folder(db, folder_id)
    _require_folder(db, parent_id)
    above, parents = parent_id, {folder.id: folder.parent_id for folder in folders(db)}
    for _step in range(len(parents) + 1):
        if above == folder_id:
            raise UsageError(_("A folder cannot be moved into itself."))
        above = parents.get(above, 0)
    brothers = snapshot_rows(db, "folder", "parent_id = ? AND id <> ?", (parent_id, folder_id))
    mine = snapshot_rows(db, "folder", "id = ?", (folder_id,))
    record(db, now, label, Change(folders=(*mine, *brothers)))
    ids = [row["id"] for row in sorted(brothers, key=lambda row: (row["position"], row["id"]))]
    ids.insert(len(ids) if position is None else max(0, min(position, len(ids))), folder_id)
    db.execute("UPDATE folder SET parent_id = ? WHERE id = ?", (parent_id, folder_id))
    db.executemany("UPDATE folder SET position = ? WHERE id = ?", enumerate(ids))


def remove_folder(db: sqlite3.Connection, folder_id: int, now: datetime, label: str) -> None:
    """Remove a folder; its feeds and folders move to its parent."""
    _require_folder(db, folder_id)
    if not folder_id:
        return
    change = Change(
        folders=snapshot_rows(db, "folder", "id = ? OR parent_id = ?", (folder_id, folder_id)),
        subscriptions=snapshot_rows(db, "subscription", "folder_id = ?", (folder_id,)),
    )
    record(db, now, label, change)
    dissolve(db, folder_id)


def set_expanded(db: sqlite3.Connection, folder_id: int, expanded: bool) -> None:
    """Remember whether a folder is shown open."""
    db.execute("UPDATE folder SET expanded = ? WHERE id = ?", (expanded, folder_id))


def _require_folder(db: sqlite3.Connection, folder_id: int) -> None:
    if folder_id and db.execute("SELECT 1 FROM folder WHERE id = ?", (folder_id,)).fetchone() is None:
        raise UsageError(_("That folder is gone."))


def _no_feed() -> UsageError:
    return UsageError(_("That feed is not among your subscriptions any more."))
