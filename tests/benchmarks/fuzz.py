"""Hostile input at every door: `python -m tests.benchmarks.fuzz [--minutes N] [--seed S] [feed json page …]`.

Inputs are sound ones damaged, and others built by the rules of their format with nasty values in every place
(`tests.fuzzing`). Each must end in values that are clean, bounded and fit for the store, or in one of the declared
errors with a clean sentence; the same input twice in the same outcome; within the CPU and memory that the killable
child allows. `pool` sends inputs through that child itself, kills it in between, and says how soon the next answer
came. Prints inputs tried and finds, each made small; `--keep` writes them to a folder. Ends with 1 on a find.
"""

from __future__ import annotations

import argparse
import itertools
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from tests.fuzzing import pooled, run
from tests.fuzzing.targets import Target, targets


def _corpus(folders: list[Path]) -> list[bytes]:
    files = (path for folder in folders for path in sorted(folder.rglob("*")) if path.is_file())
    return [path.read_bytes() for path in files if path.suffix in (".xml", ".rss", ".atom", ".html", ".htm", ".rdf")]


def _show(find: run.Find, keep: Path | None) -> None:
    shown = find.input if len(find.input) <= 300 else find.input[:300]
    print(f"FIND {find.target} {find.number}: {find.what}\n    {shown!r}", flush=True)
    if keep is not None:
        body = find.input if isinstance(find.input, bytes) else find.input.encode("utf-8", "surrogatepass")
        (keep / f"{find.target}-{find.number}").write_bytes(body)


def _tries(target: Target, seed: int) -> Iterator[tuple[int, list[run.Find], float]]:
    for first in itertools.count(0, target.batch):
        yield run.batch(target, seed, first)


def _turns(wanted: list[Target], seed: int, until: float) -> Iterator[tuple[Target, tuple[int, list[run.Find], float]]]:
    """One batch of each in turn until the time is up."""
    streams = [(target, _tries(target, seed)) for target in wanted]
    for target, stream in itertools.cycle(streams):
        yield target, next(stream)
        if time.monotonic() > until:
            return


def main() -> int:
    """Try for so long."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "what", nargs="*", help="feed, json, page, opml, query, url, date, pool; all when none is named"
    )
    parser.add_argument("--minutes", type=float, default=2.0)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--corpus", type=Path, nargs="*", default=[], help="folders with feeds and pages to damage")
    parser.add_argument("--keep", type=Path, help="a folder for the finds")
    options = parser.parse_args()
    if options.keep:
        options.keep.mkdir(parents=True, exist_ok=True)
    known = targets(_corpus(options.corpus))
    if unknown := set(options.what) - {*known, "pool"}:
        parser.error(f"unknown: {', '.join(sorted(unknown))}")
    wanted = [target for name, target in known.items() if not options.what or name in options.what]
    run.warm()
    seen: dict[str, int] = {}
    tried = {target.name: 0 for target in wanted}
    slowest = dict.fromkeys(tried, 0.0)
    until = time.monotonic() + 60 * options.minutes
    for target, (count, finds, seconds) in _turns(wanted, options.seed, until) if wanted else ():
        tried[target.name] += count
        slowest[target.name] = max(slowest[target.name], seconds)
        for find in finds:
            if not seen.get(find.what):
                _show(run.smaller(target, find), options.keep)
            seen[find.what] = seen.get(find.what, 0) + 1
    print(f"\n{'target':<8}{'inputs':>10}{'slowest, s':>12}")
    for name, count in tried.items():
        print(f"{name:<8}{count:>10}{slowest[name]:>12.2f}")
    if not options.what or "pool" in options.what:
        seen.update(pooled.report(options.seed, known))
    print(f"\n{sum(tried.values())} inputs, {len(seen)} finds")
    for what, times in seen.items():
        print(f"    {times} times: {what}")
    return 1 if seen else 0


if __name__ == "__main__":
    sys.exit(main())
