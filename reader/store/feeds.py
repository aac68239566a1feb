"""Feeds as the engine sees them: what the schedule reads, what a fetch writes, how a subscription begins."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from reader.domain.identity import in_place

from .packing import bits, from_bits, from_db_or_none, sound, to_db, to_db_or_none
from .schema import PLACE_ASIDE, PLACE_HIDDEN, PLACE_LISTED, PLACE_MUTED
from .values import FeedState, NewSubscription

if TYPE_CHECKING:
    from reader.domain.digested import DigestedFeed

_STATE_COLUMNS = """feed.id, feed.url, feed.adapter, interval, disabled, full_text, keep_full, sample, counter.entries,
    etag, last_modified, body_hash, status, last_attempt, last_success, last_full, next_due, failures, error, gone, ttl,
    fresh_for, skip_hours, skip_days, redirect_url, redirect_count, redirect_since, typed"""


def feed_states(db: sqlite3.Connection, ids: Sequence[int] = ()) -> list[FeedState]:
    """The subscriptions with `ids`, or all when empty, paused ones too; ids that are not subscribed are left out."""
    where = "WHERE feed.id IN (SELECT value FROM json_each(?))" if ids else ""
    rows = db.execute(
        f"""SELECT {_STATE_COLUMNS} FROM subscription JOIN feed ON feed.id = subscription.feed_id
            JOIN counter ON counter.feed_id = feed.id {where} ORDER BY feed.id""",
        (json.dumps(list(ids)),) if ids else (),
    )
    return [_state(row) for row in sound(rows, "ittniinnitttiIIIIntinfiitnIi")]


def _state(row: Sequence[object]) -> FeedState:
    values = list(row)
    for place in (4, 5, 7, 19, 27):
        values[place] = bool(values[place])
    for place in (13, 14, 15, 16, 26):
        values[place] = from_db_or_none(values[place])  # type: ignore[arg-type]  # an integer or None by the schema
    for place in (22, 23):
        values[place] = from_bits(values[place])  # type: ignore[arg-type]  # an integer by the schema
    return FeedState(*values)  # type: ignore[arg-type]  # in the order of the columns above


def is_subscribed(db: sqlite3.Connection, feed_id: int) -> bool:
    """Whether the feed is (still) one of the reader's."""
    return db.execute("SELECT 1 FROM subscription WHERE feed_id = ?", (feed_id,)).fetchone() is not None


def write_state(db: sqlite3.Connection, state: FeedState, feed: DigestedFeed | None) -> None:
    """Write the engine's columns of one feed, and what the feed says of itself where `feed` is given."""
    db.execute(
        """UPDATE feed SET etag = ?, last_modified = ?, body_hash = ?, status = ?, last_attempt = ?, last_success = ?,
            last_full = ?, next_due = ?, failures = ?, error = ?, gone = ?, ttl = ?, fresh_for = ?, skip_hours = ?,
            skip_days = ?, redirect_url = ?, redirect_count = ?, redirect_since = ? WHERE id = ?""",
        (
            state.etag,
            state.last_modified,
            state.body_hash,
            state.status,
            to_db_or_none(state.last_attempt),
            to_db_or_none(state.last_success),
            to_db_or_none(state.last_full),
            to_db_or_none(state.next_due),
            state.failures,
            state.error,
            state.gone,
            state.ttl,
            state.fresh_for,
            bits(state.skip_hours),
            bits(state.skip_days),
            state.redirect_url,
            state.redirect_count,
            to_db_or_none(state.redirect_since),
            state.id,
        ),
    )
    if feed is not None:
        if feed.title:
            # The name that an imported list gave it was the reader's own, if the feed calls itself something else.
            db.execute(
                """UPDATE subscription SET own_title = feed.title FROM feed WHERE feed.id = feed_id AND feed_id = ?
                    AND own_title = '' AND imported AND feed.title NOT IN ('', ?)""",
                (state.id, feed.title),
            )
            db.execute("UPDATE subscription SET imported = 0 WHERE feed_id = ? AND imported", (state.id,))
        # A feed that has lost its title for once (a damaged document) keeps the one it had.
        db.execute(
            """UPDATE feed SET title = coalesce(nullif(?, ''), title), site_url = coalesce(nullif(?, ''), site_url),
                description = ?, language = ?, icon_url = ?, warning = ? WHERE id = ?""",
            (feed.title, feed.site_url, feed.description, feed.language, feed.icon_url, feed.warning, state.id),
        )
        db.execute("INSERT OR REPLACE INTO digested VALUES (?, ?)", (state.id, feed.memo))


def memo_of(db: sqlite3.Connection, feed_id: int) -> bytes:
    """What reading the feed's document gave to read the next one by (`DigestedFeed.memo`), empty when there is none."""
    row = db.execute("SELECT memo FROM digested WHERE feed_id = ?", (feed_id,)).fetchone()
    return bytes(row[0]) if row else b""


