"""From anything of a site that a user pastes to the feeds behind it.

In this order: the address itself; the feeds that its page declares; links on the page that look like feeds (a page that
lists feeds is followed once); the paths where feeds usually are; and for a site without any, its sitemap and the page's
own list of stories. Whatever is offered has been fetched and looked at.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Iterable, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit, urlunsplit

from reader.domain.errors import HttpStatus, NetError, NotAFeed, Offline, SourceError, Unreachable
from reader.domain.identity import host_of, in_place, safe_url, url_key
from reader.domain.models import Candidate
from reader.domain.text import clean_line
from reader.extract import probes
from reader.extract.probes import FeedLink, PageLinks
from reader.i18n import _

from . import section, sitemap, typed
from .api import Fetched, Http, Request
from .probing import probe

COMMON = (
    "/feed", "/rss", "/rss.xml", "/atom.xml", "/feed.xml", "/index.xml", "/feed.json", "/feeds/posts/default",
    "/feed/rss", "/rss/index.rss", "/blog/feed", "/blog/rss.xml", "/news/rss", "/index.rdf", "/?feed=rss2",
)  # fmt: skip
"""Where feeds usually are at the top of a site."""
BELOW = ("/feed", "/rss", ".rss", ".atom")
"""The same below the very page that was pasted: a section, a category, an author."""
MAX_TRIED = 24
"""Links of a page that are looked at."""
AT_ONCE = 3


@dataclass(slots=True)
class _Search:
    """One discovery under way."""

    http: Http
    typed: str
    """The address that the user named."""
    found: list[Candidate] = field(default_factory=list)
    tried: set[str] = field(default_factory=set)
    hashes: set[str] = field(default_factory=set)
    lists: list[Fetched] = field(default_factory=list)
    """Pages that came where a feed was expected; one of them may list the site's feeds."""

    async def get(self, url: str) -> Fetched | None:
        """What stands at `url`, or None. A page may name no address inside the user's network but its own."""
        try:
            return await self.http.get(Request(url, user_typed=in_place(url, self.typed)))
        except Offline:
            raise
        except (NetError, SourceError):
            return None

    async def probe(self, link: FeedLink, note: str) -> bool:
        """Fetch one link and keep it when it is a feed."""
        key = url_key(link.url)
        if key in self.tried:
            return False
        self.tried.add(key)
        fetched = await self.get(link.url)
        if fetched is None or not fetched.body:
            return False
        candidate = await candidate_of(fetched, link.url, note, link.title)
        if candidate is None:
            self.lists.append(fetched)
            return False
        if fetched.body_hash and fetched.body_hash in self.hashes:
            return False
        self.hashes.add(fetched.body_hash)
        self.found.append(candidate)
        return True

    async def look_at_all(self, links: Sequence[FeedLink], note: str) -> None:
        """Probe several links, a few at a time, keeping their order."""
        order = {link.url: place for place, link in enumerate(links)}
        before = len(self.found)
        for start in range(0, len(links), AT_ONCE):
            await asyncio.gather(*(self.probe(link, note) for link in links[start : start + AT_ONCE]))
        fresh = self.found[before:]
        comments = {link.url: link.comments for link in links}
        fresh.sort(key=lambda one: (comments.get(one.url, False), not one.entries, order.get(one.url, len(order))))
        self.found[before:] = fresh


async def discover(text: str, http: Http) -> list[Candidate]:
    """The feeds behind what the user typed, best first; empty when the site has none that can be found.

    Raises UsageError when it is no address, NetError when the site cannot be reached, NotAFeed when a robot check or a
    login stands in the way.
    """
    fetched, address, failure = await _first_answer(typed.web_addresses(text), http)
    search = _Search(http, address)
    page = PageLinks(())
    if fetched is not None:
        direct = await candidate_of(fetched, address, "") or await _quietly(sitemap.candidate_of(fetched, address))
        if direct is not None:
            return [direct]
        page = await _links_of(fetched)
        address = fetched.url
    await _look_at_page(search, page)
    if not search.found:
        await _look_at_usual_places(search, address)
    if not search.found and failure is not None:
        raise failure
    if not search.found and page.obstacle:
        raise NotAFeed(page.obstacle)
    if not search.found and fetched is not None:
        return await _without_feeds(fetched, address, http)
    return search.found


