"""Tags in the real app: put on, shown, listed, renamed, removed, taken back."""

from __future__ import annotations

from pathlib import Path

from reader.domain.models import Scope, ScopeKind
from reader.ui.commands import Pane
from reader.ui.screens.dialog import Prompt
from reader.ui.screens.tags import TagDialog

from .any_keys import typed as key_typed
from .whole_app import Whole, play


async def typed(whole: Whole, text: str) -> None:
    await whole.press("t")
    await whole.comes(TagDialog)
    await whole.press(*("space" if letter == " " else "comma" if letter == "," else letter for letter in text), "enter")
    await whole.until(lambda: not isinstance(whole.app.screen, TagDialog), "closed")


def names(whole: Whole) -> dict[str, int]:
    return {tag.name: tag.entries for tag in whole.screen.desk.feeds.tags}


async def a_story_is_tagged_and_its_tag_stands_in_feeds(whole: Whole) -> None:
    screen = whole.screen
    screen.go_to_pane(Pane.HEADLINES)
    await whole.until(lambda: screen.headlines.cursor_row)
    first = screen.headlines.cursor_id
    await typed(whole, "sau,điện")
    await whole.until(lambda: names(whole) == {"sau": 1, "điện": 1}, "both in Feeds")
    assert "TAGS" in whole.page
    await whole.until(lambda: screen.headlines.cursor_row.tags == ("điện", "sau"), "the row")
    await whole.read(first)
    await whole.until(lambda: "#điện" in whole.page, "the head of the article")


async def tab_completes_and_minus_takes_away(whole: Whole) -> None:
    screen = whole.screen
    await whole.press("h")
    await whole.until(lambda: screen.pane is Pane.HEADLINES, "the list")
    first = screen.headlines.cursor_id
    await whole.press("j")
    await whole.until(lambda: screen.headlines.cursor_row and screen.headlines.cursor_id != first, "the next one")
    await whole.press("t")
    await whole.comes(TagDialog)
    await whole.press(*"die", "tab", "enter")
    await whole.until(lambda: names(whole) == {"sau": 1, "điện": 2}, "completed")
    await typed(whole, "-dien, -điện")
    await whole.until(lambda: names(whole) == {"sau": 1, "điện": 1}, "taken away")
    await whole.press("u")
    await whole.until(lambda: names(whole) == {"sau": 1, "điện": 2}, "back")


async def what_is_typed_at_once_is_for_the_screens_that_come(whole: Whole) -> None:
    """Each of these is read out of the store before it shows."""
    screen = whole.screen
    before = names(whole)
    at = screen.headlines.cursor_index
    for key in ("t", *"star", "escape", "c", "q", "j"):
        whole.app.post_message(key_typed(key))
    await whole.until(lambda: screen.is_active and screen.headlines.cursor_index == at + 1, "both came and went")
    assert names(whole) == before
    assert not screen.headlines.cursor_row.starred
    for key in ("t", *"bay", "enter"):
        whole.app.post_message(key_typed(key))
    await whole.until(lambda: names(whole).get("bay") == 1, "written into the dialog")
    await whole.press("u")
    await whole.until(lambda: names(whole) == before, "back")


async def the_list_of_a_tag_is_opened_renamed_and_removed(whole: Whole) -> None:
    screen = whole.screen
    (tag,) = [tag for tag in screen.desk.feeds.tags if tag.name == "điện"]
    scope = Scope(ScopeKind.TAG, tag.id)
    screen.places.go_to(scope)
    screen.go_to_pane(Pane.FEEDS)
    await whole.until(lambda: screen.desk.query.scope == scope and screen.headlines.count == 2, "its list")
    await whole.press("E")
    await whole.comes(Prompt)
    await whole.press("ctrl+u", *"sau", "enter")
    await whole.until(lambda: names(whole) == {"sau": 2}, "the two are one")
    await whole.until(lambda: screen.desk.query.scope.kind is ScopeKind.TAG and screen.headlines.count == 2, "its list")
    screen.places.go_to(screen.desk.query.scope)
    screen.go_to_pane(Pane.FEEDS)
    await whole.press("X")
    await whole.until(lambda: names(whole) == {}, "removed")
    await whole.press("u")
    await whole.until(lambda: names(whole) == {"sau": 2}, "back again")


def test_tagging(tmp_path: Path) -> None:
    play(
        tmp_path,
        a_story_is_tagged_and_its_tag_stands_in_feeds,
        tab_completes_and_minus_takes_away,
        what_is_typed_at_once_is_for_the_screens_that_come,
        the_list_of_a_tag_is_opened_renamed_and_removed,
    )
