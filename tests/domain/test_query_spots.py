"""Where the words of a query are marked in a text, in every script."""

from __future__ import annotations

import pytest

from reader.domain.query_spots import spots
from reader.domain.words import words


@pytest.mark.parametrize(
    ("asked", "text", "marked"),
    [
        ("điện", "Giá ĐIỆN, tăng; dien", ["ĐIỆN"]),
        ("dien", "Giá ĐIỆN, tăng; dien", ["ĐIỆN", "dien"]),
        ("điện", "gia\u0301 \u0111ie\u0323\u0302n", ["\u0111ie\u0323\u0302n"]),
        ("giá điện", "Giá điện tăng", ["Giá điện"]),
        ("a b", "x a_b c", ["a_b"]),
        ("京都", "東京都", ["京都"]),
        ("กาแฟ", "ร้านกาแฟสด", ["กาแฟ"]),
        ("วันที่", "ประจำวันที่ ๓", ["วันที่"]),
        ("ガス", "\u30ab\u3099ス代", ["\u30ab\u3099ス"]),
        # Vowels that are marks, and a joiner within a word; the stop and the comma behind them are no part of it.
        ("हिन्दी", "यह हिन्दी। है", ["हिन्दी"]),
        ("كتاب", "هذا كِتاب، نعم", ["كِتاب"]),
        ("می\u200cخواهم", "من می\u200cخواهم، بروم", ["می\u200cخواهم"]),
        ("café", "a cafe", []),
    ],
)
def test_words_are_marked_where_they_stand(asked: str, text: str, marked: list[str]) -> None:
    assert [text[start:end] for start, end in spots(text, [(words(asked), False)])] == marked