async def _refuse(fetched: Fetched) -> None:
    """Raise NotAFeed with what `fetched` is, unless it is an ordinary page."""
    if why := await probe(probes.REFUSAL, fetched):
        raise NotAFeed(why)


async def _without_feeds(fetched: Fetched, address: str, http: Http) -> list[Candidate]:
    """What a site without feeds has instead: its sitemap, and what the page itself lists.

    Below the front page the page comes first: a section was asked for, the sitemap is the whole site's. Raises NotAFeed
    when there is neither and what came is no web page.
    """
    listed = await _quietly(section.candidate_of(fetched, address))
    whole = await sitemap.candidates(address, http)
    below = urlsplit(address).path.strip("/")
    found = [one for one in ([listed, *whole] if below else [*whole, listed]) if one is not None]
    if not found:
        await _refuse(fetched)
    return found


async def _quietly(probing: Awaitable[Candidate | None]) -> Candidate | None:
    """What `probing` finds; None when what stands there cannot be read."""
    try:
        return await probing
    except SourceError:
        return None


async def _first_answer(addresses: Iterable[str], http: Http) -> tuple[Fetched | None, str, NetError | None]:
    """The first address that answers. A refusal (404, 403) says the host is right: (None, address, error)."""
    failure: NetError | None = None
    for address in addresses:
        try:
            return await http.get(Request(address)), address, None
        except HttpStatus as error:
            return None, address, error
        except Unreachable as error:
            failure = failure or error
    raise failure or Unreachable(_("There is nothing at this address."))


async def _look_at_page(search: _Search, page: PageLinks) -> None:
    declared = [link for link in page.links if link.declared][:MAX_TRIED]
    await search.look_at_all(declared, _("linked from the page"))
    if search.found:
        return
    likely = [link for link in page.links if not link.declared][: MAX_TRIED // 2]
    await search.look_at_all(likely, _("linked from the page"))
    if not search.found:
        await _look_at_lists(search)


async def _look_at_lists(search: _Search) -> None:
    """Follow pages that came instead of feeds once: many papers list their feeds on such a page."""
    for fetched in search.lists[:2]:
        listed = (await _links_of(fetched)).links[:MAX_TRIED]
        await search.look_at_all(
            [link for link in listed if not link.comments], _("listed on the site's page of feeds")
        )
        if search.found:
            return
    search.lists.clear()


async def _look_at_usual_places(search: _Search, address: str) -> None:
    for url in usual_places(address):
        if await search.probe(FeedLink(url), _("usual place")):
            return
    await _look_at_lists(search)


def usual_places(address: str) -> list[str]:
    """Addresses of `address`'s site where feeds usually are, the nearest to the page first. Pure."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return []
    if parts.scheme not in ("http", "https") or not parts.netloc:
        return []
    path = parts.path.rstrip("/")
    below = [path + end for end in BELOW] if path and "." not in path.rpartition("/")[2] else []
    urls = []
    for place in [*below, *COMMON]:
        where, _mark, query = place.partition("?")
        urls.append(urlunsplit((parts.scheme, parts.netloc, where, query, "")))
    return list(dict.fromkeys(urls))


async def candidate_of(fetched: Fetched, asked: str, note: str, title: str = "") -> Candidate | None:
    """What was fetched as a candidate, None when it is no feed. `title` stands in for a feed without one."""
    try:
        seen = await probe(probes.FEED, fetched)
    except SourceError:
        return None
    if seen is None:
        return None
    return Candidate(
        url=fetched.permanent_url or asked,
        adapter=seen.adapter,
        title=clean_line(seen.title, 200) or clean_line(title, 200) or host_of(safe_url(fetched.url)),
        entries=seen.entries,
        newest=seen.newest,
        note=note,
    )


async def _links_of(fetched: Fetched) -> PageLinks:
    try:
        return await probe(probes.LINKS, fetched)
    except SourceError:
        return PageLinks(())
