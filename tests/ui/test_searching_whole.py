"""Searching in the running program: as one types, here or everywhere, kept beside the feeds, and back again."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from textual import events

from reader.domain.models import Order, Scope, ScopeKind
from reader.ui.commands import Pane
from reader.ui.screens.query_help import QueryHelp
from reader.ui.widgets.promptline import Asking

from .whole_app import Whole, play


async def it_finds_as_one_types_and_goes_back(whole: Whole) -> None:
    screen = whole.screen
    screen.headlines.move(3)
    stood = screen.headlines.cursor_id
    everything = screen.headlines.count
    await whole.press("slash", *"cua")
    await whole.until(lambda: 0 < screen.headlines.count < everything, "hits")
    some = screen.headlines.count
    await whole.press("space", *"khau")
    await whole.until(lambda: 0 < screen.headlines.count < some, "fewer hits")
    assert "cửa khẩu" in whole.page.lower()
    await whole.press("escape")
    await whole.until(lambda: screen.headlines.count == everything, "the list of before")
    assert screen.headlines.cursor_id == stood
    assert screen.pane is Pane.HEADLINES


async def accents_count_when_they_are_typed(whole: Whole) -> None:
    screen = whole.screen
    await whole.press("slash", *"dien")
    await whole.until(lambda: screen.desk.query.scope.text == "dien" and screen.headlines.count < 100)
    folded = screen.headlines.count
    await whole.press("escape", "slash", *"điện")
    await whole.until(lambda: screen.desk.query.scope.text == "điện" and screen.headlines.count < folded, "fewer")
    assert screen.headlines.count
    await whole.press("escape")
    await whole.until(lambda: screen.headlines.count > folded)


async def tab_searches_only_where_one_was(whole: Whole) -> None:
    screen = whole.screen
    feed = next(feed for feed in screen.desk.feeds.subscriptions if "Hải Lâm" in feed.title)
    screen.lists.show_place(Scope(ScopeKind.FEED, feed.id))
    await whole.until(lambda: screen.headlines.cursor_row and screen.headlines.cursor_row.feed_id == feed.id)
    await whole.press("slash", *"cua")
    await whole.until(lambda: screen.desk.query.scope.text == "cua")
    assert "tab: in Hải Lâm Online" in whole.page
    await whole.press("tab")
    await whole.until(lambda: screen.desk.query.within == Scope(ScopeKind.FEED, feed.id))
    assert "tab: everything" in whole.page
    await whole.press("enter")
    await whole.until(lambda: screen.headlines.cursor_row and screen.headlines.cursor_row.feed_id == feed.id)
    assert screen.searching.searched() == 'cua feed:"Hải Lâm Online"'
    await whole.press("q", "q")
    await whole.until(lambda: screen.desk.query.scope == Scope(ScopeKind.FEED, feed.id))
    screen.lists.show_place(Scope())


async def n_walks_the_hits_of_an_article_and_goes_on_to_the_next(whole: Whole) -> None:
    screen = whole.screen
    await whole.press("slash", *"cửa", "enter")
    await whole.until(lambda: screen.desk.query.scope.text == "cửa")
    await whole.until(lambda: screen.headlines._query == screen.desk.query and screen.headlines.cursor_row, "its list")
    await whole.press("enter")
    await whole.until(lambda: screen.desk.article and screen.article.hit[1] > 0, "marks in the article")
    first, (at, count) = screen.desk.now_reading, screen.article.hit
    for step in range(at + 1, count + 1):
        await whole.press("n")
        assert screen.article.hit == (step, count)
    await whole.press("n")
    await whole.until(lambda: screen.desk.now_reading not in (0, first), "the next entry")
    await whole.press("N")
    await whole.until(lambda: screen.desk.now_reading == first, "back")
    await whole.press("q", "S")
    await whole.until(lambda: screen.desk.query.order is Order.NEWEST, "newest first")
    await whole.press("escape")
    await whole.until(lambda: screen.desk.query.scope.kind is ScopeKind.ALL)
    assert screen.article.hit == (0, 0)


async def a_story_that_stood_there_before_it_was_found_is_marked(whole: Whole) -> None:
    screen = whole.screen
    await whole.until(lambda: screen.desk.article and screen.article.entry_id == screen.headlines.cursor_id)
    assert screen.article.hit == (0, 0)
    shown, title = screen.article.entry_id, screen.headlines.cursor_row.title if screen.headlines.cursor_row else ""
    screen.searching.done(Asking.SEARCH, '"' + title.replace('"', " ") + '"')
    await whole.until(lambda: screen.headlines.cursor_id == shown and screen.article.hit[1], "marks in the same story")
    await whole.press("escape")
    await whole.until(lambda: screen.desk.query.scope.kind is ScopeKind.ALL and not screen.article.hit[1], "none again")


async def a_search_is_kept_counted_and_removed(whole: Whole) -> None:
    screen = whole.screen
    await whole.press("slash", *"bão", "enter", "ctrl+s")
    await whole.until(lambda: len(whole.app.screen_stack) > 2, "the name of the search")
    await whole.press("enter")
    await whole.until(lambda: screen.desk.query.scope.kind is ScopeKind.SAVED, "the saved search")
    scope = screen.desk.query.scope
    await whole.until(lambda: screen.desk.feeds.saved.get(scope.id), "its count")
    unread = screen.desk.feeds.saved[scope.id]
    assert "SEARCHES" in whole.page
    screen.lists.show(replace(screen.desk.query, unread_only=True, folded=False))
    await whole.until(lambda: screen.headlines.count == unread, "as many as were counted")
    await whole.press("m")
    await whole.until(lambda: screen.desk.feeds.saved.get(scope.id) == unread - 1, "one less")
    screen.places.go_to(scope)
    screen.go_to_pane(Pane.FEEDS)
    await whole.press("X")
    await whole.until(lambda: not screen.desk.feeds.searches, "removed")
    await whole.press("u")
    await whole.until(lambda: screen.desk.feeds.searches, "back again")
    screen.lists.show_place(Scope(), go=True)


async def letters_right_behind_the_slash_are_not_lost(whole: Whole) -> None:
    for key in ("/", *"zxmq"):
        whole.app.post_message(events.Key("slash" if key == "/" else key, key))
    await whole.until(lambda: whole.screen.desk.query.scope.text == "zxmq", "the whole word")
    await whole.press("escape")
    await whole.until(lambda: whole.screen.desk.query.scope.kind is not ScopeKind.SEARCH)


async def what_the_time_was_too_short_for_is_said_and_looked_for(whole: Whole) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("reader.library.reading_part.CHECK", 0.0)
        await whole.press("slash", *"/t./", "enter")
        await whole.until(lambda: whole.screen.header.bounds.cut, "cut short")
        await whole.until(lambda: "Nothing found in two seconds" in whole.page)
        whole.screen.run_command("look-on")
        await whole.until(lambda: whole.screen.headlines.count and not whole.screen.header.bounds.cut, "all")
    await whole.press("escape")
    await whole.until(lambda: whole.screen.desk.query.scope.kind is not ScopeKind.SEARCH)


async def what_is_wrong_is_said_while_one_types(whole: Whole) -> None:
    await whole.press("slash", *"is:unred")
    await whole.until(lambda: "Did you mean unread?" in whole.page, "what is wrong")
    await whole.press("f1")
    await whole.comes(QueryHelp)
    assert "newer:3d" in whole.page
    await whole.press("escape")
    await whole.until(lambda: not isinstance(whole.app.screen, QueryHelp))
    await whole.press("escape")


@pytest.mark.usefixtures("painted")
def test_searching(tmp_path: Path) -> None:
    play(
        tmp_path,
        it_finds_as_one_types_and_goes_back,
        accents_count_when_they_are_typed,
        tab_searches_only_where_one_was,
        n_walks_the_hits_of_an_article_and_goes_on_to_the_next,
        a_story_that_stood_there_before_it_was_found_is_marked,
        a_search_is_kept_counted_and_removed,
        letters_right_behind_the_slash_are_not_lost,
        what_the_time_was_too_short_for_is_said_and_looked_for,
        what_is_wrong_is_said_while_one_types,
    )


@pytest.mark.parametrize("size", [(80, 24), (40, 12)])
def test_the_help_fits(tmp_path: Path, size: tuple[int, int]) -> None:
    async def look(whole: Whole) -> None:
        await whole.press("f1")
        await whole.comes(QueryHelp)
        await whole.until(lambda: "điện" in whole.page)

    play(tmp_path, look, size=size)
