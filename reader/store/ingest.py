"""What a fetch brings into the store: one transaction a feed, entries visible at once, the search index after."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime

from reader.domain.digested import DigestedEntry

from .bodies import INSERT_BODY, INSERT_LINK, body_of, body_row, link_rows
from .feeds import is_subscribed, move_address, write_state
from .indexing import unindex
from .packing import from_db, from_db_or_none, hash64, sound, to_db, to_db_or_none
from .schema import PLACE_DROPPED, PLACE_LISTED, PLACE_MUTED, VERSION_FEED
from .values import Applied, ChangedEntry, FeedUpdate, Known, KnownEntry, NewEntry, RekeyedEntry

TEXT_WINDOW = 2000
"""Re-issued entries are looked for by their text among this many of the feed's newest."""
LOG_ROWS = 5000
"""How many fetches the log remembers."""

_KNOWN = """state.id, coalesce(entry.content_hash, ''), coalesce(entry.title, ''), entry.published, state.sort_at,
    state.place"""


def known_entries(db: sqlite3.Connection, feed_id: int, entries: Sequence[DigestedEntry]) -> Known:
    """The stored entries of a feed that may be the ones in `entries`.

    What was purged because its feed was removed counts as unknown (it is stored anew and finds its state); what
    retention removed is found, as `dropped`.
    """
    keys = {hash64(entry.key): entry.key for entry in entries}
    by_key = {
        keys[key]: _known(row)
        for key, *row in db.execute(
            f"""SELECT identity.key, {_KNOWN} FROM identity JOIN state ON state.id = identity.entry_id
                LEFT JOIN entry ON entry.id = state.id
                WHERE identity.feed_id = ? AND identity.key IN (SELECT value FROM json_each(?))
                AND (entry.id IS NOT NULL OR state.place = {PLACE_DROPPED})""",
            (feed_id, json.dumps(list(keys))),
        )
    }
    urls = {hash64(entry.url_key): entry.url_key for entry in entries if entry.url_key}
    by_url, shared = _known_by_url(db, feed_id, urls)
    # A guid that was given to another entry leads two of them to one stored entry: only one of them can be that.
    led = Counter(by_key[key].id for key in {entry.key for entry in entries} & by_key.keys())
    missing = {
        entry.content_hash
        for entry in entries
        if entry.content_hash
        and (entry.key not in by_key or led[by_key[entry.key].id] > 1)
        and (entry.url_key not in by_url or entry.url_key in shared)
    }
    return Known(by_key, by_url, _known_by_text(db, feed_id, missing) if missing else {}, frozenset(shared))


def _known_by_url(db: sqlite3.Connection, feed_id: int, urls: dict[int, str]) -> tuple[dict[str, KnownEntry], set[str]]:
    found: dict[str, KnownEntry] = {}
    shared: set[str] = set()
    for key, *row in db.execute(
        f"""SELECT alias.url_hash, {_KNOWN} FROM alias JOIN state ON state.id = alias.entry_id
            LEFT JOIN entry ON entry.id = state.id
            WHERE alias.url_hash IN (SELECT value FROM json_each(?)) AND state.feed_id = ?
            AND (entry.id IS NOT NULL OR state.place = {PLACE_DROPPED}) ORDER BY state.id""",
        (json.dumps(list(urls)), feed_id),
    ):
        url = urls[key]
        if url in found:
            shared.add(url)
        found[url] = _known(row)
    return found, shared


def _known_by_text(
    db: sqlite3.Connection, feed_id: int, hashes: Iterable[str]
) -> dict[tuple[str, datetime | None], KnownEntry]:
    rows = db.execute(
        f"""SELECT {_KNOWN} FROM (SELECT id, sort_at, place FROM state WHERE feed_id = ? ORDER BY sort_at DESC LIMIT ?)
            AS state CROSS JOIN entry ON entry.id = state.id
            WHERE entry.content_hash IN (SELECT value FROM json_each(?)) ORDER BY state.id""",
        (feed_id, TEXT_WINDOW, json.dumps(list(hashes))),
    )
    found = (_known(row) for row in rows)
    return {(entry.content_hash, entry.published): entry for entry in found}


