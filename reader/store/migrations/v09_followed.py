"""Version 9: stories that the reader follows."""

from __future__ import annotations

STATEMENTS = (
    # Kept by its entries, not by a story's id: stories merge, split and are computed anew. `core` is what the entries
    # that were there at the beginning have in common, as a vector; `size` the length of the longest of them. One that
    # has ended stays, so that an undo finds it.
    """CREATE TABLE followed(
        id INTEGER PRIMARY KEY,
        headline TEXT NOT NULL,
        own_title TEXT NOT NULL DEFAULT '',
        added INTEGER NOT NULL,
        ended INTEGER NOT NULL DEFAULT 0,
        core BLOB NOT NULL,
        size INTEGER NOT NULL
    ) STRICT""",
    # `seed`: was there when following began. `fresh`: came after the reader last looked.
    """CREATE TABLE followed_entry(
        followed_id INTEGER NOT NULL,
        entry_id INTEGER NOT NULL,
        seed INTEGER NOT NULL,
        fresh INTEGER NOT NULL,
        PRIMARY KEY (followed_id, entry_id)
    ) STRICT, WITHOUT ROWID""",
    "CREATE INDEX followed_fresh ON followed_entry(followed_id, entry_id) WHERE fresh = 1",
    "CREATE INDEX followed_by_entry ON followed_entry(entry_id)",
)
