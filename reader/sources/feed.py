"""The built-in source of web feeds: RSS 0.9x, 1.0, 2.0, RDF, Atom. Discovery is its second ability."""

from __future__ import annotations

from typing import ClassVar

from reader.domain.errors import NotAFeed
from reader.domain.models import Candidate
from reader.i18n import _

from . import typed
from .api import Fetched, Http, Parsed, Request


class FeedSource:
    """Fetches feeds over http and https."""

    name: ClassVar[str] = "feed"
    parser: ClassVar[str] = "reader.sources.feed:parse"

    def match(self, url: str) -> float:
        """0.5 for web addresses and `feed:` addresses, 0.3 for what looks like a bare host."""
        return typed.web_score(url)

    async def fetch(self, request: Request, http: Http) -> Fetched:
        """The bytes of the feed. Raises NetError, and NotAFeed for an empty answer."""
        return await fetch_web(request, http)

    async def discover(self, url: str, http: Http) -> list[Candidate]:
        """The feeds behind any address of a site. Raises NetError or UsageError."""
        from .discovery import discover

        return await discover(url, http)


async def fetch_web(request: Request, http: Http) -> Fetched:
    """Fetch a feed over the network; an empty answer is a failed fetch, because nothing may be stored from it."""
    fetched = await http.get(request)
    if not fetched.body and not (fetched.status == 304 or fetched.body_hash == request.body_hash):
        raise NotAFeed(_("The server sent an empty answer instead of a feed."))
    return fetched


def parse(fetched: Fetched) -> Parsed:
    """Read a feed in any format. Raises NotAFeed or ParseFailed."""
    from reader.extract.feedparse import parse as parse_feed

    return parse_feed(fetched)
