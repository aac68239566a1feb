"""Where a web page says its feeds are: `<link rel=alternate>`, and links that look like feeds. Pure.

Source: the feed autodiscovery rules of the HTML standard (`rel=alternate` and `rel=feed` with a feed type).
"""

from __future__ import annotations

import re

from lxml import etree, html

from reader.domain.identity import safe_url
from reader.domain.text import clean_line

from . import misfit
from .feedtext import feed_text
from .looked import FeedLink, PageLinks

_FEED_TYPES = (
    "application/rss+xml",
    "application/atom+xml",
    "application/feed+json",
    "application/rdf+xml",
    "text/rss+xml",
    # Before the names were registered.
    "application/x.atom+xml",
    "application/x-atom+xml",
    "application/x-rss+xml",
    "application/rss",
    "application/atom",
)
_MAYBE_TYPES = ("application/xml", "text/xml", "application/json", "")
_FILE = re.compile(
    r"(?:\.(?:rss|atom|rdf)|(?:^|[/_.-])(?:feeds?|rss2?|atom|index|news|blog)\.(?:xml|json|php))$", re.IGNORECASE
)
_FOLDER = re.compile(r"/(?:feeds?|rss2?|atom)(?:/|$)", re.IGNORECASE)
_WORD = re.compile(r"\b(?:rss|atom feed|feed|atom)\b", re.IGNORECASE)
_SCHEME = re.compile(r"\s*feed:(?://)?(?=https?:)|\s*feed:(?=//)", re.IGNORECASE)
"""`feed://host/x` and `feed:https://host/x`: addresses that say what they lead to."""
_COMMENTS = re.compile(r"comment|bình luận|/replies", re.IGNORECASE)
MAX_LINKS = 40


def find(body: bytes, content_type: str, url: str) -> PageLinks:
    """The feeds that the web page `body`, fetched from `url`, points to: declared ones first, in page order."""
    text = feed_text(body, content_type)
    if not text.strip():
        return PageLinks(())
    try:
        root = html.document_fromstring(text.encode("utf-8", "replace"), parser=html.HTMLParser(encoding="utf-8"))
    except (etree.ParserError, etree.XMLSyntaxError):
        return PageLinks(())
    base = _base(root, url)
    found: dict[str, FeedLink] = {}
    for link in [*_declared(root, base), *_likely(root, base)]:
        if link.url != url:
            found.setdefault(link.url, link)
        if len(found) >= MAX_LINKS:
            break
    obstacle = misfit.obstacle(text)
    return PageLinks(tuple(found.values()), obstacle)


def _base(root: html.HtmlElement, url: str) -> str:
    for node in root.iter("base"):
        if found := safe_url(node.get("href") or "", url):
            return found
    return url


def _declared(root: html.HtmlElement, base: str) -> list[FeedLink]:
    found = []
    for node in root.iter("link"):
        rels = (node.get("rel") or "").lower().split()
        if "stylesheet" in rels:
            continue
        kind = _kind(node)
        href = node.get("href") or ""
        is_feed = kind in _FEED_TYPES and ("alternate" in rels or "feed" in rels or not rels)
        may_be = kind in _MAYBE_TYPES and ("feed" in rels or ("alternate" in rels and kind and _looks_like_feed(href)))
        if (is_feed or may_be) and (address := _absolute(href, base)).startswith("http"):
            title = clean_line(node.get("title") or "", 120)
            found.append(
                FeedLink(address, title, declared=True, comments=bool(_COMMENTS.search(title + " " + address)))
            )
        if len(found) >= MAX_LINKS:
            break
    return found


def _kind(node: html.HtmlElement) -> str:
    return (node.get("type") or "").split(";")[0].strip().lower()


def _absolute(href: str, base: str) -> str:
    """The address in `href`, empty when it is none; `feed:` is taken off."""
    if scheme := _SCHEME.match(href):
        href = href[scheme.end() :]
        href = "http:" + href if href.startswith("//") else href
    return safe_url(href, base)


def _looks_like_feed(href: str) -> bool:
    path = re.split(r"[?#]", href.partition("://")[2] or href, maxsplit=1)[0]
    return bool(_FILE.search(path) or _FOLDER.search(path))


def _likely(root: html.HtmlElement, base: str) -> list[FeedLink]:
    sure: list[FeedLink] = []
    unsure: list[FeedLink] = []
    for node in root.iter("a"):
        href = node.get("href") or ""
        if not href or href.startswith(("#", "mailto:", "javascript:")):
            continue
        label = clean_line(
            " ".join(filter(None, (node.text_content(), node.get("title"), node.get("aria-label")))), 120
        )
        looks = _looks_like_feed(href) or _kind(node) in _FEED_TYPES or _SCHEME.match(href) is not None
        if not looks and not (len(label) <= 40 and _WORD.search(label)):
            continue
        if not (address := _absolute(href, base)).startswith("http"):
            continue
        link = FeedLink(address, label, comments=bool(_COMMENTS.search(address)))
        (sure if looks else unsure).append(link)
        if len(sure) + len(unsure) >= 5 * MAX_LINKS:
            break
    return sure + unsure
