"""Keys that are typed faster than the program reads: each is for what the keys before it have led to."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

from reader.domain.models import ScopeKind
from reader.ui.commands import Pane
from reader.ui.screens.dialog import Confirm

from .any_keys import typed
from .conftest import Drive, Driven
from .fakes import FakeLibrary


def type_(d: Driven, *keys: str) -> None:
    for key in keys:
        d.app.post_message(typed(key))


@contextmanager
def held(library: FakeLibrary, name: str) -> Iterator[None]:
    """What is asked of the library under this name is not answered yet."""
    library.hold[name] = asyncio.Event()
    yield
    library.hold.pop(name).set()


def starred(d: Driven) -> set[int]:
    return {row.id for row in d.library.entry_list if row.starred}


def test_a_command_is_for_the_story_on_which_its_key_was_pressed(drive: Drive) -> None:
    async def scenario(d: Driven) -> None:
        before, rows = starred(d), [d.screen.headlines.id_at(index) for index in range(3)]
        type_(d, "s", "j", "s", "j", "s", "j")
        await d.settle()
        assert before ^ starred(d) == set(rows)

    drive(scenario)


def test_what_is_typed_behind_another_list_is_for_that_list(drive: Drive) -> None:
    async def scenario(d: Driven) -> None:
        await d.press("J")
        before, shown = starred(d), d.screen.headlines.cursor_id
        with held(d.library, "entry_ids"):
            type_(d, "J", "j", "s")
            await d.settle()
            assert d.screen.headlines.cursor_id == shown
            assert starred(d) == before
        await d.settle()
        feed = d.screen.desk.query.scope.id
        (changed,) = before ^ starred(d)
        assert changed == d.screen.headlines.cursor_id == d.screen.headlines.id_at(1)
        assert d.library.entry(changed).feed_id == feed  # type: ignore[union-attr]

    drive(scenario)


def test_a_key_that_is_held_down_does_not_wait_for_its_list(drive: Drive) -> None:
    async def scenario(d: Driven) -> None:
        await d.press("J")
        feed = d.screen.desk.query.scope
        with held(d.library, "entry_ids"):
            type_(d, "J", "J", "J")
            await d.settle()
            third = feed
            for _step in range(3):
                third = d.screen.places.neighbour(third, 1)  # type: ignore[assignment]
            assert d.screen.desk.query.scope == third
            type_(d, "escape")
            await d.settle()
        await d.settle()

    drive(scenario)


def test_what_is_typed_in_feeds_does_not_wait_for_the_list_beside_them(drive: Drive) -> None:
    async def scenario(d: Driven) -> None:
        await d.to_pane(Pane.FEEDS)
        with held(d.library, "entry_ids"):
            await d.press("J")
            place = d.screen.places.place
            type_(d, "k", "k")
            await d.settle()
            assert d.screen.places.place != place
        await d.settle()

    drive(scenario)


def test_the_next_unread_story_is_there_before_what_is_typed_behind_it(drive: Drive) -> None:
    async def scenario(d: Driven) -> None:
        await d.press("n")
        before, first = starred(d), d.row.id
        with held(d.library, "waiting"):
            type_(d, "n", "s")
            await d.settle()
            assert starred(d) == before
        await d.until(lambda: starred(d) != before)
        await d.settle()
        assert d.row.id != first
        assert before ^ starred(d) == {d.row.id}

    drive(scenario)


def test_a_story_is_opened_before_what_is_typed_behind_enter(drive: Drive) -> None:
    async def scenario(d: Driven) -> None:
        before, first = starred(d), d.screen.headlines.cursor_id
        type_(d, "enter", "h", "j", "s")
        await d.settle()
        assert d.screen.pane is Pane.HEADLINES
        assert d.screen.desk.trail.steps[-1].row.id == first
        assert before ^ starred(d) == {d.screen.headlines.id_at(1)}

    drive(scenario)


def test_a_far_step_is_for_the_story_that_stands_there(drive: Drive) -> None:
    async def scenario(d: Driven) -> None:
        before = starred(d)
        with held(d.library, "rows"):
            type_(d, "G", "s")
            await d.settle()
            assert d.screen.headlines.cursor_row is None
            assert starred(d) == before
        await d.until(lambda: starred(d) != before)
        assert before ^ starred(d) == {d.screen.headlines.cursor_id}

    drive(scenario)


def test_a_story_that_is_being_read_from_the_cache_is_not_passed_over(drive: Drive) -> None:
    async def scenario(d: Driven) -> None:
        await d.press("enter")
        with held(d.library, "article"):
            type_(d, "n", "space", "space")
            await d.settle()
            second = d.row.id
            type_(d, "space")
            await d.settle()
            assert d.row.id == second
        await d.settle()
        assert d.row.id == second

    drive(scenario)


def test_what_is_typed_behind_a_question_answers_it(drive: Drive) -> None:
    async def scenario(d: Driven) -> None:
        assert len(d.library.entry_list) > 200
        with held(d.library, "entry_ids"):
            type_(d, "D", "escape", "j")
            await d.settle()
            assert not isinstance(d.app.screen, Confirm)
            assert not d.screen.headlines.cursor_index
        await d.until(lambda: d.screen.is_active and d.screen.headlines.cursor_index == 1)
        assert d.screen.desk.query.scope.kind is ScopeKind.ALL
        assert not [call for call in d.library.calls if call[0] == "keep"]

    drive(scenario)
