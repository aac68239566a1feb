"""Inputs built by the rules of their format, with nasty values in any place: feeds, JSON, pages, lists, queries."""

# ruff: noqa: E501
from __future__ import annotations

import json
from collections.abc import Sequence
from random import Random
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from . import nasty

_SPACES = (
    *("http://purl.org/dc/elements/1.1/", "http://www.w3.org/2005/Atom", "http://search.yahoo.com/mrss/", "urn:unknown", ""),
    *("http://www.itunes.com/dtds/podcast-1.0.dtd", "http://purl.org/rss/1.0/modules/content/", "http://www.w3.org/1999/xhtml"),
)  # fmt: skip
_RSS_PARTS = (
    *(
        "title",
        "link",
        "guid",
        "description",
        "content:encoded",
        "pubDate",
        "dc:date",
        "dc:creator",
        "author",
        "category",
    ),
    *(
        "enclosure",
        "media:content",
        "media:thumbnail",
        "media:group",
        "itunes:duration",
        "itunes:image",
        "comments",
        "source",
    ),
    *("atom:link", "image", "feedburner:origLink", "item", "wfw:commentRss", "media:title", "geo:lat", "p:x", "body"),
)
_ATOM_PARTS = (
    *(
        "title",
        "link",
        "id",
        "summary",
        "content",
        "updated",
        "published",
        "author",
        "category",
        "source",
        "contributor",
    ),
    *("rights", "media:group", "entry", "thr:in-reply-to", "name", "div", "modified", "issued", "created"),
)
_HEAD = (
    *("title", "link", "description", "language", "ttl", "skipHours", "skipDays", "image", "itunes:new-feed-url"),
    *(
        "sy:updatePeriod",
        "sy:updateFrequency",
        "icon",
        "logo",
        "author",
        "managingEditor",
        "cloud",
        "textInput",
        "pubDate",
    ),
)
_TYPES = (
    "html",
    "text",
    "xhtml",
    "text/html",
    "application/xhtml+xml",
    "image/png",
    "text/plain",
    "application/octet-stream",
    "",
)
_ATTRIBUTES = (
    "href",
    "rel",
    "type",
    "url",
    "isPermaLink",
    "xml:base",
    "xml:lang",
    "length",
    "medium",
    "width",
    "mode",
    "term",
    "rdf:about",
)
_RELS = (
    "alternate",
    "self",
    "enclosure",
    "related",
    "via",
    "replies",
    "next",
    "ALTERNATE",
    "http://x.test/rel",
    "alternate stylesheet",
)
_TAGS = (
    *("p", "div", "b", "a", "ul", "li", "table", "tr", "td", "th", "img", "figure", "figcaption", "iframe", "h1", "h2", "script"),
    *("style", "svg", "math", "template", "pre", "code", "blockquote", "video", "source", "picture", "base", "link", "meta", "title"),
    *("article", "section", "aside", "form", "select", "option", "noscript", "br", "hr", "span", "object", "dl", "dt", "html", "body"),
)  # fmt: skip
_OUTLINE = (
    "text",
    "title",
    "xmlUrl",
    "XMLURL",
    "xmlurl",
    "htmlUrl",
    "type",
    "url",
    "category",
    "description",
    "version",
    "isComment",
)


def value(random: Random) -> str:
    """Something to stand between two tags or quotes: often harmless, often not."""
    pool: Sequence[str] = random.choice(
        (
            nasty.WORDS,
            nasty.WORDS,
            nasty.ADDRESSES,
            nasty.DATES,
            nasty.NUMBERS,
            nasty.CONTROLS,
            nasty.REFERENCES,
            nasty.MARKUP,
        )
    )
    return " ".join(random.choice(pool) for _each in range(random.choice((1, 1, 1, 2, 4))))


def _node(random: Random, names: Sequence[str], depth: int) -> str:
    name = random.choice(names)
    attributes = "".join(
        f" {random.choice(_ATTRIBUTES)}={_quoted(random, random.choice((value(random), random.choice(_TYPES), random.choice(_RELS))))}"
        for _each in range(random.choice((0, 0, 1, 2)))
    )
    kind = random.random()
    if kind < 0.08:
        return f"<{name}{attributes}/>"
    if kind < 0.2 and depth:
        inside = "".join(_node(random, names, depth - 1) for _each in range(random.randint(0, 3)))
    elif kind < 0.35:
        inside = f"<![CDATA[{markup(random, 6)}]]>"
    elif kind < 0.6:
        inside = escape(markup(random, 6))
    elif kind < 0.8:
        inside = escape(value(random))
    else:
        inside = value(random)
    return f"<{name}{attributes}>{inside}</{name}>" if random.random() < 0.97 else f"<{name}{attributes}>{inside}"