def _known(row: Sequence[object]) -> KnownEntry:
    ((entry_id, content_hash, title, published, sort_at, place),) = sound((row,), "ittIii")
    return KnownEntry(
        id=entry_id,
        content_hash=content_hash,
        title=title,
        published=from_db_or_none(published),
        sort_at=from_db(sort_at),
        dropped=place == PLACE_DROPPED,
    )


def apply(db: sqlite3.Connection, update: FeedUpdate, now: datetime) -> Applied:
    """Write the outcome of one fetch. Run it inside one transaction (`Store.write`).

    Applying the same update twice, or one that another process was faster with, adds nothing a second time.
    """
    feed_id = update.state.id
    if not is_subscribed(db, feed_id):
        return Applied(removed=True)
    write_state(db, update.state, update.feed)
    moved = bool(update.new_url) and move_address(db, feed_id, update.new_url)
    for rekeyed in update.rekeyed:
        _rekey(db, feed_id, rekeyed)
    updated = _change(db, feed_id, update.changed)
    new, arrived = _insert(db, feed_id, update.new, now)
    _log(db, update, len(new), len(updated), now)
    return Applied(tuple(new), tuple(arrived), tuple(updated), moved=moved)


def apply_all(db: sqlite3.Connection, updates: Sequence[FeedUpdate], now: datetime) -> list[Applied]:
    """Write many outcomes in one transaction: for feeds that had nothing new, where one each would cost more than the
    fetch."""
    return [apply(db, update, now) for update in updates]


def _insert(
    db: sqlite3.Connection, feed_id: int, intents: Sequence[NewEntry], now: datetime
) -> tuple[list[int], list[int]]:
    """Store new entries, oldest first so that ids follow time; returns the ids that are new in the lists, and
    those that were never here before."""
    if not intents:
        return [], []
    # Feeds list the newest first: of equal times the later in the document is the older.
    ordered = sorted(intents, key=lambda intent: intent.sort_at, reverse=True)[::-1]
    remembered = _remembered(db, feed_id, [hash64(intent.entry.key) for intent in ordered])
    (highest,) = db.execute("SELECT coalesce(max(id), 0) FROM state").fetchone()
    fresh: list[tuple[int, NewEntry]] = []
    returned: list[tuple[int, NewEntry]] = []
    for intent in ordered:
        key = hash64(intent.entry.key)
        if key not in remembered:
            highest += 1
            remembered[key] = (highest, True)
            fresh.append((highest, intent))
        elif not remembered[key][1]:
            returned.append((remembered[key][0], intent))
            remembered[key] = (remembered[key][0], True)
    db.executemany(
        "INSERT INTO state(id, feed_id, sort_at, place, read, read_at) VALUES (?, ?, ?, ?, ?, ?)",
        (
            (number, feed_id, to_db(intent.sort_at), PLACE_LISTED, intent.read, to_db(now) if intent.read else 0)
            for number, intent in fresh
        ),
    )
    db.executemany(
        "INSERT INTO identity VALUES (?, ?, ?)", ((feed_id, hash64(i.entry.key), number) for number, i in fresh)
    )
    db.executemany(
        "UPDATE state SET place = iif(hidden, ?, ?) WHERE id = ?",
        ((PLACE_MUTED, PLACE_LISTED, number) for number, _i in returned),
    )
    everything = fresh + returned
    _insert_texts(db, feed_id, everything, now)
    return [number for number, _intent in everything], [number for number, _intent in fresh]


def _remembered(db: sqlite3.Connection, feed_id: int, keys: Sequence[int]) -> dict[int, tuple[int, bool]]:
    """key -> (entry id, whether the entry stands in the store or must stay away)."""
    return {
        key: (number, bool(there))
        for key, number, there in db.execute(
            f"""SELECT identity.key, state.id, entry.id IS NOT NULL OR state.place = {PLACE_DROPPED}
                FROM identity JOIN state ON state.id = identity.entry_id LEFT JOIN entry ON entry.id = state.id
                WHERE identity.feed_id = ? AND identity.key IN (SELECT value FROM json_each(?))""",
            (feed_id, json.dumps(list(keys))),
        )
    }


