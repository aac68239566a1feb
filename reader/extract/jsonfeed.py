"""JSON Feed 1.0 and 1.1 (https://jsonfeed.org/version/1.1) as a `Parsed` feed. Pure.

Every field is looked at before it is believed: a wrong type is converted where the meaning is plain and dropped where
not, so that one odd item costs nobody the rest.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from math import isfinite
from typing import Any, TypeAlias

from reader.domain.errors import NotAFeed, ParseFailed
from reader.domain.models import Enclosure
from reader.i18n import _
from reader.sources.api import Parsed, ParsedEntry, ParsedLink

from . import feedfields as fields

Json: TypeAlias = Any
_BETWEEN = re.compile(r"\}\s*,\s*(?=\{)")
_TRAILING = re.compile(r'("[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\Z))|,(?=\s*+[\]}])', re.DOTALL)
"""A string, which stays, or a comma after the last value, which people write by hand."""
_HEAD = frozenset(("title", "home_page_url", "feed_url", "items"))
"""What tells a feed by what it has at the top, when its type was declared."""
_MAX_MISSES = 50
"""Broken items after which the rest is given up: each costs a look through what follows it."""


def parse_text(text: str, url: str, *, most: int = fields.MAX_ENTRIES, content_type: str = "") -> Parsed:
    """Read the text of a JSON Feed that was fetched from `url`, its first `most` entries. What the server calls a JSON
    Feed by its `content_type` need look less like one.

    Raises NotAFeed or ParseFailed.
    """
    data, cut = _load(text)
    if isinstance(data, list):
        data = {"items": data} if _is_items(data) else {}
    declared = "feed+json" in content_type.lower()
    if not isinstance(data, dict) or not (_is_feed(data) or (declared and not _HEAD.isdisjoint(data))):
        raise NotAFeed(_("This is JSON, but no JSON Feed."))
    base = _address(data.get("feed_url"), url) or url
    base = base if fields.is_web(base) else url
    site = _address(data.get("home_page_url"), base)
    parsed = Parsed(
        title=fields.shown(_text(data.get("title"))),
        description=fields.shown(_text(data.get("description"))),
        site_url=site,
        language=_text(data.get("language")),
        icon_url=_address(data.get("icon"), base) or _address(data.get("favicon"), base),
    )
    inherited = _authors(data)
    for item in _dicts(data.get("items"))[:most]:
        if any(item.values()):
            parsed.entries.append(_entry(item, site if fields.is_web(site) else base, inherited))
    if cut:
        parsed.warning = _("The feed is damaged; entries that could still be read: {count}.").format(
            count=len(parsed.entries)
        )
    return parsed


def _load(text: str) -> tuple[Json, bool]:
    """The value that `text` spells and whether it had to be saved from a break. Raises ParseFailed."""
    try:
        return json.loads(text, strict=False), False
    except RecursionError:
        raise ParseFailed(_("This JSON is nested too deeply to be a feed; it is not opened.")) from None
    except ValueError:
        pass
    try:
        return json.loads(_TRAILING.sub(r"\1", text), strict=False, parse_int=_whole), False
    except (ValueError, RecursionError):
        pass
    try:
        saved = _salvage(text)
    except RecursionError:
        saved = None
    if saved is None:
        raise ParseFailed(_("The feed is damaged JSON and could not be read."))
    return saved, True


def _whole(digits: str) -> int | str:
    """A whole number; one with more digits than Python reads stays text, since it can only be an id."""
    return int(digits) if len(digits) < 1000 else digits


def _salvage(text: str) -> dict[str, Json] | None:
    """The items of a feed that breaks off, one by one, with the strings that stand before them."""
    start = text.find('"items"')
    bracket = text.find("[", start)
    if start < 0 or bracket < 0:
        return None
    decoder = json.JSONDecoder(strict=False)
    try:
        head = decoder.decode(text[:start].rstrip().rstrip(",") + "}")
    except ValueError:
        head = {}
    items = list(_whole_items(text, bracket + 1, decoder))
    return {**head, "items": items} if items and isinstance(head, dict) else None


def _whole_items(text: str, position: int, decoder: json.JSONDecoder) -> Iterator[Json]:
    """The items from `position` on that can be read; after a broken one, those after the next that seems to begin."""
    misses = 0
    while misses < _MAX_MISSES and (start := text.find("{", position)) >= 0:
        try:
            item, position = decoder.raw_decode(text, start)
        except ValueError:
            misses += 1
            next_one = _BETWEEN.search(text, start + 1)
            position = next_one.end() if next_one else len(text)
            continue
        if not misses or _is_items([item]):
            # After a break, an author or an attachment inside the broken item looks like the beginning of the next.
            yield item


def _is_feed(data: dict[str, Json]) -> bool:
    return "jsonfeed.org" in _text(data.get("version")).lower() or _is_items(data.get("items"))


def _is_items(value: Json) -> bool:
    """Whether a list looks like feed items: a feed without its version is still one."""
    known = ("content_html", "content_text", "date_published", "external_url", "attachments")
    return isinstance(value, list) and any(
        isinstance(item, dict) and any(key in item for key in known) for item in value
    )


def _text(value: Json) -> str:
    """A string, or a number spelt out; empty for anything else."""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, float) and isfinite(value):
        # Every digit counts, ids are told apart by them; 1.0 is how some programs write 1.
        return f"{value:.0f}" if value.is_integer() and abs(value) < 1e16 else str(value)
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else ""


def _dicts(value: Json) -> list[dict[str, Json]]:
    """The objects in a list; a single object counts as a list of one."""
    if isinstance(value, dict):
        return [value]
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _texts(value: Json) -> list[str]:
    """The strings in a list, which may be written as one string with commas."""
    return [_text(item) for item in value] if isinstance(value, list) else fields.words_of(_text(value))


def _address(value: Json, base: str) -> str:
    """An address made absolute; empty for anything but a string."""
    return fields.resolve(value.strip(), base) if isinstance(value, str) else ""


def _authors(item: dict[str, Json]) -> list[str]:
    """`authors` (1.1), else `author` (1.0, and beside it for old readers); plain strings are accepted for both."""
    for value in (item.get("authors"), item.get("author")):
        names = [_text(person.get("name")) for person in _dicts(value)]
        names += [_text(name) for name in (value if isinstance(value, list) else [value]) if isinstance(name, str)]
        if found := fields.distinct(fields.person(name) for name in names):
            return found
    return []


def _entry(item: dict[str, Json], base: str, inherited: list[str]) -> ParsedEntry:
    address = _address(item.get("url"), base)
    external = _address(item.get("external_url"), base)
    html, text = _text(item.get("content_html")), _text(item.get("content_text"))
    published = fields.first_date(_text(item.get("date_published")))
    updated = fields.first_date(_text(item.get("date_modified")))
    title, summary = _text(item.get("title")), _text(item.get("summary"))
    entry_id = _text(item.get("id"))
    links = [ParsedLink(external, "", "related")] if external and external != address and address else []
    address = address or external or (entry_id if fields.is_web(entry_id) else "")
    return ParsedEntry(
        id=entry_id,
        url=address,
        title=fields.shown(title),
        summary=fields.plain_to_html(summary),
        content=html or fields.plain_to_html(text),
        base_url=address if fields.is_web(address) else base,
        authors=_authors(item) or list(inherited),
        categories=fields.distinct(_texts(item.get("tags"))),
        published=published or updated,
        updated=updated,
        enclosures=fields.merge_enclosures(_attachments(item.get("attachments"), base)),
        image_url=_address(item.get("image"), base) or _address(item.get("banner_image"), base),
        language=_text(item.get("language")),
        links=links,
    )


def _attachments(value: Json, base: str) -> Iterator[Enclosure]:
    for one in _dicts(value):
        if href := _address(one.get("url"), base):
            seconds = fields.duration(_text(one.get("duration_in_seconds")))
            size = fields.count(_text(one.get("size_in_bytes")))
            yield Enclosure(href, _text(one.get("mime_type")).lower(), size, _text(one.get("title")), seconds)
