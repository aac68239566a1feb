"""What the front page is made of: the newest stories with their members, and the newest entries beside them.

Every statement reads a bounded number of rows from an index, however large the cache is.
"""

from __future__ import annotations

import json
import math
import sqlite3
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from reader.domain.front import STORIES, FrontEntry

from .packing import sound, to_db
from .schema import PLACE_LISTED

LOOKED_AT = 20_000
"""Stories that are looked at, the newest."""
LIKELY = 3 * STORIES
"""Of which the members are read: those that may stand highest."""
MEMBERS = 12_000
WINDOW = 600
"""Newest entries among which stories told by one source are sought."""
OF_EACH = 4
"""Newest entries of each feed, where the window is full of some."""

UNDATED = timedelta(hours=12)
"""What comes without a date when its feed is first read may be of any age: it counts as so much older than it came."""
_FIRST_READ = timedelta(hours=1)
_MS = timedelta(milliseconds=1)

# `root` hidden: what was a copy is the first of its text that can be seen.
_COLUMNS = f"""state.id, state.feed_id, coalesce(member.story_id, 0), coalesce(member.voice, -state.feed_id),
        (state.sort_at - iif(entry.published IS NULL AND entry.first_seen - feed_of.added < {_FIRST_READ // _MS},
            {UNDATED // _MS}, 0)) / 1000,
        coalesce(nullif(member.copy_of, 0), state.id),
        coalesce(member.copy_of, 0) = 0 OR coalesce(root.place, 0) <= 0,
        coalesce(signature.size, 0), coalesce(signature.roundup, 0), coalesce(entry.first_seen, state.sort_at) / 1000"""
_JOINS = """LEFT JOIN entry ON entry.id = state.id
    LEFT JOIN subscription AS feed_of ON feed_of.feed_id = state.feed_id
    LEFT JOIN signature ON signature.entry_id = state.id
    LEFT JOIN state AS root ON root.id = member.copy_of AND member.copy_of > 0"""
_NEW = f"""SELECT {_COLUMNS}, coalesce(story.voices, 0) FROM %s
    LEFT JOIN member ON member.entry_id = state.id LEFT JOIN story ON story.id = member.story_id {_JOINS}"""


_KINDS = "i" * 11


def tellings(db: sqlite3.Connection, since: datetime, half_life: timedelta) -> list[FrontEntry]:
    """Entries of the stories that may stand on a front page, and the newest of the others. `half_life` is that of the
    ranking (`related.front`)."""
    stories = _likely(db, int(since.timestamp()), half_life.total_seconds())
    found = {telling.entry_id: telling for telling in _members(db, stories)}
    for telling in _newest(db, to_db(since)):
        found.setdefault(telling.entry_id, telling)
    return list(found.values())


def _likely(db: sqlite3.Connection, since: int, half_life: float) -> list[int]:
    """Stories of several sources with news, by the most that they can score."""
    found = db.execute(
        """SELECT id, voices, last_at FROM (
                SELECT id, voices, last_at FROM story INDEXED BY story_last
                WHERE last_at >= ? ORDER BY last_at DESC LIMIT ?
            ) WHERE voices > 1""",
        (since, LOOKED_AT),
    )
    rows = [row for row in sound(found, "iii") if row[1] > 1]
    rows.sort(key=lambda row: (-(math.log2(row[1]) + row[2] / half_life), row[0]))
    return [row[0] for row in rows[:LIKELY]]


def _members(db: sqlite3.Connection, stories: Iterable[int]) -> Iterable[FrontEntry]:
    rows = db.execute(
        f"""SELECT {_COLUMNS} FROM json_each(?) AS wanted
            CROSS JOIN member INDEXED BY member_story ON member.story_id = wanted.value AND member.story_id > 0
            CROSS JOIN state ON state.id = member.entry_id {_JOINS}
            WHERE state.place = {PLACE_LISTED} LIMIT ?""",
        (json.dumps(list(stories)), MEMBERS),
    )
    return (_telling(row) for row in sound(rows, _KINDS[:10]))


def _newest(db: sqlite3.Connection, since: int) -> Iterable[FrontEntry]:
    """The newest entries of the span that stand alone. Where one feed may have filled the window, the newest of each
    feed too."""
    window = f"""(SELECT id, feed_id, sort_at FROM state INDEXED BY state_all
        WHERE place = {PLACE_LISTED} AND sort_at >= ? ORDER BY sort_at DESC, id DESC LIMIT {WINDOW}) AS state"""
    rows = db.execute(_NEW % window, (since,)).fetchall()
    if len(rows) == WINDOW:
        each = f"""subscription CROSS JOIN state ON state.id IN (
            SELECT id FROM state AS own INDEXED BY state_feed
            WHERE own.feed_id = subscription.feed_id AND own.place = {PLACE_LISTED} AND own.sort_at >= ?
            ORDER BY own.sort_at DESC, own.id DESC LIMIT {OF_EACH})"""
        rows += db.execute(_NEW % each, (since,)).fetchall()
    return (_telling(row) for row in sound(rows, _KINDS) if row[10] < 2)


def _telling(row: Sequence[int]) -> FrontEntry:
    number, feed_id, story_id, voice, at, root, original, size, roundup, arrived = row[:10]
    return FrontEntry(number, feed_id, story_id, voice, at, root, bool(original), size, bool(roundup), arrived)
