"""Version 7: stories fold into one row of a list."""

from __future__ import annotations

STATEMENTS = (
    # The reader would rather have a story from this source than from others.
    "ALTER TABLE subscription ADD COLUMN preferred INTEGER NOT NULL DEFAULT 0",
    # What decides who leads, beside its story: the signature's row holds the vector too, and reading 300,000 of them
    # takes ten times as long as reading the index below.
    "ALTER TABLE member ADD COLUMN length INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE member ADD COLUMN told_at INTEGER NOT NULL DEFAULT 0",
    """UPDATE member SET length = signature.size, told_at = signature.at FROM signature
        WHERE signature.entry_id = member.entry_id""",
    # It holds all that folding asks for, so that a whole list is folded without a look at the table.
    "DROP INDEX member_story",
    "CREATE INDEX member_story ON member(story_id, voice, copy_of, length, told_at) WHERE story_id > 0",
)
