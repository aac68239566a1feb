"""A few inputs of the fuzzer at every door in each run of the suite, the same ones each time; what it once found; and
hostile kits. `tests.benchmarks.fuzz` runs the same for as long as one likes."""

from __future__ import annotations

import gzip

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reader.domain.digested import DigestedFeed
from reader.domain.identity import MAX_URL, safe_url
from tests.fuzzing import properties, run
from tests.fuzzing.targets import targets

TARGETS = targets()
SEEDS = st.integers(0, 2**40)


@pytest.mark.parametrize("name", ["feed", "json", "opml", "page"])
@given(seed=SEEDS)
@settings(max_examples=40, derandomize=True, deadline=None, database=None)
def test_bytes(name: str, seed: int) -> None:
    target = TARGETS[name]
    value = run.made(target, seed, 0)
    first = target.check(value)
    if seed % 8 == 0:
        assert target.check(value) == first


@pytest.mark.parametrize("name", ["query", "url", "date"])
@given(seed=SEEDS)
@settings(max_examples=150, derandomize=True, deadline=None, database=None)
def test_lines(name: str, seed: int) -> None:
    TARGETS[name].check(run.made(TARGETS[name], seed, 0))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("url", "http://a." + "a." * 125 + "a"),
        ("url", "https://a.test/" + '"' * 2000),
        ("query", "older:-1y#https:/" + "a" * 3000),
        ("query", "/[a--b]/"),
        ("date", "1502791322030"),
        ("opml", b'<opml><outline x xmlUrl="//a.test/' + b"<" * 1500 + b'" t="n"/><outline '),
        ("feed", '<entry><content>&lt;b>x \u200e&lt;i>&lt;/i>&lt;/b>\u061c</content></entry>'.encode()),
        ("feed", "<entry><content><![CDATA[<blockquote></source> \u200e]]><>\u061c</content<".encode()),
        ("json", b'{"title": "\\u001b[2J\\u202e", "items": [{"content_text": "\\ud800"}]}'),
    ],
)  # fmt: skip
def test_finds(name: str, value: bytes | str) -> None:
    TARGETS[name].check(value)


def test_an_address_is_as_long_when_it_is_read_again() -> None:
    assert safe_url("https://a.test/" + '"' * (MAX_URL // 2)) == ""


def rss(inside: str, head: str = "") -> bytes:
    return f"<rss><channel><title>C</title>{head}{inside}</channel></rss>".encode()


GOOD = "<item><title>Good</title><link>https://a.test/good</link></item>"


@pytest.mark.parametrize(
    "body",
    [
        rss("<item><title>x</title><description>" + "<b>" * 100_000 + "</description></item>" + GOOD),
        rss("<item><title>x</title><author>" + "a@" * 32_768 + "</author></item>" + GOOD)[:-20] + b"&<",
        rss("<item><enclosure url='https://a.test/" + "x" * 1_000_000 + "'/></item>" + GOOD),
        rss("<item><pubDate>Fri, 31 Dec 99999 23:59:59 GMT</pubDate></item>" + GOOD, "<ttl>-5</ttl>"),
        rss("<item><description><![CDATA[" + "<iframe src='x'>" * 20_000 + "]]></description></item>" + GOOD),
        rss("<item><description><![CDATA[" + "<!-- " * 50_000 + "]]></description></item>" + GOOD),
        rss(GOOD + "<item><title><![CDATA[" + "x" * 500_000)[:-30],
        rss(GOOD) + b"<" * 300_000,
        rss(GOOD)[:-10] + b"<" + b"a" * 2_000_000,
        gzip.compress(rss(GOOD), mtime=0),
        gzip.compress(rss(GOOD + " " * 60_000, "<!--" + "ab" * 100 + "-->"), mtime=0)[:-9],
        rss("<item><link>javascript:alert(1)</link></item><item><link>file:///etc/passwd</link></item>" + GOOD),
        rss(GOOD).decode().encode("utf-16")[:-1],
    ],
    ids=range(13),
)  # fmt: skip
def test_a_hostile_kit_costs_no_good_entry(body: bytes) -> None:
    feed = properties.feed(body)
    assert isinstance(feed, DigestedFeed)
    assert "https://a.test/good" in [entry.url for entry in feed.entries]
    assert all(entry.url.startswith("https://") or not entry.url for entry in feed.entries)


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b"<!DOCTYPE r [<!ENTITY a 'b'><!ENTITY c '&a;&a;'>]>" + rss(GOOD), "bomb"),
        (b"<!DOCTYPE r [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>" + rss(GOOD), "files"),
        (b"<!DOCTYPE r [" + b"x" * 100_000, "empty"),
        (bytes(5000), "empty"),
        (gzip.compress(rss(GOOD), mtime=0)[:10] + b"\xff" * 60, "gzip"),
        (b'{"items": ' + b"[" * 100_000, "nested"),
        (b'{"version":"https://jsonfeed.org/version/1","items":[{"id":"' + b'\\"' * 500_000, "damaged"),
    ],
    ids=range(7),
)
def test_a_hopeless_kit_ends_in_a_sentence(body: bytes, says: str) -> None:
    assert says in str(properties.feed(body))
