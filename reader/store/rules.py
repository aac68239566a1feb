"""Rules: kept in their order, and applied to what a feed brings in the transaction that stores it.

So each is applied once to a story, when it first arrives: a process that dies in between has stored neither the story
nor what the rules did with it, an edit of the story is no arrival, and what comes back was here before.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from datetime import datetime

from reader.domain.errors import QueryError, UsageError
from reader.domain.query import Node
from reader.domain.query_match import Facts
from reader.domain.rules import Actions, Do, Rule, read_actions, read_query
from reader.i18n import _

from . import offline, pages, tags
from .packing import from_db_or_none, sound, to_db
from .query_facts import matching, setting
from .regexes import Regexes
from .schema import PLACE_LISTED, PLACE_MUTED
from .searching import Found, find
from .shapes import EVERYWHERE
from .undo import Change, move_row, record, snapshot_rows

PATIENCE = 0.5
"""Seconds that the regular expressions of one rule may take for what one feed brings; a rule that needs more is
switched off, for everybody who writes waits for it."""
_AMONG = "id IN (SELECT value FROM json_each(?))"


def rules(db: sqlite3.Connection) -> list[Rule]:
    """All rules in their order."""
    found = db.execute(
        "SELECT id, name, query, actions, enabled, hits, last_hit, trouble FROM rule ORDER BY position, id"
    )
    return [
        Rule(number, name, query, _actions(actions), bool(enabled), hits, from_db_or_none(last or None), trouble)
        for number, name, query, actions, enabled, hits, last, trouble in sound(found, "itttiiIt")
    ]


def _actions(text: str) -> Actions:
    try:
        return read_actions(text)
    except UsageError:
        # Of a later version: it does what is left.
        return Actions()


# -- what the reader changes


def add(db: sqlite3.Connection, name: str, query: str, actions: Actions, now: datetime, label: str) -> int:
    """Keep a rule, behind the others; returns its id."""
    number = db.execute(
        "INSERT INTO rule(name, query, actions, position) SELECT ?, ?, ?, coalesce(max(position), 0) + 1 FROM rule",
        (name, query, str(actions)),
    ).lastrowid
    assert number is not None
    record(db, now, label, Change(extra={"new_rule": [number]}))
    return number


def change(
    db: sqlite3.Connection, number: int, name: str, query: str, actions: Actions, now: datetime, label: str
) -> None:
    """Give a rule another name, query or action. Raises UsageError when it is gone."""
    _note(db, number, now, label)
    db.execute(
        "UPDATE rule SET name = ?, query = ?, actions = ?, trouble = '' WHERE id = ?",
        (name, query, str(actions), number),
    )


def enable(db: sqlite3.Connection, number: int, enabled: bool, now: datetime, label: str) -> None:
    """Switch a rule on or off. Raises UsageError when it is gone."""
    _note(db, number, now, label)
    db.execute("UPDATE rule SET enabled = ?, trouble = '' WHERE id = ?", (enabled, number))


def remove(db: sqlite3.Connection, number: int, now: datetime, label: str) -> None:
    """Remove a rule; what it did stays. Raises UsageError when it is gone."""
    _note(db, number, now, label)
    db.execute("DELETE FROM rule WHERE id = ?", (number,))


def move(db: sqlite3.Connection, number: int, step: int, now: datetime, label: str) -> bool:
    """Move a rule `step` places down (or up, below 0); False when it is at that end already."""
    return move_row(db, "rule", number, step, now, label)


def _note(db: sqlite3.Connection, number: int, now: datetime, label: str) -> None:
    before = list(snapshot_rows(db, "rule", "id = ?", (number,)))
    if not before:
        raise UsageError(_("That rule is gone."))
    record(db, now, label, Change(extra={"rule": before}))


def preview(db: sqlite3.Connection, node: Node, now: datetime) -> Found:
    """The stories in the cache that a rule would have met."""
    return find(db, node, EVERYWHERE, now)


# -- what they do


def apply(db: sqlite3.Connection, ids: Sequence[int], now: datetime) -> set[int]:
    """Apply all rules that are switched on, one after the other, to entries that have just arrived; returns those that
    were hidden. A later rule sees what an earlier one did. Run it in the transaction that stored them."""
    hidden: set[int] = set()
    read: dict[int, Facts] = {}
    for rule in rules(db):
        if not rule.enabled:
            continue
        try:
            node = read_query(rule.query)
        except QueryError as error:
            _switch_off(db, rule, _("Its query cannot be read: {why}").format(why=error))
            continue
        regexes = Regexes(PATIENCE)
        met = list(matching(db, node, ids, setting(db, node, now, regexes), read=read))
        if regexes.exhausted:
            _switch_off(db, rule, _("Its regular expression took too long, so it was switched off."))
        if met:
            _do(db, rule, met, now)
            if Do.HIDE in rule.actions.do:
                hidden.update(met)
    return hidden


def _switch_off(db: sqlite3.Connection, rule: Rule, why: str) -> None:
    db.execute("UPDATE rule SET enabled = 0, trouble = ? WHERE id = ?", (why, rule.id))


def _do(db: sqlite3.Connection, rule: Rule, ids: Sequence[int], now: datetime) -> None:
    among = json.dumps(list(ids))
    do = rule.actions.do
    if Do.READ in do or Do.HIDE in do:
        db.execute(f"UPDATE state SET read = 1, read_at = ? WHERE {_AMONG} AND read = 0", (to_db(now), among))
    if Do.STAR in do:
        db.execute(f"UPDATE state SET starred = 1 WHERE {_AMONG}", (among,))
    if Do.HIDE in do:
        db.execute(
            f"UPDATE state SET hidden = 1, place = ? WHERE {_AMONG} AND place = ?", (PLACE_MUTED, among, PLACE_LISTED)
        )
    for name in rule.actions.tags:
        tags.put(db, name, ids)
    if Do.KEEP in do:
        for story in offline.stories(db, ids, now):
            if story.fetchable and not story.here:
                pages.enqueue(db, story.url, now, entry_id=story.entry_id, keep=1)
    db.execute(
        """UPDATE rule SET hits = hits + ?, last_hit = ?, last_entry = ?, untold = iif(?, untold + ?, 0)
            WHERE id = ?""",
        (len(ids), to_db(now), max(ids), Do.NOTIFY in do, len(ids), rule.id),
    )


def unhide(db: sqlite3.Connection, ids: Sequence[int]) -> list[int]:
    """Bring hidden entries back into the lists; returns those that were hidden."""
    among = json.dumps(list(ids))
    back = db.execute(
        f"UPDATE state SET hidden = 0, place = iif(place = ?, ?, place) WHERE {_AMONG} AND hidden = 1 RETURNING id",
        (PLACE_MUTED, PLACE_LISTED, among),
    )
    return [number for (number,) in back.fetchall()]