def _quoted(random: Random, text: str) -> str:
    return quoteattr(text) if random.random() < 0.9 else f"'{text}'"


def _spaces(random: Random) -> str:
    prefixes = ("dc", "media", "itunes", "content", "atom", "sy", "rdf", "geo", "thr", "p", "xhtml", "a")
    return "".join(
        f' xmlns:{prefix}="{random.choice(_SPACES)}"'
        for prefix in random.sample(prefixes, random.randint(0, len(prefixes)))
    )


def feed(random: Random) -> bytes:
    """RSS, RDF or Atom with its parts in any order, nested wrongly, given twice, with namespaces mixed up."""
    kind = random.choice(("rss", "rss", "rdf:RDF", "feed", "channel", "RSS", "opml"))
    parts = _ATOM_PARTS if kind == "feed" else _RSS_PARTS
    item = "entry" if kind == "feed" else random.choice(("item", "item", "ITEM"))
    head = "".join(_node(random, _HEAD, 1) for _each in range(random.randint(0, 5)))
    items = "".join(
        f"<{item}>{''.join(_node(random, parts, 2) for _part in range(random.randint(0, 8)))}</{item}>"
        for _each in range(random.choice((0, 1, 2, 2, 5)))
    )
    own = ' xmlns="http://www.w3.org/2005/Atom"' if kind == "feed" and random.random() < 0.8 else ""
    body = f"<channel>{head}{items}</channel>" if kind not in ("feed", "channel") else head + items
    text = f"<{kind}{own}{_spaces(random)}>{body}</{kind}>"
    if random.random() < 0.3:
        text = f"<?xml version='1.0' encoding='{random.choice(nasty.ENCODINGS)}'?>{text}"
    encoding = random.choice(nasty.ENCODINGS) if random.random() < 0.2 else "utf-8"
    return text.encode(encoding, "replace") if encoding != "utf-8" else text.encode("utf-8", "surrogatepass")


def anything(random: Random, depth: int = 3) -> Any:
    """Any JSON value."""
    kind = random.randint(0, 9 if depth else 6)
    if kind <= 2:
        return value(random)
    if kind <= 6:
        return random.choice((None, True, False, 0, -1, 1.5, 10**30, 1e300, "", 2**53))
    if kind <= 8:
        return [anything(random, depth - 1) for _each in range(random.randint(0, 4))]
    return {value(random): anything(random, depth - 1) for _each in range(random.randint(0, 4))}


_JSON_HEAD = (
    "title",
    "home_page_url",
    "feed_url",
    "description",
    "user_comment",
    "next_url",
    "icon",
    "favicon",
    "author",
    "authors",
    "language",
    "expired",
    "hubs",
)
_JSON_ITEM = (
    *(
        "id",
        "url",
        "external_url",
        "title",
        "content_html",
        "content_text",
        "summary",
        "image",
        "banner_image",
        "date_published",
    ),
    *("date_modified", "author", "authors", "tags", "language", "attachments", "_extra"),
)
_JSON_PERSON = ("name", "url", "avatar")
_JSON_FILE = ("url", "mime_type", "title", "size_in_bytes", "duration_in_seconds")


def _object(random: Random, names: Sequence[str]) -> Any:
    if random.random() < 0.05:
        return anything(random)
    found: dict[str, Any] = {}
    for name in random.sample(names, random.randint(0, len(names))):
        if name in ("author", "authors") and random.random() < 0.7:
            found[name] = [_object(random, _JSON_PERSON) for _each in range(random.randint(0, 3))]
        elif name == "attachments" and random.random() < 0.7:
            found[name] = [_object(random, _JSON_FILE) for _each in range(random.randint(0, 3))]
        else:
            found[name] = value(random) if random.random() < 0.7 else anything(random)
    return found


def json_feed(random: Random) -> bytes:
    """A JSON Feed of which any field may have any type."""
    whole = _object(random, _JSON_HEAD)
    if isinstance(whole, dict):
        if random.random() < 0.8:
            whole["version"] = random.choice(
                ("https://jsonfeed.org/version/1.1", "https://jsonfeed.org/version/1", 1, None)
            )
        whole["items"] = (
            [_object(random, _JSON_ITEM) for _each in range(random.randint(0, 5))]
            if random.random() < 0.9
            else anything(random)
        )
    text = json.dumps(whole, ensure_ascii=random.random() < 0.3)
    if random.random() < 0.2:
        text = text[: random.randint(0, len(text))]
    return text.encode("utf-8", "surrogatepass")


