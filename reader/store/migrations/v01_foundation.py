"""Version 1: feeds, subscriptions, entries, state, texts, search, undo."""

from __future__ import annotations

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

STATEMENTS = (*_TABLES, *_INDEXES, *_TRIGGERS)
