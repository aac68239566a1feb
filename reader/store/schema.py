"""The tables, as numbered migrations. A migration that was released is never changed; the next one is added below it.

Words used in the columns:

- All times are integers, milliseconds since 1970 UTC; 0 or NULL where there is none.
- `place` says in which lists an entry stands (PLACE_*). An entry's id never changes and is never given to another one:
  the row in `state` stays when the entry goes, so that an entry that comes back finds its id and its state.
- `identity` and `alias` hold 64-bit hashes (`packing.hash64`) of entry keys and URL keys: two narrow tables that answer
  "is this one here already" for whole feeds and outlive the entry too.
- `body.id` is `entry.id * 4 + version` (VERSION_*): one integer key, so that large rows stay out of index pages.
- `search` is contentless: it holds the index alone. What was indexed is made again from the entry
  (`indexing.document`), which is how a row is taken out; SQLite 3.40 knows no `contentless_delete`.
"""

from __future__ import annotations

APPLICATION_ID = 0x62616E74
"""'bant' in the file's header: says that the database is ours."""

PLACE_DROPPED = -1
"""Removed by retention; stays away whatever its feed says."""
PLACE_HIDDEN = 0
"""Its feed was removed; can come back."""
PLACE_LISTED = 1
"""Stands in the lists of its feed."""
PLACE_ASIDE = 2
"""A followed page, or a starred entry of a removed feed: Starred, History and searches show it, feeds do not."""

VERSION_FEED = 0
VERSION_FULL = 1

PUBLISHER_KINDS = "('related', 'inline', 'topic', 'section', 'popular')"
"""SQL: kinds of groups that a publisher printed (`domain.models.GroupKind.from_publisher`)."""

