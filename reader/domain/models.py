"""What the program speaks of: feeds, subscriptions, entries, articles, related stories.

Times are aware UTC datetimes. Every string here has passed `domain.text`; every URL is absolute.
"""

from __future__ import annotations

from dataclasses import field
from datetime import datetime
from enum import StrEnum

from reader.domain.records import dataclass

from .blocks import Block
from .query import Node


class Mark(StrEnum):
    """Whether a story can be read without the network."""

    HERE = "here"
    """● readable offline now"""
    FETCH = "fetch"
    """○ will be fetched when opened"""
    QUEUED = "queued"
    """⇣ waits for the network"""


class GroupKind(StrEnum):
    """What a group of related links is. The first five are printed by the publisher, the rest are ours."""

    RELATED = "related"
    """Editor's or CMS's related list."""
    INLINE = "inline"
    """A read-also card inside the body."""
    TOPIC = "topic"
    """Same topic or event stream."""
    SECTION = "section"
    """Same section, read more."""
    POPULAR = "popular"
    """Most read."""
    LINKS = "links"
    """Links in the text of the entry itself."""
    SAME = "same"
    """The same event in other sources."""
    EARLIER = "earlier"
    """The story so far."""
    SIMILAR = "similar"
    """Like it, but another story."""
    NEIGHBOURS = "neighbours"
    """What stands beside it in its feed or section."""

    @property
    def from_publisher(self) -> bool:
        """True for the kinds that the publisher printed."""
        return self in _PUBLISHER_KINDS


_PUBLISHER_KINDS = frozenset(
    {GroupKind.RELATED, GroupKind.INLINE, GroupKind.TOPIC, GroupKind.SECTION, GroupKind.POPULAR}
)


@dataclass(frozen=True, slots=True)
class RelatedLink:
    """One line of the related pane."""

    url: str
    title: str
    teaser: str = ""
    image_url: str = ""
    published: datetime | None = None
    source: str = ""
    """Name of the source, or of the host where no better is known."""
    entry_id: int = 0
    """The entry in the cache with this URL, 0 when there is none."""
    mark: Mark = Mark.FETCH
    read: bool = False
    note: str = ""
    """A few words of ours: `1h later`, `same text in 3 papers`."""
    why: str = ""
    """In the groups that are ours: the words that it has in common with the open entry."""


@dataclass(frozen=True, slots=True)
class RelatedGroup:
    """Links under one heading."""

    kind: GroupKind
    links: tuple[RelatedLink, ...]
    heading: str = ""
    """As the publisher printed it; empty when it printed none."""
    sources: int = 0
    """In SAME: how many sources tell it, those of folded copies and of lines that found no room too; 0 elsewhere."""


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file that belongs to an entry: podcast, video, PDF."""

    url: str
    mime: str = ""
    length: int = 0
    """Bytes, 0 when unknown."""
    title: str = ""
    duration: int = 0
    """Seconds, 0 when unknown."""


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder of subscriptions; folders nest."""

    id: int
    title: str
    parent_id: int = 0
    """0 at the top."""
    position: int = 0
    expanded: bool = True


@dataclass(frozen=True, slots=True)
class Health:
    """How fetching a subscription goes; shown where the user looks for it."""

    last_attempt: datetime | None = None
    last_success: datetime | None = None
    next_due: datetime | None = None
    failures: int = 0
    """Failures in a row."""
    error: str = ""
    """One sentence about the last failure, empty after a success."""
    warning: str = ""
    """What is odd about the feed as it was last read: damage, entries that were left out, a new address."""
    gone: bool = False
    """The server said 410: no longer asked."""
    disabled: bool = False
    """The user paused it."""


@dataclass(frozen=True, slots=True)
class Subscription:
    """The reader's relation to a feed, with what is known of the feed itself."""

    id: int
    url: str
    """Where it is fetched: an http(s) URL, a local path, or an adapter's own form."""
    adapter: str
    """Name of the source adapter, as registered."""
    feed_title: str = ""
    """As the feed calls itself."""
    own_title: str = ""
    """As the user calls it; wins when not empty."""
    site_url: str = ""
    description: str = ""
    language: str = ""
    """BCP 47 as stated by the feed, or empty."""
    folder_id: int = 0
    position: int = 0
    interval: int = 0
    """Minutes between refreshes as the user set them; 0 lets the schedule decide."""
    full_text: bool = False
    """Always show the page's full text."""
    keep_full: int = 0
    """Keep the newest N entries with full text for offline reading; 0 is off."""
    preferred: bool = False
    """Of the tellings of a story the reader would rather have this one's."""
    keep_days: int = -1
    """Stories older than so many days are removed; 0 keeps all, -1 does as the configuration says."""
    keep_count: int = -1
    """Only so many stories are kept; 0 and -1 as above."""
    sample: bool = False
    """Came with the program; removed together with one command."""
    added: datetime | None = None
    health: Health = field(default_factory=Health)

    @property
    def title(self) -> str:
        """What the user sees: own title, the feed's title, or the address."""
        return self.own_title or self.feed_title or self.shown_url

    @property
    def shown_url(self) -> str:
        """The address without what only its owner may know."""
        from .secrets import masked

        return masked(self.url)


