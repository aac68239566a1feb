"""The pure parts of the shell: layout, trail, places, top and bottom line, opening addresses."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.domain.models import Counts, Folder, ListQuery, Order, Scope, ScopeKind, Subscription
from reader.ui.browser import argument_list, browser_words, needs_terminal
from reader.ui.commands import Pane
from reader.ui.driver import Output
from reader.ui.keys import build_keymap
from reader.ui.layout import (
    LIMITS,
    MIN_ARTICLE,
    Shape,
    Sizes,
    article_columns,
    columns,
    resize,
    shape_for,
    strip_height,
)
from reader.ui.places import Feeds, dump, load, query_for
from reader.ui.screens.help import help_lines
from reader.ui.trail import LONGEST, Trail
from reader.ui.widgets.bottomline import fitting, items_for
from reader.ui.widgets.topbar import TopState, top_line

from . import world

ROWS = world.entries()

# -- layout


@pytest.mark.parametrize(
    ("width", "shape"),
    [(0, "one"), (79, "one"), (80, "two"), (109, "two"), (110, "three"), (149, "three"), (150, "four")],
)
def test_shapes(width: int, shape: str) -> None:
    assert shape_for(width) is Shape(shape)


dragged = [st.integers(*LIMITS[name]) for name in ("feeds", "headlines", "related")]
sizes = st.builds(Sizes, *dragged, st.integers(0, LIMITS["strip"][1]))


@given(st.integers(1, 400), sizes)
def test_whatever_is_dragged_the_article_stays_readable(width: int, size: Sizes) -> None:
    feeds, headlines, _related = columns(width, size)
    shape = shape_for(width)
    assert article_columns(width, size) >= (width if shape is Shape.ONE else MIN_ARTICLE)
    if shape is Shape.TWO:
        assert feeds == headlines + 1
    elif shape is Shape.ONE:
        assert (feeds, headlines) == (width, width)


def test_the_default_columns_are_those_of_the_design() -> None:
    assert columns(200, Sizes()) == (26, 44, 36)
    assert article_columns(176, Sizes()) == 71  # 66 columns of text, two on either side, the scroll bar
    assert article_columns(120, Sizes()) >= 54


def test_a_pane_that_was_dragged_stays_as_long_as_the_article_can_be_read() -> None:
    assert columns(128, Sizes(headlines=60))[1] == 60
    assert columns(120, Sizes(headlines=80)) == (22, 58, 0)


@given(st.integers(0, 200), sizes)
def test_the_strip_leaves_the_article_a_third(height: int, size: Sizes) -> None:
    assert 0 <= strip_height(height, size) <= max(3, height * 2 // 3)


def test_a_drag_stops_at_the_limits() -> None:
    assert resize(Sizes(), "feeds", 1000).feeds == LIMITS["feeds"][1]
    assert resize(Sizes(), "feeds", -5).feeds == LIMITS["feeds"][0]


# -- trail


def test_the_trail_goes_back_and_forward_and_forgets_what_lay_ahead() -> None:
    trail = Trail()
    assert trail.move(-1) is None
    for row in ROWS[:3]:
        trail.visit(row, followed=row is not ROWS[0])
    assert trail.breadcrumb() == tuple(row.title for row in ROWS[:3])
    trail.leave((4, 0.5))
    assert trail.move(-2).row is ROWS[0]  # type: ignore[union-attr]
    assert trail.breadcrumb() == ()
    assert trail.move(2).scroll == (4, 0.5)  # type: ignore[union-attr]
    trail.move(-1)
    trail.visit(ROWS[9], followed=True)
    assert [step.row for step in trail.steps] == [ROWS[0], ROWS[1], ROWS[9]]
    trail.visit(ROWS[9], followed=True)
    assert len(trail.steps) == 3


def test_the_trail_is_bounded() -> None:
    trail = Trail()
    for number in range(LONGEST + 50):
        trail.visit(ROWS[number % 2], followed=False)
    assert len(trail.steps) == LONGEST
    assert trail.current is trail.steps[-1]


# -- places


def feeds() -> Feeds:
    counts = Counts({1: 4, 2: 3, 24: 2}, 9, 1)
    return Feeds(tuple(world.subscriptions()), world.FOLDERS, counts)


def test_names_paths_and_counts_of_places() -> None:
    assert feeds().path(Scope(ScopeKind.FEED, 1)) == ("Việt Nam", "Pháp luật TP.HCM")
    assert feeds().path(Scope(ScopeKind.FOLDER, 4)) == ("Technology", "Science")
    assert feeds().unread(Scope(ScopeKind.FOLDER, 1)) == 7
    assert feeds().unread(Scope(ScopeKind.FOLDER, 3)) == 2
    assert feeds().unread(Scope(ScopeKind.STARRED)) == 1
    assert feeds().name(Scope(ScopeKind.FEED, 999)) == "A feed that is gone"


def test_folders_that_go_round_do_not_hang() -> None:
    round_ = (Folder(1, "a", 2), Folder(2, "b", 1))
    state = Feeds((Subscription(1, "u", "feed", folder_id=1),), round_)
    assert len(state.path(Scope(ScopeKind.FEED, 1))) <= 21
    assert state.below(1)


@given(st.sampled_from(ScopeKind), st.integers(0, 10**9), st.text(max_size=20))
def test_a_place_survives_the_small_memory(kind: ScopeKind, number: int, text: str) -> None:
    assert load(dump(Scope(kind, number, text))) == Scope(kind, number, text)


@pytest.mark.parametrize("value", [None, 3, "all", [], ["all"], ["nowhere", 1, ""], ["all", "x", ""], {"kind": "all"}])
def test_what_is_no_place_is_none(value: object) -> None:
    assert load(value) is None


def test_today_begins_with_the_readers_day() -> None:
    query = query_for(Scope(ScopeKind.TODAY), Order.NEWEST, unread_only=True, now=world.NOW)
    assert query.since
    assert query.since.utcoffset() is not None
    assert (query.since.hour, query.since.minute) == (0, 0)
    assert query.unread_only
    starred = query_for(Scope(ScopeKind.STARRED), Order.NEWEST, unread_only=True, now=world.NOW)
    assert starred == ListQuery(Scope(ScopeKind.STARRED))


# -- top and bottom line

names = st.lists(st.text(min_size=1, max_size=60), max_size=5).map(tuple)


@given(st.integers(1, 250), names, st.integers(0, 10**7), st.booleans(), st.integers(0, 2000))
def test_the_top_line_never_runs_over(
    width: int, crumbs: tuple[str, ...], unread: int, online: bool, total: int
) -> None:
    line = top_line(TopState(crumbs, done=total // 2, total=total, online=online, unread=unread), width)
    assert "\n" not in line.plain
    if width >= 40:
        assert line.cell_length <= width


def test_the_top_line_keeps_what_matters_most() -> None:
    state = TopState(("Việt Nam", "Pháp luật TP.HCM"), 12, 40, unread=1204)
    wide = top_line(state, 160).plain
    assert "bantin" in wide
    assert "Việt Nam › Pháp luật TP.HCM" in wide
    assert "12/40" in wide
    assert "1 204 unread" in wide
    narrow = top_line(state, 50).plain
    assert "Pháp luật" in narrow
    assert "12/40" in narrow
    assert "1 204" in narrow
    assert "offline" in top_line(TopState(online=False), 60).plain


@given(st.integers(0, 200), st.sampled_from(Pane))
def test_the_bottom_line_fits_and_keeps_help(width: int, pane: Pane) -> None:
    items = items_for(build_keymap("default", {})[0], pane)
    kept = fitting(items, width)
    assert kept[-1].command == "help"
    assert len(kept) == 1 or sum(len(item.key) + len(item.word) + 4 for item in kept) + 2 <= width


def test_the_bottom_line_follows_the_users_keys() -> None:
    keymap, _problems = build_keymap("default", {"star": ["B"], "filter": []})
    keys = {item.command: item.key for item in items_for(keymap, Pane.HEADLINES)}
    assert keys["star"] == "B"
    assert "filter" not in keys


def test_a_flood_of_keys_is_named_and_the_first_are_used() -> None:
    flood = [f"ctrl+{chr(0x4E00 + number)}" for number in range(5_000)]
    keymap, problems = build_keymap("default", {"star": flood, "help": flood, "zen": ["g " * 100_000], "x" * 9_000: []})
    assert len(keymap.keys_of("star")) == 30
    assert sum("more than 30 keys" in problem for problem in problems) == 2
    assert any("zen cannot have 'g g g" in problem for problem in problems)
    assert max(map(len, problems)) < 200
    assert len(problems) < 50


def test_help_finds_by_key_name_title_and_group() -> None:
    keymap, _problems = build_keymap("default", {})

    def shown(search: str, columns: int = 80) -> list[str]:
        return [line.text for line in help_lines(keymap, search, columns)]

    assert "Mark everything in this list read" in "\n".join(shown("A"))
    assert "Next feed" in "\n".join(shown("next feed"))
    assert "hints-browser" not in "\n".join(shown(""))
    for cells in (12, 34, 80):
        assert max(map(len, shown("", cells))) <= cells
    assert any(line.startswith("  1–9 ") for line in shown("related story", 34))
    assert "is called that" in "\n".join(shown("qqqq"))


# -- opening addresses


def test_addresses_are_arguments_never_commands() -> None:
    url = "https://example.org/a?b=$(rm -rf ~)&c=`id`"
    words = argument_list(["firefox"], url)
    assert words[0] == "firefox"
    assert len(words) == 2
    assert words[1].startswith("https://example.org/a?b=")
    assert argument_list(["mpv", "--url={url}", "-q"], "https://e.org/x") == ["mpv", "--url=https://e.org/x", "-q"]
    assert argument_list(["w3m", "%s"], "https://e.org/") == ["w3m", "https://e.org/"]


@pytest.mark.parametrize(
    "url",
    ["file:///etc/passwd", "javascript:alert(1)", "--help", "", "https://", "data:text/html,x", "ftp://e.org/"],
)
def test_unsafe_addresses_are_not_opened(url: str) -> None:
    assert argument_list(["firefox"], url) == []


def test_control_characters_never_reach_a_program() -> None:
    assert not any("\x1b" in word for word in argument_list(["firefox"], "https://e.org/\x1b]52;c;aGk=\x07"))


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX programs")
def test_which_browser(tmp_path: Path) -> None:
    for name in ("one", "two", "xdg-open"):
        program = tmp_path / name
        program.write_text("#!/bin/sh\n", encoding="utf-8")
        program.chmod(0o755)
    path = {"PATH": str(tmp_path)}
    assert browser_words(["mine", "-x"], path) == ["mine", "-x"]
    assert browser_words([], {**path, "BROWSER": "none:two --new-tab %s:one"}) == ["two", "--new-tab", "%s"]
    assert browser_words([], {**path, "BROWSER": "none"}) == (["xdg-open"] if sys.platform == "linux" else [])
    assert browser_words([], {"PATH": "/nowhere"}) == []
    assert needs_terminal(["/usr/bin/w3m", "-s"])
    assert not needs_terminal(["firefox"])


def test_a_breadcrumb_that_is_cut_at_its_beginning_says_so() -> None:
    hops = ("All", "World briefs at 0300", "Saluang sets election", "Muted radar alarm cited in ferry grounding")
    shown = {columns: top_line(TopState(hops, online=True, unread=9), columns).plain for columns in range(30, 140)}
    assert all(hops[-1][:10] in line and len(line) <= columns for columns, line in shown.items())
    assert any(" … › Muted radar" in line for line in shown.values())
    assert not any("… › All" in line for line in shown.values())


def test_what_is_written_to_a_terminal_that_is_gone_goes_nowhere() -> None:
    ours, theirs = os.openpty()
    with open(theirs, "w", encoding="utf-8") as terminal:
        output = Output(terminal)
        assert output.write("ấ") == 1
        output.flush()
        assert os.read(ours, 9) == "ấ".encode()
        os.close(ours)
        # Textual's thread that writes ends at the first error, and all others wait for it for ever.
        assert output.write("x" * 100_000) == 100_000
        output.flush()
