"""What folding lists costs: `python -m tests.benchmarks.folding --entries 100000 1000000`.

For each size a store is filled with entries that have no text (lists need none) over 1,000 feeds, 38 % of them in
stories of two to six spread over some hours, every fourth a copy of the first. Then, for lists of all, unread and a
folder: the first page and the whole list, its ids and the folding of them, in CPU milliseconds of this process (median
and worst of five), with rows and statements.
"""

from __future__ import annotations

import argparse
import random
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from reader.domain.folding import LeadBy
from reader.domain.models import ListQuery, Scope, ScopeKind
from reader.store import folding, lists
from reader.store.connect import open_reader, open_writer, transaction
from reader.store.migrate import migrate
from reader.store.paths import StorePaths

PAGE = 300
FEEDS = 1000
SPREAD = 3000
"""Entries over which the tellings of a story are spread."""
RUNS = 5


def main() -> None:
    """Measure the sizes that the command line names."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entries", type=int, nargs="+", default=[100_000])
    for entries in parser.parse_args().entries:
        with tempfile.TemporaryDirectory() as folder:
            path = StorePaths(Path(folder)).database
            db = open_writer(path, checkpoints=True, durable=False)
            db.execute("PRAGMA cache_size = -65536")
            migrate(db)
            with transaction(db):
                _fill(db, entries)
            db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            db.close()
            db = open_reader(path)
            _measure(db)
            db.close()


def _fill(db: sqlite3.Connection, entries: int) -> None:
    chance = random.Random(4)
    for feed in range(1, FEEDS + 1):
        db.execute("INSERT INTO feed(id, url, url_key, adapter) VALUES (?, ?, ?, 'feed')", (feed, str(feed), str(feed)))
        db.execute("INSERT INTO subscription(feed_id, folder_id) VALUES (?, ?)", (feed, feed % 9 + 1))
    for folder in range(1, 10):
        db.execute("INSERT INTO folder(id, title) VALUES (?, ?)", (folder, str(folder)))
    db.executemany(
        "INSERT INTO state(id, feed_id, sort_at, place, read) VALUES (?, ?, ?, 1, ?)",
        ((n, chance.randint(1, FEEDS), n * 8000 + chance.randrange(200_000), n % 5 > 0) for n in range(1, entries + 1)),
    )
    story, told = 0, [(0, 0)] * (entries + 1)
    for first in range(1, entries + 1):
        if chance.random() < 0.12:
            story += 1
            group = [min(first + chance.randrange(SPREAD), entries) for _number in range(chance.randint(2, 6))]
            for number in group:
                told[number] = (story, group[0] if number != group[0] and chance.random() < 0.25 else 0)
    db.executemany(
        "INSERT INTO member(entry_id, story_id, copy_of, voice, length, told_at) VALUES (?, ?, ?, ?, ?, ?)",
        ((n, *told[n], chance.randrange(1 << 31), chance.randrange(4000), n) for n in range(1, entries + 1)),
    )


def _queries() -> Iterator[tuple[str, ListQuery]]:
    yield "all", ListQuery(folded=True)
    yield "unread", ListQuery(Scope(ScopeKind.UNREAD), folded=True)
    yield "folder", ListQuery(Scope(ScopeKind.FOLDER, 1), folded=True)


def _measure(db: sqlite3.Connection) -> None:
    (entries, inside) = db.execute("SELECT count(*), sum(story_id > 0) FROM member").fetchone()
    print(f"{entries} entries, {inside} in stories   (CPU ms: median, worst; rows; statements)")
    for name, query in _queries():
        for limit, what in ((PAGE, "first page"), (0, "whole list")):
            ids = lists.entry_ids(db, query, limit)
            fold = partial(folding.folded, db, ids, query, LeadBy.PREFERRED, page=bool(limit))
            _line(db, f"{what}, ids: {name}", lambda q=query, n=limit: len(lists.entry_ids(db, q, n)))  # type: ignore[misc]
            _line(db, f"{what}, folding: {name}", lambda f=fold: len(f().ids))  # type: ignore[misc]
    found = fold()
    window = [(lead, *found.hidden.under(lead)) for lead in found.ids[:PAGE]]
    _line(db, f"what waits in {PAGE} rows", lambda: len(folding.waiting_in(db, window)))


def _line(db: sqlite3.Connection, name: str, work: Callable[[], int]) -> None:
    asked: list[str] = []
    db.set_trace_callback(asked.append)
    size = work()
    db.set_trace_callback(None)
    times = []
    for _run in range(RUNS):
        began = time.process_time()
        work()
        times.append((time.process_time() - began) * 1000)
    statements = sum(text.lstrip().startswith(("SELECT", "WITH")) for text in asked)
    print(f"{name:<36} {statistics.median(times):9.2f} {max(times):9.2f} {size:>9} {statements:>4}", flush=True)


if __name__ == "__main__":
    main()
