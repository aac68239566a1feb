"""The search index: made after the entries are visible, in batches; every entry is in it or in `unindexed`, never both.

The text goes in folded (`domain.text.fold`) and, in scripts that put no space between words, character by character, so
that any part of a word is found as a phrase. Each word that is written with accents stands beside that once more, as it
is written, for those who type accents on purpose: of a thousand stories with bao, báo, bảo and bão the few with bão are
found without a look at the others.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from typing import NamedTuple

from reader.domain import blocks
from reader.domain.words import marked_words, search_form

from .bodies import body_id
from .merging import note_removal
from .packing import unpack_text
from .schema import VERSION_FEED, VERSION_FULL

FORM = 2
"""Grows when `document` gives other words for the same entry (a new fold, another split): rows of an older form can no
longer be taken out one by one, so the whole index is made anew."""
MOST_WORDS = 300
"""Words that a beginning of one is written out as in a search; more cost more than they save."""
MAX_TEXT = 200_000
"""Characters of one entry that are indexed; the longest articles have a tenth of it."""


class Document(NamedTuple):
    """The columns of one row of the index."""

    title: str
    lead: str
    author: str
    body: str
    feed: str
    """`feed_token`, and `marked_token` of each word with accents in the other columns, once."""


def feed_token(feed_id: int) -> str:
    """The word that every entry of a feed has in the index. A private-use letter, which no query and no text from
    outside can hold, keeps it apart from the words of the texts."""
    return f"\ue000{feed_id}"


def marked_token(word: str) -> str:
    """The word of the index for a word (`Word.marked`) that is written with accents; kept apart as `feed_token` is."""
    return f"\ue001{word}"


def knows_marks(db: sqlite3.Connection) -> bool:
    """Whether the index has `marked_token`s: one of an older form has none until it is made anew."""
    found = db.execute("SELECT value FROM memory WHERE key = 'search.form'").fetchone()
    return found is None or found[0] == str(FORM)


def words_from(db: sqlite3.Connection, letters: str) -> list[str]:
    """The words of the index that begin with `letters`, in their order; none when there are more than `MOST_WORDS`.

    Each is one step down the index, however many entries have it: some 0.1 ms.
    """
    found: list[str] = []
    at, end = letters, f"{letters}\U0010ffff"
    while row := db.execute(
        "SELECT term FROM search_word WHERE term >= ? AND term < ? ORDER BY term LIMIT 1", (at, end)
    ).fetchone():
        if len(found) == MOST_WORDS:
            return []
        found.append(row[0])
        at = f"{row[0]}\x01"
    return found


def document(db: sqlite3.Connection, entry_id: int) -> Document | None:
    """What the index holds, or will hold, for an entry: always the same for the same rows. None when it is gone."""
    row = db.execute("SELECT feed_id, title, lead, author FROM entry WHERE id = ?", (entry_id,)).fetchone()
    if row is None:
        return None
    texts = [*row[1:], indexed_text(db, entry_id)]
    marked = sorted(set().union(*map(marked_words, texts)))
    feed = " ".join([feed_token(row[0]), *map(marked_token, marked)])
    title, lead, author, body = map(search_form, texts)
    return Document(title, lead, author, body, feed)


def indexed_text(db: sqlite3.Connection, entry_id: int) -> str:
    """The text of an entry as far as it is indexed, not folded: of its page where that is there, else of its feed."""
    bodies = db.execute(
        "SELECT blocks FROM body WHERE id IN (?, ?) ORDER BY id DESC LIMIT 1",
        (body_id(entry_id, VERSION_FEED), body_id(entry_id, VERSION_FULL)),
    ).fetchone()
    return _text_of(bodies[0]) if bodies else ""


def _text_of(packed: bytes) -> str:
    try:
        tree = blocks.load(unpack_text(packed))
    except (ValueError, TypeError, IndexError):
        return ""  # a damaged text is shown as such when opened; its title is still found
    return "\n".join(blocks.texts(tree))[:MAX_TEXT]


def unindex(db: sqlite3.Connection, entry_id: int) -> None:
    """Take an entry out of the index, before its text changes or goes; it waits to be indexed again."""
    _renew(db)
    if db.execute("SELECT 1 FROM unindexed WHERE entry_id = ?", (entry_id,)).fetchone() is not None:
        return
    if (was := document(db, entry_id)) is not None:
        db.execute(
            "INSERT INTO search(search, rowid, title, lead, author, body, feed) VALUES ('delete', ?, ?, ?, ?, ?, ?)",
            (entry_id, *was),
        )
        db.execute("INSERT INTO unindexed VALUES (?)", (entry_id,))
        note_removal(db)


def index_pending(db: sqlite3.Connection, limit: int = 500) -> int:
    """Index up to `limit` entries that wait, oldest first; returns how many are still waiting.

    Whatever interrupts it, the next call goes on where the last commit stood.
    """
    _renew(db)
    waiting = [number for (number,) in db.execute("SELECT entry_id FROM unindexed ORDER BY entry_id LIMIT ?", (limit,))]
    insert = "INSERT INTO search(rowid, title, lead, author, body, feed) VALUES (?, ?, ?, ?, ?, ?)"
    db.executemany(insert, _rows(db, waiting))
    db.executemany("DELETE FROM unindexed WHERE entry_id = ?", ((number,) for number in waiting))
    return pending(db)


def _rows(db: sqlite3.Connection, ids: Iterable[int]) -> list[tuple[object, ...]]:
    return [(number, *found) for number in ids if (found := document(db, number)) is not None]


def pending(db: sqlite3.Connection) -> int:
    """How many entries wait to be indexed."""
    (number,) = db.execute("SELECT count(*) FROM unindexed").fetchone()
    return int(number)


def _renew(db: sqlite3.Connection) -> None:
    """Empty an index whose rows are of another form."""
    found = db.execute("SELECT value FROM memory WHERE key = 'search.form'").fetchone()
    if found is None or found[0] != str(FORM):
        db.execute("INSERT OR REPLACE INTO memory VALUES ('search.form', ?)", (str(FORM),))
        if found is not None:
            rebuild(db)


def rebuild(db: sqlite3.Connection) -> None:
    """Empty the index; `index_pending` fills it again."""
    db.execute("INSERT INTO search(search) VALUES ('delete-all')")
    db.execute("INSERT OR IGNORE INTO unindexed SELECT id FROM entry")
