"""How long the cache takes to answer: `python -m tests.benchmarks.cache DIR` with a folder made by `build_cache`.

Each line gives the median and the worst of several runs in milliseconds, through the library, with its threads, as the
interface asks. State changes are taken back. Times are reported, never asserted.
"""

from __future__ import annotations

import argparse
import asyncio
import resource
import statistics
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

from reader.domain.models import ListQuery, Order, Scope, ScopeKind
from reader.domain.query_parser import read
from reader.library import Library

from .build_cache import NOW

RUNS = 9
PAGE = 200


async def measure(name: str, ask: Callable[[], Awaitable[object]], runs: int = RUNS) -> None:
    """Print how long `ask` takes."""
    times = []
    size = 0
    for _run in range(runs):
        began = time.perf_counter()
        answer = await ask()
        times.append((time.perf_counter() - began) * 1000)
        size = len(answer) if hasattr(answer, "__len__") else 0
    print(f"{name:<52} {statistics.median(times):9.2f} {max(times):9.2f}   {size or ''}")


def queries(folder_id: int) -> dict[str, ListQuery]:
    """The lists that are asked for."""
    kinds = (ScopeKind.ALL, ScopeKind.UNREAD, ScopeKind.STARRED, ScopeKind.HISTORY)
    newest = {kind.value: ListQuery(Scope(kind)) for kind in kinds}
    newest["feed"] = ListQuery(Scope(ScopeKind.FEED, 17))
    newest["folder"] = ListQuery(Scope(ScopeKind.FOLDER, folder_id))
    newest["today"] = ListQuery(Scope(ScopeKind.TODAY), since=NOW.replace(hour=0))
    more = {
        "feed, unread": ListQuery(Scope(ScopeKind.FEED, 17), unread_only=True),
        "folder, unread": ListQuery(Scope(ScopeKind.FOLDER, folder_id), unread_only=True),
        "all, oldest first": ListQuery(order=Order.OLDEST),
        "all, by source": ListQuery(order=Order.SOURCE),
        "all, filtered 'cửa khẩu'": ListQuery(filter="cua khau"),
        "all, filtered by a source": ListQuery(filter="báo 17"),
    }
    return {**newest, **more}


async def run(folder: Path) -> None:
    """Measure the cache in `folder`."""
    began = time.perf_counter()
    library = await Library.open(folder)
    print(f"{'open':<52} {(time.perf_counter() - began) * 1000:9.2f}")
    count = await library.counts()
    print(f"{count.entries} entries, {count.total_unread} unread   (ms: median, worst; size)")
    folder_id = (await library.folders())[0].id
    lists = queries(folder_id)
    for name, query in lists.items():
        await measure(f"first page: {name}", partial(library.entry_ids, query, limit=PAGE))
    for name in ("all", "unread", "folder", "feed"):
        await measure(f"whole list: {name}", partial(library.entry_ids, lists[name]), 3)
    ids = await library.entry_ids(ListQuery(), limit=5000)
    await measure("60 rows", lambda: library.rows(ids[1000:1060]))
    await measure("counts", library.counts)
    await measure("subscriptions", library.subscriptions)
    await measure("next unread in all", lambda: library.neighbour_unread(ListQuery(), ids[-1], 1))
    await measure("next unread in a folder", lambda: library.neighbour_unread(lists["folder"], ids[-1], 1))
    await measure("article", lambda: library.article(ids[77]))
    await measure("related", lambda: library.related(ids[70]))
    for what in ("cua khau", "xuất khẩu", '"cải cách hành chính"', "bridge coast", "zzz", "b"):
        await measure(f"search: {what}", partial(library.entry_ids, ListQuery(where=read(what).node), limit=PAGE))
    best = ListQuery(order=Order.BEST, where=read("xuat khau").node)
    there = replace(lists["feed"], where=read("cua khau").node)
    await measure("search, best first: xuat khau", lambda: library.entry_ids(best, limit=PAGE))
    await measure("search in a feed: cua khau", lambda: library.entry_ids(there, limit=PAGE))
    await _changes(library, lists)
    await library.close()
    print(f"largest memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


async def _changes(library: Library, lists: dict[str, ListQuery]) -> None:
    unread = await library.entry_ids(lists["unread"], limit=50)
    state = iter(range(10_000))

    async def toggle() -> None:
        number = next(state)
        await library.set_read([unread[number // 2 % 50]], number % 2 == 0)

    await measure("set_read of one", toggle, 40)

    async def all_and_back(query: ListQuery) -> int:
        changed = await library.mark_all_read(query)
        await library.undo()
        return changed

    await measure("mark a feed read, and undo", lambda: all_and_back(lists["feed"]), 3)
    await measure("mark a folder read, and undo", lambda: all_and_back(lists["folder"]), 3)
    await measure("mark all read, and undo", lambda: all_and_back(lists["all"]), 1)


def main() -> None:
    """Measure what the command line names."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    asyncio.run(run(parser.parse_args().folder))


if __name__ == "__main__":
    main()
