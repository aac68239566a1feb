"""How long searching takes: `python -m tests.benchmarks.search DIR` with a folder made by `build_cache`.

The first page of searches as one types them, through the library, with median and 95th percentile; the counts of 20
saved searches and of all feeds; what indexing costs, and what rules add to the storing of an entry; and with
`--newsboat` what the search of newsboat takes on the same entries. `DIR` is written to (saved searches, which are
removed again): give it a copy.
"""

from __future__ import annotations

import argparse
import asyncio
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

from reader.domain.digested import DigestedFeed
from reader.domain.folding import LeadBy
from reader.domain.models import ListQuery, Order, Scope, ScopeKind
from reader.domain.rules import read_actions
from reader.library import Library
from reader.store import feeds, indexing, ingest, rules
from reader.store.connect import open_writer, transaction
from reader.store.lists import Listing
from reader.store.paths import StorePaths
from reader.store.values import FeedUpdate

from .build_cache import NOW, _entries, _fetched, build
from .programs import Newsboat

RUNS = 40
PAGE = 300
SEARCHES = {
    "rare word": "tuye ",
    "common word": "nghiep",
    "common word, best first": "nghiep",
    "two words": "cua khau",
    "two words, best first": "cua khau",
    "phrase": '"cua khau"',
    "accents folded (cua)": "cua ",
    "accents typed (cửa)": "cửa ",
    "accents typed, in no text (cùa)": "cùa ",
    "two letters on their way (ng)": "ng",
    "conditions alone": "is:unread newer:30d",
    "word and conditions": "cua is:unread has:enclosure ",
    "without a word": "-cua ",
    "regular expression": "/c.a kh[aẩ]u/",
    "nothing is found": "zzzz",
}
FIELDS = (
    *(
        "feed:#17",
        "feed:#18 cua ",
        "feed:paper",
        "folder:sport",
        "author:vien",
        "title:cua ",
        "text:cua ",
        "headline:cua ",
    ),
    *(
        "tag:x",
        "lang:vi",
        "lang:vi cua ",
        "is:unread",
        "is:read",
        "is:starred",
        "is:starred cua ",
        "is:queued",
        "is:offline",
    ),
    *(
        "is:hidden",
        "has:image",
        "has:enclosure",
        "has:enclosure cua ",
        "has:fulltext",
        "has:related",
        "before:yesterday",
    ),
    *("after:2026-11-01", "newer:3d", "older:60d bridge ", "sources:>=2", "cua OR river ", "-cua ", "title:cửa "),
)
SAVED = [
    *("cua", "cửa", "cua khau", '"cua khau"', "nghiep -cua", "cua OR river", "title:cua", "newer:30d", "is:starred"),
    *("has:enclosure", "cua is:starred", "folder:sport", "feed:#17", "feed:#18 cua", "lang:vi cua", "sources:>=2"),
    *("older:60d bridge", "bridge river", "author:vien", "-nghiep -cua"),
]

RULES = [
    *("title:cua", "cửa khẩu", "author:vien", "feed:#3 bridge", "(cua OR river) -nghiep", "title:/c.a kh[aẩ]u/"),
    *("has:enclosure", "lang:vi title:giá", '"cua khau"', "tag:x river"),
]


async def timed(ask: Callable[[], Awaitable[object]], runs: int) -> tuple[float, float, float, object]:
    """Median and 95th percentile in milliseconds, the median of the CPU time, and the last answer."""
    times, spent = [], []
    for _run in range(runs):
        began, cpu = time.perf_counter(), time.process_time()
        answer = await ask()
        times.append((time.perf_counter() - began) * 1000)
        spent.append((time.process_time() - cpu) * 1000)
    return statistics.median(times), sorted(times)[int(0.95 * (len(times) - 1))], statistics.median(spent), answer


async def searches(library: Library, runs: int) -> dict[str, float]:
    """Print the searches; gives their medians of CPU time."""
    print(f"{'first page (ms)':<34} {'p50':>9} {'p95':>9} {'CPU p50':>9}   hits shown")
    medians = {}
    for name, text in SEARCHES.items():
        order = Order.BEST if "best" in name else Order.NEWEST
        query = ListQuery(Scope(ScopeKind.SEARCH, text=text), order)
        middle, high, cpu, found = await timed(lambda query=query: _first(library, query), runs)  # type: ignore[misc]
        medians[name] = cpu
        print(f"{name:<34} {middle:>9.2f} {high:>9.2f} {cpu:>9.2f}   {len(found.ids)}{'  cut' if found.cut else ''}")  # type: ignore[attr-defined]
    return medians


async def _first(library: Library, query: ListQuery) -> Listing:
    return (await library.page(query, LeadBy.PREFERRED, limit=PAGE)).listing


async def fields(library: Library, runs: int) -> None:
    """Print a first page for each field of the query language."""
    print(f"\n{'field (ms)':<34} {'p50':>9} {'p95':>9} {'CPU p50':>9}   hits shown")
    for text in FIELDS:
        query = ListQuery(Scope(ScopeKind.SEARCH, text=text))
        middle, high, cpu, found = await timed(lambda query=query: _first(library, query), runs)  # type: ignore[misc]
        print(f"{text:<34} {middle:>9.2f} {high:>9.2f} {cpu:>9.2f}   {len(found.ids)}{'  cut' if found.cut else ''}")  # type: ignore[attr-defined]


