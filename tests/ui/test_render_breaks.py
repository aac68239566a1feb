"""Lines end where a reader of each script expects it."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.ui.render.breaks import NOT_FIRST, NOT_LAST, balanced, wrap
from reader.ui.render.cells import safe, width

PARAGRAPH = st.text(st.sampled_from("ab cđề ộ-/—東京。、「」（）カッーきゃ한국ا بกเ…!?.%❤👩1 2 "), max_size=200).map(
    lambda text: " ".join(safe(text).split())
)


def lines(text: str, columns: int, first: int = 0) -> list[str]:
    return [text[start:end] for start, end in wrap(text, columns, first)]


@given(PARAGRAPH, st.integers(2, 40))
def test_no_line_is_too_wide(text: str, columns: int) -> None:
    assert all(width(line) <= columns for line in lines(text, columns))


def test_a_mark_that_does_not_fit_leaves_no_space_over_the_edge() -> None:
    assert lines("き ?", 2) == ["き", "?"]
    assert lines("a👩 ?", 3) == ["a", "👩", "?"]


@given(PARAGRAPH, st.integers(2, 40), st.integers(2, 40))
def test_only_spaces_are_lost(text: str, columns: int, first: int) -> None:
    assert "".join(lines(text, columns, first)).replace(" ", "") == text.replace(" ", "")


@given(PARAGRAPH, st.integers(2, 40))
def test_lines_do_not_overlap_and_no_line_is_empty(text: str, columns: int) -> None:
    spans = wrap(text, columns)
    assert all(start < end for start, end in spans) or text == ""
    assert all(before[1] <= after[0] for before, after in itertools.pairwise(spans))


@given(st.text(st.sampled_from("東京都の人口は、約一千四百万人です。「はい」（注）……ッャー"), min_size=8, max_size=80))
def test_kinsoku(text: str) -> None:
    for before, after in zip(got := lines(text, 20), got[1:], strict=False):
        # A run of closing marks longer than the line cannot be helped; none of these is.
        closing = len(after) - len(after.lstrip("".join(NOT_FIRST)))
        if closing and width(before) >= 18 and not set(before[1:]) <= NOT_FIRST:
            continue_possible = any(
                char not in NOT_FIRST and before[at] not in NOT_LAST for at, char in enumerate(before[1:])
            )
            assert not continue_possible
        assert before[-1] not in NOT_LAST or len(set(before)) <= 2


@pytest.mark.parametrize("columns", range(8, 40))
def test_vietnamese_syllables_are_never_split(columns: int) -> None:
    text = "Bộ Quốc phòng tổng kết công tác cải cách hành chính năm 2026 nghiêng nghiêng"
    assert " ".join(lines(text, columns)).split() == text.split()


def test_a_closing_mark_after_a_space_stays_with_its_word() -> None:
    assert lines("Qui vient ce soir ? Moi", 18) == ["Qui vient ce", "soir ? Moi"]


def test_inner_hyphens_and_slashes_break_and_ranges_of_numbers_do_not() -> None:
    assert lines("a state-of-the-art ferry", 12) == ["a state-of-", "the-art", "ferry"]
    assert lines("the years 2024-2025 went", 14) == ["the years", "2024-2025 went"]


def test_an_address_is_parted_at_its_slashes_and_then_anywhere() -> None:
    assert lines("https://example.org/aaaa/bbbb", 20) == ["https://example.org/", "aaaa/bbbb"]
    assert lines("x" * 25, 10) == ["x" * 10, "x" * 10, "x" * 5]


def test_korean_keeps_its_words() -> None:
    assert lines("한국어 문장은 단어 단위로", 12) == ["한국어", "문장은 단어", "단위로"]


def test_latin_words_inside_chinese_stay_whole() -> None:
    assert lines("使用新的Textual框架", 14) == ["使用新的", "Textual框架"]


def test_the_first_line_may_be_shorter() -> None:
    assert lines("one two three four", 13, 5) == ["one", "two three", "four"]


def test_a_title_ends_in_no_stray_word() -> None:
    title = "Bộ Quốc phòng tổng kết công tác cải cách hành chính năm 2026"
    assert lines(title, balanced(title, 56))[0] == "Bộ Quốc phòng tổng kết công tác"
    assert balanced("short", 56) == 56


def test_long_paragraphs_cost_by_the_line() -> None:
    # Counted, not timed: a paragraph of one script is never walked character by character.
    text = "từ ngữ " * 20_000
    assert len(wrap(text, 72)) == 2000
