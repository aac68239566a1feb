"""The coverage of a story and following it, by keyboard, with everything real but the newspapers."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from textual import events

from reader.domain.models import EntryRow, ListQuery, Scope, ScopeKind
from reader.engine.protocol import StoriesGrew
from reader.ui.commands import Pane
from reader.ui.render import timeline as render
from reader.ui.render.lines import Line
from reader.ui.render.timeline import Item, Kind, Setting
from reader.ui.screens.coverage import BESIDE, CoverageScreen
from reader.ui.screens.main import MainScreen
from reader.ui.screens.side_by_side import SideBySide
from tests.ui.whole_app import Whole, whole_app

FERRY = "Ferry hits reef"
Play = Callable[[Whole, EntryRow], Awaitable[None]]


def play(folder: Path, scenario: Play, size: tuple[int, int] = (176, 48)) -> None:
    """Run a scenario with the cursor on the ferry's story."""

    async def whole() -> None:
        async with whole_app(folder, size=size, offline=True) as app:
            rows = await app.library.rows(await app.library.entry_ids(ListQuery()))
            number = next(row.story_id for row in rows if row.title.startswith(FERRY))
            # The list has one row for the story: that of its lead.
            tellings = [row for row in rows if row.story_id == number]
            ferry = next(row for row in tellings if app.screen.headlines.move_to(row.id))
            await app.until(lambda: app.screen.headlines.cursor_row == ferry)
            await scenario(app, ferry)

    asyncio.run(whole())


async def shown(app: Whole) -> CoverageScreen:
    """The coverage, once it is there."""
    await app.until(lambda: isinstance(app.app.screen, CoverageScreen) and app.app.screen.timeline.item, "the coverage")
    screen = app.app.screen
    assert isinstance(screen, CoverageScreen)
    return screen


async def panes(app: Whole) -> None:
    await app.until(lambda: isinstance(app.app.screen, MainScreen), "the panes")
    await app.pilot.pause()


def test_every_telling_opens_from_the_coverage_and_the_way_back_leads_there(tmp_path: Path) -> None:
    async def scenario(app: Whole, ferry: EntryRow) -> None:
        await app.read(ferry.id)
        await app.press("c")
        coverage = await shown(app)
        assert coverage.timeline.item
        assert coverage.timeline.item.telling.row.id == ferry.id, "the cursor is on what one came from"
        assert "sources" in app.page
        others = [t.row for t in coverage.coverage.story.tellings if t.row.id != ferry.id]
        await app.press("g", "g")
        for _step in coverage.coverage.story.tellings:
            if coverage.timeline.item.telling.row.id != others[-1].id:
                await app.press("j")
        await app.press("enter")
        await panes(app)
        await app.until(lambda: app.screen.desk.now_reading == others[-1].id and app.screen.desk.article)
        assert app.screen.pane is Pane.ARTICLE
        assert app.screen.desk.trail.breadcrumb()[0] == ferry.title
        await app.press("H")
        again = await shown(app)
        assert again.timeline.item
        assert again.timeline.item.telling.row.id == others[-1].id, "at the same place"
        await app.press("L")
        await panes(app)
        await app.until(lambda: app.screen.desk.now_reading == others[-1].id)
        await app.press("H")
        await shown(app)
        await app.press("q")
        await panes(app)
        assert app.screen.desk.now_reading == ferry.id

    play(tmp_path, scenario)


def test_a_coverage_from_a_headline_that_was_not_opened_leads_back_too(tmp_path: Path) -> None:
    async def scenario(app: Whole, ferry: EntryRow) -> None:
        await app.press("c")
        coverage = await shown(app)
        other = next(t.row for t in coverage.coverage.story.everything() if t.row.id != ferry.id)
        coverage.open(other)
        await panes(app)
        await app.until(lambda: app.screen.desk.now_reading == other.id)
        await app.press("backspace")
        await shown(app)
        await app.press("escape")
        await panes(app)
        assert app.screen.desk.now_reading == ferry.id

    play(tmp_path, scenario)