async def counts(library: Library) -> None:
    """Print what counting costs: all searches once, then after some entries were read."""
    made = [await library.save_search("", query) for query in SAVED]
    began = time.process_time()
    found = await library.recount_saved()
    whole = (time.process_time() - began) * 1000
    missing = [SAVED[made.index(number)] for number in made if number not in found]
    ids = list(await library.entry_ids(ListQuery(Scope(ScopeKind.UNREAD)), limit=10))
    await library.set_read(ids, True)
    began = time.process_time()
    await library.recount_saved()
    step = (time.process_time() - began) * 1000
    await library.undo()
    feeds, feeds_high, _cpu, _answer = await timed(library.counts, RUNS)
    print(f"\n{len(SAVED)} saved searches, all counted           {whole:>9.1f} ms CPU, in the background")
    print(f"the same after 10 entries were read     {step:>9.1f} ms CPU")
    print(f"counts of all feeds                     {feeds:>9.2f} ms   p95 {feeds_high:.2f}")
    if missing:
        print("too slow to be counted:", ", ".join(missing))
    for search in await library.saved_searches():
        if search.id in made:
            await library.remove_saved(search)


def index_cost(entries: int) -> None:
    """Print what indexing costs per entry, on a cache of its own."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "cache"
        build(folder, entries=entries, feed_count=max(1, entries // 100), index=False)
        db = open_writer(StorePaths(folder).database, checkpoints=True, durable=False)
        before, began = _pages(db), time.process_time()
        while True:
            db.execute("BEGIN IMMEDIATE")
            left = indexing.index_pending(db)
            db.execute("COMMIT")
            if not left:
                break
        spent = time.process_time() - began
        print(f"\nindexing one entry                      {spent / entries * 1000:>9.3f} ms CPU")
        print(f"size of the index for one entry         {(_pages(db) - before) / entries:>9.0f} bytes")
        db.close()


def rule_cost(entries: int) -> None:
    """Print what rules add to the storing of an entry: none, ten and a hundred of them, on the same entries."""
    print(f"\n{'rules':<10} {'ms CPU per entry':>18} {'met':>8}")
    for count in (0, 10, 100):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            build(folder, entries=1000, feed_count=10, words=120)
            db = open_writer(StorePaths(folder).database, checkpoints=True, durable=False)
            actions = read_actions("star, tag:x")
            with transaction(db):
                for number in range(count):
                    rules.add(db, f"{number}", RULES[number % len(RULES)], actions, NOW, "")
            arriving = list(_entries(3, 5000, entries, 1, 1, 120))
            state = feeds.feed_states(db)[3]
            began = time.process_time()
            for start in range(0, entries, 50):
                update = FeedUpdate(_fetched(state), DigestedFeed(), tuple(arriving[start : start + 50]))
                with transaction(db):
                    rules.apply(db, ingest.apply(db, update, NOW).arrived, NOW)
            spent = (time.process_time() - began) / entries * 1000
            (met,) = db.execute("SELECT total(hits) FROM rule").fetchone()
            print(f"{count:<10} {spent:>18.3f} {met:>8.0f}")
            db.close()


def _pages(db: sqlite3.Connection) -> int:
    (pages,), (free,), (size,) = (
        db.execute(f"PRAGMA {name}").fetchone() for name in ("page_count", "freelist_count", "page_size")
    )
    return int((pages - free) * size)


_THEIRS = """SELECT guid, title, author, url, pubDate, length(content), unread, feedurl, enclosure_url, enclosure_type,
    enqueued, flags, base FROM rss_item WHERE (title LIKE ?1 OR content LIKE ?1) AND deleted = 0
    ORDER BY pubDate DESC, id DESC"""


def newsboat(cache: Path, runs: int) -> dict[str, float]:
    """Milliseconds of CPU, by kind of search, that the statement takes with which newsboat searches its own cache of
    the same entries: what it needs at least, its screen left aside."""
    wanted = {"rare word": "tuye ", "common word": "nghiệp", "phrase": "cửa khẩu", "nothing is found": "zzzz"}
    spent = {}
    with tempfile.TemporaryDirectory() as name:
        theirs = sqlite3.connect(Newsboat(cache, Path(name)).cache)
        for kind, text in wanted.items():
            times = []
            for _run in range(runs):
                began = time.process_time()
                theirs.execute(_THEIRS, (f"%{text}%",)).fetchall()
                times.append((time.process_time() - began) * 1000)
            spent[kind] = statistics.median(times)
        theirs.close()
    return spent


async def run(folder: Path, runs: int, *, with_newsboat: bool, with_fields: bool) -> None:
    """Measure the cache in `folder`."""
    library = await Library.open(folder)
    try:
        medians = await searches(library, runs)
        if with_fields:
            await fields(library, min(runs, 5))
        await counts(library)
    finally:
        await library.close()
    if with_newsboat and Newsboat.is_there():
        print(f"\n{'newsboat (ms of CPU)':<34} {'theirs':>9} {'ours':>9}   ratio")
        for kind, theirs in newsboat(folder, 5).items():
            print(f"{kind:<34} {theirs:>9.0f} {medians[kind]:>9.2f}   {medians[kind] / theirs:.4f}")


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--runs", type=int, default=RUNS)
    parser.add_argument("--newsboat", action="store_true", help="measure newsboat's search on the same entries too")
    parser.add_argument("--fields", action="store_true", help="measure each field of the query language too")
    parser.add_argument("--index", type=int, default=0, metavar="N", help="measure indexing on N entries of its own")
    parser.add_argument("--rules", type=int, default=0, metavar="N", help="measure rules on N entries that arrive")
    args = parser.parse_args()
    asyncio.run(run(args.folder, args.runs, with_newsboat=args.newsboat, with_fields=args.fields))
    if args.index:
        index_cost(args.index)
    if args.rules:
        rule_cost(args.rules)


if __name__ == "__main__":
    main()
