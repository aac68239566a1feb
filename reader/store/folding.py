"""Folding lists: the tellings of stories, read for a page or for a whole list; what to decide is in `domain.folding`.

Folded when it is read, not kept as a column: who leads depends on the list (its scope, filter and unread entries), so
a column would hold for one list only, and would rewrite up to five indexes of `state` whenever a story changes.
Measured by `tests.benchmarks.folding` with 38 % of the entries in stories: a page costs 1 to 3 ms of processor at
100,000 and at 1,000,000 entries; all of a list costs 270 ms at 100,000 and 2.5 s at 1,000,000, four to five times what
its ids cost, on a reading thread after the page is shown. Tellings are read story by story and none is kept: at 400,000
entries that takes 2 MB more than the list, where tables of tellings took 47. A short part of a large store pays for all
stories of it.
"""

from __future__ import annotations

import json
import sqlite3
from array import array
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from reader.domain.folding import Folded, FoldEntry, LeadBy, RowEntry, Shown, fold, same_story, same_text, waiting
from reader.domain.models import ListQuery, Order, ScopeKind

from .connect import snapshot
from .lists import Listing, listing
from .rows import rows
from .shapes import shape_of
from .threads import stepping_aside

FEW = 5_000
"""Entries up to which their tellings are looked up one by one; of more all stories are read in one go."""

_COLUMNS = "{0}.entry_id, {0}.story_id, {0}.copy_of, {0}.length, {0}.told_at"


class Page(NamedTuple):
    """What the headlines show of a list."""

    listing: Listing
    folded: Folded
    shown: Shown


def page(
    db: sqlite3.Connection,
    query: ListQuery,
    by: LeadBy,
    now: datetime,
    seconds: float,
    *,
    limit: int,
    room: int,
    keep: int,
) -> Page:
    """The first `limit` entries of `query` (0: all) as of `now`, folded where it says so, with the rows of a screen of
    `room` rows and of the screens around it, which has `keep` in it, or the beginning. In one reading: each by itself
    waits for a thread and for the event loop, and the screen was painted in between with rows that had not come."""
    with snapshot(db):
        found = listing(db, query, limit, now, seconds=seconds)
        goes_on = 0 < limit <= len(found.ids)
        told = folded(db, found.ids, query, by, page=goes_on) if query.folded else Folded(found.ids)
        return Page(found, told, _shown(db, told, room, keep))


def _shown(db: sqlite3.Connection, told: Folded, room: int, keep: int) -> Shown:
    lead = told.hidden.lead_of(keep)
    at = told.ids.index(lead) if room and lead in told.ids else 0
    there = rows(db, told.ids[max(0, at - 2 * room) : at + 2 * room])
    groups = [(row.id, *beneath) for row in there if (beneath := told.hidden.under(row.id))]
    if not groups:
        return Shown(there)
    return Shown(there, waiting_in(db, groups), rows(db, [group[1] for group in groups]))


def folded(db: sqlite3.Connection, ids: Sequence[int], query: ListQuery, by: LeadBy, *, page: bool) -> Folded:
    """`ids`, which are the list of `query` or (`page`) its beginning, with one row for each story."""
    if query.scope.kind is ScopeKind.SEARCH and query.order is Order.BEST:
        by = LeadBy.FIRST
    alike = same_text if query.scope.kind in (ScopeKind.FEED, ScopeKind.STORY) else same_story
    with snapshot(db):
        preferred = preferred_feeds(db) if by is LeadBy.PREFERRED else frozenset()
        beyond = _beyond(db, ids, query, preferred) if page and _is_plain(query) else []
        tellings: Iterable[FoldEntry] = _looked_up(db, ids) if len(ids) <= FEW else _all(db)
        if preferred:
            tellings = _with_preferred(db, tellings, preferred)
        if alike is same_text:
            tellings = sorted(tellings, key=alike)
        return fold(ids, stepping_aside(tellings), by, alike, beyond, walk=stepping_aside)


def _is_plain(query: ListQuery) -> bool:
    """Whether the list is read off an index in its order, so that what belongs to it can be told of single entries."""
    newest_or_oldest = query.order in (Order.NEWEST, Order.OLDEST)
    searched = query.scope.kind in (ScopeKind.SEARCH, ScopeKind.SAVED)
    return newest_or_oldest and not query.filter and query.where is None and not searched


def preferred_feeds(db: sqlite3.Connection) -> frozenset[int]:
    """The feeds whose tellings the reader wants to lead."""
    return frozenset(number for (number,) in db.execute("SELECT feed_id FROM subscription WHERE preferred = 1"))


