"""A process that dies at some statements of any change: the store is sound, the change is there whole or not at all;
`python -m tests.benchmarks.crash` tries every statement."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

import crash_changes
import pytest
from dying import dies_at, dies_at_file, some_of, statements
from floods import todays
from store_world import World, digested

from reader.store.migrate import migrate, version
from reader.store.migrations import MIGRATIONS
from reader.store.opening import open_store
from reader.store.paths import StorePaths
from reader.store.schema import LATEST


@pytest.fixture(scope="module")
def start(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The store that every change starts from; copied before it is touched."""
    return crash_changes.build(tmp_path_factory.mktemp("changes") / "start")


@pytest.fixture(scope="module")
def before(start: Path) -> list[str]:
    """All that is in it."""
    return crash_changes.dump(start)


@pytest.mark.parametrize("name", todays(crash_changes.CHANGES, 2))
def test_a_change_is_there_whole_or_not_at_all(start: Path, before: list[str], tmp_path: Path, name: str) -> None:
    count = statements(start, tmp_path, crash_changes.WORK[name])
    assert count > 3
    for at in some_of(count, 2, name):
        assert crash_changes.crash(name, start, tmp_path, at, before) == (True, [])
    assert crash_changes.crash(name, start, tmp_path, count + 1, before) == (False, [])


def test_a_migration_is_there_whole_or_not_at_all(tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    count = statements(empty, tmp_path, migrate)
    assert len(MIGRATIONS) == LATEST
    assert count > sum(map(len, MIGRATIONS))
    for at in some_of(count, 8):
        assert crash_changes.made(tmp_path, at) == (True, [])
    assert crash_changes.made(tmp_path, count + 1) == (False, [])


def test_a_later_migration_keeps_the_step_before_it(start: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(start, tmp_path / "later"))
    later = (*MIGRATIONS, ("ALTER TABLE entry ADD COLUMN story_id INTEGER NOT NULL DEFAULT 0", "CREATE TABLE more(a)"))
    for number in range(1, 99):
        died = dies_at(number, folder, lambda db: migrate(db, later))
        db = sqlite3.connect(StorePaths(folder).database)
        columns = [row[1] for row in db.execute("PRAGMA table_info(entry)")]
        assert ("story_id" in columns) is (version(db) == LATEST + 1)
        db.close()
        if not died:
            break
    assert not died


def test_a_rescue_that_dies_at_any_step_is_done_again(start: Path, tmp_path: Path) -> None:
    damaged = Path(shutil.copytree(start, tmp_path / "damaged"))
    world = World(damaged)
    # So that what the file's end holds are stories, not its table of contents.
    world.fetched(1, *(digested(number) for number in range(100, 250)))
    world.db.close()
    with StorePaths(damaged).database.open("r+b") as file:
        file.truncate(StorePaths(damaged).database.stat().st_size // 4096 * 4096 - 8 * 4096)
    for number in range(1, 99, 2):
        folder = tmp_path / str(number)
        shutil.copytree(damaged, folder)
        died = dies_at_file(number, lambda folder=folder: open_store(folder).close_now())  # type: ignore[misc]
        store = open_store(folder)
        store.close_now()
        assert ("rescued" in store.notice) is died or list(folder.glob("bantin.damaged-*.db"))
        world = World(folder)
        assert world.sound()
        assert world.one("SELECT title FROM feed") == "Paper"
        world.db.close()
        kept = [path.stat().st_size for path in folder.glob("bantin.damaged-*.db")]
        assert StorePaths(damaged).database.stat().st_size in kept
        if not died:
            break
    assert number > 5
