"""How long a refresh takes: `python -m tests.benchmarks.refresh --feeds 200`, beside newsboat where it is installed.

A server in a process of its own serves generated feeds over many loopback hosts with ETag and gzip. Three refreshes are
timed (cold, unchanged, some changed), both programs in turn; medians and ratios are printed, nothing is asserted.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

PHASES = ("cold", "settling", "unchanged", "changed")
"""`settling` is a first refresh without news, not printed: newsboat's takes ten times as long as its later ones."""
NEWSBOAT_CONFIG = "reload-threads 16\nmax-items 0\ncleanup-on-quit no\nauto-reload no\n"


@dataclass(slots=True)
class Cost:
    """What one run took."""

    wall: float
    cpu: float
    """Seconds of user and system time, with all children."""
    memory: dict[str, float]
    """Peak resident megabytes by process name."""
    listed: float = 0.0
    """Seconds until every entry could be listed (ours only; the search index follows)."""
    note: str = ""


def measured(command: list[str], environment: dict[str, str]) -> tuple[Cost, str]:
    """Run a command to its end; gives its cost and what it printed."""
    started = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment)
    memory: dict[str, float] = {}
    ended = threading.Event()
    watcher = threading.Thread(target=_watch_memory, args=(process.pid, memory, ended))
    watcher.start()
    assert process.stdout is not None
    assert process.stderr is not None
    output = process.stdout.read()
    errors = process.stderr.read()
    _pid, status, usage = os.wait4(process.pid, 0)
    wall = time.monotonic() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    ended.set()
    watcher.join()
    process.stdout.close()
    process.stderr.close()
    if process.returncode:
        print(f"  exit code {process.returncode}: {errors.decode(errors='replace')[-2000:]}", file=sys.stderr)
    return Cost(wall, usage.ru_utime + usage.ru_stime, memory), output.decode(errors="replace")


def _watch_memory(root: int, memory: dict[str, float], ended: threading.Event) -> None:
    """Peak memory of a process and its descendants, looked at ten times a second until they end."""
    while not ended.wait(0.1):
        children: dict[int, list[int]] = defaultdict(list)
        for entry in Path("/proc").glob("[0-9]*/stat"):
            try:
                fields = entry.read_text().rpartition(")")[2].split()
            except OSError:
                continue
            children[int(fields[1])].append(int(entry.parent.name))
        waiting = [(root, "main")]
        while waiting:
            pid, name = waiting.pop()
            peak = _peak(pid)
            memory[name] = max(memory.get(name, 0.0), peak)
            waiting += [(child, f"child {i + 1}") for i, child in enumerate(sorted(children[pid]))]


def _peak(pid: int) -> float:
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM")), 0.0)


class Ours:
    """bantin's engine, in process, as `bantin refresh` runs it."""

    name = "bantin"

    def __init__(self, folder: Path, urls: list[str]) -> None:
        self._folder = folder / "bantin"
        self._folder.mkdir()
        (self._folder / "urls").write_text("\n".join(urls))
        self._rounds = 0

    def refresh(self) -> Cost:
        """One refresh of everything."""
        self._rounds += 1
        worker = [f"--worker={self._folder}", f"--round={self._rounds}"]
        cost, output = measured([sys.executable, "-m", "tests.benchmarks.refresh", *worker], _env())
        report = json.loads(output.splitlines()[-1])
        cost.listed = report["listed"]
        cost.note = f"{report['entries']} entries, {report['failed']} failed"
        return cost


class Newsboat:
    """newsboat with a cache of its own, in its best case: 16 threads, statistics for its query planner."""

    name = "newsboat"

    def __init__(self, folder: Path, urls: list[str]) -> None:
        self._folder = folder / "newsboat"
        self._folder.mkdir()
        (self._folder / "urls").write_text("".join(f"{url}\n" for url in urls))
        (self._folder / "config").write_text(NEWSBOAT_CONFIG)

    def refresh(self) -> Cost:
        """One reload of everything."""
        place = self._folder
        command = ["newsboat", "-u", str(place / "urls"), "-c", str(place / "cache"), "-C", str(place / "config")]
        cost, _output = measured([*command, "-x", "reload"], {**_env(), "HOME": str(place)})
        cost.listed = cost.wall
        cache = sqlite3.connect(place / "cache")
        (entries,) = cache.execute("SELECT count(*) FROM rss_item").fetchone()
        cache.execute("ANALYZE")
        cache.commit()
        cache.close()
        cost.note = f"{entries} entries"
        return cost


def _env() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}


