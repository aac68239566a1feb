"""Followed pages: stored as entries of feed 0, or as the full text of an entry; and what waits for the network."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from datetime import datetime, timedelta

from reader.domain.identity import host_of, url_key
from reader.domain.urlwords import words_of

from .bodies import INSERT_BODY, INSERT_LINK, body_of, body_row, link_rows
from .indexing import unindex
from .packing import from_db, hash64, sound, to_db, to_db_or_none
from .schema import PLACE_ASIDE, PLACE_HIDDEN, VERSION_FULL
from .upkeep import delete_entry
from .values import PageUpdate, QueueItem

FOLLOWED = 0
"""The feed id of pages that no subscription brought."""


def find_url(db: sqlite3.Connection, url: str) -> int:
    """Id of the entry known under this address (canonical, redirected, AMP, without trackers), 0 when none is.

    Where several are, one that stands in a feed's list wins, then the newest.
    """
    key = url_key(url)
    return find_key(db, [key]) if key else 0


def find_key(db: sqlite3.Connection, keys: Iterable[str], *, besides: int = 0) -> int:
    """As `find_url`, by `domain.identity.url_key`s; the first key that is known decides. `besides` is not looked at."""
    for key in keys:
        row = db.execute(
            """SELECT state.id FROM alias JOIN state ON state.id = alias.entry_id
                WHERE url_hash = ? AND place > 0 AND state.id <> ?
                AND EXISTS (SELECT 1 FROM entry WHERE entry.id = state.id)
                ORDER BY place, state.id DESC LIMIT 1""",
            (hash64(key), besides),
        ).fetchone()
        if row is not None:
            return int(row[0])
    return 0


def store_page(db: sqlite3.Connection, page: PageUpdate, now: datetime, *, kept: bool = False) -> int:
    """Store an extracted page; returns its entry's id. `kept`: the reader wants it kept for reading offline.

    It becomes the full text of `page.entry_id`, of an entry known under one of its addresses, or a followed page of its
    own. Its addresses lead to that entry from now on, and it waits in the queue no longer.
    """
    keys = [key for key in dict.fromkeys((page.url_key, *page.aliases)) if key]
    entry_id = page.entry_id if _exists(db, page.entry_id) else find_key(db, keys)
    if is_place_holder(db, entry_id) and (other := find_key(db, keys, besides=entry_id)):
        # The address that waited was another one of a story that is here under its own.
        _forget(db, entry_id)
        entry_id = other
    if entry_id:
        unindex(db, entry_id)
        _complete(db, entry_id, page)
    else:
        entry_id = _add(db, page, keys, now)
    db.execute(INSERT_BODY, body_row(entry_id, VERSION_FULL, body_of(page)))
    db.execute("DELETE FROM link WHERE entry_id = ? AND version = ?", (entry_id, VERSION_FULL))
    db.executemany(INSERT_LINK, link_rows(entry_id, VERSION_FULL, page.links))
    db.executemany("INSERT OR IGNORE INTO alias VALUES (?, ?)", ((hash64(key), entry_id) for key in keys))
    if kept:
        db.execute("UPDATE whole SET kept = 1 WHERE entry_id = ?", (entry_id,))
    for table in ("queue", "unfit"):
        db.executemany(f"DELETE FROM {table} WHERE url_hash = ?", ((hash64(key),) for key in keys))
    return entry_id


def _exists(db: sqlite3.Connection, entry_id: int) -> bool:
    return entry_id > 0 and db.execute("SELECT 1 FROM entry WHERE id = ?", (entry_id,)).fetchone() is not None


def _complete(db: sqlite3.Connection, entry_id: int, page: PageUpdate) -> None:
    """Note that the full text is there, and fill what the feed left empty; a followed page takes the page's words, and
    so does an entry whose title was made of its address (a sitemap gives no better one)."""
    row = db.execute("SELECT title, url FROM entry WHERE id = ?", (entry_id,)).fetchone()
    made_up = row is not None and bool(row[0]) and row[0] == words_of(row[1])
    db.execute(
        """UPDATE entry SET has_full = 1,
            title = iif((feed_id = 0 OR ?11) AND ?1 <> '' OR title = '', ?1, title),
            lead = iif(feed_id = 0 AND ?2 <> '' OR lead = '', ?2, lead),
            author = iif(author = '', ?3, author), section = iif(section = '', ?4, section),
            image_url = iif(image_url = '', ?5, image_url), published = coalesce(published, ?6),
            source = iif(feed_id = 0 AND ?8 <> '', ?8, source), url = iif(feed_id = 0, ?9, url),
            content_hash = iif(feed_id = 0, ?10, content_hash)
            WHERE id = ?7""",
        (
            page.title,
            page.lead[:280],
            page.author,
            page.section,
            page.image_url,
            to_db_or_none(page.published),
            entry_id,
            page.source,
            page.canonical_url or page.url,
            page.content_hash,
            made_up,
        ),
    )


def _add(db: sqlite3.Connection, page: PageUpdate, keys: list[str], now: datetime) -> int:
    entry_id = _new_id(db, keys[0] if keys else page.url, min(page.published or now, now + timedelta(hours=1)))
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


def _new_id(db: sqlite3.Connection, key: str, sort_at: datetime) -> int:
    """The id of a followed page: the one it had, if it was here before."""
    known = db.execute(
        "SELECT entry_id FROM identity WHERE feed_id = ? AND key = ?", (FOLLOWED, hash64(key))
    ).fetchone()
    if known is not None:
        db.execute("UPDATE state SET place = ? WHERE id = ?", (PLACE_ASIDE, known[0]))
        return int(known[0])
    entry_id = db.execute(
        "INSERT INTO state(feed_id, sort_at, place) VALUES (?, ?, ?)", (FOLLOWED, to_db(sort_at), PLACE_ASIDE)
    ).lastrowid
    assert entry_id is not None
    db.execute("INSERT INTO identity VALUES (?, ?, ?)", (FOLLOWED, hash64(key), entry_id))
    return entry_id


def enqueue(
    db: sqlite3.Connection,
    url: str,
    now: datetime,
    *,
    entry_id: int = 0,
    referrer_id: int = 0,
    title: str = "",
    keep: int = 0,
) -> int:
    """Let an address wait for the network; returns its id in the queue. Once, however often it is asked.

    An address that is not known yet gets an entry without a text, so that it shows in the list of what waits; `keep`
    is `QueueItem.keep`.
    """
    text = url_key(url) or url
    entry_id = entry_id or find_key(db, [text]) or _hold_place(db, url, text, referrer_id, title, now)
    db.execute(
        """INSERT INTO queue(url, url_hash, entry_id, referrer_id, added, keep) VALUES (?, ?, ?, ?, ?, ?)
            ON CONFLICT(url_hash) DO UPDATE SET entry_id = max(entry_id, excluded.entry_id),
                keep = max(keep, excluded.keep)""",
        (url, hash64(text), entry_id, referrer_id, to_db(now), keep),
    )
    (number,) = db.execute("SELECT id FROM queue WHERE url_hash = ?", (hash64(text),)).fetchone()
    return int(number)


def _hold_place(db: sqlite3.Connection, url: str, key: str, referrer_id: int, title: str, now: datetime) -> int:
    """An entry for a page that was not fetched yet, with what the story that led there says of it."""
    row = db.execute(
        """SELECT title, teaser, image_url, published FROM link
            WHERE entry_id = ? AND url_hash = ? ORDER BY version DESC LIMIT 1""",
        (referrer_id, hash64(key)),
    ).fetchone()
    printed, teaser, image_url, published = row or ("", "", "", None)
    entry_id = _new_id(db, key, from_db(published) if published else now)
    db.execute(
        """INSERT OR REPLACE INTO entry(id, feed_id, url, title, lead, author, section, source, published, first_seen,
            image_url, has_enclosure, teaser_only, has_full, referrer_id, content_hash)
            VALUES (?, ?, ?, ?, ?, '', '', ?, ?, ?, ?, 0, 1, 0, ?, '')""",
        (
            entry_id,
            FOLLOWED,
            url,
            printed or title or url,
            teaser[:280],
            host_of(url).removeprefix("www."),
            published,
            to_db(now),
            image_url,
            referrer_id,
        ),
    )
    db.execute("INSERT OR IGNORE INTO alias VALUES (?, ?)", (hash64(key), entry_id))
    db.execute("INSERT OR IGNORE INTO unindexed VALUES (?)", (entry_id,))
    return entry_id


def is_place_holder(db: sqlite3.Connection, entry_id: int) -> bool:
    """Whether an entry only stands for a page that was not fetched yet."""
    return (
        entry_id > 0
        and db.execute(
            "SELECT 1 FROM entry WHERE id = ? AND feed_id = ? AND has_full = 0 AND content_hash = ''",
            (entry_id, FOLLOWED),
        ).fetchone()
        is not None
    )


def _forget(db: sqlite3.Connection, entry_id: int) -> None:
    """Take an entry that stands for an unfetched page away; what the reader did to it stays in its state."""
    delete_entry(db, entry_id)
    db.execute("UPDATE state SET place = ? WHERE id = ?", (PLACE_HIDDEN, entry_id))
    db.execute("DELETE FROM alias WHERE entry_id = ?", (entry_id,))


def queued(db: sqlite3.Connection, limit: int = 1000) -> list[QueueItem]:
    """What waits for the network, longest first."""
    return [
        QueueItem(number, url, entry_id, referrer_id, from_db(added), attempts, error, keep)
        for number, url, entry_id, referrer_id, added, attempts, error, keep in sound(
            db.execute(
                "SELECT id, url, entry_id, referrer_id, added, attempts, error, keep FROM queue ORDER BY id LIMIT ?",
                (limit,),
            ),
            "itiiiiti",
        )
    ]


def queue_failed(db: sqlite3.Connection, item_id: int, error: str) -> None:
    """Note a failed attempt; the item goes on waiting."""
    db.execute("UPDATE queue SET attempts = attempts + 1, error = ? WHERE id = ?", (error, item_id))


def dequeue(db: sqlite3.Connection, item_id: int) -> None:
    """Take an item out of the queue: it came in, it is no article, or the reader wants it no longer."""
    row = db.execute("DELETE FROM queue WHERE id = ? RETURNING entry_id", (item_id,)).fetchone()
    if row is not None and is_place_holder(db, row[0]):
        _forget(db, row[0])


def unqueue(db: sqlite3.Connection, entry_ids: Iterable[int]) -> list[int]:
    """Stop waiting for these entries; returns those that waited."""
    gone = []
    for entry_id in entry_ids:
        for (item,) in db.execute("SELECT id FROM queue WHERE entry_id = ?", (entry_id,)).fetchall():
            dequeue(db, item)
            gone.append(entry_id)
    return gone
