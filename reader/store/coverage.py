"""The coverage of a story, from stored rows: every telling of its event, and the events before and after it."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from reader.domain.coverage import Chapter, StoryCoverage, Telling
from reader.domain.models import EntryRow

from . import followed
from .connect import snapshot
from .followed import core_and_size
from .gathering import Links, Rules
from .packing import from_db, sound
from .related import near, stored
from .rows import rows

MOST = 400
"""Entries of the event that are shown."""
MOST_OF_CHAPTER = 60
"""Entries of an earlier or later event that are shown."""
CHAPTERS = 24
HOPS = 3
"""How far the chain is followed from one event to the next: each hop may lead a little away."""


class _Member(NamedTuple):
    entry_id: int
    key: int
    """The story, or -id of an entry alone."""
    voice: int
    root: int
    at: int
    """Seconds since 1970."""


def story_coverage(db: sqlite3.Connection, entry_id: int, rules: Rules) -> StoryCoverage | None:
    """The coverage of an entry's story; None when the entry is gone. Which other events belong to it
    is decided by the rules for stories that are followed."""
    with snapshot(db):
        return read_coverage(db, entry_id, rules)


def read_coverage(db: sqlite3.Connection, entry_id: int, rules: Rules) -> StoryCoverage | None:
    """As `story_coverage`, inside a transaction."""
    found = _members(db, [entry_id])
    if not found:
        return _alone(db, entry_id)
    story = _whole(db, found[0], MOST)
    if not any(member.entry_id == entry_id for member in story):
        story = [*found, *story[: MOST - 1]]
    events = [story, *_chain(db, story, rules)]
    shown = {row.id: row for row in rows(db, [member.entry_id for members in events for member in members])}
    told = [chapter for members in events if (chapter := _chapter(members, shown)) is not None]
    if entry_id not in shown:
        return None
    first, others = told[0], sorted(told[1:], key=lambda chapter: chapter.first.when)
    began = first.first.when
    return StoryCoverage(
        entry_id,
        first,
        later=tuple(chapter for chapter in others if chapter.first.when >= began),
        earlier=tuple(chapter for chapter in reversed(others) if chapter.first.when < began),
        followed=followed.followed_with(db, entry_id),
    )


def _alone(db: sqlite3.Connection, entry_id: int) -> StoryCoverage | None:
    """An entry that was not related yet tells its story alone."""
    found = rows(db, [entry_id])
    if not found:
        return None
    row = found[0]
    telling = Telling(row, row.published or row.sort_at, dated=row.published is not None)
    return StoryCoverage(entry_id, Chapter(-entry_id, (telling,), 1), followed=followed.followed_with(db, entry_id))


_SELECT = """SELECT member.entry_id, iif(story_id > 0, story_id, -member.entry_id), voice,
        iif(copy_of > 0, copy_of, member.entry_id), coalesce(signature.at, state.sort_at / 1000)
    FROM {source} JOIN state ON state.id = member.entry_id
    LEFT JOIN signature ON signature.entry_id = member.entry_id WHERE state.place > 0 {where}"""


def _members(db: sqlite3.Connection, ids: Iterable[int]) -> list[_Member]:
    source = "json_each(?) AS wanted CROSS JOIN member ON member.entry_id = wanted.value"
    found = db.execute(_SELECT.format(source=source, where=""), (json.dumps(list(ids)),))
    return [_Member(*row) for row in sound(found, "iiiii")]


def _whole(db: sqlite3.Connection, one: _Member, limit: int) -> list[_Member]:
    """All entries of one's event, the earliest first."""
    if one.key < 0:
        return [one]
    select = _SELECT.format(source="member", where="AND story_id = ? AND story_id > 0 ORDER BY 5, 1 LIMIT ?")
    return [_Member(*row) for row in sound(db.execute(select, (one.key, limit)), "iiiii")]


def _chain(db: sqlite3.Connection, story: Sequence[_Member], rules: Rules) -> list[list[_Member]]:
    """The events that this one is linked to, and those that they are linked to, the nearest first."""
    belongs = rules.belonging(*core_and_size(db, [member.root for member in story], rules.core_of))
    seen = {member.key for member in story}
    events: list[list[_Member]] = []
    edge: Sequence[_Member] = story
    for _hop in range(HOPS):
        reached: list[_Member] = []
        for member in _linked(db, edge, belongs):
            if member.key not in seen and len(events) < CHAPTERS:
                seen.add(member.key)
                events.append(_whole(db, member, MOST_OF_CHAPTER))
                reached += events[-1]
        if not reached:
            break
        edge = reached
    return events


def _linked(
    db: sqlite3.Connection, edge: Sequence[_Member], belongs: Callable[[Sequence[int], int, Links], bool]
) -> list[_Member]:
    """The entries near these that belong to the story, those most strongly linked first."""
    times = {member.root: member.at for member in edge}
    links: dict[int, list[tuple[float, int]]] = defaultdict(list)
    for root, each in near(db, times).items():
        for number, ratio in each:
            links[number].append((ratio, times[root]))
    strength: dict[int, float] = {}
    for entry in stored(db, list(links)):
        apart = [(ratio, abs(entry.at - at)) for ratio, at in links[entry.entry_id]]
        if not entry.roundup and belongs(entry.vector, entry.size, apart):
            strength[entry.entry_id] = max(ratio for ratio, _seconds in apart)
    return sorted(_members(db, strength), key=lambda member: -strength[member.entry_id])


def _chapter(members: Sequence[_Member], shown: dict[int, EntryRow]) -> Chapter | None:
    folded: dict[int, list[Telling]] = defaultdict(list)
    for member in members:
        if (row := shown.get(member.entry_id)) is not None:
            folded[member.root].append(_telling(row, member.at))
    if not folded:
        return None
    tellings = []
    for group in folded.values():
        first, *rest = sorted(group, key=_order)
        tellings.append(Telling(first.row, first.when, first.dated, tuple(rest)))
    voices = {member.voice for member in members if member.entry_id in shown}
    return Chapter(members[0].key, tuple(sorted(tellings, key=_order)), len(voices))


def _telling(row: EntryRow, at: int) -> Telling:
    """`at` is the time that can be true; without a date of its own it is that of the first sight."""
    dated = row.published is not None and int(row.published.timestamp()) == at
    return Telling(row, from_db(at * 1000), dated)


def _order(telling: Telling) -> tuple[datetime, int]:
    return telling.when, telling.row.id