@pytest.mark.parametrize("size", [(176, 48), (100, 30)])
def test_each_telling_is_laid_out_once_and_a_step_of_the_cursor_lays_out_two(
    tmp_path: Path, size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[int] = []

    def telling(item: Item, setting: Setting, *, last: bool) -> list[Line]:
        made.append(item.telling.row.id)
        return real(item, setting, last=last)

    real = render._telling
    monkeypatch.setattr(render, "_telling", telling)

    async def scenario(app: Whole, ferry: EntryRow) -> None:
        await app.press("c")
        coverage = await shown(app)
        await app.press("g", "g")
        tellings = [item.telling.row.id for item in coverage.timeline._items if item.kind is Kind.TELLING]
        # Narrow, the one under the cursor shows its lead; coming from the one that was opened that is two of them.
        beside = size[0] >= BESIDE
        assert len(made) <= len(tellings) + (0 if beside else 2)
        assert set(made) == set(tellings)
        made.clear()
        await app.press("j")
        assert len(made) <= (0 if beside else 2)
        made.clear()
        await coverage.read_again()
        assert made == []
        await app.library.set_read(tellings, True)
        await app.until(lambda: set(made) == set(tellings), "what was read looks so")

    play(tmp_path, scenario, size)


@pytest.mark.parametrize("size", [(100, 30), (30, 8)])
def test_it_works_at_every_size(tmp_path: Path, size: tuple[int, int]) -> None:
    async def scenario(app: Whole, ferry: EntryRow) -> None:
        await app.press("c")
        coverage = await shown(app)
        await app.press("b")
        await app.until(lambda: any("120" in text for text in app.said), "what two tellings need")
        await app.press("G", "space", "enter")
        await app.until(lambda: app.app.screen is not coverage or coverage.timeline.cursor)
        assert app.page.strip()

    play(tmp_path, scenario, size)


def test_commands_are_about_the_telling_under_the_cursor(tmp_path: Path) -> None:
    async def scenario(app: Whole, ferry: EntryRow) -> None:
        await app.press("c")
        coverage = await shown(app)
        await app.press("G", "g", "g")
        first = coverage.coverage.story.first.row
        await app.press("m", "s")
        await app.until(lambda: coverage.coverage.story.first.row.read, "read, and shown so")
        (row,) = await app.library.rows([first.id])
        assert (row.read, row.starred) == (True, True)
        await app.press("A")
        await app.until(lambda: all(t.row.read for t in coverage.coverage.story.everything()))
        await app.press("colon")
        await app.press("escape")
        await app.press("slash")
        await panes(app)
        assert app.screen.desk.pointed_at is None, "what needs the panes shows them"

    play(tmp_path, scenario)


def test_two_tellings_stand_side_by_side(tmp_path: Path) -> None:
    async def scenario(app: Whole, ferry: EntryRow) -> None:
        await app.press("c")
        await shown(app)
        await app.press("g", "g", "b", "j", "b")
        both = await app.comes(SideBySide)
        await app.until(lambda: all(view.paragraphs() for view in both.views))
        assert all(view.size.width >= 60 for view in both.views)
        await app.press("l")
        assert app.screen.desk.pointed_at == both.rows[1]
        await app.press("equals_sign", "j", "j")
        assert both.views[0].scroll_offset.y == 0, "each scrolls alone"
        await app.press("enter")
        await panes(app)
        await app.until(lambda: app.screen.desk.now_reading == both.rows[1].id)
        await app.press("H")
        await shown(app)
        for _press in range(2):
            # At once, as from a terminal whose program is slower than the fingers.
            app.app.post_message(events.Key("escape", None))
        await panes(app)
        assert isinstance(app.app.screen, MainScreen)

    play(tmp_path, scenario)


def test_a_story_is_followed_renamed_ended_and_brought_back(tmp_path: Path) -> None:
    async def scenario(app: Whole, ferry: EntryRow) -> None:
        screen = app.screen
        await app.press("*")
        await app.until(lambda: screen.desk.feeds.stories, "the story in Feeds")
        (story,) = screen.desk.feeds.stories
        scope = Scope(ScopeKind.STORY, story.id)
        assert story.title == ferry.title
        await app.until(lambda: "STORIES" in app.page)
        screen.go_to_pane(Pane.FEEDS)
        screen.places.go_to(scope)
        await app.press("enter")
        await app.until(lambda: screen.desk.query.scope == scope and screen.headlines.count > 1, "its tellings")
        screen.go_to_pane(Pane.FEEDS)
        await app.press("E")
        await app.until(lambda: not isinstance(app.app.screen, MainScreen))
        await app.press("ctrl+u", *"Gannet", "enter")
        await app.until(lambda: screen.desk.feeds.stories and screen.desk.feeds.stories[0].title == "Gannet")
        await app.press("X")
        await app.until(lambda: not screen.desk.feeds.stories and screen.desk.query.scope != scope)
        await app.press("u")
        await app.until(lambda: screen.desk.feeds.stories, "brought back")
        assert screen.desk.feeds.stories[0].title == "Gannet"
        screen.go_to_pane(Pane.FEEDS)
        screen.places.go_to(scope)
        await app.press("*")
        await app.until(lambda: not screen.desk.feeds.stories, "the same key ends it")

    play(tmp_path, scenario)


def test_growth_is_told_in_one_sentence_and_gone_once_looked_at(tmp_path: Path) -> None:
    async def scenario(app: Whole, ferry: EntryRow) -> None:
        number = await app.library.follow_story(ferry.id)
        store = app.library._store
        fresh = "UPDATE followed_entry SET fresh = 1 WHERE followed_id = ?"
        await store.write(lambda db: db.execute(fresh, (number,)).rowcount)
        app.screen.post_message(MainScreen.Happened(StoriesGrew(came=((number, 2),))))
        await app.until(lambda: any("2 new in" in text and ferry.title in text for text in app.said))
        assert app.screen.desk.feeds.stories[0].new > 0
        app.screen.go_to_pane(Pane.FEEDS)
        app.screen.places.go_to(Scope(ScopeKind.STORY, number))
        await app.press("enter")
        await app.until(lambda: app.screen.desk.feeds.stories[0].new == 0, "looked at")

    play(tmp_path, scenario)
