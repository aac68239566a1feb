"""Stories that the reader follows, as rows: how they begin and end, what they are called, what is new in them.

What they gather comes from `gathering`.
"""

from __future__ import annotations

import sqlite3
from array import array
from collections.abc import Callable, Sequence
from datetime import datetime

from reader.domain.coverage import FollowedStory

from .packing import from_db, sound, to_db
from .related import stored
from .rows import rows
from .undo import Change, record

SEEDS = 300
"""Entries that a followed story begins with at most."""
CoreOf = Callable[[Sequence[Sequence[int]]], "array[int]"]
"""Vectors of texts -> what they have in common (`related.following.core_of`)."""


def followed(db: sqlite3.Connection) -> list[FollowedStory]:
    """The stories that are followed, in the order in which they began."""
    return [
        FollowedStory(number, headline, own, new, entries, from_db(added))
        for number, headline, own, added, new, entries in sound(
            db.execute(
                """SELECT id, headline, own_title, added,
                (SELECT count(*) FROM followed_entry INDEXED BY followed_fresh JOIN state ON state.id = entry_id
                    WHERE followed_id = followed.id AND fresh = 1 AND read = 0 AND place > 0),
                (SELECT count(*) FROM followed_entry WHERE followed_id = followed.id)
                FROM followed WHERE ended = 0 ORDER BY id"""
            ),
            "ittiii",
        )
    ]


def followed_with(db: sqlite3.Connection, entry_id: int) -> int:
    """The followed story that an entry belongs to, the newest of several; 0 for none."""
    row = db.execute(
        """SELECT max(id) FROM followed_entry JOIN followed ON id = followed_id
            WHERE entry_id = ? AND ended = 0""",
        (entry_id,),
    ).fetchone()
    return row[0] or 0


# -- what the reader does


def follow(db: sqlite3.Connection, entry_id: int, core_of: CoreOf, now: datetime, label: str) -> int:
    """Follow the story of an entry from now on; returns its id, that of before when it is followed already, and 0 when
    the entry is gone."""
    found = rows(db, [entry_id])
    if not found or (known := followed_with(db, entry_id)):
        return known if found else 0
    seeds = _seeds(db, entry_id)
    core, size = core_and_size(db, seeds, core_of)
    number = (
        db.execute(
            "INSERT INTO followed(headline, added, core, size) VALUES (?, ?, ?, ?)",
            (found[0].title or found[0].lead, to_db(now), core.tobytes(), size),
        ).lastrowid
        or 0
    )
    db.executemany("INSERT INTO followed_entry VALUES (?, ?, 1, 0)", ((number, seed) for seed in seeds))
    record(db, now, label, Change(extra={"followed": {"id": number, "ended": to_db(now)}}))
    return number


def _seeds(db: sqlite3.Connection, entry_id: int) -> list[int]:
    story = [
        number
        for (number,) in db.execute(
            """SELECT other.entry_id FROM member AS mine JOIN member AS other ON other.story_id = mine.story_id
                JOIN state ON state.id = other.entry_id
                WHERE mine.entry_id = ? AND other.story_id > 0 AND place > 0 LIMIT ?""",
            (entry_id, SEEDS),
        )
    ]
    return sorted({entry_id, *story})


def core_and_size(db: sqlite3.Connection, seeds: Sequence[int], core_of: CoreOf) -> tuple[array[int], int]:
    """What these entries have in common, empty while they were not related, and the length of the longest."""
    known = stored(db, seeds)
    return core_of([entry.vector for entry in known if entry.vector]), max((entry.size for entry in known), default=0)


def unfollow(db: sqlite3.Connection, followed_id: int, now: datetime, label: str) -> bool:
    """Follow a story no longer; False when it was not followed."""
    ended = db.execute("UPDATE followed SET ended = ? WHERE id = ? AND ended = 0", (to_db(now), followed_id)).rowcount
    if ended:
        record(db, now, label, Change(extra={"followed": {"id": followed_id, "ended": 0}}))
    return bool(ended)


def rename(db: sqlite3.Connection, followed_id: int, own_title: str, now: datetime, label: str) -> None:
    """Call a followed story otherwise; empty gives back the headline."""
    row = db.execute("SELECT own_title FROM followed WHERE id = ?", (followed_id,)).fetchone()
    if row is not None and row[0] != own_title:
        db.execute("UPDATE followed SET own_title = ? WHERE id = ?", (own_title, followed_id))
        record(db, now, label, Change(extra={"followed": {"id": followed_id, "own_title": row[0]}}))


def look_at(db: sqlite3.Connection, followed_id: int) -> bool:
    """The reader looks at a followed story: nothing of it is new any more. Returns whether something was."""
    return (
        db.execute("UPDATE followed_entry SET fresh = 0 WHERE followed_id = ? AND fresh = 1", (followed_id,)).rowcount
        > 0
    )
