"""The related pane of one entry, from what is in the store: nothing is fetched, nothing appears twice.

The publisher's groups first, then what the feed says, then the links in the text, then what was computed here, and
where room is left the neighbours of its feed and section. A link whose address is known in the cache leads to that
entry and shows its state.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice

from reader.domain import blocks
from reader.domain.identity import host_of, url_key
from reader.domain.models import EntryRow, GroupKind, Mark, RelatedGroup, RelatedLink
from reader.domain.text import clean_line
from reader.i18n import _

from .bodies import read_body, read_groups
from .connect import snapshot
from .packing import hash64, sound
from .related_groups import Told, computed
from .rows import rows
from .schema import VERSION_FEED, VERSION_FULL

NEIGHBOURS = 6
"""Lines of each group of neighbours."""
ENOUGH = 12
"""Lines above from which no neighbours are needed any more; links in the text do not count."""
LOOK = 60
"""Entries of the same feed that are looked at for neighbours."""
MAX_TEXT_LINKS = 40
_MOST_TITLE = 300
"""Characters of a link in the text, as of one that its publisher names."""
MIN_LINK_TEXT = 2
"""Letters that a link in the text must have to be offered: `[1]` and the like are none."""

_ORDER = {VERSION_FULL: 0, VERSION_FEED: 1}


def related(db: sqlite3.Connection, entry_id: int) -> tuple[RelatedGroup, ...]:
    """The groups for the pane, each link looked up in the cache; empty when the entry is gone."""
    with snapshot(db):
        found = rows(db, [entry_id])
        if not found:
            return ()
        entry = found[0]
        groups = [group for version in _ORDER for group in read_groups(db, entry_id, version)]
        groups += _text_links(db, entry_id)
        seen = _Seen(entry)
        known = _lookup(db, [link.url for group in groups for link in group.links])
        shown = [_shown(group, seen, known) for group in groups]
        told = Told()
        for row in known.values():
            if isinstance(row, EntryRow):
                told.first(row)
        for group in computed(db, entry, told):
            fresh = tuple(link for link in group.links if seen.first(link.url, link.entry_id))
            shown.append(replace(group, links=fresh))
        if sum(len(group.links) for group in shown if group.kind is not GroupKind.LINKS) < ENOUGH:
            shown += _neighbours(db, entry, seen, told)
        return tuple(group for group in shown if group.links)


class _Seen:
    """What stands in the pane already, by address and by entry; the entry itself from the start."""

    def __init__(self, entry: EntryRow) -> None:
        self._entries = {entry.id}
        self._keys = {_key(entry.url)} if entry.url else set()

    def first(self, url: str, entry_id: int) -> bool:
        """Whether a link has not been in the pane yet; it is from now on."""
        key = _key(url)
        if (key and key in self._keys) or (entry_id and entry_id in self._entries):
            return False
        self._keys.add(key)
        if entry_id:
            self._entries.add(entry_id)
        return True


def _key(url: str) -> str:
    return url_key(url) or url


def _text_links(db: sqlite3.Connection, entry_id: int) -> list[RelatedGroup]:
    """The links in the running text, under one heading; of the full text where it is there."""
    for version in _ORDER:
        try:
            body = read_body(db, entry_id, version)
            tree = blocks.load(body.blocks_json) if body is not None else ()
        except (ValueError, TypeError, IndexError):
            continue
        found = (one for one in _joined(blocks.links(tree)) if _offered(*one))
        links = [RelatedLink(url, clean_line(title, _MOST_TITLE)) for url, title in islice(found, MAX_TEXT_LINKS)]
        if links:
            return [RelatedGroup(GroupKind.LINKS, tuple(links))]
    return []


def _joined(links: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Links with their text in one piece: emphasis inside a link splits it into spans of one address."""
    last, text = "", ""
    for url, part in links:
        if url == last:
            text += part
            continue
        if last:
            yield last, " ".join(text.split())
        last, text = url, part
    if last:
        yield last, " ".join(text.split())


def _offered(url: str, title: str) -> bool:
    return url.startswith(("http://", "https://")) and sum(map(str.isalpha, title)) >= MIN_LINK_TEXT


Known = dict[int, EntryRow | Mark]
"""By hash of the URL key: the entry in the cache, or the mark of an address that is queued."""


