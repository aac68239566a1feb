"""What related stories cost: `python -m tests.benchmarks.related_cost --entries 10000 100000 [1000000]`.

For each size a store is filled with made news (events of a few entries over hundreds of sources, in words whose
frequencies fall as those of a language do), related by the engine's own code, and measured: time to add an entry,
time to ask for what is related, time to read the pane, and what it takes on the disk.

Of a large store only the last `REAL` entries are texts that are digested and placed. For those before them a vector is
made directly, of words of the same language, and written by the store's own code: the index has its full size, a
million entries take minutes instead of an hour, and what is timed (adding the last, asking for any) is all real.
"""

from __future__ import annotations

import argparse
import asyncio
import math
import random
import sqlite3
import tempfile
import time
from array import array
from bisect import bisect
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import accumulate, islice
from pathlib import Path
from typing import TypeVar

from reader.domain.blocks import Paragraph, Span, dump
from reader.domain.digested import DigestedEntry, DigestedFeed
from reader.engine.relating import Batch, Wishes, relate_new
from reader.library import Library
from reader.related.features import feature_of
from reader.related.vector import KEPT
from reader.related.vocabulary import IDF_POWER
from reader.related.words import normal
from reader.store import feeds, ingest, related
from reader.store.opening import Role, open_store
from reader.store.related import Membership, Signature
from reader.store.store import Store
from reader.store.values import FeedUpdate, NewEntry, NewSubscription

from .related_nearest import nearest

T = TypeVar("T")
NOW = datetime(2026, 1, 1, tzinfo=UTC)
SOURCES = 300
VOCABULARY = 60_000
PER_EVENT = 4
WORDS = (40, 350)
"""Words of a text, from a teaser to an article."""
TABLES = ("signature", "feature", "member", "near", "story", "unrelated", "vocabulary", "habit")
ASKED = 400
REAL = 5_000
"""Entries of a store that are made as texts, the newest."""
DRAWN = 1 << 20
"""Words that vectors made without a text are made of."""
PUT = 2000
"""Vectors that are written in one transaction."""


class Writer:
    """Makes texts: each event has names and matters of its own, the rest is language."""

    def __init__(self, seed: int) -> None:
        self._chance = random.Random(seed)
        syllables = [a + b for a in "bcdghklmnprstvx" for b in ("a", "e", "i", "o", "u", "an", "en", "in", "ong", "ai")]
        self._words = [
            "".join(self._chance.choices(syllables, k=self._chance.choice((1, 2, 2, 3)))) for _ in range(VOCABULARY)
        ]
        self._sums = list(accumulate(1 / (rank + 3) for rank in range(VOCABULARY)))

    def vectors(self, count: int) -> Iterator[Signature]:
        """Signatures of the entries 1 to `count`, as if `entries` had been digested (pairs of words left out)."""
        features = [feature_of(normal(word)) for word in self._words]
        total = self._sums[-1]
        # A word in each twentieth text says less than one in each thousandth, as `Vocabulary.idf` has it.
        shares = [1 - (1 - 1 / (rank + 3) / total) ** sum(WORDS) for rank in range(VOCABULARY)]
        idf = [math.log(1 / max(share, 2e-4)) ** IDF_POWER for share in shares]
        weight = [[math.log1p(count) * each for count in range(40)] for each in idf]
        # Drawn once, then read in strides: a draw for every word of a million texts takes longer than all the rest.
        drawn = self._chance.choices(range(VOCABULARY), cum_weights=self._sums, k=DRAWN)
        subjects = [self._chance.sample(range(VOCABULARY), 12) for _ in range(30)]
        for number in range(1, count + 1):
            if number % PER_EVENT == 0:
                subjects[self._chance.randrange(30)] = self._chance.sample(range(VOCABULARY), 12)
            size, stride = self._chance.randint(*WORDS), self._chance.randint(1, 2000)
            start = self._chance.randrange(DRAWN - size * stride)
            words = Counter(drawn[start : start + size * stride : stride])
            words.update(self._chance.choices(self._chance.choice(subjects), k=size // 8))
            strongest = sorted(((weight[place][min(n, 39)], place) for place, n in words.items()), reverse=True)[:KEPT]
            length = math.sqrt(sum(one * one for one, _place in strongest))
            codes = (features[place] << 8 | max(1, round(math.sqrt(one / length) * 255)) for one, place in strongest)
            at = int(NOW.timestamp()) - 60 * (count + REAL - number)
            yield Signature(number, 0, at, size * 6, False, array("I", codes))

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
    writer = Writer(3)
    real = min(count, REAL)
    began = time.process_time()
    await _fill(store, writer, count - real)
    filled = time.process_time() - began
    for group in batched(writer.entries(real), 1000):
        await _store(store, ids, group)
    print(f"\n{count} entries, {count - real} of them as vectors alone ({filled:.0f} s CPU)", flush=True)
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
    newest = [row[0] for row in await store.read(_some, ASKED, count - real)]
    print(f"  ... of the newest {await _timed(lambda n: store.read(nearest, n), newest)}")
    await store.close()
    library = await Library.open(folder, read_only=True)
    print(f"  read the pane     {await _timed(library.related, newest)}")
    await library.close()
    print(f"  on the disk       {_bytes(folder) / count:6.0f} bytes an entry")


def batched(items: Iterable[T], count: int) -> Iterator[list[T]]:
    """The items in lists of `count`."""
    rest = iter(items)
    while group := list(islice(rest, count)):
        yield group


async def _fill(store: Store, writer: Writer, count: int) -> None:
    """Put `count` vectors into the index, each alone with its text."""
    for group in batched(writer.vectors(count), PUT):
        await store.write(related.put, group, (), {})
        alone = [Membership(signature.entry_id, 0, signature.entry_id % SOURCES, 0) for signature in group]
        await store.write(related.settle, related.Settled((), alone, {}, {}))
    await store.write(_begin_after, count)


def _begin_after(db: sqlite3.Connection, count: int) -> None:
    """Let the ids of entries go on after those of the vectors."""
    if count:
        db.execute("INSERT INTO state(id, feed_id, sort_at, place) SELECT ?, min(id), 0, 0 FROM feed", (count,))


async def _store(store: Store, ids: Sequence[int], group: Sequence[tuple[int, DigestedEntry]]) -> None:
    for source in sorted({source for source, _entry in group}):
        (state,) = await store.read(feeds.feed_states, [ids[source]])
        new = tuple(NewEntry(entry, entry.published or NOW) for other, entry in reversed(group) if other == source)
        await store.write(ingest.apply, FeedUpdate(state, DigestedFeed(), new), NOW)


def _some(db: sqlite3.Connection, count: int, after: int = 0) -> list[tuple[int]]:
    """Ids spread evenly over the entries after one, in no order."""
    found = db.execute("SELECT entry_id FROM signature WHERE entry_id > ? ORDER BY random() LIMIT ?", (after, count))
    return found.fetchall()


async def _timed(ask: Callable[[int], Awaitable[object]], numbers: Sequence[int]) -> str:
    took = []
    for number in numbers:
        began = time.process_time()
        await ask(number)
        took.append((time.process_time() - began) * 1000)
    took.sort()
    return f"p50 {took[len(took) // 2]:6.2f}  p95 {took[len(took) * 95 // 100]:6.2f}  max {took[-1]:6.2f} ms CPU"


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
