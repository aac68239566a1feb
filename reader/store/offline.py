"""What can be read with no network: which texts are kept, which are missing, what they take, and taking some away."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from reader.domain import blocks
from reader.domain.identity import url_key

from . import images
from .bodies import body_id, read_body
from .indexing import unindex
from .packing import figure, from_db, from_db_or_none, hash64, sound, to_db
from .schema import PLACE_HIDDEN, PUBLISHER_KINDS, VERSION_FEED, VERSION_FULL
from .upkeep import delete_entry
from .values import Coverage, HeldText, LinkAway, StoryAway

UNFIT_TIME = timedelta(days=7)
"""How long an address that turned out to be no article is not tried again unasked."""
_WEB = "(entry.url LIKE 'http://%' OR entry.url LIKE 'https://%')"


def stories(db: sqlite3.Connection, ids: Sequence[int], now: datetime) -> list[StoryAway]:
    """The stories of `ids` in their order, each with whether its page's text is here; those that are gone are left
    out."""
    every = db.execute(
        f"""SELECT entry.id, entry.url, has_full, {_WEB} FROM json_each(?) AS wanted
            CROSS JOIN entry ON entry.id = wanted.value ORDER BY wanted.key""",
        (json.dumps(list(ids)),),
    )
    found = list(sound(every, "itii"))
    unfit = _unfit(db, [hash64(_key(url)) for _number, url, _full, _web in found], now)
    return [
        StoryAway(number, url, here=bool(full), fetchable=bool(web) and hash64(_key(url)) not in unfit)
        for number, url, full, web in found
    ]


def links(db: sqlite3.Connection, ids: Sequence[int], now: datetime) -> list[LinkAway]:
    """What the publishers of these stories printed as related, in the order of the stories and of their pages; each
    address once."""
    every = db.execute(
        f"""SELECT link.entry_id, url, url_hash, title, kind FROM json_each(?) AS wanted
            CROSS JOIN link ON link.entry_id = wanted.value
            WHERE kind IN {PUBLISHER_KINDS} ORDER BY wanted.key, version DESC, position""",
        (json.dumps(list(ids)),),
    )
    rows = list(sound(every, "ititt"))
    first = {row[2]: row for row in reversed(rows)}
    unfit = _unfit(db, list(first), now)
    known = _known(db, list(first))
    seen: set[int] = set()
    found = []
    for referrer, url, key, title, kind in rows:
        if key in seen:
            continue
        seen.add(key)
        entry_id, readable = known.get(key, (0, False))
        if entry_id != referrer:
            found.append(LinkAway(referrer, url, title, kind, entry_id, here=readable, fetchable=key not in unfit))
    return found


def newest_without(db: sqlite3.Connection, feed_ids: Sequence[int], now: datetime) -> list[StoryAway]:
    """Of feeds that keep their newest N stories with full text: those of the newest N that lack it."""
    found: list[StoryAway] = []
    for feed_id, keep in db.execute(
        """SELECT feed_id, keep_full FROM subscription WHERE keep_full > 0
            AND feed_id IN (SELECT value FROM json_each(?))""",
        (json.dumps(list(feed_ids)),),
    ).fetchall():
        newest = db.execute(
            """SELECT id FROM state INDEXED BY state_feed WHERE feed_id = ? AND place = 1
                ORDER BY sort_at DESC, id DESC LIMIT ?""",
            (feed_id, keep),
        )
        found += [story for story in stories(db, [row[0] for row in newest], now) if not story.here]
    return found


def pictures_of(db: sqlite3.Connection, entry_id: int) -> list[str]:
    """Addresses of the pictures in a story's text, of the full text where it is here; each once."""
    for version in (VERSION_FULL, VERSION_FEED):
        try:
            body = read_body(db, entry_id, version)
            tree = blocks.load(body.blocks_json) if body is not None else None
        except (ValueError, TypeError, IndexError):
            continue
        if tree is not None:
            return list(dict.fromkeys(block.url for block in blocks.walk(tree) if isinstance(block, blocks.Image)))
    return []


def mark_kept(db: sqlite3.Connection, ids: Iterable[int]) -> None:
    """The reader wants these full texts kept: they go after those that came by the way."""
    db.executemany("UPDATE whole SET kept = 1 WHERE entry_id = ?", ((number,) for number in ids))


def mark_unfit(db: sqlite3.Connection, url: str, kind: str, now: datetime) -> None:
    """Remember that no article stands at this address."""
    db.execute("INSERT OR REPLACE INTO unfit VALUES (?, ?, ?)", (hash64(_key(url)), to_db(now), kind))
    db.execute("DELETE FROM unfit WHERE at < ?", (to_db(now - UNFIT_TIME),))


def is_unfit(db: sqlite3.Connection, url: str, now: datetime) -> str:
    """What stands at this address instead of an article, as far as it was seen lately; empty when nothing is known."""
    row = db.execute(
        "SELECT kind FROM unfit WHERE url_hash = ? AND at >= ?", (hash64(_key(url)), to_db(now - UNFIT_TIME))
    ).fetchone()
    return str(row[0]) if row else ""


