"""The words of an address."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.domain.text import is_clean
from reader.domain.urlwords import words_of


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://bao.example/mua-lon-o-mien-trung-post874887.html", "Mua lon o mien trung"),
        ("https://bao.example/the-gioi/tin-nong-20261123104500123.htm?x=1", "Tin nong"),
        ("https://news.example/2026/11/23/world/Storm_makes_landfall/index.html", "Storm makes landfall"),
        ("https://news.example/articles/a-long-title-here-5f2b9c1e", "A long title here"),
        ("https://news.example/world-cup-2026", "World cup"),
        ("https://xn--nhn-zma.example/tin-t%E1%BB%A9c-m%E1%BB%9Bi", "Tin tức mới"),
        ("https://news.example/article/123456", "news.example/article/123456"),
        ("", ""),
        ("http://[", ""),
    ],
)
def test_words(url: str, expected: str) -> None:
    assert words_of(url) == expected


@given(st.text(max_size=80))
def test_any_text_gives_one_clean_line(text: str) -> None:
    assert is_clean(words_of("https://a.example/" + text))
    words_of(text)
