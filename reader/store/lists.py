"""The headline lists: ids in order, read by key from an index, never by OFFSET and never with a body."""

from __future__ import annotations

import json
import sqlite3
from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from math import inf
from typing import NamedTuple

from reader.domain.clock import system_clock
from reader.domain.models import ListQuery, Order, ScopeKind
from reader.domain.text import fold

from . import counters
from .connect import snapshot
from .packing import sound, to_db
from .saved import condition
from .shapes import Key, Shape, feed_shape, shape_of, unread
from .threads import step_aside

CHECK = 2.0  # seconds in which texts are looked at where the index is not enough: some 20,000 of them
CHUNK = 20_000
"""Ids read by one statement: what one holds of the interpreter's lock stays under 3 ms."""
SCAN = 30_000
"""Rows of the whole list that are looked at for a folder's page before its feeds are asked one by one."""


class Listing(NamedTuple):
    """The ids of a list in its order."""

    ids: array[int]
    cut: bool = False
    """The time was over before all texts were looked at: there may be more."""
    best_of: int = 0
    """The best come first of so many of the newest hits; 0 where that is all of them."""
    entries: int = 0
    """All entries in the cache when it was read, as in `Counts`."""


def entry_ids(db: sqlite3.Connection, query: ListQuery, limit: int = 0, now: datetime | None = None) -> array[int]:
    """The ids of `query` in its order, as of `now`; the first `limit` of them, or all for 0, however long it takes."""
    return listing(db, query, limit, now, seconds=inf).ids


def listing(
    db: sqlite3.Connection, query: ListQuery, limit: int = 0, now: datetime | None = None, *, seconds: float = CHECK
) -> Listing:
    """The ids of `query` in its order, as of `now`; the first `limit`, or all for 0. Where texts must be looked at one
    by one this ends after `seconds`."""
    with snapshot(db):
        return _listing(db, query, limit, now, seconds)._replace(entries=counters.entries(db))


def _listing(
    db: sqlite3.Connection, query: ListQuery, limit: int, now: datetime | None, seconds: float = CHECK
) -> Listing:
    shape = shape_of(db, query)
    node = condition(db, query)
    if node is not None:
        # Not with the module: most lists ask for no words.
        from .searching import find

        enough, by_rank = _enough(query, limit), query.order is Order.BEST
        found = find(db, node, shape, now or system_clock(), enough, by_rank=by_rank, seconds=seconds)
        if query.scope.kind is ScopeKind.FRONT:
            return Listing(_as_given(query, found.keys, limit), found.cut)
        return Listing(_in_order(db, found.keys, query.order, limit), found.cut, found.best_of)
    if query.scope.kind is ScopeKind.FRONT:
        return Listing(_as_given(query, _keys(db, shape), limit))
    if query.order is Order.SOURCE:
        return Listing(_by_source(db, query, shape, limit))
    return Listing(_read(db, shape, newest=query.order is not Order.OLDEST, limit=limit))


def _enough(query: ListQuery, limit: int) -> int:
    """How many hits have to be found for the first `limit` of the list."""
    if query.scope.kind is ScopeKind.FRONT:
        return 0
    if query.order is Order.BEST or (query.order is Order.NEWEST and query.scope.kind is ScopeKind.SEARCH):
        return limit
    # Ids only nearly follow time: of somewhat more hits than asked for the newest are the newest of all.
    return 4 * limit if query.order is Order.NEWEST and query.scope.kind is not ScopeKind.HISTORY else 0


def _as_given(query: ListQuery, keys: Iterable[Key], limit: int) -> array[int]:
    """Those of the entries that the query names itself, in its order."""
    here = {key[1] for key in keys}
    ids = [number for number in query.entries if number in here]
    return array("q", ids[:limit] if limit else ids)


def count_up_to(db: sqlite3.Connection, query: ListQuery, most: int, now: datetime | None = None) -> int:
    """How many entries a list has, `most` where it has more. A list without a filter is not sorted for it."""
    with snapshot(db):
        shape = shape_of(db, query)
        if shape.feeds is not None or condition(db, query) is not None:
            return len(_listing(db, query, most, now, inf).ids)
        where, params = shape.conditions()
        counted = f"SELECT count(*) FROM (SELECT 1 FROM {shape.source} WHERE {where} LIMIT ?)"
        return int(db.execute(counted, (*params, most)).fetchone()[0])


