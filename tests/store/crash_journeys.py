"""What a reader does, from the key to the last transaction, done in a process that ends hard at any statement.

Each journey runs on a copy of one small store. It says on a pipe what it was told is kept (`ack`); afterwards the store
must be sound, hold all that was acknowledged, show no half feed, and the same journey done again must end where an
undisturbed one ends.
"""

from __future__ import annotations

import asyncio
import os
import resource
import shutil
import signal
import sqlite3
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from reader.domain.errors import StoreError
from reader.domain.models import ListQuery, Scope, ScopeKind
from reader.domain.rules import read_actions
from reader.domain.tags import Edit
from reader.engine.protocol import Follow, Keep, Refresh, Relate
from reader.library import Library
from reader.library.restoring import restore
from reader.store import backup, connect, states, upkeep
from reader.store.opening import Role, open_store
from reader.store.paths import StorePaths
from tests.engine.engine_world import NOW, World, feed_body

DIED = 77
STOPPED = 78
FEEDS = ("one", "two", "three")
STORIES = 6
LATER = NOW + timedelta(days=30)
OUTLINES = "".join(f'<outline text="{n}" xmlUrl="https://new{n}.example/feed"/>' for n in range(5))
OPML = f'<opml><body><outline text="Ordner">{OUTLINES}</outline></body></opml>'.encode()

Ack = Callable[[str], None]
Journey = Callable[[Path, Ack], Awaitable[None]]


def _world(folder: Path, round_: int) -> World:
    """An engine whose feeds hold the stories of the rounds up to `round_`; no network is asked."""
    world = World(folder)
    world.later(hours=2 * round_)
    for name in FEEDS:
        numbers = range(STORIES * (round_ + 1))
        entries = [(f"{name}-{n}", f"Tin {name} {n}", f"Cầu Trà Lam đóng cửa, trụ số {n} bị nứt.") for n in numbers]
        world.sources.shelf.feeds[f"https://{name}.example/feed"] = feed_body(*entries)
        for n in numbers:
            text = f"Bài đầy đủ {name} {n}".encode()
            world.sources.shelf.pages[f"https://{name}.example/{name}-{n}"] = text
    return world


async def _engine(folder: Path, round_: int, *commands: Any) -> None:
    world = _world(folder, round_)
    try:
        for command in commands:
            done = await world.run(command)
            if done.error:
                raise StoreError(done.error)
    finally:
        await world.close()


async def _prepare(folder: Path) -> None:
    world = _world(folder, 0)
    try:
        for name in FEEDS:
            await world.subscribe(f"https://{name}.example/feed", "shelf")
        await world.run(Refresh(job=1))
        await world.run(Relate(job=2))
        await world.store.write(states.set_starred, [2, 9], True, NOW, str)
        await world.store.write(states.set_read, [1, 2, 3], True, NOW, str)
    finally:
        await world.close()


def prepare(folder: Path) -> None:
    """Make the store that every journey starts from."""
    asyncio.run(_prepare(folder))


async def _refresh(folder: Path, ack: Ack) -> None:
    await _engine(folder, 1, Refresh(job=1))
    ack("feeds 12")


async def _relate(folder: Path, ack: Ack) -> None:
    await _engine(folder, 0, Relate(job=1, anew=True))


async def _keep(folder: Path, ack: Ack) -> None:
    await _engine(folder, 0, Keep(job=1, entries=(1, 7, 13), depth=0, pictures=False))
    ack("full 3")


async def _follow(folder: Path, ack: Ack) -> None:
    await _engine(folder, 0, Follow(job=1, url="https://two.example/two-3", referrer_id=1))
    ack("full 1")


async def _library(folder: Path, work: Callable[[Library], Awaitable[None]], days: int = 0) -> None:
    library = await Library.open(folder, exclusive=True, clock=lambda: LATER if days else NOW)
    library.keeps_everywhere = (days, 0)
    try:
        await work(library)
    finally:
        await library.close()


async def _read(folder: Path, ack: Ack) -> None:
    async def work(library: Library) -> None:
        for place in (7, 8):
            await library.set_read([place], True)
            ack(f"read {place}")
        await library.mark_all_read(ListQuery(Scope(ScopeKind.ALL)))
        ack("unread 0")

    await _library(folder, work)


async def _star(folder: Path, ack: Ack) -> None:
    async def work(library: Library) -> None:
        await library.set_starred([5], True)
        ack("star 5")
        await library.save_search("Cầu", "is:unread cầu")
        ack("saved 1")

    await _library(folder, work)


async def _import(folder: Path, ack: Ack) -> None:
    async def work(library: Library) -> None:
        await library.import_list(OPML)
        ack("subscriptions 8")

    await _library(folder, work)


