"""What the user typed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.domain.errors import UsageError
from reader.sources.typed import tidy, web_addresses, web_score


@pytest.mark.parametrize(
    ("text", "addresses"),
    [
        ("https://example.com/feed", ["https://example.com/feed"]),
        ("  <HTTPS://Example.com/Feed>\n", ["HTTPS://Example.com/Feed"]),
        ('"http://example.com"', ["http://example.com"]),
        ("example.com", ["https://example.com", "http://example.com"]),
        ("example.com/news?x=1", ["https://example.com/news?x=1", "http://example.com/news?x=1"]),
        ("báo-mới.vn", ["https://báo-mới.vn", "http://báo-mới.vn"]),
        ("sub.example.co.uk:8443/x", ["https://sub.example.co.uk:8443/x", "http://sub.example.co.uk:8443/x"]),
        ("localhost:8000/feed", ["http://localhost:8000/feed", "https://localhost:8000/feed"]),
        ("192.168.1.5", ["http://192.168.1.5", "https://192.168.1.5"]),
        ("nas:8080/rss", ["http://nas:8080/rss", "https://nas:8080/rss"]),
        ("8.8.8.8/rss", ["https://8.8.8.8/rss", "http://8.8.8.8/rss"]),
        ("feed://example.com/rss", ["https://example.com/rss", "http://example.com/rss"]),
        ("feed:https://example.com/rss", ["https://example.com/rss"]),
        ("feed://https://example.com/rss", ["https://example.com/rss"]),
        ("rss://example.com/rss", ["https://example.com/rss", "http://example.com/rss"]),
        ("podcast://example.com/a.xml", ["https://example.com/a.xml", "http://example.com/a.xml"]),
        ("http:/example.com", ["http://example.com"]),
        ("https:example.com", ["https://example.com"]),
        ("URL: https://example.com/x", ["https://example.com/x"]),
    ],
)
def test_addresses_to_try(text: str, addresses: list[str]) -> None:
    assert web_addresses(text) == addresses
    assert web_score(text) > 0


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "hello",
        "hello world",
        "two words.com",
        "http://",
        "https://",
        "exec:ls",
        "javascript:alert(1)",
        "a@b",
        "news",
        "file.",
        "..",
        "-x",
        "mailto:a@example.com",
        "sample:front",
        "\x00\x1b[31m",
    ],
)
def test_what_is_no_address_is_told_so(text: str) -> None:
    with pytest.raises(UsageError) as caught:
        web_addresses(text)
    assert str(caught.value).endswith(".")
    assert "\x1b" not in str(caught.value)


@given(st.text(max_size=100))
def test_any_text_gives_addresses_or_a_sentence(text: str) -> None:
    assert 0.0 <= web_score(text) <= 1.0
    assert tidy(tidy(text)) == tidy(text) or tidy(text).lower().startswith("url")
    try:
        found = web_addresses(text)
    except UsageError as error:
        found, sentence = [], str(error)
    else:
        sentence = ""
    assert sentence or all(address.lower().startswith(("http://", "https://")) for address in found)
