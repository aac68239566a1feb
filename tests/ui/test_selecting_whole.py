"""Several headlines at once in the real app: selected, marked, starred, tagged, exported."""

from __future__ import annotations

import tracemalloc
from array import array
from pathlib import Path

from reader.domain.folding import Hidden
from reader.domain.models import ListQuery, Scope, ScopeKind
from reader.ui.screens.dialog import Prompt
from reader.ui.screens.tags import TagDialog
from reader.ui.widgets.folds import Folds
from reader.ui.widgets.row_window import RowWindow
from reader.ui.widgets.selection import Selection

from .whole_app import Whole, play


def test_a_range_follows_the_cursor_and_kept_ones_stay() -> None:
    window = RowWindow()
    window.replace((10, 11, 12, 13, 14, 15), forget=True)
    selection = Selection(window)
    assert not selection
    selection.turn(2)
    assert list(selection.ids(0)) == [10, 11, 12]
    assert list(selection.ids(3)) == [12, 13]
    selection.turn(3)
    assert not selection.open
    assert list(selection.ids(5)) == [12, 13]
    selection.turn(5)
    assert list(selection.ids(5)) == [12, 13, 15]
    assert selection.count(4) == 4
    assert [selection.holds(index, 5) for index in range(6)] == [False, False, True, True, False, True]
    window.replace((9, 10, 12, 13, 15), forget=False)
    assert list(selection.ids(4)) == [12, 13, 15], "what came above moves nothing"
    selection.clear()
    assert selection.count(3) == 0


async def select(whole: Whole, *keys: str) -> list[int]:
    await whole.press("g", "g", "j", "V", *keys)
    await whole.until(lambda: whole.screen.headlines.selecting, "selected")
    return list(whole.screen.headlines.selected())


async def a_range_is_marked_and_one_undo_brings_it_back(whole: Whole) -> None:
    screen, library = whole.screen, whole.library
    ids = await select(whole, "j", "j")
    assert len(ids) == 3
    assert "3 selected" in whole.page
    assert sum("┃" in whole.line(y) for y in range(whole.app.size.height)) >= 2
    await whole.press("m")
    await whole.until(lambda: "3 stories marked read. u undoes it." in whole.said, "said")
    assert not screen.headlines.selecting
    assert all(row.read for row in await library.rows(ids))
    await whole.press("u")
    await whole.until(lambda: any(said.startswith("Undone") for said in whole.said), "undone")
    assert not any(row.read for row in await library.rows(ids))


async def kept_ones_and_a_second_range_are_starred(whole: Whole) -> None:
    library = whole.library
    ids = await select(whole, "V", "j", "j", "V", "j")
    assert len(ids) == 3
    await whole.press("s")
    await whole.until(lambda: "3 stories starred. u undoes it." in whole.said, "said")
    starred = await library.entry_ids(ListQuery(Scope(ScopeKind.STARRED)))
    assert sorted(starred) == sorted(ids)
    await select(whole, "V", "j", "j", "V", "j")
    await whole.press("s")
    await whole.until(lambda: "The stars of 3 stories are gone. u undoes it." in whole.said, "all had one")


async def they_are_tagged_together(whole: Whole) -> None:
    ids = await select(whole, "j")
    await whole.press("t")
    await whole.comes(TagDialog)
    assert "2 stories" in whole.page
    await whole.press(*"sau", "enter")
    await whole.until(lambda: "Tags: sau" in whole.said, "tagged")
    assert [tag.entries for tag in await whole.library.tags_of(ids)] == [2]
    await select(whole, "j", "j")
    await whole.press("t")
    await whole.comes(TagDialog)
    assert "#sau 2" in whole.page, "two of the three carry it"
    await whole.press("escape")
    await whole.until(lambda: whole.app.screen is whole.screen, "left")


async def esc_ends_it_and_so_does_another_list(whole: Whole) -> None:
    screen = whole.screen
    assert screen.headlines.selecting
    await whole.press("escape")
    await whole.until(lambda: "selected" not in whole.page and not screen.headlines.selecting, "ended")
    await select(whole)
    await whole.press("g", "s")
    await whole.until(lambda: screen.desk.query.scope.kind is ScopeKind.STARRED and not screen.headlines.selecting)
    await whole.press("g", "a")
    await whole.until(lambda: screen.desk.query.scope.kind is ScopeKind.ALL and screen.headlines.count > 5, "all")


async def they_are_exported_into_one_document(whole: Whole, folder: Path) -> None:
    await select(whole, "j", "j")
    whole.screen.run_command("export-story")
    await whole.comes(Prompt)
    assert "3 stories" in whole.page
    await whole.press("ctrl+u", *str(folder / "three.md"), "enter")
    await whole.until(lambda: (folder / "three.md").exists() and not whole.screen.headlines.selecting, "written")
    assert (folder / "three.md").read_text().count("\n### ") == 3


def test_selecting(tmp_path: Path) -> None:
    play(
        tmp_path / "data",
        a_range_is_marked_and_one_undo_brings_it_back,
        kept_ones_and_a_second_range_are_starred,
        they_are_tagged_together,
        esc_ends_it_and_so_does_another_list,
        lambda whole: they_are_exported_into_one_document(whole, tmp_path),
    )


def test_what_is_folded_beneath_selected_rows_costs_no_memory_for_each_row() -> None:
    folds = Folds()
    folds.change(
        Hidden(*(array("q", numbers) for numbers in ([5, 9], [2, 3], [6, 7, 10], [6, 7, 10], [5, 5, 9]))), forget=True
    )
    folds.unfold(9)
    rows = array("q", [5, 9, 10, *range(1_000_000, 1_100_000)])
    tracemalloc.start()
    whole = folds.with_hidden(rows)
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert list(whole[len(rows) :]) == [6, 7], "what stands unfolded is among the rows"
    assert peak < 3 * rows.itemsize * len(rows)
