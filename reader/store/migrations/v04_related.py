"""Version 4: related stories."""

from __future__ import annotations

STATEMENTS = (
    # Entries whose relations are to be computed, or taken out because they are gone: whatever writes texts, in
    # whichever process, they get in here in the same transaction. `taken` says that work on them is under way; a change
    # of the text meanwhile puts it back to 0.
    "CREATE TABLE unrelated(entry_id INTEGER PRIMARY KEY, taken INTEGER NOT NULL DEFAULT 0) STRICT",
    "INSERT INTO unrelated(entry_id) SELECT DISTINCT id / 4 FROM body",
    """CREATE TRIGGER body_related AFTER INSERT ON body BEGIN
        UPDATE unrelated SET taken = 0 WHERE entry_id = new.id / 4;
        INSERT INTO unrelated(entry_id) SELECT new.id / 4
            WHERE NOT EXISTS (SELECT 1 FROM unrelated WHERE entry_id = new.id / 4);
        END""",
    """CREATE TRIGGER entry_related AFTER DELETE ON entry BEGIN
        UPDATE unrelated SET taken = 0 WHERE entry_id = old.id;
        INSERT INTO unrelated(entry_id) SELECT old.id
            WHERE NOT EXISTS (SELECT 1 FROM unrelated WHERE entry_id = old.id);
        END""",
    # What an entry is compared by. `twin`: fingerprint of the text, 0 for short ones; `at` in seconds; `vector` is
    # empty for an entry with the very text of another, which is found through that one.
    """CREATE TABLE signature(
        entry_id INTEGER PRIMARY KEY,
        twin INTEGER NOT NULL,
        at INTEGER NOT NULL,
        size INTEGER NOT NULL,
        roundup INTEGER NOT NULL,
        vector BLOB NOT NULL
    ) STRICT""",
    "CREATE INDEX signature_twin ON signature(twin) WHERE twin <> 0",
    # From features to entries. FTS5 serves as the inverted file: 85 bytes an entry and 0.03 ms to add one, where a
    # table of (feature, entry) takes 440 bytes and 0.6 ms.
    "CREATE VIRTUAL TABLE feature USING fts5(features, content='', detail=none, tokenize='ascii')",
    # Stories of two entries or more. `voices` counts publishers, copies left out; numbers of members are as of the last
    # change of the story, and members that are hidden now count too.
    """CREATE TABLE story(
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        first_at INTEGER NOT NULL,
        last_at INTEGER NOT NULL,
        entries INTEGER NOT NULL,
        sources INTEGER NOT NULL,
        voices INTEGER NOT NULL,
        merged_into INTEGER NOT NULL DEFAULT 0
    ) STRICT""",
    "CREATE INDEX story_last ON story(last_at)",
    # `story_id` 0: alone so far. `voice` is a hash of the publisher, so that two feeds of one paper are one source.
    # `copy_of`: the first entry with this text.
    """CREATE TABLE member(
        entry_id INTEGER PRIMARY KEY,
        story_id INTEGER NOT NULL,
        voice INTEGER NOT NULL,
        copy_of INTEGER NOT NULL
    ) STRICT""",
    "CREATE INDEX member_story ON member(story_id, voice) WHERE story_id > 0",
    "CREATE INDEX member_copy ON member(copy_of) WHERE copy_of > 0",
    # The strongest relations to entries outside of the story (`links.pack_near`).
    "CREATE TABLE near(entry_id INTEGER PRIMARY KEY, links BLOB NOT NULL) STRICT",
    "CREATE TABLE vocabulary(piece INTEGER PRIMARY KEY, counts BLOB NOT NULL) STRICT",
    # The sentences that a source prints often.
    "CREATE TABLE habit(feed_id INTEGER PRIMARY KEY, sentences BLOB NOT NULL) STRICT",
)
