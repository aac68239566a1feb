"""Title, dates, authors, addresses and the like: JSON-LD first, then meta tags, then what the page prints."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from lxml import html

from reader.domain.identity import host_of, strip_trackers, url_key
from reader.domain.text import clean_line

from . import data
from .authors import authors_of
from .dates import dates_of
from .sites import name_of
from .tags import first, tags_of
from .title import title_of
from .tree import Page


@dataclass(slots=True)
class Meta:
    """What is known of the article besides its text."""

    title: str = ""
    source: str = ""
    authors: tuple[str, ...] = ()
    published: datetime | None = None
    updated: datetime | None = None
    section: str = ""
    language: str = ""
    description: str = ""
    canonical: str = ""
    aliases: tuple[str, ...] = ()
    image_url: str = ""
    keywords: tuple[str, ...] = ()
    kind: str = ""
    """og:type."""
    headline: html.HtmlElement | None = None
    """The element that prints the title."""
    locked: bool = False
    """The page says that its text is not free."""
    body: str = ""
    """The article's text as the data states it."""
    nodes: list[dict[str, Any]] = field(default_factory=list)
    article: dict[str, Any] = field(default_factory=dict)
    tags: dict[str, list[str]] = field(default_factory=dict)


def read(page: Page, fetched_at: datetime | None = None) -> Meta:
    """Read everything that `page` says about its article. `fetched_at` bounds dates from above."""
    meta = Meta()
    meta.nodes = data.nodes(page.data)
    meta.article = node = data.article(meta.nodes)
    meta.tags = tags = tags_of(page)
    meta.kind = first(tags, "og:type").lower()
    meta.language = _language(page, tags, node)
    meta.source = _source(page, tags, node, meta.nodes)
    meta.title, meta.headline = title_of(page, tags, node, meta.source)
    meta.description = data.string(
        first(tags, "og:description", "description", "twitter:description") or node.get("description"), 1000
    )
    meta.canonical, meta.aliases = _addresses(page, tags, node)
    meta.section = data.string(node.get("articleSection"), 80) or first(
        tags, "article:section", "og:article:section", "section"
    )
    meta.keywords = _keywords(tags, node)
    meta.image_url = page.absolute(
        first(tags, "og:image", "og:image:url", "twitter:image") or data.address(node.get("image"))
    )
    meta.published, meta.updated = dates_of(page, tags, node, meta.headline, meta.language, fetched_at)
    meta.authors = authors_of(page, tags, meta.nodes, node, meta.source, meta.headline)
    free = node.get("isAccessibleForFree")
    meta.locked = str(free).lower() == "false" or first(tags, "article:content_tier") in ("locked", "metered")
    if isinstance(node.get("articleBody"), str):
        meta.body = data.plain_text(node["articleBody"])
    return meta


def _language(page: Page, tags: dict[str, list[str]], node: dict[str, Any]) -> str:
    value = (
        page.root.get("lang")
        or page.root.get("xml:lang")
        or data.string(node.get("inLanguage"))
        or first(tags, "og:locale", "content-language", "language")
    )
    match = re.match(r"([A-Za-z]{2,3})(?:[-_]([A-Za-z]{2,4}))?", value.strip())
    if not match:
        return ""
    return match.group(1).lower() + (
        f"-{match.group(2).upper()}" if match.group(2) and len(match.group(2)) == 2 else ""
    )


def _source(page: Page, tags: dict[str, list[str]], node: dict[str, Any], nodes: list[dict[str, Any]]) -> str:
    if known := name_of(page.url):
        return known
    for value in (
        first(tags, "og:site_name"),
        data.string(node.get("publisher")),
        first(tags, "application-name", "publisher", "twitter:site"),
    ):
        if value and "://" not in value and len(value) <= 60:
            return value.lstrip("@")
    for other in nodes:
        publishes = "Organization" in "".join(data.types(other)) or "WebSite" in data.types(other)
        if publishes and (name := data.string(other.get("name"), 60)):
            return name
    return host_of(page.url).removeprefix("www.")


# Addresses.


def _addresses(page: Page, tags: dict[str, list[str]], node: dict[str, Any]) -> tuple[str, tuple[str, ...]]:
    """(canonical, other addresses of this page)."""
    host = host_of(page.url).removeprefix("www.")
    canonical = ""
    others: list[str] = []
    for element in page.root.iter("link"):
        rel = (element.get("rel") or "").lower().split()
        if "canonical" in rel and not canonical:
            canonical = page.absolute(element.get("href"))
        elif "amphtml" in rel or "shortlink" in rel:
            others.append(page.absolute(element.get("href")))
    others.append(page.absolute(first(tags, "og:url")))
    others.append(page.absolute(data.address(node.get("mainEntityOfPage")) or data.address(node.get("url"))))
    # A canonical address that is only the front page, or another site's, is a mistake of the template.
    for candidate in (canonical, others[-2], page.url):
        if (
            candidate.startswith("http")
            and _is_story(candidate)
            and (_related_hosts(host, host_of(candidate)) or candidate == canonical)
        ):
            canonical = strip_trackers(candidate)
            break
    else:
        canonical = page.url
    seen = {url_key(canonical)}
    aliases: list[str] = []
    for other in [*others, page.url]:
        if (
            other.startswith("http")
            and _is_story(other)
            and url_key(other) not in seen
            and _related_hosts(host, host_of(other))
        ):
            seen.add(url_key(other))
            aliases.append(other)
    return canonical, tuple(aliases)


def _is_story(url: str) -> bool:
    path = url.split("://", 1)[-1].partition("/")[2]
    return len(path.strip("/")) > 3


def _related_hosts(one: str, other: str) -> bool:
    other = other.removeprefix("www.")
    return (
        one == other
        or one.endswith("." + other)
        or other.endswith("." + one)
        or one.split(".")[-2:] == other.split(".")[-2:]
    )


def _keywords(tags: dict[str, list[str]], node: dict[str, Any]) -> tuple[str, ...]:
    values = [clean_line(v, 60) for v in tags.get("article:tag", ())] or data.strings(node.get("keywords"))
    if len(values) <= 1:
        values = (values[0] if values else first(tags, "news_keywords", "keywords")).split(",")
    cleaned = [text for value in values if (text := clean_line(value, 60))]
    return tuple(dict.fromkeys(cleaned))[:12]
