"""A feed after parsing, cleaning and identification: what the digesting child hands to the engine, which stores it.

Every string has passed `domain.text`, every URL `domain.identity.safe_url`. All fields are JSON-friendly, so that a
value crosses the process border as plain JSON and nothing is ever unpickled from hostile input.
"""

from __future__ import annotations

from datetime import datetime

from reader.domain.records import dataclass

from .models import Enclosure, RelatedGroup


@dataclass(frozen=True, slots=True)
class DigestedEntry:
    """One entry, ready to be decided on and stored."""

    key: str
    """`domain.identity.entry_key`: what identifies the entry inside its feed."""
    id: str = ""
    """guid, atom:id or what the feed calls it, cleaned; may be empty."""
    url: str = ""
    url_key: str = ""
    """`domain.identity.url_key(url)`, empty without an URL."""
    title: str = ""
    lead: str = ""
    """Plain text, at most 280 characters: what the lists show."""
    author: str = ""
    """All authors on one line."""
    authors: tuple[str, ...] = ()
    section: str = ""
    categories: tuple[str, ...] = ()
    language: str = ""
    published: datetime | None = None
    updated: datetime | None = None
    image_url: str = ""
    comments_url: str = ""
    enclosures: tuple[Enclosure, ...] = ()
    blocks_json: str = "[]"
    """`domain.blocks.dump` of the feed's own text."""
    words: int = 0
    source_title: str = ""
    """The original source's name when the feed is a collection, else empty."""
    links: tuple[RelatedGroup, ...] = ()
    """What the feed itself says is related."""
    content_hash: str = ""
    """Hash of everything a reader would see change (title, lead, text, enclosures); not of dates."""
    teaser_only: bool = False
    """True when the text is so short that the page surely holds more."""
    same: bool = False
    """True when the text is the one of last time and was not read again: only what identifies the entry is here, and
    `lead` only where title or date is missing."""


@dataclass(frozen=True, slots=True)
class DigestedFeed:
    """A feed's own metadata and its entries in document order."""

    title: str = ""
    description: str = ""
    site_url: str = ""
    language: str = ""
    icon_url: str = ""
    ttl: int = 0
    """Seconds the feed asks readers to wait, 0 when it says nothing."""
    skip_hours: frozenset[int] = frozenset()
    """UTC hours in which the feed asks not to be fetched."""
    skip_days: frozenset[int] = frozenset()
    """Weekdays (Monday is 0) on which the feed asks not to be fetched."""
    warning: str = ""
    """A sentence when something had to be saved from damage."""
    entries: tuple[DigestedEntry, ...] = ()
    memo: bytes = b""
    """What the next reading of this feed may be given to leave out entries that are the `same`."""
