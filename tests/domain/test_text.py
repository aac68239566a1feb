"""The door for text: nothing that steers a terminal comes through, and nothing that a language needs is lost."""

from __future__ import annotations

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.domain.scrub import is_clean as thoroughly_clean
from reader.domain.text import clean_line, clean_text, count_words, fold, is_clean

HOSTILE = (
    [chr(c) for c in [*range(0x20), *range(0x7F, 0xA0)] if chr(c) != "\n"]
    + list("\u00ad\u180e\u200b\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff")
    + list("\ufff9\ufffa\ufffb\ufffc\ufdd0\uffff\U0001ffff\U000e0001\U000e0041\U000e007f\U0010ffff\ue000\U000f0000")
    + ["\ud800", "\udfff"]
)
anything = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from(HOSTILE),
        st.sampled_from("\u0301\u0327\u0344\u05bc\u0f73\ufe0f\u200d\u200c\U000e0100\U0001d165\ufb2c ếđ👩❤"),
        st.characters(categories=["Mn", "Cf", "Cc", "Cs", "Zs"]),
    ),
    max_size=60,
)


def test_each_hostile_character_is_refused_and_removed() -> None:
    for bad in HOSTILE:
        name = f"U+{ord(bad):04X}"
        assert not is_clean(f"a{bad}b"), name
        assert clean_line(f"a{bad}b").replace(" ", "") == "ab", name
        assert clean_text(f"a{bad}b").replace(" ", "").replace("\n", "") == "ab", name


@given(anything)
def test_a_cleaned_line_is_one_clean_normal_line(s: str) -> None:
    line = clean_line(s)
    assert is_clean(line)
    assert "\n" not in line
    assert "  " not in line
    assert line == line.strip()
    assert unicodedata.is_normalized("NFC", line)
    assert clean_line(line) == line


@given(anything)
def test_cleaned_text_is_clean_and_stays_as_it_is(s: str) -> None:
    text = clean_text(s)
    assert is_clean(text)
    assert unicodedata.is_normalized("NFC", text)
    assert clean_text(text) == text


@given(anything)
def test_the_quick_check_agrees_with_the_thorough_one(s: str) -> None:
    assert is_clean(s) == thoroughly_clean(s)
    if is_clean(s) and unicodedata.is_normalized("NFC", s) and s.isprintable():
        assert clean_text(s) == s


@given(anything, st.integers(1, 40))
def test_a_limit_holds_and_shows_where_it_cut(s: str, limit: int) -> None:
    whole, cut = clean_line(s), clean_line(s, limit)
    assert len(cut) <= limit
    assert is_clean(cut)
    assert cut == whole if len(whole) <= limit else cut.endswith("…")
    assert clean_line(cut, limit) == cut


@given(anything)
def test_a_surrogate_never_reaches_an_encoder(s: str) -> None:
    clean_line(s).encode("utf-8")
    clean_text(s).encode("utf-8")


@pytest.mark.parametrize(
    "good",
    [
        "Thủ tướng chủ trì phiên họp về thủ tục hành chính",
        "می‌خواهم",  # Persian needs ZWNJ
        "👩‍❤️‍👨 👨‍👩‍👧‍👦 👍🏽 🇻🇳 1️⃣",
        "שָׁ֛לוֹם בְּרֵאשִׁ֖ית",
        "กำลังปรับปรุงที่นี่",
        "हिन्दी में समाचार क्ष्म",
        "العربيّة وَالْأَخْبَارُ",
        "日本語のニュース が 한국어",
        "בדיקה \u200fabc\u200e",
        "葛\U000e0100城",  # an ideograph with its variation selector
    ],
)
def test_living_scripts_come_through(good: str) -> None:
    good = unicodedata.normalize("NFC", good)
    assert clean_line(good) == good
    assert clean_text(good) == good
    assert is_clean(good)


def test_decomposed_vietnamese_is_composed() -> None:
    assert clean_line(unicodedata.normalize("NFD", "Tiếng Việt")) == "Tiếng Việt"


def test_a_mark_flood_is_cut_and_costs_no_time() -> None:
    start = time.process_time()
    flooded = clean_line("a" + "\u0301\u0327" * 200_000 + "b")
    assert time.process_time() - start < 2  # composing it whole would take minutes
    assert len(flooded) <= 8
    assert flooded.endswith("b")


def test_selector_and_joiner_floods_shrink_to_one() -> None:
    assert clean_line("a" + "\ufe0f" * 50 + "b") == "a\ufe0fb"
    assert clean_line("a" + "".join(chr(0xE0100 + n) for n in range(200)) + "b") == "a\U000e0100b"
    assert clean_line("a" + "\u200d" * 50 + "b") == "a\u200db"
    assert clean_line("a" + "\u0301\u200d" * 50 + "b").count("\u0301") <= 5


def test_every_kind_of_space_is_the_plain_space() -> None:
    assert clean_line("\u00a0a\u2003b\u3000\r\n\tc\x85d\u2028e ") == "a b c d e"
    assert clean_text("a\u00a0b\r\nc\rd\x85e\u2028f\vg") == "a b\nc\nd\ne\nf g"


def test_code_keeps_its_columns() -> None:
    assert clean_text("if x:\n\treturn  1") == "if x:\n    return  1"


def test_a_cut_falls_at_a_words_end() -> None:
    assert clean_line("one two three four", 12) == "one two…"
    assert clean_line("one two three four", 8) == "one two…"
    assert clean_line("abcdefghij", 5) == "abcd…"


def test_an_enormous_field_is_cut_without_reading_it_all() -> None:
    assert clean_line("\u00a0x " * 1_000_000, 10) == "x x x x x…"


@given(anything)
def test_folding_is_stable_and_blind_to_case_and_form(s: str) -> None:
    s = clean_line(s)
    assert fold(fold(s)) == fold(s)
    assert fold(unicodedata.normalize("NFD", s)) == fold(s)


@pytest.mark.parametrize(
    ("s", "folded"),
    [
        ("Đường Ở TIẾNG Việt", "duong o tieng viet"),
        ("Straße ﬁn Ａ１", "strasse fin a1"),
        ("Ελλάδα Ёлка İstanbul Łódź Ærø", "ελλαδα елка istanbul lodz aero"),
        ("مُحَمَّد أخبار", "محمد اخبار"),
        ("ガギ", "ガギ"),
        ("한국어", "한국어"),
        ("ที่นี่", "ที่นี่"),
    ],
)
def test_folding(s: str, folded: str) -> None:
    assert fold(s) == folded


@pytest.mark.parametrize(
    ("s", "words"),
    [
        ("", 0),
        ("one two, don't – stop… 3.5 up-to-date", 6),
        ("Thủ tướng họp", 3),
        ("今天天气很好", 3),
        ("Tin 今天 mới", 3),
        ("สวัสดีชาวโลก", 3),
        ("Anlac — the capital - sees rain", 5),
    ],
)
def test_words_are_counted(s: str, words: int) -> None:
    assert count_words(s) == words
