"""Version 2: reading offline."""

from __future__ import annotations

from reader.store.schema import PUBLISHER_KINDS, VERSION_FULL

_FULL = f"id % 4 = {VERSION_FULL}"

STATEMENTS = (
    # One narrow row for each full text: what they take is their sum, and what goes first is an order of them.
    """CREATE TABLE whole(
        entry_id INTEGER PRIMARY KEY,
        bytes INTEGER NOT NULL,
        kept INTEGER NOT NULL DEFAULT 0
    ) STRICT""",
    f"INSERT INTO whole(entry_id, bytes) SELECT id / 4, length(blocks) + length(meta) FROM body WHERE {_FULL}",
    # Not an upsert: inside a trigger the OR REPLACE of the statement that fired it would win, and forget `kept`.
    f"""CREATE TRIGGER body_added AFTER INSERT ON body WHEN new.{_FULL} BEGIN
        UPDATE whole SET bytes = length(new.blocks) + length(new.meta) WHERE entry_id = new.id / 4;
        INSERT INTO whole(entry_id, bytes) SELECT new.id / 4, length(new.blocks) + length(new.meta)
            WHERE NOT EXISTS (SELECT 1 FROM whole WHERE entry_id = new.id / 4);
        END""",
    f"""CREATE TRIGGER body_gone AFTER DELETE ON body WHEN old.{_FULL} BEGIN
        DELETE FROM whole WHERE entry_id = old.id / 4; END""",
    "CREATE TABLE unfit(url_hash INTEGER PRIMARY KEY, at INTEGER NOT NULL, kind TEXT NOT NULL) STRICT",
    # How deep the related stories of a queued one are wanted too, plus 1; 0 for a page that was merely opened.
    "ALTER TABLE queue ADD COLUMN keep INTEGER NOT NULL DEFAULT 0",
    "CREATE INDEX entry_thin ON entry(id) WHERE teaser_only = 1 AND has_full = 0",
    f"CREATE INDEX link_story ON link(entry_id, url_hash) WHERE kind IN {PUBLISHER_KINDS}",
)
