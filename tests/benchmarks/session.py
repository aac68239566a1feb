"""Whether memory stays flat over a long day: `python -m tests.benchmarks.session --caches DIR`.

Eight hours at the keyboard, told in minutes: a refresh every ten minutes (48 of them, five per cent of the feeds have
news each time), and between two of them stories are opened, a search is typed, panes and places are changed; 2,000
stories in all, then the hands rest for `--rest` seconds, as those of somebody who reads. The server is on loopback. The
proportional and resident memory of each process is printed after every sixth refresh, and at the end how much each grew
for a refresh, by a line through what it held after the first hour.
"""

from __future__ import annotations

import argparse
import shutil
import sqlite3
import statistics
import tempfile
import time
import urllib.request
from pathlib import Path

from reader.store.paths import StorePaths
from tests.benchmarks.programs import Ours, cache_of, family, memory_of
from tests.benchmarks.server import hosts_of, serving
from tests.pty.pty_terminal import Terminal

_BURST, _REST = 0.02, 0.3
"""Seconds without output that end an answer, and after which the screen is at rest."""
_LONGEST = 120.0
_WARM = 6
"""Refreshes of the first hour, in which caches fill."""
NAMES = ("interface", "engine", "extraction")


def subscribed(cache: Path, folder: Path, *, feeds: int, port: int) -> Path:
    """A copy of a generated cache whose first feeds are those of the server; the others are paused."""
    shutil.copytree(cache, folder)
    db = sqlite3.connect(StorePaths(folder).database)
    with db:
        db.execute("UPDATE subscription SET disabled = feed_id > ?, typed = 1", (feeds,))
        for number, host in enumerate(hosts_of(feeds)):
            place = f"{host}:{port}/{number}.xml"
            db.execute("UPDATE feed SET url = ?, url_key = ? WHERE id = ?", (f"http://{place}", place, number + 1))
    db.close()
    return folder


def press(terminal: Terminal, *keys: str, rest: float = _BURST) -> None:
    """Press keys as fast as each is answered, then wait until the screen is at rest."""
    for key in keys:
        terminal.send(key)
        terminal.pump(1.0)
        while terminal.pump(rest):
            pass
    # What was written is of no use here and would be the largest thing in memory.
    terminal.output.clear()
    terminal.times.clear()


def ten_minutes(terminal: Terminal, *, articles: int, rest: float) -> None:
    """What is done between two refreshes; at its end `rest` seconds without a key."""
    for number in range(articles):
        press(terminal, "j", "\r")
        if number % 5 == 0:
            press(terminal, " ", " ", "l", "h")
        press(terminal, "ga")
    press(terminal, "/", *"river", "\r", rest=_REST)
    press(terminal, "j", "\r", "\x1b", "\x1b", rest=_REST)
    press(terminal, "gu", "G", "gg", "gs", "gf", "j", "\r", "ga", "gg", rest=_REST)
    until = time.monotonic() + rest
    while (left := until - time.monotonic()) > 0:
        terminal.pump(left)


def memory(terminal: Terminal) -> list[tuple[float, float]]:
    """(PSS, RSS) megabytes of the interface, the engine and what parses for it."""
    assert terminal.process.poll() is None, "the program has ended"
    found = [memory_of(pid) for pid in family(terminal.process.pid)]
    while len(found) > len(NAMES):
        found[-2] = (found[-2][0] + found[-1][0], found[-2][1] + found[-1][1])
        del found[-1]
    return [(pss, rss) for rss, pss in found] + [(0.0, 0.0)] * (len(NAMES) - len(found))


def day(
    terminal: Terminal, port: int, *, refreshes: int, articles: int, rest: float
) -> list[list[tuple[float, float]]]:
    """The whole session; memory before it and after each refresh."""
    seen = [memory(terminal)]
    _say(0, seen[0])
    for number in range(refreshes):
        urllib.request.urlopen(f"http://127.0.0.1:{port}/round/{number}/5").read()
        press(terminal, "R")
        until = time.monotonic() + _LONGEST
        while terminal.pump(1.5) and time.monotonic() < until:
            pass
        ten_minutes(terminal, articles=articles // refreshes, rest=rest)
        seen.append(memory(terminal))
        if (number + 1) % _WARM == 0:
            _say(number + 1, seen[-1])
    return seen


def _say(refreshes: int, seen: list[tuple[float, float]]) -> None:
    parts = (f"{name} {pss:6.1f} MB ({rss:.0f})" for name, (pss, rss) in zip(NAMES, seen, strict=True))
    print(f"  after {refreshes:>3} refreshes: " + "   ".join(parts), flush=True)


def slopes(seen: list[list[tuple[float, float]]]) -> list[float]:
    """Megabytes (PSS) by which each process grew for a refresh, after the first hour."""
    later = seen[_WARM:] if len(seen) > 2 * _WARM else seen
    times = range(len(later))
    return [
        statistics.linear_regression(times, [one[place][0] for one in later]).slope if len(later) > 1 else 0.0
        for place in range(len(NAMES))
    ]


def main() -> None:
    """Run the session that the command line describes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entries", type=int, default=100_000)
    parser.add_argument("--feeds", type=int, default=200, help="feeds that are refreshed")
    parser.add_argument("--refreshes", type=int, default=48)
    parser.add_argument("--articles", type=int, default=2000)
    parser.add_argument("--rest", type=float, default=4.0, help="seconds without a key before each refresh")
    parser.add_argument("--caches", type=Path, help="keep the generated cache here and use the one that is there")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as name, serving(args.feeds, 30) as port:
        scratch = Path(name)
        cache = cache_of((args.caches or scratch / "caches") / str(args.entries), entries=args.entries)
        ours = Ours(subscribed(cache, scratch / "data", feeds=args.feeds, port=port), scratch)
        print(f"{args.entries:,} entries, {args.refreshes} refreshes of {args.feeds} feeds, {args.articles} stories")
        with ours.start() as terminal:
            terminal.until(lambda: ours.ready in terminal.output, "the interface")
            terminal.until_quiet(2.0)
            seen = day(terminal, port, refreshes=args.refreshes, articles=args.articles, rest=args.rest)
            ours.leave(terminal)
        for name, slope, first, last in zip(NAMES, slopes(seen), seen[0], seen[-1], strict=True):
            print(f"  {name:<12}{first[0]:7.1f} -> {last[0]:6.1f} MB PSS, {slope * 1000:+7.0f} kB a refresh")


if __name__ == "__main__":
    main()
