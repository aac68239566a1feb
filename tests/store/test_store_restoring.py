"""Going back to a dated copy: the present store is kept, nothing happens while it is in use, dying loses nothing."""

from __future__ import annotations

import shutil
import sqlite3
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from dying import dies_at_file
from store_world import NOW, World, digested, label

from reader.domain.errors import StoreLocked, UsageError
from reader.store import backup, restoring, states, upkeep
from reader.store.opening import Role, open_store
from reader.store.paths import StorePaths
from reader.store.schema import LATEST

LATER = NOW + timedelta(days=1)


@pytest.fixture
def paths(tmp_path: Path) -> StorePaths:
    """A store with a star, a copy of it, and what happened after the copy was made."""
    world = World(tmp_path / "data")
    feed_id = world.feed()
    world.fetched(feed_id, *(digested(number) for number in range(10)))
    world.write(states.set_starred, [4], True, NOW, label)
    world.db.execute("UPDATE feed SET etag = 'old', next_due = 9")
    backup.copy(world.db, world.paths.backup(NOW))
    world.write(states.set_starred, [4], False, NOW, label)
    world.fetched(feed_id, *(digested(number) for number in range(10, 15)))
    world.db.close()
    return world.paths


def count(path: Path) -> tuple[int, int]:
    """Entries and stars of a closed store, checked."""
    db = sqlite3.connect(path)
    try:
        assert upkeep.problems(db, thorough=True) == []
        entries, starred = db.execute("SELECT total(entries), total(starred) FROM counter").fetchone()
        return int(entries), int(starred)
    finally:
        db.close()


def test_the_copies_and_what_is_in_them(paths: StorePaths) -> None:
    (paths.backups / "bantin-20260101-000000.db").write_text("notes")
    newer, older = restoring.copies(paths)
    assert (newer.made, newer.feeds, newer.entries, newer.starred, newer.problem) == (NOW, 1, 10, 1, "")
    assert "damaged" in older.problem


def test_a_restore_keeps_what_was_there(paths: StorePaths) -> None:
    done = restoring.restore(paths, backup.existing(paths)[0], LATER)
    assert done.aside == paths.folder / "bantin.replaced-20260505-120000.db"
    assert count(paths.database) == (10, 1)
    assert count(done.aside) == (15, 0)
    db = sqlite3.connect(paths.database)
    assert db.execute("SELECT etag, next_due FROM feed").fetchone() == ("", None), "nothing is to be called unchanged"
    db.close()
    back = restoring.restore(paths, done.aside, LATER)
    assert count(paths.database) == (15, 0)
    assert back.aside != done.aside


def test_a_restore_over_a_damaged_store_or_none(paths: StorePaths) -> None:
    paths.database.write_text("overwritten")
    done = restoring.restore(paths, backup.existing(paths)[0], LATER)
    assert done.aside is not None
    assert done.aside.read_text() == "overwritten"
    paths.database.unlink()
    assert restoring.restore(paths, backup.existing(paths)[0], LATER).aside is None
    assert count(paths.database) == (10, 1)


@pytest.mark.parametrize("role", list(Role))
def test_a_store_that_is_open_anywhere_is_left_alone(paths: StorePaths, role: Role) -> None:
    store = open_store(paths.folder, role)
    reader = sqlite3.connect(paths.database)
    reader.execute("SELECT count(*) FROM entry").fetchone()
    with pytest.raises(StoreLocked, match="close it and try again"):
        restoring.restore(paths, backup.existing(paths)[0], LATER)
    reader.close()
    store.close_now()
    assert count(paths.database) == (15, 0)
    assert not list(paths.folder.glob("*.restore*"))


@pytest.mark.parametrize("content", [b"", b"notes", bytes(8192)])
def test_what_is_no_copy_changes_nothing(paths: StorePaths, content: bytes) -> None:
    other = paths.folder / "other.db"
    other.write_bytes(content)
    with pytest.raises(UsageError, match="Nothing was changed"):
        restoring.restore(paths, other, LATER)
    with pytest.raises(UsageError, match="cannot be read"):
        restoring.restore(paths, paths.folder / "none.db", LATER)
    assert count(paths.database) == (15, 0)


def test_a_copy_of_a_newer_version_changes_nothing(paths: StorePaths) -> None:
    copy = backup.existing(paths)[0]
    db = sqlite3.connect(copy)
    db.execute(f"PRAGMA user_version = {LATEST + 1}")
    db.close()
    with pytest.raises(UsageError, match="newer bantin"):
        restoring.restore(paths, copy, LATER)
    assert count(paths.database) == (15, 0)


@pytest.mark.parametrize("links", [True, False])
def test_a_restore_that_dies_at_any_step_leaves_the_old_store_or_the_new_one(
    paths: StorePaths, tmp_path: Path, links: bool
) -> None:
    def no_links(event: str, _arguments: object) -> None:
        if event == "os.link":
            raise PermissionError("as on a file system without them")

    def restore() -> None:
        if not links:
            sys.addaudithook(no_links)  # in a process of its own
        restoring.restore(there, backup.existing(there)[0], LATER)

    seen = set()
    for number in range(1 if links else 12, 99, 2 if links else 1):
        there = StorePaths(tmp_path / str(number))
        shutil.copytree(paths.folder, there.folder)
        died = dies_at_file(number, restore)
        open_store(there.folder).close_now()
        found = count(there.database)
        seen.add(found)
        assert found in ((15, 0), (10, 1))
        kept = [count(path) for path in there.asides()]
        assert (15, 0) in [found, *kept]
        assert len(kept) == (found == (10, 1)), "the store itself has no second name"
        assert list(there.folder.glob("bantin.db.*")) == []
        if not died:
            break
    assert seen == {(15, 0), (10, 1)}
    assert number > 8
