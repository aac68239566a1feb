"""What relates entries to each other, as rows: the work list, vectors and their inverted file, stories, near entries.

What the rows mean is decided in `related/`; the engine brings both together (`engine.relating`), one process at a time.
Every entry with a text has a signature, or it is in `unrelated`; so whatever interrupts the work, it is done later.
"""

from __future__ import annotations

import json
import sqlite3
from array import array
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from reader.domain.records import dataclass

from .packing import sound

INDEXED = 32
"""Features of a vector, its strongest, under which the entry is found. They are taken out by the same number."""


class Stored(NamedTuple):
    """What is known of an entry that others are compared with."""

    entry_id: int
    at: int
    """Seconds since 1970."""
    size: int
    roundup: bool
    vector: array[int]
    story_id: int
    """0: alone."""
    copy_of: int
    placed: bool
    """False while it waits for its story."""


@dataclass(frozen=True, slots=True)
class Signature:
    """What an entry is compared by; see the table."""

    entry_id: int
    twin: int
    at: int
    size: int
    roundup: bool
    vector: array[int]


@dataclass(frozen=True, slots=True)
class Membership:
    """The story, publisher and original of an entry."""

    entry_id: int
    story_id: int
    voice: int
    copy_of: int


@dataclass(frozen=True, slots=True)
class Settled:
    """What came out for a batch of entries."""

    done: Sequence[int]
    members: Sequence[Membership]
    merged: Mapping[int, int]
    """Story -> the story that takes its entries over."""
    near: Mapping[int, Sequence[tuple[int, float]]]
    """Entry -> near entries outside of its story with their ratios, strongest first."""
    roundups: Sequence[int] = ()
    """Entries found to tell many stories only now."""


# -- the work list


def pending(db: sqlite3.Connection) -> int:
    """How many entries wait."""
    (number,) = db.execute("SELECT count(*) FROM unrelated").fetchone()
    return int(number)


def interrupted(db: sqlite3.Connection) -> bool:
    """Whether somebody died over a batch: nobody gave it back."""
    return db.execute("SELECT 1 FROM unrelated WHERE taken = 1 LIMIT 1").fetchone() is not None


def give_back(db: sqlite3.Connection, ids: Iterable[int]) -> None:
    """Entries that were taken are not worked on any more."""
    db.execute("UPDATE unrelated SET taken = 0 WHERE entry_id IN (SELECT value FROM json_each(?))", (_list(ids),))


def take(db: sqlite3.Connection, limit: int, first: Sequence[int] = ()) -> list[int]:
    """Take the next entries of the work list, those of `first` that are in it and then the oldest; they stay in it
    until `settle`."""
    among = "SELECT entry_id FROM unrelated WHERE entry_id IN (SELECT value FROM json_each(?))"
    taken = [number for (number,) in db.execute(among, (_list(first),))]
    if not taken:
        oldest = db.execute("SELECT entry_id FROM unrelated ORDER BY entry_id LIMIT ?", (limit,))
        taken = [number for (number,) in oldest]
    db.execute("UPDATE unrelated SET taken = 1 WHERE entry_id IN (SELECT value FROM json_each(?))", (_list(taken),))
    return taken


def newest_entry(db: sqlite3.Connection) -> int:
    """The highest id of an entry, 0 without any."""
    (number,) = db.execute("SELECT coalesce(max(id), 0) FROM entry").fetchone()
    return int(number)


