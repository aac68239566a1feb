"""Addresses: which are let in, in which form, and which are the same; and the identity of entries."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from reader.domain.identity import MAX_URL, entry_key, host_of, in_place, safe_url, strip_trackers, url_key

BASE = "https://news.example/politics/2026/story.html?p=1"
url_text = st.text(st.sampled_from("htps:/\\.?#@[]%&=aé đ0\t\n\x1b\u202e-_~;|") | st.characters(), max_size=40)


@pytest.mark.parametrize(
    ("url", "safe"),
    [
        ("https://news.example/a/b.html?x=1&y=2#z", "https://news.example/a/b.html?x=1&y=2#z"),
        ("  https://news.example/a\n", "https://news.example/a"),
        ("https://news.example/a\nb", "https://news.example/ab"),
        ("HTTPS://News.EXAMPLE:443/A", "https://news.example/A"),
        ("http://news.example:8080", "http://news.example:8080"),
        ("http://news.example?x=1", "http://news.example/?x=1"),
        ("//cdn.example/i.jpg", "https://cdn.example/i.jpg"),
        ("/root", "https://news.example/root"),
        ("next.html", "https://news.example/politics/2026/next.html"),
        ("../up", "https://news.example/politics/up"),
        ("https:/news.example/a", "https://news.example/a"),
        ("?p=2", "https://news.example/politics/2026/story.html?p=2"),
        ("#part", BASE + "#part"),
        ("http:\\\\news.example\\a", "http://news.example/a"),
        ("\\a\\b?c\\d", "https://news.example/a/b?c%5Cd"),
        ("\\\\other.example\\a", "https://other.example/a"),
        ("https://news.example/tiếng việt", "https://news.example/ti%E1%BA%BFng%20vi%E1%BB%87t"),
        ("https://news.example/a%20b%zz", "https://news.example/a%20b%zz"),
        ("https://news.example/<b>\"'", "https://news.example/%3Cb%3E%22'"),
        ("https://bücher.example/", "https://xn--bcher-kva.example/"),
        ("https://faß.example/", "https://xn--fa-hia.example/"),
        ("https://例え.テスト/", "https://xn--r8jz45g.xn--zckzah/"),
        ("https://аpple.example/", "https://xn--pple-43d.example/"),  # the first letter is Cyrillic
        ("https://ｎｅｗｓ.example/", "https://news.example/"),
        ("https://user:pw@news.example/ep.mp3", "https://user:pw@news.example/ep.mp3"),
        ("http://127.0.0.1:8000/x", "http://127.0.0.1:8000/x"),
        ("http://[2001:DB8::1]:81/x", "http://[2001:db8::1]:81/x"),
        ("http://a_b.example/", "http://a_b.example/"),
        ("http://news.example./x", "http://news.example/x"),
        ("mailto:desk@news.example?subject=a b", "mailto:desk@news.example?subject=a%20b"),
        ("mailto:a@b.example?attach=/etc/passwd&Body=x&%61ttachment=y&bcc=c@d", "mailto:a@b.example?Body=x"),
        ("mailto:a@b.example?attachment=file:///etc/passwd", "mailto:a@b.example"),
        ("gemini://capsule.example/x", "gemini://capsule.example/x"),
        ("gemini://capsule.example:1965/x", "gemini://capsule.example/x"),
    ],
)
def test_what_is_let_in_and_how(url: str, safe: str) -> None:
    assert safe_url(url, BASE) == safe


@pytest.mark.parametrize(
    "url",
    [
        "", " ", "javascript:alert(1)", "JaVaScRiPt:alert(1)", "java\nscript:alert(1)", " \x01javascript:x",
        "data:text/html,x", "vbscript:x", "file:///etc/passwd", "FILE:/etc/passwd", "ftp://news.example/", "blob:https://news.example/x",
        "about:blank", "exec:ls", "tel:+84", "mailto:", "mailto:x", "http://", "https:///",
        "http://a..b/", "http://-a.example/",
        "http://exa mple/", "http://news.example:99999/", "http://news.example:0/", "http://[::1", "http://[zz]/",
        "https://news.example/\x1b]52;c;x\x07", "https://news.example/\u202egpj.exe", "https://news.example/\u200bx",
        "https://a.example/\x9b0m", "https://\u2066a.example/", "https://a%2fb.example/", "https://a<b>.example/",
        "https://" + "a" * 300 + ".example/", "https://news.example/" + "a" * MAX_URL, "https://news.example/\ud800",
    ],
)  # fmt: skip
def test_what_is_refused(url: str) -> None:
    assert safe_url(url, BASE) == ""


def test_a_relative_address_needs_a_base() -> None:
    assert safe_url("/a") == ""
    assert safe_url("a/b", "not a base") == ""
    assert safe_url("b", "gemini://capsule.example/a/") == "gemini://capsule.example/a/b"
    assert safe_url("passwd", "file:///etc/") == ""
    assert safe_url("//host.example/x", "file:///etc/") == "https://host.example/x"


@given(url_text, st.sampled_from(["", BASE, "file:///x/", "gemini://a.example/"]))
@example("https://a@b@c.example/", BASE)
@example("http://news.example\\@evil.example/", BASE)
def test_what_comes_out_is_ascii_absolute_and_stable(url: str, base: str) -> None:
    safe = safe_url(url, base)
    assert safe.isascii()
    assert safe.isprintable()
    assert " " not in safe
    assert safe == "" or re.match(r"(?:https?|gemini)://[^/?#]+|mailto:", safe)
    assert safe_url(safe) == safe
    assert bool(safe) == bool(safe and host_of(safe))


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://www.bank.example@evil.example/login", "evil.example"),
        ("https://user:pw@news.example:8080/x", "news.example"),
        ("http://news.example\\@evil.example/", "news.example"),
        ("HTTP://NEWS.example", "news.example"),
        ("https://bücher.example/", "xn--bcher-kva.example"),
        ("mailto:desk@news.example?cc=x@y.example", "news.example"),
        ("http://[::1]:80/", "[::1]"),
        ("/a/b", ""),
        ("", ""),
    ],
)
def test_the_real_host_can_be_seen(url: str, host: str) -> None:
    assert host_of(safe_url(url) or url) == host


SAME = [
    "https://news.example/2026/story",
    "http://news.example/2026/story/",
    "https://www.news.example/2026/story#comments",
    "https://m.news.example/2026/story",
    "https://amp.news.example/2026/story",
    "https://news.example/amp/2026/story",
    "https://news.example/2026/story/amp/",
    "https://news.example/2026/story?amp=1",
    "https://news.example/2026/story?outputType=amp",
    "https://news.example:443//2026/story",
    "https://news.example/2026/story?utm_source=rss&utm_medium=feed&fbclid=abc",
    "https://news.example/2026/story?gclid=1&mc_cid=2&igshid=3&ref=rss#xtor=RSS-1",
    "https://news.example/2026/%73tory",
    "https://NEWS.example/2026/story/index.html",
    "https://www.google.com/amp/s/www.news.example/2026/story/amp",
    "https://news-example.cdn.ampproject.org/c/s/news.example/2026/story",
]


@pytest.mark.parametrize("url", SAME)
def test_variants_of_an_address_share_a_key(url: str) -> None:
    assert url_key(url) == "news.example/2026/story"


def test_keys_tell_different_pages_apart() -> None:
    pages = [
        "https://news.example/", "https://news.example/a", "https://news.example/A", "https://news.example/?id=1",
        "https://news.example/?id=2", "https://news.example/a?page=2", "https://other.example/a", "https://m.example/a",
        "https://news.example:8080/a", "https://news.example/#!/a", "gemini://news.example/a", "mailto:a@news.example",
        "https://blog.news.example/a", "https://news.example/camp/a",
    ]  # fmt: skip
    assert len({url_key(page) for page in pages}) == len(pages)


def test_key_of_parameters_in_any_order() -> None:
    assert url_key("https://a.example/x?b=2&a=1") == url_key("https://a.example/x?a=1&b=2&utm_id=5")
    assert url_key("https://a.example/tiếng") == url_key("https://a.example/ti%E1%BA%BFng")
    assert url_key("javascript:x") == ""


def test_a_very_long_key_is_short_and_still_tells_apart() -> None:
    one, two = (url_key("https://a.example/" + "x" * 3000 + end) for end in "12")
    assert len(one) <= 500
    assert one != two


@given(url_text)
def test_keys_are_stable(url: str) -> None:
    safe = safe_url(url, BASE)
    assert url_key(safe) == url_key(strip_trackers(safe))
    assert len(url_key(safe)) <= 500


@pytest.mark.parametrize(
    ("url", "stripped"),
    [
        ("https://a.example/x?utm_source=1", "https://a.example/x"),
        ("https://a.example/x?id=7&utm_source=1&q=%20", "https://a.example/x?id=7&q=%20"),
        ("https://a.example/x?id=7&amp;utm_source=1", "https://a.example/x?id=7"),
        ("https://a.example/x#xtor=RSS-1", "https://a.example/x"),
        ("https://a.example/x?fbclid=1#part", "https://a.example/x#part"),
        ("https://a.example/x?ref=main&source=2026", "https://a.example/x?ref=main&source=2026"),
        ("https://a.example/x?flid=3&kid=4", "https://a.example/x?flid=3&kid=4"),
        ("https://a.example/x", "https://a.example/x"),
    ],
)
def test_trackers_go_and_nothing_else(url: str, stripped: str) -> None:
    assert strip_trackers(url) == stripped


NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def test_identity_is_guid_then_link_then_title_and_date() -> None:
    by_id = entry_key("guid-1", "https://a.example/1", "T", NOON, "x")
    assert by_id == entry_key(" guid-1 ", "https://a.example/2", "Other", None, "y")
    by_url = entry_key("", "https://a.example/1", "T", NOON, "x")
    assert by_url == entry_key("", "https://a.example/1?utm_source=rss", "Other", None, "y")
    by_title = entry_key("", "", "T", NOON, "x")
    assert by_title == entry_key("", "", "T", NOON, "edited")
    assert by_title != entry_key("", "", "T", None, "x")
    assert entry_key("", "", "T", None, "x") != entry_key("", "", "T", None, "y")
    assert len({by_id, by_url, by_title}) == 3


def test_a_feed_that_moves_to_https_keeps_its_entries() -> None:
    old = entry_key("http://www.a.example/?p=1", "", "", None, "")
    assert old == entry_key("https://a.example/?p=1", "", "", None, "")
    assert old != entry_key("https://a.example/?p=2", "", "", None, "")


def test_a_fragment_tells_entries_apart() -> None:
    one, two = (entry_key("", f"https://a.example/changes#v{n}", "", None, "") for n in (1, 2))
    assert one != two


@given(st.text(), st.text(), st.text(), st.none() | st.just(NOON), st.text())
def test_any_entry_has_a_key(id: str, url: str, title: str, published: datetime | None, text: str) -> None:
    assert re.fullmatch("[0-9a-f]{32}", entry_key(id, url, title, published, text))


@pytest.mark.parametrize(
    ("url", "typed", "same"),
    [
        ("http://nas.lan/story", "http://nas.lan/feed", True),
        ("https://NAS.lan./story", "http://nas.lan/feed", True),
        ("http://nas.lan:80/", "https://nas.lan", True),
        ("http://nas.lan:8080/a", "http://user:pw@nas.lan:8080/feed", True),
        ("http://nas.lan:631/", "http://nas.lan:8080/feed", False),
        ("http://nas.lan:6379/", "http://nas.lan/feed", False),
        ("http://nas.lan:99999999999999999999/", "http://nas.lan/feed", False),
        ("http://a.lan/", "http://nas.lan/", False),
        ("", "", False),
        ("mailto:a@nas.lan", "http://nas.lan/", False),
    ],
)
def test_the_place_that_was_typed(url: str, typed: str, same: bool) -> None:
    assert in_place(url, typed) is same
