"""Lines as strips: exact cells, fenced right-to-left runs, places for selections."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from rich.style import Style

from reader.ui.render.cells import LRM, safe, width
from reader.ui.render.lines import Line, Look, Piece
from reader.ui.render.strips import Overlay, paint, stylize

PLAIN = Style()
RED = Style(color="red")
TEXT = st.text(st.sampled_from("ab đ東「ا\u0301ك "), max_size=20).map(safe)


def style_of(look: Look) -> Style:
    return Style(bold=True) if look.role == "title" else PLAIN


@given(TEXT, TEXT, st.booleans(), st.integers(0, 6), st.integers(0, 10))
def test_a_strip_has_exactly_its_cells(one: str, two: str, rtl: bool, left: int, right: int) -> None:
    line = Line((Piece(one, Look("title")), Piece(two, Look("body"))), (Piece("▎ ", Look("bar")),), rtl=rtl)
    columns = 2 + width(one) + width(two) + 3
    total = left + columns + right
    strip = paint(line, style_of, PLAIN, left=left, columns=columns, total=total, row=3)
    assert strip.cell_length == total == sum(segment.cell_length for segment in strip)


def test_a_line_too_long_is_cut_at_the_edge() -> None:
    strip = paint(Line((Piece("東京東京", Look("body")),)), style_of, PLAIN, left=0, columns=5, total=5)
    assert strip.cell_length == 5 == width(strip.text)


def test_right_to_left_text_is_fenced_and_set_from_the_right() -> None:
    strip = paint(Line((Piece("مرحبا", Look("body")),), rtl=True), style_of, PLAIN, left=2, columns=10, total=14)
    assert strip.text.startswith("  " + " " * 5 + LRM)
    assert strip.text.rstrip().endswith(LRM)
    assert strip.cell_length == 14


def test_left_to_right_text_needs_no_fence() -> None:
    assert LRM not in paint(Line((Piece("abc", Look("body")),)), style_of, PLAIN, left=0, columns=5, total=5).text


def test_characters_know_their_place() -> None:
    line = Line((Piece("ab", Look("title")), Piece("cd", Look("body"))), (Piece("▎ ", Look("bar")),))
    strip = paint(line, style_of, PLAIN, left=1, columns=9, total=10, row=7)
    places = [segment.style.meta["offset"] for segment in strip if segment.style and "offset" in segment.style.meta]
    assert places == [(0, 7), (2, 7)]


@given(TEXT, st.integers(0, 12), st.integers(-1, 12))
def test_overlays_change_styles_and_never_the_text(text: str, start: int, end: int) -> None:
    parts = [(text[:3], PLAIN), (text[3:], Style(bold=True))]
    laid = stylize([part for part in parts if part[0]], [Overlay(start, end, RED)])
    assert "".join(part for part, _ in laid) == text
    stop = len(text) if end < 0 else end
    assert "".join(part for part, style in laid if style.color) == text[start:stop]