def sample(db: sqlite3.Connection, after: int, count: int) -> list[int]:
    """Ids of about `count` entries with a higher id than `after`, spread evenly."""
    (entries,) = db.execute("SELECT count(*) FROM entry WHERE id > ?", (after,)).fetchone()
    step = max(1, entries // count)
    select = "SELECT id FROM entry WHERE id > ? AND id % ? = 0 ORDER BY id LIMIT ?"
    return [number for (number,) in db.execute(select, (after, step, count))]


def forget_all(db: sqlite3.Connection) -> None:
    """Take everything back to the beginning: all entries wait, nothing is known."""
    for table in ("signature", "member", "near", "vocabulary", "habit", "story"):
        db.execute(f"DELETE FROM {table}")
    db.execute("INSERT INTO feature(feature) VALUES ('delete-all')")
    db.execute("DELETE FROM memory WHERE key LIKE 'related.%'")
    wait_all(db)


def wait_all(db: sqlite3.Connection) -> None:
    """Let every entry with a text wait to be related once more; what is known of it stays until then."""
    db.execute("INSERT OR REPLACE INTO unrelated(entry_id) SELECT DISTINCT id / 4 FROM body")


# -- vectors and their inverted file


def put(
    db: sqlite3.Connection, signatures: Iterable[Signature], gone: Iterable[int], habits: Mapping[int, bytes]
) -> None:
    """Write signatures in place of older ones; take out what is gone."""
    signatures = list(signatures)
    _wake_twins(db, signatures)
    changed = [signature.entry_id for signature in signatures]
    _take_out(db, [*changed, *gone])
    db.executemany(
        "INSERT INTO signature VALUES (?, ?, ?, ?, ?, ?)",
        ((s.entry_id, s.twin, s.at, s.size, s.roundup, s.vector.tobytes()) for s in signatures),
    )
    db.executemany(
        "INSERT INTO feature(rowid, features) VALUES (?, ?)",
        ((s.entry_id, _terms(s.vector)) for s in signatures if s.vector),
    )
    db.executemany("INSERT OR REPLACE INTO habit VALUES (?, ?)", habits.items())
    for number in gone:
        _forget(db, number)


def _wake_twins(db: sqlite3.Connection, signatures: Iterable[Signature]) -> None:
    """Let entries that had the very text of one that changes be related anew: they are found through it no longer."""
    db.executemany(
        """INSERT OR IGNORE INTO unrelated(entry_id)
            SELECT other.entry_id FROM signature AS old JOIN signature AS other ON other.twin = old.twin
            WHERE old.entry_id = ? AND old.twin NOT IN (0, ?) AND other.twin <> 0 AND old.vector <> x''
                AND other.vector = x'' LIMIT 1000""",
        ((signature.entry_id, signature.twin) for signature in signatures),
    )


def _take_out(db: sqlite3.Connection, ids: Sequence[int]) -> None:
    old = db.execute(
        "SELECT entry_id, vector FROM signature WHERE entry_id IN (SELECT value FROM json_each(?))", (_list(ids),)
    ).fetchall()
    db.executemany(
        "INSERT INTO feature(feature, rowid, features) VALUES ('delete', ?, ?)",
        ((number, _terms(unpack_vector(vector))) for number, vector in old if vector),
    )
    db.execute("DELETE FROM signature WHERE entry_id IN (SELECT value FROM json_each(?))", (_list(ids),))


def _forget(db: sqlite3.Connection, entry_id: int) -> None:
    """Take an entry out of its story; its copies, which were found through it, are related anew."""
    row = db.execute("DELETE FROM member WHERE entry_id = ? RETURNING story_id", (entry_id,)).fetchone()
    db.execute("DELETE FROM near WHERE entry_id = ?", (entry_id,))
    db.execute(
        """INSERT OR IGNORE INTO unrelated(entry_id) SELECT entry_id FROM member
            WHERE copy_of = ? AND copy_of > 0 AND EXISTS (SELECT 1 FROM entry WHERE entry.id = member.entry_id)""",
        (entry_id,),
    )
    db.execute("UPDATE member SET copy_of = 0 WHERE copy_of = ? AND copy_of > 0", (entry_id,))
    if row is not None and row[0]:
        _recount(db, [row[0]])


def _terms(vector: array[int]) -> str:
    return " ".join(f"{code >> 8:06x}" for code in vector[:INDEXED])


def unpack_vector(data: bytes) -> array[int]:
    """A vector from its column; bytes that are none give an empty one. Stores do not travel between byte orders."""
    vector = array("I")
    vector.frombytes(data[: len(data) - len(data) % vector.itemsize])
    return vector


def postings(db: sqlite3.Connection, feature: int, lowest: int, highest: int, limit: int) -> list[tuple[int]]:
    """Rows of the ids between two bounds that are found under a feature, newest first."""
    return db.execute(
        "SELECT rowid FROM feature WHERE feature MATCH ? AND rowid BETWEEN ? AND ? ORDER BY rowid DESC LIMIT ?",
        (f"{feature:06x}", lowest, highest, limit),
    ).fetchall()


def stored(db: sqlite3.Connection, ids: Sequence[int]) -> list[Stored]:
    """What is known of these entries; those without a signature are left out."""
    return [
        Stored(number, at, size, bool(roundup), unpack_vector(vector), story or 0, copy_of or 0, story is not None)
        for number, at, size, roundup, vector, story, copy_of in sound(
            db.execute(
                """SELECT signature.entry_id, at, size, roundup, vector, story_id, copy_of
                    FROM json_each(?) AS wanted CROSS JOIN signature ON signature.entry_id = wanted.value
                    LEFT JOIN member ON member.entry_id = signature.entry_id""",
                (_list(ids),),
            ),
            "iiiibII",
        )
    ]


def twins(db: sqlite3.Connection, fingerprints: Iterable[int]) -> dict[int, int]:
    """Fingerprint -> the first entry with that text which has a vector."""
    # The first of all as a rule; `min` would look at each of a million entries with one text, for each of them.
    return {
        twin: number
        for twin, number in db.execute(
            """SELECT value, (SELECT entry_id FROM signature WHERE twin = value AND twin <> 0 AND vector <> x''
                    ORDER BY entry_id LIMIT 1)
                FROM (SELECT DISTINCT value FROM json_each(?))""",
            (_list(fingerprints),),
        )
        if number is not None
    }


def habits(db: sqlite3.Connection, feeds: Iterable[int]) -> dict[int, bytes]:
    """Feed -> the sentences that it prints often, as they were written."""
    select = "SELECT feed_id, sentences FROM habit WHERE feed_id IN (SELECT value FROM json_each(?))"
    return dict(db.execute(select, (_list(feeds),)))


def pack_near(links: Iterable[tuple[int, float]]) -> bytes:
    """Near entries with their ratios (0 to 4) as they are stored: eight bytes each."""
    return array("Q", (number << 8 | min(255, round(ratio * 64)) for number, ratio in links)).tobytes()


def unpack_near(data: bytes) -> list[tuple[int, float]]:
    """What `pack_near` was given."""
    codes = array("Q")
    codes.frombytes(data[: len(data) - len(data) % codes.itemsize])
    return [(code >> 8, (code & 255) / 64) for code in codes]


# -- stories


def next_story(db: sqlite3.Connection) -> int:
    """The id that the next new story gets."""
    row = db.execute("SELECT seq FROM sqlite_sequence WHERE name = 'story'").fetchone()
    return (int(row[0]) if row else 0) + 1


def sizes(db: sqlite3.Connection, stories: Iterable[int]) -> dict[int, int]:
    """Story -> how many entries it has."""
    select = "SELECT id, entries FROM story WHERE id IN (SELECT value FROM json_each(?))"
    return dict(db.execute(select, (_list(stories),)))


def members(db: sqlite3.Connection, ids: Iterable[int]) -> list[Membership]:
    """Where these entries belong; those that were not placed are left out."""
    select = "SELECT entry_id, story_id, voice, copy_of FROM member WHERE entry_id IN (SELECT value FROM json_each(?))"
    return [Membership(*row) for row in sound(db.execute(select, (_list(ids),)), "iiii")]


def near(db: sqlite3.Connection, ids: Iterable[int]) -> dict[int, list[tuple[int, float]]]:
    """Entry -> its near entries outside of its story with their ratios, strongest first."""
    select = "SELECT entry_id, links FROM near WHERE entry_id IN (SELECT value FROM json_each(?))"
    return {number: unpack_near(links) for number, links in sound(db.execute(select, (_list(ids),)), "ib")}


def settle(db: sqlite3.Connection, settled: Settled) -> None:
    """Write where the entries of a batch belong, and end their wait unless they changed meanwhile."""
    before = [m.entry_id for m in settled.members]
    touched = {m.story_id for m in settled.members} | set(settled.merged) | set(settled.merged.values())
    touched.update(
        story
        for (story,) in db.execute(
            "SELECT story_id FROM member WHERE entry_id IN (SELECT value FROM json_each(?))", (_list(before),)
        )
    )
    for old, new in settled.merged.items():
        db.execute("UPDATE member SET story_id = ? WHERE story_id = ? AND story_id > 0", (new, old))
    db.executemany(
        """INSERT OR REPLACE INTO member(entry_id, story_id, voice, copy_of, length, told_at)
            SELECT ?1, ?2, ?3, ?4, coalesce(max(size), 0), coalesce(max(at), 0) FROM signature WHERE entry_id = ?1""",
        ((m.entry_id, m.story_id, m.voice, m.copy_of) for m in settled.members),
    )
    _recount(db, touched - {0})
    db.executemany("UPDATE signature SET roundup = 1 WHERE entry_id = ?", ((number,) for number in settled.roundups))
    db.executemany("UPDATE story SET merged_into = ? WHERE id = ?", ((new, old) for old, new in settled.merged.items()))
    links = ((number, pack_near(each)) for number, each in settled.near.items())
    db.executemany("INSERT OR REPLACE INTO near VALUES (?, ?)", links)
    db.executemany("DELETE FROM unrelated WHERE entry_id = ? AND taken = 1", ((number,) for number in settled.done))


def _recount(db: sqlite3.Connection, stories: Iterable[int]) -> None:
    # `story_id > 0` as the index on it has it: without these words a million members are read for each story.
    for story in stories:
        db.execute(
            """INSERT INTO story(id, first_at, last_at, entries, sources, voices)
                SELECT ?1, coalesce(min(at), 0), coalesce(max(at), 0), count(*), count(DISTINCT voice),
                    count(DISTINCT iif(copy_of = 0, voice, NULL))
                FROM member LEFT JOIN signature ON signature.entry_id = member.entry_id
                WHERE story_id = ?1 AND story_id > 0
                ON CONFLICT(id) DO UPDATE SET first_at = excluded.first_at, last_at = excluded.last_at,
                    entries = excluded.entries, sources = excluded.sources, voices = excluded.voices""",
            (story,),
        )


# -- the vocabulary


def vocabulary(db: sqlite3.Connection) -> list[tuple[int, bytes]]:
    """The pieces of the vocabulary."""
    return db.execute("SELECT piece, counts FROM vocabulary").fetchall()


def put_vocabulary(db: sqlite3.Connection, pieces: Iterable[tuple[int, bytes]]) -> None:
    """Keep the pieces of the vocabulary."""
    db.executemany("INSERT OR REPLACE INTO vocabulary VALUES (?, ?)", pieces)


def _list(numbers: Iterable[int]) -> str:
    return json.dumps(list(numbers))
