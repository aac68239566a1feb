"""The list of headlines: cursor, messages, windows of rows, and how much work it does."""

from __future__ import annotations

import asyncio
import gc
import warnings
from array import array
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC

import pytest
from textual.pilot import Pilot
from textual.strip import Strip

from reader.domain.errors import StoreError
from reader.domain.models import EntryRow, ListQuery, Scope, ScopeKind
from reader.ui.render.headline import RowHeight
from reader.ui.widgets import row_list
from reader.ui.widgets.headlines import HeadlineList
from tests.ui.reading_app import WidgetApp, play, screen_text
from tests.ui.reading_texts import clock, row

ALL = ListQuery()
UNREAD = ListQuery(Scope(ScopeKind.UNREAD))


class Rows:
    """A loader that remembers what it was asked, can be held back, lacks some rows, or fails."""

    def __init__(self) -> None:
        self.asked: list[int] = []
        self.calls = 0
        self.gate = asyncio.Event()
        self.gate.set()
        self.missing: set[int] = set()
        self.read: set[int] = set()
        self.error: Exception | None = None

    async def __call__(self, ids: Sequence[int]) -> list[EntryRow]:
        self.calls += 1
        self.asked += ids
        await self.gate.wait()
        if self.error is not None:
            raise self.error
        return [replace(row(n), read=n in self.read) for n in ids if n not in self.missing]


def ids(count: int, start: int = 1) -> array[int]:
    return array("q", range(start, start + count))


def make() -> HeadlineList:
    return HeadlineList(clock=clock, zone=UTC)


def test_the_first_rows_are_painted_and_the_first_is_highlighted() -> None:
    async def scenario(app: WidgetApp, pilot: Pilot[None]) -> None:
        own.show(ALL, ids(100), Rows())
        await pilot.pause()
        assert "Bộ Quốc phòng" in screen_text(own)[0]
        assert [message.entry_id for message in app.heard_of(HeadlineList.Highlighted)] == [1]  # type: ignore[attr-defined]

    own = make()
    play(scenario, own)


def test_moving_highlights_and_stops_at_the_ends() -> None:
    async def scenario(app: WidgetApp, pilot: Pilot[None]) -> None:
        own.show(ALL, ids(3), Rows())
        await pilot.pause()
        app.heard.clear()
        assert own.move(1)
        assert own.move(5)
        assert not own.move(1)
        assert own.move(-99)
        assert not own.move(-1)
        await pilot.pause()
        assert [message.entry_id for message in app.heard_of(HeadlineList.Highlighted)] == [2, 3, 1]  # type: ignore[attr-defined]

    own = make()
    play(scenario, own)


def test_move_to_an_entry() -> None:
    async def scenario(_app: WidgetApp, pilot: Pilot[None]) -> None:
        own.show(ALL, ids(5000), Rows())
        await pilot.pause()
        assert own.move_to(4000)
        assert own.cursor_id == 4000
        assert not own.move_to(99_999)
        await pilot.pause()
        assert own.cursor_row is not None
        assert any("▌" in line or "▏" in line for line in screen_text(own))

    own = make()
    play(scenario, own)


@pytest.mark.parametrize("height", RowHeight)
def test_the_cursor_is_always_visible(height: RowHeight) -> None:
    async def scenario(_app: WidgetApp, pilot: Pilot[None]) -> None:
        own.row_height = height
        own.show(ALL, ids(500), Rows())
        await pilot.pause()
        for step in (1, 1, 7, 40, -3, -30, 300, 200, -600):
            own.move(step)
            top, pitch = own.scroll_offset.y, height.pitch
            assert top <= own.cursor_index * pitch
            assert own.cursor_index * pitch + height.lines <= top + own.size.height

    own = make()
    play(scenario, own, size=(40, 11))


def test_placeholders_stand_until_the_rows_come() -> None:
    async def scenario(_app: WidgetApp, pilot: Pilot[None]) -> None:
        rows = Rows()
        rows.gate.clear()
        own.show(ALL, ids(50), rows)
        await pilot.pause()
        assert "╌" in screen_text(own)[0]
        rows.gate.set()
        await pilot.pause()
        assert "╌" not in "".join(screen_text(own))

    own = make()
    play(scenario, own)