def _looked_up(db: sqlite3.Connection, ids: Sequence[int]) -> Iterator[FoldEntry]:
    select = f"""SELECT {_COLUMNS.format("member")}, 0 FROM json_each(?) AS wanted
        CROSS JOIN member ON member.entry_id = wanted.value WHERE member.story_id > 0
        ORDER BY member.story_id"""
    return map(FoldEntry._make, db.execute(select, (json.dumps(list(ids)),)))


def _all(db: sqlite3.Connection) -> Iterator[FoldEntry]:
    select = f"""SELECT {_COLUMNS.format("member")}, 0 FROM member INDEXED BY member_story WHERE story_id > 0
        ORDER BY story_id"""
    return map(FoldEntry._make, db.execute(select))


def _with_preferred(
    db: sqlite3.Connection, tellings: Iterable[FoldEntry], preferred: frozenset[int]
) -> Iterator[FoldEntry]:
    select = "SELECT id FROM state INDEXED BY state_feed WHERE feed_id = ?"
    theirs = {number for feed in preferred for (number,) in db.execute(select, (feed,))}
    return (telling._replace(preferred=True) if telling.entry_id in theirs else telling for telling in tellings)


def _beyond(db: sqlite3.Connection, ids: Sequence[int], query: ListQuery, preferred: frozenset[int]) -> list[FoldEntry]:
    """The tellings of the stories on a page that the list holds below it, in its order."""
    shape = shape_of(db, query)
    where, params = shape.conditions()
    order = "ASC" if query.order is Order.OLDEST else "DESC"
    rows = db.execute(
        f"""SELECT {_COLUMNS.format("other")}, state.feed_id
            FROM (SELECT DISTINCT member.story_id FROM json_each(?) AS wanted
                CROSS JOIN member ON member.entry_id = wanted.value WHERE member.story_id > 0) AS mine
            CROSS JOIN member AS other INDEXED BY member_story
                ON other.story_id = mine.story_id AND other.story_id > 0
            CROSS JOIN state ON state.id = other.entry_id WHERE {where}
            ORDER BY state.{shape.time} {order}, state.id {order}""",
        (json.dumps(list(ids)), *params),
    )
    here, inside = set(ids), None if shape.feeds is None else set(shape.feeds)
    return [
        FoldEntry._make((*row[:-1], row[-1] in preferred))
        for row in rows
        if row[0] not in here and (inside is None or row[-1] in inside)
    ]


def waiting_in(db: sqlite3.Connection, rows: Sequence[Sequence[int]]) -> list[list[int]]:
    """For each row of a folded list, given as its lead and what is folded beneath it: the entries that wait to be
    read, as `domain.folding.waiting` says."""
    ids = [entry_id for row in rows for entry_id in row]
    held = {
        number: RowEntry(number, copy_of or number, bool(read))
        for number, read, copy_of in db.execute(
            """SELECT state.id, read, copy_of FROM json_each(?) AS wanted
                CROSS JOIN state ON state.id = wanted.value LEFT JOIN member ON member.entry_id = state.id""",
            (json.dumps(ids),),
        )
    }
    return [list(waiting([held[entry_id] for entry_id in row if entry_id in held])) for row in rows]


def with_copies(db: sqlite3.Connection, ids: Sequence[int], *, tellings: bool) -> array[int]:
    """`ids`, and after them the unread entries that carry the same text; with `tellings` all of the same stories."""
    mine = "SELECT entry_id, story_id, copy_of FROM json_each(?) AS wanted CROSS JOIN member ON entry_id = wanted.value"
    if tellings:
        others = """SELECT other.entry_id FROM mine CROSS JOIN member AS other INDEXED BY member_story
            ON other.story_id = mine.story_id AND other.story_id > 0 WHERE mine.story_id > 0"""
    else:
        others = """SELECT other.entry_id FROM mine CROSS JOIN member AS other INDEXED BY member_copy
            ON other.copy_of = iif(mine.copy_of > 0, mine.copy_of, mine.entry_id) AND other.copy_of > 0
            UNION SELECT copy_of FROM mine WHERE copy_of > 0"""
    rows = db.execute(
        f"""WITH mine AS MATERIALIZED ({mine}) SELECT DISTINCT id FROM state
            WHERE id IN ({others}) AND read = 0 AND place > 0""",
        (json.dumps(list(ids)),),
    )
    known = set(ids)
    return array("q", [*ids, *(number for (number,) in rows if number not in known)])
