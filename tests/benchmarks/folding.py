"""What folding lists costs: `python -m tests.benchmarks.folding DIR` with a folder made by `build_cache`.

A copy of the cache gets stories over 38 % of its entries (two to six each, spread over some hours, every fourth a copy
of the first), written into the tables of the related index. Then, for lists of all, unread and a folder: the first page
and the whole list, flat and folded, in CPU milliseconds of this process (median and worst), with rows and statements.
"""

from __future__ import annotations

import argparse
import random
import shutil
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from reader.domain.folding import LeadBy
from reader.domain.models import ListQuery, Scope, ScopeKind
from reader.store import folding, lists
from reader.store.connect import open_reader, open_writer, transaction
from reader.store.migrate import migrate
from reader.store.places import Places

PAGE = 300
SPREAD = 3000
"""Entries over which the tellings of a story are spread."""


def main() -> None:
    """Measure the cache that the command line names."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    with tempfile.TemporaryDirectory(dir=folder.parent) as work:
        places = Places(Path(work))
        shutil.copy(Places(folder).database, places.database)
        db = open_writer(places.database, checkpoints=True, durable=False)
        migrate(db)
        with transaction(db):
            _tell(db)
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        db.close()
        _measure(open_reader(places.database))


def _tell(db: sqlite3.Connection) -> None:
    ids = [number for (number,) in db.execute("SELECT id FROM state WHERE place = 1 ORDER BY id")]
    chance = random.Random(4)
    story, member = 0, dict.fromkeys(ids, (0, 0))
    for place in range(len(ids)):
        if chance.random() < 0.12:
            story += 1
            told = [ids[min(place + chance.randrange(SPREAD), len(ids) - 1)] for _n in range(chance.randint(2, 6))]
            for number in told:
                member[number] = (story, told[0] if number != told[0] and chance.random() < 0.25 else 0)
    db.execute("DELETE FROM member")
    rows = ((n, s, chance.randrange(1 << 31), copy, chance.randrange(4000), n) for n, (s, copy) in member.items())
    db.executemany(
        "INSERT INTO member(entry_id, story_id, voice, copy_of, length, told_at) VALUES (?, ?, ?, ?, ?, ?)", rows
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
            _line(db, f"{what}, flat: {name}", lambda q=query, n=limit: lists.entry_ids(db, q, n))  # type: ignore[misc]
            _line(
                db,
                f"{what}, folding: {name}",
                lambda q=query, n=limit, i=ids: folding.folded(db, i, q, LeadBy.PREFERRED, page=bool(n)).ids,  # type: ignore[misc]
            )
    found = folding.folded(db, ids, query, LeadBy.PREFERRED, page=False)
    window = [(lead, *found.hidden.under(lead)) for lead in found.ids[:PAGE]]
    _line(db, f"what waits in {PAGE} rows", lambda: folding.waiting_in(db, window))


def _line(db: sqlite3.Connection, name: str, work: Callable[[], object]) -> None:
    asked: list[str] = []
    db.set_trace_callback(asked.append)
    answer = work()
    db.set_trace_callback(None)
    times = []
    for _run in range(5):
        began = time.process_time()
        work()
        times.append((time.process_time() - began) * 1000)
    size = len(answer) if hasattr(answer, "__len__") else 0
    statements = sum(text.lstrip().startswith(("SELECT", "WITH")) for text in asked)
    print(f"{name:<36} {statistics.median(times):9.2f} {max(times):9.2f} {size:>9} {statements:>4}")


if __name__ == "__main__":
    main()