async def _prune(folder: Path, ack: Ack) -> None:
    async def work(library: Library) -> None:
        await library.prune(await library.retention_plan())

    await _library(folder, work, days=7)


async def _tag(folder: Path, ack: Ack) -> None:
    async def work(library: Library) -> None:
        await library.tag([5, 6], Edit(add=("Mai", "Cầu")))
        ack("tagged 4")
        mai = next(tag for tag in await library.tags() if tag.name == "Mai")
        await library.rename_tag(mai, "Morgen")
        await library.tag([5], Edit(remove=("Cầu",), add=("Neu",)))
        ack("tagged 4")

    await _library(folder, work)


async def _rule(folder: Path, ack: Ack) -> None:
    async def work(library: Library) -> None:
        if not await library.rules():
            await library.add_rule("Trụ", "tru", read_actions("star, tag:Trụ"))
        ack("rules 1")

    await _library(folder, work)
    await _engine(folder, 1, Refresh(job=1))
    ack("feeds 12")


async def _restore(folder: Path, ack: Ack) -> None:
    async def work(library: Library) -> None:
        await library.backup()

    if not backup.existing(StorePaths(folder)):
        await _library(folder, work)
    await restore(folder, "newest", clock=lambda: NOW)
    ack("star 9")


JOURNEYS: dict[str, Journey] = {
    "refresh": _refresh,
    "relate": _relate,
    "download": _keep,
    "follow": _follow,
    "read": _read,
    "star": _star,
    "import": _import,
    "prune": _prune,
    "tag": _tag,
    "rule": _rule,
    "restore": _restore,
}
"""Undo is not among them: done again it takes back something else (`test_store_crash` has it)."""


@dataclass(slots=True)
class Outcome:
    """What one run in another process did."""

    died: bool
    stopped: bool = False
    """It ended early, with a sentence of the program's own."""
    acks: list[str] = field(default_factory=list)
    statements: int = 0


def run(name: str, folder: Path, at: int = 0, room: int | None = None) -> Outcome:
    """Run a journey in another process; with `at` it ends hard before the `at`-th statement on a writing connection,
    with `room` no file may grow beyond so many bytes."""
    out, into = os.pipe()
    child = os.fork()
    if child == 0:
        code = 1
        try:
            os.close(out)
            code = _in_child(name, folder, at, into, room)
        finally:
            os._exit(code)
    os.close(into)
    with os.fdopen(out) as pipe:
        said = pipe.read().splitlines()
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert code in (0, DIED, STOPPED), f"{name} failed by itself at {at}: exit {code}"
    counted = [int(line.split()[1]) for line in said if line.startswith("statements ")]
    acks = [line for line in said if not line.startswith("statements ")]
    return Outcome(code == DIED, code == STOPPED, acks, counted[0] if counted else 0)


def _in_child(name: str, folder: Path, at: int, into: int, room: int | None) -> int:
    left = at
    seen = 0
    plain = connect.open_writer

    def count(_statement: str) -> None:
        nonlocal left, seen
        left -= 1
        seen += 1
        if left == 0:
            os._exit(DIED)

    def counting(*args: Any, **kwargs: Any) -> sqlite3.Connection:
        db = plain(*args, **kwargs)
        db.set_trace_callback(count)
        return db

    import reader.store.opening
    import reader.store.restoring
    import reader.store.store

    for module in (reader.store.opening, reader.store.restoring, reader.store.store):
        module.open_writer = counting  # type: ignore[attr-defined]  # a process of its own, which ends after this
    states.PART = 4
    if room is not None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))

    def ack(said: str) -> None:
        os.write(into, f"{said}\n".encode())

    try:
        asyncio.run(JOURNEYS[name](folder, ack))
    except StoreError:
        return STOPPED
    os.write(into, f"statements {seen}\n".encode())
    return 0


