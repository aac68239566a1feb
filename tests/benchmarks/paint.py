"""How fast the reading widgets paint: `python -m tests.benchmarks.paint`.

Opens articles of 5,000 and 20,000 words, resizes them, and moves through lists of a thousand to a million headlines,
in a real app without a terminal of 176x48. Prints wall and CPU time in milliseconds; nothing is asserted. On a busy
machine the CPU time is the one to compare.
"""

from __future__ import annotations

import asyncio
import random
import resource
import statistics
from array import array
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from time import perf_counter, process_time
from typing import TypeAlias

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.geometry import Size
from textual.pilot import Pilot
from textual.widget import Widget

from reader.domain.blocks import Heading, ListBlock, Paragraph, Span
from reader.domain.models import Article, EntryRow, ListQuery
from reader.ui.render.document import Document, Layout, Times
from reader.ui.theming import ThemedApp
from reader.ui.widgets.article import ArticleView
from reader.ui.widgets.headlines import HeadlineList

NOW = datetime(2026, 12, 4, 9, 30, tzinfo=UTC)
_VI = ("trong năm bộ đã ban hành bốn thông tư về chức năng nhiệm vụ và quan hệ công tác của các cơ quan đơn vị").split()  # noqa: SIM905
_EN = "the first battery ferry crossed the fjord in a storm and nobody aboard noticed the difference".split()  # noqa: SIM905
_ZH = "东京湾跨海大桥四日上午十时开始试通车据管理方介绍首日车流量突破十万辆次"
ROUNDS = 9


def row(number: int) -> EntryRow:
    """A headline; neighbours differ."""
    words = _VI if number % 2 else _EN
    title = " ".join(words[(number + n) % len(words)] for n in range(9 + number % 7)).capitalize()
    when = NOW - timedelta(minutes=17 * (number % 5000))
    return EntryRow(number, 1, title, "https://example.org/", f"Source {number % 40}", title, when, when,
                    read=number % 3 == 0, others=number % 4)  # fmt: skip


async def rows(ids: Sequence[int]) -> list[EntryRow]:
    """Rows as a library that needs no time gives them."""
    return [row(number) for number in ids]


