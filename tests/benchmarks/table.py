"""The whole table: `python -m tests.benchmarks.table --entries 100000 --feeds 1000`, or some of its `--parts`.

Every row is an operation with our figure, newsboat's in its best case where it can do the same, the ratio, and what the
design asks for: `must` and `dream` are parts of newsboat's figure, or milliseconds where there is none. The figures are
medians of what the single benchmarks measure, which say more. Nothing is asserted.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from reader.library import Library
from reader.store import indexing
from reader.store.connect import open_writer, transaction
from reader.store.paths import StorePaths
from tests.benchmarks import keys, lateness, refresh, search, start
from tests.benchmarks.programs import Newsboat, Ours, cache_of


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table. `ours` and `theirs` are milliseconds, or megabytes; 0 for what was not measured."""

    what: str
    ours: float
    theirs: float = 0.0
    must: float = 0.0
    dream: float = 0.0

    def __str__(self) -> str:
        ratio = self.ours / self.theirs if self.theirs else 0.0
        reached = ratio or self.ours
        verdict = (
            "" if not self.must else "dream" if reached <= self.dream else "must" if reached <= self.must else "no"
        )
        sign = "x" if self.theirs else ""
        cells = [
            _number(self.ours),
            _number(self.theirs),
            f"{ratio:.3f}x" if ratio else "",
            f"{self.must:g}{sign}" if self.must else "",
            f"{self.dream:g}{sign}" if self.dream else "",
        ]
        return f"{self.what:56}" + "".join(f"{cell:>11}" for cell in cells) + f"  {verdict}"


def _number(value: float) -> str:
    return f"{value:,.1f}" if value else "–"


HEAD = (
    f"{'operation':56}"
    + "".join(f"{head:>11}" for head in ("bantin", "newsboat", "ratio", "must", "dream"))
    + "  reached"
)


def p95(values: Sequence[float]) -> float:
    """The 95th percentile of seconds, in milliseconds."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))] * 1000 if ordered else 0.0


def starts(options: argparse.Namespace, scratch: Path) -> Iterator[Row]:
    """Start, first key, memory."""
    cache = cache_of(options.caches / str(options.entries), entries=options.entries)
    programs: list[Ours | Newsboat] = [Ours(cache, scratch)]
    programs += [Newsboat(cache, scratch)] if Newsboat.is_there() else []
    found: dict[str, list[start.Run]] = {program.name: [] for program in programs}
    for number in range(options.runs + 1):
        for program in programs:
            run = start.one_start(program)
            if number and run.key > 0:  # the first warms the disk's cache and the bytecode
                found[program.name].append(run)
    nothing = start.Run(*[0.0] * 7)
    ours, theirs = (start.medians(runs) if (runs := found.get(name)) else nothing for name in ("bantin", "newsboat"))
    size = f"{options.entries:,} cached"
    yield Row(f"start, {size}: first row on screen", ours.row * 1000, theirs.row * 1000, 0.30, 0.025)
    yield Row("the same, first key answered", ours.key * 1000, theirs.key * 1000, 0.35, 0.18)
    yield Row("the same, CPU until all is painted", ours.cpu * 1000, theirs.cpu * 1000)
    yield Row(f"memory of the interface, {size} (MB, PSS)", ours.pss, theirs.pss, 0.7, 0.4)


def answers(options: argparse.Namespace, scratch: Path) -> Iterator[Row]:
    """Keys: in a long list beside newsboat, in the list of everything, opening an article."""
    # newsboat's list is one of two feeds; ours is that of both, twice as long.
    long = cache_of(options.caches / "long", entries=2 * options.rows, feeds=2, words=20)
    ours = Ours(long, scratch)
    with ours.start() as terminal:
        keys.settle(ours, terminal)
        mine = statistics.median(keys.many(terminal, ["j"] * options.keys).first) * 1000
        ours.leave(terminal)
    theirs = _newsboat_down(long, scratch, options.keys) if Newsboat.is_there() else 0.0
    yield Row(f"key down in a list of {options.rows:,} rows", mine, theirs, 0.2, 0.08)
    cache = cache_of(options.caches / str(options.entries), entries=options.entries)
    ours = Ours(cache, scratch)
    with ours.start() as terminal:
        keys.settle(ours, terminal)
        for pressed, name in ((["j"], "down"), (["l", "l", "h", "h"], "another pane"), (["gu", "ga"], "another list")):
            found = keys.many(terminal, pressed * (options.keys // len(pressed)))
            yield Row(f"key to paint p95, {options.entries:,} cached: {name}", p95(found.first), 0, 16, 8)
        ours.leave(terminal)
    ours = Ours(cache_of(options.caches / "articles", entries=60, feeds=3, words=5000), scratch)
    with ours.start(columns=70) as terminal:
        keys.settle(ours, terminal)
        opened = []
        for _story in range(20):
            opened += keys.many(terminal, ["\r"]).first
            keys.answer(terminal, "q")
            keys.answer(terminal, "j")
        ours.leave(terminal)
    yield Row("open an article of 5,000 words, p95", p95(opened), 0, 50, 20)


def _newsboat_down(cache: Path, scratch: Path, count: int) -> float:
    """Milliseconds from the key to its repaint in newsboat's list of one long feed."""
    program = Newsboat(cache, scratch)
    with program.start() as terminal:
        terminal.until(lambda: program.first.encode() in terminal.output, "the feeds")
        terminal.until_quiet(keys.REST)
        keys.answer(terminal, "\r")
        first = keys.many(terminal, [program.down] * count).first
        terminal.send("q")
        terminal.until_quiet(keys.REST)
        program.leave(terminal)
    return statistics.median(first) * 1000


