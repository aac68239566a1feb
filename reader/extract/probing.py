"""Probing bytes from an address, for discovery: each of `probes` by its name. Runs in the extraction child."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from reader.domain.errors import ParseFailed
from reader.domain.text import clean_line
from reader.i18n import _
from reader.sources.api import Fetched

from .probes import Glance, Listing, PageLinks, Part


def probe(name: str, fetched: Fetched) -> object:
    """What the probe called `name` gives of `fetched`. Raises SourceError."""
    work = _PROBES.get(name)
    if work is None:
        raise ParseFailed(_("It could not be read: {reason}").format(reason=name))
    return work(fetched)


def _feed(fetched: Fetched) -> Glance | None:
    from .forgiving import glance

    return glance(fetched.body, fetched.content_type, fetched.url)


def _links(fetched: Fetched) -> PageLinks:
    from .feedlinks import find

    return find(fetched.body, fetched.content_type, fetched.url, fetched.link_field)


def _refusal(fetched: Fetched) -> str:
    from .forgiving import refusal

    return refusal(fetched.body, fetched.content_type)


def _section(fetched: Fetched) -> Listing:
    from .section import glance

    return glance(fetched)


def _sitemap(fetched: Fetched) -> Glance | None:
    from . import sitemap

    if sitemap.kind_of(fetched.body) != "urlset":
        return None
    parsed = sitemap.parse(replace(fetched, body=fetched.body[: sitemap.MOST_GLANCED]))
    dates = [date for entry in parsed.entries if (date := entry.published or entry.updated) is not None]
    return Glance("sitemap", clean_line(parsed.title, 200), len(parsed.entries), max(dates, default=None))


def _parts(fetched: Fetched) -> tuple[Part, ...]:
    from .sitemap import children

    return tuple(children(fetched.body, fetched.url))


_PROBES: dict[str, Callable[[Fetched], object]] = {
    "feed": _feed,
    "links": _links,
    "refusal": _refusal,
    "section": _section,
    "sitemap": _sitemap,
    "parts": _parts,
}
