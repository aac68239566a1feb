"""Opening: damaged, newer, foreign, locked, unwritable and full stores: a sentence each, nothing overwritten."""

from __future__ import annotations

import asyncio
import errno
import os
import shutil
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from random import Random

import old_stores
import pytest
from store_world import NOW, World, digested, label

from reader.domain.blocks import Paragraph, Span, dump
from reader.domain.errors import Cancelled, StoreDamaged, StoreError, StoreFull, StoreLocked, StoreNewer
from reader.domain.models import ListQuery, Scope, ScopeKind
from reader.store import backup, counters, feeds, ingest, lists, memory, rows, saved, states, subscriptions, upkeep
from reader.store.connect import explained
from reader.store.locks import ENGINE_LOCK, Lock
from reader.store.opening import Role, open_store
from reader.store.paths import StorePaths
from reader.store.schema import LATEST
from reader.store.store import Store
from reader.store.values import FeedUpdate, NewEntry


def clock():  # type: ignore[no-untyped-def]
    return NOW


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed store: two feeds in a folder, 40 entries, two stars, some read."""
    place = tmp_path_factory.mktemp("model") / "data"
    world = World(place)
    folder_id = world.write(subscriptions.add_folder, "Ordner", 0, NOW, "")
    # A long text, since in a store that is hardly more than its tables the list of these ends the file.
    long = dump([Paragraph((Span("".join(map(chr, Random(1).choices(range(0x4E00, 0x9FA5), k=150_000)))),))])
    for number, name in enumerate(("one", "two")):
        feed_id = world.feed(name, folder_id)  # type: ignore[arg-type]
        texts = {number * 19: {"blocks_json": long}} if number else {}
        world.fetched(feed_id, *(digested(number * 100 + story, **texts.get(story, {})) for story in range(20)))
    world.write(states.set_starred, [3, 25], True, NOW, label)
    world.write(states.set_read, [1, 2, 3], True, NOW, label)
    world.db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    world.db.close()
    return place


@pytest.fixture
def folder(model: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    return Path(shutil.copytree(model, tmp_path / "data"))


def ask(store: Store, work: Callable[..., object], *args: object) -> object:
    return asyncio.run(store.read(work, *args))


def starred(store: Store) -> list[str]:
    async def titles() -> list[str]:
        ids = await store.read(lists.entry_ids, ListQuery(Scope(ScopeKind.STARRED)))
        return sorted(row.title for row in await store.read(rows.rows, ids))

    return asyncio.run(titles())


def test_a_new_folder_gets_a_new_store(tmp_path: Path) -> None:
    store = open_store(tmp_path / "deep" / "data", clock=clock)
    assert store.writable
    assert store.notice == ""
    assert asyncio.run(store.read(counters.counts)).entries == 0
    store.close_now()
    store.close_now()
    assert (tmp_path / "deep" / "data").stat().st_mode & 0o077 == 0, "a cache tells what somebody reads"


def test_the_second_interface_only_reads_and_says_so(folder: Path) -> None:
    first = open_store(folder, Role.INTERFACE)
    second = open_store(folder, Role.INTERFACE)
    assert not second.writable
    assert str(os.getpid()) in second.notice
    assert len(ask(second, feeds.feed_states)) == 2  # type: ignore[arg-type]
    with pytest.raises(StoreLocked, match="only reads"):
        asyncio.run(second.write(memory.remember, "a", 1))
    first.close_now()
    third = open_store(folder, Role.INTERFACE)
    assert third.writable
    for store in (second, third):
        store.close_now()


@pytest.mark.parametrize(
    ("role", "kept", "synchronous", "checkpoint"),
    [(Role.INTERFACE, 2048, 2, 0), (Role.ENGINE, 8192, 1, 2000), (Role.COMMAND, 8192, 2, 0)],
)
def test_what_the_writing_connection_of_each_role_holds(
    folder: Path, role: Role, kept: int, synchronous: int, checkpoint: int
) -> None:
    """KiB of pages; whether it waits for the disk (2) at each commit; pages of WAL from which on it puts them away."""
    settings = ("cache_size", "synchronous", "wal_autocheckpoint")

    def held(db: sqlite3.Connection) -> list[int]:
        return [db.execute(f"PRAGMA {name}").fetchone()[0] for name in settings]

    store = open_store(folder, role)
    assert asyncio.run(store.maintain(held)) == [-kept, synchronous, checkpoint]
    store.close_now()


def test_a_command_and_an_engine_write_beside_the_interface(folder: Path) -> None:
    stores = [open_store(folder, role) for role in (Role.INTERFACE, Role.ENGINE, Role.COMMAND, Role.ENGINE)]
    assert [store.writable for store in stores] == [True] * 4
    assert [store.checkpoints for store in stores] == [False, True, False, False]

    async def all_at_once() -> None:
        numbered = [(f"{number}/{turn}", store) for number, store in enumerate(stores) for turn in range(25)]
        writes = [store.write(memory.remember, name, 1) for name, store in numbered]
        await asyncio.gather(*writes)
        assert await stores[0].read(lambda db: db.execute("SELECT count(*) FROM memory").fetchone()) == (100,)

    asyncio.run(all_at_once())
    for store in stores:
        store.close_now()


def truncated(path: Path) -> None:
    os.truncate(path, path.stat().st_size * 3 // 5)


def middle_overwritten(path: Path) -> None:
    with path.open("r+b") as file:
        file.seek(path.stat().st_size // 2)
        file.write(b"\xff" * 20_000)
    StorePaths(path.parent).suspect.touch()


def zero_header(path: Path) -> None:
    with path.open("r+b") as file:
        file.write(bytes(100))


def text(path: Path) -> None:
    path.write_text("This is not a database, but somebody's notes.\n" * 50)


def zeroes(path: Path) -> None:
    path.write_bytes(bytes(path.stat().st_size))


def another_programs(path: Path) -> None:
    path.unlink()
    db = sqlite3.connect(path)
    db.execute("CREATE TABLE bookmarks(a)")
    db.close()


def table_gone(path: Path) -> None:
    db = sqlite3.connect(path)
    db.execute("DROP TABLE body")
    db.close()


DAMAGES = [truncated, middle_overwritten, zero_header, text, zeroes, another_programs, table_gone]


@pytest.mark.parametrize("source", ["backup", "opml", "nothing"])
@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_store_is_set_aside_and_what_can_be_is_rescued(
    folder: Path, damage: Callable[[Path], None], source: str
) -> None:
    paths = StorePaths(folder)
    if source == "backup":
        db = sqlite3.connect(paths.database)
        backup.copy(db, paths.backup(NOW))
        db.close()
    if source == "opml":
        outlines = "".join(f'<outline text="{n}" xmlUrl="https://{n}.example/feed"/>' for n in ("one", "two"))
        paths.opml.write_text(f'<opml><body><outline text="Ordner">{outlines}</outline></body></opml>')
    damage(paths.database)
    spoiled = paths.database.read_bytes()
    store = open_store(folder, clock=clock)
    assert store.writable
    assert "bantin.damaged-20260504-120000.db" in store.notice
    aside = folder / "bantin.damaged-20260504-120000.db"
    assert aside.read_bytes() == spoiled
    assert ask(store, upkeep.problems) == []
    titles = [feed.title for feed in ask(store, subscriptions.subscriptions)]  # type: ignore[attr-defined]
    readable = damage in (truncated, middle_overwritten, table_gone)
    if readable or source != "nothing":
        assert [title.lower() for title in titles] == ["one", "two"]
        assert [f.title for f in ask(store, subscriptions.folders)] == ["Ordner"]  # type: ignore[attr-defined]
    if source == "backup" or damage in (middle_overwritten, table_gone):
        assert starred(store) == ["Tin số 115", "Tin số 17"]
    store.close_now()
    again = open_store(folder, clock=clock)
    assert again.notice == ""
    again.close_now()


@pytest.mark.parametrize("damage", [middle_overwritten, table_gone, text])
def test_tags_saved_searches_and_what_was_marked_unread_are_rescued(
    folder: Path, damage: Callable[[Path], None]
) -> None:
    paths = StorePaths(folder)
    db = sqlite3.connect(paths.database)
    db.execute("INSERT INTO tag(id, name, folded) VALUES (1, 'Mai', 'mai')")
    db.execute("INSERT INTO tagged VALUES (1, 7)")
    db.execute("UPDATE state SET unread_at = 5 WHERE id = 8")
    saved.add(db, "Điện", "is:unread điện", NOW, "")
    db.commit()
    backup.copy(db, paths.backup(NOW))
    db.close()
    damage(paths.database)
    store = open_store(folder, clock=clock)
    assert [each.query for each in ask(store, saved.searches)] == ["is:unread điện"]  # type: ignore[attr-defined]
    one = "SELECT name FROM tag JOIN tagged ON tag_id = tag.id JOIN entry ON entry.id = entry_id"
    assert ask(store, lambda db: db.execute(one).fetchall()) == [("Mai",)]
    assert ask(store, lambda db: db.execute("SELECT unread_at FROM state WHERE id = 8").fetchone()) == (5,)
    store.close_now()


def test_a_store_of_another_user_is_no_damage(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(_places: StorePaths) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    before = sorted(path.name for path in folder.iterdir())
    monkeypatch.setattr("reader.store.soundness._head_and_size", refused)
    for role in (Role.INTERFACE, Role.ENGINE, Role.COMMAND):
        with pytest.raises(StoreError, match="may not be read") as caught:
            open_store(folder, role)
        assert not isinstance(caught.value, StoreDamaged)
    assert {path.name for path in folder.iterdir()} - set(before) <= {"interface.lock", "engine.lock", "making.lock"}


def test_a_damaged_store_that_may_only_be_read_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "bantin.db").write_bytes(b"rubbish" * 100)
    with pytest.raises(StoreDamaged):
        open_store(tmp_path, Role.READER)


BESIDE = """
import asyncio, sys
from pathlib import Path
from reader.store import memory
from reader.store.opening import Role, open_store
store = open_store(Path(sys.argv[1]), Role.COMMAND)
asyncio.run(store.write(memory.remember, "theirs", 1))
store.close_now()
"""


def test_a_second_opening_in_one_process_leaves_the_locks_of_the_first(folder: Path) -> None:
    """`bantin refresh` opens the store for its library, then for its engine. It once dropped SQLite's locks by that:
    the next command that ended deleted the WAL, and what was written after it was lost."""
    first = open_store(folder, Role.COMMAND)
    asyncio.run(first.write(memory.remember, "before", 1))
    second = open_store(folder, Role.ENGINE)
    wal = (folder / "bantin.db-wal").stat().st_ino
    subprocess.run([sys.executable, "-c", BESIDE, str(folder)], check=True)
    assert (folder / "bantin.db-wal").stat().st_ino == wal
    asyncio.run(first.write(memory.remember, "mine", 1))
    reader = open_store(folder, Role.READER)
    for store in (first, second, reader):
        assert [asyncio.run(store.read(memory.recall, key)) for key in ("before", "theirs", "mine")] == [1, 1, 1]
        store.close_now()


@pytest.mark.parametrize("how", ["deleted", "moved", "another"])
def test_a_store_that_vanishes_while_it_is_open_keeps_nothing_and_says_so(folder: Path, how: str) -> None:
    store = open_store(folder)
    both = threading.Barrier(2)

    async def every_reader() -> None:
        await asyncio.gather(*(store.read(lambda db: both.wait(10)) for _reader in range(2)))

    asyncio.run(every_reader())
    if how == "deleted":
        shutil.rmtree(folder)
    else:
        folder.rename(folder.with_name("elsewhere"))
    if how == "another":
        open_store(folder, Role.COMMAND).close_now()
    with pytest.raises(StoreFull, match="moved or deleted"):
        asyncio.run(store.write(memory.remember, "a", 1))
    with pytest.raises(StoreFull, match="moved or deleted"):
        asyncio.run(store.maintain(lambda db: None))
    assert asyncio.run(store.read(counters.counts)).entries == 40
    store.close_now()


def test_two_damages_in_one_second_keep_both_files(folder: Path) -> None:
    for _time in range(2):
        text(folder / "bantin.db")
        open_store(folder, clock=clock).close_now()
    assert len(list(folder.glob("bantin.damaged-*.db"))) == 2


def test_a_damaged_store_that_is_open_elsewhere_is_left_alone(folder: Path) -> None:
    lock = Lock(folder / ENGINE_LOCK)
    assert lock.acquire()
    text(folder / "bantin.db")
    before = (folder / "bantin.db").read_bytes()
    with pytest.raises(StoreLocked, match="close that one"):
        open_store(folder)
    assert (folder / "bantin.db").read_bytes() == before
    lock.release()


def test_an_empty_file_is_a_store_that_was_never_written(tmp_path: Path) -> None:
    (tmp_path / "bantin.db").touch()
    store = open_store(tmp_path)
    assert store.notice == ""
    store.close_now()


@pytest.mark.parametrize("role", list(Role))
def test_a_store_of_a_newer_version_is_left_alone(folder: Path, role: Role) -> None:
    db = sqlite3.connect(folder / "bantin.db")
    db.execute("PRAGMA user_version = 99")
    db.close()
    before = (folder / "bantin.db").read_bytes()
    with pytest.raises(StoreNewer, match="update bantin"):
        open_store(folder, role)
    assert (folder / "bantin.db").read_bytes() == before
    assert not Lock(folder / "interface.lock").held


def test_damage_met_while_reading_is_told_and_the_next_start_looks_closer(folder: Path) -> None:
    paths = StorePaths(folder)
    store = open_store(folder)
    size = paths.database.stat().st_size
    with paths.database.open("r+b") as file:
        for start in range(4096 * 20, size, 4096):
            file.seek(start)
            file.write(b"\xff" * 4096)

    def everything(db: sqlite3.Connection) -> None:
        for table in ("entry", "body", "state", "link", "alias", "identity"):
            db.execute(f"SELECT * FROM {table}").fetchall()

    with pytest.raises(StoreDamaged, match="next start"):
        asyncio.run(store.read(everything))
    assert paths.suspect.exists()
    store.close_now()
    again = open_store(folder)
    assert "rescued" in again.notice
    assert not paths.suspect.exists()
    again.close_now()


@pytest.mark.parametrize(
    ("was", "now"),
    [
        ("title, lead", "title% lead"),
        ("title, lead", "titlet lead"),
        ("content", "dontent"),
        ("USING fts5(", "USING fts7("),
        ("unicode61", "unicode6q"),
        ("remove_", "renove_"),
        ("'L* N*'", "'L* N*q"),
        ("search, instance", "search. instance"),
        ("search, instance", "searsh, instance"),
        ("search, instance", "search, instbnce"),
    ],
)
def test_a_search_index_whose_description_rotted_is_damage(tmp_path: Path, was: str, now: str) -> None:
    path = tmp_path / "cache"
    db = sqlite3.connect(path)
    db.execute(
        "CREATE VIRTUAL TABLE search USING"
        """ fts5(title, lead, content='', tokenize="unicode61 remove_diacritics 0 categories 'L* N*'")"""
    )
    db.execute("CREATE VIRTUAL TABLE word USING fts5vocab(search, instance)")
    db.close()
    data = path.read_bytes()
    assert data.count(was.encode()) == 1
    path.write_bytes(data.replace(was.encode(), now.encode()))
    db = sqlite3.connect(path)
    with pytest.raises(sqlite3.Error) as raised:
        db.execute("SELECT term FROM word WHERE term >= 'a'").fetchall()
    db.close()
    assert isinstance(explained(raised.value, path), StoreDamaged)


CHILD = """
import asyncio, os, resource, signal, sys
from pathlib import Path
from reader.domain.errors import StoreError
from reader.store import feeds, memory, counters
from reader.store.opening import open_store, Role
folder, what = Path(sys.argv[1]), sys.argv[2]
if what == "full":
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[3]), int(sys.argv[3])))
if what == "nobody":
    os.setuid(65534)