async def _worker(folder: Path, round_: int) -> None:
    """Refresh the store in `folder` once and print how it went as JSON."""
    started = time.monotonic()
    from reader.domain.clock import system_clock
    from reader.engine.inline import InlineEngine
    from reader.engine.protocol import AnyEvent, Done, Progress, Refresh
    from reader.engine.settings import EngineSettings
    from reader.store import feeds
    from reader.store.opening import Role, open_store
    from reader.store.values import NewSubscription

    if not (folder / "bantin.db").exists():
        store = open_store(folder, Role.COMMAND)
        for url in (folder / "urls").read_text().split():
            await store.write(feeds.subscribe, NewSubscription(url, "feed", typed=True), system_clock())
        await store.close()
        started = time.monotonic()
    # No feed is asked twice within a minute, so each round takes place some minutes after the one before.
    later = timedelta(minutes=5 * round_)
    settings = EngineSettings(data_dir=str(folder), automatic=False)
    engine = InlineEngine(settings, clock=lambda: system_clock() + later)
    ended = asyncio.get_running_loop().create_future()
    listed = 0.0

    def watch(event: AnyEvent) -> None:
        nonlocal listed
        if isinstance(event, Progress) and event.done == event.total and not listed:
            listed = time.monotonic() - started
        elif isinstance(event, Done) and event.job == 1:
            ended.set_result(event)

    engine.subscribe(watch)
    await engine.send(Refresh(job=1, feeds=tuple(range(1, 1 + len((folder / "urls").read_text().split())))))
    done = await ended
    finished = time.monotonic() - started
    await engine.close()
    reading = sqlite3.connect(folder / "bantin.db")
    (entries,) = reading.execute("SELECT count(*) FROM entry").fetchone()
    reading.close()
    print(json.dumps({"listed": listed or finished, "finished": finished, "entries": entries, "failed": done.failed}))


def main(options: argparse.Namespace) -> None:
    """Run all rounds and print the table."""
    programs = [Ours] if options.only_ours or not shutil.which("newsboat") else [Ours, Newsboat]
    if len(programs) == 1 and not options.only_ours:
        print("newsboat is not installed (apt-get install newsboat): only our own figures follow.")
    costs: dict[tuple[str, str], list[Cost]] = defaultdict(list)
    for number in range(options.runs):
        one_run(options, programs, costs)
        print(f"run {number + 1} of {options.runs} done", file=sys.stderr)
    print(
        f"{options.feeds} feeds of {options.entries} entries, {options.hosts} hosts {options.latency_ms:g} ms away, "
        f"{options.changed:g} % changed"
    )
    print(f"medians of {options.runs}: seconds of wall clock and CPU (all processes), peak memory by process\n")
    for phase in (phase for phase in PHASES if phase != "settling"):
        for program in programs:
            print(_line(phase, program.name, costs[phase, program.name]))
        if len(programs) == 2:
            ours, theirs = costs[phase, "bantin"], costs[phase, "newsboat"]
            print(
                f"  ratio to newsboat: wall {_ratio(ours, theirs, 'wall')}, listed {_ratio(ours, theirs, 'listed')}, "
                f"CPU {_ratio(ours, theirs, 'cpu')}"
            )


def one_run(options: argparse.Namespace, programs: list[type], costs: dict[tuple[str, str], list[Cost]]) -> None:
    """A fresh server and fresh caches; each phase, each program in turn."""
    arguments = ("feeds", "entries", "hosts", "latency_ms")
    flags = [f"--{name.replace('_', '-')}={getattr(options, name)}" for name in arguments]
    server = subprocess.Popen(
        [sys.executable, "-m", "tests.benchmarks.loopback", *flags], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert server.stdin is not None
    assert server.stdout is not None
    port = int(server.stdout.readline())
    hosts = [f"127.0.{1 + i // 250}.{1 + i % 250}" for i in range(options.hosts)]
    urls = [f"http://{hosts[feed % len(hosts)]}:{port}/{feed}.xml" for feed in range(options.feeds)]
    try:
        with tempfile.TemporaryDirectory() as folder:
            caches = [program(Path(folder), urls) for program in programs]
            for phase in PHASES:
                if phase == "changed":
                    urllib.request.urlopen(f"http://{hosts[0]}:{port}/round/1/{options.changed}").read()
                for cache in caches:
                    costs[phase, cache.name].append(cache.refresh())
    finally:
        server.stdin.close()
        server.stdout.close()
        server.wait()


def _median(costs: list[Cost], field: str) -> float:
    return statistics.median(getattr(cost, field) for cost in costs)


def _ratio(ours: list[Cost], theirs: list[Cost], field: str) -> str:
    return f"{_median(ours, field) / _median(theirs, field):.2f}x"


def _line(phase: str, name: str, costs: list[Cost]) -> str:
    wall, listed, cpu = (_median(costs, field) for field in ("wall", "listed", "cpu"))
    memory = ", ".join(f"{process} {peak:.0f} MB" for process, peak in sorted(costs[-1].memory.items(), reverse=True))
    return f"{phase:10} {name:9} wall {wall:7.2f}  listed {listed:7.2f}  CPU {cpu:7.2f}  {memory}  ({costs[-1].note})"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--feeds", type=int, default=200)
    parser.add_argument("--entries", type=int, default=30)
    parser.add_argument("--hosts", type=int, default=50)
    parser.add_argument("--latency-ms", type=float, default=0.0)
    parser.add_argument("--changed", type=float, default=5.0, help="percent of feeds with a new entry")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--only-ours", action="store_true")
    parser.add_argument("--worker", metavar="FOLDER", help=argparse.SUPPRESS)
    parser.add_argument("--round", type=int, default=0, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.worker:
        asyncio.run(_worker(Path(chosen.worker), chosen.round))
    else:
        main(chosen)
