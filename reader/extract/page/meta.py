"""Title, dates, authors, addresses and the like: JSON-LD first, then meta tags, then what the page prints."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from lxml import html

from reader.domain.dates import parse_date
from reader.domain.identity import host_of, strip_trackers, url_key
from reader.domain.text import clean_line

from . import data
from .authors import authors_of
from .locate import letters
from .sites import name_of
from .tree import Page, names_of, text_of
from .vocabulary import DATE

_SEPARATOR = re.compile(r"\s+(?:[|•·»›«—–-]|::|//)\s+|\s*[｜：]\s*")
_HAS_ZONE = re.compile(r"(?:[zZ]|[+-]\d\d:?\d\d|\b(?:GMT|UTC|[CE]E?S?T|[ECMP][SD]T)\b.*)\s*$")
_HAS_TIME = re.compile(r"\d\d?[:hH]\d\d")
_PRINTED = re.compile(
    r"\d{1,2}[./-]\d{1,2}[./-]\d{4}|\d{4}[./-]\d{1,2}[./-]\d{1,2}|\d{1,2}\.?\s+[^\W\d_]{3,12}\.?,?\s+\d{4}|"
    r"[^\W\d_]{3,12}\.?\s+\d{1,2},?\s+\d{4}|\d{4}年"
)
_NEAR = 60
_VIETNAMESE_ZONE = timedelta(hours=7)
_PUBLISHED = (
    "article:published_time", "og:article:published_time", "og:published_time", "datepublished", "date.published",
    "parsely-pub-date", "sailthru.date", "dcterms.created", "dc.date.issued", "dc.date", "dcterms.date", "pubdate",
    "publishdate", "publish-date", "publish_date", "article.published", "cxenseparse:recs:publishtime", "date",
    "bt:pubdate", "last-updated", "rbpubdate", "content_published_date", "og:pubdate", "dcterms.issued",
)  # fmt: skip
_UPDATED = (
    "article:modified_time",
    "og:updated_time",
    "og:article:modified_time",
    "datemodified",
    "lastmod",
    "last-modified",
    "dcterms.modified",
)


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
    meta.tags = tags = _tags(page)
    meta.kind = _first(tags, "og:type").lower()
    meta.language = _language(page, tags, node)
    meta.source = _source(page, tags, node, meta.nodes)
    meta.title, meta.headline = _title(page, tags, node, meta.source)
    meta.description = data.string(
        _first(tags, "og:description", "description", "twitter:description") or node.get("description"), 1000
    )
    meta.canonical, meta.aliases = _addresses(page, tags, node)
    meta.section = data.string(node.get("articleSection"), 80) or _first(
        tags, "article:section", "og:article:section", "section"
    )
    meta.keywords = _keywords(tags, node)
    meta.image_url = page.absolute(
        _first(tags, "og:image", "og:image:url", "twitter:image") or data.address(node.get("image"))
    )
    meta.published, meta.updated = _dates(page, tags, node, meta, fetched_at)
    meta.authors = authors_of(page, tags, meta.nodes, node, meta.source, meta.headline)
    free = node.get("isAccessibleForFree")
    meta.locked = str(free).lower() == "false" or _first(tags, "article:content_tier") in ("locked", "metered")
    if isinstance(node.get("articleBody"), str):
        meta.body = data.plain_text(node["articleBody"])
    return meta


def _tags(page: Page) -> dict[str, list[str]]:
    """Values of the meta tags by lower-case name."""
    found: dict[str, list[str]] = {}
    for element in page.root.iter("meta"):
        name = element.get("property") or element.get("name") or element.get("itemprop") or element.get("http-equiv")
        value = element.get("content")
        if name and value and value.strip():
            found.setdefault(name.strip().lower(), []).append(value.strip())
    return found


def _first(tags: dict[str, list[str]], *names: str) -> str:
    for name in names:
        for value in tags.get(name, ()):
            if text := clean_line(data.plain_text(value), 2000):
                return text
    return ""


def _language(page: Page, tags: dict[str, list[str]], node: dict[str, Any]) -> str:
    value = (
        page.root.get("lang")
        or page.root.get("xml:lang")
        or data.string(node.get("inLanguage"))
        or _first(tags, "og:locale", "content-language", "language")
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
        _first(tags, "og:site_name"),
        data.string(node.get("publisher")),
        _first(tags, "application-name", "publisher", "twitter:site"),
    ):
        if value and "://" not in value and len(value) <= 60:
            return value.lstrip("@")
    for other in nodes:
        publishes = "Organization" in "".join(data.types(other)) or "WebSite" in data.types(other)
        if publishes and (name := data.string(other.get("name"), 60)):
            return name
    return host_of(page.url).removeprefix("www.")


# Title.


def _title(
    page: Page, tags: dict[str, list[str]], node: dict[str, Any], source: str
) -> tuple[str, html.HtmlElement | None]:
    """The headline as printed, and the element that prints it."""
    headline = data.string(node.get("headline"), 400) if data.is_article(node) else ""
    weighed = (
        (headline, 2.0),
        (_first(tags, "og:title"), 2.0),
        (_first(tags, "twitter:title"), 0.5),
        (_document_title(page), 1.0),
    )
    stated = [(_without_source(text, source, page.url), weight) for text, weight in weighed if text]
    known = [letters(text) for text, _ in stated]
    best: html.HtmlElement | None = None
    best_text, best_score = "", 0.0
    for element in page.root.iter("h1", "h2"):
        if not 4 <= page.text_size[element] <= 350:
            continue
        text = clean_line(text_of(element))
        mine = letters(text)
        score = max((_likeness(mine, other) for other in known), default=0.0)
        score += 0.3 if element.tag == "h1" else 0.0
        if element.get("itemprop") == "headline":
            score += 0.2
        if score > best_score:
            best, best_text, best_score = element, text, score
    # A heading that is a little like the stated title is the title as printed; one that is not may be the site's name.
    if best is None or best_score < 0.75:
        return (stated[0][0] if stated else best_text), best
    return _elected(best_text, stated), best


def _elected(printed: str, stated: list[tuple[str, float]]) -> str:
    """The wording of the title that most of the page agrees on: as printed, unless what the page states agrees against
    it, or is the same without the kicker before it."""
    votes: dict[str, float] = {letters(printed): 2.5}
    wording = {letters(printed): printed}
    for text, weight in stated:
        key = letters(text)
        votes[key] = votes.get(key, 0.0) + weight
        wording.setdefault(key, text)
    best = max(votes, key=lambda key: votes[key])
    for key, count in votes.items():
        if (
            count >= 2.0
            and key not in (best, letters(printed))
            and len(key) >= 0.5 * len(best)
            and (best.endswith(key) or best.startswith(key))
        ):
            best = key
            break
    return wording[best]


def _document_title(page: Page) -> str:
    element = page.root.find(".//title")
    return clean_line(element.text or "", 400) if element is not None else ""


def _without_source(text: str, source: str, url: str) -> str:
    """`Headline | Publisher` -> `Headline`; sections and dates after the publisher's name go with it."""
    name = letters(source)
    host = letters(host_of(url).removeprefix("www.").split(".")[0])
    kept = text
    shorter = text
    for _ in range(3):
        found = list(_SEPARATOR.finditer(shorter))
        if not found:
            break
        last = letters(shorter[found[-1].end() :])
        shorter = shorter[: found[-1].start()].strip()
        if last and ((name and (last in name or name in last)) or (host and (last in host or host in last))):
            kept = shorter
        elif parse_date(text[len(shorter) :].strip(" |–—-")) is None:
            break
    return kept or text


