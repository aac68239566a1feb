"""The contract of a source adapter: the one file an author of an adapter reads.

An adapter is a class registered under the entry-point group `reader.sources`::

    [project.entry-points."reader.sources"]
    mysource = "my_package.source:MySource"

It has a `name`, says with `match` how well an address suits it, fetches with the `Http` that it is handed (limits,
politeness, cache and offline switch are ours) and names a module-level function that turns what was fetched into plain
values. That function runs in another process, under limits of time and memory, and may be given anything at all.
Everything it returns is cleaned afterwards: an adapter need not escape, shorten or sanitise, and cannot reopen a hole.

Optional abilities are further protocols: `Discovers`, `FetchesPages`.

`reader.sources.contract.check` tests an adapter against all of this; run it in your own tests.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar, Protocol, runtime_checkable

from reader.domain.models import Candidate, Enclosure


@dataclass(frozen=True, slots=True)
class Validators:
    """What the server gave to ask again cheaply, kept byte for byte."""

    etag: str = ""
    last_modified: str = ""


@dataclass(frozen=True, slots=True)
class Request:
    """One fetch of one subscription."""

    url: str
    validators: Validators = Validators()
    body_hash: str = ""
    """Hash of the body that was stored last (`Fetched.body_hash`), or empty; an adapter may skip work by it."""
    user_typed: bool = True
    """True when the user named this address: only then may it lie inside this machine or its network."""
    max_bytes: int = 0
    """Bytes after which this answer is given up; 0 and anything larger means the client's own limit."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a fetch brought. `status` 304 or `unchanged` means there is nothing to parse."""

    url: str
    """Where the bytes came from, after redirects."""
    body: bytes = b""
    content_type: str = ""
    """The Content-Type header as sent, or a type that the adapter knows."""
    status: int = 200
    validators: Validators = Validators()
    body_hash: str = ""
    permanent_url: str = ""
    """Where a chain of only permanent redirects (301, 308) led, or empty."""
    fresh_for: float = 0.0
    """Seconds for which the server says the answer stays fresh (Cache-Control, Expires), 0 when it says nothing."""
    fetched_at: datetime | None = None
    options: dict[str, str] = field(default_factory=dict)
    """Whatever the adapter's `fetch` wants its `parse` to know."""
    link_field: str = ""
    """The Link header as sent; empty when there is none, or a very long one."""
    known: frozenset[bytes] = frozenset()
    """Marks (`ParsedEntry.mark`) of entries that were read the last time; empty when nothing is known of it."""

    @property
    def unchanged(self) -> bool:
        """True when there is nothing to parse: status 304, or the same body as last time."""
        return self.status == 304 or not self.body


@dataclass(slots=True)
class ParsedLink:
    """A link that the feed itself says is related (`atom:link rel=related`, source, via)."""

    url: str
    title: str = ""
    """Plain text."""
    rel: str = "related"


@dataclass(slots=True)
class ParsedEntry:
    """One entry as an adapter read it; every field may be empty, wrong or hostile."""

    id: str = ""
    """guid, atom:id, or whatever identifies the entry inside its feed."""
    url: str = ""
    title: str = ""
    """Plain text or HTML, see `title_is_html`."""
    title_is_html: bool = False
    summary: str = ""
    """HTML (or plain text) of the short form."""
    content: str = ""
    """HTML of the full form, empty when the feed gives only a summary."""
    base_url: str = ""
    """What relative links in this entry's HTML are relative to."""
    authors: list[str] = field(default_factory=list)
    categories: list[str] = field(default_factory=list)
    published: datetime | None = None
    """Aware; None when there is none or it cannot be read."""
    updated: datetime | None = None
    enclosures: list[Enclosure] = field(default_factory=list)
    image_url: str = ""
    """The entry's picture: media thumbnail or content, itunes image, JSON Feed image."""
    comments_url: str = ""
    language: str = ""
    source_title: str = ""
    """Plain text: the original source's name when the feed is a collection (atom:source, dc:source, rss source)."""
    links: list[ParsedLink] = field(default_factory=list)
    mark: bytes = b""
    """A hash of all that the entry was read from, 8 to 32 bytes, or empty: an equal mark is an equal entry. One whose
    mark is among `Fetched.known` need not be read and may come with nothing but its mark."""


@dataclass(slots=True)
class Parsed:
    """A feed as an adapter read it."""

    title: str = ""
    """Plain text, shown letter by letter: a `<b>` in it is three characters."""
    description: str = ""
    """Plain text."""
    site_url: str = ""
    language: str = ""
    icon_url: str = ""
    entries: list[ParsedEntry] = field(default_factory=list)
    ttl: int = 0
    """Seconds the feed asks readers to wait (ttl, sy:updatePeriod/Frequency), 0 when it says nothing."""
    skip_hours: frozenset[int] = frozenset()
    """UTC hours in which the feed asks not to be fetched."""
    skip_days: frozenset[int] = frozenset()
    """Weekdays (Monday is 0) on which the feed asks not to be fetched."""
    warning: str = ""
    """A sentence when something had to be saved from damage."""
    new_url: str = ""
    """Where the feed says it has moved (itunes:new-feed-url), or empty.

    It is told to the user and not followed: only they may name an address inside their network, and a host that really
    moves answers 301 as well.
    """


class Http(Protocol):
    """The only way of an adapter to the network."""

    async def get(self, request: Request, *, accept: str = "") -> Fetched:
        """Fetch `request.url` under all limits.

        Sends validators, walks redirects, counts bytes and time, waits for its turn at the host.
        Raises a `reader.domain.errors.NetError`: Offline, Unreachable, TooLarge, Forbidden, HttpStatus.
        Status 304, and an answer whose `body_hash` equals the request's, come back with an empty body.
        """
        ...


@runtime_checkable
class Source(Protocol):
    """A kind of place that entries come from."""

    name: ClassVar[str]
    """Short, lower case, unique; stored with each subscription."""
    parser: ClassVar[str]
    """`module:function` of a function `(Fetched) -> Parsed`; imported and called in the parsing process.

    It may raise `reader.domain.errors.SourceError` with a sentence for the user; anything else counts as a fault of the
    adapter.
    """

    def match(self, url: str) -> float:
        """How well this adapter suits `url` (an address, a path, or anything a user might paste): 0.0 not at all, up to
        1.0 certainly. Must not touch the network or the disk beyond a look whether a path exists."""
        ...

    async def fetch(self, request: Request, http: Http) -> Fetched:
        """Bring the bytes of one subscription. Raises NetError or SourceError."""
        ...


@runtime_checkable
class Discovers(Protocol):
    """A source that finds feeds behind an address."""

    async def discover(self, url: str, http: Http) -> list[Candidate]:
        """The feeds behind `url`, best first; an empty list when there are none. Raises NetError."""
        ...


@runtime_checkable
class FetchesPages(Protocol):
    """A source that knows how to bring article pages of its own (an archive, an intranet, saved pages)."""

    async def fetch_page(self, url: str, http: Http) -> Fetched | None:
        """The bytes of the page at `url`, or None to let the ordinary fetch do it."""
        ...