def neighbour_unread(
    db: sqlite3.Connection, query: ListQuery, entry_id: int, step: int, now: datetime | None = None
) -> int:
    """The next (`step` +1) or previous (-1) unread entry of a list, seen from `entry_id` (0: from its beginning, or its
    end); 0 when there is none."""
    with snapshot(db):
        shape = unread(shape_of(db, query))
        given = query.scope.kind is ScopeKind.FRONT or query.order not in (Order.NEWEST, Order.OLDEST)
        if given or condition(db, query) is not None:
            return _walk(db, _listing(db, query, 0, now).ids, entry_id, step)
        row = db.execute(f"SELECT {shape.time}, id FROM state WHERE id = ?", (entry_id,)).fetchone()
        newest = (query.order is Order.NEWEST) == (step > 0)
        found = _page(db, shape, newest=newest, after=row, limit=1)
        return found[0] if found else 0


def unread_ids(
    db: sqlite3.Connection, query: ListQuery, before: datetime | None = None, now: datetime | None = None
) -> array[int]:
    """The unread entries of a list, in no special order; with `before` only those that sort before that time."""
    with snapshot(db):
        if condition(db, query) is not None:
            ids = unread_of(db, _listing(db, query, 0, now).ids)
        else:
            ids = _read(db, unread(shape_of(db, query)), newest=True, limit=0)
        return ids if before is None else _before(db, ids, to_db(before))


def _read(db: sqlite3.Connection, shape: Shape, *, newest: bool, limit: int) -> array[int]:
    """All ids, or the first `limit`, page after page."""
    ids = array("q")
    after: Key | None = None
    while not limit or len(ids) < limit:
        size = min(CHUNK, limit - len(ids)) if limit else CHUNK
        page = _page(db, shape, newest=newest, after=after, limit=size)
        ids.extend(page)
        if len(page) < size:
            break
        if not limit:
            step_aside()
        after = db.execute(f"SELECT {shape.time}, id FROM state WHERE id = ?", (page[-1],)).fetchone()
    return ids


def _page(db: sqlite3.Connection, shape: Shape, *, newest: bool, after: Key | None, limit: int) -> array[int]:
    if shape.feeds is not None:
        return _folder_page(db, shape, newest=newest, after=after, limit=limit)
    return _plain_page(db, shape, newest=newest, after=after, limit=limit)


def _plain_page(db: sqlite3.Connection, shape: Shape, *, newest: bool, after: Key | None, limit: int) -> array[int]:
    return _ids(db, *shape.select("state.id", newest=newest, after=after, limit=limit))


def _ids(db: sqlite3.Connection, select: str, params: Iterable[object]) -> array[int]:
    """The ids of a query as one string, read inside one step of SQLite: a row each would take the interpreter's lock a
    million times, and the interface's keys would wait for it."""
    (joined,) = db.execute(f"SELECT json_group_array(id) FROM ({select})", tuple(params)).fetchone()
    # Not cut at commas: a text for each number took a third longer, and half as much memory again.
    return array("q", json.loads(joined))


def _folder_page(db: sqlite3.Connection, shape: Shape, *, newest: bool, after: Key | None, limit: int) -> array[int]:
    """A page of a folder. One that holds a good part of all entries is read off the whole list, another one from the
    lists of its feeds."""
    if not shape.feeds:
        return array("q")
    feeds = json.dumps(shape.feeds)
    column = "unread" if shape.unread else "entries"
    inside, everything = db.execute(
        f"""SELECT total({column}) FILTER (WHERE feed_id IN (SELECT value FROM json_each(?))), total({column})
            FROM counter""",
        (feeds,),
    ).fetchone()
    if inside and everything / inside * limit <= SCAN:
        look, params = shape.select("state.id, state.feed_id", newest=newest, after=after, limit=SCAN)
        found = _ids(
            db,
            f"SELECT id FROM ({look}) WHERE feed_id IN (SELECT value FROM json_each(?)) LIMIT ?",
            (*params, feeds, limit),
        )
        # Too few turned up: the folder's entries lie deep down, or this is its last page.
        if len(found) == limit:
            return found
    return _merge(db, shape, newest=newest, after=after, limit=limit)


