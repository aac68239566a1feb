"""Where a web page says its feeds are: `<link rel=alternate>`, and links that look like feeds. Pure.

Source: the feed autodiscovery rules of the HTML standard (`rel=alternate` and `rel=feed` with a feed type), which hold
for the Link field of the answer too (RFC 8288).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from lxml import etree, html

from reader.domain.identity import safe_url
from reader.domain.text import clean_line

from . import linkheader, misfit
from .feedtext import feed_text
from .probes import FeedLink, PageLinks

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
_SCHEME = re.compile(r"\s*(?:feed|itpc|pcast|podcast):(?:(?://)?(?=https?:)|(?=//))", re.IGNORECASE)
"""`feed://host/x`, `feed:https://host/x`, `pcast://host/x`: addresses that say what they lead to."""
_COMMENTS = re.compile(r"comment|bình luận|/replies", re.IGNORECASE)
_AS_TEXT = frozenset(("textarea", "title", "iframe", "noembed", "noframes", "xmp", "template"))
"""What stands in these is text or kept for later, though the parser reads it as tags."""
_XHTML = re.compile(r"xmlns:([A-Za-z][\w.-]{0,20})\s*=\s*[\"']http://www\.w3\.org/1999/xhtml[\"']")
MAX_LINKS = 40


def find(body: bytes, content_type: str, url: str, link_field: str = "") -> PageLinks:
    """The feeds that the web page `body`, fetched from `url`, points to: declared ones first, in page order, then those
    of the answer's `link_field`."""
    text = feed_text(body, content_type)
    in_field = _in_field(link_field, url)
    root = _page(text)
    if root is None:
        return PageLinks(_others(in_field, url))
    base = _base(root, url)
    found = [*_declared(root, base, text), *in_field, *_likely(root, base)]
    return PageLinks(_others(found, url), misfit.obstacle(text))


def _others(links: Iterable[FeedLink], url: str) -> tuple[FeedLink, ...]:
    """The first link to each address but `url`."""
    found: dict[str, FeedLink] = {}
    for link in links:
        if link.url != url:
            found.setdefault(link.url, link)
    return tuple(found.values())[:MAX_LINKS]


def _page(text: str) -> html.HtmlElement | None:
    """The page's tree, None when it has none."""
    if not text.strip():
        return None
    try:
        return html.document_fromstring(text.encode("utf-8", "replace"), parser=html.HTMLParser(encoding="utf-8"))
    except (etree.ParserError, etree.XMLSyntaxError):
        return None


def _base(root: html.HtmlElement, url: str) -> str:
    for node in root.iter("base"):
        if found := safe_url(node.get("href") or "", url):
            return found
    return url


def _declared(root: html.HtmlElement, base: str, text: str) -> list[FeedLink]:
    found = []
    for node in _link_elements(root, text):
        rel, kind, href, title = (node.get(name) or "" for name in ("rel", "type", "href", "title"))
        link = _declaration(rel, kind, href, title, base)
        if link is not None and not any(above.tag in _AS_TEXT for above in node.iterancestors()):
            found.append(link)
        if len(found) >= MAX_LINKS:
            break
    return found


def _link_elements(root: html.HtmlElement, text: str) -> Iterator[html.HtmlElement]:
    """Every `link`, also one that XHTML gives a prefix."""
    prefixed = [f"{prefix.lower()}:link" for prefix in _XHTML.findall(text[:5_000])]
    yield from root.iter("link", *prefixed)


def _in_field(field: str, base: str) -> list[FeedLink]:
    """The feeds that the Link field of an answer declares."""
    found = []
    for link in linkheader.links(field)[:MAX_LINKS]:
        given = link.parameters
        rel, kind, title = (given.get(name, "") for name in ("rel", "type", "title"))
        if rel and (declared := _declaration(rel, kind, link.url, title, base)) is not None:
            found.append(declared)
    return found


def _declaration(rel: str, type_: str, href: str, title: str, base: str) -> FeedLink | None:
    """The feed that a link with these attributes declares, None when it declares none."""
    rels, kind = rel.lower().split(), _media_type(type_)
    if "stylesheet" in rels:
        return None
    is_feed = kind in _FEED_TYPES and ("alternate" in rels or "feed" in rels or not rels)
    may_be = kind in _MAYBE_TYPES and ("feed" in rels or ("alternate" in rels and kind and _looks_like_feed(href)))
    if not (is_feed or may_be) or not (address := _absolute(href, base)).startswith("http"):
        return None
    title = clean_line(title, 120)
    return FeedLink(address, title, declared=True, comments=bool(_COMMENTS.search(title + " " + address)))


def _media_type(type_: str) -> str:
    return type_.split(";")[0].strip().lower()


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
        kind = _media_type(node.get("type") or "")
        looks = _looks_like_feed(href) or kind in _FEED_TYPES or _SCHEME.match(href) is not None
        if not looks and not (len(label) <= 40 and _WORD.search(label)):
            continue
        if not (address := _absolute(href, base)).startswith("http"):
            continue
        link = FeedLink(address, label, comments=bool(_COMMENTS.search(address)))
        (sure if looks else unsure).append(link)
        if len(sure) + len(unsure) >= 5 * MAX_LINKS:
            break
    return sure + unsure
