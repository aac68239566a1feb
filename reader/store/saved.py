"""Saved searches, and what the searches and filters of a list ask for."""

from __future__ import annotations

import sqlite3
from datetime import datetime

from reader.domain.models import ListQuery, SavedSearch, ScopeKind
from reader.domain.query import NOTHING, Belongs, In, Node, both, headline, leaves
from reader.domain.tags import tag_key

from .packing import sound
from .undo import Change, Row, move_row, record, snapshot_rows


def condition(db: sqlite3.Connection, query: ListQuery) -> Node | None:
    """What the entries of a list must meet besides standing in its place; None when that is all."""
    parts: list[Node] = []
    if query.scope.kind is ScopeKind.SEARCH and (query.scope.text or query.where is None):
        parts.append(_typed(query.scope.text))
    elif query.scope.kind is ScopeKind.SAVED:
        parts.append(saved_query(db, query.scope.id))
    if query.filter.strip():
        parts.append(headline(_typed(query.filter)))
    if query.where is not None:
        parts.append(query.where)
    return both(parts) if parts else None


def _typed(text: str) -> Node:
    """What is being typed; a text that asks for nothing finds nothing."""
    from reader.domain.query_parser import read

    reading = read(text, typing=True)
    return NOTHING if reading.empty else reading.node


def saved_query(db: sqlite3.Connection, number: int) -> Node:
    """The query of a saved search; one that is gone finds nothing."""
    from reader.domain.query_parser import read

    row = next(sound(db.execute("SELECT query FROM saved WHERE id = ?", (number,)), "t"), None)
    reading = read(row[0]) if row else None
    return reading.node if reading and not reading.empty else NOTHING


def searches(db: sqlite3.Connection) -> list[SavedSearch]:
    """All saved searches in their order."""
    rows = db.execute("SELECT id, title, query, position FROM saved ORDER BY position, id")
    return [SavedSearch(*row) for row in sound(rows, "itti")]


def missing(db: sqlite3.Connection, node: Node, now: datetime) -> tuple[str, ...]:
    """The feeds, folders and tags that a query names and that are not there, as it names them."""
    from .query_facts import setting

    found = setting(db, node, now).feeds
    named = (leaf for leaf in leaves(node) if isinstance(leaf, In) and leaf.what is not Belongs.LANG)
    gone = (leaf for leaf in named if not (_is_tag(db, leaf.name) if leaf.what is Belongs.TAG else found.get(leaf)))
    return tuple(dict.fromkeys(leaf.name for leaf in gone))


def _is_tag(db: sqlite3.Connection, name: str) -> bool:
    asked = "SELECT 1 FROM tag WHERE folded = ? OR plain = ? LIMIT 1"
    return db.execute(asked, (tag_key(name), tag_key(name))).fetchone() is not None


def add(db: sqlite3.Connection, title: str, query: str, now: datetime, label: str) -> int:
    """Save a search, behind the others; returns its id."""
    number = db.execute(
        "INSERT INTO saved(title, query, position) SELECT ?, ?, coalesce(max(position), 0) + 1 FROM saved",
        (title, query),
    ).lastrowid
    assert number is not None
    record(db, now, label, Change(extra={"new_saved": [number]}))
    return number


def change(db: sqlite3.Connection, number: int, title: str, query: str, now: datetime, label: str) -> None:
    """Give a saved search another name or query."""
    record(db, now, label, Change(extra={"saved": _row(db, number)}))
    db.execute("UPDATE saved SET title = ?, query = ? WHERE id = ?", (title, query, number))


def move(db: sqlite3.Connection, number: int, step: int, now: datetime, label: str) -> bool:
    """Move a saved search `step` places down (or up, below 0); False when it is at that end already."""
    return move_row(db, "saved", number, step, now, label)


def remove(db: sqlite3.Connection, number: int, now: datetime, label: str) -> None:
    """Remove a saved search; what it found stays."""
    record(db, now, label, Change(extra={"saved": _row(db, number)}))
    db.execute("DELETE FROM saved WHERE id = ?", (number,))


def _row(db: sqlite3.Connection, number: int) -> list[Row]:
    return list(snapshot_rows(db, "saved", "id = ?", (number,)))