def article(words: int, script: str) -> Article:
    """An article of `words` words with links, headings and lists."""
    rng = random.Random(words)
    blocks: list[Paragraph | Heading | ListBlock] = []
    left = words
    while left > 0:
        count = min(left, rng.randrange(40, 120))
        left -= count
        if script == "zh":
            text = "，".join(_ZH[: rng.randrange(8, len(_ZH))] for _ in range(count // 12 + 1)) + "。"
        else:
            pool = _VI if script == "vi" else _EN
            text = " ".join(rng.choice(pool) for _ in range(count)) + "."
        cut = len(text) // 2
        blocks.append(Paragraph((Span(text[:cut]), Span("nguồn", 0, f"https://example.org/{left}"), Span(text[cut:]))))
        if left % 5 == 0:
            blocks.append(Heading((Span("Một đề mục"),)))
        if left % 7 == 0:
            blocks.append(ListBlock(((Paragraph((Span(text[:60]),)),), (Paragraph((Span(text[60:140]),)),))))
    return Article(row(1), tuple(blocks), "feed", words=words)


Cost: TypeAlias = tuple[float, float]
"""Milliseconds of wall and of CPU time."""


def now() -> Cost:
    """Both clocks."""
    return perf_counter(), process_time()


def since(start: Cost) -> Cost:
    """What has passed on both clocks."""
    wall, cpu = now()
    return (wall - start[0]) * 1000, (cpu - start[1]) * 1000


class Bench(ThemedApp[None]):
    """The two panes whose painting is measured."""

    CSS = "HeadlineList { width: 46; } ArticleView { width: 1fr; }"

    def compose(self) -> ComposeResult:
        with Horizontal():
            yield HeadlineList(clock=lambda: NOW, zone=UTC)
            yield ArticleView(clock=lambda: NOW, zone=UTC)


async def painted(widget: Widget, act: Callable[[], object]) -> Cost:
    """Milliseconds from `act` until the screen has been painted. The screen was at rest before, as it is between two
    keys of a person: Textual paints at most sixty times a second."""
    done = asyncio.Event()
    await asyncio.sleep(0.025)
    start = now()
    act()
    widget.call_after_refresh(done.set)
    await done.wait()
    return since(start)


def report(name: str, costs: Sequence[Cost]) -> None:
    """One line of the table."""
    wall, cpu = (sorted(values) for values in zip(*costs, strict=True))
    p95 = wall[min(len(wall) - 1, int(len(wall) * 0.95))]
    print(f"{name:<56} median {statistics.median(wall):7.2f}  p95 {p95:7.2f}  cpu {statistics.median(cpu):7.2f} ms")


def layouts() -> None:
    """Layout alone, without an app."""
    for script in ("en", "vi", "zh"):
        for words in (5_000, 20_000):
            story = article(words, script)
            first, whole = [], []
            for _ in range(ROUNDS):
                start = now()
                layout = Layout(Document(story.entry, story, Times(NOW, UTC)), 72)
                layout.reach(96)
                first.append(since(start))
                layout.finish()
                whole.append(since(start))
            report(f"layout, {words:,} words {script}: first two screens", first)
            report(f"layout, {words:,} words {script}: everything", whole)


async def opening(pilot: Pilot[None]) -> None:
    """Article from the call to the paint, and a resize in its middle."""
    view = pilot.app.query_one(ArticleView)
    for words in (5_000, 20_000):
        story = article(words, "vi")
        values, sizes = [], []
        for _ in range(ROUNDS):
            view.clear()
            await pilot.pause()
            values.append(await painted(view, lambda story=story: view.show(story)))  # type: ignore[misc]
        await pilot.pause(0.5)
        view.restore((len(story.blocks) // 2, 0.0))
        await pilot.pause()
        for number in range(ROUNDS):
            sizes.append(await painted(view, lambda n=number: setattr(view, "measure", 66 + n % 10)))  # type: ignore[misc]
            await pilot.pause(0.2)
        view.measure = 72
        pages = [await painted(view, view.page_down) for _ in range(ROUNDS)]
        report(f"open {words:,} words vi, to paint", values)
        report(f"another width in the middle of {words:,} words", sizes)
        report(f"page down in {words:,} words", pages)


async def lists(pilot: Pilot[None]) -> None:
    """Keys in lists of growing length."""
    headlines = pilot.app.query_one(HeadlineList)
    for count in (1_000, 100_000, 1_000_000):
        ids = array("q", range(1, count + 1))
        shown = []
        for _ in range(3):
            headlines.show_message("", "")
            await pilot.pause()
            shown.append(await painted(headlines, lambda ids=ids: headlines.show(ListQuery(), ids, rows)))  # type: ignore[misc]
        await pilot.pause(0.2)
        report(f"show a list of {count:,}", shown)
        for height in ("compact", "roomy"):
            headlines.row_height = height  # type: ignore[assignment]
            headlines.move_to_index(count // 2)
            await pilot.pause(0.2)
            values = [await painted(headlines, lambda: headlines.move(1)) for _ in range(200)]
            report(f"key down in a list of {count:,}, {height}", values)
        jumps = [
            await painted(headlines, lambda n=n, count=count: headlines.move_to_index(n * count // 17 % count))  # type: ignore[misc]
            for n in range(1, 30)
        ]
        report(f"jump far in a list of {count:,}", jumps)
    headlines.row_height = "roomy"  # type: ignore[assignment]


async def main() -> None:
    """Everything, in one run."""
    layouts()
    async with Bench().run_test(size=(176, 48)) as pilot:
        await pilot.pause()
        idle = [await painted(pilot.app.screen, lambda: None) for _ in range(50)]
        report("nothing at all, to the next paint (what the app costs)", idle)
        await opening(pilot)
        await lists(pilot)
        assert pilot.app.size == Size(176, 48)
    print(f"largest resident set {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    asyncio.run(main())
