"""Version 5: changes of many entries are written in parts; what the reader marked unread on purpose; retention."""

from __future__ import annotations

STATEMENTS = (
    # What one undo takes back beyond `undo.ids`, part by part as it was written.
    """CREATE TABLE undo_part(
        undo_id INTEGER NOT NULL,
        part INTEGER NOT NULL,
        ids BLOB NOT NULL,
        PRIMARY KEY (undo_id, part)
    ) STRICT""",
    "CREATE TRIGGER undo_gone AFTER DELETE ON undo BEGIN DELETE FROM undo_part WHERE undo_id = old.id; END",
    # When the reader last marked it unread, 0 for never: with `read = 0` it is unread by choice. Nothing takes it back,
    # so an undo of a later mark finds it.
    "ALTER TABLE state ADD COLUMN unread_at INTEGER NOT NULL DEFAULT 0",
    # How long the entries of this feed are kept, and how many: 0 all, -1 as the configuration says.
    "ALTER TABLE subscription ADD COLUMN keep_days INTEGER NOT NULL DEFAULT -1",
    "ALTER TABLE subscription ADD COLUMN keep_count INTEGER NOT NULL DEFAULT -1",
    "CREATE INDEX image_entry ON image(entry_id)",
)
