"""Values of the wrong kind in every column of a store, as flipped bytes leave them: every list still comes."""

from __future__ import annotations

import asyncio
import sqlite3
from array import array
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from contextlib import closing
from datetime import timedelta
from math import inf
from pathlib import Path

from reader.domain.errors import ReaderError
from reader.domain.front import Span
from reader.domain.models import GroupKind, ListQuery, Order, RelatedGroup, RelatedLink, Scope, ScopeKind
from reader.domain.query_parser import parse
from reader.domain.rules import Actions
from reader.engine import outcome
from reader.library import Library
from reader.sources.api import Fetched
from reader.store import (
    feeds,
    folding,
    followed,
    images,
    indexing,
    ingest,
    offline,
    pages,
    related,
    rules,
    saved,
    states,
    subscriptions,
    tags,
)
from reader.store.paths import StorePaths
from tests.store.store_world import NOW, World, digested, label

VALUES: dict[str, tuple[object, ...]] = {
    "INTEGER": ("\x1b[31m12e", b"\xff\x00", inf, None, 2**63 - 1, -(2**63), 0.5),
    "REAL": ("much", b"\xff", inf, None),
    "TEXT": (b"\xff\xfe\x00<", None, b""),
    "BLOB": ("text", None, 7, b"\x78\x9c\x00"),
}
"""What may stand in a column that is declared so; STRICT tables take none of it from SQL, but from the disk."""
OWN_ERROR = ("article", "undo", "document")
"""Uses of one thing, which may answer with a sentence; all others must answer."""


def build(folder: Path) -> Path:
    """A closed store with something in every table, whose schema takes any value."""
    world = World(folder)
    inside = world.write(subscriptions.add_folder, "Ordner", 0, NOW, "")
    group = RelatedGroup(GroupKind.RELATED, (RelatedLink("https://far.example/1", "Eins", published=NOW),), "Mehr")
    for number, name in enumerate(("one", "two")):
        feed_id = world.feed(name, inside)  # type: ignore[arg-type]
        world.fetched(feed_id, *(digested(number * 100 + story, links=(group,)) for story in range(4)))
    ids = [row[0] for row in world.db.execute("SELECT id FROM entry ORDER BY id")]
    world.write(indexing.index_pending, 1000)
    world.write(states.set_starred, ids[:2], True, NOW, label)
    world.write(states.set_read, ids[2:4], True, NOW, label)
    world.write(tags.edit, ids[:2], ["Tag"], [], NOW, "")
    world.write(saved.add, "S", "is:unread tin", NOW, "x")
    world.write(rules.add, "R", "tin", Actions(tags=("Regel",)), NOW, "x")
    world.write(pages.enqueue, "https://far.example/1", NOW)
    image = images.ImageRow("https://far.example/1.png", "ab", "png", 3, 4, 5, retry=NOW, used=NOW)
    world.write(images.keep, image, ids[0], NOW)
    members = [related.Membership(ids[0], 1, 1, 0), related.Membership(ids[4], 1, 2, 0)]
    world.write(related.settle, related.Settled(ids, members, {}, {ids[1]: [(ids[2], 0.5)]}))
    world.write(followed.follow, ids[0], lambda _vectors: array("q"), NOW, "x")
    world.db.close()
    _loosen(world.paths.database)
    return folder


def _loosen(database: Path) -> None:
    with closing(sqlite3.connect(database, isolation_level=None)) as db:
        db.execute("PRAGMA writable_schema = ON")
        for old, new in ((") STRICT, WITHOUT", ") WITHOUT"), (") STRICT", ")"), ("NOT NULL", "")):
            db.execute(
                "UPDATE sqlite_schema SET sql = replace(sql, ?, ?) WHERE type = 'table' AND name NOT LIKE 'search%'",
                (old, new),
            )
        triggers = db.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall()
        db.execute("DELETE FROM sqlite_schema WHERE type = 'trigger'")
        assert triggers


def columns(database: Path) -> list[tuple[str, str, str]]:
    """(table, column, declared type) of everything that a flipped byte can turn into another kind."""
    with closing(sqlite3.connect(database)) as db:
        listed = db.execute("PRAGMA table_list").fetchall()
        tables = [row[1] for row in listed if row[2] == "table" and not row[1].startswith("sqlite_")]
        return [
            (table, column, kind)
            for table in tables
            for _place, column, kind, _null, _default, key in db.execute(f"PRAGMA table_info({table})")
            if not key and kind in VALUES
        ]


