"""Rules learned from other projects' suites of feeds (see `tests.benchmarks.conformance`), on feeds of our own."""

# ruff: noqa: E501

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from reader.extract.feedparse import parse
from reader.extract.html import html_to_text
from reader.sources.api import Fetched, Parsed, ParsedEntry

URL = "https://paper.test/feeds/all"


def read(text: str | bytes, content_type: str = "application/xml") -> Parsed:
    return parse(Fetched(URL, text.encode() if isinstance(text, str) else text, content_type))


def only(text: str | bytes) -> ParsedEntry:
    (entry,) = read(text).entries
    return entry


def rss(inside: str) -> str:
    return f"<rss version='2.0'><channel><title>P</title><item>{inside}</item></channel></rss>"


def atom(inside: str, more: str = "") -> str:
    return f"<feed xmlns='http://www.w3.org/2005/Atom' {more}><title>P</title><entry>{inside}</entry></feed>"


def test_a_channel_of_1997_says_all_in_attributes() -> None:
    parsed = read(
        '<CHANNEL HREF="http://www.old.test/" BASE="http://base.old.test/"><TITLE>C</TITLE><ABSTRACT>of</ABSTRACT>'
        '<ITEM HREF="/item/1" LASTMOD="2004-04-06T23:05:43-05:00"><TITLE>I</TITLE><ABSTRACT>a</ABSTRACT></ITEM></CHANNEL>'
    )
    assert (parsed.title, parsed.site_url, parsed.description) == ("C", "http://www.old.test/", "of")
    (entry,) = parsed.entries
    assert (entry.url, entry.title, entry.summary) == ("http://base.old.test/item/1", "I", "a")
    assert entry.published == datetime(2004, 4, 7, 4, 5, 43, tzinfo=UTC)


def test_of_a_date_given_twice_the_later_one_counts() -> None:
    entry = only(atom("<updated>2010-12-01T10:14:55Z</updated><updated>2003-12-31T10:14:55Z</updated>"))
    assert entry.updated == datetime(2003, 12, 31, 10, 14, 55, tzinfo=UTC)
    entry = only(rss("<pubDate>Thu, 01 Jan 2004 19:48:21 GMT</pubDate><pubDate>never</pubDate>"))
    assert entry.published == datetime(2004, 1, 1, 19, 48, 21, tzinfo=UTC)


@pytest.mark.parametrize(
    ("stated", "base", "meant"),
    [
        ("relative/id", "xml:base='http://a.test/b/'", "http://a.test/b/relative/id"),
        ("relative/id", "", "relative/id"),
        ("tag:a.test,2026:1", "xml:base='http://a.test/b/'", "tag:a.test,2026:1"),
        ("HTTP://A.test/X", "xml:base='http://a.test/b/'", "HTTP://A.test/X"),
    ],
)
def test_ids(stated: str, base: str, meant: str) -> None:
    assert only(atom(f"<id>{stated}</id><title>T</title>", base)).id == meant


def test_a_feed_without_entries_and_without_a_title_is_sound_when_it_is_ended() -> None:
    for end in ("</feed>", "</feed"):
        parsed = read(f"<feed xmlns='http://www.w3.org/2005/Atom'><link href='http://a.test/?a=1&amp;b=2'/>{end}")
        assert (parsed.site_url, parsed.entries) == ("http://a.test/?a=1&b=2", [])


@pytest.mark.parametrize(
    ("name", "raw", "meant"),
    [
        ("viscii", b"Ti\xaang Vi\xaet", "Tiếng Việt"),
        ("csVISCII", b"\x02 \xaa", "Ẳ ế"),
        ("tcvn", b"Ti\xd5ng Vi\xd6t", "Tiếng Việt"),
        ("TCVN5712-1", b"\xb5", "à"),
        ("windows-1258", b"Vi\xea\xf2t", "Việt"),
        ("ms-cyrl", b"\x80", "Ђ"),
        ("macintosh", b"\x80", "Ä"),
        ("csmacintosh", b"\x80", "Ä"),
        ("x-mac-cyrillic", b"\x80", "А"),
        ("windows-874", b"\xa1", "ก"),
        ("x-sjis", "日本".encode("shift_jis"), "日本"),
        ("windows-949", "한국".encode("cp949"), "한국"),
        ("x-gbk", "中文".encode("gbk"), "中文"),
        ("koi8-ru", "Привіт".encode("koi8-u"), "Привіт"),
    ],
)
def test_encodings_by_all_their_names(name: str, raw: bytes, meant: str) -> None:
    head, tail = (part.encode("ascii") for part in rss("<title>|</title><link>https://a.test/</link>").split("|"))
    declared = f'<?xml version="1.0" encoding="{name}"?>'.encode()
    assert html_to_text(only(declared + head + raw + tail).title) == meant


@pytest.mark.parametrize("codec", ["cp037", "cp500", "cp875", "cp1026"])
def test_a_mainframe_speaks_up(codec: str) -> None:
    text = f'<?xml version="1.0" encoding="{codec}"?>' + rss("<title>Title</title>")
    assert only(text.encode(codec)).title == "Title"


@pytest.mark.parametrize(
    ("markup", "shown"),
    [
        ("<p>a</p><iframe src='x'><p>b</p>", "a b"),
        ("<iframe src='x'>no frames</iframe><p>b</p><iframe src='y'>c", "b c"),
        ("sa<!-- -- nonwhitespace >fe", "safe"),
        ("<p>a</p><!-- sound --><p>b</p><!-- torn <p>c</p>", "a b c"),
    ],
)
def test_what_was_never_ended_takes_nothing_along(markup: str, shown: str) -> None:
    from reader.domain.blocks import texts
    from reader.extract.html import blocks_from_html

    assert " ".join(texts(blocks_from_html(markup))) in (shown, shown.replace("b c", "bc"))


@pytest.mark.parametrize(
    ("kept", "count"),
    [
        ("<x:conflicts xmlns:x='http://sync.test/'><item><title>old</title></item></x:conflicts>", 1),
        ("<x:a xmlns:x='http://sync.test/'><x:b><item><title>old</title></item></x:b></x:a>", 1),
        ("<item><title>its neighbour never ended</title></item>", 2),
    ],
)
def test_what_an_extension_keeps_inside_an_entry_is_no_entry_of_the_feed(kept: str, count: int) -> None:
    assert [entry.title for entry in read(rss(f"<title>T</title>{kept}")).entries][:1] == ["T"]
    assert len(read(rss(f"<title>T</title>{kept}")).entries) == count


def test_relations_are_in_lower_case_where_both_are_there() -> None:
    links = "<link rel='ALTERNATE' href='http://a.test/no'/><link rel='alternate' href='http://a.test/yes'/>"
    assert only(atom(f"<title>T</title>{links}")).url == "http://a.test/yes"
    assert only(atom("<title>T</title><link rel='Alternate' href='http://a.test/odd'/>")).url == "http://a.test/odd"
