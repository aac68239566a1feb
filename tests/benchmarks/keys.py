"""How soon a key is answered: `python -m tests.benchmarks.keys --entries 100000`.

In a real pseudo-terminal: from the write of the key to the last byte of the repaint that it causes, with the keys of a
person (the screen at rest between two of them) and with a key held down: in every list and pane, in what a search
found, while a thousand feeds are refreshed; then the terminal's size changes, and articles of 5,000
and 20,000 words are opened. Medians and 95th percentiles are printed, nothing is asserted.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from tests.benchmarks.programs import COLUMNS, ROWS, Newsboat, Ours, cache_of, cpu_of
from tests.benchmarks.server import serving
from tests.benchmarks.session import subscribed
from tests.pty.pty_terminal import Terminal

BURST = 0.025
"""Seconds without output that end a repaint: a frame is 16 ms, a repaint is written in one go."""
REST = 0.35
"""Seconds without output after which the screen is at rest, its preview and all."""
MUST = {"down": 16.0, "open": 50.0}


def answer(terminal: Terminal, key: str) -> tuple[float, float]:
    """(seconds to the last byte of the first repaint, seconds to the last byte before the screen is at rest)."""
    count = len(terminal.times)
    began = time.perf_counter()
    terminal.send(key)
    if not terminal.pump(2.0):
        return 0.0, 0.0
    while terminal.pump(BURST):
        pass
    first = terminal.times[-1][0] - began
    while terminal.pump(REST):
        pass
    assert len(terminal.times) > count
    return first, terminal.times[-1][0] - began


@dataclass(frozen=True, slots=True)
class Answers:
    """The answers to many keys."""

    first: list[float]
    last: list[float]
    cpu: float
    """Seconds of the program's CPU time for each key: what carries over from a busy machine to a quiet one."""


def many(terminal: Terminal, keys: Sequence[str]) -> Answers:
    """`answer` for each key."""
    before = cpu_of(terminal.process.pid)
    answers = [answer(terminal, key) for key in keys]
    cpu = (cpu_of(terminal.process.pid) - before) / len(keys)
    return Answers([first for first, _last in answers if first], [last for _first, last in answers if last], cpu)


def held(terminal: Terminal, key: str, *, count: int, a_second: float) -> tuple[float, int]:
    """(seconds from the last key to the last repaint, frames painted) for a key held down."""
    began = time.perf_counter()
    before = len(terminal.times)
    for number in range(count):
        terminal.send(key)
        while (left := began + (number + 1) / a_second - time.perf_counter()) > 0:
            terminal.pump(left)
    last = time.perf_counter()
    while terminal.pump(REST):
        pass
    times = [when for when, _size in terminal.times[before:]]
    frames = sum(later - earlier > 0.004 for earlier, later in pairwise(times)) + 1
    return times[-1] - last, frames


def report(name: str, answers: Answers, note: str = "", *, whole: bool = False) -> None:
    """One line of the table: to the first repaint, or to the last (`whole`)."""
    values = answers.last if whole else answers.first
    if not values:
        print(f"  {name:<52} no answer")
        return
    ordered = sorted(values)
    p95 = ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]
    print(
        f"  {name:<52} median {statistics.median(values) * 1000:7.1f} ms   p95 {p95 * 1000:7.1f} ms"
        f"   CPU {answers.cpu * 1000:5.1f} ms  {note}"
    )