_TABLES = (
    """CREATE TABLE folder(
        id INTEGER PRIMARY KEY,
        title TEXT NOT NULL,
        parent_id INTEGER NOT NULL DEFAULT 0,
        position INTEGER NOT NULL DEFAULT 0,
        expanded INTEGER NOT NULL DEFAULT 1,
        extra TEXT NOT NULL DEFAULT ''
    ) STRICT""",
    # What the engine knows of a feed. The row outlives the subscription: a feed that is added again finds its entries.
    """CREATE TABLE feed(
        id INTEGER PRIMARY KEY,
        url TEXT NOT NULL,
        url_key TEXT NOT NULL UNIQUE,
        adapter TEXT NOT NULL,
        title TEXT NOT NULL DEFAULT '',
        site_url TEXT NOT NULL DEFAULT '',
        description TEXT NOT NULL DEFAULT '',
        language TEXT NOT NULL DEFAULT '',
        icon_url TEXT NOT NULL DEFAULT '',
        warning TEXT NOT NULL DEFAULT '',
        etag TEXT NOT NULL DEFAULT '',
        last_modified TEXT NOT NULL DEFAULT '',
        body_hash TEXT NOT NULL DEFAULT '',
        status INTEGER NOT NULL DEFAULT 0,
        last_attempt INTEGER,
        last_success INTEGER,
        last_full INTEGER,
        next_due INTEGER,
        failures INTEGER NOT NULL DEFAULT 0,
        error TEXT NOT NULL DEFAULT '',
        gone INTEGER NOT NULL DEFAULT 0,
        ttl INTEGER NOT NULL DEFAULT 0,
        fresh_for REAL NOT NULL DEFAULT 0,
        skip_hours INTEGER NOT NULL DEFAULT 0,
        skip_days INTEGER NOT NULL DEFAULT 0,
        redirect_url TEXT NOT NULL DEFAULT '',
        redirect_count INTEGER NOT NULL DEFAULT 0,
        redirect_since INTEGER,
        removed_at INTEGER
    ) STRICT""",
    # What the reader decided about it. No row: not subscribed.
    """CREATE TABLE subscription(
        feed_id INTEGER PRIMARY KEY,
        own_title TEXT NOT NULL DEFAULT '',
        folder_id INTEGER NOT NULL DEFAULT 0,
        position INTEGER NOT NULL DEFAULT 0,
        interval INTEGER NOT NULL DEFAULT 0,
        full_text INTEGER NOT NULL DEFAULT 0,
        keep_full INTEGER NOT NULL DEFAULT 0,
        disabled INTEGER NOT NULL DEFAULT 0,
        sample INTEGER NOT NULL DEFAULT 0,
        added INTEGER NOT NULL DEFAULT 0,
        imported INTEGER NOT NULL DEFAULT 0,
        extra TEXT NOT NULL DEFAULT ''
    ) STRICT""",
    """CREATE TABLE entry(
        id INTEGER PRIMARY KEY,
        feed_id INTEGER NOT NULL,
        url TEXT NOT NULL,
        title TEXT NOT NULL,
        lead TEXT NOT NULL,
        author TEXT NOT NULL,
        section TEXT NOT NULL,
        source TEXT NOT NULL,
        published INTEGER,
        first_seen INTEGER NOT NULL,
        image_url TEXT NOT NULL,
        has_enclosure INTEGER NOT NULL,
        teaser_only INTEGER NOT NULL,
        has_full INTEGER NOT NULL DEFAULT 0,
        referrer_id INTEGER NOT NULL DEFAULT 0,
        content_hash TEXT NOT NULL
    ) STRICT""",
    # Narrow on purpose: every list is an index of this table, and marking all read rewrites 40 bytes an entry, not 600.
    """CREATE TABLE state(
        id INTEGER PRIMARY KEY,
        feed_id INTEGER NOT NULL,
        sort_at INTEGER NOT NULL,
        place INTEGER NOT NULL,
        read INTEGER NOT NULL DEFAULT 0,
        starred INTEGER NOT NULL DEFAULT 0,
        version INTEGER NOT NULL DEFAULT -1,
        read_at INTEGER NOT NULL DEFAULT 0,
        opened_at INTEGER NOT NULL DEFAULT 0
    ) STRICT""",
    """CREATE TABLE identity(
        feed_id INTEGER NOT NULL,
        key INTEGER NOT NULL,
        entry_id INTEGER NOT NULL,
        PRIMARY KEY (feed_id, key)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE alias(
        url_hash INTEGER NOT NULL,
        entry_id INTEGER NOT NULL,
        PRIMARY KEY (url_hash, entry_id)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE body(
        id INTEGER PRIMARY KEY,
        words INTEGER NOT NULL,
        meta TEXT NOT NULL,
        blocks BLOB NOT NULL
    ) STRICT""",
    """CREATE TABLE link(
        entry_id INTEGER NOT NULL,
        version INTEGER NOT NULL,
        position INTEGER NOT NULL,
        grp INTEGER NOT NULL,
        kind TEXT NOT NULL,
        heading TEXT NOT NULL,
        url TEXT NOT NULL,
        url_hash INTEGER NOT NULL,
        title TEXT NOT NULL,
        teaser TEXT NOT NULL,
        image_url TEXT NOT NULL,
        published INTEGER,
        PRIMARY KEY (entry_id, version, position)
    ) STRICT, WITHOUT ROWID""",
    "CREATE TABLE unindexed(entry_id INTEGER PRIMARY KEY) STRICT",
    """CREATE TABLE queue(
        id INTEGER PRIMARY KEY,
        url TEXT NOT NULL,
        url_hash INTEGER NOT NULL UNIQUE,
        entry_id INTEGER NOT NULL DEFAULT 0,
        referrer_id INTEGER NOT NULL DEFAULT 0,
        added INTEGER NOT NULL,
        attempts INTEGER NOT NULL DEFAULT 0,
        error TEXT NOT NULL DEFAULT ''
    ) STRICT""",
    """CREATE TABLE counter(
        feed_id INTEGER PRIMARY KEY,
        unread INTEGER NOT NULL DEFAULT 0,
        starred INTEGER NOT NULL DEFAULT 0,
        entries INTEGER NOT NULL DEFAULT 0
    ) STRICT""",
    """CREATE TABLE undo(
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        at INTEGER NOT NULL,
        label TEXT NOT NULL,
        change TEXT NOT NULL,
        ids BLOB NOT NULL
    ) STRICT""",
    "CREATE TABLE memory(key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID",
    """CREATE TABLE fetch_log(
        id INTEGER PRIMARY KEY,
        feed_id INTEGER NOT NULL,
        at INTEGER NOT NULL,
        status INTEGER NOT NULL,
        new INTEGER NOT NULL,
        updated INTEGER NOT NULL,
        bytes INTEGER NOT NULL,
        millis INTEGER NOT NULL,
        error TEXT NOT NULL
    ) STRICT""",
    """CREATE VIRTUAL TABLE search USING fts5(
        title, lead, author, body, feed, content='',
        tokenize="unicode61 remove_diacritics 0 categories 'L* N* Co Mn Mc'"
    )""",
)

