"""A feed's bytes as a `Parsed` feed: RSS 0.9x, 1.0, 2.0, RDF, Atom, and JSON Feed when that is what came.

Three readers, each for what it is best at:

1. Sound XML of a known vocabulary is read with lxml (about thirty times faster than feedparser, and no field of it can
   make it slow). A test holds that it finds the same entries as feedparser.
2. Anything odd (not well-formed, drafts of Atom, unknown roots) goes to feedparser, the reference for odd feeds.
3. When feedparser raises or loses entries, lxml in its forgiving mode saves the good ones, and the feed says so.
"""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Callable, Set
from typing import Any, TypeAlias

from reader.domain.errors import NotAFeed, ParseFailed
from reader.i18n import _
from reader.sources.api import Fetched, Parsed

from . import feedmap, forgiving, jsonfeed, misfit, xmlfeed
from .feednames import OLD_ATOM
from .feedrepair import closed, repaired
from .feedtext import feed_text, mend
from .gzipped import unpacked
from .monsters import shortened, slimmed
from .xmlnodes import Node

_ENTRY = re.compile(r"<(?:[A-Za-z0-9_-]{1,20}:)?(?:item|entry)[\s>]", re.IGNORECASE)
_CDATA = re.compile(r"<!\[CDATA\[.*?(?:\]\]>|\Z)", re.DOTALL)
_FEEDLIKE = re.compile(r"<(?:[A-Za-z0-9_-]{1,20}:)?(?:item|entry|rss|feed|rdf|channel)[\s>:]", re.IGNORECASE)
_CLOSED = re.compile(r"</(?:rss|feed|rdf:RDF|channel)\s*>?\s*\Z", re.IGNORECASE)
_SLOW_PERSON = re.compile(
    r"<(?:[a-z]{1,20}:)?(?:author|creator|name|email|managingeditor|webmaster|publisher|owner)\b[^>]{0,200}>"
    r"(?:(?!</).){2000}",
    re.IGNORECASE | re.DOTALL,
)
_EMBEDDED = re.compile(r"<feed\s[^>]{0,2000}xmlns|<rss\s[^>]{0,2000}version|<rdf:RDF\s", re.IGNORECASE)
"""A feed that was wrapped into a web page; a page that only talks about feeds has these characters escaped."""
_LOOSE_LIMIT = 3_000_000
_LOOSE_TAGS = 50_000
"""Characters and tags (22 µs each) of a damaged feed that feedparser's slow parser is still given; more go straight to
the forgiving one."""
_MOST_OPEN = 200
"""Entries that were never closed: 10,000 cost it 8 s."""
_MONSTER = re.compile(r"<[^\s<>]{5000}")
"""A tag of 2 MB costs feedparser 320 MB."""
_MOST_UNPACKED = 15_000_000

Reader: TypeAlias = Callable[[str, str], Parsed]
"""(text, address) -> feed."""


def parse(fetched: Fetched) -> Parsed:
    """Read a feed.

    Raises NotAFeed (with a sentence that names what came instead) or ParseFailed.
    """
    body = unpacked(fetched.body, _MOST_UNPACKED)
    if misfit.binary_kind(body):
        raise NotAFeed(misfit.stranger(body))
    text = feed_text(body, fetched.content_type)
    if misfit.is_blank(body) or not text.strip():
        raise NotAFeed(_("The server sent an empty answer instead of a feed."))
    try:
        if text[:1] in ("{", "["):
            return jsonfeed.parse_text(text, fetched.url, content_type=fetched.content_type)
        return parse_xml(text, fetched.url, known=fetched.known)
    except (NotAFeed, ParseFailed) as error:
        if stranger := misfit.stranger(body):
            raise NotAFeed(stranger) from error
        raise


