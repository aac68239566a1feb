"""What goes into the store and comes out of it for the engine: plain frozen values.

Ownership of columns: a `FeedState` is what the *engine* knows of a feed and writes back whole; titles, folder, interval
and the pause are the *reader's* and no `FeedUpdate` touches them. Times are aware UTC datetimes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field
from datetime import datetime
from typing import TYPE_CHECKING

from reader.domain.models import Enclosure, RelatedGroup
from reader.domain.records import dataclass

if TYPE_CHECKING:
    from reader.domain.digested import DigestedEntry, DigestedFeed


@dataclass(frozen=True, slots=True)
class FeedState:
    """All that the schedule and the fetch need to know of one subscription.

    The engine makes the next one with `dataclasses.replace` and hands it over in a `FeedUpdate`. The fields from `id`
    to `entries` are given, not written back (for the address see `FeedUpdate.new_url`).
    """

    id: int
    url: str
    adapter: str
    interval: int = 0
    """Minutes as the user set them; 0 lets the schedule decide."""
    disabled: bool = False
    """Paused by the user."""
    full_text: bool = False
    keep_full: int = 0
    sample: bool = False
    entries: int = 0
    """How many entries the cache holds of it."""

    etag: str = ""
    last_modified: str = ""
    body_hash: str = ""
    status: int = 0
    """HTTP status of the last answer, 0 when there was none."""
    last_attempt: datetime | None = None
    last_success: datetime | None = None
    last_full: datetime | None = None
    """Last fetch that brought a body (not a 304): a full one is due every 8 days."""
    next_due: datetime | None = None
    """None means at once."""
    failures: int = 0
    error: str = ""
    """One sentence about the last failure, empty after a success."""
    gone: bool = False
    ttl: int = 0
    """Seconds."""
    fresh_for: float = 0.0
    """Seconds."""
    skip_hours: frozenset[int] = frozenset()
    skip_days: frozenset[int] = frozenset()
    redirect_url: str = ""
    """Where permanent redirects led the last time, empty when there was none."""
    redirect_count: int = 0
    """Sightings of `redirect_url` in a row."""
    redirect_since: datetime | None = None
    """First of these sightings."""
    typed: bool = False
    """The user typed the address, at least its host: given, not written back."""


@dataclass(frozen=True, slots=True)
class KnownEntry:
    """A stored entry as far as deciding needs it."""

    id: int
    content_hash: str
    title: str
    published: datetime | None
    sort_at: datetime
    dropped: bool = False
    """Removed by retention: it stays away, whatever the feed says."""


@dataclass(frozen=True, slots=True)
class Known:
    """The stored entries of one feed that may be the ones a fetch brought; three ways to find each, best first."""

    by_key: Mapping[str, KnownEntry] = field(default_factory=dict)
    """By `DigestedEntry.key`."""
    by_url: Mapping[str, KnownEntry] = field(default_factory=dict)
    """By `DigestedEntry.url_key`. Where several stored entries share an address the newest is given."""
    by_text: Mapping[tuple[str, datetime | None], KnownEntry] = field(default_factory=dict)
    """By `DigestedEntry.content_hash` and date; only looked up for entries that neither key nor address may find."""
    shared_urls: frozenset[str] = frozenset()
    """Those of the asked `url_key`s that two or more stored entries of this feed have: they tell nothing apart."""


@dataclass(frozen=True, slots=True)
class NewEntry:
    """Intent: store an entry that was not there.

    When the store remembers state under the same key (the entry was here once), the entry gets its id and state back.
    """

    entry: DigestedEntry
    sort_at: datetime
    """min(published, first seen + 1 h)."""
    read: bool = False
    """True stores it as read already."""


@dataclass(frozen=True, slots=True)
class ChangedEntry:
    """Intent: replace the text and metadata of a stored entry; its state, id and place in lists stay as they are."""

    id: int
    entry: DigestedEntry


@dataclass(frozen=True, slots=True)
class RekeyedEntry:
    """Intent: the feed gave a known entry a new id or address; remember it under that too, change nothing else."""

    id: int
    key: str
    url: str = ""
    url_key: str = ""


@dataclass(frozen=True, slots=True)
class FeedUpdate:
    """The outcome of one fetch of one feed, written in one transaction."""

    state: FeedState
    """The engine's fields as they are from now on."""
    feed: DigestedFeed | None = None
    """The feed's own metadata when a body was read; its `entries` are not looked at."""
    new: tuple[NewEntry, ...] = ()
    """In document order; the store inserts them oldest first."""
    changed: tuple[ChangedEntry, ...] = ()
    rekeyed: tuple[RekeyedEntry, ...] = ()
    new_url: str = ""
    """The feed has moved for good: fetch it here from now on."""
    bytes: int = 0
    """For the log: size of the answer."""
    millis: int = 0
    """For the log: time it took."""


