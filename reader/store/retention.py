"""Removing what is older, or beyond the number, that the reader wants kept of a feed.

What goes is planned on a reading connection and shown; then it goes a few at a time, and each is looked at once more in
the transaction that removes it: a star set meanwhile is seen. Its state, its identity and its addresses stay, so that
what is still in the feed's document does not come back as new.
"""

from __future__ import annotations

import json
import sqlite3
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from reader.domain.retention import Limits, Policy

from . import images
from .connect import snapshot
from .packing import figure, sound, to_db
from .schema import PLACE_DROPPED, PLACE_LISTED, PLACE_MUTED
from .shapes import Key
from .upkeep import delete_entry

_IN_FEED = f"({PLACE_LISTED}, {PLACE_MUTED})"
KEPT = """(state.starred = 1 OR state.read = 0 AND state.unread_at > 0
    OR EXISTS (SELECT 1 FROM tagged WHERE tagged.entry_id = state.id)
    OR EXISTS (SELECT 1 FROM queue WHERE queue.entry_id = state.id)
    OR EXISTS (SELECT 1 FROM whole WHERE whole.entry_id = state.id AND whole.kept > 0))"""
"""SQL over `state`: what stays whatever its age. The one place for this rule. Starred; marked unread by the reader;
tagged; waiting for the network; kept for offline."""


OLDEST = 36_500
"""Days: what the settings allow."""


@dataclass(frozen=True, slots=True)
class Going:
    """What a policy takes from one feed now."""

    feed_id: int
    limits: Limits
    ids: array[int]
    kept: int
    """Stories beyond the limits that stay because of what the reader did with them."""


def policy(db: sqlite3.Connection, everywhere: Limits) -> Policy:
    """The limits of all subscriptions: their own, or `everywhere`."""
    own = {
        feed_id: Limits(everywhere.days if days < 0 else min(days, OLDEST), everywhere.count if count < 0 else count)
        for feed_id, days, count in sound(
            db.execute(
                "SELECT feed_id, keep_days, keep_count FROM subscription WHERE keep_days >= 0 OR keep_count >= 0"
            ),
            "inn",
        )
    }
    return Policy(everywhere, own)


def feeds(db: sqlite3.Connection) -> list[int]:
    """The subscriptions."""
    return [number for (number,) in db.execute("SELECT feed_id FROM subscription ORDER BY feed_id")]


def listed(db: sqlite3.Connection) -> int:
    """How many entries the lists of feeds hold."""
    (number,) = db.execute("SELECT total(entries) FROM counter WHERE feed_id > 0").fetchone()
    return figure(number)


def going(db: sqlite3.Connection, rules: Policy, now: datetime, feed_id: int = 0) -> list[Going]:
    """What `rules` take now, feed by feed, or of one feed; feeds that lose nothing are left out."""
    with snapshot(db):
        asked = [number for number in feeds(db) if rules.of(number) and feed_id in (0, number)]
        found = [_of_feed(db, number, rules.of(number), now) for number in asked]
        return [one for one in found if one.ids or one.kept]


def _of_feed(db: sqlite3.Connection, feed_id: int, limits: Limits, now: datetime) -> Going:
    bound = _bound(db, feed_id, limits, now)
    if bound is None:
        return Going(feed_id, limits, array("q"), 0)
    joined, kept = db.execute(
        f"""SELECT group_concat(id) FILTER (WHERE NOT kept), coalesce(sum(kept), 0) FROM (
            SELECT id, {KEPT} AS kept FROM state INDEXED BY state_feed
            WHERE feed_id = ? AND place IN {_IN_FEED} AND (sort_at, id) < (?, ?))""",
        (feed_id, *bound),
    ).fetchone()
    return Going(feed_id, limits, array("q", map(int, joined.split(","))) if joined else array("q"), kept)


def _bound(db: sqlite3.Connection, feed_id: int, limits: Limits, now: datetime) -> Key | None:
    """All before this place in a feed's list goes."""
    bounds: list[Key] = []
    if limits.days:
        bounds.append((to_db(now - timedelta(days=limits.days)), 0))
    if limits.count:
        last = db.execute(
            f"""SELECT sort_at, id FROM state INDEXED BY state_feed WHERE feed_id = ? AND place = {PLACE_LISTED}
                ORDER BY sort_at DESC, id DESC LIMIT 1 OFFSET ?""",
            (feed_id, limits.count - 1),
        ).fetchone()
        if last is not None:
            bounds.append(last)
    return max(bounds, default=None)


def drop(db: sqlite3.Connection, ids: Sequence[int]) -> tuple[list[int], list[str]]:
    """Remove those of `ids` that nothing keeps; returns them, and the picture files that nobody needs any more."""
    gone = [
        number
        for (number,) in db.execute(
            f"""SELECT id FROM state WHERE id IN (SELECT value FROM json_each(?))
                AND place IN {_IN_FEED} AND NOT {KEPT}""",
            (json.dumps(list(ids)),),
        ).fetchall()
    ]
    for number in gone:
        delete_entry(db, number)
    inside = json.dumps(gone)
    db.execute(f"UPDATE state SET place = {PLACE_DROPPED} WHERE id IN (SELECT value FROM json_each(?))", (inside,))
    return gone, images.forget_of(db, gone)
