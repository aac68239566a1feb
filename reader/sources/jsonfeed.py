"""The built-in source of JSON Feed 1.0 and 1.1."""

from __future__ import annotations

from typing import ClassVar

from reader.domain.models import Candidate

from . import typed
from .api import Fetched, Http, Parsed, Request
from .feed import fetch_web


class JSONFeedSource:
    """Fetches JSON feeds over http and https."""

    name: ClassVar[str] = "jsonfeed"
    parser: ClassVar[str] = "reader.sources.jsonfeed:parse"

    def match(self, url: str) -> float:
        """A little more than the feed source for web addresses that end in `.json`."""
        score = typed.web_score(url)
        path = url.partition("?")[0].partition("#")[0].strip().lower()
        return score + 0.1 if score and path.endswith(".json") else score / 2

    async def fetch(self, request: Request, http: Http) -> Fetched:
        """The bytes of the feed. Raises NetError, and NotAFeed for an empty answer."""
        return await fetch_web(request, http)

    async def discover(self, url: str, http: Http) -> list[Candidate]:
        """The feeds behind an address, of whatever format they turn out to be. Raises NetError or UsageError."""
        from .discovery import discover

        return await discover(url, http)


def parse(fetched: Fetched) -> Parsed:
    """Read a JSON Feed (or, when a site changed its format, whatever feed came). Raises NotAFeed or ParseFailed."""
    from reader.extract.feedparse import parse as parse_feed

    return parse_feed(fetched)