@dataclass(frozen=True, slots=True)
class EntryRow:
    """An entry as the lists show it; never holds a body."""

    id: int
    feed_id: int
    title: str
    """May be empty; the lists then show the beginning of `lead`."""
    url: str
    source: str
    """Title of the subscription, or the site's name for a followed page."""
    lead: str
    """Plain text, at most 280 characters."""
    sort_at: datetime
    """min(published, first seen + 1 h): what lists are ordered by."""
    published: datetime | None
    author: str = ""
    section: str = ""
    read: bool = False
    starred: bool = False
    has_enclosure: bool = False
    image_url: str = ""
    mark: Mark = Mark.HERE
    story_id: int = 0
    others: int = 0
    """How many other sources carry the same story."""
    sample: bool = False
    tags: tuple[str, ...] = ()
    """Names of the reader's tags."""
    hidden: bool = False
    """A rule hid it: only searches find it."""


@dataclass(frozen=True, slots=True)
class Article:
    """What the article pane shows: one entry with one version of its text."""

    entry: EntryRow
    blocks: tuple[Block, ...]
    version: str
    """`feed` (the feed's own text) or `full` (extracted from the page)."""
    versions: tuple[str, ...] = ("feed",)
    """Which versions are in the cache."""
    lead: str = ""
    """The sapo, dek or standfirst, when it is apart from the body."""
    authors: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    updated: datetime | None = None
    language: str = ""
    canonical_url: str = ""
    comments_url: str = ""
    enclosures: tuple[Enclosure, ...] = ()
    access: str = ""
    """A sentence when the publisher gives only a part (paywall), else empty."""
    words: int = 0
    """Length of the text, for the reading time."""


class ScopeKind(StrEnum):
    """Which entries a list is about."""

    ALL = "all"
    UNREAD = "unread"
    TODAY = "today"
    SINCE = "since"
    """Came in since the reader was last here."""
    STARRED = "starred"
    HISTORY = "history"
    """Read in this reader, last read first; followed pages among them."""
    QUEUE = "queue"
    """Waits for the network."""
    FEED = "feed"
    FOLDER = "folder"
    """With its folders below."""
    STORY = "story"
    """What a story that the reader follows has gathered."""
    SEARCH = "search"
    SAVED = "saved"
    """A saved search."""
    TAG = "tag"
    """What carries a tag."""
    FRONT = "front"
    """The front page: the leads of its stories (`ListQuery.entries`)."""


@dataclass(frozen=True, slots=True)
class Scope:
    """A place in the Feeds pane: one smart entry, folder or feed, or a search."""

    kind: ScopeKind = ScopeKind.ALL
    id: int = 0
    """Id of the subscription, folder, followed story, saved search or tag where `kind` needs one."""
    text: str = ""
    """What was typed, for SEARCH."""


class Order(StrEnum):
    """How a list is sorted."""

    NEWEST = "newest"
    OLDEST = "oldest"
    SOURCE = "source"
    """By source title, newest first inside."""
    BEST = "best"
    """By relevance; searches only."""


@dataclass(frozen=True, slots=True)
class ListQuery:
    """Exactly what the headline list shows."""

    scope: Scope = Scope()
    order: Order = Order.NEWEST
    unread_only: bool = False
    filter: str = ""
    """A query as it is typed (`domain.query`), whose words are looked for in title, lead, author and source; empty
    shows all."""
    since: datetime | None = None
    """For TODAY: the start of the reader's local day. For SINCE: when the reader was last here, None for never."""
    within: Scope = Scope()
    """For SEARCH: the place that is searched; ALL is everything in the cache."""
    where: Node | None = None
    """A query that the entries must meet besides."""
    folded: bool = False
    """One row for a story. It is the same list, seen otherwise: ids, counts and marks are those of all its entries."""
    entries: tuple[int, ...] = ()
    """For FRONT: its entries, in their order."""


@dataclass(frozen=True, slots=True)
class SavedSearch:
    """A search that stands in the Feeds pane."""

    id: int
    title: str
    query: str
    """As it is typed."""
    position: int = 0


@dataclass(frozen=True, slots=True)
class Counts:
    """Unread counters, kept by the store, never counted when asked."""

    unread: dict[int, int]
    """Unread entries by subscription id; a missing one has none. 0 stands for followed pages."""
    total_unread: int = 0
    starred: int = 0
    queued: int = 0
    entries: int = 0
    """All entries in the cache."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A feed found behind an address that the user gave."""

    url: str
    adapter: str
    title: str = ""
    entries: int = 0
    """How many entries it holds, 0 when unknown."""
    newest: datetime | None = None
    note: str = ""
    """Why it is offered: `linked from the page`, `common path`."""
    typed: bool = False
    """The user named its host (or file) and nobody else did: it may lie inside this machine or its network."""

    @property
    def shown_url(self) -> str:
        """The address without what only its owner may know."""
        from .secrets import masked

        return masked(self.url)

    @property
    def shown_title(self) -> str:
        """Its title, or the address."""
        return self.title or self.shown_url