def _merge(db: sqlite3.Connection, shape: Shape, *, newest: bool, after: Key | None, limit: int) -> array[int]:
    """The first `limit` of each feed, merged: each is a walk of a few steps down its own list."""
    keys: list[Key] = []
    for feed_id in shape.feeds or ():
        one = replace(feed_shape(feed_id), since=shape.since)
        select, params = (unread(one) if shape.unread else one).select(
            "state.sort_at, state.id", newest=newest, after=after, limit=limit
        )
        keys += sound(db.execute(select, params), "ii")  # type: ignore[arg-type]  # pairs of integers
    keys.sort(reverse=newest)
    return array("q", [key[1] for key in keys[:limit]])


def _by_source(db: sqlite3.Connection, query: ListQuery, shape: Shape, limit: int) -> array[int]:
    """Feed after feed in the order of their titles, the newest first in each."""
    titles = sources(db)
    if query.scope.kind not in (ScopeKind.ALL, ScopeKind.UNREAD, ScopeKind.TODAY, ScopeKind.FOLDER):
        return _in_order(db, _keys(db, shape), query.order, limit)
    wanted = set(shape.feeds) if shape.feeds is not None else titles.keys()
    ids = array("q")
    for feed_id in sorted(wanted, key=lambda number: (titles.get(number, ""), number)):
        one = replace(feed_shape(feed_id), since=shape.since)
        rest = limit - len(ids) if limit else 0
        ids.extend(_read(db, unread(one) if shape.unread else one, newest=True, limit=rest))
        if limit and len(ids) >= limit:
            break
    return ids


def sources(db: sqlite3.Connection) -> dict[int, str]:
    """The folded title of each subscription: what lists are sorted by."""
    return {
        number: fold(title)
        for number, title in sound(
            db.execute(
                """SELECT feed_id, coalesce(nullif(own_title, ''), nullif(title, ''), url)
                    FROM subscription JOIN feed ON feed.id = feed_id"""
            ),
            "it",
        )
    }


def _keys(db: sqlite3.Connection, shape: Shape) -> list[Key]:
    select, params = shape.select(f"state.{shape.time}, state.id", newest=True)
    return db.execute(select, params).fetchall()


def _in_order(db: sqlite3.Connection, keys: Sequence[Key], order: Order, limit: int) -> array[int]:
    """Keys that came newest first (or best first, for BEST), in the wanted order."""
    ids = [key[1] for key in keys]
    if order is Order.OLDEST:
        ids.reverse()
    elif order is Order.SOURCE:
        titles = sources(db)
        select = "SELECT id, feed_id FROM state WHERE id IN (SELECT value FROM json_each(?))"
        feed_of = {row[0]: row[1] for row in _chunked(db, select, ids)}
        ids.sort(key=lambda number: (titles.get(feed_of.get(number, 0), ""), feed_of.get(number, 0)))
    return array("q", ids[:limit] if limit else ids)


def unread_of(db: sqlite3.Connection, ids: Sequence[int]) -> array[int]:
    """Those of `ids` that are unread."""
    select = "SELECT id FROM state WHERE read = 0 AND id IN (SELECT value FROM json_each(?))"
    return array("q", [number for (number,) in _chunked(db, select, ids)])


def _before(db: sqlite3.Connection, ids: Sequence[int], time: int) -> array[int]:
    select = f"SELECT id FROM state WHERE sort_at < {time} AND id IN (SELECT value FROM json_each(?))"
    return array("q", [number for (number,) in _chunked(db, select, ids)])


def _chunked(db: sqlite3.Connection, select: str, ids: Sequence[int]) -> Iterator[tuple[int, ...]]:
    for start in range(0, len(ids), CHUNK):
        yield from db.execute(select, (json.dumps(list(ids[start : start + CHUNK])),))


def _walk(db: sqlite3.Connection, ids: Sequence[int], entry_id: int, step: int) -> int:
    """The first unread of a list that no index holds in its order."""
    try:
        here = ids.index(entry_id)
    except ValueError:
        here = -1 if step > 0 else len(ids)
    way = ids[here + 1 :] if step > 0 else ids[:here][::-1]
    waiting = set(unread_of(db, way))
    return next((number for number in way if number in waiting), 0)