def _insert_texts(db: sqlite3.Connection, feed_id: int, entries: Sequence[tuple[int, NewEntry]], now: datetime) -> None:
    first_seen = to_db(now)
    db.executemany(
        """INSERT OR REPLACE INTO entry(id, feed_id, url, title, lead, author, section, source, published, first_seen,
            image_url, has_enclosure, teaser_only, content_hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
        ((number, feed_id, *_columns(i.entry)[:7], first_seen, *_columns(i.entry)[7:]) for number, i in entries),
    )
    db.executemany(INSERT_BODY, (body_row(number, VERSION_FEED, body_of(i.entry)) for number, i in entries))
    links = [row for number, i in entries if i.entry.links for row in link_rows(number, VERSION_FEED, i.entry.links)]
    if links:
        db.executemany(INSERT_LINK, links)
    db.executemany(
        "INSERT OR IGNORE INTO alias VALUES (?, ?)",
        ((hash64(i.entry.url_key), number) for number, i in entries if i.entry.url_key),
    )
    db.executemany("INSERT OR IGNORE INTO unindexed VALUES (?)", ((number,) for number, _intent in entries))


def _columns(entry: DigestedEntry) -> tuple[object, ...]:
    return (
        entry.url,
        entry.title,
        entry.lead,
        entry.author,
        entry.section,
        entry.source_title,
        to_db_or_none(entry.published),
        entry.image_url,
        bool(entry.enclosures),
        entry.teaser_only,
        entry.content_hash,
    )


def _change(db: sqlite3.Connection, feed_id: int, intents: Sequence[ChangedEntry]) -> list[int]:
    """Replace texts; state, place and sort time stay, so an edit resurfaces nothing."""
    done = []
    for intent in intents:
        if db.execute("SELECT 1 FROM entry WHERE id = ? AND feed_id = ?", (intent.id, feed_id)).fetchone() is None:
            continue
        unindex(db, intent.id)
        db.execute(
            """UPDATE entry SET url = ?, title = ?, lead = ?, author = ?, section = ?, source = ?, published = ?,
                image_url = ?, has_enclosure = ?, teaser_only = ?, content_hash = ? WHERE id = ?""",
            (*_columns(intent.entry), intent.id),
        )
        db.execute(INSERT_BODY, body_row(intent.id, VERSION_FEED, body_of(intent.entry)))
        db.execute("DELETE FROM link WHERE entry_id = ? AND version = ?", (intent.id, VERSION_FEED))
        db.executemany(INSERT_LINK, link_rows(intent.id, VERSION_FEED, intent.entry.links))
        if intent.entry.url_key:
            db.execute("INSERT OR IGNORE INTO alias VALUES (?, ?)", (hash64(intent.entry.url_key), intent.id))
        done.append(intent.id)
    return done


def _rekey(db: sqlite3.Connection, feed_id: int, intent: RekeyedEntry) -> None:
    if db.execute("SELECT 1 FROM state WHERE id = ? AND feed_id = ?", (intent.id, feed_id)).fetchone() is None:
        return
    db.execute("INSERT OR IGNORE INTO identity VALUES (?, ?, ?)", (feed_id, hash64(intent.key), intent.id))
    if intent.url_key:
        db.execute("INSERT OR IGNORE INTO alias VALUES (?, ?)", (hash64(intent.url_key), intent.id))
    if intent.url:
        db.execute("UPDATE entry SET url = ? WHERE id = ?", (intent.url, intent.id))


def _log(db: sqlite3.Connection, update: FeedUpdate, new: int, updated: int, now: datetime) -> None:
    state = update.state
    added = db.execute(
        """INSERT INTO fetch_log(feed_id, at, status, new, updated, bytes, millis, error)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)""",
        (state.id, to_db(now), state.status, new, updated, update.bytes, update.millis, state.error),
    ).lastrowid
    if added is not None and added % 100 == 0:
        db.execute("DELETE FROM fetch_log WHERE id <= ?", (added - LOG_ROWS,))
