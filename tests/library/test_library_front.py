"""The library's front page, and when the reader was last here, over a real store."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

from library_world import NOW, two_feeds

from reader.domain.digested import DigestedEntry
from reader.domain.front import Span, sections
from reader.library import Library


class Clock:
    """A clock that a test sets."""

    now = NOW

    def __call__(self) -> datetime:
        return self.now

    def after(self, **span: float) -> None:
        """Let time go by."""
        self.now += timedelta(**span)


def visits(folder: Path, *steps: Callable[[Library, Clock], object]) -> datetime | None:
    """Each step is a start of the program that is never closed in order; then it is asked when the reader was here."""

    async def go() -> datetime | None:
        clock = Clock()
        for step in steps:
            library = await Library.open(folder, clock=clock)
            await library.here()
            result = step(library, clock)
            if asyncio.iscoroutine(result):
                await result
            await library._store.close()
        library = await Library.open(folder, clock=clock)
        await library.here()
        answer = await library.last_here()
        await library.close()
        return answer

    return asyncio.run(go())


def test_nobody_was_here_before_the_first_visit(tmp_path: Path) -> None:
    assert visits(tmp_path) is None


def test_the_end_of_the_session_before(tmp_path: Path) -> None:
    async def reads(library: Library, clock: Clock) -> None:
        clock.after(minutes=30)
        await library.here()
        clock.after(hours=9)

    assert visits(tmp_path, reads) == NOW + timedelta(minutes=30)


def test_a_second_start_within_minutes_asks_about_the_visit_before_both(tmp_path: Path) -> None:
    assert visits(tmp_path, lambda _lib, clock: clock.after(hours=9), lambda _lib, clock: clock.after(minutes=5)) == NOW


def test_signs_are_written_once_a_minute(tmp_path: Path) -> None:
    async def go() -> int:
        clock = Clock()
        library = await Library.open(tmp_path, clock=clock)
        written: list[object] = []
        remember = library.remember

        async def noted(key: str, value: object) -> None:
            written.append(value)
            await remember(key, value)

        library.remember = noted  # type: ignore[method-assign]
        for _press in range(100):
            await library.here()
            clock.after(seconds=2)
        await library.close()
        return len(written)

    assert asyncio.run(go()) == 4


def test_another_process_asks_about_the_visit_that_is_over(tmp_path: Path) -> None:
    async def go() -> tuple[object, object, object]:
        clock = Clock()
        one = await Library.open(tmp_path, clock=clock)
        await one.here()
        clock.after(hours=9)
        other = await Library.open(tmp_path, clock=clock)
        before = await other.last_here()
        await one.here()
        during = await other.last_here()
        mine = await one.last_here()
        await other.close()
        await one.close()
        return before, during, mine

    assert asyncio.run(go()) == (NOW, NOW, NOW)


def three(name: str) -> Iterator[tuple[DigestedEntry, datetime]]:
    for hours in (1, 7, 30):
        at = NOW - timedelta(hours=hours)
        entry = DigestedEntry(
            key=f"{name}{hours}", url=f"https://{name}.example/{hours}", url_key=f"{name}.example/{hours}",
            title=f"{name} {hours}", content_hash="", published=at,
        )  # fmt: skip
        yield entry, at


def test_a_cache_without_any_story_gives_a_page_by_freshness(tmp_path: Path) -> None:
    two_feeds(tmp_path, three)

    async def go() -> None:
        library = await Library.open(tmp_path, clock=lambda: NOW)
        page = await library.front(Span.TODAY)
        assert sorted(story.lead.title for story in page.stories) == ["one 1", "one 7", "two 1", "two 7"]
        assert {story.lead.title for story in page.stories[:2]} == {"one 1", "two 1"}
        assert len((await library.front(Span.WEEK)).stories) == 6
        await library.front_shown(page)
        assert (await library.front(Span.TODAY)).stories == page.stories
        assert [part.folder_id for part in sections(page, await library.subscriptions(), [])] == [-1]
        await library.close()

    asyncio.run(go())


def test_two_copies_of_the_program_show_the_same_page(tmp_path: Path) -> None:
    two_feeds(tmp_path, three)

    async def go() -> None:
        library = await Library.open(tmp_path, clock=lambda: NOW)
        reading = await Library.open(tmp_path, clock=lambda: NOW, read_only=True)
        page = await library.front(Span.TODAY)
        await reading.front_shown(page)
        assert await reading.front(Span.TODAY) == page
        await reading.close()
        await library.close()

    asyncio.run(go())