def move_address(db: sqlite3.Connection, feed_id: int, url: str) -> bool:
    """Fetch the feed from `url` from now on; False when another feed has that address already.

    A place that only a redirect names is not the user's: it may not lead inside this machine later on.
    """
    taken = db.execute("SELECT id FROM feed WHERE url_key = ?", (feed_key(url),)).fetchone()
    if taken is not None and taken[0] != feed_id:
        return False
    (old,) = db.execute("SELECT url FROM feed WHERE id = ?", (feed_id,)).fetchone()
    db.execute(
        """UPDATE feed SET url = ?, url_key = ?, redirect_url = '', redirect_count = 0, redirect_since = NULL
            WHERE id = ?""",
        (url, feed_key(url), feed_id),
    )
    if not in_place(url, old):
        db.execute("UPDATE subscription SET typed = 0 WHERE feed_id = ?", (feed_id,))
    return True


def feed_key(url: str) -> str:
    """What makes two subscriptions the same: the address without http/https, fragment and last slash.

    Stricter than `domain.identity.url_key`, for which `?format=rss` and `?format=atom` are one page. A fragment that
    holds the reader's own selectors (`#select=`, see `sources.section`) makes another feed of the same page.
    """
    key, _mark, fragment = url.strip().partition("#")
    chosen = f"#{fragment}" if fragment.startswith("select=") else ""
    scheme, colon, rest = key.partition("://")
    if colon and scheme.lower() in ("http", "https"):
        host, slash, path = rest.partition("/")
        key = host.lower() + slash + path
    return (key.rstrip("/") or key) + chosen


def find_feed(db: sqlite3.Connection, url: str) -> int:
    """Id of the subscription with this address, 0 when there is none."""
    row = db.execute(
        "SELECT id FROM feed JOIN subscription ON feed_id = id WHERE url_key = ?", (feed_key(url),)
    ).fetchone()
    return int(row[0]) if row else 0


def subscribe(
    db: sqlite3.Connection, new: NewSubscription, now: datetime, ends: dict[int, int] | None = None
) -> tuple[int, bool]:
    """Make a subscription; returns (feed id, whether it existed already).

    A feed that was removed and comes back has its entries and their state again. It is due at once. Who makes many
    hands over `ends`, which remembers the next position in each folder: to look for it goes through the whole folder,
    and for 5,000 feeds of one took 4 s, for 49,000 minutes.
    """
    ends = {} if ends is None else ends
    if existing := find_feed(db, new.url):
        if new.typed:
            db.execute("UPDATE subscription SET typed = 1 WHERE feed_id = ?", (existing,))
        return existing, True
    key = feed_key(new.url)
    known = db.execute("SELECT id FROM feed WHERE url_key = ?", (key,)).fetchone()
    if known is None:
        feed_id = db.execute(
            "INSERT INTO feed(url, url_key, adapter, title, site_url) VALUES (?, ?, ?, ?, ?)",
            (new.url, key, new.adapter, new.feed_title, new.site_url),
        ).lastrowid
        assert feed_id is not None
    else:
        feed_id = int(known[0])
        db.execute(
            """UPDATE feed SET url = ?, adapter = ?, removed_at = NULL, etag = '', last_modified = '', body_hash = '',
                next_due = NULL, failures = 0, error = '', gone = 0 WHERE id = ?""",
            (new.url, new.adapter, feed_id),
        )
        show_entries(db, feed_id)
    folder = new.folder_id if _folder_exists(db, new.folder_id) else 0
    if folder not in ends:
        last = "SELECT coalesce(max(position), -1) FROM subscription WHERE folder_id = ?"
        ends[folder] = db.execute(last, (folder,)).fetchone()[0] + 1
    db.execute(
        """INSERT INTO subscription(feed_id, own_title, folder_id, position, sample, typed, added, imported, extra)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)""",
        (
            feed_id,
            new.own_title,
            folder,
            ends[folder],
            new.sample,
            new.typed,
            to_db(now),
            new.imported and bool(new.feed_title),
            _extra(new),
        ),
    )
    ends[folder] += 1
    return feed_id, False


def show_entries(db: sqlite3.Connection, feed_id: int) -> None:
    """Put the entries of a feed that comes back into its lists again; what a rule hid stays hidden."""
    db.execute(
        """UPDATE state SET place = iif(hidden, ?, ?) WHERE feed_id = ? AND place IN (?, ?)
            AND EXISTS (SELECT 1 FROM entry WHERE entry.id = state.id)""",
        (PLACE_MUTED, PLACE_LISTED, feed_id, PLACE_HIDDEN, PLACE_ASIDE),
    )


def hide_entries(db: sqlite3.Connection, feed_id: int) -> None:
    """Take the entries of a removed feed out of its lists; starred ones stay under Starred, tagged ones under their
    tags, those that wait for the network in the queue."""
    db.execute(
        """UPDATE state SET place = iif(starred OR EXISTS (SELECT 1 FROM tagged WHERE entry_id = state.id)
                OR EXISTS (SELECT 1 FROM queue WHERE entry_id = state.id), ?, ?)
            WHERE feed_id = ? AND place IN (?, ?)""",
        (PLACE_ASIDE, PLACE_HIDDEN, feed_id, PLACE_LISTED, PLACE_MUTED),
    )


def _folder_exists(db: sqlite3.Connection, folder_id: int) -> bool:
    return db.execute("SELECT 1 FROM folder WHERE id = ?", (folder_id,)).fetchone() is not None


def _extra(new: NewSubscription) -> str:
    return json.dumps(dict(new.extra), ensure_ascii=False) if new.extra else ""
