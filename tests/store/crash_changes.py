"""Single changes of a store in a process that dies at any of their statements: whole, or not at all."""

from __future__ import annotations

import shutil
import sqlite3
from array import array
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from reader.domain.digested import DigestedFeed
from reader.domain.models import GroupKind, RelatedGroup, RelatedLink
from reader.domain.rules import read_actions
from reader.store import feeds, followed, indexing, ingest, pages, rules, states, subscriptions, tags, undo, upkeep
from reader.store.connect import open_writer, transaction
from reader.store.migrate import migrate, version
from reader.store.opening import Role, open_store
from reader.store.paths import StorePaths
from reader.store.schema import LATEST
from reader.store.values import ChangedEntry, FeedUpdate, NewEntry, PageUpdate, RekeyedEntry
from tests.store.dying import dies_at
from tests.store.store_world import NOW, World, digested, label


def build(folder: Path) -> Path:
    """A closed store with a feed, some entries, some of them indexed, a rule, and changes that can be undone."""
    world = World(folder)
    feed_id = world.feed()
    group = RelatedGroup(GroupKind.RELATED, (RelatedLink("https://far.example/1", "Eins"),), "Mehr")
    world.fetched(feed_id, *(digested(number, links=(group,)) for number in range(6)))
    world.write(indexing.index_pending, 4)
    world.write(rules.add, "Tin", "tin", read_actions("star, tag:x, notify, hide"), NOW, "made")
    world.write(tags.edit, [3, 4], ("Mai",), (), NOW, "tagged")
    world.write(states.set_read, [1, 2], True, NOW, label)
    world.db.close()
    return folder


def dump(folder: Path) -> list[str]:
    """All rows of all tables, the shadow tables of the index among them."""
    db = open_writer(StorePaths(folder).database, checkpoints=True, durable=False)
    try:
        names = [name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
        return [repr((name, sorted(map(repr, db.execute(f"SELECT * FROM {name}"))))) for name in names]
    finally:
        db.close()


def the_update(db: sqlite3.Connection) -> FeedUpdate:
    (state,) = feeds.feed_states(db)
    return FeedUpdate(
        replace(state, etag="new", last_attempt=NOW),
        DigestedFeed(title="Neu"),
        new=tuple(NewEntry(digested(number), NOW) for number in range(20, 24)),
        changed=(ChangedEntry(1, digested(5, title="Anders", content_hash="x")),),
        rekeyed=(RekeyedEntry(2, "other", "https://far.example/2", "far.example/2"),),
        new_url="https://new.example/feed",
    )


CHANGES: dict[str, Callable[[sqlite3.Connection], object]] = {
    "apply": lambda db: ingest.apply(db, the_update(db), NOW),
    "index": lambda db: indexing.index_pending(db),
    "set_read": lambda db: states.set_read(db, [3, 4], True, NOW, label),
    "set_part": lambda db: states.set_part(db, "read", True, [3, 4], NOW, label, undo.newest(db), 2),
    "undo": lambda db: undo.undo(db, NOW),
    "remove": lambda db: subscriptions.remove(db, [1], NOW, label),
    "page": lambda db: pages.store_page(db, PageUpdate("https://far.example/1", "far.example/1", entry_id=2), NOW),
    "follow": lambda db: followed.follow(db, 2, lambda _vectors: array("I"), NOW, "followed"),
    "delete": lambda db: upkeep.delete_entry(db, 3),
    "tag": lambda db: tags.edit(db, [1, 4], ("Neu", "x"), ("Mai",), NOW, "tagged"),
    "tag renamed": lambda db: tags.rename(db, 1, "Morgen", NOW, "renamed"),
    "tag removed": lambda db: tags.remove(db, 1, NOW, "removed"),
    "rules at work": lambda db: rules.apply(db, ingest.apply(db, the_update(db), NOW).arrived, NOW),
    "rule removed": lambda db: rules.remove(db, 1, NOW, "removed"),
}


def _work(name: str) -> Callable[[sqlite3.Connection], None]:
    def work(db: sqlite3.Connection) -> None:
        with transaction(db):
            CHANGES[name](db)

    return work


WORK = {name: _work(name) for name in CHANGES}
"""Each in one transaction, as `Store.write` does it."""


def crash(name: str, start: Path, scratch: Path, at: int, before: list[str]) -> tuple[bool, list[str]]:
    """Die at the `at`-th statement of a change; whether it died, and what is wrong. `before` is `dump(start)`."""
    folder = scratch / f"{name}-{at}"
    shutil.copytree(start, folder)
    try:
        died = dies_at(at, folder, WORK[name])
        found = [] if (dump(folder) == before) is died else ["half of it is there"]
        db = sqlite3.connect(StorePaths(folder).database)
        found += upkeep.problems(db, thorough=True)
        db.close()
        return died, [f"{name} at statement {at}: {each}" for each in found]
    finally:
        shutil.rmtree(folder)


def made(scratch: Path, at: int) -> tuple[bool, list[str]]:
    """Die at the `at`-th statement of making a new store; whether it died, and what is wrong."""
    folder = scratch / f"made-{at}"
    folder.mkdir()
    try:
        died = dies_at(at, folder, migrate)
        db = sqlite3.connect(StorePaths(folder).database)
        reached = version(db)
        (tables,) = db.execute("SELECT count(*) FROM sqlite_master").fetchone()
        db.close()
        found = [] if (tables > 0) is (reached > 0) and reached <= LATEST else ["half of a migration is there"]
        store = open_store(folder, Role.COMMAND)
        store.close_now()
        return died, [f"a new store at {at}: {each}" for each in (*found, *filter(None, [store.notice]))]
    finally:
        shutil.rmtree(folder)
