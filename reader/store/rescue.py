"""A damaged store: set aside, never overwritten, and what can be read carried over into a new one.

Subscriptions, folders, stars and what was read come first, then the newest entries. What the damaged file no longer
gives is taken from the newest sound backup, and where there is none from the plain OPML beside it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from reader.domain import opml
from reader.domain.errors import StoreDamaged, StoreLocked, UsageError
from reader.i18n import _

from . import backup, counters, exchange
from .connect import open_damaged, open_writer, transaction
from .locks import ENGINE_LOCK, UI_LOCK, Lock
from .migrate import migrate, version
from .paths import StorePaths
from .schema import APPLICATION_ID
from .soundness import check
from .swapping import forget, swap_in

MAX_ENTRIES = 50_000
"""Entries that are carried over besides the starred ones: more would keep the reader waiting."""
CHUNK = 500
TABLES = ("folder", "feed", "subscription", "queue", "saved", "tag", "followed", "rule")
"""What a person has made, all rows of which are carried over."""
LOOSE = ("memory", "tagged", "followed_entry")
"""The same, without a rowid."""
_UNREADABLE = (sqlite3.Error, UnicodeDecodeError)
"""What reading damage raises, see `connect.UnreadableFile`."""
_SINCE = {"whole": 2, "saved": 6, "tag": 6, "tagged": 6}
"""The version that brought a table: a store of an older one lacks it without being damaged."""


@dataclass(slots=True)
class Rescued:
    """What was carried over."""

    feeds: int = 0
    starred: int = 0
    entries: int = 0
    errors: int = 0
    """Reads that met damage."""


def replace_damaged(paths: StorePaths, now: datetime, damage: StoreDamaged, held: Sequence[Lock]) -> str:
    """Make a new store from what can be rescued and set the damaged one aside; returns the sentence to show.

    The new one takes the old one's place in a single step, when it is complete. Raises StoreLocked while another copy
    of the program has the store open.
    """
    locks = [Lock(paths.folder / name) for name in (UI_LOCK, ENGINE_LOCK)]
    missing = [lock for lock in locks if lock.path not in {own.path for own in held}]
    taken: list[Lock] = []
    try:
        for lock in missing:
            if not lock.acquire():
                raise StoreLocked(
                    _("{damage} Another bantin has it open; close that one and start again to rescue it.").format(
                        damage=damage
                    )
                )
            taken.append(lock)
        try:
            check(paths)
        except StoreDamaged as found:
            damage = found
        else:
            return ""  # another process was here first
        fresh = paths.rescuing
        forget(fresh)
        rescued = _rescue(paths, fresh, now)
        aside = paths.aside(now)
        swap_in(paths, fresh, aside)
    finally:
        for lock in taken:
            lock.release()
    return _(
        "{damage} It is kept as {name}; {feeds} feeds, {starred} starred and {entries} other stories were rescued."
    ).format(damage=damage, name=aside.name, feeds=rescued.feeds, starred=rescued.starred, entries=rescued.entries)


def _rescue(paths: StorePaths, fresh: Path, now: datetime) -> Rescued:
    target = open_writer(fresh, checkpoints=True, durable=True)
    try:
        migrate(target)
        rescued = _from_file(paths.database, target, MAX_ENTRIES)
        if rescued.errors or not rescued.feeds:
            for copy in backup.existing(paths):
                older = _from_file(copy, target, MAX_ENTRIES)
                if older.feeds:
                    break
        (known,) = target.execute("SELECT count(*) FROM subscription").fetchone()
        if not known:
            _from_opml(paths.opml, target, now)
        with transaction(target):
            counters.repair(target)
        count = counters.counts(target)
        (feeds,) = target.execute("SELECT count(*) FROM subscription").fetchone()
        target.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        # Back to a single file, so that one rename moves all of it.
        target.execute("PRAGMA journal_mode = DELETE").fetchall()
        return Rescued(feeds, count.starred, max(0, count.entries - count.starred))
    finally:
        target.close()


def _from_file(path: Path, target: sqlite3.Connection, max_entries: int) -> Rescued:
    """Carry over what `path` gives; nothing when it is no database any more."""
    if not path.is_file():
        return Rescued(errors=1)
    try:
        source = open_damaged(path)
    except _UNREADABLE:
        return Rescued(errors=1)
    try:
        (application,) = source.execute("PRAGMA application_id").fetchone()
        return carry_over(source, target, max_entries) if application == APPLICATION_ID else Rescued(errors=1)
    except _UNREADABLE:
        return Rescued(errors=1)
    finally:
        source.close()


def _from_opml(path: Path, target: sqlite3.Connection, now: datetime) -> None:
    try:
        listed = opml.parse(path.read_bytes(), trusted=True)
    except (OSError, UsageError):
        return
    with transaction(target):
        exchange.import_nodes(target, listed.nodes, now, lambda count: "", trusted=True)
        target.execute("DELETE FROM undo")


def carry_over(source: sqlite3.Connection, target: sqlite3.Connection, max_entries: int) -> Rescued:
    """Copy everything of value from one store into another, row by row, passing over rows that cannot be read.

    Rows that `target` has already stay as they are.
    """
    copier = _Copier(source, target)
    with transaction(target):
        for table in TABLES:
            copier.table(table)
        for table in LOOSE:
            copier.loose(table)
        wanted = copier.states(max_entries)
        for table in ("identity", "alias", "link"):
            copier.loose(table)
        copier.texts(wanted)
        copier.kept()
        tidy(target)
    (feeds,) = target.execute("SELECT count(*) FROM subscription").fetchone()
    return Rescued(feeds=feeds, errors=copier.errors)


def tidy(target: sqlite3.Connection) -> None:
    """Let what was carried over fit together."""
    # What has no text is remembered but stands in no list; links and addresses without an entry go.
    target.execute("UPDATE state SET place = 0 WHERE place > 0 AND id NOT IN (SELECT id FROM entry)")
    target.execute("DELETE FROM link WHERE entry_id NOT IN (SELECT id FROM entry)")
    target.execute("DELETE FROM identity WHERE entry_id NOT IN (SELECT id FROM state)")
    target.execute("DELETE FROM alias WHERE entry_id NOT IN (SELECT id FROM state)")
    target.execute("DELETE FROM tagged WHERE tag_id NOT IN (SELECT id FROM tag)")
    target.execute("DELETE FROM tagged WHERE entry_id NOT IN (SELECT id FROM state)")
    target.execute("DELETE FROM entry WHERE id NOT IN (SELECT id FROM state)")
    target.execute("INSERT OR IGNORE INTO unindexed SELECT id FROM entry")
    # An entry whose text is lost gets it again from the next fetch, which must not be cut short as unchanged.
    target.execute("UPDATE entry SET content_hash = '' WHERE id NOT IN (SELECT id / 4 FROM body)")
    target.execute("UPDATE feed SET etag = '', last_modified = '', body_hash = '', next_due = NULL")


class _Copier:
    """Copies rows of tables that both stores have, by the columns that both have."""

    def __init__(self, source: sqlite3.Connection, target: sqlite3.Connection) -> None:
        self._source = source
        self._target = target
        self._version = version(source)
        self.errors = 0

    def table(self, table: str) -> None:
        """All rows of a table with a rowid."""
        self._insert(table, self._by_rowid(table))

    def states(self, max_entries: int) -> list[int]:
        """The state of every entry that has any, and of the newest; returns whose texts are wanted: of the newest, and
        of those that are starred or tagged."""
        columns = self._columns("state")
        if not {"id", "starred", "read", "opened_at"} <= {*columns}:
            return []
        starred = columns.index("starred")
        touched = [columns.index(name) for name in ("starred", "read", "opened_at", "unread_at") if name in columns]
        rows = list(self._by_rowid("state"))
        chosen = {number for (number,) in self._target.execute("SELECT DISTINCT entry_id FROM tagged")}
        chosen.update(row[0] for row in rows[-max_entries:] if max_entries)
        chosen.update(row[0] for row in rows if row[starred])
        self._insert("state", (row for row in rows if row[0] in chosen or any(row[place] for place in touched)))
        return [row[0] for row in rows if row[0] in chosen]

    def kept(self) -> None:
        """Which full texts the reader asked to keep."""
        if "kept" in self._columns("whole"):
            kept = [(kept, number) for number, _bytes, kept in self._by_rowid("whole") if kept]
            self._target.executemany("UPDATE whole SET kept = ? WHERE entry_id = ?", kept)

    def texts(self, ids: Sequence[int]) -> None:
        """Entries with their texts."""
        for start in range(0, len(ids), CHUNK):
            some = ids[start : start + CHUNK]
            self._insert("entry", self._some("entry", some))
            self._insert("body", self._some("body", [number * 4 + version for number in some for version in (0, 1)]))

    def loose(self, table: str) -> None:
        """The rows of a table without rowid, as far as they can be read."""
        columns = self._columns(table)
        if not columns:
            return

        def rows() -> Iterator[tuple[Any, ...]]:
            try:
                yield from self._source.execute(f"SELECT {', '.join(columns)} FROM {table}")
            except _UNREADABLE:
                self.errors += 1

        self._insert(table, rows())

    def _by_rowid(self, table: str) -> Iterator[tuple[Any, ...]]:
        columns = self._columns(table)
        if not columns:
            return
        try:
            (last,) = self._source.execute(f"SELECT max(rowid) FROM {table}").fetchone()
        except _UNREADABLE:
            self.errors += 1
            return
        start = 0
        while last is not None and start <= last:
            select = f"SELECT {', '.join(columns)} FROM {table} WHERE rowid BETWEEN ? AND ?"
            try:
                yield from self._source.execute(select, (start, start + CHUNK - 1)).fetchall()
            except _UNREADABLE:
                self.errors += 1
                yield from self._one_by_one(select, range(start, min(start + CHUNK, last + 1)))
            start += CHUNK

    def _some(self, table: str, ids: Sequence[int]) -> Iterator[tuple[Any, ...]]:
        columns = self._columns(table)
        if not columns:
            return
        select = f"SELECT {', '.join(columns)} FROM {table} WHERE rowid BETWEEN ? AND ?"
        marks = ", ".join("?" * len(ids))
        try:
            found = self._source.execute(f"SELECT {', '.join(columns)} FROM {table} WHERE rowid IN ({marks})", ids)
            yield from found.fetchall()
        except _UNREADABLE:
            self.errors += 1
            yield from self._one_by_one(select, ids)

    def _one_by_one(self, select: str, ids: Sequence[int]) -> Iterator[tuple[Any, ...]]:
        for number in ids:
            with suppress(*_UNREADABLE):
                yield from self._source.execute(select, (number, number)).fetchall()

    def _columns(self, table: str) -> list[str]:
        """The columns that both stores have, in the order of the target; none when the source has no such table."""
        try:
            there = {row[1] for row in self._source.execute(f"PRAGMA table_info({table})")}
        except _UNREADABLE:
            there = set()
        if not there and self._version >= _SINCE.get(table, 0):
            self.errors += 1
        return [row[1] for row in self._target.execute(f"PRAGMA table_info({table})") if row[1] in there]

    def _insert(self, table: str, rows: Iterator[tuple[Any, ...]]) -> None:
        columns = self._columns(table)
        if not columns:
            return
        insert = f"INSERT OR IGNORE INTO {table}({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})"
        for row in rows:
            try:
                self._target.execute(insert, row)
            except sqlite3.IntegrityError:
                # A value that damage has turned into nonsense.
                self.errors += 1
