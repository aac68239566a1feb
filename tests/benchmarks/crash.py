"""Every way to die that we can make: `python -m tests.benchmarks.crash` prints what was tried and what was lost.

Each journey (`tests.store.crash_journeys`) dies at each of its SQL statements, runs on a disk that is full at each
size, and starts again; each change (`crash_changes`) dies at each of its own; stores of every older version die at each
statement of their migrations; `bantin refresh` and the engine are killed at random moments; values of every
wrong kind stand in every column; bytes of a store are flipped at random. Ends with 1 when anything was lost.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from reader.store.paths import StorePaths
from reader.store.schema import LATEST
from tests.store import crash_changes, crash_journeys, kill_rounds, old_stores, rotten_stores, wrong_values
from tests.store.dying import dies_at

DISK_STEP = 4096


class Report:
    """Prints one line for each kind of death."""

    def __init__(self) -> None:
        self.tried = 0
        self.losses: list[str] = []

    def of(self, name: str, tries: Iterator[tuple[bool, list[str]]]) -> None:
        """Try them all; each says whether it counts as a point that was hit, and what was lost there."""
        started = time.perf_counter()
        points, losses = 0, list[str]()
        for hit, found in tries:
            points += hit
            losses += found
        seconds = time.perf_counter() - started
        print(f"{name:<28} {points:>5} points  {len(losses):>3} losses  {seconds:6.1f} s", flush=True)
        for each in losses:
            print(f"    {each}")
        self.tried += points
        self.losses += losses


def _statements(start: Path, scratch: Path, name: str, step: int) -> Iterator[tuple[bool, list[str]]]:
    statements, end = crash_journeys.undisturbed(name, start, scratch)
    for at in range(1, statements + 1, step):
        yield crash_journeys.crash(name, start, scratch, at, end)


def _sizes(start: Path, scratch: Path, name: str, step: int) -> Iterator[tuple[bool, list[str]]]:
    """From no room at all until the journey is no longer stopped."""
    _statements, end = crash_journeys.undisturbed(name, start, scratch)
    most = 4 * StorePaths(start).database.stat().st_size
    for room in range(0, most, DISK_STEP * step):
        stopped, found = crash_journeys.full_disk(name, start, scratch, room, end)
        yield stopped, found
        if not stopped:
            return


def _migrations(scratch: Path, step: int) -> Iterator[tuple[bool, list[str]]]:
    died, at = True, 1
    while died:
        died, found = crash_changes.made(scratch, at)
        yield died, found
        at += step
    for number in range(1, LATEST):
        start = old_stores.build(scratch / f"version-{number}", number)
        died, at = True, 1
        while died:
            died, found = old_stores.crash(start, scratch, at, dies_at)
            yield died, found
            at += step


def _changes(scratch: Path, step: int) -> Iterator[tuple[bool, list[str]]]:
    start = crash_changes.build(scratch / "changes")
    before = crash_changes.dump(start)
    for name in crash_changes.CHANGES:
        died, at = True, 1
        while died:
            died, found = crash_changes.crash(name, start, scratch, at, before)
            yield died, found
            at += step


def _kills(scratch: Path, times: int, seed: int) -> Iterator[tuple[bool, list[str]]]:
    world = kill_rounds.many(scratch / "killed", times // 2, seed)
    yield from ((True, []) for _kill in range(world.killed))
    yield False, world.losses


def _rot(scratch: Path, times: int, first: int) -> Iterator[tuple[bool, list[str]]]:
    start = rotten_stores.build(scratch / "rot")
    for seed in range(first, first + times):
        yield True, rotten_stores.rot(start, scratch, seed)


def _values(scratch: Path, step: int) -> Iterator[tuple[bool, list[str]]]:
    folder = wrong_values.build(scratch / "values")
    for group in wrong_values.each_alone(StorePaths(folder).database)[::step]:
        yield True, wrong_values.faults(folder, [group])


def main() -> int:
    """Try everything."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--step", type=int, default=1, help="only every so many points")
    parser.add_argument("--kills", type=int, default=60)
    parser.add_argument("--rot", type=int, default=300)
    parser.add_argument(
        "--seed", type=int, default=int(time.time()), help="of kills and flips; the moment of the start"
    )
    parser.add_argument("--only", default="", help="statements, sizes, changes, migrations, kills, values or rot")
    options = parser.parse_args()
    print(f"seed {options.seed}")
    scratch = Path(tempfile.mkdtemp(prefix="bantin-crash-"))
    report = Report()
    try:
        start = scratch / "start"
        crash_journeys.prepare(start)
        for name in crash_journeys.JOURNEYS:
            if options.only in ("", "statements"):
                report.of(f"{name}, each statement", _statements(start, scratch, name, options.step))
            if options.only in ("", "sizes"):
                report.of(f"{name}, full disk", _sizes(start, scratch, name, options.step))
        if options.only in ("", "changes"):
            report.of("changes, each statement", _changes(scratch, options.step))
        if options.only in ("", "migrations"):
            report.of("migrations, each statement", _migrations(scratch, options.step))
        if options.only in ("", "kills"):
            report.of("kill -9", _kills(scratch, options.kills, options.seed))
        if options.only in ("", "values"):
            report.of("values of the wrong kind", _values(scratch, options.step))
        if options.only in ("", "rot"):
            report.of("flipped bytes", _rot(scratch, options.rot, options.seed))
    finally:
        shutil.rmtree(scratch)
    print(f"{'in all':<28} {report.tried:>5} points  {len(report.losses):>3} losses")
    return 1 if report.losses else 0


if __name__ == "__main__":
    sys.exit(main())
