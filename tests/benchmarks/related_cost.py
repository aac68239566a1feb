"""What related stories cost: `python -m tests.benchmarks.related_cost --entries 10000 100000 [1000000]`.

For each size a store is filled with made news (events of a few entries over hundreds of sources, in words whose
frequencies fall as those of a language do), related by the engine's own code, and measured: time to add an entry,
time to ask for what is related, time to read the pane, and what it takes on the disk.

Times per entry at large sizes are taken over the last part of the entries; the part before is written in the same way.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import sqlite3
import tempfile
import time
from bisect import bisect
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from pathlib import Path

from reader.domain.blocks import Paragraph, Span, dump
from reader.domain.digested import DigestedEntry, DigestedFeed
from reader.engine.candidates import nearest
from reader.engine.relating import Batch, Wishes, relate_new
from reader.library import Library
from reader.store import feeds, ingest
from reader.store.opening import Role, open_store
from reader.store.values import FeedUpdate, NewEntry, NewSubscription

NOW = datetime(2026, 1, 1, tzinfo=UTC)
SOURCES = 300
VOCABULARY = 60_000
PER_EVENT = 4
WORDS = (40, 350)
"""Words of a text, from a teaser to an article."""
TABLES = ("signature", "feature", "member", "near", "story", "unrelated", "vocabulary", "habit")
ASKED = 400


class Writer:
    """Makes texts: each event has names and matters of its own, the rest is language."""

    def __init__(self, seed: int) -> None:
        self._chance = random.Random(seed)
        syllables = [a + b for a in "bcdghklmnprstvx" for b in ("a", "e", "i", "o", "u", "an", "en", "in", "ong", "ai")]
        self._words = [
            "".join(self._chance.choices(syllables, k=self._chance.choice((1, 2, 2, 3)))) for _ in range(VOCABULARY)
        ]
        self._sums = list(accumulate(1 / (rank + 3) for rank in range(VOCABULARY)))

    def _word(self) -> str:
        return self._words[min(bisect(self._sums, self._chance.random() * self._sums[-1]), VOCABULARY - 1)]

    def entries(self, count: int) -> Iterator[tuple[int, DigestedEntry]]:
        """(source, entry), in the order of their time: some thirty events go on at once."""
        going: list[tuple[list[str], int]] = []
        for number in range(count):
            while len(going) < 30:
                going.append(([self._word() + self._word() for _ in range(12)], PER_EVENT))
            place = self._chance.randrange(len(going))
            names, left = going[place]
            going[place] = (names, left - 1)
            if left <= 1:
                del going[place]
            yield self._chance.randrange(SOURCES), self._entry(number, names, NOW - timedelta(minutes=count - number))

    def _entry(self, number: int, names: Sequence[str], when: datetime) -> DigestedEntry:
        chance = self._chance
        words = [
            chance.choice(names) if chance.random() < 0.12 else self._word() for _ in range(chance.randint(*WORDS))
        ]
        title = " ".join([*chance.sample(names, 3), *(self._word() for _ in range(6))])
        lines = [" ".join(words[start : start + 60]) + "." for start in range(0, len(words), 60)]
        return DigestedEntry(
            key=str(number),
            url=f"https://source.example/{number}",
            url_key=f"source.example/{number}",
            title=title,
            lead=lines[0][:280],
            published=when,
            blocks_json=dump([Paragraph((Span(line),)) for line in lines]),
            content_hash=str(number),
        )


async def measure(count: int, folder: Path) -> None:
    """Fill a store and print."""
    store = open_store(folder, Role.ENGINE, clock=lambda: NOW)
    ids = [
        (
            await store.write(
                feeds.subscribe, NewSubscription(f"https://s{n}.example/f", "feed", feed_title=f"S{n}"), NOW
            )
        )[0]
        for n in range(SOURCES)
    ]
    began = time.perf_counter()
    group: list[tuple[int, DigestedEntry]] = []
    writer = Writer(3)
    for source, entry in writer.entries(count):
        group.append((source, entry))
        if len(group) == 1000:
            await _store(store, ids, group)
            group = []
    await _store(store, ids, group)
    print(f"\n{count} entries, stored in {time.perf_counter() - began:.0f} s", flush=True)
    before = (folder / "bantin.db").stat().st_size if (folder / "bantin.db").exists() else 0
    times: list[tuple[float, int]] = [(time.perf_counter(), 0)]

    def told(batch: Batch) -> None:
        times.append((time.perf_counter(), batch.done))
        if batch.done % 20_000 == 0:
            print(f"  {batch.done} related after {times[-1][0] - times[0][0]:.0f} s", flush=True)

    cpu = time.process_time()
    done = await relate_new(store, Wishes(told))
    cpu = time.process_time() - cpu
    tail = [pair for pair in times if pair[1] >= done * 0.9] or times
    late = (tail[-1][0] - tail[0][0]) / max(1, tail[-1][1] - tail[0][1]) * 1000
    print(f"  relate an entry   {cpu / max(1, done) * 1000:6.2f} ms CPU, {late:.2f} ms wall over the last tenth")
    numbers = [row[0] for row in await store.read(_some, ASKED)]
    print(f"  ask the index     {await _timed(lambda n: store.read(nearest, n), numbers)}")
    await store.close()
    library = await Library.open(folder, read_only=True)
    print(f"  read the pane     {await _timed(library.related, numbers)}")
    await library.close()
    print(
        f"  on the disk       {_bytes(folder) / count:6.0f} bytes an entry"
        f"  (the whole store {_size(folder) / count:.0f})"
    )
    _ = before


async def _store(store: object, ids: Sequence[int], group: Sequence[tuple[int, DigestedEntry]]) -> None:
    for source in sorted({source for source, _entry in group}):
        (state,) = await store.read(feeds.feed_states, [ids[source]])  # type: ignore[attr-defined]
        new = tuple(NewEntry(entry, entry.published or NOW) for other, entry in reversed(group) if other == source)
        await store.write(ingest.apply, FeedUpdate(state, DigestedFeed(), new), NOW)  # type: ignore[attr-defined]


def _some(db: sqlite3.Connection, count: int) -> list[tuple[int]]:
    return db.execute(
        "SELECT entry_id FROM signature WHERE entry_id % 7 = 0 ORDER BY random() LIMIT ?", (count,)
    ).fetchall()


async def _timed(ask: object, numbers: Sequence[int]) -> str:
    took = []
    for number in numbers:
        began = time.perf_counter()
        await ask(number)  # type: ignore[operator]
        took.append((time.perf_counter() - began) * 1000)
    took.sort()
    return f"p50 {took[len(took) // 2]:6.2f}  p95 {took[len(took) * 95 // 100]:6.2f}  max {took[-1]:6.2f} ms"


def _database(folder: Path) -> Path:
    return next(path for path in folder.iterdir() if path.suffix == ".db")


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.iterdir() if path.name.startswith(_database(folder).name))


def _bytes(folder: Path) -> int:
    """What the tables of relating and their indexes take, by SQLite's own count."""
    db = sqlite3.connect(_database(folder))
    try:
        names = [
            name
            for name, table in db.execute("SELECT name, tbl_name FROM sqlite_master")
            if any(table == each or table.startswith(f"{each}_") for each in TABLES)
        ]
        marks = ", ".join("?" * len(names))
        (total,) = db.execute(f"SELECT sum(pgsize) FROM dbstat WHERE name IN ({marks})", names).fetchone()
        rows = db.execute(
            f"SELECT name, sum(pgsize) FROM dbstat WHERE name IN ({marks}) GROUP BY 1 ORDER BY 2 DESC", names
        )
        print("  " + ", ".join(f"{name} {size >> 10} K" for name, size in rows.fetchmany(9)))
        return int(total)
    finally:
        db.close()


def main() -> None:
    """Measure what the command line names."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--entries", nargs="+", type=int, default=[10_000])
    for count in parser.parse_args().entries:
        with tempfile.TemporaryDirectory() as folder:
            asyncio.run(measure(count, Path(folder)))


if __name__ == "__main__":
    main()
