"""The front page by keyboard: in the whole program on the samples at several sizes, and over the library in memory."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from reader.config import Config, Reading
from reader.domain.front import Span
from reader.domain.models import Scope, ScopeKind
from reader.engine.protocol import StoriesChanged
from reader.ui.commands import Pane
from tests.ui.conftest import FOUR, ONE, TWO, Drive, Driven
from tests.ui.fakes import FakeLibrary
from tests.ui.whole_app import Whole, whole_app


async def go_front(driven: Driven) -> None:
    await driven.press("g", "f")
    assert driven.screen.on_front
    assert driven.screen.pane is Pane.FRONT


def test_the_whole_way_on_the_samples(tmp_path: Path) -> None:
    """From the page into a story, on to the next, another telling, and back; at four widths."""

    async def there_and_back(whole: Whole) -> None:
        screen = whole.screen
        await whole.press("g", "f")
        await whole.until(lambda: screen.front.count and screen.pane is Pane.FRONT)
        await whole.press("g", "g", "j")
        story = screen.front.story
        assert story is not None
        place = screen.front.scroll_offset.y
        await whole.press("enter")
        await whole.until(lambda: screen.desk.article and screen.desk.now_reading == story.lead.id)
        assert not screen.on_front
        assert screen.pane is Pane.ARTICLE
        assert screen.headlines.count == screen.front.count
        assert screen.headlines.cursor_id == story.lead.id
        await whole.press("q")
        await whole.until(lambda: screen.on_front and screen.pane is Pane.FRONT)
        assert screen.front.story.key == story.key
        assert screen.front.scroll_offset.y == place
        await whole.until(lambda: any(each.others for each in screen.front.stories))
        shared = next(number for number, each in enumerate(screen.front.stories) if each.others)
        await whole.press("g", "g", *["j"] * shared, "1")
        other = screen.front.stories[shared].others[0]
        await whole.until(lambda: screen.desk.article and screen.desk.now_reading == other.id)
        await whole.press("backspace")
        await whole.until(lambda: screen.on_front)
        assert screen.front.story.key == screen.front.stories[shared].key

    async def scenario() -> None:
        async with whole_app(tmp_path, size=(176, 48)) as whole:
            await whole.library.relate_and_wait()
            for size in ((176, 48), (120, 36), (80, 24), (50, 20)):
                await whole.pilot.resize_terminal(*size)
                await there_and_back(whole)
                assert "TOP STORIES" in whole.page or whole.screen.front.scroll_offset.y
            await whole.press("]", "]")
            await whole.until(lambda: whole.screen.front_header.span is Span.WEEK and whole.screen.front.count > 12)
            await whole.library.remember("ui.looked", True)  # behind the write of the span, for which nobody waits
            assert await whole.library.recall("ui.span") == "week"

    asyncio.run(scenario())


def test_the_page_takes_the_place_of_the_panes_and_gives_it_back(drive: Drive) -> None:
    async def scenario(driven: Driven) -> None:
        screen = driven.screen
        await go_front(driven)
        assert not screen.query_one("#list").display
        assert not screen.query_one("#reading").display
        assert screen.places.display
        await driven.press("g", "a")
        assert not screen.on_front
        assert screen.query_one("#list").display
        assert screen.desk.query.scope == Scope(ScopeKind.ALL)

    drive(scenario, size=FOUR)


@pytest.mark.parametrize("size", [TWO, ONE])
def test_on_narrow_screens_it_takes_the_whole_width(drive: Drive, size: tuple[int, int]) -> None:
    async def scenario(driven: Driven) -> None:
        await go_front(driven)
        assert driven.screen.front.size.width == size[0]
        await driven.press("h")
        assert driven.screen.pane is Pane.FEEDS
        await driven.press("l")
        assert driven.screen.pane is Pane.FRONT

    drive(scenario, size=size)


def test_reading_goes_on_from_story_to_story(drive: Drive) -> None:
    async def scenario(driven: Driven) -> None:
        screen = driven.screen
        await go_front(driven)
        leads = [story.lead.id for story in screen.front.stories]
        unread = [story.lead.id for story in screen.front.stories if not story.lead.read]
        await driven.press("n")
        assert driven.row.id == unread[0]
        await driven.press("n")
        assert driven.row.id == unread[1]
        assert [screen.headlines.cursor_index] == [leads.index(unread[1])]
        await driven.press("q")
        assert screen.on_front
        assert screen.front.story is not None
        assert screen.front.story.lead.id == unread[1]
        assert screen.front.story.lead.read, "what was read is shown as read"
        assert [story.lead.id for story in screen.front.stories] == leads, "and stays where it was"

    drive(scenario, size=FOUR)


def test_the_cursor_follows_the_eye(drive: Drive) -> None:
    async def scenario(driven: Driven) -> None:
        front = driven.screen.front
        await go_front(driven)
        for keys in (["j"] * 7, ["l"], ["h"], ["space"], ["ctrl+d"], ["G"], ["k"], ["ctrl+u"], ["g", "g"]):
            await driven.press(*keys)
            if driven.screen.pane is not Pane.FRONT:
                await driven.press("l")
            block, top = front._block, front.scroll_offset.y
            assert top <= block.y
            assert block.end <= top + front.size.height
        assert front.story == front.stories[0]

    drive(scenario, size=FOUR)


def test_marks_show_at_once_and_nothing_moves(drive: Drive) -> None:
    async def scenario(driven: Driven) -> None:
        front = driven.screen.front
        await go_front(driven)
        await driven.press("j", "j")
        before = front.story
        assert before is not None
        await driven.press("m", "s")
        after = front.story
        assert after is not None
        assert (after.lead.read, after.lead.starred) == (not before.lead.read, not before.lead.starred)
        assert after.key == before.key

    drive(scenario, size=FOUR)


def test_news_come_in_around_the_cursor(drive: Drive) -> None:
    async def scenario(driven: Driven) -> None:
        screen, library = driven.screen, driven.library
        await go_front(driven)
        await driven.press(*["j"] * 4)
        story, line = screen.front.story, screen.front._screen_line
        assert story is not None
        newest = library.entry_list[0]
        library.entry_list = [
            replace(newest, id=99_000 + n, story_id=7_000, source=f"s{n}") for n in range(9)
        ] + library.entry_list
        library.emit(StoriesChanged(entry_ids=(99_000,)))
        await driven.until(lambda: screen.front.stories[0].lead.id == 99_000, "the new story")
        await driven.settle()
        assert screen.front.story is not None
        assert screen.front.story.key == story.key
        assert screen.front._screen_line == line

    drive(scenario, size=FOUR)


def test_an_empty_page_says_why_and_what_helps(drive: Drive) -> None:
    async def scenario(driven: Driven) -> None:
        await go_front(driven)
        page = "\n".join(driven.line(y) for y in range(24))
        assert "nothing new" in page
        assert "look for news" in page

    drive(scenario, size=ONE, library=FakeLibrary(entry_list=[]))


def test_narrowing_shows_the_stories_as_headlines_and_q_leads_back(drive: Drive) -> None:
    async def scenario(driven: Driven) -> None:
        screen = driven.screen
        await go_front(driven)
        word = screen.front.stories[3].lead.title.split()[0]
        await driven.press("\\", *word, "enter")
        assert not screen.on_front
        assert 0 < screen.headlines.count <= screen.front.count
        await driven.press("q", "q")
        await driven.until(lambda: screen.on_front and screen.headlines.count == screen.front.count)

    drive(scenario, size=FOUR)


def test_it_can_be_where_the_reader_opens(drive: Drive) -> None:
    async def scenario(driven: Driven) -> None:
        await driven.until(lambda: driven.screen.front.count)
        assert driven.screen.on_front
        assert driven.screen.pane is Pane.FRONT

    drive(scenario, config=Config(reading=Reading(start="front")))
