"""Rules in the real app: made with a preview, listed, moved, switched, and muting a word of a story."""

from __future__ import annotations

from pathlib import Path

from textual.widgets import Input

from reader.domain.models import ListQuery, Scope, ScopeKind
from reader.domain.rules import Rule
from reader.ui.commands import Pane
from reader.ui.screens.dialog import Choose, Confirm
from reader.ui.screens.rule_editor import RuleEditor
from reader.ui.screens.rules import RuleList

from .whole_app import Whole, play


def fill(whole: Whole, **values: str) -> None:
    for name, value in values.items():
        whole.app.screen.query_one(f"#{name}", Input).value = value


async def broken() -> None:
    raise ZeroDivisionError


async def known(whole: Whole) -> list[Rule]:
    """The rules, when nothing is being done with them any more."""
    await whole.until(
        lambda: not any(worker.group == "rules" and not worker.is_finished for worker in whole.app.workers), "done"
    )
    return await whole.library.rules()


async def a_rule_is_made_with_a_preview(whole: Whole) -> None:
    whole.screen.run_command("rules")
    await whole.comes(RuleList)
    await whole.until(lambda: "A rule does something" in whole.page, "what rules are for")
    assert "on or off" not in whole.page, "no key is offered that does nothing"
    await whole.press("j", "space", "X", "e", "enter", "u")
    await whole.until(lambda: "Nothing was changed here" in whole.page, "said")
    await whole.press("a")
    await whole.comes(RuleEditor)
    fill(whole, query="(bão OR")
    await whole.until(lambda: "never closed" in whole.page, "what is wrong, and where")
    assert "^" in whole.page
    fill(whole, query="title:bão", then="explode")
    await whole.until(lambda: "It would have met" in whole.page, "the preview")
    await whole.press("enter")
    await whole.until(lambda: "explode" in whole.page and "nothing that a rule does" in whole.page, "what is no action")
    whole.app.screen.run_worker(broken(), group="finish", exclusive=True, exit_on_error=False)
    await whole.until(lambda: "wrong (ZeroDivisionError)" in whole.page, "a fault of the program, in a sentence")
    fill(whole, then="star", name="Bão")
    await whole.press("enter")
    await whole.comes(RuleList)
    (rule,) = await known(whole)
    assert (rule.name, rule.query, str(rule.actions)) == ("Bão", "title:bão", "star")
    await whole.until(lambda: "Bão" in whole.page and "on or off" in whole.page, "it stands there, with its keys")


async def a_rule_for_everything_is_asked_about(whole: Whole) -> None:
    await whole.press("a")
    await whole.comes(RuleEditor)
    fill(whole, query="-nothingofthesort", then="read")
    await whole.press("enter")
    await whole.comes(Confirm)
    await whole.press("escape")
    await whole.comes(RuleEditor)
    assert len(await whole.library.rules()) == 1
    await whole.press("enter")
    await whole.comes(Confirm)
    await whole.press("y")
    await whole.comes(RuleList)
    assert [rule.query for rule in await known(whole)] == ["title:bão", "-nothingofthesort"]


async def rules_are_moved_switched_and_removed(whole: Whole) -> None:
    async def after(*keys: str) -> list[Rule]:
        await whole.press(*keys)
        return await known(whole)

    assert [rule.query for rule in await after("J")] == ["-nothingofthesort", "title:bão"]
    assert [rule.enabled for rule in await after("space")] == [True, False]
    await whole.until(lambda: "off · star" in whole.page, "which it says")
    # One key right behind the other: each means the rule that is then under the cursor, and no key goes elsewhere.
    assert await after("X", "X") == []
    assert [rule.query for rule in await after("u")] == ["-nothingofthesort"]
    assert [rule.query for rule in await after("X")] == []
    await whole.press("escape")
    await whole.until(lambda: whole.app.screen is whole.screen, "closed")
    await whole.press("u")
    await whole.until(lambda: whole.said and "removed the rule" in whole.said[-1], "undone")
    assert len(await known(whole)) == 1


async def a_word_of_a_story_is_muted(whole: Whole) -> None:
    screen = whole.screen
    screen.go_to_pane(Pane.HEADLINES)
    await whole.until(lambda: screen.headlines.cursor_row)
    await whole.press("M")
    await whole.comes(Choose)
    await whole.press("enter")
    await whole.comes(RuleEditor)
    assert "feed:" in whole.app.screen.query_one("#query", Input).value
    await whole.until(lambda: "It would have met" in whole.page, "the preview")
    await whole.press("enter")
    await whole.until(lambda: whole.said[-1].startswith("Kept for what arrives"), "kept")
    assert str((await known(whole))[-1].actions) == "hide"


async def a_hidden_story_is_found_and_comes_back(whole: Whole) -> None:
    screen = whole.screen
    (first, *_rest) = await whole.library.entry_ids(ListQuery())
    await whole.library._store.write(
        lambda db: db.execute("UPDATE state SET hidden = 1, read = 1, place = 3 WHERE id = ?", (first,)).rowcount
    )
    screen.lists.show(ListQuery(Scope(ScopeKind.SEARCH, text="is:hidden")))
    await whole.until(lambda: screen.headlines.cursor_id == first and screen.headlines.cursor_row, "found")
    screen.run_command("unhide")
    await whole.until(lambda: whole.said[-1] == "It stands in the lists again.", "back")
    assert first in await whole.library.entry_ids(ListQuery())


def test_rules(tmp_path: Path) -> None:
    play(
        tmp_path,
        a_rule_is_made_with_a_preview,
        a_rule_for_everything_is_asked_about,
        rules_are_moved_switched_and_removed,
        a_word_of_a_story_is_muted,
        a_hidden_story_is_found_and_comes_back,
    )
