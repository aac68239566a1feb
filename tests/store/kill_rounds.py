"""`kill -9` at any moment: of a real `bantin refresh`, and of the engine under a real library, against a server on
loopback whose feeds change from round to round."""

from __future__ import annotations

import asyncio
import os
import signal
import sqlite3
import subprocess
import sys
import time
import urllib.request
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from reader.engine.link import ChildEngine
from reader.engine.protocol import Done
from reader.engine.settings import EngineSettings
from reader.library import Event, Library
from reader.store import feeds, upkeep
from reader.store.connect import transaction
from reader.store.opening import Role, open_store
from reader.store.paths import StorePaths
from reader.store.values import NewSubscription

ROOT = Path(__file__).resolve().parents[2]
FEEDS = 12
MARK = "BANTIN_KILL_ROUND"
PATIENCE = 20.0


@dataclass(slots=True)
class Rounds:
    """A data folder, a server, and what was found so far."""

    folder: Path
    port: int
    losses: list[str] = field(default_factory=list)
    killed: int = 0
    mark: str = field(default_factory=lambda: uuid.uuid4().hex)
    """In the environment of every process that belongs to this."""
    _round: int = 0

    def change(self) -> None:
        """Let every feed bring something new."""
        self._round += 1
        urllib.request.urlopen(f"http://127.0.1.1:{self.port}/round/{self._round}/100").read()

    def environment(self) -> dict[str, str]:
        """For the processes that are killed."""
        return dict(os.environ) | {MARK: self.mark, "PYTHONPATH": str(ROOT)}

    def look(self, what: str, stars: set[int]) -> None:
        """Check the store and that no process of ours is left."""
        store = open_store(self.folder, Role.COMMAND)
        found = [store.notice] if store.notice else []
        store.close_now()
        db = sqlite3.connect(StorePaths(self.folder).database)
        try:
            found += upkeep.problems(db, thorough=True)
            # The log of a fetch is written in the transaction that stores what it brought.
            half = db.execute(
                """SELECT feed_id, sum(new), (SELECT count(*) FROM state WHERE state.feed_id = fetch_log.feed_id)
                    AS there FROM fetch_log GROUP BY feed_id HAVING sum(new) <> there"""
            ).fetchall()
            found += [f"a half feed: {row}" for row in half]
            there = {number for (number,) in db.execute("SELECT id FROM state WHERE starred = 1")}
            found += [f"a star is gone: {number}" for number in stars - there]
        finally:
            db.close()
        left = self._left()
        if left:
            found.append(f"left running: {left}")
            for pid in left:
                os.kill(pid, signal.SIGKILL)
        self.losses += [f"{what} {self.killed}: {each}" for each in found]

    def _left(self) -> list[int]:
        deadline = time.monotonic() + PATIENCE
        while (pids := list(self._running())) and time.monotonic() < deadline:
            os.sched_yield()
            time.sleep(0.05)
        return pids

    def _running(self) -> Iterator[int]:
        for name in os.listdir("/proc"):
            if name.isdigit() and int(name) != os.getpid():
                try:
                    found = Path(f"/proc/{name}/environ").read_bytes()
                except OSError:
                    continue
                if f"{MARK}={self.mark}".encode() in found:
                    yield int(name)


@contextmanager
def rounds(folder: Path) -> Iterator[Rounds]:
    """A store subscribed to the feeds of a server that runs until the block ends."""
    command = [sys.executable, "-m", "tests.benchmarks.server", f"--feeds={FEEDS}", "--entries=12"]
    server = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        assert server.stdout is not None
        port = int(server.stdout.readline())
        store = open_store(folder, Role.COMMAND)
        store.close_now()
        db = sqlite3.connect(StorePaths(folder).database, isolation_level=None)
        with transaction(db):
            for number in range(FEEDS):
                url = f"http://127.0.1.{1 + number % 3}:{port}/{number}.xml"
                feeds.subscribe(db, NewSubscription(url, "feed", typed=True), store.clock())
        db.close()
        yield Rounds(folder, port)
    finally:
        assert server.stdin is not None
        server.stdin.close()
        server.wait()
        if server.stdout is not None:
            server.stdout.close()


def _ask_again(folder: Path) -> None:
    """Forget when feeds were last asked: a user's key asks no feed twice in a minute."""
    db = sqlite3.connect(StorePaths(folder).database)
    with db:
        db.execute("UPDATE feed SET last_attempt = NULL, next_due = NULL")
    db.close()


def refresh_once(world: Rounds, after: float) -> None:
    """Start `bantin refresh` and kill it after so many seconds of its work (counted from its first output)."""
    world.change()
    _ask_again(world.folder)
    command = [sys.executable, "-m", "reader", "--data-dir", str(world.folder), "refresh", "--json"]
    child = subprocess.Popen(
        command, cwd=ROOT, env=world.environment(), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    assert child.stdout is not None
    child.stdout.readline()
    try:
        child.wait(after)
    except subprocess.TimeoutExpired:
        child.kill()
        world.killed += 1
    child.stdout.close()
    child.wait()
    world.look("refresh", set())


async def _engine_once(world: Rounds, after: float, star: int) -> set[int]:
    settings = EngineSettings(data_dir=str(world.folder), cache_dir=str(world.folder / "cache"), automatic=False)
    engine = ChildEngine(settings)
    os.environ[MARK] = world.mark
    library = await Library.open(world.folder, engine=engine, exclusive=True)
    starred: set[int] = set()
    ended = asyncio.Event()
    begun = asyncio.Event()

    def on_event(event: Event) -> None:
        begun.set()
        if isinstance(event, Done) and event.job:
            ended.set()

    library.subscribe(on_event)
    try:
        await library.refresh()
        async with asyncio.timeout(PATIENCE):
            await begun.wait()
        await asyncio.sleep(after)
        if star and await library.set_starred([star], True):
            starred.add(star)
        if engine.pid and not ended.is_set():
            os.kill(engine.pid, signal.SIGKILL)
            world.killed += 1
        async with asyncio.timeout(PATIENCE):
            await ended.wait()
    finally:
        await library.close()
        del os.environ[MARK]
    return starred


def engine_once(world: Rounds, after: float, star: int = 0) -> None:
    """Refresh through an engine that is killed in mid-work, and star an entry meanwhile."""
    world.change()
    _ask_again(world.folder)
    world.look("engine", asyncio.run(_engine_once(world, after, star)))


def many(folder: Path, times: int, seed: int = 0) -> Rounds:
    """Kill each of the two so many times, at moments drawn at random; returns what was found."""
    random = Random(seed)
    with rounds(folder) as world:
        for number in range(times):
            refresh_once(world, random.uniform(0, 0.4))
            engine_once(world, random.uniform(0, 0.4), star=number + 1)
    return world
