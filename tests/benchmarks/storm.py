"""Twenty good feeds in a storm: `python -m tests.benchmarks.storm`.

Every slow, endless and exploding endpoint of `tests.net` is subscribed to beside them (`--all`: every manner there is;
`--one-host`: all on one host, whose four connections they share). The real program runs in a terminal, `R` starts the
refresh, and while it runs keys are pressed: the time until all good feeds are on the screen, the peak memory of all
processes together, and how soon keys were answered. Targets: 5 s, 300 MB, 100 ms.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from reader.store import feeds
from reader.store.opening import Role, open_store
from reader.store.values import NewSubscription
from tests.benchmarks.programs import QUIET, ROOT, plain_environment
from tests.net.manners_bodies import CODINGS, EXPLODING
from tests.net.manners_connections import ENDLESS_ONES, SLOW_ONES
from tests.net.rude_manners import ALL
from tests.net.rude_server import Answer, Manner, RudeServer, feed, http
from tests.pty.pty_screen import Screen
from tests.pty.pty_terminal import Terminal

COLUMNS, ROWS = 150, 110
GOOD_FEEDS = 20
KEYS_EVERY = 0.2
MUST = {"seconds": 5.0, "megabytes": 300.0, "key": 0.1}


def _good(number: int) -> Manner:
    body = feed(*(f"Story {number}.{each}" for each in range(20))).replace(b"Paper", b"Good %02d" % number)
    return Manner(f"good-{number}", Answer(http(body)))


def manners(every: bool) -> list[Manner]:
    """The good ones and the storm. They stand first, where the screen shows them; feeds are asked in a mixed order."""
    bombs = [each for each in CODINGS if "bomb" in each.name]
    bad = [each for each in (ALL if every else (*SLOW_ONES, *ENDLESS_ONES, *bombs, *EXPLODING)) if not each.tls]
    return [*(_good(number) for number in range(1, GOOD_FEEDS + 1)), *bad]


async def _serve(every: bool) -> None:
    async with RudeServer(manners(every), good=False) as server:
        print(server.port, flush=True)
        await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)


async def _subscribe(folder: Path, server: RudeServer, *, one_host: bool) -> None:
    store = open_store(folder, Role.COMMAND)
    now = datetime.now(UTC)
    for each in server.manners:
        await store.write(
            feeds.subscribe, NewSubscription(server.url(each, one_host=one_host), "feed", typed=True), now
        )
    await store.close()


def family(pid: int) -> Iterator[int]:
    """A process and all below it."""
    yield pid
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return
    for child in children:
        yield from family(int(child))


def cpu_seconds(pid: int) -> float:
    """What a process, all below it and those of them that have ended took of the processors."""
    ticks = 0
    for each in family(pid):
        try:
            fields = Path(f"/proc/{each}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        ticks += sum(map(int, fields[11:15]))
    return ticks / os.sysconf("SC_CLK_TCK")


def memory(pid: int) -> tuple[float, float]:
    """(proportional, resident) megabytes of a process and all below it: shared pages once, or once for each."""
    shared = resident = 0
    for each in family(pid):
        try:
            lines = Path(f"/proc/{each}/smaps_rollup").read_text().splitlines()
        except OSError:
            continue
        sizes = {name: int(rest.split()[0]) for name, _colon, rest in (line.partition(":") for line in lines[1:])}
        shared += sizes["Pss"]
        resident += sizes["Rss"]
    return shared / 1024, resident / 1024


@dataclass
class Watch:
    """What was seen while the storm went on."""

    keys: list[float] = field(default_factory=list)
    resting: list[float] = field(default_factory=list)
    """Keys before the storm."""
    shared: float = 0.0
    resident: float = 0.0
    cpu: float = 0.0
    """Seconds of CPU until all good feeds were there."""

    def look(self, pid: int) -> None:
        """Sample the memory."""
        shared, resident = memory(pid)
        self.shared, self.resident = max(self.shared, shared), max(self.resident, resident)

    def key(self, terminal: Terminal, key: str) -> None:
        """Press a key and wait until the mark has moved: until that output was there, not until `screen` has read it,
        which takes as long again as painting it."""
        before = marked(terminal.screen)
        began = time.perf_counter()
        terminal.send(key)
        while marked(terminal.screen) == before and time.perf_counter() - began < 5:
            terminal.pump(0.05)
        moved = marked(terminal.screen) != before
        self.keys.append((terminal.times[-1][0] if moved else time.perf_counter()) - began)


def marked(screen: Screen) -> list[int]:
    """The rows with a mark of the selection."""
    return [row for row, line in enumerate(screen.lines) if "▌" in line]


def arrived(screen: Screen) -> int:
    """How many of the good feeds stand on the screen."""
    return sum(f"Good {number:02d}" in screen.text for number in range(1, GOOD_FEEDS + 1))


def run(port: int, scratch: Path, options: argparse.Namespace) -> bool:
    """One storm; whether the targets were met."""
    server = RudeServer(manners(options.all), port=port)
    data, config = scratch / "data", scratch / "config.toml"
    asyncio.run(_subscribe(data, server, one_host=options.one_host))
    config.write_text(QUIET)
    environment = plain_environment() | {"PYTHONPYCACHEPREFIX": str(scratch / "bytecode")}
    program = [sys.executable, "-m", "reader", "--data-dir", str(data), "--config", str(config)]
    # Compiles what the program and its children load, as it is where the program is installed.
    warm = [*program[:3], "--data-dir", str(scratch / "warm"), "add", server.url(server.manners[0])]
    subprocess.run(warm, env=environment, cwd=ROOT, check=True, capture_output=True)
    screen, watch = Screen(COLUMNS, ROWS), Watch()
    with Terminal(program, columns=COLUMNS, rows=ROWS, environment=environment, folder=ROOT, screen=screen) as terminal:
        terminal.until(lambda: "127." in screen.text, "the list of feeds", seconds=60)
        terminal.until_quiet(1.0)
        terminal.send("hhh")
        terminal.until_quiet(0.5)
        for down in range(20):
            watch.key(terminal, "j" if down % 10 < 5 else "k")
        watch.resting, watch.keys = watch.keys, []
        pid = terminal.process.pid
        before, cpu = memory(pid), cpu_seconds(pid)
        began = time.perf_counter()
        terminal.send("R")
        down, seconds = 0, 0.0
        while time.perf_counter() - began < options.seconds:
            for _turn in range(4):
                terminal.pump(KEYS_EVERY / 4)
            watch.look(pid)
            if not seconds and arrived(screen) == GOOD_FEEDS:
                seconds, watch.cpu = time.perf_counter() - began, cpu_seconds(pid) - cpu
            watch.key(terminal, "j" if down % 10 < 5 else "k")
            down += 1
        here = arrived(screen)
        if options.show:
            print("\n".join(line[:COLUMNS] for line in screen.lines if line.strip()))
        terminal.send("Q")
        terminal.wait()
    return report(watch, seconds, before, here, options, len(server.manners))


def report(
    watch: Watch, seconds: float, before: tuple[float, float], here: int, options: argparse.Namespace, count: int
) -> bool:
    """Print what was seen; whether the targets were met."""
    ordered = sorted(watch.keys)
    p95 = ordered[int(len(ordered) * 0.95)]
    where = "on one host" if options.one_host else "each on a host of its own"
    print(f"{GOOD_FEEDS} good feeds beside {count - GOOD_FEEDS} bad ones, {where}")
    shown = f"after {seconds:5.1f} s" if seconds else f"only {here}"
    print(
        f"  all good feeds on the screen     {shown}   target {MUST['seconds']:.0f} s   (CPU of the program until then "
        f"{watch.cpu:.1f} s, load of the machine {os.getloadavg()[0]:.0f})"
    )
    print(
        f"  peak memory of all processes     {watch.shared:5.0f} MB ({watch.resident:.0f} MB with shared pages counted"
        f" for each; before: {before[0]:.0f})   target {MUST['megabytes']:.0f} MB"
    )
    print(
        f"  a key, {len(ordered)} times                 median {statistics.median(ordered) * 1000:.0f} ms, p95 "
        f"{p95 * 1000:.0f} ms, worst {ordered[-1] * 1000:.0f} ms (median before: "
        f"{statistics.median(watch.resting) * 1000:.0f})   target {MUST['key'] * 1000:.0f} ms"
    )
    return bool(seconds) and seconds <= MUST["seconds"] and watch.shared <= MUST["megabytes"] and p95 <= MUST["key"]


def main() -> int:
    """Serve or measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--all", action="store_true", help="every manner there is, not only the heavy ones")
    parser.add_argument("--one-host", action="store_true")
    parser.add_argument("--seconds", type=float, default=40.0, help="how long to watch")
    parser.add_argument("--show", action="store_true", help="print the screen at the end")
    parser.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.serve:
        asyncio.run(_serve(options.all))
        return 0
    command = [sys.executable, "-m", "tests.benchmarks.storm", "--serve", *(["--all"] if options.all else [])]
    with (
        tempfile.TemporaryDirectory(prefix="bantin-storm-") as name,
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT, text=True) as server,
    ):
        assert server.stdout is not None
        try:
            met = run(int(server.stdout.readline()), Path(name), options)
        finally:
            server.terminate()
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
