"""Strange things in the place of the store or beside it: a sentence or nothing amiss, and nothing lost."""

from __future__ import annotations

import asyncio
import os
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest
from store_world import NOW, World, digested, label

from reader.domain.errors import StoreDamaged
from reader.store import backup, counters, restoring, states, upkeep
from reader.store.opening import Role, open_store
from reader.store.paths import StorePaths
from reader.store.rescue import replace_damaged

GARBAGE = Random(1).randbytes(32_768)


def world(folder: Path, entries: int) -> World:
    """An open store with a feed, so many entries, and a star."""
    made = World(folder)
    made.fetched(made.feed(), *(digested(number) for number in range(entries)))
    made.write(states.set_starred, [3], True, NOW, label)
    return made


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed store of 20 entries; another one's WAL; a journal that would change the first one."""
    folder = tmp_path_factory.mktemp("models")
    made = world(folder / "data", 20)
    backup.copy(made.db, made.paths.backup(NOW))
    made.db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    made.db.close()
    other = world(folder / "other", 4)
    for name in ("bantin.db-wal", "bantin.db-shm"):
        shutil.copy(folder / "other" / name, folder / name)
    other.db.close()
    hot = Path(shutil.copytree(folder / "data", folder / "hot"))
    db = sqlite3.connect(hot / "bantin.db", isolation_level=None)
    db.execute("PRAGMA journal_mode = DELETE").fetchall()
    db.execute("PRAGMA cache_size = 1").fetchall()
    db.execute("BEGIN IMMEDIATE")
    db.execute("UPDATE entry SET title = title || 'half written' || hex(randomblob(2000))")
    for name in ("bantin.db", "bantin.db-journal"):
        shutil.copy(hot / name, folder / name)
    db.execute("ROLLBACK")
    db.close()
    return folder


@pytest.fixture
def data(models: Path, tmp_path: Path) -> Path:
    """A copy of that store."""
    return Path(shutil.copytree(models / "data", tmp_path / "data"))


def hot_journal(data: Path, models: Path) -> None:
    for name in ("bantin.db", "bantin.db-journal"):
        shutil.copy(models / name, data / name)


def linked(data: Path, _models: Path) -> None:
    (data / "bantin.db").rename(data.parent / "real.db")
    (data / "bantin.db").symlink_to(data.parent / "real.db")


def garbage(name: str) -> Callable[[Path, Path], object]:
    return lambda data, _models: (data / f"bantin.db-{name}").write_bytes(GARBAGE)


HARMLESS: dict[str, Callable[[Path, Path], object]] = {
    "garbage as WAL": garbage("wal"),
    "garbage as memory": garbage("shm"),
    "garbage as journal": garbage("journal"),
    "an empty WAL": lambda data, _models: (data / "bantin.db-wal").touch(),
    "a WAL that was cut off": lambda data, models: (data / "bantin.db-wal").write_bytes(
        (models / "bantin.db-wal").read_bytes()[:9000]
    ),
    "a death while the file was changed": hot_journal,
    "a link to the store": linked,
    "an unfinished rescue": lambda data, _models: (data / "bantin.db.rescue").write_bytes(GARBAGE),
}


@pytest.mark.parametrize("name", HARMLESS)
def test_what_does_no_harm_is_not_even_told(models: Path, data: Path, name: str) -> None:
    HARMLESS[name](data, models)
    for role in (Role.INTERFACE, Role.COMMAND):
        store = open_store(data, role)
        assert store.notice == ""
        assert store.writable
        count = asyncio.run(store.read(counters.counts))
        assert (count.entries, count.starred) == (20, 1)
        assert asyncio.run(store.read(upkeep.problems)) == []
        halves = "SELECT count(*) FROM entry WHERE title LIKE '%half%'"
        assert asyncio.run(store.read(lambda db: db.execute(halves).fetchone())) == (0,)  # noqa: B023
        store.close_now()


def in_place_of(data: Path, make: Callable[[Path], object]) -> None:
    (data / "bantin.db").unlink()
    make(data / "bantin.db")


def other_program(data: Path) -> None:
    db = sqlite3.connect(data / "bantin.db")
    db.execute("PRAGMA application_id = 5")
    db.close()


INSTEAD: dict[str, tuple[Callable[[Path], object], str]] = {
    "folder": (lambda data: in_place_of(data, Path.mkdir), "it is no file"),
    "pipe": (lambda data: in_place_of(data, os.mkfifo), "it is no file"),
    "beginning": (lambda data: os.truncate(data / "bantin.db", 60), "it is no database"),
    "three pages": (lambda data: os.truncate(data / "bantin.db", 3 * 4096), "its end is missing"),
    "other program": (other_program, "another program"),
}


@pytest.mark.parametrize("name", INSTEAD)
def test_what_is_no_store_is_set_aside_and_the_copy_rescued(data: Path, name: str) -> None:
    make, says = INSTEAD[name]
    make(data)
    store = open_store(data, clock=lambda: NOW)
    assert says in store.notice
    assert "bantin.damaged-20260504-120000.db" in store.notice
    assert os.path.lexists(data / "bantin.damaged-20260504-120000.db")
    count = asyncio.run(store.read(counters.counts))
    assert (count.entries, count.starred) == (20, 1)
    store.close_now()


@pytest.mark.parametrize("name", ["bantin.db-wal", "interface.lock", "making.lock"])
def test_a_folder_in_the_place_of_a_file_beside_it_is_told_and_reading_goes_on(data: Path, name: str) -> None:
    (data / name).mkdir()
    store = open_store(data)
    assert not store.writable
    assert "Opened for reading only." in store.notice
    assert asyncio.run(store.read(counters.counts)).entries == 20
    store.close_now()


def test_a_pipe_is_never_read(data: Path) -> None:
    in_place_of(data, os.mkfifo)
    with pytest.raises(StoreDamaged, match="it is no file"):
        open_store(data, Role.READER)


def test_who_comes_second_to_a_rescue_sets_nothing_aside(data: Path) -> None:
    # Found damaged before another process had made it whole.
    assert replace_damaged(StorePaths(data), NOW, StoreDamaged("damaged"), ()) == ""
    assert list(data.glob("*damaged*")) == []


@pytest.mark.parametrize("names", [["bantin.db-wal"], ["bantin.db-wal", "bantin.db-shm"]])
def test_the_wal_of_another_store_is_survived_by_the_copies(models: Path, data: Path, names: list[str]) -> None:
    # Whoever puts it there: a WAL does not say whose it is, and SQLite writes it into the store.
    for name in names:
        shutil.copy(models / name, data)
    open_store(data).close_now()
    paths = StorePaths(data)
    restoring.restore(paths, backup.existing(paths)[0], NOW)
    store = open_store(data)
    assert asyncio.run(store.read(upkeep.problems)) == []
    assert asyncio.run(store.read(counters.counts)).entries == 20
    store.close_now()