def summary(folder: Path) -> dict[str, object]:
    """What a reader sees of a store, as far as it does not depend on how often something was tried, nor on which feed
    was there first."""
    db = sqlite3.connect(StorePaths(folder).database)
    try:
        url = dict(db.execute("SELECT id, url FROM entry"))
        return {
            "feeds": dict(db.execute("SELECT feed_id, count(*) FROM state WHERE place = 1 GROUP BY feed_id")),
            "state": sorted(
                (url.get(n, ""), *row) for n, *row in db.execute("SELECT id, read, starred, place FROM state")
            ),
            "entries": db.execute("SELECT url, title, has_full FROM entry ORDER BY url").fetchall(),
            "texts": sorted(
                (url.get(n // 4, ""), n % 4, words) for n, words in db.execute("SELECT id, words FROM body")
            ),
            "kept": sorted((url.get(n, ""), kept) for n, kept in db.execute("SELECT entry_id, kept FROM whole")),
            "subscriptions": db.execute("SELECT count(*) FROM subscription").fetchone(),
            "saved": db.execute("SELECT count(*) > 0 FROM saved").fetchone(),
            "tagged": sorted(
                (tag, url.get(n, ""))
                for tag, n in db.execute("SELECT name, entry_id FROM tagged JOIN tag ON tag.id = tag_id")
            ),
            "rules": db.execute("SELECT query, hits FROM rule").fetchall(),
            "stories": sorted(
                (url.get(n, ""), told, copied > 0)
                for n, told, copied in db.execute("SELECT entry_id, story_id > 0, copy_of FROM member")
            ),
            "waiting": db.execute("SELECT count(*) FROM unindexed").fetchone(),
        }
    finally:
        db.close()


def losses(folder: Path, acks: list[str]) -> list[str]:
    """What is wrong in a store after a run that acknowledged `acks`."""
    store = open_store(folder, Role.COMMAND)
    try:
        found = [store.notice] if store.notice else []
    finally:
        store.close_now()
    db = sqlite3.connect(StorePaths(folder).database)
    try:
        found += upkeep.problems(db, thorough=True)
        half = [count for count in _listed(db).values() if count not in (0, STORIES, 2 * STORIES)]
        if half and not any(db.execute("SELECT 1 FROM state WHERE place = -1 LIMIT 1")):
            found.append(f"a half feed: {half}")
        found += [f"lost: {ack}" for ack in acks if not _holds(db, ack)]
        starred = [number for (number,) in db.execute("SELECT id FROM state WHERE starred = 1")]
        if not {2, 9} <= {*starred}:
            found.append("a star is gone")
        return found
    finally:
        db.close()


def _listed(db: sqlite3.Connection) -> dict[int, int]:
    return dict(db.execute("SELECT feed_id, count(*) FROM state WHERE place = 1 GROUP BY feed_id").fetchall())


def _holds(db: sqlite3.Connection, ack: str) -> bool:
    what, number = ack.split()
    asked = {
        "feeds": "SELECT min(n) = ? FROM (SELECT count(*) AS n FROM state WHERE place = 1 GROUP BY feed_id)",
        "full": "SELECT count(*) >= ? FROM entry WHERE has_full = 1",
        "read": "SELECT read FROM state WHERE id = ?",
        "star": "SELECT starred FROM state WHERE id = ?",
        "unread": "SELECT sum(read = 0) = ? FROM state WHERE place = 1",
        "saved": "SELECT count(*) >= ? FROM saved",
        "tagged": "SELECT count(*) >= ? FROM tagged",
        "rules": "SELECT count(*) >= ? FROM rule",
        "subscriptions": "SELECT count(*) = ? FROM subscription",
    }[what]
    return bool(db.execute(asked, (int(number),)).fetchone()[0])


def crash(name: str, start: Path, scratch: Path, at: int, expected: dict[str, object]) -> tuple[bool, list[str]]:
    """One crash point: die there, look, go on, look again; returns whether it died and what is wrong."""
    folder = scratch / f"{name}-{at}"
    shutil.copytree(start, folder)
    try:
        outcome = run(name, folder, at)
        found = losses(folder, outcome.acks)
        if outcome.died:
            again = run(name, folder)
            found += [f"done again: {each}" for each in losses(folder, again.acks)]
        reached = summary(folder)
        found += [f"done again, {key} differs" for key in expected if reached[key] != expected[key]]
        return outcome.died, [f"{name} at statement {at}: {each}" for each in found]
    finally:
        shutil.rmtree(folder)


def full_disk(name: str, start: Path, scratch: Path, room: int, expected: dict[str, object]) -> tuple[bool, list[str]]:
    """A journey with no room beyond `room` bytes a file; returns whether that stopped it and what is wrong."""
    folder = scratch / f"{name}-full-{room}"
    shutil.copytree(start, folder)
    try:
        outcome = run(name, folder, room=room)
        found = losses(folder, outcome.acks)
        again = run(name, folder)
        found += [f"done again: {each}" for each in losses(folder, again.acks)]
        reached = summary(folder)
        found += [f"done again, {key} differs" for key in expected if reached[key] != expected[key]]
        return outcome.stopped, [f"{name} with {room} bytes: {each}" for each in found]
    finally:
        shutil.rmtree(folder)


def undisturbed(name: str, start: Path, scratch: Path) -> tuple[int, dict[str, object]]:
    """How many statements a journey takes, and where it ends."""
    folder = scratch / name
    shutil.copytree(start, folder)
    try:
        outcome = run(name, folder)
        found = losses(folder, outcome.acks)
        assert not found, found
        return outcome.statements, summary(folder)
    finally:
        shutil.rmtree(folder)
