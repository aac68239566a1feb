"""Whether what a suite expects holds for the feed as the program keeps it."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from reader.domain import blocks as B
from reader.domain.dates import parse_date
from reader.domain.digested import DigestedEntry, DigestedFeed
from reader.domain.identity import safe_url
from reader.domain.text import clean_line
from reader.extract.html import html_to_text

from .conformance_claims import Claim

_ALL = 1_000_000
NOTHING = "nothing"


def holds(claim: Claim, feed: DigestedFeed | None) -> Any:
    """None when the claim holds, else what there is instead."""
    if claim.field in ("read", "entries"):
        count = len(feed.entries) if feed else None
        if claim.field == "read":
            return None if feed else NOTHING
        return None if count == claim.value or (not claim.value and not count) else count
    if feed is None:
        return None if claim.value in ("", None) else NOTHING
    if claim.entry is None:
        own: dict[str, Any] = {"feed title": feed.title, "feed link": feed.site_url, "language": feed.language}
        found = own[claim.field]
        return None if _FEED[claim.field](claim.value, found) else found
    if claim.entry >= len(feed.entries):
        return NOTHING
    entry = feed.entries[claim.entry]
    found = _ENTRY_VALUES[claim.field](entry)
    return None if _ENTRY[claim.field](claim.value, found) else found


def _words(text: str) -> str:
    return clean_line(re.sub(r"\s+", " ", text))


def _same_text(wanted: Any, found: str) -> bool:
    """Titles are kept as plain text, suites give them as HTML or as it stood."""
    if not isinstance(wanted, str):
        return False
    readings = {_words(wanted), _words(html_to_text(wanted, _ALL)), _words(html.unescape(wanted))}
    readings.add(_words(html_to_text(html.unescape(wanted), _ALL)))
    return _words(found) in readings


def _holds_text(wanted: Any, found: str) -> bool:
    """Every word of the text is there."""
    if not isinstance(wanted, str):
        return False
    there = _words(found)
    readings = (html_to_text(wanted, _ALL), html_to_text(html.unescape(wanted), _ALL), wanted)
    return any(all(word in there for word in _words(reading).split()) for reading in readings)


def _same_link(wanted: Any, found: str) -> bool:
    if isinstance(wanted, tuple):
        return any(_same_link(one, found) for one in wanted)
    return isinstance(wanted, str) and found in (wanted, safe_url(wanted), safe_url(wanted.strip()))


def _same_id(wanted: Any, found: str) -> bool:
    return isinstance(wanted, str) and found == clean_line(wanted)


def _same_date(wanted: Any, found: tuple[datetime | None, ...]) -> bool:
    if isinstance(wanted, str):
        moment = parse_date(wanted)
    elif isinstance(wanted, datetime):
        moment = wanted.replace(microsecond=0)
    else:
        year, month, day, hour, minute, second = tuple(wanted)[:6]
        moment = datetime(year, month, day, hour, minute, min(second, 59), tzinfo=UTC)
    return any(one is not None and moment is not None and abs((one - moment).total_seconds()) < 1 for one in found)


def _same_name(wanted: Any, found: str) -> bool:
    """Addresses are not shown: `me@example.com (Name)` is kept as the name."""
    if not isinstance(wanted, str):
        return False
    name = re.sub(r"[<(]?[^\s<>()]+@[^\s<>()]+[>)]?", " ", wanted).strip(" ()")
    return _words(name) in (_words(found), "") or _words(wanted) == _words(found)


def _same_language(wanted: Any, found: str) -> bool:
    return isinstance(wanted, str) and wanted.lower()[:2] == found.lower()[:2]


def _whole_text(entry: DigestedEntry) -> str:
    tree = B.load(entry.blocks_json)
    return " ".join([entry.lead, *B.texts(tree)])


_ENTRY_VALUES: dict[str, Callable[[DigestedEntry], Any]] = {
    "title": lambda entry: entry.title,
    "link": lambda entry: entry.url,
    "id": lambda entry: entry.id,
    "date": lambda entry: (entry.published, entry.updated),
    "text": _whole_text,
    "author": lambda entry: entry.author,
}
_ENTRY: dict[str, Callable[[Any, Any], bool]] = {
    "title": _same_text,
    "link": _same_link,
    "id": _same_id,
    "date": _same_date,
    "text": _holds_text,
    "author": _same_name,
}
_FEED: dict[str, Callable[[Any, Any], bool]] = {
    "feed title": _same_text,
    "feed link": _same_link,
    "language": _same_language,
}