def uses(library: Library, ids: Sequence[int]) -> Iterator[tuple[str, Callable[[], Awaitable[object]]]]:
    """Everything that reads rows, by name."""
    store = library._store
    for name in ("subscriptions", "folders", "counts", "saved_searches", "tags", "followed", "rules", "figures"):
        yield name, getattr(library, name)
    for kind in (ScopeKind.ALL, ScopeKind.UNREAD, ScopeKind.STARRED, ScopeKind.TODAY, ScopeKind.HISTORY):
        for order in (Order.NEWEST, Order.OLDEST, Order.SOURCE):
            yield f"list {kind} {order}", lambda k=kind, o=order: library.entry_ids(ListQuery(Scope(k), order=o))
    for text in ("tin", "tag:Tag is:starred", "feed:one /noi/", "author:ann sources:1 lang:vi"):
        search = ListQuery(Scope(ScopeKind.SEARCH), where=parse(text))
        yield f"search {text}", lambda q=search: library.entry_ids(q)
    yield "folder", lambda: library.entry_ids(ListQuery(Scope(ScopeKind.FOLDER, 1), unread_only=True))
    yield "saved", lambda: library.entry_ids(ListQuery(Scope(ScopeKind.SAVED, 1)))
    yield "saved counts", library.recount_saved
    yield "rows", lambda: library.rows(ids)
    yield "fold", lambda: library.fold(ids, ListQuery(), folding.LeadBy.NEWEST)
    yield "front", lambda: library.front(Span.TODAY)
    yield "coverage", library.coverage
    yield "last here", library.last_here
    yield "tags of", lambda: library.tags_of(ids)
    yield "retention", library.retention_plan
    yield "export", library.export_opml
    yield "stats", library.stats
    yield "pictures", lambda: library.picture_states(["https://far.example/1.png"])
    yield "preview", lambda: library.preview_rule("tin")
    yield "story", lambda: library.story_coverage(ids[0])
    yield "states", lambda: store.read(feeds.feed_states)
    yield "queue", lambda: store.read(pages.queued)
    yield "held", lambda: store.read(offline.held)
    yield "away", lambda: store.read(offline.stories, ids, NOW)
    yield "links", lambda: store.read(offline.links, ids, NOW)
    yield "stored", lambda: store.read(related.stored, ids)
    yield "members", lambda: store.read(related.members, ids)
    yield "image", lambda: store.read(images.find, "https://far.example/1.png")
    yield "known", lambda: store.read(ingest.known_entries, 1, [digested(1), digested(2)])
    yield "due", lambda: due(library)
    for number in ids[:2]:
        yield "article", lambda n=number: library.article(n)
        yield "related", lambda n=number: library.related(n)


async def due(library: Library) -> None:
    """What the engine does with the states of feeds, up to writing them back."""
    store = library._store
    states = await store.read(feeds.feed_states)
    now = NOW + timedelta(hours=1)
    for only_due in (False, True):
        outcome.select(states, (), only_due, now, 60)
    for state in states:
        outcome.request_for(state, now)
        await store.write(ingest.apply, outcome.after_failure(state, ReaderError("x"), now, 60), now)
        answer = Fetched(state.url, b"x", fetched_at=now)
        await store.write(ingest.apply, outcome.after_success(state, answer, None, now, 60), now)


Wrong = tuple[str, str, object]
"""Table, column, and what stands there in every row."""


def faults(folder: Path, groups: Iterable[Sequence[Wrong]]) -> list[str]:
    """Put the values of each group into their columns and use everything; returns what raised."""

    async def scene() -> list[str]:
        found = []
        library = await Library.open(folder, clock=lambda: NOW + timedelta(hours=1))
        try:
            ids = list(await library.entry_ids(ListQuery()))
            with closing(sqlite3.connect(StorePaths(folder).database, isolation_level=None, timeout=20)) as db:
                for group in groups:
                    what = ", ".join(f"{table}.{column} = {value!r}" for table, column, value in group)
                    before = [_spoil(db, *one) for one in group]
                    for name, use in uses(library, ids):
                        try:
                            await use()
                        except ReaderError as error:
                            if name not in OWN_ERROR:
                                found.append(f"{what}: {name}: {type(error).__name__}")
                        except Exception as error:  # noqa: BLE001 - that is what is looked for
                            found.append(f"{what}: {name}: {type(error).__name__}: {error}")
                    for (table, column, _value), rows in zip(group, before, strict=True):
                        _heal(db, table, column, rows)
        finally:
            await library.close()
        return found

    return asyncio.run(scene())


def _spoil(db: sqlite3.Connection, table: str, column: str, value: object) -> list[tuple[object, ...]]:
    keys = _keys(db, table)
    before = db.execute(f"SELECT {column}, {', '.join(keys)} FROM {table}").fetchall()
    db.execute(f"UPDATE OR IGNORE {table} SET {column} = ?", (value,))
    return before


def _heal(db: sqlite3.Connection, table: str, column: str, before: list[tuple[object, ...]]) -> None:
    where = " AND ".join(f"{key} = ?" for key in _keys(db, table))
    db.executemany(f"UPDATE {table} SET {column} = ? WHERE {where}", before)


def _keys(db: sqlite3.Connection, table: str) -> list[str]:
    return [row[1] for row in db.execute(f"PRAGMA table_info({table})") if row[5]] or ["rowid"]


def each_alone(database: Path) -> list[list[Wrong]]:
    """Every value in every column."""
    return [[(table, column, value)] for table, column, kind in columns(database) for value in VALUES[kind]]


def some_together(database: Path, groups: int = 5) -> list[list[Wrong]]:
    """A value in every column, the columns dealt out to so many groups."""
    every = columns(database)
    return [
        [
            (table, column, VALUES[kind][(group + place) % len(VALUES[kind])])
            for place, (table, column, kind) in enumerate(every[group::groups])
        ]
        for group in range(groups)
    ]
