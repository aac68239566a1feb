"""The regular copy: when, of what, and that a rescue can live on it."""

from __future__ import annotations

import os
import sqlite3
import subprocess
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from store_world import NOW, World, digested, label

from reader.domain.models import ListQuery, Scope, ScopeKind
from reader.store import backup, feeds, lists, rows, safekeeping, states, subscriptions, tags, upkeep, valuables
from reader.store.opening import open_store
from reader.store.paths import StorePaths, stamped


@pytest.fixture
def paths(tmp_path: Path) -> StorePaths:
    """A closed store with a feed, ten entries, a star and something read."""
    world = World(tmp_path / "data")
    feed_id = world.feed()
    world.fetched(feed_id, *(digested(number) for number in range(10)))
    world.write(states.set_starred, [4], True, NOW, label)
    world.write(states.set_read, [1, 2], True, NOW, label)
    world.db.close()
    return world.paths


def test_a_copy_is_due_once_a_week(paths: StorePaths) -> None:
    assert safekeeping.due(paths, NOW)
    assert safekeeping.copy_regularly(paths, NOW) is not None
    assert not safekeeping.due(paths, NOW)
    assert not safekeeping.due(paths, NOW + timedelta(days=6))
    assert safekeeping.due(paths, NOW + timedelta(days=7))
    assert safekeeping.due(paths, NOW - timedelta(days=1)), "a copy from the future was made by a wrong clock"


def test_copies_of_a_clock_that_was_ahead_crowd_out_nothing(paths: StorePaths) -> None:
    for when in (NOW + timedelta(days=3650), NOW + timedelta(days=3657), NOW, NOW + timedelta(days=7)):
        assert safekeeping.due(paths, when)
        safekeeping.copy_regularly(paths, when)
    assert not safekeeping.due(paths, NOW + timedelta(days=8)), "one a week, not one at every start"
    safekeeping.copy_regularly(paths, NOW + timedelta(days=14))
    names = [path.stem.split("-")[1] for path in backup.existing(paths)]
    assert names == ["20360508", "20260518", "20260511", "20260504"]


def test_no_store_needs_no_copy(tmp_path: Path) -> None:
    assert not safekeeping.due(StorePaths(tmp_path), NOW)


def test_a_stray_name_among_the_copies_does_no_harm(paths: StorePaths) -> None:
    paths.backups.mkdir()
    (paths.backups / "bantin-zzz.db").touch()
    assert safekeeping.due(paths, NOW)


