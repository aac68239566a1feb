"""A process that dies at any statement of any change: the store is sound, the change is there whole or not at all."""

from __future__ import annotations

import os
import shutil
import sqlite3
import sys
from array import array
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from dying import DIED, dies_at
from store_world import NOW, World, digested, label

from reader.domain.digested import DigestedFeed
from reader.domain.models import GroupKind, RelatedGroup, RelatedLink
from reader.store import feeds, followed, indexing, ingest, pages, states, subscriptions, undo, upkeep
from reader.store.connect import open_writer, transaction
from reader.store.migrate import migrate, version
from reader.store.migrations import LATEST, MIGRATIONS
from reader.store.opening import Role, open_store
from reader.store.places import Places
from reader.store.values import ChangedEntry, FeedUpdate, NewEntry, PageUpdate, RekeyedEntry


def dump(folder: Path) -> list[str]:
    """All rows of all tables, the shadow tables of the index among them."""
    db = open_writer(Places(folder).database, checkpoints=True, durable=False)
    try:
        names = [name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
        return [repr((name, sorted(map(repr, db.execute(f"SELECT * FROM {name}"))))) for name in names]
    finally:
        db.close()


@pytest.fixture
def start(tmp_path: Path) -> Path:
    """A store with a feed, some entries, some of them indexed, and changes that can be undone."""
    world = World(tmp_path / "start")
    feed_id = world.feed()
    group = RelatedGroup(GroupKind.RELATED, (RelatedLink("https://far.example/1", "Eins"),), "Mehr")
    world.fetched(feed_id, *(digested(number, links=(group,)) for number in range(6)))
    world.write(indexing.index_pending, 4)
    world.write(states.set_read, [1, 2], True, NOW, label)
    world.db.close()
    return tmp_path / "start"


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
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_is_there_whole_or_not_at_all(start: Path, tmp_path: Path, name: str) -> None:
    def work(db: sqlite3.Connection) -> None:
        with transaction(db):
            CHANGES[name](db)

    before = dump(start)
    number = 0
    while True:
        number += 1
        folder = tmp_path / str(number)
        shutil.copytree(start, folder)
        died = dies_at(number, folder, work)
        world = World(folder)
        assert world.sound()
        world.db.close()
        assert (dump(folder) == before) is died
        if not died:
            break
        shutil.rmtree(folder)
    assert number > 3


def test_a_migration_is_there_whole_or_not_at_all(tmp_path: Path) -> None:
    number = 0
    while True:
        number += 1
        folder = tmp_path / str(number)
        folder.mkdir()
        died = dies_at(number, folder, lambda db: migrate(db))
        db = sqlite3.connect(Places(folder).database)
        reached = version(db)
        (tables,) = db.execute("SELECT count(*) FROM sqlite_master").fetchone()
        db.close()
        assert reached <= LATEST
        assert (tables > 0) is (reached > 0), "each step of the migrations is whole"
        store = open_store(folder, Role.COMMAND)
        assert store.notice == ""
        store.close_now()
        if not died:
            break
    assert number > sum(map(len, MIGRATIONS))


def test_a_later_migration_keeps_the_step_before_it(start: Path) -> None:
    later = (*MIGRATIONS, ("ALTER TABLE entry ADD COLUMN story_id INTEGER NOT NULL DEFAULT 0", "CREATE TABLE more(a)"))
    for number in range(1, 99):
        died = dies_at(number, start, lambda db: migrate(db, later))
        db = sqlite3.connect(Places(start).database)
        columns = [row[1] for row in db.execute("PRAGMA table_info(entry)")]
        assert ("story_id" in columns) is (version(db) == LATEST + 1)
        db.close()
        if not died:
            break
    assert not died


def test_a_rescue_that_dies_at_any_step_is_done_again(start: Path, tmp_path: Path) -> None:
    world = World(start)
    # So that what the file's end holds are stories, not its table of contents.
    world.fetched(1, *(digested(number) for number in range(100, 250)))
    world.db.close()
    with Places(start).database.open("r+b") as file:
        file.truncate(Places(start).database.stat().st_size // 4096 * 4096 - 8 * 4096)
    for number in range(1, 99):
        folder = tmp_path / str(number)
        shutil.copytree(start, folder)
        died = rescue_dies_at(number, folder)
        store = open_store(folder, Role.INTERFACE)
        store.close_now()
        assert ("rescued" in store.notice) is died or list(folder.glob("bantin.damaged-*.db"))
        world = World(folder)
        assert world.sound()
        assert world.one("SELECT title FROM feed") == "Paper"
        world.db.close()
        kept = [path.stat().st_size for path in folder.glob("bantin.damaged-*.db")]
        assert Places(start).database.stat().st_size in kept
        if not died:
            break
    assert number > 5


def rescue_dies_at(number: int, folder: Path) -> bool:
    """Open the damaged store in another process that ends hard before it touches files for the `number`-th time."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            left = number

            def count(event: str, _args: object) -> None:
                nonlocal left
                left -= event in ("os.rename", "os.link", "os.remove", "sqlite3.connect")
                if left == 0:
                    os._exit(DIED)

            sys.addaudithook(count)
            open_store(folder, Role.INTERFACE).close_now()
            code = 0
        finally:
            os._exit(code)
    _pid, status = os.waitpid(child, 0)
    code = os.waitstatus_to_exitcode(status)
    assert code in (0, DIED)
    return code == DIED
