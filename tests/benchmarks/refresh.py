"""What a refresh takes: `python -m tests.benchmarks.refresh --feeds 1000`, beside newsboat and sfeed where installed.

A server in a process of its own serves generated feeds from many loopback hosts. Refreshes are measured in turn (cold,
unchanged, some changed, unchanged from hosts 80 ms away), each program on the same feeds in the same run; medians and
ratios are printed, nothing is asserted.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import urllib.request
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TypeAlias

from tests.benchmarks.corpus import KINDS
from tests.benchmarks.refreshers import Cost, Newsboat, Ours, Sfeed, TunedNewsboat
from tests.benchmarks.server import hosts_of, serving

Program: TypeAlias = Ours | Newsboat | Sfeed
Costs: TypeAlias = dict[tuple[str, str], list[Cost]]

PHASES = ("cold", "settling", "unchanged", "changed", "far")
"""`settling` is a first refresh without news, not printed: newsboat's takes far longer than its later ones."""


class World:
    """A server, and the programs with their caches."""

    def __init__(self, port: int, programs: Sequence[Program], first_host: str) -> None:
        self._base = f"http://{first_host}:{port}"
        self.programs = programs

    def tell(self, order: str) -> None:
        """Give the server an order."""
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        opener.open(f"{self._base}/{order}").read()


@contextmanager
def world(options: argparse.Namespace) -> Iterator[World]:
    """A fresh server and fresh caches."""
    with (
        tempfile.TemporaryDirectory() as folder,
        serving(options.feeds, options.entries, options.kinds) as port,
    ):
        hosts = hosts_of(options.hosts or options.feeds)
        urls = [f"http://{hosts[feed % len(hosts)]}:{port}/{feed}.xml" for feed in range(options.feeds)]
        yield World(port, [program(Path(folder), urls) for program in chosen(options)], hosts[0])


def chosen(options: argparse.Namespace) -> list[Callable[[Path, Sequence[str]], Program]]:
    """What makes the programs that take part."""
    several = len(options.connections) > 1
    programs: list[Callable[[Path, Sequence[str]], Program]] = [
        partial(Ours, name=f"bantin {number}" if several else "bantin", connections=number)
        for number in options.connections
    ]
    if not options.only_ours:
        peers: list[type[Program]] = [Newsboat, TunedNewsboat] if Newsboat.is_there() else []
        programs += peers if options.as_shipped else peers[1:]
        programs += [Sfeed] if options.sfeed and Sfeed.is_there() else []
    return programs


def measure(options: argparse.Namespace) -> Costs:
    """All runs: what each program took in each phase."""
    costs: Costs = defaultdict(list)
    with world(options) as here:
        for phase in PHASES[:2]:
            one_phase(here, phase, costs)
        for number in range(options.runs):
            here.tell("latency/0")
            if not options.only_far:
                one_phase(here, "unchanged", costs)
                here.tell(f"round/{number + 1}/{options.changed}")
                one_phase(here, "changed", costs)
            here.tell(f"latency/{options.latency_ms}")
            one_phase(here, "far", costs)
    return costs


def one_phase(here: World, phase: str, costs: Costs) -> None:
    """Each program in turn."""
    for program in here.programs:
        cost = program.refresh()
        costs[phase, program.name].append(cost)
        print(f"{phase:10} {program.name:10} {cost.wall:6.1f} s, CPU {cost.cpu:5.1f} s", file=sys.stderr)


def median(costs: Costs, phase: str, name: str, figure: str) -> float:
    """The median of one figure, 0 when the program took no part."""
    return statistics.median([getattr(cost, figure) for cost in costs[phase, name]] or [0.0])


def report(options: argparse.Namespace, costs: Costs) -> None:
    """The table."""
    names = list(dict.fromkeys(name for _phase, name in costs))
    peer = next((name for name in (TunedNewsboat.name, Sfeed.name) if name in names), "")
    titles = {
        "changed": f"{options.changed:g} % changed",
        "far": f"unchanged, {options.latency_ms:g} ms away",
    }
    print(
        f"{options.feeds} feeds ({', '.join(options.kinds)}) of {options.entries} entries on "
        f"{options.hosts or options.feeds} hosts; medians of {options.runs} (cold: of one); seconds"
    )
    head = f"{'':24}{'program':10}{'wall':>8}{'listed':>8}{'CPU':>8}{'listed':>8}"
    head += f"   of {peer}: listed, CPU" if peer else ""
    for phase in PHASES:
        if phase == "settling" or not any(costs[phase, name] for name in names):
            continue
        print(f"\n{head}" if phase == "cold" else "")
        for name in names:
            wall, listed, cpu, listed_cpu = (
                median(costs, phase, name, figure) for figure in ("wall", "listed", "cpu", "listed_cpu")
            )
            print(f"{titles.get(phase, phase):24}{name:10}{wall:8.2f}{listed:8.2f}{cpu:8.2f}{listed_cpu:8.2f}", end="")
            if peer and name != peer:
                theirs = [median(costs, phase, peer, figure) for figure in ("listed", "listed_cpu")]
                print(f"   {listed / theirs[0]:.2f}x  {listed_cpu / theirs[1]:.2f}x", end="")
            last = costs[phase, name][-1]
            memory = ", ".join(f"{process} {size:.0f} MB" for process, size in last.memory.items())
            print(f"   {last.note}; {memory}")


def options_of(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    """What the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--feeds", type=int, default=1000)
    parser.add_argument("--entries", type=int, default=30)
    parser.add_argument(
        "--hosts", type=int, default=0, help="on how many hosts; each feed on one of its own if left out"
    )
    parser.add_argument("--kinds", nargs="+", choices=(*KINDS, "json"), default=list(KINDS))
    parser.add_argument("--latency-ms", type=float, default=80.0, help="of the last phase")
    parser.add_argument("--changed", type=float, default=5.0, help="percent of feeds with a new entry")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--only-far", action="store_true", help="after the first refreshes the last phase alone")
    parser.add_argument(
        "--connections", type=int, nargs="+", default=[16], help="that bantin may have; with several it runs with each"
    )
    parser.add_argument("--only-ours", action="store_true")
    parser.add_argument("--as-shipped", action="store_true", help="newsboat also without statistics for its planner")
    parser.add_argument("--sfeed", action="store_true", help="sfeed_update too, which fetches and parses all each time")
    return parser.parse_args(arguments)


def main() -> None:
    """Measure and print."""
    options = options_of()
    report(options, measure(options))


if __name__ == "__main__":
    main()
