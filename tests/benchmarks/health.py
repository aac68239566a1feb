"""Whether a store stays healthy while much comes in and much goes: `python -m tests.benchmarks.health`.

In rounds entries come in as a fetch brings them, are indexed, and as many of the oldest go by retention, as `bantin
prune` does it, with the upkeep of a day after each. Printed after each round: the file and its free pages, the search
index, what a removal costs of processor time, the longest transaction, and the first page of lists. Then a mass mark
beside a second writer, in one transaction and in parts: how long the other one waits.
"""

from __future__ import annotations

import argparse
import asyncio
import sqlite3
import tempfile
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path

from reader.domain.digested import DigestedFeed
from reader.domain.models import ListQuery, Scope, ScopeKind
from reader.domain.retention import Limits, Policy
from reader.library import Library
from reader.store import feeds, indexing, ingest, lists, merging, retention, states, upkeep
from reader.store.connect import open_writer, transaction
from reader.store.paths import StorePaths
from reader.store.values import FeedUpdate

from .build_cache import NOW, _entries, _fetched, build

BATCH = 25


class Longest:
    """Runs transactions and remembers the longest."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def run(self, db: sqlite3.Connection, work: Callable[[sqlite3.Connection], object]) -> object:
        """`work(db)` in a transaction."""
        began = time.perf_counter()
        with transaction(db):
            result = work(db)
        self.seconds = max(self.seconds, time.perf_counter() - began)
        return result


def fill(db: sqlite3.Connection, number: int, count: int, words: int) -> None:
    """Bring `count` newer entries in, spread over all feeds, and index them."""
    feed_states = feeds.feed_states(db)
    size = count // len(feed_states)
    for place, state in enumerate(feed_states):
        new = tuple(_entries(place, 1000 + number, size, 1, 1, words))
        with transaction(db):
            ingest.apply(db, FeedUpdate(_fetched(state), DigestedFeed(), new), NOW + timedelta(days=number))
    while True:
        with transaction(db):
            if not indexing.index_pending(db, 500):
                return


def prune(db: sqlite3.Connection, keep: int) -> tuple[int, float, float]:
    """Let go what is beyond `keep` entries of each feed: (how many, CPU seconds, longest transaction)."""
    ids = [number for feed in retention.going(db, Policy(Limits(count=keep)), NOW) for number in feed.ids]
    longest, began = Longest(), time.process_time()
    for start in range(0, len(ids), BATCH):
        longest.run(db, partial(retention.drop, ids=ids[start : start + BATCH]))
    return len(ids), time.process_time() - began, longest.seconds


def look_after(db: sqlite3.Connection) -> float:
    """The upkeep of a day; its longest step in seconds."""
    longest = Longest()
    while longest.run(db, merging.merge):
        pass
    more = True
    while more:
        began = time.perf_counter()
        more = upkeep.shrink(db)
        longest.seconds = max(longest.seconds, time.perf_counter() - began)
    began = time.perf_counter()
    upkeep.optimize(db)
    return max(longest.seconds, time.perf_counter() - began)


def line(db: sqlite3.Connection, path: Path) -> str:
    """The state of the store in figures."""
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    (pages,) = db.execute("PRAGMA page_count").fetchone()
    (free,) = db.execute("PRAGMA freelist_count").fetchone()
    (index,) = db.execute("SELECT total(length(block)) FROM search_data").fetchone()
    (entries,) = db.execute("SELECT count(*) FROM entry").fetchone()
    (remembered,) = db.execute("SELECT count(*) FROM state").fetchone()
    queries = (ListQuery(), ListQuery(Scope(ScopeKind.UNREAD)), ListQuery(Scope(ScopeKind.FEED, 3)))
    began = time.process_time()
    for query in queries * 20:
        lists.entry_ids(db, query, 300)
    page = (time.process_time() - began) / 60 * 1000
    return (
        f"{path.stat().st_size / 1e6:8.1f} {free / max(1, pages):6.1%} {index / 1e6:8.1f} {entries:8} {remembered:9} "
        f"{page:7.2f}"
    )


def rounds(folder: Path, entries: int, turnover: int, count: int, feed_count: int, words: int) -> None:
    """Fill and empty, and print."""
    build(folder, entries=entries, feed_count=feed_count, words=words)
    path = StorePaths(folder).database
    db = open_writer(path, checkpoints=True, durable=False)
    print("    file MB   free index MB  entries remembered page ms   removed  ms each  longest ms  upkeep ms")
    print(f"   {line(db, path)}")
    for number in range(1, count + 1):
        fill(db, number, turnover // count, words)
        gone, seconds, longest = prune(db, entries // feed_count)
        step = look_after(db)
        each = seconds / max(1, gone) * 1000
        print(f"{number:2} {line(db, path)} {gone:9} {each:8.2f} {longest * 1000:11.1f} {step * 1000:10.1f}")
    found = upkeep.problems(db, thorough=True)
    print("problems:", "; ".join(found) or "none")
    db.close()


def beside_another_writer(folder: Path, mark: Callable[[], object]) -> tuple[float, float]:
    """(seconds that `mark` takes, the longest that a small write of another connection waits meanwhile)."""
    other = open_writer(StorePaths(folder).database, checkpoints=False, durable=False)
    done, waits = threading.Event(), [0.0]

    def write() -> None:
        while not done.is_set():
            began = time.perf_counter()
            with transaction(other):
                other.execute("UPDATE state SET opened_at = opened_at WHERE id = 1")
            waits.append(time.perf_counter() - began)
            time.sleep(0.002)

    thread = threading.Thread(target=write)
    thread.start()
    began = time.perf_counter()
    try:
        mark()
    finally:
        done.set()
        thread.join()
    took = time.perf_counter() - began
    other.close()
    return took, max(waits)


def marks(folder: Path) -> None:
    """A mass mark at once and in parts, beside another writer."""

    def at_once() -> None:
        db = open_writer(StorePaths(folder).database, checkpoints=False, durable=True)
        unread = lists.unread_ids(db, ListQuery())
        with transaction(db):
            states.set_read(db, unread, True, NOW, str)
        db.close()

    async def in_parts(undo: bool) -> None:
        library = await Library.open(folder)
        await (library.undo() if undo else library.mark_all_read(ListQuery()))
        await library.close()

    steps = {
        "in one transaction": at_once,
        "its undo, in parts": lambda: asyncio.run(in_parts(True)),
        "in parts": lambda: asyncio.run(in_parts(False)),
        "their undo": lambda: asyncio.run(in_parts(True)),
    }
    for name, step in steps.items():
        took, wait = beside_another_writer(folder, step)
        print(f"mark all read {name:<20} {took:6.2f} s, another writer waits {wait * 1000:7.1f} ms at most")


def main() -> None:
    """Measure what the command line names."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entries", type=int, default=50_000)
    parser.add_argument("--turnover", type=int, default=100_000, help="entries that come, and entries that go, in all")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--feeds", type=int, default=100)
    parser.add_argument("--words", type=int, default=80)
    parser.add_argument("--marks", type=Path, metavar="DIR", help="only the mass mark, in the cache of this folder")
    args = parser.parse_args()
    if args.marks:
        marks(args.marks)
        return
    with tempfile.TemporaryDirectory() as name:
        rounds(Path(name), args.entries, args.turnover, args.rounds, args.feeds, args.words)


if __name__ == "__main__":
    main()