def taken(db: sqlite3.Connection) -> int:
    """Bytes that the full texts and all pictures take."""
    (total,) = db.execute("SELECT total(bytes) FROM whole").fetchone()
    return figure(total) + images.taken(db)


def held(db: sqlite3.Connection) -> list[HeldText]:
    """Every full text that may go when room is needed, in no special order: never of a starred, tagged or queued
    story."""
    return [
        HeldText(number, size, bool(kept), bool(read), from_db_or_none(read_at or opened_at or None), from_db(seen))
        for number, size, kept, read, read_at, opened_at, seen in sound(
            db.execute(
                """SELECT whole.entry_id, bytes, kept, read, read_at, opened_at, first_seen FROM whole
                    JOIN state ON state.id = whole.entry_id JOIN entry ON entry.id = whole.entry_id
                    WHERE starred = 0 AND whole.entry_id NOT IN (SELECT entry_id FROM tagged)
                        AND whole.entry_id NOT IN (SELECT entry_id FROM queue)"""
            ),
            "iiiiiii",
        )
    ]


def drop_texts(db: sqlite3.Connection, ids: Iterable[int]) -> int:
    """Take full texts away; returns the bytes. The stories stay with their feeds' text; a followed page has no other
    one and leaves the lists, to come back as it was when it is followed again."""
    freed = 0
    for number in ids:
        row = db.execute("SELECT bytes FROM whole WHERE entry_id = ?", (number,)).fetchone()
        freed += row[0] if row else 0
        (others,) = db.execute("SELECT count(*) FROM body WHERE id = ?", (body_id(number, VERSION_FEED),)).fetchone()
        if not others:
            delete_entry(db, number)
            db.execute("UPDATE state SET place = ? WHERE id = ?", (PLACE_HIDDEN, number))
            continue
        unindex(db, number)
        db.execute("DELETE FROM body WHERE id = ?", (body_id(number, VERSION_FULL),))
        db.execute("DELETE FROM link WHERE entry_id = ? AND version = ?", (number, VERSION_FULL))
        db.execute("UPDATE entry SET has_full = 0 WHERE id = ?", (number,))
    return freed


def coverage(db: sqlite3.Connection, *, links_too: bool = True) -> Coverage:
    """How much of the unread stories, and of the stories that their publishers print beside them, is here.

    Without the links it takes a millisecond: stories of which only a teaser is here have an index of their own.
    """
    (unread,) = db.execute("SELECT total(unread) FROM counter WHERE feed_id > 0 AND entries > 0").fetchone()
    (away,) = db.execute(
        """SELECT count(*) FROM entry INDEXED BY entry_thin CROSS JOIN state ON state.id = entry.id
            WHERE teaser_only = 1 AND has_full = 0 AND place = 1 AND read = 0"""
    ).fetchone()
    (texts,) = db.execute("SELECT count(*) FROM whole").fetchone()
    (queued,) = db.execute("SELECT count(*) FROM queue").fetchone()
    count, here = _covered_links(db) if links_too else (0, 0)
    return Coverage(figure(unread), figure(unread) - int(away), count, here, int(texts), taken(db), int(queued))


def _covered_links(db: sqlite3.Connection) -> tuple[int, int]:
    (count, here) = db.execute(
        f"""WITH wanted AS (
                SELECT DISTINCT link.url_hash AS key
                FROM state INDEXED BY state_unread CROSS JOIN link INDEXED BY link_story ON link.entry_id = state.id
                WHERE place = 1 AND read = 0 AND kind IN {PUBLISHER_KINDS}
                    AND NOT EXISTS (SELECT 1 FROM unfit WHERE unfit.url_hash = link.url_hash))
            SELECT count(*), coalesce(sum(EXISTS (
                SELECT 1 FROM alias JOIN state ON state.id = alias.entry_id JOIN entry ON entry.id = alias.entry_id
                WHERE alias.url_hash = key AND place > 0 AND (has_full = 1 OR teaser_only = 0))), 0) FROM wanted"""
    ).fetchone()
    return int(count), int(here)


def _key(url: str) -> str:
    return url_key(url) or url


def _unfit(db: sqlite3.Connection, keys: Sequence[int], now: datetime) -> set[int]:
    select = "SELECT url_hash FROM unfit WHERE url_hash IN (SELECT value FROM json_each(?)) AND at >= ?"
    return {row[0] for row in db.execute(select, (json.dumps(list(keys)), to_db(now - UNFIT_TIME)))}


def _known(db: sqlite3.Connection, keys: Sequence[int]) -> dict[int, tuple[int, bool]]:
    """By address: the entry that it leads to, and whether that can be read now."""
    return {
        key: (number, bool(readable))
        for key, number, readable in db.execute(
            """SELECT alias.url_hash, state.id, has_full OR NOT teaser_only
                FROM json_each(?) AS wanted CROSS JOIN alias ON alias.url_hash = wanted.value
                CROSS JOIN state ON state.id = alias.entry_id CROSS JOIN entry ON entry.id = alias.entry_id
                WHERE place > 0 ORDER BY place DESC, state.id""",
            (json.dumps(list(keys)),),
        )
    }
