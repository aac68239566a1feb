"""How late the interface is while 1,000 feeds refresh: `python -m tests.benchmarks.lateness --feeds 1000`.

The real app (without a terminal) with its engine in a child process, on a cold cache: every 5 ms the event loop is to
wake up, and how late it does is written down, while `j` is pressed ten times a second. First at rest, then while all
feeds are fetched, read, stored and indexed, then while a refresh finds nothing new. Nothing is asserted.
"""

from __future__ import annotations

import argparse
import asyncio
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from textual.pilot import Pilot

from reader.config import Config, Refreshing
from reader.engine.link import ChildEngine
from reader.engine.settings import EngineSettings
from reader.library import Library
from reader.ui.app import BantinApp
from tests.benchmarks.programs import cpu_of, family
from tests.benchmarks.refreshers import ask_again, subscribe
from tests.benchmarks.server import hosts_of, serving

STEP = 0.005


class Lateness:
    """How late the event loop woke up, in milliseconds."""

    def __init__(self) -> None:
        self.late: list[float] = []
        self.work: list[float] = []
        """CPU of this thread between two moments at which it could have woken up: what the lateness is on a machine
        that nobody else uses."""

    async def watch(self) -> None:
        """Write it down until cancelled."""
        loop = asyncio.get_running_loop()
        while True:
            due, before = loop.time() + STEP, time.thread_time()
            await asyncio.sleep(STEP)
            self.late.append((loop.time() - due) * 1000)
            self.work.append((time.thread_time() - before) * 1000)


def part(values: Sequence[float], share: float) -> float:
    """The value below which so large a part of them lies."""
    ordered = sorted(values) or [0.0]
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def parts(values: Sequence[float]) -> str:
    """Their p50, p95 and p99, and the largest."""
    return "".join(f"{part(values, share):8.1f}" for share in (0.5, 0.95, 0.99, 1.0))


async def press(pilot: Pilot[Any]) -> None:
    """Press `j` ten times a second until cancelled."""
    while True:
        pilot.app.simulate_key("j")
        await asyncio.sleep(0.1)


async def during(name: str, pilot: Pilot[Any], engine: ChildEngine, end: asyncio.Future[Any]) -> Lateness:
    """Watch until `end`; print and give what was seen."""
    lateness = Lateness()
    began, before = time.monotonic(), cpu_of(family(engine.pid)[0]) if engine.pid else 0.0
    own = time.process_time()
    tasks = [asyncio.ensure_future(lateness.watch()), asyncio.ensure_future(press(pilot))]
    await end
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    engine_cpu = (cpu_of(engine.pid) if engine.pid else 0.0) - before
    print(
        f"{name:36}{time.monotonic() - began:6.1f} s   late{parts(lateness.late)}   work at a stretch"
        f"{parts(lateness.work)}   CPU: interface {time.process_time() - own:.1f} s, engine {engine_cpu:.1f} s"
    )
    return lateness


async def run(folder: Path, urls: Sequence[str]) -> dict[str, Lateness]:
    """At rest, and beside two refreshes."""
    print("milliseconds: p50, p95, p99, most")
    database = subscribe(folder, urls)
    engine = ChildEngine(EngineSettings(data_dir=str(folder), automatic=False))
    library = await Library.open(folder, engine=engine, exclusive=True)
    config = Config(refresh=Refreshing(automatic=False))
    app = BantinApp(library, config, theme_folders=(), log_file=folder / "log")
    seen = {}
    try:
        async with app.run_test(size=(150, 44)) as pilot:
            await pilot.pause(2)
            seen["at rest"] = await during("at rest", pilot, engine, asyncio.ensure_future(asyncio.sleep(5)))
            for name in (f"while {len(urls):,} feeds are read", "while nothing is new"):
                ask_again(database)
                end = asyncio.ensure_future(library.refresh_and_wait([]))
                seen[name] = await during(name, pilot, engine, end)
    finally:
        await library.close()
    return seen


def measure(feeds: int, entries: int) -> dict[str, Lateness]:
    """How late it is at rest, while all is new, and while nothing is."""
    with tempfile.TemporaryDirectory() as folder, serving(feeds, entries) as port:
        urls = [f"http://{host}:{port}/{feed}.xml" for feed, host in enumerate(hosts_of(feeds))]
        return asyncio.run(run(Path(folder) / "data", urls))


def main() -> None:
    """Measure what the command line names."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--feeds", type=int, default=1000)
    parser.add_argument("--entries", type=int, default=30)
    options = parser.parse_args()
    measure(options.feeds, options.entries)


if __name__ == "__main__":
    main()
