"""What a fetched feed means for the store: a pure function of what is stored, what was read, and the time.

Identity inside a feed: guid, then link, then title + date + text. Feeds break each of these in their own way, so a guid
or a link counts only where it tells entries apart: one that several different entries share is passed over. An entry
that matches a stored one is at most an edit, and an edit never touches whether it was read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from reader.domain.digested import DigestedEntry, DigestedFeed
from reader.domain.identity import entry_key, url_key
from reader.store.values import ChangedEntry, Known, KnownEntry, NewEntry, RekeyedEntry

FUTURE_SLACK = timedelta(hours=1)
"""An entry dated later than this after it was first seen is sorted as if it were not."""
NO_DATE_BEFORE = datetime(1970, 1, 3, tzinfo=UTC)
NO_DATE_AFTER = datetime(1969, 12, 30, tzinfo=UTC)
"""Dates around the Unix epoch are a broken generator's word for "no date"."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What to do with the store for one feed."""

    new: tuple[NewEntry, ...] = ()
    """In the order of the document."""
    changed: tuple[ChangedEntry, ...] = ()
    rekeyed: tuple[RekeyedEntry, ...] = ()


def decide_feed(feed: DigestedFeed, lookup: Callable[[Sequence[DigestedEntry]], Known], now: datetime) -> Decision:
    """Compare a feed with the stored entries that `lookup` finds for its entries."""
    entries = identified(feed)
    known = lookup(entries)
    if known.shared_urls:
        # What is stored may say that a link which looks fine here tells nothing apart: other keys, so look again.
        again = identified(feed, known)
        if [entry.key for entry in again] != [entry.key for entry in entries]:
            entries, known = again, lookup(again)
    return decide(known, entries, now)


def decide(known: Known, entries: Sequence[DigestedEntry], now: datetime) -> Decision:
    """Compare the `identified` entries of a feed with the stored ones.

    Entries that are stored but not in the feed are left alone: an empty or shrunken feed deletes nothing. What
    retention removed stays away.
    """
    matches = _match(known, entries)
    new: list[NewEntry] = []
    changed: list[ChangedEntry] = []
    rekeyed: list[RekeyedEntry] = []
    for position, entry in enumerate(entries):
        stored = matches.get(position)
        if stored is None:
            new.append(NewEntry(entry, sort_time(entry, now, position)))
            continue
        if entry.key not in known.by_key or (entry.url_key and entry.url_key not in known.by_url):
            rekeyed.append(RekeyedEntry(stored.id, entry.key, entry.url, entry.url_key))
        if stored.content_hash != entry.content_hash and not stored.dropped:
            changed.append(ChangedEntry(stored.id, entry))
    return Decision(tuple(new), tuple(changed), tuple(rekeyed))


def sort_time(entry: DigestedEntry, now: datetime, position: int = 0) -> datetime:
    """min(published, first seen + 1 h). Undated entries were first seen `now`, in the feed's own order (`position`)."""
    date = entry.published or entry.updated
    if date is None or NO_DATE_AFTER < date < NO_DATE_BEFORE:
        return now - timedelta(seconds=position)
    return min(date, now + FUTURE_SLACK)


def identified(feed: DigestedFeed, known: Known | None = None) -> list[DigestedEntry]:
    """The feed's entries in document order, each with a key of its own; repetitions are dropped.

    A guid that different entries of this document share, or that is the feed's own address, and a link that several
    entries share, tell nothing apart: such entries get the next key in line. `known` adds what the stored entries say
    about shared links.
    """
    shared_urls = _shared_urls(feed) | (known.shared_urls if known else frozenset())
    shared_ids = _shared_ids(feed.entries)
    site = url_key(feed.site_url) if feed.site_url else ""
    unique: dict[str, DigestedEntry] = {}
    for entry in feed.entries:
        by_id = entry.id and entry.key not in shared_ids and not (site and url_key(entry.id) == site)
        url = "" if entry.url_key in shared_urls else entry.url
        key = entry.key if by_id else entry_key("", url, entry.title, entry.published, entry.lead)
        rival = unique.get(key)
        if rival is None or _newer(entry, rival):
            # Nobody who follows a link to the site's front page wants this one entry.
            kept = "" if entry.url_key == site else entry.url_key
            same = (key, kept) == (entry.key, entry.url_key)
            unique[key] = entry if same else replace(entry, key=key, url_key=kept)
    return list(unique.values())


def _newer(entry: DigestedEntry, rival: DigestedEntry) -> bool:
    """Whether of two versions of an entry in one document this one counts: the first does, unless dates say more."""
    date, other = entry.updated or entry.published, rival.updated or rival.published
    return date is not None and (other is None or date > other)


def _shared_ids(entries: Iterable[DigestedEntry]) -> set[str]:
    """Keys from guids under which this document has entries of different addresses and different texts."""
    first: dict[str, DigestedEntry] = {}
    shared: set[str] = set()
    for entry in entries:
        rival = first.setdefault(entry.key, entry)
        if rival.url_key != entry.url_key and rival.content_hash != entry.content_hash:
            shared.add(entry.key)
    return shared


def _shared_urls(feed: DigestedFeed) -> set[str]:
    """Link keys that stand for no single entry: the site itself, or a page that several entries here point at."""
    shared = {""}
    first: dict[str, DigestedEntry] = {}
    for entry in feed.entries:
        rival = first.setdefault(entry.url_key, entry)
        same_id = bool(entry.id) and entry.id == rival.id
        if not same_id and rival.title != entry.title and rival.content_hash != entry.content_hash:
            shared.add(entry.url_key)
    if feed.site_url:
        shared.add(url_key(feed.site_url))
    return shared


def _match(known: Known, entries: Sequence[DigestedEntry]) -> dict[int, KnownEntry]:
    """Stored entries by the position of the entry that they are: by key, then link, then text and date.

    Each stored entry is given to one entry only, and the surer matches are all made before the next kind begins.
    """
    matches: dict[int, KnownEntry] = {}
    claimed: set[int] = set()

    def claim(position: int, stored: KnownEntry | None) -> None:
        if stored is not None and stored.id not in claimed:
            matches[position] = stored
            claimed.add(stored.id)

    for position, entry in enumerate(entries):
        claim(position, known.by_key.get(entry.key))
    for position, entry in enumerate(entries):
        if position not in matches and entry.url_key and entry.url_key not in known.shared_urls:
            claim(position, known.by_url.get(entry.url_key))
    for position, entry in enumerate(entries):
        if position not in matches and entry.content_hash:
            stored = known.by_text.get(entry.content_hash)
            # A weekly "Open thread" has the same title and text every time, and is new every time: the date counts.
            if stored is not None and stored.published == entry.published:
                claim(position, stored)
    return matches
