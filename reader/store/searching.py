"""Finding the entries that meet a query, newest first or best first."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from time import monotonic

from reader.domain.query import And, Belongs, Has, Holds, In, Is, Node, State
from reader.domain.query_match import Setting

from .indexing import feed_token, words_from
from .lists import CHECK
from .query_facts import matching, setting
from .query_sql import Sql, plan
from .ranking import RANKED, best_first
from .regexes import Regexes
from .shapes import EVERYWHERE, HIDDEN, LISTED, STARRED, Key, Shape, feed_shape, newest_id, unread

UNINDEXED_WINDOW = 2000
"""Entries that wait for the index are looked through one by one, this many of them."""
RECENT = 20_000
"""Entries among which a page is looked for at first where words alone do not lead to it."""
_PAGE = 100
"""Candidates that are checked between two looks at the disk and at the clock."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a look through the entries brought."""

    keys: list[Key]
    cut: bool = False
    """The time was over before all texts were looked at: there may be more."""
    best_of: int = 0
    """The best come first of so many of the newest hits; 0 where that is all of them."""
    checked: int = 0
    """Entries whose text was read, one by one; 0 where the index told which few it can be."""


def find(
    db: sqlite3.Connection,
    node: Node,
    shape: Shape,
    now: datetime,
    limit: int = 0,
    *,
    by_rank: bool = False,
    seconds: float = CHECK,
) -> Found:
    """The entries of a list that meet a query at `now`, newest or best first; the first `limit`, or all for 0.

    Where every candidate's text has to be looked at (regular expressions, phrases with accents) this ends after
    `seconds`: with the newest hits, or the best.

    With a limit the hits of words are the newest by id, which is nearly the order of time.
    """
    regexes, end = Regexes(seconds), monotonic() + seconds
    within = setting(db, node, now, regexes)
    endings = partial(words_from, db)
    asked = plan(node, within, endings)
    waiting = _waiting(db, node, shape, within) if asked.worded else []
    narrow = _narrowed(shape, node, within, by_words=bool(asked.match))
    match = asked.match
    if match and narrow.feed:
        # The index narrows a common word down to one feed far sooner than a look at each hit does.
        match = f'({match}) AND feed : "{feed_token(narrow.feed)}"'
    elif limit and asked.exact and asked.worded and not match:
        # Words that are refused, or that are one of several ways to meet it, lead to no hit: their own hits are read
        # first. Those among the newest entries are soon read, and are nearly always enough for a page.
        since = max(0, newest_id(db) - RECENT)
        with closing(_candidates(db, "", plan(node, within, endings, since=since).where, narrow, limit)) as recent:
            keys = sorted({*waiting, *recent}, reverse=True)
        if len(keys) >= limit:
            return Found(keys[:limit])
    by_rank = by_rank and bool(match)
    most, best_of = RANKED if by_rank else limit if asked.exact else 0, 0
    # Closed whatever happens: an interrupted connection stays so while a statement of it is open.
    with closing(_candidates(db, match, asked.where, narrow, most)) as candidates:
        hits: Iterator[Key] = candidates
        if by_rank:
            newest = list(candidates)
            best_of = RANKED if len(newest) == RANKED else 0
            sifted = not narrow.feed and (asked.where.text != "1" or narrow.base != EVERYWHERE.base)
            hits = iter(best_first(db, node, match, newest, endings, sifted=sifted))
        found = Found(list(hits)) if asked.exact else _checked(db, node, hits, within, limit, end)
    keys = [*waiting, *found.keys] if by_rank else sorted({*waiting, *found.keys}, reverse=True)
    cut = found.cut or regexes.gave_up
    return Found(keys[:limit] if limit else keys, cut, best_of, 0 if match else found.checked)


def _narrowed(shape: Shape, node: Node, within: Setting, *, by_words: bool) -> Shape:
    """The same list read by an index that already leaves out what the query refuses."""
    parts = node.nodes if isinstance(node, And) else (node,)
    if not shape.index and shape.base == EVERYWHERE.base and not by_words:
        # Without words there is nothing to find the few by that stand in no list, but for those that have an index.
        if any(_leads_to_few(part) for part in parts):
            return shape
        own = STARRED if State(Is.STARRED) in parts else HIDDEN if State(Is.HIDDEN) in parts else LISTED
        shape = replace(own, since=shape.since, unread=shape.unread)
        shape = unread(shape) if shape.unread else shape
    for part in parts:
        feeds = within.feeds.get(part, frozenset()) if isinstance(part, In) else frozenset()
        if len(feeds) == 1 and shape.index in ("state_all", "state_unread"):
            shape = replace(feed_shape(*feeds), since=shape.since, feeds=shape.feeds, unread=shape.unread)
            shape = unread(shape) if shape.unread else shape
    return unread(shape) if State(Is.UNREAD) in parts else shape


def _leads_to_few(part: Node) -> bool:
    """Whether a list of its own has those few that it can be."""
    tagged = isinstance(part, In) and part.what is Belongs.TAG
    return tagged or part in (State(Is.QUEUED), Holds(Has.FULLTEXT))


def _candidates(db: sqlite3.Connection, match: str, also: Sql, shape: Shape, limit: int) -> sqlite3.Cursor:
    if also.text == "0":
        return db.execute("SELECT 0, 0 LIMIT 0")
    where, params = _conditions(shape)
    where, params = f"{where} AND ({also.text})", [*params, *also.params]
    columns = f"SELECT state.{shape.time}, state.id FROM"
    if not match:
        order = f"ORDER BY state.{shape.time} DESC, state.id DESC LIMIT ?"
        return db.execute(f"{columns} {shape.source} WHERE {where} {order}", [*params, limit or -1])
    # In the order of the index, which is nearly that of time: the newest come without looking at the others.
    return db.execute(
        f"""{columns} search CROSS JOIN state ON state.id = search.rowid
            WHERE search MATCH ? AND {where} ORDER BY search.rowid DESC LIMIT ?""",
        [match, *params, limit or -1],
    )


def _checked(
    db: sqlite3.Connection, node: Node, candidates: Iterator[Key], within: Setting, limit: int, end: float
) -> Found:
    """Those of the candidates that meet the query, until there are enough of them or the time is over."""
    found: list[Key] = []
    checked = 0
    while not limit or len(found) < limit:
        page = [key for key, _number in zip(candidates, range(_PAGE), strict=False)]
        if not page:
            break
        if monotonic() >= end:
            return Found(found, cut=True, checked=checked)
        met = set(matching(db, node, [number for _time, number in page], within))
        found += [key for key in page if key[1] in met]
        checked += len(page)
    return Found(found, checked=checked)


def _conditions(shape: Shape) -> tuple[str, list[object]]:
    where, params = shape.conditions()
    if shape.feeds is not None:
        where += " AND state.feed_id IN (SELECT value FROM json_each(?))"
        params.append(json.dumps(shape.feeds))
    return where, params


def _waiting(db: sqlite3.Connection, node: Node, shape: Shape, within: Setting) -> list[Key]:
    """Hits among the entries that are not indexed yet, by title, lead and author, newest first."""
    where, params = _conditions(shape)
    keys = db.execute(
        f"""SELECT state.{shape.time}, state.id
            FROM (SELECT entry_id FROM unindexed ORDER BY entry_id DESC LIMIT {UNINDEXED_WINDOW}) AS waiting
            CROSS JOIN state ON state.id = waiting.entry_id WHERE {where}""",
        params,
    ).fetchall()
    met = set(matching(db, node, [number for _time, number in keys], within, texts=False))
    return sorted((key for key in keys if key[1] in met), reverse=True)