@dataclass(frozen=True, slots=True)
class Applied:
    """What an update did."""

    new: tuple[int, ...] = ()
    """Ids of entries that are new in the lists."""
    arrived: tuple[int, ...] = ()
    """Those of them that were never here before."""
    updated: tuple[int, ...] = ()
    removed: bool = False
    """The subscription was removed meanwhile; nothing was written."""
    moved: bool = False
    """The address was changed to `new_url` (False when another subscription has that address already)."""


@dataclass(frozen=True, slots=True)
class PageUpdate:
    """An article page after extraction: a followed page, or the full text of an entry that is there."""

    url: str
    """Where the page came from, after redirects."""
    url_key: str
    aliases: tuple[str, ...] = ()
    """Further `url_key`s of the same page: what was asked for, canonical, AMP."""
    entry_id: int = 0
    """The entry whose full text this is; 0 finds it by its addresses, or makes an entry for the page."""
    referrer_id: int = 0
    title: str = ""
    source: str = ""
    """Name of the site."""
    lead: str = ""
    author: str = ""
    authors: tuple[str, ...] = ()
    section: str = ""
    categories: tuple[str, ...] = ()
    language: str = ""
    published: datetime | None = None
    updated: datetime | None = None
    image_url: str = ""
    canonical_url: str = ""
    comments_url: str = ""
    access: str = ""
    """A sentence when the publisher gives only a part, else empty."""
    enclosures: tuple[Enclosure, ...] = ()
    blocks_json: str = "[]"
    words: int = 0
    links: tuple[RelatedGroup, ...] = ()
    """The publisher's own related groups."""
    content_hash: str = ""


@dataclass(frozen=True, slots=True)
class QueueItem:
    """An address that waits for the network."""

    id: int
    url: str
    entry_id: int = 0
    referrer_id: int = 0
    added: datetime | None = None
    attempts: int = 0
    error: str = ""
    keep: int = 0
    """0 for a page that was opened; else it is to be kept, with its related stories `keep - 1` levels deep."""


@dataclass(frozen=True, slots=True)
class StoryAway:
    """A story that is to be kept for reading offline, as far as deciding what to fetch needs it."""

    entry_id: int
    url: str
    here: bool
    """Its page's text is in the cache."""
    fetchable: bool
    """It has a web address, at which no other thing than an article was found lately."""


@dataclass(frozen=True, slots=True)
class LinkAway:
    """A story that the publisher of `referrer_id` printed beside it."""

    referrer_id: int
    url: str
    title: str
    kind: str
    """`domain.models.GroupKind`."""
    entry_id: int
    """The entry in the cache with this address, 0 when there is none."""
    here: bool
    """That entry can be read as it is."""
    fetchable: bool
    """As in `StoryAway`."""


@dataclass(frozen=True, slots=True)
class HeldText:
    """A full text in the cache, as far as deciding what goes needs it."""

    entry_id: int
    bytes: int
    kept: bool
    """The reader asked for it."""
    read: bool
    read_at: datetime | None
    """When it was read, or else opened; None when it was not opened."""
    first_seen: datetime


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much can be read right now with no network."""

    stories: int = 0
    """Unread stories in the lists."""
    stories_here: int = 0
    links: int = 0
    """Different stories that publishers print beside the unread ones."""
    links_here: int = 0
    texts: int = 0
    """Full texts in the cache, of read stories too."""
    bytes: int = 0
    """What these and all pictures take."""
    queued: int = 0
    """Stories that wait for the network."""


@dataclass(frozen=True, slots=True)
class NewSubscription:
    """A subscription to make."""

    url: str
    adapter: str
    folder_id: int = 0
    own_title: str = ""
    feed_title: str = ""
    """As discovery or an OPML file gave it, until the first fetch says better."""
    site_url: str = ""
    sample: bool = False
    typed: bool = False
    """The user typed the address, at least its host: only then may it lie inside this machine or its network."""
    imported: bool = False
    """`feed_title` stood in another program's list: where the feed calls itself otherwise it stays as `own_title`."""
    extra: Mapping[str, str] = field(default_factory=dict)
    """Attributes of an OPML outline that mean nothing to us; given back on export."""


@dataclass(frozen=True, slots=True)
class Undone:
    """What an undo brought back."""

    label: str
    """What was undone, as it was called when it was done."""
    entry_ids: Sequence[int] = ()
    """Entries whose state changed."""
    feeds: bool = False
    """True when subscriptions or folders changed."""
