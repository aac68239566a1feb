"""Gathering what belongs to the stories that the reader follows, in the transaction that places new entries.

Which entries belong to one is decided in `related.following`; the rules are handed over, as names of changes are.
"""

from __future__ import annotations

import json
import sqlite3
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from .followed import CoreOf, core_and_size
from .related import Stored, members, near, stored, unpack_vector

MOST = 3000
"""Entries that one story gathers: more are no story, but a topic."""
WHOLE = 0.5
"""Once this part of an event was gathered the rest of it comes along."""

Links = Sequence[tuple[float, int]]
"""Relations to what was gathered: ratios with time counted in, as `near` has them, and the seconds between."""


@dataclass(frozen=True, slots=True)
class Rules:
    """The decisions, from `related.following`."""

    core_of: CoreOf
    belonging: Callable[[Sequence[int], int], Callable[[Sequence[int], int, Links], bool]]
    """(core, its size) -> (vector of a text, its size, its links) -> whether the text is part of the story."""


def gather(db: sqlite3.Connection, ids: Iterable[int], rules: Rules, only: int = 0) -> dict[int, int]:
    """Let followed stories (or `only` one) take what belongs to them of these entries and of the events that these are
    part of; returns how many came to which that the reader has not seen."""
    active = db.execute(
        "SELECT id, added, core, size FROM followed WHERE ended = 0 AND ? IN (0, id)", (only,)
    ).fetchall()
    ids = list(ids) if active else []
    came: dict[int, int] = {}
    for number, added, packed, size in active:
        has = {entry for (entry,) in db.execute("SELECT entry_id FROM followed_entry WHERE followed_id = ?", (number,))}
        core = unpack_vector(packed)
        if not core:
            core, size = _late_core(db, number, rules.core_of)
        belongs = rules.belonging(core, size)
        joined = [
            entry.entry_id
            for entry, links in _evidence(db, _candidates(db, ids, has), has)
            if not entry.roundup and belongs(entry.vector, entry.size, links)
        ]
        joined += _rest(db, [*ids, *joined], has | set(joined))
        joined = joined[: max(0, MOST - len(has))]
        if joined and (new := _put(db, number, joined, added)):
            came[number] = new
    return came


def _late_core(db: sqlite3.Connection, followed_id: int, core_of: CoreOf) -> tuple[array[int], int]:
    """The core of a story that was followed before its entries were related."""
    seeds = db.execute("SELECT entry_id FROM followed_entry WHERE followed_id = ? AND seed = 1", (followed_id,))
    core, size = core_and_size(db, [entry for (entry,) in seeds.fetchall()], core_of)
    db.execute("UPDATE followed SET core = ?, size = ? WHERE id = ?", (core.tobytes(), size, followed_id))
    return core, size


def _candidates(db: sqlite3.Connection, ids: Sequence[int], has: set[int]) -> list[int]:
    """The entries themselves, and those of their events when something of these was gathered: two events may just have
    become one."""
    wanted = set(ids)
    for entries in _events(db, ids):
        if not has.isdisjoint(entries):
            wanted.update(entries)
    return sorted(wanted - has)


def _rest(db: sqlite3.Connection, ids: Sequence[int], has: set[int]) -> list[int]:
    """What is left of events of which a good part was gathered."""
    rest: list[int] = []
    for entries in _events(db, ids):
        missing = [entry for entry in entries if entry not in has]
        if len(entries) - len(missing) >= WHOLE * len(entries):
            rest += missing
    return rest


def _events(db: sqlite3.Connection, ids: Sequence[int]) -> list[list[int]]:
    """The entries of each event that one of these is part of."""
    stories = {member.story_id for member in members(db, ids)} - {0}
    select = "SELECT entry_id FROM member WHERE story_id = ? AND story_id > 0"
    return [[entry for (entry,) in db.execute(select, (story,))] for story in sorted(stories)]


def _evidence(db: sqlite3.Connection, ids: Sequence[int], has: set[int]) -> Iterator[tuple[Stored, Links]]:
    """These entries with their links to what was gathered. One with the very text of another is judged by that one."""
    roots = {member.entry_id: member.copy_of or member.entry_id for member in members(db, ids)}
    known = {entry.entry_id: entry for entry in stored(db, sorted({*ids, *roots.values()}))}
    links = near(db, set(roots.values()))
    ends = {number for each in links.values() for number, _ratio in each} & has
    times = {entry.entry_id: entry.at for entry in stored(db, sorted(ends))}
    for number in ids:
        root = known.get(roots.get(number, number))
        if number in known and root is not None:
            to = [(ratio, abs(root.at - times[n])) for n, ratio in links.get(root.entry_id, ()) if n in times]
            yield known[number]._replace(vector=known[number].vector or root.vector), to


def _put(db: sqlite3.Connection, followed_id: int, ids: Sequence[int], since: int) -> int:
    """Gather entries; returns how many of them are new to the reader."""
    joined = json.dumps(list(ids))
    db.execute(
        """INSERT OR IGNORE INTO followed_entry SELECT ?, id, 0, first_seen >= ?
            FROM entry WHERE id IN (SELECT value FROM json_each(?))""",
        (followed_id, since, joined),
    )
    (new,) = db.execute(
        """SELECT count(*) FROM followed_entry JOIN state ON state.id = entry_id WHERE followed_id = ? AND fresh = 1
            AND read = 0 AND place > 0 AND entry_id IN (SELECT value FROM json_each(?))""",
        (followed_id, joined),
    ).fetchone()
    return int(new)
