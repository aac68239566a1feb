"""The related pane: numbers, cursor, teaser, clicks, words when there is nothing."""

from __future__ import annotations

from datetime import UTC

import pytest
from textual.pilot import Pilot

from reader.domain.models import GroupKind, RelatedGroup, RelatedLink
from reader.ui.widgets.related import RelatedPane
from tests.ui.reading_app import WidgetApp, play, screen_text
from tests.ui.reading_texts import GROUPS, clock


def make() -> RelatedPane:
    return RelatedPane(clock=clock, zone=UTC)


MANY = (RelatedGroup(GroupKind.SIMILAR, tuple(RelatedLink(f"https://a.org/{n}", f"Story {n}") for n in range(40))),)


def test_numbers_choose() -> None:
    async def scenario(app: WidgetApp, pilot: Pilot[None]) -> None:
        own.show(GROUPS)
        assert own.choose(3)
        assert not own.choose(8)
        assert not own.choose(-1)
        own.show(MANY)
        assert own.choose(9)
        await pilot.pause()
        chosen = app.heard_of(RelatedPane.Chosen)
        assert [(m.link.title, m.number) for m in chosen] == [  # type: ignore[attr-defined]
            ("Army ministry reviews its paperwork", 4),
            ("Story 9", 10),
        ]

    own = make()
    play(scenario, own, size=(36, 30))


def test_the_cursor_moves_shows_the_teaser_and_chooses() -> None:
    async def scenario(app: WidgetApp, pilot: Pilot[None]) -> None:
        own.show(GROUPS)
        own.focus()
        await pilot.pause()
        assert any("Thêm ba bộ" in line for line in screen_text(own))
        assert own.move(3)
        assert not any("Thêm ba bộ" in line for line in screen_text(own))
        assert any("The ministry counted" in line for line in screen_text(own))
        assert any(line.startswith(" ▌") and "Army" in line for line in screen_text(own))
        own.choose(own.cursor)
        assert own.move(99)
        assert not own.move(1)
        await pilot.pause()
        assert [m.number for m in app.heard_of(RelatedPane.Chosen)] == [4]  # type: ignore[attr-defined]
        assert app.heard_of(RelatedPane.Highlighted)[-1].link.title.startswith("Kế hoạch")  # type: ignore[attr-defined]

    own = make()
    play(scenario, own, size=(36, 40))


def test_keys_may_come_to_it_before_it_is_laid_out() -> None:
    async def scenario(app: WidgetApp, pilot: Pilot[None]) -> None:
        own.display = False
        await pilot.pause()
        own.show(GROUPS)
        own.display = True
        app.screen.set_focus(own, scroll_visible=False)
        own.move(1)
        await pilot.pause()
        assert any(line.startswith(" ▌") and "2" in line for line in screen_text(own))

    own = make()
    play(scenario, own, size=(36, 30))


@pytest.mark.parametrize("size", [(36, 12), (90, 6), (24, 9), (100, 40)])
def test_the_cursor_is_always_visible(size: tuple[int, int]) -> None:
    async def scenario(_app: WidgetApp, pilot: Pilot[None]) -> None:
        own.show(MANY)
        own.focus()
        await pilot.pause()
        for step in (1, 1, 10, 20, -5, 30, -40):
            own.move(step)
            assert any("▌" in line for line in screen_text(own))
        assert {own.render_line(y).cell_length for y in range(own.size.height)} == {own.line_width}

    own = make()
    play(scenario, own, size=size)


def test_the_same_groups_again_keep_the_cursor() -> None:
    async def scenario(_app: WidgetApp, pilot: Pilot[None]) -> None:
        own.show(GROUPS)
        own.move(2)
        own.show(GROUPS[:4])
        assert own.cursor == 2
        own.show(MANY)
        assert own.cursor == 0

    own = make()
    play(scenario, own)


def test_the_selection_stays_on_its_story_when_others_join() -> None:
    async def scenario(app: WidgetApp, pilot: Pilot[None]) -> None:
        own.show(MANY)
        app.set_focus(None)
        await pilot.pause()
        came = tuple(RelatedLink(f"https://b.org/{n}", f"Newcomer {n}") for n in range(3))
        own.show((RelatedGroup(GroupKind.SAME, came), *MANY))
        await pilot.pause()
        assert own.cursor == own.scroll_offset.y == 0, "nobody has chosen a story, so the best ones are seen"
        own.show(MANY)
        own.focus()
        own.move(20)
        await pilot.pause()
        row = next(y for y, line in enumerate(screen_text(own)) if "Story 20" in line)
        own.show((RelatedGroup(GroupKind.SAME, came), *MANY))
        await pilot.pause()
        assert own.links[own.cursor].link.title == "Story 20"
        assert "Story 20" in screen_text(own)[row], "at its line of the screen"
        own.show((RelatedGroup(GroupKind.SAME, came),))
        assert own.cursor == 0, "what is gone cannot stay selected"

    own = make()
    play(scenario, own, size=(36, 12))


def test_a_click_chooses() -> None:
    async def scenario(app: WidgetApp, pilot: Pilot[None]) -> None:
        own.show(GROUPS)
        await pilot.pause()
        y = next(y for y, line in enumerate(screen_text(own)) if "Army" in line)
        await pilot.click(own, offset=(12, y))
        assert own.cursor == 3
        assert [m.number for m in app.heard_of(RelatedPane.Chosen)] == [4]  # type: ignore[attr-defined]

    own = make()
    play(scenario, own, size=(36, 40))


def test_the_focus_shows_in_the_heading_and_the_bar() -> None:
    async def scenario(_app: WidgetApp, pilot: Pilot[None]) -> None:
        own.show(GROUPS)
        await pilot.pause()
        own.blur()
        await pilot.pause()
        assert not any("▌" in line or "Thêm ba bộ" in line for line in screen_text(own))
        plain = own.render_line(1)
        own.focus()
        await pilot.pause()
        focused = own.render_line(1)
        assert any(segment.style and segment.style.underline for segment in focused)
        assert not any(segment.style and segment.style.underline for segment in plain)
        own.heading = False
        assert "RELATED" not in "".join(screen_text(own))

    own = make()
    play(scenario, own, size=(36, 40))


def test_nothing_is_said_in_words() -> None:
    async def scenario(_app: WidgetApp, pilot: Pilot[None]) -> None:
        own.show(())
        assert "Nothing related is known yet." in "\n".join(screen_text(own))
        own.show_message("Looking for related stories…")
        assert "Looking for" in "\n".join(screen_text(own))
        assert not own.choose(own.cursor)
        assert not own.move(1)

    own = make()
    play(scenario, own, size=(50, 12))
