"""Which rows of `state` a list is made of, and by which index they are read.

Plans are fixed with INDEXED BY: the planner, without ANALYZE, takes a scan and a sort for some of them, which at a
million entries is the difference between one millisecond and one second.
"""

from __future__ import annotations

import json
import sqlite3
from dataclasses import replace
from datetime import datetime

from reader.domain.models import ListQuery, ScopeKind
from reader.domain.records import dataclass

from .packing import to_db
from .schema import PLACE_ASIDE, PLACE_LISTED

MANY = 30_000
"""Newcomers up to here are sorted as they are read; of more, a page is read off the whole list."""
Key = tuple[int, int]
"""Where an entry stands in a list: (time, id)."""


@dataclass(frozen=True, slots=True)
class Shape:
    """One list, before order and limit."""

    index: str
    """The index that holds it in order, empty when it is small and sorted as it is read."""
    base: str
    """SQL over the columns of `state`."""
    params: tuple[object, ...] = ()
    time: str = "sort_at"
    """The column that orders it."""
    feeds: tuple[int, ...] | None = None
    """Set for a folder: only entries of these feeds."""
    feed: int = 0
    """Set for the list of one feed."""
    since: int | None = None
    """Only entries that sort at or after this time."""
    unread: bool = False

    def select(
        self, columns: str, *, newest: bool, after: Key | None = None, limit: int = -1
    ) -> tuple[str, list[object]]:
        """SQL and its parameters: `columns` of the list in order, behind `after`, at most `limit` (-1: all).

        A folder's `feeds` are not looked at here.
        """
        where, params = self.conditions()
        if after is not None:
            where += f" AND (state.{self.time}, state.id) {'<' if newest else '>'} (?, ?)"
            params += after
        order = "DESC" if newest else "ASC"
        return (
            f"""SELECT {columns} FROM {self.source} WHERE {where}
                ORDER BY state.{self.time} {order}, state.id {order} LIMIT ?""",
            [*params, limit],
        )

    def conditions(self) -> tuple[str, list[object]]:
        """SQL that a row of `state` meets when it is in the list, with its parameters; `feeds` again left aside."""
        where, params = self.base, list(self.params)
        if self.unread:
            where += " AND state.read = 0"
        if self.since is not None:
            where += " AND state.sort_at >= ?"
            params.append(self.since)
        return where, params

    @property
    def source(self) -> str:
        """The FROM clause."""
        return f"state INDEXED BY {self.index}" if self.index else "state"


LISTED = Shape("state_all", f"state.place = {PLACE_LISTED}")
STARRED = Shape("state_starred", "state.starred = 1 AND state.place > 0")
HIDDEN = Shape("state_hidden", "state.hidden = 1 AND state.place > 0")
EVERYWHERE = Shape("", "state.place > 0")
"""What stands in no list too: followed pages, stars of feeds that were removed."""


def shape_of(db: sqlite3.Connection, query: ListQuery) -> Shape:
    """The rows of `query`, its filter and order left aside."""
    shape = _scope(db, query)
    place = query.within if query.scope.kind is ScopeKind.SEARCH else query.scope
    if query.since is not None and place.kind is not ScopeKind.SINCE:
        shape = replace(shape, since=to_db(query.since))
    return unread(shape) if query.unread_only else shape