def test_one_read_at_a_time_and_the_last_place_wins() -> None:
    async def scenario(_app: WidgetApp, pilot: Pilot[None]) -> None:
        rows = Rows()
        own.show(ALL, ids(100_000), rows)
        await pilot.pause()
        rows.gate.clear()
        before = rows.calls
        for step in range(1, 40):
            own.move_to_index(step * 1000)
        await pilot.pause()
        assert rows.calls == before + 1
        rows.gate.set()
        await pilot.pause()
        assert rows.calls == before + 2
        assert own.cursor_row is not None

    own = make()
    play(scenario, own)


def test_a_key_costs_the_same_in_a_million_rows() -> None:
    async def scenario(_app: WidgetApp, pilot: Pilot[None]) -> None:
        costs = []
        for count in (1000, 1_000_000):
            rows = Rows()
            own.show(replace(ALL, filter=str(count)), ids(count), rows)
            own.move_to_index(count // 2)
            await pilot.pause()
            rendered, asked = own.rows_rendered, len(rows.asked)
            for _ in range(10):
                own.move(1)
                await pilot.pause()
            costs.append((own.rows_rendered - rendered, len(rows.asked) - asked))
        assert costs[0] == costs[1]
        assert costs[0][0] <= 40

    own = make()
    play(scenario, own)


def test_a_move_inside_the_screen_lays_out_only_the_selected_row() -> None:
    async def scenario(_app: WidgetApp, pilot: Pilot[None]) -> None:
        own.show(ALL, ids(100), Rows())
        await pilot.pause()
        own.move(1)
        await pilot.pause()
        before = own.rows_rendered
        own.move(1)
        await pilot.pause()
        assert own.rows_rendered - before <= 1 + 1

    own = make()
    play(scenario, own)


def test_new_entries_above_keep_the_cursor_on_its_entry_and_its_line() -> None:
    async def scenario(app: WidgetApp, pilot: Pilot[None]) -> None:
        own.show(ALL, ids(100, 13), Rows())
        own.move(20)
        await pilot.pause()
        line = own.cursor_index * own.row_height.pitch - own.scroll_offset.y
        app.heard.clear()
        own.show(ALL, ids(112), Rows())
        await pilot.pause()
        assert own.cursor_id == 33
        assert own.cursor_index * own.row_height.pitch - own.scroll_offset.y == line
        assert [message.count for message in app.heard_of(HeadlineList.NewAbove)] == [12]  # type: ignore[attr-defined]
        assert app.heard_of(HeadlineList.Highlighted) == []
        own.move_to_index(0)
        await pilot.pause()
        assert [message.count for message in app.heard_of(HeadlineList.NewAbove)] == [12, 0]  # type: ignore[attr-defined]

    own = make()
    play(scenario, own)


def test_an_entry_that_left_the_list_leaves_the_cursor_at_its_place() -> None:
    async def scenario(_app: WidgetApp, pilot: Pilot[None]) -> None:
        own.show(ALL, array("q", [1, 2, 3, 4, 5]), Rows())
        own.move_to(3)
        own.show(ALL, array("q", [1, 2, 4, 5]), Rows())
        assert own.cursor_id == 4
        own.show(ALL, array("q", [1]), Rows())
        assert own.cursor_id == 1
        own.show(ALL, array("q"), Rows())
        assert own.cursor_id == 0
        assert not own.move(1)

    own = make()
    play(scenario, own)


def test_another_list_begins_at_its_top_or_at_the_entry_to_keep() -> None:
    async def scenario(_app: WidgetApp, pilot: Pilot[None]) -> None:
        own.show(ALL, ids(100), Rows())
        own.move(50)
        own.show(UNREAD, ids(100, 40), Rows())
        assert own.cursor_id == 40
        own.show(ALL, ids(100), Rows(), keep=60)
        assert own.cursor_id == 60
        await pilot.pause()
        top = own.scroll_offset.y
        assert top <= own.cursor_index * own.row_height.pitch < top + own.size.height

    own = make()
    play(scenario, own)


def test_the_rest_of_a_list_can_come_later() -> None:
    async def scenario(_app: WidgetApp, pilot: Pilot[None]) -> None:
        own.show(ALL, ids(10), Rows())
        own.move_to_end(last=True)
        own.move(-1)
        own.extend(ids(500, 11))
        assert own.cursor_id == 9
        own.move_to_end(last=True)
        own.extend(ids(500, 511))
        await pilot.pause()
        assert own.count == 1010
        assert own.cursor_id == 1010, "the end is where the whole list ends"

    own = make()
    play(scenario, own)


def test_changed_rows_are_read_again() -> None:
    async def scenario(_app: WidgetApp, pilot: Pilot[None]) -> None:
        rows = Rows()
        own.show(ALL, ids(10), rows)
        await pilot.pause()
        assert screen_text(own)[4].strip().startswith("●")
        rows.read.add(2)
        rows.asked.clear()
        own.refresh_rows([2])
        await pilot.pause()
        assert rows.asked == [2]
        assert not screen_text(own)[4].strip().startswith("●")

    own = make()
    play(scenario, own)


def test_what_is_as_it_was_is_not_painted_again() -> None:
    async def scenario(_app: WidgetApp, pilot: Pilot[None]) -> None:
        async def painted() -> tuple[int, int]:
            calls, rendered = rows.calls, own.rows_rendered
            lines.clear()
            own.refresh_rows(None)
            await pilot.pause()
            await pilot.pause()
            assert rows.calls > calls
            own.render_lines(own.size.region)
            return len(lines), own.rows_rendered - rendered

        rows = Rows()
        own.show(ALL, ids(300), rows)
        await pilot.pause()
        own.render_lines(own.size.region)
        assert lines
        assert await painted() == (0, 0)
        rows.read = {2, 250}
        assert await painted() == (own.row_height.pitch, 1)
        lines.clear()
        own.extend(ids(500, 301))
        await pilot.pause()
        own.render_lines(own.size.region)
        assert lines == []

    lines: list[int] = []

    class Counting(HeadlineList):
        """Counts the lines that are painted anew."""

        def render_line(self, y: int) -> Strip:
            lines.append(y)
            return super().render_line(y)

    own = Counting(clock=clock, zone=UTC)
    play(scenario, own)


def test_a_row_can_be_put_at_once() -> None:
    async def scenario(_app: WidgetApp, pilot: Pilot[None]) -> None:
        own.show(ALL, ids(10), Rows())
        await pilot.pause()
        own.put_rows([replace(row(1), read=True, starred=True)])
        assert own.cursor_row is not None
        assert own.cursor_row.read
        assert "★" in screen_text(own)[2]

    own = make()
    play(scenario, own)


def test_entries_that_are_gone_say_so() -> None:
    async def scenario(_app: WidgetApp, pilot: Pilot[None]) -> None:
        rows = Rows()
        rows.missing.add(2)
        own.show(ALL, ids(3), rows)
        await pilot.pause()
        assert "(removed)" in screen_text(own)[4]

    own = make()
    play(scenario, own)


def test_a_store_that_fails_is_told_and_the_list_goes_on() -> None:
    async def scenario(app: WidgetApp, pilot: Pilot[None]) -> None:
        rows = Rows()
        rows.error = StoreError("The cache cannot be read.")
        own.show(ALL, ids(300), rows)
        await pilot.pause()
        assert [message.sentence for message in app.heard_of(HeadlineList.LoadFailed)] == ["The cache cannot be read."]  # type: ignore[attr-defined]
        rows.error = None
        own.move(1)
        await pilot.pause()
        assert own.cursor_row is not None

    own = make()
    play(scenario, own)


def test_a_late_answer_for_another_list_is_dropped() -> None:
    async def scenario(_app: WidgetApp, pilot: Pilot[None]) -> None:
        slow = Rows()
        slow.gate.clear()
        slow.read.update(range(1, 100))
        own.show(ALL, ids(20), slow)
        await pilot.pause()
        own.show(UNREAD, ids(20), Rows())
        await pilot.pause()
        slow.gate.set()
        await pilot.pause()
        assert own.cursor_row is not None
        assert not own.cursor_row.read

    own = make()
    play(scenario, own)


def test_clicking_selects_and_opens() -> None:
    async def scenario(app: WidgetApp, pilot: Pilot[None]) -> None:
        own.show(ALL, ids(20), Rows())
        await pilot.pause()
        await pilot.click(own, offset=(10, 9))
        assert own.cursor_id == 3
        assert [message.entry_id for message in app.heard_of(HeadlineList.Opened)] == [3]  # type: ignore[attr-defined]
        await pilot.click(own, offset=(10, 23))
        own.open_cursor()
        await pilot.pause()
        assert app.heard_of(HeadlineList.Opened)[-1].entry_id == own.cursor_id  # type: ignore[attr-defined]

    own = make()
    play(scenario, own)


def test_the_focus_shows_without_colour() -> None:
    async def scenario(_app: WidgetApp, pilot: Pilot[None]) -> None:
        own.show(ALL, ids(20), Rows())
        own.focus()
        await pilot.pause()
        assert "▌" in screen_text(own)[0]
        own.blur()
        await pilot.pause()
        assert "▏" in screen_text(own)[0]

    own = make()
    play(scenario, own)


def test_another_height_keeps_the_place() -> None:
    async def scenario(_app: WidgetApp, pilot: Pilot[None]) -> None:
        own.show(ALL, ids(500), Rows())
        own.move(200)
        await pilot.pause()
        own.row_height = "compact"  # type: ignore[assignment]
        await pilot.pause()
        assert own.row_height is RowHeight.COMPACT
        assert own.cursor_id == 201
        top = own.scroll_offset.y
        assert top <= 200 < top + own.size.height

    own = make()
    play(scenario, own)


@pytest.mark.parametrize("width", [8, 14, 30, 80, 200])
def test_every_painted_line_has_the_width_of_the_widget(width: int) -> None:
    async def scenario(_app: WidgetApp, pilot: Pilot[None]) -> None:
        own.show(ALL, ids(40), Rows())
        await pilot.pause()
        for height in RowHeight:
            own.row_height = height
            await pilot.pause()
            assert {own.render_line(y).cell_length for y in range(own.size.height)} == {own.line_width}

    own = make()
    play(scenario, own, size=(width, 24))


def test_an_empty_list_says_what_helps() -> None:
    async def scenario(_app: WidgetApp, pilot: Pilot[None]) -> None:
        own.show(ALL, ids(10), Rows())
        own.show_message("All read", "Nothing unread is left here.", [("l", "show read ones too")])
        await pilot.pause()
        text = "\n".join(screen_text(own))
        assert "All read" in text
        assert "Nothing unread is left here." in text
        assert "show read ones too" in text
        assert own.cursor_id == 0
        await pilot.resize_terminal(30, 24)
        assert "All read" in "\n".join(screen_text(own))
        said = own.render_lines(own.size.region)
        own.watch_scroll_y(0, 2)
        assert own.render_lines(own.size.region) == said, "words stand where they stand"

    own = make()
    play(scenario, own)


def test_ages_follow_the_clock() -> None:
    async def scenario(_app: WidgetApp, pilot: Pilot[None]) -> None:
        own.show(ALL, ids(10), Rows())
        await pilot.pause()
        assert "2h" in screen_text(own)[0]
        now[0] = now[0].replace(hour=12)
        own.refresh_ages()
        assert "5h" in screen_text(own)[0]

    now = [clock()]
    own = HeadlineList(clock=lambda: now[0], zone=UTC)
    play(scenario, own)


def test_automatic_rows_are_roomy_where_the_list_is_high() -> None:
    async def scenario(_app: WidgetApp, pilot: Pilot[None]) -> None:
        own.rows = "auto"
        assert own.row_height is RowHeight.ROOMY
        await pilot.resize_terminal(60, 24)
        await pilot.pause()
        assert own.row_height is RowHeight.COSY
        own.rows = "compact"
        assert own.row_height is RowHeight.COMPACT
        await pilot.resize_terminal(60, 50)
        await pilot.pause()
        assert own.row_height is RowHeight.COMPACT

    own = make()
    play(scenario, own, size=(60, 50))


def test_the_ends_of_a_list_are_painted_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    async def scenario(app: WidgetApp, pilot: Pilot[None]) -> None:
        rows = Rows()
        own.show(ALL, ids(500), rows)
        own.extend(ids(9500, 501))
        while 10_000 not in rows.asked:
            await pilot.pause()
        await pilot.pause()
        assert len(rows.asked) < 10 * own.room, "not all of the list"
        rows.gate.clear()
        own.move_to_end(last=True)
        last = screen_text(own)
        assert own.cursor_row == row(10_000)
        rows.gate.set()
        await pilot.pause()
        assert screen_text(own) == last, "and no row was empty"

    monkeypatch.setattr(row_list, "_SETTLED", 0.001)
    own = make()
    play(scenario, own)


def test_rows_that_nobody_waits_for_any_more_are_dropped_without_a_word() -> None:
    async def scenario(app: WidgetApp, pilot: Pilot[None]) -> None:
        with warnings.catch_warnings(record=True) as said:
            warnings.simplefilter("always")
            own.show(ALL, ids(500), Rows())
            app.workers.cancel_all()
            await pilot.pause()
            gc.collect()
        assert [str(one.message) for one in said] == []

    own = make()
    play(scenario, own)
