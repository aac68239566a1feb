"""Version 6: saved searches, tags."""

from __future__ import annotations

STATEMENTS = (
    # `query` as it is typed (`domain.query`).
    """CREATE TABLE saved(
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        title TEXT NOT NULL,
        query TEXT NOT NULL,
        position INTEGER NOT NULL DEFAULT 0
    ) STRICT""",
    # `folded`: two spellings of a tag are one.
    """CREATE TABLE tag(
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        name TEXT NOT NULL,
        folded TEXT NOT NULL UNIQUE
    ) STRICT""",
    """CREATE TABLE tagged(
        tag_id INTEGER NOT NULL,
        entry_id INTEGER NOT NULL,
        PRIMARY KEY (tag_id, entry_id)
    ) STRICT, WITHOUT ROWID""",
    "CREATE INDEX tagged_entry ON tagged(entry_id, tag_id)",
)
