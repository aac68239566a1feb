"""One row for a story in the running interface: unfolding, reading on, marks, and the list that changes under one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from reader.config import Config, Reading
from reader.domain.folding import FoldEntry
from reader.domain.models import Scope, ScopeKind
from reader.engine.protocol import StoriesChanged
from reader.ui.commands import Pane

from .conftest import ONE, Drive, Driven
from .fakes import FakeLibrary


def library(*stories: tuple[int, ...]) -> FakeLibrary:
    """Ten unread entries in the order of their list, counted from 0; those of a story fold, the first leads."""
    made = FakeLibrary()
    made.entry_list = [replace(row, read=False, others=0) for row in made.entry_list[:10]]
    made.tellings = [
        FoldEntry(made.entry_list[place].id, number, at=place)
        for number, story in enumerate(stories, 1)
        for place in story
    ]
    return made


def places(d: Driven) -> list[int]:
    """The rows of the list, as counted above."""
    numbers = [row.id for row in d.library.entry_list]
    headlines = d.screen.headlines
    return [numbers.index(entry_id) for entry_id in headlines._window.ids]


def at(d: Driven) -> int:
    return [row.id for row in d.library.entry_list].index(d.screen.headlines.cursor_id)


def run(drive: Drive, made: FakeLibrary, steps: Callable[[Driven], object], **options: object) -> Driven:
    async def scenario(d: Driven) -> None:
        d.screen.lists.show_place(Scope(ScopeKind.ALL), keep=0)
        await d.to_pane(Pane.HEADLINES)
        await d.press("g", "g")
        await steps(d)  # type: ignore[misc]

    return drive(scenario, library=made, **options)


def test_a_story_is_one_row_that_unfolds_in_place_and_folds_from_within(drive: Drive) -> None:
    async def steps(d: Driven) -> None:
        assert places(d) == [0, 1, 3, 4, 6, 7, 8, 9]
        await d.press("j", ".")
        assert (places(d), at(d)) == ([0, 1, 2, 5, 3, 4, 6, 7, 8, 9], 1)
        assert any("├" in d.line(y) for y in range(48))
        assert any("└" in d.line(y) for y in range(48))
        await d.press("j", "j", ".")
        assert (places(d), at(d)) == ([0, 1, 3, 4, 6, 7, 8, 9], 1)
        assert any("▸+2" in d.line(y) for y in range(48))
        await d.press("k", ".")
        assert "Nothing is folded" in d.said[-1]

    run(drive, library((1, 2, 5)), steps)


def test_the_header_counts_stories_and_unread_entries(drive: Drive) -> None:
    async def steps(d: Driven) -> None:
        await d.press(".")
        assert "8 stories · 10 unread" in "".join(d.line(y) for y in range(5))

    run(drive, library((0, 2, 5)), steps)


def test_a_list_that_shall_not_fold_is_remembered(drive: Drive) -> None:
    async def steps(d: Driven) -> None:
        await d.press("j", ">")
        assert (places(d), at(d)) == (list(range(10)), 1)
        d.screen.lists.show_place(Scope(ScopeKind.UNREAD))
        await d.settle()
        assert len(places(d)) == 8
        d.screen.lists.show_place(Scope(ScopeKind.ALL))
        await d.settle()
        assert len(places(d)) == 10
        assert d.library.memory["ui.folds"] == {"all": False}
        d.screen.headlines.move_to_index(5)
        await d.press(">")
        assert (len(places(d)), at(d)) == (8, 1)

    run(drive, library((1, 2, 5)), steps)


def test_nothing_folds_when_the_configuration_says_so(drive: Drive) -> None:
    async def steps(d: Driven) -> None:
        assert places(d) == list(range(10))

    run(drive, library((1, 2, 5)), steps, config=Config(reading=Reading(fold=False)))


def test_the_next_unread_goes_from_story_to_story(drive: Drive) -> None:
    async def steps(d: Driven) -> None:
        seen = []
        for _step in range(5):
            await d.press("n")
            seen.append(at(d))
        assert seen == [0, 1, 3, 4, 6]

    run(drive, library((1, 2, 5)), steps)


def test_an_unread_telling_beneath_a_read_headline_is_reached_and_unfolds(drive: Drive) -> None:
    async def steps(d: Driven) -> None:
        ids = [row.id for row in d.library.entry_list]
        await d.library.set_read([ids[0], ids[1], ids[2]], True)
        await d.settle()
        assert any("▸+2●" in d.line(y) for y in range(48))
        await d.press("n")
        assert (at(d), places(d)[:4]) == (5, [0, 1, 2, 5])

    run(drive, library((1, 2, 5)), steps)


def test_an_unread_copy_beneath_a_read_headline_is_passed_over(drive: Drive) -> None:
    made = library((1, 2))
    made.tellings[1] = made.tellings[1]._replace(copy_of=made.tellings[0].entry_id)

    async def steps(d: Driven) -> None:
        ids = [row.id for row in d.library.entry_list]
        await d.library.set_read([ids[0], ids[1]], True)
        await d.press("n")
        assert at(d) == 3

    run(drive, made, steps)


def test_the_next_rows_are_asked_for_first_and_far_down_the_index_leads_on(
    drive: Drive, monkeypatch: pytest.MonkeyPatch
) -> None:
    from reader.ui.actions import folding

    async def steps(d: Driven) -> None:
        ids = [row.id for row in d.library.entry_list]
        asked: list[int] = []
        waiting = d.library.waiting
        monkeypatch.setattr(d.library, "waiting", lambda rows: (asked.append(len(rows)), waiting(rows))[1])
        monkeypatch.setattr(folding, "_NEXT", 3)
        assert await d.screen.folding.neighbour(1) == ids[1]
        assert asked == [3]
        await d.library.set_read(ids[:5], True)
        await d.settle()
        assert await d.screen.folding.neighbour(1) == ids[5]
        assert asked[-2:] == [3, 8], "and then all of them"
        monkeypatch.setattr(folding, "_NEAR", 2)
        await d.library.set_read(ids[:8], True)
        await d.settle()
        assert await d.screen.folding.neighbour(1) == ids[8]
        await d.library.set_read([ids[8]], True)
        assert await d.screen.folding.neighbour(1) == 0
        d.screen.headlines.move_to_index(99)
        await d.library.set_read([ids[3]], False)
        await d.library.set_read([ids[9]], True)
        await d.settle()
        assert await d.screen.folding.neighbour(-1) == ids[3]

    run(drive, library((0, 9)), steps)


def test_reading_asks_for_the_copies_to_be_read_and_unreading_does_not(drive: Drive) -> None:
    asked: list[tuple[bool, str]] = []

    async def steps(d: Driven) -> None:
        real = d.library.set_read

        async def spy(ids: list[int], read: bool, *, also: str = "none") -> int:
            asked.append((read, also))
            return await real(ids, read, also=also)

        d.library.set_read = spy  # type: ignore[method-assign,assignment]
        await d.press("m", "m", "enter")

    run(drive, library((0, 1)), steps)
    assert asked == [(True, "copies"), (False, "none"), (True, "copies")]


def test_a_new_telling_joins_its_row_and_the_cursor_stays_on_its_entry(drive: Drive) -> None:
    async def steps(d: Driven) -> None:
        d.screen.headlines.move_to_index(4)
        await d.settle()
        assert at(d) == 4
        ids = [row.id for row in d.library.entry_list]
        d.library.tellings += [FoldEntry(ids[1], 1, at=1), FoldEntry(ids[3], 1, at=3)]
        d.library.emit(StoriesChanged(entry_ids=(ids[1], ids[3])))
        await d.until(lambda: len(places(d)) == 9)
        assert at(d) == 4
        d.library.tellings.append(FoldEntry(ids[4], 1, at=4))
        d.library.emit(StoriesChanged(entry_ids=(ids[4],)))
        await d.until(lambda: places(d)[:4] == [0, 1, 3, 4])
        assert at(d) == 4

    run(drive, library(), steps)


def test_before_the_first_key_the_newest_story_folds_away_too(drive: Drive) -> None:
    async def steps(d: Driven) -> None:
        d.screen.lists.show_place(Scope(ScopeKind.ALL), keep=0)
        await d.settle()
        assert (len(places(d)), at(d)) == (10, 0)
        ids = [row.id for row in d.library.entry_list]
        d.library.tellings += [FoldEntry(ids[0], 1, at=0), FoldEntry(ids[2], 1, at=2, preferred=True)]
        d.library.emit(StoriesChanged(entry_ids=(ids[0], ids[2])))
        await d.until(lambda: len(places(d)) == 9)
        assert (places(d)[:3], at(d)) == ([2, 1, 3], 2)

    drive(steps, library=library())


def test_marking_all_read_marks_what_is_folded_and_one_undo_brings_it_back(drive: Drive) -> None:
    async def steps(d: Driven) -> None:
        await d.press("A")
        assert all(row.read for row in d.library.entry_list)
        await d.press("u")
        assert not any(row.read for row in d.library.entry_list)

    run(drive, library((1, 2, 5)), steps)


def test_what_lies_above_is_marked_with_what_is_folded_there(drive: Drive) -> None:
    async def steps(d: Driven) -> None:
        await d.press("j", "j", "left_curly_bracket")
        assert [place for place, row in enumerate(d.library.entry_list) if row.read] == [0, 1, 2, 5]
        await d.press("u", "k", ".", "j", "right_curly_bracket")
        # Of a story that stands unfolded the rows below the cursor, no others.
        assert [place for place, row in enumerate(d.library.entry_list) if not row.read] == [0, 1, 2]

    run(drive, library((1, 2, 5)), steps)


def test_a_filter_leads_with_what_it_finds(drive: Drive) -> None:
    made = library((1, 2))
    made.entry_list[2] = replace(made.entry_list[2], title="Zebra")

    async def steps(d: Driven) -> None:
        d.screen.searching.set_filter("zebra")
        await d.settle()
        assert places(d) == [2]

    run(drive, made, steps)


def test_the_preferred_source_is_told(drive: Drive) -> None:
    async def steps(d: Driven) -> None:
        d.screen.run_command("prefer-source")
        await d.settle()
        await d.until(lambda: any("leads the stories" in said for said in d.said))

    run(drive, library(), steps)


def test_it_unfolds_in_one_narrow_pane_too(drive: Drive) -> None:
    async def steps(d: Driven) -> None:
        await d.press(".")
        assert places(d)[:3] == [0, 1, 2]
        assert any("├" in d.line(y) for y in range(24))

    run(drive, library((0, 1, 2)), steps, size=ONE)
