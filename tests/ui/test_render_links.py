"""Links: numbered once, reached by letters, shown with their host."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.ui.render.hints import Hint, hints_for, legend, with_hints
from reader.ui.render.lines import Line, Look, Piece
from reader.ui.render.links import LinkTable, hint_labels, number_label


@given(st.integers(0, 800))
def test_no_label_is_the_beginning_of_another(count: int) -> None:
    labels = hint_labels(count)
    assert len(set(labels)) == count
    assert len({len(label) for label in labels}) <= 1


def test_few_links_get_letters_of_the_home_row() -> None:
    assert hint_labels(3) == ["a", "s", "d"]
    assert {len(label) for label in hint_labels(27)} == {2}


def test_numbers_of_lines() -> None:
    assert [number_label(n) for n in (0, 8, 9, 34, 35)] == ["1", "9", "'a", "'z", ""]


def test_the_same_link_has_one_number_and_an_unsafe_one_none() -> None:
    table = LinkTable()
    assert [table.add(url, "x") for url in ("https://a.org/", "https://a.org/", "file:///x", "https://b.org/")] == [
        1,
        1,
        0,
        2,
    ]
    assert table[2].host == "b.org"
    with pytest.raises(IndexError):
        table[0]


LINES = [
    Line((Piece("see ", Look("body")), Piece("報告書", Look("link", 0, 1)), Piece(" or ", Look("body")))),
    Line((Piece("x", Look("link", 0, 2)), Piece(" end", Look("body")))),
    Line((Piece("a photo", Look("caption")),), (Piece("▢ ", Look("picture", 0, 3)),)),
]


def table() -> LinkTable:
    links = LinkTable()
    links.add("https://plo.vn/1", "報告書")
    links.add("https://vnexpress.net/2", "x")
    links.add("https://img.org/3", "a photo", "picture")
    return links


def test_pictures_get_letters_for_the_browser_only() -> None:
    assert [hint.link for hint in hints_for(LINES, 0, 10, table(), False)] == [1, 2]
    assert [hint.link for hint in hints_for(LINES, 0, 10, table(), True)] == [1, 2, 3]
    assert [hint.line for hint in hints_for(LINES, 1, 10, table(), False)] == [1]


def test_letters_stand_over_the_link_and_the_line_keeps_its_cells() -> None:
    line = with_hints(LINES[0], [Hint("as", 1, 0, 4)], "")
    assert line.text == "see as告書 or "
    assert line.cells == LINES[0].cells
    assert with_hints(LINES[0], [Hint("a", 1, 0, 4)], "").text == "see a 告書 or "


def test_a_link_shorter_than_its_letters() -> None:
    assert with_hints(LINES[1], [Hint("as", 2, 1, 0)], "").text == "asend"


def test_typed_letters_look_typed_and_others_go() -> None:
    line = with_hints(LINES[0], [Hint("as", 1, 0, 4)], "a")
    assert [(piece.text, piece.look.role) for piece in line.pieces[1:3]] == [("a", "hint-typed"), ("s", "hint")]
    assert with_hints(LINES[0], [Hint("sa", 1, 0, 4)], "a").text == LINES[0].text


@given(st.integers(0, 11), st.sampled_from(["a", "as", "asd"]))
def test_letters_fit_anywhere(at: int, label: str) -> None:
    line = with_hints(LINES[0], [Hint(label, 1, 0, at)], "")
    assert label in line.text
    assert line.cells <= LINES[0].cells + len(label)


def test_the_legend_says_where_links_lead() -> None:
    hints = hints_for(LINES, 0, 10, table(), True)
    assert [line.text for line in legend(hints, table(), 40, 3)] == [
        "a plo.vn         s vnexpress.net",
        "d img.org      ",
    ]
    assert len(legend(hints, table(), 20, 2)) == 2
    assert legend([], table(), 40, 3) == []
