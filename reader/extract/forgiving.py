"""Reading XML with lxml: strictly for feeds that are sound, forgivingly for what is left of broken ones.

Neither reading resolves entities, loads a document type, or touches the network; deep and huge trees are refused by the
library's own limits. Both take time in proportion to the input, unlike feedparser on some hostile fields.
"""

from __future__ import annotations

import re
from itertools import islice

from lxml import etree

from reader.domain.errors import NotAFeed, ParseFailed
from reader.domain.text import clean_line
from reader.i18n import _
from reader.sources.api import Parsed, ParsedEntry

from . import xmlfeed
from .feedfields import MAX_ENTRIES
from .feednames import ATOM
from .feedrepair import repaired
from .feedtext import allowed, feed_text, mend
from .misfit import is_blank, is_html, sentence, stranger
from .probes import Glance
from .xmlnodes import OUTSIDE, Node

MAX_PIECES = 2000
_ITEM = re.compile(r"<(?:[A-Za-z0-9_-]{1,20}:)?(?:item|entry)(?=[\s>])", re.IGNORECASE)
_MAX_HEAD = 5_000


def strict(text: str) -> Node | None:
    """The root of `text` when it is well-formed XML, else None. Prefixes that were never declared are forgiven."""
    parser = etree.XMLParser(**OUTSIDE)
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError:
        return None
    return root if all(entry.domain_name == "NAMESPACE" for entry in parser.error_log) else None


def rescue(text: str) -> Node | None:
    """The root of whatever can be made of `text`, or None when there is nothing."""
    try:
        return etree.fromstring(allowed(text).encode("utf-8", "replace"), etree.XMLParser(**OUTSIDE))
    except etree.XMLSyntaxError:
        return None


def feed_within(root: Node) -> Node | None:
    """The feed's own element: `root` itself, or the first one that something else was wrapped around."""
    if xmlfeed.is_feed(root):
        return root
    return next((node for node in root.iter(etree.Element) if xmlfeed.is_feed(node)), None)


def parse(text: str, url: str, *, most: int = MAX_ENTRIES) -> Parsed:
    """Save the entries of a damaged feed. Entries that hold nothing at all are left out; `warning` says what happened.

    Raises NotAFeed when nothing in it looks like a feed.
    """
    root = rescue(text)
    if root is None:
        raise NotAFeed(sentence(text))
    feed = feed_within(root)
    if feed is None:
        raise NotAFeed(sentence(text, root.tag.rpartition("}")[2].lower()))
    parsed = xmlfeed.read(feed, url, most=most)
    parsed.entries = [entry for entry in parsed.entries if entry.title or entry.content or entry.summary or entry.url]
    parsed.warning = damaged(len(parsed.entries))
    return parsed


def by_pieces(text: str, url: str) -> Parsed:
    """The entries of a damaged feed, each read by itself, so that what is wrong with one, or with the beginning of the
    feed, costs no other.

    Raises NotAFeed when nothing in it looks like a feed.
    """
    tags = list(islice(_ITEM.finditer(text), 100 * MAX_PIECES))
    if not tags:
        raise NotAFeed(sentence(text))
    starts = [tag.start() for tag in tags]
    ends = [*starts[1:], len(text)]
    head, bare = text[: min(starts[0], _MAX_HEAD)], _bare_head(tags[0][0])
    try:
        parsed = parse(head, url)
    except NotAFeed:
        # The beginning is beyond help; the entries may be sound.
        head = bare
        parsed = parse(head, url)
    pieces = list(zip(starts, ends, strict=True))
    if len(pieces) > MAX_PIECES:
        # A flood is at one end or the other.
        pieces = pieces[: MAX_PIECES // 2] + pieces[-(MAX_PIECES // 2) :]
    for start, end in pieces:
        piece = text[start:end]
        found = _entries(head + piece, url)
        if not found and head != bare:
            # It may be buried under what stands in the beginning, which is left out from now on where that helps.
            found = _entries(bare + piece, url)
            head = bare if found else head
        parsed.entries += found
    parsed.warning = damaged(len(parsed.entries))
    return parsed


def _bare_head(tag: str) -> str:
    return f'<feed xmlns="{ATOM}">' if tag.lower().endswith("entry") else "<rss><channel>"


def _entries(text: str, url: str) -> list[ParsedEntry]:
    try:
        return parse(text, url, most=1).entries
    except NotAFeed:
        return []


def damaged(entries: int) -> str:
    """The sentence about a damaged feed of which `entries` entries were saved."""
    return _("The feed is damaged; entries that could still be read: {count}.").format(count=entries)


GLANCE_BYTES = 1_500_000
GLANCE_ENTRIES = 1000


def glance(body: bytes, content_type: str, url: str) -> Glance | None:
    """A quick look at the beginning of bytes that may be a feed, no more than GLANCE_BYTES and GLANCE_ENTRIES; None
    when they are none."""
    text = feed_text(body[:GLANCE_BYTES], content_type)
    adapter = "feed"
    try:
        if text.startswith(("{", "[")):
            from . import jsonfeed

            parsed = jsonfeed.parse_text(text, url, most=GLANCE_ENTRIES, content_type=content_type)
            adapter = "jsonfeed"
        else:
            text = repaired(text)
            if not text or is_html(text):
                return None
            parsed = parse(mend(text), url, most=GLANCE_ENTRIES)
    except NotAFeed:
        return None
    dates = [entry.published for entry in parsed.entries if entry.published is not None]
    return Glance(adapter, clean_line(parsed.title, 200), len(parsed.entries), max(dates, default=None))


def refusal(body: bytes, content_type: str) -> str:
    """Why these bytes, which are no feed, are none: a sentence; empty for a web page, which may be without feeds."""
    if is_blank(body):
        return _("The server sent an empty answer instead of a feed.")
    if found := stranger(body):
        return found
    try:
        text = feed_text(body[:GLANCE_BYTES], content_type)
    except ParseFailed as error:
        return str(error)
    if is_html(text):
        return ""
    if text.startswith(("{", "[")):
        return _("This is JSON, but no JSON Feed.")
    root = strict(mend(text))
    return sentence(text, root.tag.rpartition("}")[2].lower() if root is not None else "")