def _lookup(db: sqlite3.Connection, urls: Sequence[str]) -> Known:
    hashes = json.dumps([hash64(_key(url)) for url in urls])
    known: Known = {
        key: Mark.QUEUED
        for (key,) in db.execute(
            "SELECT url_hash FROM queue WHERE url_hash IN (SELECT value FROM json_each(?))", (hashes,)
        )
    }
    # Ordered so that the entry that stands in a feed's list, and of these the newest, is the one that remains.
    ids = {
        row[0]: row[1]
        for row in db.execute(
            """SELECT alias.url_hash, state.id FROM alias CROSS JOIN state ON state.id = alias.entry_id
                WHERE alias.url_hash IN (SELECT value FROM json_each(?)) AND place > 0
                ORDER BY place DESC, state.id""",
            (hashes,),
        )
    }
    found = {row.id: row for row in rows(db, sorted(set(ids.values())))}
    known.update({key: found[number] for key, number in ids.items() if number in found})
    return known


def _shown(group: RelatedGroup, seen: _Seen, known: Known) -> RelatedGroup:
    links = []
    for link in group.links:
        there = known.get(hash64(_key(link.url)))
        entry = there if isinstance(there, EntryRow) else None
        if seen.first(link.url, entry.id if entry else 0):
            links.append(_linked(link, entry, queued=there is Mark.QUEUED))
    return replace(group, links=tuple(links))


def _linked(link: RelatedLink, entry: EntryRow | None, *, queued: bool) -> RelatedLink:
    if entry is None:
        source = link.source or host_of(link.url).removeprefix("www.")
        return replace(link, source=source, mark=Mark.QUEUED if queued else Mark.FETCH)
    return replace(
        link,
        title=link.title or entry.title,
        teaser=link.teaser or entry.lead,
        image_url=link.image_url or entry.image_url,
        published=link.published or entry.published,
        source=entry.source,
        entry_id=entry.id,
        mark=entry.mark,
        read=entry.read,
    )


def _neighbours(db: sqlite3.Connection, entry: EntryRow, seen: _Seen, told: Told) -> Iterator[RelatedGroup]:
    """Stories that stand around this one in its feed: those of its section, then the others."""
    if not entry.feed_id:
        return
    around = [row for row in rows(db, _around(db, entry)) if told.first(row)]
    if entry.section:
        same = _pick(around, seen, lambda row: row.section.casefold() == entry.section.casefold())
        yield RelatedGroup(GroupKind.NEIGHBOURS, same, _("More in {section}").format(section=entry.section))
    more = _pick(around, seen, lambda row: True)
    yield RelatedGroup(GroupKind.NEIGHBOURS, more, _("More from {source}").format(source=entry.source))


def _around(db: sqlite3.Connection, entry: EntryRow) -> list[int]:
    """Entries of the same feed around the time of this one, the nearest first."""
    half = LOOK // 2
    time, number = next(sound(db.execute("SELECT sort_at, id FROM state WHERE id = ?", (entry.id,)), "ii"))
    near: list[Sequence[int]] = []
    for sign, order in (("<", "DESC"), (">", "ASC")):
        found = db.execute(
            f"""SELECT sort_at, id FROM state INDEXED BY state_feed
                WHERE feed_id = ? AND place = 1 AND (sort_at, id) {sign} (?, ?)
                ORDER BY sort_at {order}, id {order} LIMIT ?""",
            (entry.feed_id, time, number, half),
        )
        near += sound(found, "ii")
    near.sort(key=lambda key: (abs(key[0] - time), -key[1]))
    return [key[1] for key in near]


def _pick(around: Sequence[EntryRow], seen: _Seen, wanted: Callable[[EntryRow], bool]) -> tuple[RelatedLink, ...]:
    """The nearest of what is wanted, unread ones before read ones."""
    links: list[RelatedLink] = []
    for row in sorted(around, key=lambda row: row.read):
        if len(links) < NEIGHBOURS and wanted(row) and (row.title or row.lead) and seen.first(row.url, row.id):
            links.append(
                RelatedLink(
                    url=row.url,
                    title=row.title or row.lead,
                    teaser=row.lead if row.title else "",
                    image_url=row.image_url,
                    published=row.published,
                    source=row.source,
                    entry_id=row.id,
                    mark=row.mark,
                    read=row.read,
                )
            )
    return tuple(links)
