"""What feedparser found, as a `Parsed` feed. Pure.

feedparser is the reference for what an odd feed means. Its dictionaries are read with plain `dict` access: the
attribute form warns and guesses.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from reader.domain.models import Enclosure
from reader.sources.api import Parsed, ParsedEntry, ParsedLink

from . import feedfields as fields
from .xmlnodes import plain

_HTML_TYPES = ("text/html", "application/xhtml+xml")
_HOURS = re.compile(r"<skipHours>(.*?)</skipHours>", re.IGNORECASE | re.DOTALL)
_DAYS = re.compile(r"<skipDays>(.*?)</skipDays>", re.IGNORECASE | re.DOTALL)
_ITEM = re.compile(r"<\s*(?:hour|day)\s*>([^<]{0,40})<", re.IGNORECASE)

_Found = Mapping[str, Any]


def _get(found: _Found, key: str, default: Any = "") -> Any:
    """A value without feedparser's own fallbacks from one key to another."""
    return dict.get(found, key, default) if isinstance(found, dict) else default


def _text(found: _Found, key: str) -> str:
    value = _get(found, key)
    return value.strip() if isinstance(value, str) else ""


def _plain(found: _Found, key: str) -> str:
    """A name or title as plain text."""
    value = _text(found, key)
    typed = _text(_get(found, f"{key}_detail", {}), "type") in _HTML_TYPES
    return plain(value, typed or fields.looks_html(value))


def _when(found: _Found, *keys: str) -> datetime | None:
    """The first readable date: as we read it, else as feedparser did."""
    for key in keys:
        if moment := fields.first_date(_text(found, key)):
            return moment
    for key in keys:
        parts = _get(found, f"{key}_parsed", None)
        if parts is not None:
            try:
                year, month, day, hour, minute, second = parts[:6]
                moment = datetime(year, month, day, hour, minute, min(second, 59), tzinfo=UTC)
            except (ValueError, TypeError):
                continue
            if 1971 <= moment.year < 2100:
                return moment
    return None


def _links(found: _Found) -> Sequence[_Found]:
    links: Iterable[Any] = _get(found, "links", []) or []
    return [link for link in links if isinstance(link, dict)][: fields.MAX_LIST]


def _persons(found: _Found) -> list[str]:
    names = []
    for one in _get(found, "authors", []) or []:
        names.append(fields.person(_text(one, "name")))
    if not any(names):
        names = [fields.person(_text(found, "author"))]
    return [name for name in fields.distinct(names) if name.casefold() != "unknown"]


def _site(feed: _Found, base: str) -> str:
    stated = _text(feed, "link")
    if not stated:
        stated = next((_text(link, "href") for link in _links(feed) if _text(link, "rel") == "alternate"), "")
    site = fields.resolve(stated, base)
    # feedparser also offers the feed's id here.
    return site if fields.is_web(site) else ""


def read(found: _Found, text: str, url: str) -> Parsed:
    """The feed that feedparser made of `text`, which was fetched from `url`."""
    feed = _get(found, "feed", {})
    image = _get(feed, "image", {})
    parsed = Parsed(
        title=_plain(feed, "title"),
        description=_plain(feed, "subtitle") or _plain(feed, "summary"),
        site_url=_site(feed, url),
        language=_text(feed, "language"),
        icon_url=fields.resolve(_text(feed, "icon") or _text(feed, "logo") or _text(image, "href"), url),
        ttl=fields.count(_text(feed, "ttl")) * 60
        or fields.period(_text(feed, "sy_updateperiod"), _text(feed, "sy_updatefrequency")),
        new_url=fields.resolve(_text(feed, "itunes_new-feed-url") or _text(feed, "newlocation"), url),
    )
    head = text[:60_000]
    if hours := _HOURS.search(head):
        parsed.skip_hours = fields.skipped_hours(_ITEM.findall(hours[1]))
    if days := _DAYS.search(head):
        parsed.skip_days = fields.skipped_days(_ITEM.findall(days[1]))
    base = parsed.site_url if fields.is_web(parsed.site_url) else url
    atom = _text(found, "version").startswith("atom")
    inherited = _persons(feed) if atom else []
    for entry in _get(found, "entries", []):
        parsed.entries.append(_entry(entry, url if atom else base, url, atom, inherited))
    return parsed


