"""Addresses: credentials, origins, redirects."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.domain.errors import Forbidden, Unreachable
from reader.domain.secrets import without_login
from reader.net.addresses import join, parse, same_place, with_userinfo

LIMIT = 8192


@pytest.mark.parametrize(
    ("url", "wanted"),
    [
        ("http://example.com", "http://example.com"),
        ("HTTP://EXAMPLE.com:80/A b#frag", "http://example.com/A%20b"),
        ("https://example.com./x", "https://example.com/x"),
        ("https://example.com/tin tức?q=đ", "https://example.com/tin%20t%E1%BB%A9c?q=%C4%91"),
        ("https://báo.vn/", "https://xn--bo-mia.vn/"),
        ("https://user:pw@example.com/x", "https://example.com/x"),
        ("http://[::1]:8080/x", "http://[::1]:8080/x"),
        ("http://exam\nple.com/\tx", "http://example.com/x"),
    ],
)
def test_addresses_are_normalised(url: str, wanted: str) -> None:
    assert str(parse(url, LIMIT).url) == wanted


@pytest.mark.parametrize(
    ("base", "location", "wanted"),
    [
        ("http://a.test/x/y", "z", "http://a.test/x/z"),
        ("http://a.test/x", "//b.test/y", "http://b.test/y"),
        ("https://a.test/x", "?q=1", "https://a.test/x?q=1"),
        ("https://a.test/x", " https://b.test/đ ", "https://b.test/%C4%91"),
        ("https://a.test/x?y", "#f", "https://a.test/x?y"),
    ],
)
def test_redirects_are_joined(base: str, location: str, wanted: str) -> None:
    assert str(join(parse(base, LIMIT), location, LIMIT).url) == wanted


@pytest.mark.parametrize(
    ("base", "location", "kept"),
    [
        ("https://u:p@a.test/x", "/y", True),
        ("https://u:p@a.test/x", "https://a.test:443/y", True),
        ("https://u:p@a.test/x", "http://a.test/y", False),
        ("http://u:p@a.test/x", "https://a.test/y", False),
        ("https://u:p@a.test/x", "https://a.test:8443/y", False),
        ("https://u:p@a.test/x", "https://b.test/y", False),
        ("https://u:p@a.test/x", "https://sub.a.test/y", False),
        ("https://a.test/x", "https://v:q@a.test/y", False),
    ],
)
def test_credentials_stay_with_their_origin(base: str, location: str, kept: bool) -> None:
    assert bool(join(parse(base, LIMIT), location, LIMIT).authorization) is kept


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("http://a.test/x", "http://a.test/y", True),
        ("http://a.test/", "https://a.test/", True),
        ("https://a.test/", "http://a.test/", False),
        ("http://a.test/", "http://a.test:8080/", False),
        ("http://a.test/", "http://b.test/", False),
        ("http://127.0.0.1:1/", "http://127.0.0.1:1/x", True),
    ],
)
def test_the_place_that_the_user_named(one: str, other: str, same: bool) -> None:
    assert same_place(parse(one, LIMIT), parse(other, LIMIT)) is same


def test_masking() -> None:
    assert without_login("https://user:pw@a.test/x@y") == "https://a.test/x@y"
    assert without_login("https://user:p@w@a.test/") == "https://a.test/"
    assert without_login("a.test") == "a.test"


@pytest.mark.parametrize(
    ("moved", "original", "wanted"),
    [
        ("https://a.test/y", "https://u:p@a.test/x", "https://u:p@a.test/y"),
        ("https://a.test/y", "http://u:p@a.test/x", "https://u:p@a.test/y"),
        ("http://a.test/y", "https://u:p@a.test/x", "http://a.test/y"),
        ("https://b.test/y", "https://u:p@a.test/x", "https://b.test/y"),
        ("https://a.test/y", "https://a.test/x", "https://a.test/y"),
    ],
)
def test_moving_house_with_credentials(moved: str, original: str, wanted: str) -> None:
    assert with_userinfo(moved, original) == wanted


@given(st.text(max_size=200), st.sampled_from(["", "http://", "https://a.test/", "http://u:p@", "http://["]))
def test_any_text_is_an_address_or_a_sentence(text: str, start: str) -> None:
    try:
        target = parse(start + text, LIMIT)
    except (Unreachable, Forbidden) as error:
        sentence = str(error)
    else:
        assert target.url.scheme in ("http", "https")
        assert target.host
        assert not target.url.userinfo
        return
    assert sentence


@given(st.text(max_size=200))
def test_any_location_is_an_address_or_a_sentence(location: str) -> None:
    base = parse("https://u:p@a.test/x", LIMIT)
    try:
        target = join(base, location, LIMIT)
    except (Unreachable, Forbidden) as error:
        sentence = str(error)
    else:
        assert target.host
        assert not target.authorization or target.origin == base.origin
        return
    assert sentence