def _likeness(one: str, other: str) -> float:
    """0 to 1: equal, or one in the other, or a shared beginning."""
    if not one or not other:
        return 0.0
    if one == other:
        return 1.0
    shorter, longer = sorted((one, other), key=len)
    if len(shorter) >= 12 and shorter in longer:
        return 0.5 + 0.45 * len(shorter) / len(longer)
    a = {one[i : i + 4] for i in range(len(one) - 3)}
    b = {other[i : i + 4] for i in range(len(other) - 3)}
    return 0.9 * len(a & b) / (len(a | b) or 1)


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
    others.append(page.absolute(_first(tags, "og:url")))
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
        values = (values[0] if values else _first(tags, "news_keywords", "keywords")).split(",")
    cleaned = [text for value in values if (text := clean_line(value, 60))]
    return tuple(dict.fromkeys(cleaned))[:12]


# Dates.


def _dates(
    page: Page, tags: dict[str, list[str]], node: dict[str, Any], meta: Meta, fetched_at: datetime | None
) -> tuple[datetime | None, datetime | None]:
    local = _VIETNAMESE_ZONE if meta.language.startswith("vi") else timedelta()
    latest = fetched_at + timedelta(days=2) if fetched_at else None

    def moment(value: str) -> datetime | None:
        found = parse_date(value)
        if found and local and _HAS_TIME.search(value) and not _HAS_ZONE.search(value):
            found -= local
        return None if found and latest and found > latest else found

    stated = [data.string(node.get("datePublished")), data.string(node.get("dateCreated"))]
    stated += [value for name in _PUBLISHED for value in tags.get(name, ())]
    published = _best(stated, moment)
    if published is None or _is_midnight(published):
        printed = _printed(page, meta.headline, moment)
        if printed and (published is None or abs(printed - published) < timedelta(days=1)):
            published = printed
    updated = _best(
        [data.string(node.get("dateModified")), *(v for name in _UPDATED for v in tags.get(name, ()))], moment
    )
    return published, updated if updated and published and updated > published else None


def _is_midnight(moment: datetime) -> bool:
    return moment.hour == moment.minute == moment.second == 0


def _best(values: list[str], moment: Callable[[str], datetime | None]) -> datetime | None:
    """The first date of the list, or a later one of the same day that knows the time too."""
    best: datetime | None = None
    for value in values:
        found = moment(value) if value else None
        if found is None:
            continue
        if best is None or (abs(found - best) < timedelta(days=1) and not _is_midnight(found)):
            best = found
        if not _is_midnight(best):
            break
    return best


def _printed(
    page: Page, headline: html.HtmlElement | None, moment: Callable[[str], datetime | None]
) -> datetime | None:
    """A date that the page prints: a time element, an element named for it, or one that holds hardly more than a date,
    the nearest to the headline."""
    start = page.order.get(headline, 0) if headline is not None else 0
    best: tuple[int, datetime] | None = None
    for element in page.elements:
        distance = abs(page.order[element] - start)
        size = page.text_size[element]
        if element.tag == "time":
            value = element.get("datetime") or text_of(element)
        elif element.get("itemprop") == "datePublished":
            value = element.get("content") or element.get("datetime") or text_of(element)
        elif 6 <= size <= 60 and DATE.search(names_of(element)):
            value = text_of(element)
        elif 8 <= size <= 40 and distance < _NEAR and element not in page.has_blocks and element.tag != "a":
            value = text_of(element)
            match = _PRINTED.search(value)
            if match is None or len(value) - len(match.group()) > 24:
                continue
            distance += _NEAR
        else:
            continue
        if (best is None or distance < best[0]) and (found := moment(clean_line(value, 120))):
            best = (distance, found)
    return best[1] if best else None
