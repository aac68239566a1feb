"""Text in cells: measured, cut, fenced."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from reader.ui.render.cells import NARROW, cut, fit, has_rtl, is_rtl, safe, safe_lines, short_name, shorten, width

LETTERS = st.text(
    st.one_of(st.characters(exclude_categories=("Cs",)), st.sampled_from("aăâđềộ東京。「ا你👩‍🚀❤️\u0301ก็\u200d\ufe0f"))
)


def test_every_character_called_narrow_has_one_cell() -> None:
    pattern = re.compile(f"[{NARROW}]")
    wrong = [hex(code) for code in range(0x20, 0x3000) if pattern.match(chr(code)) and cell_len(chr(code)) != 1]
    assert wrong == []


@given(LETTERS)
def test_width_is_what_textual_measures(text: str) -> None:
    assert width(safe(text)) == cell_len(safe(text))


@given(LETTERS)
def test_safe_text_holds_nothing_that_terminals_disagree_about(text: str) -> None:
    clean = safe(text)
    assert not re.search("[\x00-\x1f\x7f-\x9f\u00ad\u200d\u202a-\u202e\u2066-\u2069\ufe00-\ufe0f]", clean)
    assert safe(clean) == clean


@given(LETTERS)
def test_the_cells_of_safe_text_are_the_sum_of_its_characters(text: str) -> None:
    # So a line may be parted at any character without changing its cells.
    clean = safe(text)
    assert width(clean) == sum(width(char) for char in clean)


@given(LETTERS, st.integers(0, 30))
def test_shortened_text_fits(text: str, cells: int) -> None:
    assert width(shorten(safe(text), cells)) <= cells


@given(LETTERS, st.integers(1, 30), st.booleans())
def test_fitted_text_fills_its_cells(text: str, cells: int, right: bool) -> None:
    assert width(fit(safe(text), cells, right)) == cells


def test_a_cut_never_parts_a_letter_from_its_marks() -> None:
    text = "e\u0301e\u0302"
    assert [cut(text, cells) for cells in (0, 1, 2, 3)] == [0, 2, 4, 4]


def test_escape_sequences_do_not_pass() -> None:
    assert "\x1b" not in safe("a\x1b]52;c;eA==\x07b")
    assert safe_lines("a\x1b[2J\n\tb") == ["a[2J", "    b"]


def test_emoji_are_taken_apart_and_keep_their_meaning() -> None:
    assert safe("👩‍🚀 ❤️ 👍🏽") == "👩🚀 ❤ 👍"


def test_the_first_strong_letter_gives_the_direction() -> None:
    assert is_rtl("«مرحبا» abc")
    assert not is_rtl("abc مرحبا")
    assert has_rtl("abc مرحبا")
    assert not has_rtl("Tiếng Việt")


@pytest.mark.parametrize(
    ("name", "cells", "short"),
    [
        ("Báo Triều - Thời sự", 19, "Báo Triều - Thời sự"),
        ("Báo Triều - Thời sự", 14, "Báo Triều"),
        ("Meridian Wire: World", 14, "Meridian Wire"),
        ("The Anlac Monitor", 14, "The Anlac…"),
        ("Tagesschaunachrichten", 10, "Tagesscha…"),
        ("江桥日报国际版", 8, "江桥日…"),
        ("", 5, ""),
    ],
)
def test_a_source_is_named_in_whole_words_where_it_can_be(name: str, cells: int, short: str) -> None:
    assert short_name(name, cells) == short


@given(st.text(max_size=40), st.integers(0, 30))
def test_a_short_name_fits(name: str, cells: int) -> None:
    assert width(short_name(safe(name), cells)) <= cells
