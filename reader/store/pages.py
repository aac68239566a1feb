"""Followed pages: stored as entries of feed 0, or as the full text of an entry; and what waits for the network."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from datetime import datetime, timedelta

from reader.domain.identity import url_key

from .bodies import INSERT_BODY, INSERT_LINK, body_of, body_row, link_rows
from .indexing import unindex
from .packing import from_db, hash64, to_db, to_db_or_none
from .schema import PLACE_ASIDE, VERSION_FULL
from .values import PageUpdate, QueueItem

FOLLOWED = 0
"""The feed id of pages that no subscription brought."""


def find_url(db: sqlite3.Connection, url: str) -> int:
    """Id of the entry known under this address (canonical, redirected, AMP, without trackers), 0 when none is.

    Where several are, one that stands in a feed's list wins, then the newest.
    """
    key = url_key(url)
    return find_key(db, [key]) if key else 0


def find_key(db: sqlite3.Connection, keys: Iterable[str]) -> int:
    """As `find_url`, by `domain.identity.url_key`s; the first key that is known decides."""
    for key in keys:
        row = db.execute(
            """SELECT state.id FROM alias JOIN state ON state.id = alias.entry_id
                WHERE url_hash = ? AND place > 0 AND EXISTS (SELECT 1 FROM entry WHERE entry.id = state.id)
                ORDER BY place, state.id DESC LIMIT 1""",
            (hash64(key),),
        ).fetchone()
        if row is not None:
            return int(row[0])
    return 0


def store_page(db: sqlite3.Connection, page: PageUpdate, now: datetime) -> int:
    """Store an extracted page; returns its entry's id.

    It becomes the full text of `page.entry_id`, of an entry known under one of its addresses, or a followed page of its
    own. Its addresses lead to that entry from now on, and it waits in the queue no longer.
    """
    keys = [key for key in dict.fromkeys((page.url_key, *page.aliases)) if key]
    entry_id = page.entry_id if _exists(db, page.entry_id) else find_key(db, keys)
    if entry_id:
        unindex(db, entry_id)
        _complete(db, entry_id, page)
    else:
        entry_id = _add(db, page, keys, now)
    db.execute(INSERT_BODY, body_row(entry_id, VERSION_FULL, body_of(page)))
    db.execute("DELETE FROM link WHERE entry_id = ? AND version = ?", (entry_id, VERSION_FULL))
    db.executemany(INSERT_LINK, link_rows(entry_id, VERSION_FULL, page.links))
    db.executemany("INSERT OR IGNORE INTO alias VALUES (?, ?)", ((hash64(key), entry_id) for key in keys))
    db.executemany("DELETE FROM queue WHERE url_hash = ?", ((hash64(key),) for key in keys))
    return entry_id


def _exists(db: sqlite3.Connection, entry_id: int) -> bool:
    return entry_id > 0 and db.execute("SELECT 1 FROM entry WHERE id = ?", (entry_id,)).fetchone() is not None


def _complete(db: sqlite3.Connection, entry_id: int, page: PageUpdate) -> None:
    """Note that the full text is there, and fill what the feed left empty; a followed page takes the page's words."""
    db.execute(
        """UPDATE entry SET has_full = 1,
            title = iif(feed_id = 0 AND ?1 <> '' OR title = '', ?1, title),
            lead = iif(feed_id = 0 AND ?2 <> '' OR lead = '', ?2, lead),
            author = iif(author = '', ?3, author), section = iif(section = '', ?4, section),
            image_url = iif(image_url = '', ?5, image_url), published = coalesce(published, ?6)
            WHERE id = ?7""",
        (
            page.title,
            page.lead[:280],
            page.author,
            page.section,
            page.image_url,
            to_db_or_none(page.published),
            entry_id,
        ),
    )


def _add(db: sqlite3.Connection, page: PageUpdate, keys: list[str], now: datetime) -> int:
    sort_at = min(page.published or now, now + timedelta(hours=1))
    key = hash64(keys[0] if keys else page.url)
    known = db.execute("SELECT entry_id FROM identity WHERE feed_id = ? AND key = ?", (FOLLOWED, key)).fetchone()
    if known is not None:
        entry_id = int(known[0])
        db.execute("UPDATE state SET place = ? WHERE id = ?", (PLACE_ASIDE, entry_id))
    else:
        inserted = db.execute(
            "INSERT INTO state(feed_id, sort_at, place) VALUES (?, ?, ?)", (FOLLOWED, to_db(sort_at), PLACE_ASIDE)
        ).lastrowid
        assert inserted is not None
        entry_id = inserted
        db.execute("INSERT INTO identity VALUES (?, ?, ?)", (FOLLOWED, key, entry_id))
    db.execute(
        """INSERT OR REPLACE INTO entry(id, feed_id, url, title, lead, author, section, source, published, first_seen,
            image_url, has_enclosure, teaser_only, has_full, referrer_id, content_hash)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 1, ?, ?)""",
        (
            entry_id,
            FOLLOWED,
            page.canonical_url or page.url,
            page.title,
            page.lead[:280],
            page.author,
            page.section,
            page.source,
            to_db_or_none(page.published),
            to_db(now),
            page.image_url,
            bool(page.enclosures),
            page.referrer_id,
            page.content_hash,
        ),
    )
    db.execute("INSERT OR IGNORE INTO unindexed VALUES (?)", (entry_id,))
    return entry_id


def add_alias(db: sqlite3.Connection, key: str, entry_id: int) -> None:
    """Remember one more `url_key` of an entry (an address that redirected to it)."""
    if key:
        db.execute("INSERT OR IGNORE INTO alias VALUES (?, ?)", (hash64(key), entry_id))


def enqueue(db: sqlite3.Connection, url: str, now: datetime, *, entry_id: int = 0, referrer_id: int = 0) -> int:
    """Let an address wait for the network; returns its id in the queue. Once, however often it is asked."""
    key = hash64(url_key(url) or url)
    db.execute(
        """INSERT INTO queue(url, url_hash, entry_id, referrer_id, added) VALUES (?, ?, ?, ?, ?)
            ON CONFLICT(url_hash) DO UPDATE SET entry_id = max(entry_id, excluded.entry_id)""",
        (url, key, entry_id, referrer_id, to_db(now)),
    )
    (number,) = db.execute("SELECT id FROM queue WHERE url_hash = ?", (key,)).fetchone()
    return int(number)


def queued(db: sqlite3.Connection, limit: int = 1000) -> list[QueueItem]:
    """What waits for the network, longest first."""
    return [
        QueueItem(number, url, entry_id, referrer_id, from_db(added), attempts, error)
        for number, url, entry_id, referrer_id, added, attempts, error in db.execute(
            "SELECT id, url, entry_id, referrer_id, added, attempts, error FROM queue ORDER BY id LIMIT ?", (limit,)
        )
    ]


def queue_failed(db: sqlite3.Connection, item_id: int, error: str) -> None:
    """Note a failed attempt; the item goes on waiting."""
    db.execute("UPDATE queue SET attempts = attempts + 1, error = ? WHERE id = ?", (error, item_id))


def dequeue(db: sqlite3.Connection, item_id: int) -> None:
    """Take an item out of the queue: it came in, or it is no article."""
    db.execute("DELETE FROM queue WHERE id = ?", (item_id,))
