"""The built-in source of sitemaps, for sites without feeds: the newest articles that a site tells search engines of.

Its address is that of a sitemap or of an index of them; of an index, the few that hold the news are fetched with it.
`sitemap:` before a site's address asks for its sitemap where the site has feeds too.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field, replace
from hashlib import blake2b
from typing import ClassVar
from urllib.parse import urljoin

from reader.domain import robots
from reader.domain.errors import NetError, NotAFeed, Offline, SourceError
from reader.domain.identity import in_place, safe_url
from reader.domain.models import Candidate
from reader.extract import probes
from reader.i18n import _

from . import typed
from .api import Fetched, Http, Parsed, Request, Validators
from .probing import probe

PREFIX = "sitemap:"
ACCEPT = "application/xml, text/xml;q=0.9, application/gzip;q=0.8, */*;q=0.2"
MAX_CHILDREN = 3
MAX_TRIED = 6
USUAL = ("/news-sitemap.xml", "/sitemap-news.xml", "/sitemap_news.xml", "/sitemap.xml", "/sitemap_index.xml")
_PATH = re.compile(r"https?://[^/?#]+/[^?#]*sitemap[^?#/]*\.xml(?:\.gz)?(?:[?#]|$)", re.IGNORECASE)


@dataclass(slots=True)
class _State:
    """What an index's last fetch is known by: kept where a single file keeps its ETag."""

    main: Validators = field(default_factory=Validators)
    parts: dict[str, tuple[str, str, str]] = field(default_factory=dict)
    """Address of each part -> its ETag, Last-Modified and hash."""

    def dump(self) -> str:
        return json.dumps({"main": [self.main.etag, self.main.last_modified], "parts": self.parts}, ensure_ascii=False)


def _state_of(validators: Validators) -> _State | None:
    """The state behind `validators`, None when they are a single file's own."""
    if not validators.etag.startswith("{"):
        return None
    try:
        read = json.loads(validators.etag)
        parts = {str(url): (str(one[0]), str(one[1]), str(one[2])) for url, one in read["parts"].items()}
        return _State(Validators(str(read["main"][0]), str(read["main"][1])), parts)
    except (ValueError, KeyError, IndexError, TypeError, AttributeError, RecursionError):
        # A server may send an ETag that looks like ours.
        return _State()


class SitemapSource:
    """Reads sitemaps over http and https."""

    name: ClassVar[str] = "sitemap"
    parser: ClassVar[str] = "reader.sources.sitemap:parse"

    def match(self, url: str) -> float:
        """1.0 for `sitemap:` addresses, 0.7 for web addresses of files called sitemaps, 0.0 for anything else."""
        text = typed.tidy(url)
        if text.lower().startswith(PREFIX):
            return 1.0 if typed.web_score(text[len(PREFIX) :]) else 0.0
        return 0.7 if _PATH.match(text) else 0.0

    async def fetch(self, request: Request, http: Http) -> Fetched:
        """The sitemap, or those sitemaps of an index that hold the news, in one body. Raises NetError, SourceError."""
        from reader.extract import sitemap

        state = _state_of(request.validators)
        asked = request if state is None else replace(request, validators=state.main, body_hash="")
        main = await http.get(asked, accept=ACCEPT)
        if main.status == 304 and state is not None:
            urls = list(state.parts)
        elif main.body and sitemap.kind_of(main.body) == "sitemapindex":
            found = await probe(probes.PARTS, main)
            urls = [child.url for child in sitemap.newest(found, MAX_CHILDREN)]
        else:
            if not main.body and not (main.status == 304 or main.body_hash == request.body_hash):
                raise NotAFeed(_("The server sent an empty answer instead of a sitemap."))
            return main
        if not urls:
            raise NotAFeed(_("This index of sitemaps names none."))
        return await _with_parts(request, main, urls, state or _State(), http)

    async def discover(self, url: str, http: Http) -> list[Candidate]:
        """The sitemap behind an address, or of the site behind it; its feeds when what stands there is no sitemap.

        Raises NetError, SourceError, UsageError.
        """
        text = typed.tidy(url)
        wanted = text.lower().startswith(PREFIX)
        text = text[len(PREFIX) :] if wanted else text
        if _PATH.match(text):
            found = await self._candidate(text, http, user_typed=True)
            if found is not None:
                return [found]
        if wanted:
            for address in typed.web_addresses(text):
                if sites := await candidates(address, http):
                    return sites
            raise NotAFeed(_("No sitemap was found there."))
        from .discovery import discover

        return await discover(text, http)

    async def _candidate(self, url: str, http: Http, *, user_typed: bool) -> Candidate | None:
        """The sitemap at `url`, None when there is none that can be read. Raises Offline."""
        try:
            fetched = await self.fetch(Request(url, user_typed=user_typed), http)
            return await candidate_of(fetched, url)
        except Offline:
            raise
        except (NetError, SourceError):
            return None


