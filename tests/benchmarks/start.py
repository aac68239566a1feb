"""How fast the program is there: `python -m tests.benchmarks.start --entries 1000 10000 100000`.

In a real pseudo-terminal, from `exec` to the first row of headlines on the screen (which may be the picture of last
time), to the same row painted anew (live), and to the answer to the first key, which is typed as soon as a row is
there; then the memory of each process. newsboat starts in turn with it on the same entries, where it is installed; its
first row is a feed. Medians and ratios are printed, nothing is asserted.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.programs import Newsboat, Ours, cache_of, cpu_of, family, memory_of

Program = Ours | Newsboat
MUST = {"first row": 0.30, "first key": 0.35, "interface PSS": 0.7}
"""Parts of newsboat's figures at 100,000 entries that bantin may take."""


@dataclass(frozen=True, slots=True)
class Run:
    """One start; times in seconds, memory in megabytes."""

    row: float
    live: float
    key: float
    cpu: float
    """Seconds of user and system time of the interface until all is painted."""
    rss: float
    pss: float
    children: float
    """PSS of the processes that the program started."""


def one_start(program: Program) -> Run:
    """Start the program, press a key, look at its memory, quit."""
    with program.start() as terminal:
        first = program.first.encode()
        row = terminal.until(lambda: first in terminal.output, f"the row {program.first!r}")
        terminal.send(program.down)
        terminal.until(lambda: program.ready in terminal.output, "the program's hand on the terminal")
        terminal.until_quiet(2.0)
        cpu = cpu_of(terminal.process.pid)
        key = program.answered(terminal)
        pids = family(terminal.process.pid)
        rss, pss = memory_of(pids[0])
        children = sum(memory_of(pid)[1] for pid in pids[1:])
        program.leave(terminal)
        taken = terminal.output.find(first, terminal.output.find(program.ready))
        live = next(when for when, size in terminal.times if size >= taken + len(first))
        return Run(row - terminal.started, live - terminal.started, key - terminal.started, cpu, rss, pss, children)


def medians(runs: Sequence[Run]) -> Run:
    """The median of each figure."""
    return Run(*(statistics.median(getattr(run, name) for run in runs) for name in Run.__dataclass_fields__))


def report(entries: int, results: dict[str, list[Run]]) -> None:
    """The table of one size."""
    print(f"\n{entries:,} entries, {len(results['bantin'])} starts each, medians (fastest in brackets)")
    table = {name: medians(runs) for name, runs in results.items()}
    heads = ("first row", 20), ("live", 11), ("first key", 20), ("CPU", 12), ("RSS", 9), ("PSS", 9), ("children", 10)
    print(" " * 12 + "".join(f"{head:>{room}}" for head, room in heads))
    for name, run in table.items():
        fastest = min(one.row for one in results[name]), min(one.key for one in results[name])
        print(
            f"  {name:<10}{run.row * 1000:>9.0f} ms ({fastest[0] * 1000:>4.0f}){run.live * 1000:>8.0f} ms"
            f"{run.key * 1000:>11.0f} ms ({fastest[1] * 1000:>4.0f}){run.cpu * 1000:>9.0f} ms"
            f"{run.rss:>6.0f} MB{run.pss:>6.0f} MB{run.children:>7.0f} MB"
        )
    if "newsboat" in table:
        ours, theirs = table["bantin"], table["newsboat"]
        ratios = {"first row": ours.row / theirs.row, "first key": ours.key / theirs.key}
        ratios |= {"interface PSS": ours.pss / theirs.pss}
        said = (f"{what} {ratio:.2f}x (must at 100,000: {MUST[what]:.2f}x)" for what, ratio in ratios.items())
        print("  of newsboat's: " + ", ".join(said))


def main() -> None:
    """Measure what the command line names."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entries", type=int, nargs="+", default=[1000, 10_000, 100_000])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--caches", type=Path, help="keep the generated caches here and use those that are there")
    args = parser.parse_args()
    if not Newsboat.is_there():
        print("newsboat is not installed (apt-get install newsboat): no comparison", file=sys.stderr)
    with tempfile.TemporaryDirectory() as scratch:
        for entries in args.entries:
            place = Path(scratch) / str(entries)
            place.mkdir()
            cache = cache_of((args.caches or Path(scratch) / "caches") / str(entries), entries=entries)
            programs: list[Program] = [Ours(cache, place)]
            programs += [Newsboat(cache, place)] if Newsboat.is_there() else []
            for program in programs:
                one_start(program)  # the disk's cache and the compiled bytecode are warm in both
            results: dict[str, list[Run]] = {program.name: [] for program in programs}
            for _round in range(args.rounds):
                for program in programs:
                    results[program.name].append(one_start(program))
            report(entries, results)


if __name__ == "__main__":
    main()