def searching(options: argparse.Namespace, _scratch: Path) -> Iterator[Row]:
    """Searches, by CPU time."""
    cache = cache_of(options.caches / str(options.entries), entries=options.entries)
    db = open_writer(StorePaths(cache).database, checkpoints=True, durable=False)
    waiting = 1
    while waiting:
        with transaction(db):
            waiting = indexing.index_pending(db, 1000)
    db.close()

    async def mine() -> dict[str, float]:
        library = await Library.open(cache)
        try:
            return await search.searches(library, search.RUNS)
        finally:
            await library.close()

    ours = asyncio.run(mine())
    theirs = search.newsboat(cache, options.runs) if Newsboat.is_there() else {}
    for kind in ("common word", "phrase", "nothing is found"):
        yield Row(f"search {options.entries:,}: {kind} (CPU)", ours[kind], theirs.get(kind, 0.0), 0.05, 0.01)


def refreshes(options: argparse.Namespace, _scratch: Path) -> Iterator[Row]:
    """Refreshes, wall clock and CPU until all is listed."""
    peers = [] if Newsboat.is_there() else ["--only-ours"]
    costs = refresh.measure(refresh.options_of([f"--feeds={options.feeds}", f"--runs={options.runs}", *peers]))
    asked = {
        "unchanged": ("all unchanged (304)", 0.5, 0.1),
        "changed": ("5 % changed", 0.6, 0.13),
        "far": ("unchanged, hosts 80 ms away", 0.3, 0.11),
        "cold": ("cold, 30 entries each, listed", 1.5, 0.4),
    }
    for phase, (name, must, dream) in asked.items():
        for figure, unit in (("listed", ""), ("listed_cpu", " (CPU)")):
            ours = refresh.median(costs, phase, "bantin", figure) * 1000
            theirs = refresh.median(costs, phase, "newsboat+", figure) * 1000
            yield Row(f"refresh {options.feeds:,} feeds, {name}{unit}", ours, theirs, must, dream)


def late(options: argparse.Namespace, _scratch: Path) -> Iterator[Row]:
    """How late the interface is meanwhile."""
    for name, seen in lateness.measure(options.feeds, 30).items():
        yield Row(f"event loop late, p95, {name}", lateness.part(seen.late, 0.95), 0, 33, 10)
        yield Row("the same, by the CPU of its own work", lateness.part(seen.work, 0.95), 0, 33, 10)


PARTS: dict[str, Callable[[argparse.Namespace, Path], Iterator[Row]]] = {
    "start": starts,
    "keys": answers,
    "search": searching,
    "refresh": refreshes,
    "lateness": late,
}


def main() -> None:
    """Measure what the command line names."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--entries", type=int, default=100_000, help="in the cache")
    parser.add_argument("--rows", type=int, default=23_000, help="in the long list")
    parser.add_argument("--feeds", type=int, default=1000, help="to refresh")
    parser.add_argument("--keys", type=int, default=60)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--caches", type=Path, help="keep the generated caches here and use those that are there")
    parser.add_argument("--parts", nargs="+", choices=list(PARTS), default=list(PARTS))
    options = parser.parse_args()
    print(f"milliseconds unless said otherwise; {options.runs} runs\n\n{HEAD}", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        options.caches = options.caches or Path(folder) / "caches"
        for part in options.parts:
            scratch = Path(folder) / part
            scratch.mkdir()
            for row in PARTS[part](options, scratch):
                print(row, flush=True)


if __name__ == "__main__":
    main()