def _entry(found: _Found, base: str, url: str, atom: bool, inherited: list[str]) -> ParsedEntry:
    title, detail = _text(found, "title"), _get(found, "title_detail", {})
    kind = _text(detail, "type")
    is_html = kind in _HTML_TYPES or ("<" not in title and fields.has_entity(title))
    published = _when(found, "published", "created")
    updated = _when(found, "updated")
    source = _get(found, "source", {})
    entry = ParsedEntry(
        id=_text(found, "id"),
        title=title,
        title_is_html=is_html or (not atom and fields.looks_html(title)),
        authors=_persons(found) or _persons(source) or list(inherited),
        categories=fields.distinct(_categories(found)),
        published=published or updated,
        updated=updated,
        comments_url=fields.resolve(_text(found, "comments"), base) or _replies(found, base),
        language=_text(detail, "language"),
        source_title=_plain(source, "title"),
        links=[
            ParsedLink(fields.resolve(href, base), fields.shown(_text(link, "title")), _text(link, "rel"))
            for link in _links(found)
            if _text(link, "rel") in ("related", "via") and (href := _text(link, "href"))
        ],
    )
    entry.url = _address(found, base)
    _bodies(entry, found, base, url)
    _media(entry, found, base)
    return entry


def _replies(found: _Found, base: str) -> str:
    replies = (link for link in _links(found) if _text(link, "rel") == "replies" and "html" in _text(link, "type"))
    return next((fields.resolve(_text(link, "href"), base) for link in replies), "")


def _address(found: _Found, base: str) -> str:
    original = _text(found, "feedburner_origlink")
    if fields.is_web(original):
        return original
    stated = _text(found, "link")
    # feedparser takes an Atom id for a link when there is none.
    if stated and (stated != _text(found, "id") or fields.is_web(stated)):
        return fields.resolve(stated, base)
    by_rel = {_text(link, "rel"): _text(link, "href") for link in reversed(_links(found))}
    return fields.resolve(
        next((by_rel[rel] for rel in ("alternate", "via", "self", "related") if by_rel.get(rel)), ""), base
    )


def _categories(found: _Found) -> Iterator[str]:
    for tag in _get(found, "tags", []) or []:
        yield _text(tag, "label") or _text(tag, "term")


def _html(detail: _Found) -> str:
    value = _text(detail, "value")
    kind = _text(detail, "type")
    if kind in _HTML_TYPES or fields.looks_html(value):
        return value
    return fields.plain_to_html(value)


def _bodies(entry: ParsedEntry, found: _Found, base: str, url: str) -> None:
    details = [detail for detail in _get(found, "content", []) or [] if _text(detail, "value")]
    summary_detail = _get(found, "summary_detail", {})
    entry.summary = _html(summary_detail) or fields.to_html(_text(found, "summary"))
    chosen: _Found = summary_detail
    if details:
        longest = max(details, key=lambda detail: len(_text(detail, "value")))
        content = _html(longest)
        # A second description (iTunes, Media RSS) lands here too; it counts only when it says more.
        if _text(longest, "type") in _HTML_TYPES or len(content) >= len(entry.summary):
            chosen, entry.content = longest, content
    if entry.content == entry.summary:
        # feedparser copies a lone content to the summary.
        entry.summary = ""
    stated = fields.resolve(_text(chosen, "base"), url)
    stated = "" if stated == url else stated
    entry.base_url = stated if fields.is_web(stated) else (entry.url if fields.is_web(entry.url) else base)


def _media(entry: ParsedEntry, found: _Found, base: str) -> None:
    enclosures: list[Enclosure] = []
    pictures: list[tuple[int, str]] = []
    length = fields.duration(_text(found, "itunes_duration"))
    for link in _links(found):
        href = fields.resolve(_text(link, "href"), base)
        mime = _text(link, "type").lower()
        if _text(link, "rel") != "enclosure" or not href:
            continue
        if fields.is_picture(mime, "", href):
            pictures.append((1, href))
        else:
            enclosures.append(Enclosure(href, mime, fields.count(_text(link, "length")), _text(link, "title"), length))
    for one in _get(found, "media_content", []) or []:
        href, mime, medium = fields.resolve(_text(one, "url"), base), _text(one, "type").lower(), _text(one, "medium")
        if href and fields.is_picture(mime, medium, href):
            pictures.append((fields.count(_text(one, "width")) or 2, href))
        elif href and fields.is_medium(mime, medium):
            size, seconds = fields.count(_text(one, "filesize")), fields.duration(_text(one, "duration"))
            enclosures.append(Enclosure(href, mime or f"{medium}/*", size, "", seconds))
    for one in _get(found, "media_thumbnail", []) or []:
        pictures.append((fields.count(_text(one, "width")) or 1, fields.resolve(_text(one, "url"), base)))
    pictures.append((1, fields.resolve(_text(_get(found, "image", {}), "href"), base)))
    entry.enclosures = fields.merge_enclosures(enclosures)
    entry.image_url = max((pair for pair in pictures if pair[1]), key=lambda pair: pair[0], default=(0, ""))[1]