async def _with_parts(request: Request, main: Fetched, urls: list[str], state: _State, http: Http) -> Fetched:
    """The parts of an index that are new since `state`, joined. Parts that cannot be had are left out."""
    from reader.extract.sitemap import PARTS

    fresh = _State(main.validators if main.status != 304 else state.main)
    bodies: list[bytes] = []
    failures: list[NetError] = []
    for url in urls:
        etag, modified, digest = state.parts.get(url, ("", "", ""))
        # What an index names may lie inside this machine only where the user sent us there.
        own = request.user_typed and in_place(url, request.url)
        try:
            part = await http.get(Request(url, Validators(etag, modified), digest, user_typed=own), accept=ACCEPT)
        except Offline:
            raise
        except NetError as error:
            failures.append(error)
            fresh.parts[url] = (etag, modified, digest)
            continue
        fresh.parts[url] = (part.validators.etag, part.validators.last_modified, part.body_hash)
        if part.body:
            bodies.append(part.body)
    if len(failures) == len(urls):
        raise failures[0]
    body = b"".join(bodies)
    return replace(
        main,
        body=body,
        status=200 if body else 304,
        validators=Validators(etag=fresh.dump()),
        body_hash=blake2b(body, digest_size=16).hexdigest() if body else request.body_hash,
        options={**main.options, PARTS: ",".join(str(len(one)) for one in bodies)},
    )


async def candidates(address: str, http: Http) -> list[Candidate]:
    """The sitemap of the site at `address` as a source: the first that can be read of those in robots.txt, by name,
    and of the usual places. Raises Offline."""
    source = SitemapSource()
    for url in [*await _named(address, http), *(urljoin(address, path) for path in USUAL)][: MAX_TRIED + len(USUAL)]:
        found = await source._candidate(url, http, user_typed=in_place(url, address))
        if found is not None:
            return [found]
    return []


async def _named(address: str, http: Http) -> list[str]:
    """The sitemaps that the site's robots.txt names, those about news first."""
    from reader.extract.sitemap import is_news

    try:
        fetched = await http.get(Request(urljoin(address, "/robots.txt")), accept="text/plain, */*;q=0.2")
    except Offline:
        raise
    except NetError:
        return []
    urls = [safe_url(url, fetched.url) for url in robots.parse(fetched.body, "").sitemaps]
    return sorted((url for url in urls if url.startswith("http")), key=lambda url: not is_news(url))[:MAX_TRIED]


async def candidate_of(fetched: Fetched, asked: str) -> Candidate | None:
    """What was fetched as a source; None when it is no sitemap. Raises SourceError for one without articles."""
    seen = await probe(probes.SITEMAP, fetched)
    if seen is None:
        return None
    return Candidate(
        url=fetched.permanent_url or asked,
        adapter=SitemapSource.name,
        title=seen.title,
        entries=seen.entries,
        newest=seen.newest,
        note=_("the site's sitemap: titles and dates of its newest articles"),
    )


def parse(fetched: Fetched) -> Parsed:
    """The newest articles of what `SitemapSource.fetch` brought. Raises SourceError."""
    from reader.extract import sitemap

    return sitemap.parse(fetched)