try:
    store = open_store(folder, Role.INTERFACE)
except StoreError as error:
    print("refused", type(error).__name__, error)
    sys.exit()
print("opened", store.writable, store.notice)
try:
    for number in range(50):
        asyncio.run(store.write(memory.remember, str(number), "x" * 100_000))
    print("written")
except StoreError as error:
    print("failed", type(error).__name__, error)
print("counts", asyncio.run(store.read(counters.counts)).entries)
store.close_now()
"""


def in_child(folder: Path, *args: str) -> str:
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run(
        [sys.executable, "-c", CHILD, str(folder), *args],
        capture_output=True,
        text=True,
        cwd=root,
        env={"PYTHONPATH": str(root), "PATH": os.environ["PATH"]},
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_full_disk_is_told_and_reading_goes_on(folder: Path) -> None:
    said = in_child(folder, "full", str(1_000_000))
    assert "opened True" in said
    assert "failed StoreFull The cache" in said
    assert "reading goes on" in said
    assert "counts 40" in said
    store = open_store(folder)
    assert ask(store, upkeep.problems) == []
    store.close_now()


def test_a_disk_without_any_room_opens_for_reading(folder: Path) -> None:
    said = in_child(folder, "full", "0")
    assert "opened False" in said
    assert "reading" in said
    assert "counts 40" in said


def open_to_all(folder: Path) -> None:
    """Let another user reach `folder`, but not write into it."""
    folder.chmod(0o555)
    for parent in folder.parents:
        if parent.stat().st_mode & 0o001 == 0:
            parent.chmod(parent.stat().st_mode | 0o011)


needs_root = pytest.mark.skipif(os.getuid() != 0, reason="needs the right to become another user")


@needs_root
def test_a_folder_that_cannot_be_written_opens_for_reading(folder: Path) -> None:
    open_to_all(folder)
    for path in folder.iterdir():
        path.chmod(0o444)
    said = in_child(folder, "nobody")
    assert "opened False" in said
    assert "cannot be written (its folder is read-only" in said or "cannot be written: Permission denied" in said
    assert "counts 40" in said


@needs_root
def test_no_store_where_none_can_be_made(tmp_path: Path) -> None:
    bare = tmp_path / "bare"
    bare.mkdir()
    open_to_all(bare)
    assert "refused StoreFull There is no cache" in in_child(bare / "data", "nobody")


def test_a_cancelled_read_stops_inside_sqlite(folder: Path) -> None:
    store = open_store(folder)
    endless = "WITH RECURSIVE n(x) AS (VALUES (1) UNION ALL SELECT x + 1 FROM n) SELECT count(*) FROM n"

    async def stop() -> None:
        for _time in range(6):
            task = asyncio.ensure_future(store.read(lambda db: db.execute(endless).fetchone()))
            await store.read(counters.counts)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
        assert (await store.read(counters.counts)).entries == 40

    asyncio.run(asyncio.wait_for(stop(), 20))
    store.close_now()


def test_a_read_that_waits_in_the_queue_can_be_taken_back(folder: Path) -> None:
    store = open_store(folder)
    endless = "WITH RECURSIVE n(x) AS (VALUES (1) UNION ALL SELECT x + 1 FROM n) SELECT count(*) FROM n"

    async def stop() -> None:
        tasks = [asyncio.ensure_future(store.read(lambda db: db.execute(endless).fetchone())) for _n in range(5)]
        await asyncio.sleep(0)
        for task in reversed(tasks):
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        assert (await store.read(counters.counts)).entries == 40

    asyncio.run(asyncio.wait_for(stop(), 20))
    store.close_now()


def test_an_interrupted_statement_is_no_error_of_the_store(folder: Path) -> None:
    store = open_store(folder)

    def interrupted(db: sqlite3.Connection) -> None:
        db.set_progress_handler(lambda: 1, 10)
        try:
            db.execute("WITH RECURSIVE n(x) AS (VALUES (1) UNION ALL SELECT x + 1 FROM n) SELECT count(*) FROM n")
        finally:
            db.set_progress_handler(None, 0)

    with pytest.raises(Cancelled):
        asyncio.run(store.read(interrupted))
    store.close_now()


def test_a_failed_write_changes_nothing_and_the_next_one_works(folder: Path) -> None:
    store = open_store(folder)

    def fails(db: sqlite3.Connection) -> None:
        memory.remember(db, "a", 1)
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        asyncio.run(store.write(fails))
    asyncio.run(store.write(memory.remember, "b", 2))
    assert (ask(store, memory.recall, "a"), ask(store, memory.recall, "b")) == (None, 2)
    store.close_now()


def test_a_reader_never_writes(folder: Path) -> None:
    store = open_store(folder)
    with pytest.raises(StoreFull):
        asyncio.run(store.read(lambda db: db.execute("DELETE FROM entry")))
    assert asyncio.run(store.read(counters.counts)).entries == 40
    store.close_now()


def test_backups_are_whole_dated_and_few(folder: Path) -> None:
    store = open_store(folder, clock=clock)
    paths = StorePaths(folder)
    for day in range(backup.KEEP + 2):
        target = paths.backup(NOW + timedelta(days=day))
        asyncio.run(store.maintain(lambda db, target=target: backup.copy(db, target)))  # type: ignore[misc]
        backup.thin_out(paths, NOW + timedelta(days=day))
    kept = backup.existing(paths)
    assert len(kept) == backup.KEEP
    assert kept[0].name == "bantin-20260508-120000.db"
    db = sqlite3.connect(kept[0])
    assert upkeep.problems(db, thorough=True) == []
    db.close()
    store.close_now()


def test_whoever_has_lost_the_store_is_told_of_the_copies_and_keeps_the_list(folder: Path) -> None:
    paths = StorePaths(folder)
    with closing(sqlite3.connect(paths.database)) as db:
        backup.copy(db, paths.backup(NOW))
    backup.write_list(paths.opml, '<outline xmlUrl="https://a.example/"/>', empty=False)
    for path in folder.glob("bantin.db*"):
        path.unlink()
    opened = open_store(folder)
    opened.close_now()
    assert "bantin restore" in opened.notice
    again = open_store(folder)
    again.close_now()
    assert again.notice == "", "told once"
    for _time in range(2):
        backup.write_list(paths.opml, "<opml/>", empty=True)
        assert paths.opml.read_text() == "<opml/>"
        assert "a.example" in (folder / "subscriptions.opml.old").read_text()


def test_two_processes_that_fetch_the_same_feed_store_it_once(folder: Path) -> None:
    pids = []
    for _process in range(2):
        pid = os.fork()
        if pid == 0:
            code = 1
            try:
                store = open_store(folder, Role.ENGINE)
                (state, *_rest) = asyncio.run(store.read(feeds.feed_states))
                for number in range(1000, 1040):
                    update = FeedUpdate(state, new=(NewEntry(digested(number), NOW),))
                    asyncio.run(store.write(ingest.apply, update, NOW))
                store.close_now()
                code = 0
            finally:
                os._exit(code)
        pids.append(pid)
    assert [os.waitpid(pid, 0)[1] for pid in pids] == [0, 0]
    store = open_store(folder)
    assert asyncio.run(store.read(counters.counts)).entries == 80
    assert ask(store, upkeep.problems) == []
    store.close_now()


@pytest.mark.parametrize("number", [0, LATEST - 1, 1])
def test_many_processes_that_make_or_renew_the_store_at_once_all_get_it(tmp_path: Path, number: int) -> None:
    folder = tmp_path / "data"
    if number:
        old_stores.build(folder, number)
    gate, opened = os.pipe()
    pids = []
    for process in range(6):
        pid = os.fork()
        if pid == 0:
            code = 1
            try:
                os.close(opened)
                os.read(gate, 1)  # ends when all are there
                store = open_store(folder, Role.COMMAND)
                asyncio.run(store.write(memory.remember, str(process), process))
                store.close_now()
                code = 2 if store.notice else 0
            finally:
                os._exit(code)
        pids.append(pid)
    os.close(opened)
    assert [os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) for pid in pids] == [0] * 6
    os.close(gate)
    store = open_store(folder)
    assert [ask(store, memory.recall, str(process)) for process in range(6)] == list(range(6))
    assert len(backup.existing(store.paths)) == (number > 0), "one copy from before, none of a store half made"
    assert list(folder.glob("*damaged*")) == []
    store.close_now()