def lists(cache: Path, scratch: Path, keys: int) -> None:
    """The list of headlines, the panes, the dialogs."""
    ours = Ours(cache, scratch)
    with ours.start() as terminal:
        settle(ours, terminal)
        for key, name in (("j", "down in the headlines"), ("k", "up")):
            answers = many(terminal, [key] * keys)
            report(name, answers, f"must: p95 {MUST['down']:.0f} ms")
            report(f"{name}, with the story beside it", answers, whole=True)
        for pace in (30, 60):
            late, frames = held(terminal, "j", count=3 * pace, a_second=pace)
            print(
                f"  down held for 3 s at {pace} a second: {frames} frames, the last {late * 1000:.1f} ms after the key"
            )
        report("half a page down and up", many(terminal, ["\x04", "\x15"] * (keys // 4)))
        report("to the end and to the top", many(terminal, ["G", "gg"] * (keys // 4)))
        report("pane right and left", many(terminal, ["l", "l", "h", "h"] * (keys // 8)))
        report("help, and away", many(terminal, ["?", "\x1b"] * (keys // 8)))
        report("another list: All, Unread", many(terminal, ["gu", "ga"] * (keys // 8)))
        terminal.send("h\x1b")
        terminal.until_quiet(REST)
        report("down in the feeds, with its list beside it", many(terminal, ["j"] * (keys // 4)), whole=True)
        terminal.send("ga")
        ours.leave(terminal)


def places(cache: Path, scratch: Path, keys: int) -> None:
    """Other lists and panes, and another size of the terminal. The article is not among them, since all of these fit on
    the screen and no key moves them (see `articles`); nor are front page and coverage: no two of the generated entries
    are about the same event, and none is of today."""
    ours = Ours(cache, scratch)
    with ours.start() as terminal:
        settle(ours, terminal)
        for name, way, moves in (
            ("down and up in the related stories", ["gg", "\r", "l"], ["j", "k"]),
            ("down in what a search found", ["ga", "/the\r"], ["j"]),
        ):
            for step in way:
                answer(terminal, step)
            report(name, many(terminal, moves * (keys // 4 // len(moves))), f"must: p95 {MUST['down']:.0f} ms")
        for key in ("\x1b", "ga", "gg"):
            answer(terminal, key)
        before, sizes = cpu_of(terminal.process.pid), []
        for number in range(keys // 4):
            began = time.perf_counter()
            terminal.resize(COLUMNS - number % 2, ROWS)
            while terminal.pump(REST):
                pass
            sizes.append(terminal.times[-1][0] - began)
        cpu = (cpu_of(terminal.process.pid) - before) / len(sizes)
        report("another size of the terminal, to the last repaint", Answers(sizes, [], cpu))
        ours.leave(terminal)


def refreshing(cache: Path, scratch: Path, keys: int) -> None:
    """Keys while a thousand feeds are fetched."""
    feeds = 1000
    with serving(feeds, 30) as port:
        ours = Ours(subscribed(cache, scratch / "refreshed", feeds=feeds, port=port), scratch)
        with ours.start() as terminal:
            settle(ours, terminal)
            terminal.send("R")
            terminal.pump(2.0)
            answers = [busy_answer(terminal, "j") for _key in range(keys)]
            report("down while 1,000 feeds are refreshed", Answers(answers, [], 0.0), "must: p95 33 ms")
            terminal.send("Q")  # as somebody would who waits for nothing: the screen is not at rest yet
            terminal.wait()


def busy_answer(terminal: Terminal, key: str) -> float:
    """Seconds until anything is painted after a key while other things are painted too; a pause after it."""
    while terminal.pump(0.0):
        pass
    began = time.perf_counter()
    terminal.send(key)
    terminal.pump(2.0)
    took = terminal.times[-1][0] - began
    while time.perf_counter() < began + 0.1:
        terminal.pump(0.01)
    return took


def settle(program: Ours, terminal: Terminal) -> None:
    """Wait until the screen is whole and at rest."""
    terminal.until(lambda: program.ready in terminal.output and program.first.encode() in terminal.output, "the list")
    terminal.until_quiet(2.0)


def articles(scratch: Path) -> None:
    """Opening long articles, and going on in them."""
    for words, columns, name in (
        (5000, 70, "open an article of 5,000 words, one pane"),
        (5000, COLUMNS, "the same beside the list"),
        (20_000, COLUMNS, "an article of 20,000 words beside the list"),
    ):
        ours = Ours(cache_of(scratch / f"articles{words}", entries=60, feeds=3, words=words), scratch)
        with ours.start(columns=columns) as terminal:
            settle(ours, terminal)
            opened: list[Answers] = []
            for _story in range(20):
                opened.append(many(terminal, ["\r"]))
                answer(terminal, "q")
                answer(terminal, "j")
            cpu = statistics.mean(one.cpu for one in opened)
            report(name, Answers([one.first[0] for one in opened], [], cpu), f"must: {MUST['open']:.0f} ms")
            answer(terminal, "\r")
            report("  a page further in it", many(terminal, [" "] * 10))
            # Up: ten pages may have reached the end.
            report("  a line back in it", many(terminal, ["k"] * 20), f"must: {MUST['down']:.0f} ms")
            answer(terminal, "q")
            ours.leave(terminal)


def newsboat(cache: Path, scratch: Path, keys: int) -> None:
    """The same keys there: its list of feeds, and all articles of one feed."""
    program = Newsboat(cache, scratch)
    with program.start() as terminal:
        terminal.until(lambda: program.first.encode() in terminal.output, "the feeds")
        terminal.until_quiet(REST)
        report("newsboat: down in its feeds", many(terminal, [program.down] * keys))
        answer(terminal, "\r")
        report("newsboat: down in the headlines of one feed", many(terminal, [program.down] * (keys // 2)))
        terminal.send("q")
        terminal.until_quiet(REST)
        program.leave(terminal)


def main() -> None:
    """Measure what the command line names."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entries", type=int, default=100_000)
    parser.add_argument("--keys", type=int, default=100)
    parser.add_argument("--caches", type=Path, help="keep the generated cache here and use the one that is there")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        scratch = Path(name)
        cache = cache_of((args.caches or scratch / "caches") / str(args.entries), entries=args.entries)
        print(f"{args.entries:,} entries, {args.keys} keys")
        steps: list[Callable[[], None]] = [
            *(lambda step=step: step(cache, scratch, args.keys) for step in (lists, places, refreshing)),  # type: ignore[misc]
            lambda: articles(scratch),
        ]
        if Newsboat.is_there():
            steps.append(lambda: newsboat(cache, scratch, args.keys))
        for step in steps:
            step()


if __name__ == "__main__":
    main()
