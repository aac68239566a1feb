"""What holds for every input, however hostile: nothing raises but the declared errors, nothing unclean comes through.

Each function takes one input through the product's own door and returns what came of it as a value that can be
compared: the same input gives the same outcome.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime

from reader.domain import blocks as B
from reader.domain import feed_lists, opml, opml_write
from reader.domain.dates import parse_date
from reader.domain.digested import DigestedFeed
from reader.domain.errors import NotAnArticle, QueryError, SourceError, UsageError
from reader.domain.identity import entry_key, host_of, safe_url, url_key
from reader.domain.page import PageArticle
from reader.domain.query import text_of
from reader.domain.query_match import Facts, Setting, matches
from reader.domain.query_parser import parse as parse_query
from reader.domain.query_parser import pointer
from reader.domain.query_parser import read as read_query
from reader.domain.text import is_clean
from reader.extract import wire
from reader.extract.digest import MAX_ENTRIES, digest
from reader.extract.feedparse import parse as parse_feed
from reader.extract.page import extract_page
from reader.extract.probing import probe
from reader.sources.api import Fetched
from reader.sources.contract import check_parsed
from reader.sources.typed import web_addresses
from reader.store.query_sql import plan

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)
URL = "https://fuzz.test/news/feed"
_TYPES = (
    "",
    "application/xml",
    "text/xml; charset=utf-16",
    "text/html; charset=iso-8859-1",
    "application/json",
    "text/plain; charset=\x00",
)


def content_type(body: bytes) -> str:
    """One of a few headers, chosen by the input, so that it is the same at each run."""
    return _TYPES[sum(body[:40]) % len(_TYPES)]


def _clean(sentence: str, what: str) -> str:
    assert sentence, f"{what} says nothing"
    assert is_clean(sentence), f"{what} is not clean: {ascii(sentence)[:200]}"
    assert len(sentence) < 2000, f"{what} is {len(sentence)} characters long"
    return sentence


def strings(value: object) -> Iterator[tuple[str, str]]:
    """Every string in a value, with the name of the field that it is in."""
    if is_dataclass(value) and not isinstance(value, type):
        for one in fields(value):
            inner = getattr(value, one.name)
            yield from ((one.name, text) if name == "" else (name, text) for name, text in strings(inner))
    elif isinstance(value, str):
        yield "", value
    elif isinstance(value, Iterable) and not isinstance(value, bytes):
        for inner in value:
            yield from strings(inner)


def _check_strings(value: object) -> None:
    for name, text in strings(value):
        assert name == "blocks_json" or is_clean(text), f"{name} is not clean: {ascii(text)[:200]}"
        assert unicodedata.is_normalized("NFC", text) or name.endswith("url"), f"{name} is not NFC: {ascii(text)[:200]}"
        if name.endswith("url") and text:
            assert text == safe_url(text), f"{name} is no safe address: {ascii(text)[:200]}"


def _check_moment(moment: datetime | None) -> None:
    if moment is not None:
        assert moment.utcoffset() is not None, "a date without a zone"


def _check_blocks(blocks: tuple[B.Block, ...]) -> None:
    _check_strings(blocks)
    assert B.load(B.dump(blocks)) == blocks, "blocks do not survive the store"
    for href, _label in B.links(blocks):
        assert href == safe_url(href), f"a link is no safe address: {ascii(href)[:200]}"


def check_feed(feed: DigestedFeed) -> None:
    """A digested feed is fit for the store and the screen."""
    _check_strings(feed)
    assert len(feed.entries) <= MAX_ENTRIES
    assert feed.ttl >= 0
    for entry in feed.entries:
        assert entry.key
        _check_moment(entry.published)
        _check_moment(entry.updated)
        assert entry.published is None or entry.published <= datetime(2100, 1, 1, tzinfo=UTC)
        _check_blocks(B.load(entry.blocks_json))
        assert all(one.length >= 0 and one.duration >= 0 for one in entry.enclosures)
    assert wire.decode_answer(wire.encode(wire.FeedRead(feed=feed)))


def feed(body: bytes) -> object:
    """Feed bytes as adapters parse and the child digests them; and as discovery glances at them."""
    fetched = Fetched(URL, body, content_type(body))
    for kind in ("feed", "refusal"):
        try:
            _check_strings(probe(kind, fetched))
        except SourceError as error:
            _clean(str(error), "a refusal")
    try:
        parsed = parse_feed(fetched)
    except SourceError as error:
        return _clean(str(error), "a refusal")
    check_parsed(parsed)
    digested = digest(parsed, URL, NOW)
    check_feed(digested)
    return digested


def _check_page(found: PageArticle) -> None:
    _check_strings(
        [found.title, found.source, found.lead, found.section, found.language, found.authors, found.keywords]
    )
    _check_strings(found.groups)
    _check_blocks(found.blocks)
    for url in (found.canonical_url, found.image_url, *found.aliases):
        assert url == safe_url(url), f"no safe address: {ascii(url)[:200]}"
    _check_moment(found.published)
    _check_moment(found.updated)
    assert wire.page_article(wire.page_read(found)) == found


def page(body: bytes) -> object:
    """A web page as an article, as a section page, and as a place where feeds are declared."""
    fetched = Fetched("https://fuzz.test/tin/bai-1.html", body, content_type(body))
    for kind in ("links", "section", "sitemap", "parts"):
        try:
            shown = probe(kind, fetched)
        except SourceError as error:
            _clean(str(error), "a refusal")
        else:
            _check_strings(shown)
    try:
        found = extract_page(body, fetched.url, content_type=fetched.content_type, fetched_at=NOW)
    except NotAnArticle as error:
        return error.kind, _clean(str(error), "a refusal")
    except SourceError as error:
        return _clean(str(error), "a refusal")
    _check_page(found)
    return found


def outlines(body: bytes) -> object:
    """A list of feeds, which is written and read again."""
    try:
        found = feed_lists.parse(body)
    except UsageError as error:
        return _clean(str(error), "a refusal")
    assert is_clean(found.title)
    for sentence in (*found.refused, *found.damage):
        _clean(sentence, "a refusal")
    for path, one in opml.feeds(found.nodes):
        assert all(map(is_clean, (*path, one.title, one.own_title, one.kind, *one.extra.values())))
        assert one.url == safe_url(one.url) != ""
        assert one.site_url == safe_url(one.site_url)
        assert one.url.startswith(("http://", "https://", "gemini://"))
    again = opml.parse(opml_write.write(found.nodes, title=found.title, now=NOW).encode()) if found.nodes else found
    assert again.nodes == found.nodes, "what is written is read as something else"
    return found


def _check_place(error: QueryError) -> None:
    assert 0 <= error.start <= error.end <= len(error.text) + 1, "a problem outside of the query"
    assert len(pointer(error.text, error.start, error.end).splitlines()) == 2


def query(text: str) -> object:
    """A query: refused at a place in it, or understood, written again, planned and asked about an entry."""
    reading = read_query(text, typing=True)
    assert is_clean(reading.text)
    try:
        node = parse_query(text)
    except QueryError as error:
        _check_place(error)
        return _clean(str(error), "a refusal")
    assert parse_query(text_of(node)) == node, f"written as {ascii(text_of(node))[:200]}, read as something else"
    setting = Setting(NOW, search=lambda _source, _text: False)
    facts = Facts(title="Giá điện tăng", text="Phở ở Hà Nội", author="Nguyễn")
    return node, plan(node, setting), matches(node, facts, setting)


def address(text: str) -> object:
    """An address, also as relative to others, as an id, as typed."""
    found = []
    for base in ("", "https://base.test/a/b?c#d", "gemini://g.test/x", text):
        url = safe_url(text, base)
        if url:
            assert url.isascii(), "an address with letters beyond ASCII"
            assert url.isprintable()
            assert " " not in url
            assert safe_url(url) == url, "an address that changes when looked at again"
            assert url.startswith(("http://", "https://", "gemini://", "mailto:"))
            assert url.startswith("mailto:") or host_of(url), "an address without a host"
            assert url_key(url)
        found.append(url)
    key = entry_key(text, found[0], text, None, text)
    assert key
    assert key == entry_key(text, found[0], text, None, text)
    try:
        typed = web_addresses(text)
        assert typed
        assert all(one.lower().startswith(("http://", "https://")) for one in typed)
    except UsageError as error:
        _clean(str(error), "a refusal")
    return found, key


def date(text: str) -> object:
    """A date: none, or one that can be believed."""
    found = parse_date(text)
    if found is not None:
        assert found.utcoffset() is not None
        assert found.utcoffset().total_seconds() == 0  # type: ignore[union-attr]
        assert 1971 <= found.year < 2100
        _check_moment(found)
        whole = found.replace(microsecond=0)
        assert parse_date(whole.isoformat()) == whole, "a date that is read otherwise when written"
    return found