def markup(random: Random, most: int = 40) -> str:
    """HTML of tags, ends and words in no order."""
    pieces = []
    for _each in range(random.randint(1, most)):
        kind = random.random()
        tag = random.choice(_TAGS)
        if kind < 0.35:
            name, text = (
                random.choice(
                    (
                        "href",
                        "src",
                        "class",
                        "id",
                        "style",
                        "content",
                        "name",
                        "rel",
                        "data-src",
                        "srcset",
                        "lang",
                        "colspan",
                    )
                ),
                value(random),
            )
            pieces.append(f"<{tag} {name}={_quoted(random, text)}>" if random.random() < 0.6 else f"<{tag}>")
        elif kind < 0.6:
            pieces.append(f"</{tag}>")
        else:
            pieces.append(value(random))
    return "".join(pieces)


def page(random: Random) -> bytes:
    """A web page."""
    head = f"<title>{value(random)}</title>{markup(random, 6)}" if random.random() < 0.7 else ""
    data = json.dumps(
        {
            "@type": "NewsArticle",
            **{
                name: anything(random, 2)
                for name in ("headline", "author", "datePublished", "image", "@graph", "articleBody")
            },
        }
    )
    script = f"<script type='application/ld+json'>{data}</script>" if random.random() < 0.4 else ""
    text = "".join(
        f"<p>{'Câu này đủ dài để là một câu của bài báo. ' * random.randint(0, 6)}{markup(random, 5)}</p>"
        for _each in range(random.randint(0, 8))
    )
    whole = f"<html><head>{head}{script}</head><body>{markup(random, 20)}<h1>{value(random)}</h1>{text}{markup(random, 30)}</body></html>"
    return whole.encode(random.choice(nasty.ENCODINGS) if random.random() < 0.15 else "utf-8", "replace")


def _outline(random: Random, depth: int) -> str:
    attributes = "".join(
        f" {name}={_quoted(random, value(random))}" for name in random.sample(_OUTLINE, random.randint(0, 5))
    )
    inside = "".join(_outline(random, depth - 1) for _each in range(random.randint(0, 3))) if depth else ""
    return f"<outline{attributes}>{inside}</outline>" if random.random() < 0.9 else f"<outline{attributes}>{inside}"


def opml(random: Random) -> bytes:
    """A list of subscriptions."""
    root = random.choice(("opml", "OPML", "outlineDocument", "html"))
    outlines = "".join(_outline(random, random.randint(0, 4)) for _each in range(random.randint(0, 5)))
    text = f"<{root} version='2.0'><head><title>{value(random)}</title></head><body>{outlines}</body></{root}>"
    return text.encode(random.choice(nasty.ENCODINGS) if random.random() < 0.2 else "utf-8", "replace")


_QUERY = (
    *("a", "phở", '"', '"a b"', "(", ")", "-", "OR", "AND", "NOT", "title:", "author:", "feed:", "folder:", "tag:", "lang:vi", "is:unread"),
    *("is:", "has:image", "before:2026", "after:hôm nay", "newer:3d", "older:-1y", "sources:>=3", "/a+/", "/(/", "title:/[/", "*", "a*", ":", "text:x"),
    *("before:2026-13-45", "newer:99999999999d", "sources:>", "-(", "'", "\\", "#", "feed:#99999999999999999999", "title:(a OR b)", "/(a+)+$/"),
)  # fmt: skip


def query(random: Random) -> str:
    """A query."""
    pieces = [
        random.choice(_QUERY) if random.random() < 0.85 else value(random) for _each in range(random.randint(0, 14))
    ]
    return random.choice((" ", "", "  ")).join(pieces)


def address(random: Random) -> str:
    """What may stand where an address is expected."""
    text = random.choice(nasty.ADDRESSES)
    for _each in range(random.choice((0, 0, 1, 3))):
        at = random.randint(0, len(text))
        text = (
            text[:at]
            + random.choice((value(random), "%", "\\", "@", ":", "/", "[", "]", "\u202e", "é", ".."))
            + text[at:]
        )
    return text


def date(random: Random) -> str:
    """What may stand where a date is expected."""
    text = random.choice(nasty.DATES)
    for _each in range(random.choice((0, 0, 1, 2, 4))):
        at = random.randint(0, len(text))
        other = random.choice(nasty.DATES)
        cut = random.randint(0, len(other))
        text = random.choice(
            (
                text[:at] + other[cut:],
                text[:at] + str(random.randint(-1, 10**6)) + text[at:],
                text[at:] + " " + other[:cut],
            )
        )
    return text
