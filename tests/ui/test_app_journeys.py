"""The journeys of a morning: open, read on, follow, go back, mark, undo."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from textual import events

from reader.config import Config, Reading
from reader.domain.errors import StoreError
from reader.domain.models import GroupKind, RelatedGroup, RelatedLink, Scope, ScopeKind
from reader.engine.protocol import StoriesChanged
from reader.ui.commands import Pane
from reader.ui.screens.dialog import Choose, Prompt
from reader.ui.screens.main import MainScreen

from .conftest import ONE, THREE, TWO, Drive, Driven
from .fakes import FAR_URL, FakeLibrary
from .world import NOW


def test_opens_on_the_newest_headlines_and_looks_at_the_first(drive: Drive) -> None:
    async def scenario(d: Driven) -> None:
        assert d.screen.pane is Pane.HEADLINES
        assert d.screen.headlines.cursor_id == d.library.entry_list[0].id
        await d.until(lambda: d.screen.desk.article)
        assert d.screen.desk.preview
        assert not d.library.entry_list[0].read or d.library.memory.get("ui.story") is None

    driven = drive(scenario)
    assert driven.library.calls[-1] == ("refresh", ((), True))


def test_enter_opens_the_story_marks_it_read_and_takes_the_focus(drive: Drive) -> None:
    async def scenario(d: Driven) -> None:
        row = next(row for row in d.library.entry_list if not row.read)
        d.screen.headlines.move_to(row.id)
        await d.press("enter")
        assert d.screen.pane is Pane.ARTICLE
        assert d.row.id == row.id
        assert d.screen.desk.article
        changed = d.library.entry(row.id)
        assert changed
        assert changed.read

    drive(scenario)


def test_the_title_is_there_before_the_text(drive: Drive) -> None:
    async def scenario(d: Driven) -> None:
        d.library.hold["article"] = asyncio.Event()
        row = d.library.entry_list[3]
        d.screen.headlines.move_to(row.id)
        await d.pilot.press("enter")
        await d.pilot.pause()
        assert d.row.id == row.id
        assert d.screen.desk.article is None
        # The story before it stands for a moment in which the text may come.
        await d.until(lambda: any(row.title[:20] in d.line(y) for y in range(12)))
        assert d.screen.desk.article is None
        d.library.hold.pop("article").set()
        await d.until(lambda: d.screen.desk.article)

    drive(scenario)


def test_a_late_answer_is_dropped(drive: Drive) -> None:
    async def scenario(d: Driven) -> None:
        first, second = d.library.entry_list[4], d.library.entry_list[9]
        gate = d.library.hold["article"] = asyncio.Event()
        d.screen.open_story(first)
        await d.pilot.pause()
        late = d.screen.opening._load(first, d.screen.desk.generation, None, 0, None)
        d.screen.open_story(second)
        gate.set()
        await late
        d.library.hold.clear()
        await d.until(lambda: d.screen.desk.article)
        assert d.row.id == second.id
        assert d.screen.article.entry_id == second.id

    drive(scenario)


def test_related_stories_are_read_again_when_others_join_and_the_selection_stays(drive: Drive) -> None:
    async def scenario(d: Driven) -> None:
        d.screen.open_story(d.library.entry_list[3], go=True)
        await d.until(lambda: d.screen.desk.related_links())
        d.screen.related.cursor = 2
        selected = d.screen.related.links[2].link
        before = await d.library.related(d.row.id)
        newcomer = RelatedLink("https://new.example/1", "A newcomer", source="New")
        groups = (RelatedGroup(GroupKind.RELATED, (newcomer,)), *before)

        async def related(_entry_id: int) -> tuple[RelatedGroup, ...]:
            return groups

        d.library.related = related  # type: ignore[method-assign]
        d.library.emit(StoriesChanged(entry_ids=(1,)))
        await d.until(lambda: d.screen.desk.groups == groups, "the groups with the newcomer")
        assert d.screen.related.links[0].link == newcomer
        assert d.screen.related.links[d.screen.related.cursor].link == selected

    drive(scenario)


def test_space_reads_on_through_the_article_and_into_the_next_unread(drive: Drive) -> None:
    async def scenario(d: Driven) -> None:
        await d.press("n")
        first = d.row.id
        for _page in range(30):
            await d.press("space")
            if d.row.id != first:
                break
        assert d.row.id != first
        ids = [row.id for row in d.library.entry_list]
        between = d.library.entry_list[ids.index(first) + 1 : ids.index(d.row.id)]
        assert all(row.read for row in between)

    drive(scenario, size=THREE)


def test_n_and_N_step_through_unread_and_fast_keys_are_not_lost(drive: Drive) -> None:
    async def scenario(d: Driven) -> None:
        unread = [row.id for row in d.library.entry_list if not row.read]
        for _key in range(4):
            await d.pilot.press("n")
        await d.until(lambda: d.screen.desk.now_reading == unread[3], "the fourth unread")
        await d.settle()
        assert d.screen.headlines.cursor_id == unread[3]
        d.library.entry_list = [replace(row, read=row.id not in unread[:2]) for row in d.library.entry_list]
        await d.press("N")
        await d.until(lambda: d.screen.desk.now_reading == unread[1])

    drive(scenario)


def test_the_end_of_the_list_is_said(drive: Drive) -> None:
    async def scenario(d: Driven) -> None:
        await d.press("n")

    library = FakeLibrary()
    library.entry_list = [replace(row, read=True) for row in library.entry_list]
    assert any("No more unread" in text for text in drive(scenario, library=library).said)


def test_follow_related_and_go_back_along_the_trail(drive: Drive) -> None:
    async def scenario(d: Driven) -> None:
        await d.press("enter")
        first = d.row
        await d.press("2")
        second = d.row
        assert second.id == d.screen.desk.trail.steps[-1].row.id != first.id
        assert d.screen.pane is Pane.ARTICLE
        await d.press("1")
        assert len(d.screen.desk.trail.breadcrumb()) == 3
        assert d.screen.top.state.crumbs[-3:] == d.screen.desk.trail.breadcrumb()
        await d.press("H", "backspace")
        assert d.row.id == first.id
        await d.press("L")
        assert d.row.id == second.id
        await d.press("H", "H")
        assert d.said[-1] == "The trail begins here."

    drive(scenario)


def test_the_place_in_the_text_survives_a_detour(drive: Drive) -> None:
    async def scenario(d: Driven) -> None:
        longest = max(d.library.entry_list, key=lambda row: row.id % 17)
        d.screen.open_story(longest, go=True)
        await d.settle()
        await d.press("ctrl+d", "j")
        place = d.screen.article.scroll_offset.y
        assert place > 3
        await d.press("1")
        assert d.screen.article.scroll_offset.y == 0
        await d.press("H")
        await d.until(lambda: d.screen.article.scroll_offset.y == place, "the old place")

    drive(scenario, size=THREE)


def test_a_related_page_that_is_no_entry_is_fetched_into_the_reader(drive: Drive) -> None:
    async def scenario(d: Driven) -> None:
        await d.press("enter", "3")
        assert ("follow", FAR_URL) in d.library.calls
        assert d.row.title == "A page fetched just now"
        assert d.screen.desk.trail.steps[-1].row.id == d.row.id
        assert d.screen.top.state.busy == ""

    drive(scenario)


def test_offline_it_is_queued_and_said(drive: Drive) -> None:
    async def scenario(d: Driven) -> None:
        await d.press("w", "enter", "3")
        text = "\n".join(d.line(y) for y in range(30))
        assert "You are offline" in text
        assert "noted down" in text
        assert "offline by choice" in d.line(0)

    drive(scenario)


def test_what_is_no_article_and_what_fails_is_said_with_the_keys_that_help(drive: Drive) -> None:
    async def scenario(d: Driven) -> None:
        d.screen.opening.url("https://elsewhere.example/report.pdf")
        await d.settle()
        assert any("pdf" in d.line(y) for y in range(20))
        d.library.fail["follow"] = StoreError("The disk is full.")
        d.screen.opening.url("https://elsewhere.example/other.html")
        await d.settle()
        text = "\n".join(d.line(y) for y in range(20))
        assert "The disk is full." in text
        assert "open it in the browser" in text

    drive(scenario)


def test_a_story_that_cannot_be_read_is_said_in_its_place(drive: Drive) -> None:
    async def scenario(d: Driven) -> None:
        await d.press("enter")
        text = "\n".join(d.line(y) for y in range(20))
        assert "The cache is damaged" in text

    library = FakeLibrary(fail={"article": StoreError("The cache is damaged; a rescue was written.")})
    drive(scenario, library=library)


def test_toggle_star_and_undo(drive: Drive) -> None:
    async def scenario(d: Driven) -> None:
        row = d.library.entry_list[0]
        await d.press("m")
        assert d.library.entry(row.id).read is not row.read  # type: ignore[union-attr]
        assert d.screen.headlines.cursor_row.read is not row.read  # type: ignore[union-attr]
        await d.press("s")
        assert d.library.entry(row.id).starred is not row.starred  # type: ignore[union-attr]
        await d.press("u")
        assert d.said[-1].startswith("Undone: star")
        await d.press("ctrl+z")
        assert d.library.entry(row.id) == row
        await d.press("u")
        assert d.said[-1] == "There is nothing to undo."

    drive(scenario)


def test_mark_all_read_comes_back_with_one_undo(drive: Drive) -> None:
    async def scenario(d: Driven) -> None:
        before = d.library.entry_list
        await d.press("A")
        assert all(row.read for row in d.library.entry_list)
        assert "u undoes it" in d.said[-1]
        await d.press("u")
        assert d.library.entry_list == before

    drive(scenario)


def test_what_lies_above_or_below_is_marked_and_the_cursor_stays(drive: Drive) -> None:
    async def scenario(d: Driven) -> None:
        before = d.library.entry_list
        ids = [row.id for row in before]
        await d.press("j", "j", "left_curly_bracket")
        assert not [row for row in d.library.entry_list[:2] if not row.read]
        assert d.library.entry_list[2:] == before[2:]
        assert d.screen.headlines.cursor_id == ids[2]
        await d.press("left_curly_bracket")
        assert d.said[-1] == "Nothing above is unread."
        await d.press("right_curly_bracket", "u", "u")
        assert d.library.entry_list == before

    drive(scenario)


def test_catching_up_asks_how_far_back(drive: Drive) -> None:
    async def scenario(d: Driven) -> None:
        before = d.library.entry_list
        await d.press("C")
        await d.comes(Choose)
        await d.pilot.press(*"number", "enter")
        await d.comes(Prompt)
        await d.pilot.press(*"0", "enter")
        await d.pilot.pause()
        assert isinstance(d.app.screen, Prompt)
        await d.pilot.press("backspace", *"2", "enter")
        await d.until(lambda: d.said, "a sentence")
        limit = NOW - timedelta(days=2)
        old, young = [row for row in before if row.sort_at < limit], [row for row in before if row.sort_at >= limit]
        now = {row.id: row for row in d.library.entry_list}
        assert old
        assert all(now[row.id].read for row in old)
        assert all(now[row.id] == row for row in young)
        await d.press("u")
        assert d.library.entry_list == before

    drive(scenario)


def test_since_last_time_is_a_place_of_its_own(drive: Drive) -> None:
    async def scenario(d: Driven) -> None:
        d.library.visited = NOW - timedelta(hours=5)
        await d.screen.reload_feeds()
        new = [row for row in d.library.entry_list if row.sort_at >= d.library.visited]
        assert d.screen.desk.feeds.since == sum(not row.read for row in new)
        await d.press("g", "n")
        assert d.screen.headlines.count == len(new)

    drive(scenario)


@pytest.mark.parametrize(("setting", "at_end"), [("end", True), ("key", False)])
def test_mark_read_at_the_end_or_by_key_only(drive: Drive, setting: str, at_end: bool) -> None:
    async def scenario(d: Driven) -> None:
        row = next(row for row in d.library.entry_list if not row.read and row.id % 17 > 8)
        d.screen.open_story(row, go=True)
        await d.settle()
        assert not d.library.entry(row.id).read  # type: ignore[union-attr]
        await d.press("G")
        await d.settle()
        assert d.library.entry(row.id).read is at_end  # type: ignore[union-attr]

    drive(scenario, config=Config(reading=replace(Reading(), mark_read=setting)), size=THREE)


def test_search_is_a_place_and_escape_leads_back(drive: Drive) -> None:
    async def scenario(d: Driven) -> None:
        before = d.screen.desk.query
        await d.press("slash", *"metro")
        await d.press("enter")
        await d.until(lambda: d.screen.desk.query.scope == Scope(ScopeKind.SEARCH, text="metro"))
        await d.settle()
        assert d.screen.pane is Pane.HEADLINES
        assert 0 < d.screen.headlines.count < 100
        first = d.screen.headlines.cursor_id
        await d.until(lambda: d.screen.desk.now_reading == first, "the first hit beside the list")
        await d.press("n")
        assert d.screen.headlines.cursor_id != first
        assert d.row.id == d.screen.headlines.cursor_id
        await d.press("q")
        assert d.screen.desk.query == before

    drive(scenario)


def test_a_search_that_finds_nothing_says_so(drive: Drive) -> None:
    async def scenario(d: Driven) -> None:
        await d.press("slash", *"xyzzy", "enter")
        await d.until(lambda: "Nothing found" in "\n".join(d.line(y) for y in range(30)))

    drive(scenario)


@pytest.mark.parametrize("key", ["escape", "q"])
def test_the_filter_narrows_while_it_is_typed(drive: Drive, key: str) -> None:
    async def scenario(d: Driven) -> None:
        whole = d.screen.headlines.count
        await d.press("backslash", *"hai quan")
        await d.until(lambda: d.screen.headlines.count < whole)
        await d.press("enter")
        assert d.screen.pane is Pane.HEADLINES
        assert d.screen.desk.query.filter == "hai quan"
        await d.press("G")
        story = d.screen.headlines.cursor_id
        await d.press(key)
        await d.until(lambda: d.screen.headlines.count == whole)
        assert d.screen.headlines.cursor_id == story != d.screen.headlines.id_at(0)

    drive(scenario)


def test_find_in_the_article(drive: Drive) -> None:
    async def scenario(d: Driven) -> None:
        await d.press("enter", "ctrl+f", *"thu tuc", "enter")
        await d.until(lambda: d.screen.finding)
        story = d.row.id
        await d.press("n")
        assert d.row.id == story
        await d.press("escape")
        assert not d.screen.finding

    drive(scenario)


def test_hints_open_a_link_in_the_reader(drive: Drive) -> None:
    async def scenario(d: Driven) -> None:
        await d.press("enter")
        await d.press("f")
        assert d.screen.article.hinting
        label = d.screen.article._hints[0].label
        await d.press(*label)
        assert d.row.url == "https://feed2.example/story-203.html"
        assert d.screen.desk.trail.steps[-1].followed

    drive(scenario)


def test_hints_take_a_letter_that_is_typed_before_they_are_seen(drive: Drive) -> None:
    async def scenario(d: Driven) -> None:
        await d.press("enter", "f")
        label = d.screen.article._hints[0].label
        await d.press("escape")
        for key in ("f", *label):
            d.app.post_message(events.Key(key, key))
        await d.until(lambda: d.row.url == "https://feed2.example/story-203.html")
        assert type(d.app.screen) is MainScreen

    drive(scenario)


def test_narrow_screens_show_one_pane_and_related_in_the_text(drive: Drive) -> None:
    async def scenario(d: Driven) -> None:
        assert d.screen.headlines.display
        assert not d.screen.query_one("#reading").display
        await d.press("enter")
        assert d.screen.pane is Pane.ARTICLE
        assert d.screen.focused is d.screen.article
        assert not d.screen.query_one("#list").display
        assert d.screen.article.inline_related
        await d.press("1")
        assert d.screen.desk.trail.at == 1
        await d.press("q")
        assert d.screen.pane is Pane.HEADLINES
        await d.press("q")
        assert d.screen.pane is Pane.FEEDS
        assert "Feeds" in d.line(0)

    drive(scenario, size=ONE)


def test_feeds_slide_in_over_the_headlines(drive: Drive) -> None:
    async def scenario(d: Driven) -> None:
        assert d.screen.places.region.right <= 0
        await d.press("h")
        assert d.screen.pane is Pane.FEEDS
        await d.until(lambda: d.screen.places.region.x == 0, "the slide")
        await d.press("l")
        await d.until(lambda: d.screen.places.region.right <= 0, "out again")

    drive(scenario, size=TWO)


def article_text(d: Driven) -> str:
    return "\n".join(d.line(y) for y in range(d.app.size.height))


def test_the_end_of_a_story_says_which_comes_next_and_space_goes_there(drive: Drive) -> None:
    async def scenario(d: Driven) -> None:
        rows = [row for row in d.library.entry_list if not row.read]
        d.screen.headlines.move_to(rows[0].id)
        await d.press("enter")
        d.screen.article.bottom()
        await d.until(lambda: "next unread" in article_text(d))
        await d.press("space")
        assert d.row.id == rows[1].id
        changed = d.library.entry(rows[0].id)
        assert changed
        assert changed.read

    drive(scenario)


def test_the_end_of_the_last_unread_story_names_the_next_feed(drive: Drive) -> None:
    async def scenario(d: Driven) -> None:
        await d.press("enter")
        d.screen.article.bottom()
        await d.until(lambda: "nothing else is unread" in article_text(d))

    library = FakeLibrary()
    library.entry_list = [replace(row, read=True) for row in library.entry_list]
    drive(scenario, library=library)


def test_where_one_pane_shows_the_pane_to_the_right_holds_the_story_of_the_headline(drive: Drive) -> None:
    async def scenario(d: Driven) -> None:
        await d.press("j", "l")
        assert d.screen.pane is Pane.ARTICLE
        assert d.row.id == d.library.entry_list[1].id
        await d.press("h", "j", "l")
        assert d.row.id == d.library.entry_list[2].id

    drive(scenario, size=ONE)


def test_letters_open_related_stories_past_the_ninth(drive: Drive) -> None:
    async def scenario(d: Driven) -> None:
        await d.press("enter")
        await d.until(lambda: d.screen.desk.groups)
        links = tuple(
            RelatedLink(row.url, row.title, row.source, entry_id=row.id) for row in d.library.entry_list[5:17]
        )
        d.screen.desk.groups = (RelatedGroup(GroupKind.SIMILAR, links),)
        await d.press("apostrophe", "z")
        assert any("no related story z" in text for text in d.said)
        await d.press("apostrophe", "b")
        assert d.row.id == links[10].entry_id
        await d.press("apostrophe", "escape", "j")

    drive(scenario)
