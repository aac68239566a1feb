"""Version 12: what of a feed's document was read before, so that what comes unchanged is not read again."""

from __future__ import annotations

STATEMENTS = (
    # Apart from `feed`, whose rows the lists read: some 30 bytes for each entry of the document, 64 KB at most.
    "CREATE TABLE digested(feed_id INTEGER PRIMARY KEY, memo BLOB NOT NULL) STRICT",
)
