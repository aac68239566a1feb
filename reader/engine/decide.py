"""What a fetched feed means for the store: a pure function of what is stored, what was read, and the time.

Identity inside a feed: guid, then link, then title + date + text. Feeds break each of these in their own way, so a guid
or a link counts only where it tells entries apart: one that several different entries share is passed over. An entry
that matches a stored one is at most an edit, and an edit never touches whether it was read.
"""

from __future__ import annotations

from collections import Counter, defaultdict
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
    """Compare a feed with the stored entries that `lookup` finds for given entries."""
    asked = list(feed.entries)
    known = Known()
    # Once for the keys as the feed gives them; again where they do not serve, or turn out not to beside what is stored.
    for _round in range(3):
        keys = {entry.key for entry in asked}
        entries = identified(feed, known)
        other = [entry for entry in entries if entry.key not in keys]
        if _round and not other:
            break
        asked += other
        known = lookup(asked)
        if not other and not known.shared_urls:
            break  # the feed's own keys serve, as nearly always
    return decide(known, entries, now)


def decide(known: Known, entries: Sequence[DigestedEntry], now: datetime) -> Decision:
    """Compare the `identified` entries of a feed with the stored ones.

    Entries that are stored but not in the feed are left alone: an empty or shrunken feed deletes nothing. What
    retention removed stays away.
    """
    matches = _match(known, entries)
    taken = {*known.by_key, *(entry.key for entry in entries)}
    new: list[NewEntry] = []
    changed: list[ChangedEntry] = []
    rekeyed: list[RekeyedEntry] = []
    for position, entry in enumerate(entries):
        stored = matches.get(position)
        if stored is None:
            if entry.key in known.by_key:
                # Another entry of this document has the stored one under this key: by its text this one is kept too,
                # unless a third says the same.
                key = entry_key("", "", entry.title, entry.published, entry.lead)
                if key in taken:
                    continue
                taken.add(key)
                entry = replace(entry, key=key)
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


def identified(feed: DigestedFeed, known: Known) -> list[DigestedEntry]:
    """The feed's entries in document order, each with a key of its own; repetitions are dropped.

    A guid that different entries of this document share, or that is the feed's own address, and a link that several
    entries share, tell nothing apart: such entries get the next key in line, unless the very same entry is stored under
    the first one. `known` is what is stored, and also tells which links several stored entries share.
    """
    site = url_key(feed.site_url) if feed.site_url else ""
    entries = _collapsed(_without_id(entry) if _is_site(entry.id, site) else entry for entry in feed.entries)
    ids = Counter(entry.key for entry in entries if entry.id)
    if any(count > 1 for count in ids.values()):
        entries = _collapsed(_without_id(entry) if ids[entry.key] > 1 else entry for entry in entries)
    shared_urls = _shared_urls(entries) | known.shared_urls | {site}
    unique: dict[str, DigestedEntry] = {}
    for entry in entries:
        key = entry.key
        if not entry.id and entry.url_key in shared_urls and not _is_same(entry, known.by_key.get(key)):
            key = entry_key("", "", entry.title, entry.published, entry.lead)
        # Nobody who follows a link to the site's front page wants this one entry.
        kept = "" if entry.url_key == site else entry.url_key
        same = (key, kept) == (entry.key, entry.url_key)
        unique.setdefault(key, entry if same else replace(entry, key=key, url_key=kept))
    return list(unique.values())


def _is_site(id: str, site: str) -> bool:
    """Whether a guid is only the address of the site."""
    return bool(site) and id.startswith("http") and url_key(id) == site


def _without_id(entry: DigestedEntry) -> DigestedEntry:
    return replace(entry, id="", key=entry_key("", entry.url, entry.title, entry.published, entry.lead))


def _collapsed(entries: Iterable[DigestedEntry]) -> list[DigestedEntry]:
    """One entry where a document has several versions of it: of those with one guid or link, the first or, where dates
    say so, the latest; and of those that repeat link, text and date under other guids, the first."""
    kept: list[DigestedEntry] = []
    by_key: dict[str, list[int]] = defaultdict(list)
    shown: set[tuple[str, str, datetime | None]] = set()
    for entry in entries:
        place = next((place for place in by_key[entry.key] if _are_versions(kept[place], entry)), None)
        showing = (entry.url_key, entry.content_hash, entry.published)
        if place is not None:
            if _newer(entry, kept[place]):
                kept[place] = entry
        elif not entry.url_key or showing not in shown:
            by_key[entry.key].append(len(kept))
            kept.append(entry)
        shown.add(showing)
    return kept


def _are_versions(one: DigestedEntry, other: DigestedEntry) -> bool:
    """Whether two entries with one key are one story: under a guid the link tells, under a link the title does."""
    same = one.url_key == other.url_key if one.id else one.title == other.title
    return same or one.content_hash == other.content_hash


def _is_same(entry: DigestedEntry, stored: KnownEntry | None) -> bool:
    """Whether the entry stored under a link that others share surely is this one: the same text, or title and date."""
    if stored is None:
        return False
    same_title = bool(entry.title) and stored.title == entry.title and stored.published == entry.published
    return same_title or stored.content_hash == entry.content_hash


def _newer(entry: DigestedEntry, rival: DigestedEntry) -> bool:
    """Whether of two versions of an entry in one document this one counts: the first does, unless dates say more."""
    date, other = entry.updated or entry.published, rival.updated or rival.published
    return date is not None and (other is None or date > other)


def _shared_urls(entries: Iterable[DigestedEntry]) -> set[str]:
    """Link keys that stand for no single entry: of a page that several entries here point at; and no link at all."""
    shared = {""}
    first: dict[str, DigestedEntry] = {}
    for entry in entries:
        rival = first.setdefault(entry.url_key, entry)
        same_id = bool(entry.id) and entry.id == rival.id
        if not same_id and rival.title != entry.title and rival.content_hash != entry.content_hash:
            shared.add(entry.url_key)
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
    shared = _shared_urls(entries) | known.shared_urls
    for position, entry in enumerate(entries):
        if position not in matches and entry.url_key not in shared:
            claim(position, known.by_url.get(entry.url_key))
    for position, entry in enumerate(entries):
        if position not in matches and entry.content_hash:
            # A weekly "Open thread" has the same title and text every time, and is new every time: the date counts.
            claim(position, known.by_text.get((entry.content_hash, entry.published)))
    return matches