def test_a_copy_of_a_large_store_holds_what_cannot_be_fetched_again(
    paths: StorePaths, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(safekeeping, "LARGE", 1)
    copy = safekeeping.copy_regularly(paths, NOW)
    assert copy is not None
    assert [path.name for path in paths.backups.iterdir()] == [copy.name]
    db = sqlite3.connect(copy)
    assert upkeep.problems(db, thorough=True) == []
    (row,) = rows.rows(db, lists.entry_ids(db, ListQuery(Scope(ScopeKind.STARRED))))
    assert row.title == "Tin số 6"
    assert len(subscriptions.subscriptions(db)) == 1
    assert db.execute("SELECT count(*) FROM entry").fetchone() == (1,)
    assert db.execute("SELECT count(*) FROM state WHERE read").fetchone() == (2,)
    db.close()


def test_a_rescue_from_it_remembers_what_was_read(paths: StorePaths, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(safekeeping, "LARGE", 1)
    safekeeping.copy_regularly(paths, NOW)
    paths.database.write_text("overwritten")
    open_store(paths.folder, clock=lambda: NOW).close_now()
    world = World(paths.folder)
    assert world.fetched(1, *(digested(number) for number in range(10))).new
    read = [row.title for row in rows.rows(world.db, lists.entry_ids(world.db, ListQuery())) if row.read]
    assert read == ["Tin số 8", "Tin số 9"]
    assert world.sound()
    world.db.close()


def test_a_copy_that_fails_leaves_nothing_behind(paths: StorePaths) -> None:
    db = sqlite3.connect(paths.database)
    db.execute("BEGIN")
    with pytest.raises(sqlite3.OperationalError):
        backup.copy(db, paths.backup(NOW))
    assert list(paths.backups.iterdir()) == []
    db.execute("ROLLBACK")
    # What processes left that were killed goes with the next copy; what runs, is new or has another name stays.
    gone = subprocess.Popen(["true"])
    gone.wait()
    left = [f".bantin-{gone.pid}-7.part", f".bantin-{gone.pid}-7.part-journal"]
    kept = [f".bantin-{os.getpid()}-7.part", f".other-{gone.pid}-7.part", f".bantin-{gone.pid}.txt", ".bantin-x.part"]
    for name in (*left, *kept):
        (paths.backups / name).touch()
        os.utime(paths.backups / name, (0, 0))
    (paths.backups / f".bantin-{gone.pid}-8.part").touch()
    made = backup.copy(db, paths.backup(NOW))
    db.close()
    assert {path.name for path in paths.backups.iterdir()} == {made.name, *kept, f".bantin-{gone.pid}-8.part"}


def test_daily_copies_do_not_crowd_out_those_of_earlier_weeks(paths: StorePaths) -> None:
    for day in range(30):
        path = paths.backup(NOW + timedelta(days=day))
        path.parent.mkdir(exist_ok=True)
        path.touch()
        backup.thin_out(paths, NOW + timedelta(days=day))
    ages = [(NOW + timedelta(days=29)).toordinal() - stamped(path.name).toordinal() for path in backup.existing(paths)]  # type: ignore[union-attr]
    assert ages[:3] == [0, 1, 2]
    assert len(ages) <= 2 * backup.KEEP
    assert 8 <= ages[-1] <= 21


def everything(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """All rows of a store, by table."""
    with closing(sqlite3.connect(path)) as db:
        names = [
            name
            for (name,) in db.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table' AND name <> 'sqlite_sequence'"
            )
        ]
        return {name: sorted(db.execute(f"SELECT * FROM {name}").fetchall(), key=repr) for name in names}


@pytest.fixture
def varied(paths: StorePaths, monkeypatch: pytest.MonkeyPatch) -> StorePaths:
    """The store, large enough for a copy of what is of value, with tags, a kept page and links too."""
    monkeypatch.setattr(safekeeping, "LARGE", 1)
    world = World(paths.folder)
    world.write(tags.put, "giữ", [2, 6])
    world.write(states.opened, 7, NOW)
    world.write(states.set_read, [1], False, NOW, label)
    world.db.execute("INSERT INTO body SELECT id + 1, words, meta, blocks FROM body WHERE id / 4 IN (4, 5)")
    world.db.execute("UPDATE whole SET kept = 3 WHERE entry_id = 4")
    world.write(feeds.hide_entries, 1)
    world.db.close()
    return paths


@pytest.mark.parametrize(
    "damage",
    [
        sqlite3.IntegrityError("cannot store TEXT value in INTEGER column"),
        # What Python makes of a message of SQLite's over a name that is damaged.
        UnicodeDecodeError("utf-8", b"\xff", 0, 1, "invalid start byte"),
    ],
)
def test_a_copy_inside_sqlite_is_the_same_as_one_row_by_row(
    varied: StorePaths, monkeypatch: pytest.MonkeyPatch, damage: Exception
) -> None:
    at_once = safekeeping.copy_regularly(varied, NOW)
    assert at_once is not None
    found = everything(at_once)
    assert [len(found[table]) for table in ("state", "entry", "body", "tagged")] == [5, 3, 4, 2]

    def damaged(db: sqlite3.Connection) -> None:
        raise damage

    monkeypatch.setattr(valuables, "tidy", damaged)
    row_by_row = safekeeping.copy_regularly(varied, NOW + timedelta(days=7))
    assert row_by_row is not None
    assert everything(row_by_row) == found


def test_a_copy_asks_no_statement_for_a_row(varied: StorePaths, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def noting(*args: object, **options: object) -> sqlite3.Connection:
        db: sqlite3.Connection = real(*args, **options)  # type: ignore[arg-type]
        db.set_trace_callback(asked.append)
        return db

    real = valuables.open_writer
    monkeypatch.setattr(valuables, "open_writer", noting)
    safekeeping.copy_regularly(varied, NOW)
    # Row by row there is one for each; what triggers do is noted with two dashes before it.
    assert [statement for statement in asked if statement.startswith("INSERT") and " VALUES " in statement] == [
        "INSERT INTO counter(feed_id) VALUES (0)",
    ]
