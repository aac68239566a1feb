"""The lines of the Feeds pane, without a terminal."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from reader.domain.models import Counts, Folder, Scope, ScopeKind, Subscription
from reader.ui.places import SMART, Feeds
from reader.ui.render.cells import width
from reader.ui.render.feeds import Label, Row, label_of, line_of, refolded, rows_of

FEEDS = Feeds(
    (
        Subscription(1, "u", "feed", "One", folder_id=1, position=0),
        Subscription(2, "u", "feed", "Two", folder_id=2, position=0),
        Subscription(3, "u", "feed", "Three", position=1),
    ),
    (Folder(1, "Outer", 0), Folder(2, "Inner", 1)),
    Counts({1: 5, 2: 123_456}),
)


def names(is_open: dict[int, bool]) -> list[str]:
    """What of the sample is not hidden, indented."""
    rows = [row for row in rows_of(FEEDS, is_open) if not row.hidden][len(SMART) + 3 :]
    return ["  " * row.depth + label_of(FEEDS, row, is_open).name for row in rows]


def test_folders_come_before_feeds_and_hide_what_is_in_them() -> None:
    assert names({}) == ["Outer", "  Inner", "    Two", "  One", "Three"]
    assert names({2: False}) == ["Outer", "  Inner", "  One", "Three"]
    assert names({1: False}) == ["Outer", "Three"]
    assert len(list(rows_of(FEEDS, {1: False}))) == len(list(rows_of(FEEDS, {})))


@given(st.dictionaries(st.sampled_from([1, 2]), st.booleans()), st.sampled_from([1, 2]), st.booleans())
def test_folding_makes_anew_only_the_lines_inside_of_the_folder(
    is_open: dict[int, bool], folder_id: int, opens: bool
) -> None:
    before = list(rows_of(FEEDS, is_open))
    after = is_open | {folder_id: opens}
    rows = refolded(FEEDS, after, before, folder_id)
    assert rows == list(rows_of(FEEDS, after))
    inside = {1: {ScopeKind.FOLDER: {2}, ScopeKind.FEED: {1, 2}}, 2: {ScopeKind.FEED: {2}}}[folder_id]
    for row, was in zip(rows, before, strict=True):
        assert row is was or (row.scope is not None and row.scope.id in inside[row.scope.kind])


def test_folders_that_go_round_end() -> None:
    round_ = Feeds((), (Folder(1, "a", 2), Folder(2, "b", 1), Folder(3, "c", 0)))
    assert len(list(rows_of(round_, {}))) < 100


def test_what_a_line_says() -> None:
    folder, feed = Row(Scope(ScopeKind.FOLDER, 1)), Row(Scope(ScopeKind.FEED, 1), depth=1)
    assert label_of(FEEDS, folder, {})[:3] == ("▾ ", "Outer", "folder")
    assert label_of(FEEDS, folder, {1: False}).mark == "▸ "
    assert label_of(FEEDS, folder, {}).number == "123k"
    assert label_of(FEEDS, feed, {}) == Label("", "One", "unread", "", "sample", "5")
    assert label_of(FEEDS, Row(Scope(ScopeKind.FEED, 3)), {})[:3] == ("  ", "Three", "quiet")


@given(st.text(max_size=40), st.integers(0, 3), st.integers(20, 60), st.sampled_from(["", "7", "123k"]))
def test_a_line_never_runs_over_and_its_count_stands_at_the_edge(
    name: str, depth: int, columns: int, number: str
) -> None:
    line = line_of(Label("▾ ", name, "folder", " !", "trouble", number), depth, columns)
    assert width(line.text) <= columns - 1
    assert line.text[0] == " "
    assert line.text.endswith(number)