def parse_xml(text: str, url: str, *, reference: Reader | None = None, known: Set[bytes] = frozenset()) -> Parsed:
    """Read the text of an XML feed, given without its declaration. Raises NotAFeed or ParseFailed.

    `reference` reads what is odd, `by_feedparser` unless a test says otherwise. `known` is that of `Fetched`.
    """
    reference = reference or by_feedparser
    text = repaired(slimmed(shortened(text)))
    if misfit.is_html(text) and not _EMBEDDED.search(text):
        raise NotAFeed(misfit.sentence(text))
    root = forgiving.strict(text)
    if root is not None:
        return _read_sound(root, text, url, reference, known)
    mended = mend(text)
    root = forgiving.strict(mended)
    if root is not None:
        return _read_sound(root, mended, url, reference, known)
    if not _FEEDLIKE.search(mended):
        raise NotAFeed(misfit.sentence(text))
    return _read_damaged(closed(mended), url, reference)


def _read_sound(root: Node, text: str, url: str, reference: Reader, known: Set[bytes]) -> Parsed:
    tag = root.tag.lower()
    if any(space in tag for space in OLD_ATOM):
        return reference(text, url)
    feed = forgiving.feed_within(root)
    if feed is not None:
        return xmlfeed.read(feed, url, known=known)
    local = tag.rpartition("}")[2].rpartition(":")[2]
    if local == "html" or not _ENTRY.search(text):
        raise NotAFeed(misfit.sentence(text, local))
    parsed = reference(text, url)
    if not parsed.entries:
        raise NotAFeed(misfit.sentence(text, local))
    return parsed


def _read_damaged(text: str, url: str, reference: Reader) -> Parsed:
    expected = count_entries(text)
    by_reference: Parsed | None = None
    if _suits_reference(text):
        try:
            by_reference = reference(text, url)
        except ParseFailed:
            by_reference = None
    if by_reference is not None and by_reference.entries and len(by_reference.entries) >= expected:
        by_reference.warning = forgiving.damaged(len(by_reference.entries))
        return by_reference
    try:
        saved = forgiving.parse(text, url)
    except NotAFeed:
        if not expected:
            raise
        saved = Parsed()
    if len(saved.entries) < expected and len(text) <= _LOOSE_LIMIT:
        saved = max(saved, forgiving.by_pieces(text, url), key=lambda feed: len(feed.entries))
    if by_reference is not None and len(by_reference.entries) > len(saved.entries):
        by_reference.warning = forgiving.damaged(len(by_reference.entries))
        return by_reference
    if not saved.entries and not saved.title and not expected and not _CLOSED.search(text[-200:]):
        raise ParseFailed(_("The feed breaks off before its first entry."))
    return saved


def _suits_reference(text: str) -> bool:
    """Whether nothing in `text` would cost feedparser seconds or hundreds of megabytes."""
    small = len(text) <= _LOOSE_LIMIT and text.count("<") <= _LOOSE_TAGS
    opened = sum(text.count(f"<{name}") - text.count(f"</{name}") for name in ("item", "entry")) if small else 0
    return small and opened <= _MOST_OPEN and not _MONSTER.search(text) and not _SLOW_PERSON.search(text)


def count_entries(text: str) -> int:
    """How many `<item>` or `<entry>` tags stand in `text`, outside of CDATA sections."""
    return len(_ENTRY.findall(_CDATA.sub("", text)))


def by_feedparser(text: str, url: str) -> Parsed:
    """What feedparser makes of `text`. Raises ParseFailed when it gives up."""
    import feedparser

    # Not where it came from: feedparser would take that for the base of ids as well.
    headers = {"content-type": "application/xml; charset=utf-8"}
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            # Always a stream of bytes: a string would be taken for the name of a file or an address to open.
            found: dict[str, Any] = feedparser.parse(
                io.BytesIO(text.encode("utf-8", "replace")),
                response_headers=headers,
                sanitize_html=False,
                resolve_relative_uris=False,
            )
        return feedmap.read(found, text, url)
    # It raises anything at all on 0.2 % of damaged feeds.
    except Exception as error:
        raise ParseFailed(_("The feed is damaged and could not be read.")) from error