_INDEXES = (
    # The lists, in their order. feed_id rides along so that a folder is read from the index alone.
    "CREATE INDEX state_all ON state(sort_at, id, feed_id) WHERE place = 1",
    "CREATE INDEX state_unread ON state(sort_at, id, feed_id) WHERE place = 1 AND read = 0",
    "CREATE INDEX state_feed ON state(feed_id, sort_at, id, place)",
    "CREATE INDEX state_feed_unread ON state(feed_id, sort_at, id) WHERE place = 1 AND read = 0",
    "CREATE INDEX state_starred ON state(sort_at, id, place, read) WHERE starred = 1",
    "CREATE INDEX state_opened ON state(opened_at, id) WHERE opened_at > 0",
    "CREATE INDEX subscription_folder ON subscription(folder_id)",
    "CREATE INDEX fetch_log_feed ON fetch_log(feed_id)",
    "CREATE INDEX queue_entry ON queue(entry_id) WHERE entry_id > 0",
)

# What one row of `state` adds to the counters of its feed. Followed pages (feed 0) count as unread too.
_UNREAD = "({0}.read = 0 AND ({0}.place = 1 OR ({0}.place = 2 AND {0}.feed_id = 0)))"
_STARRED = "({0}.starred = 1 AND {0}.place > 0)"
_ENTRIES = "({0}.place > 0)"


def _count(sign: str, row: str) -> str:
    parts = (f"{name} = {name} {sign} {rule.format(row)}" for name, rule in _RULES)
    return f"UPDATE counter SET {', '.join(parts)} WHERE feed_id = {row}.feed_id"


_RULES = (("unread", _UNREAD), ("starred", _STARRED), ("entries", _ENTRIES))
_CHANGE = ", ".join(f"{name} = {name} + {rule.format('new')} - {rule.format('old')}" for name, rule in _RULES)

# Counters by triggers: whatever writes to `state`, in whichever process, they are right in the same transaction.
_TRIGGERS = (
    """CREATE TRIGGER feed_counter AFTER INSERT ON feed
        BEGIN INSERT OR IGNORE INTO counter(feed_id) VALUES (new.id); END""",
    f"CREATE TRIGGER state_added AFTER INSERT ON state WHEN new.place > 0 BEGIN {_count('+', 'new')}; END",
    f"CREATE TRIGGER state_gone AFTER DELETE ON state WHEN old.place > 0 BEGIN {_count('-', 'old')}; END",
    f"""CREATE TRIGGER state_changed AFTER UPDATE OF read, starred, place ON state
        WHEN new.read <> old.read OR new.starred <> old.starred OR new.place <> old.place
        BEGIN UPDATE counter SET {_CHANGE} WHERE feed_id = new.feed_id; END""",
    "INSERT INTO counter(feed_id) VALUES (0)",
)

_FULL = f"id % 4 = {VERSION_FULL}"

# Version 2: reading offline.
_OFFLINE = (
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

# Version 3: pictures. Files lie in the cache folder; a row without a file says why a picture could not be had.
_PICTURES = (
    """CREATE TABLE image(
        url_hash INTEGER PRIMARY KEY,
        url TEXT NOT NULL,
        entry_id INTEGER NOT NULL,
        file TEXT NOT NULL,
        kind TEXT NOT NULL,
        width INTEGER NOT NULL,
        height INTEGER NOT NULL,
        bytes INTEGER NOT NULL,
        error TEXT NOT NULL,
        failures INTEGER NOT NULL,
        retry INTEGER NOT NULL,
        used INTEGER NOT NULL
    ) STRICT""",
    "CREATE INDEX image_file ON image(file, bytes) WHERE file <> ''",
)

# Version 4: related stories.
_RELATED = (
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

MIGRATIONS: tuple[tuple[str, ...], ...] = ((*_TABLES, *_INDEXES, *_TRIGGERS), _OFFLINE, _PICTURES, _RELATED)
"""`MIGRATIONS[n]` takes a store of version n to version n + 1; statements run in one transaction."""

LATEST = len(MIGRATIONS)
"""The version that this program writes (`PRAGMA user_version`)."""
