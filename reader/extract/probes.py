"""Probes: quick looks at bytes from an address, for discovery. Which there are, and the values that they give.

They are done by `probing`, which costs the parsers and runs in the child; these values cross its border.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

T = TypeVar("T")


ENOUGH = 5
"""Stories of its own that a page must present to be offered as a source, and to be held to its own."""


@dataclass(frozen=True, slots=True)
class Glance:
    """What some bytes are: enough to offer a feed or a sitemap."""

    adapter: str
    """`feed`, `jsonfeed` or `sitemap`."""
    title: str
    entries: int
    newest: datetime | None


@dataclass(frozen=True, slots=True)
class Listing:
    """What a page lists: enough to offer it as a source."""

    title: str
    stories: int
    newest: datetime | None
    is_article: bool
    """Nobody means the page of one story as a source, unless they say so."""


@dataclass(frozen=True, slots=True)
class FeedLink:
    """A place that may hold a feed."""

    url: str
    title: str = ""
    declared: bool = False
    """The page says so in its head; otherwise it only looks like one."""
    comments: bool = False
    """Seems to hold comments rather than articles."""


@dataclass(frozen=True, slots=True)
class PageLinks:
    """What a page shows about feeds."""

    links: tuple[FeedLink, ...]
    obstacle: str = ""
    """A sentence when the page is a robot check, a login or the like, so that nothing may be concluded from it."""


@dataclass(frozen=True, slots=True)
class Part:
    """One sitemap of an index."""

    url: str
    modified: datetime | None = None


@dataclass(frozen=True, slots=True)
class Probe(Generic[T]):
    """A probe: its name, and the type of what it gives."""

    name: str
    type: Any


FEED: Probe[Glance | None] = Probe("feed", Glance | None)
"""Is it a feed? None when it is not."""
LINKS: Probe[PageLinks] = Probe("links", PageLinks)
"""Where does the page say its feeds are?"""
REFUSAL: Probe[str] = Probe("refusal", str)
"""Why is it no feed? A sentence; empty for a web page."""
SECTION: Probe[Listing] = Probe("section", Listing)
"""Which stories does the page list?"""
SITEMAP: Probe[Glance | None] = Probe("sitemap", Glance | None)
"""Is it a sitemap of articles? None when it is none."""
PARTS: Probe[tuple[Part, ...]] = Probe("parts", tuple[Part, ...])
"""Which sitemaps does the index name?"""