def _scope(db: sqlite3.Connection, query: ListQuery) -> Shape:
    kind, number = query.scope.kind, query.scope.id
    if kind is ScopeKind.SEARCH and query.within.kind not in (ScopeKind.ALL, ScopeKind.SEARCH, ScopeKind.SAVED):
        return _scope(db, replace(query, scope=query.within))
    if kind is ScopeKind.FEED:
        return feed_shape(number)
    if kind is ScopeKind.FOLDER:
        return replace(LISTED, feeds=folder_feeds(db, number))
    if kind is ScopeKind.UNREAD:
        return unread(LISTED)
    if kind is ScopeKind.SINCE:
        return _since(db, query.since)
    if kind is ScopeKind.STARRED:
        return STARRED
    if kind is ScopeKind.TAG:
        inside = "state.id IN (SELECT entry_id FROM tagged WHERE tag_id = ?) AND state.place > 0"
        return Shape("", inside, (number,))
    if kind is ScopeKind.HISTORY:
        return Shape("state_opened", "state.opened_at > 0 AND state.place > 0", time="opened_at")
    if kind is ScopeKind.QUEUE:
        waiting = [number for (number,) in db.execute("SELECT entry_id FROM queue WHERE entry_id > 0")]
        inside = "state.id IN (SELECT value FROM json_each(?)) AND state.place > 0"
        return Shape("", inside, (json.dumps(waiting),))
    if kind is ScopeKind.FRONT:
        inside = "state.id IN (SELECT value FROM json_each(?)) AND state.place > 0"
        return Shape("", inside, (json.dumps(query.entries),))
    if kind is ScopeKind.STORY:
        gathered = "SELECT entry_id FROM followed_entry WHERE followed_id = ?"
        return Shape("", f"state.id IN ({gathered}) AND state.place > 0", (number,))
    if kind in (ScopeKind.SEARCH, ScopeKind.SAVED):
        return EVERYWHERE
    return LISTED


def _since(db: sqlite3.Connection, time: datetime | None) -> Shape:
    """What came in since `time`, whenever it was published: ids follow arrival, as sort times do not."""
    first = _arrived(db, to_db(time)) if time is not None else 0
    if newest_id(db) - first > MANY:
        return Shape("state_all", f"state.place = {PLACE_LISTED} AND state.id >= ?", (first,))
    # The + keeps the planner from walking the index of the whole list.
    return Shape("", f"+state.place = {PLACE_LISTED} AND state.id >= ?", (first,))


def newest_id(db: sqlite3.Connection) -> int:
    """The id of the entry that came in last, 0 when there is none."""
    (number,) = db.execute("SELECT coalesce(max(id), 0) FROM state").fetchone()
    return int(number)


def _arrived(db: sqlite3.Connection, time: int) -> int:
    """The first id that was given at or after `time`, by halving. Entries that came back, and a clock that was set
    back, can move it a little: what they leave unsure is what was seen a moment before or after."""
    # One statement for both would read through the whole table.
    (low,) = db.execute("SELECT coalesce(min(id), 0) FROM entry").fetchone()
    (high,) = db.execute("SELECT coalesce(max(id), 0) + 1 FROM entry").fetchone()
    while low < high:
        middle = (low + high) // 2
        row = db.execute(
            "SELECT id, first_seen FROM entry WHERE id >= ? AND id < ? ORDER BY id LIMIT 1", (middle, high)
        ).fetchone()
        if row is None or row[1] >= time:
            high = middle
        else:
            low = row[0] + 1
    return int(low)


def feed_shape(feed_id: int) -> Shape:
    """The list of one feed; feed 0 is the followed pages."""
    place = PLACE_LISTED if feed_id else PLACE_ASIDE
    return Shape("state_feed", f"state.feed_id = ? AND state.place = {place}", (feed_id,), feed=feed_id)


def unread(shape: Shape) -> Shape:
    """The same list without what was read."""
    index = shape.index
    if index == "state_all":
        index = "state_unread"
    elif index == "state_feed" and shape.feed:
        index = "state_feed_unread"  # which holds listed entries only, no followed pages
    return replace(shape, index=index, unread=True)


def folder_feeds(db: sqlite3.Connection, folder_id: int) -> tuple[int, ...]:
    """The feeds of a folder and of the folders below it."""
    return tuple(
        number
        for (number,) in db.execute(
            # UNION, not UNION ALL: folders that a damaged file has put into each other end the walk.
            """WITH RECURSIVE inside(id) AS (VALUES (?) UNION SELECT folder.id FROM folder JOIN inside
                ON folder.parent_id = inside.id) SELECT feed_id FROM subscription WHERE folder_id IN inside""",
            (folder_id,),
        )
    )
