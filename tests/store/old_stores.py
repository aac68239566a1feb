"""Stores as older versions of the program left them, with something in every table that version had."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

from reader.domain.blocks import Paragraph, Span, dump
from reader.store import counters, upkeep
from reader.store.connect import open_writer
from reader.store.migrate import migrate, version
from reader.store.migrations import MIGRATIONS
from reader.store.packing import hash64, pack_ids, pack_text
from reader.store.paths import StorePaths
from reader.store.schema import LATEST

TEXTS = ("Cầu Trà Lam đóng cửa sau vết nứt ở trụ số ba.", "Trụ số ba của cầu Trà Lam bị nứt, cầu đóng ba tháng.")


def build(folder: Path, number: int) -> Path:
    """A store of version `number`: one feed in a folder, three entries (the second starred, the first read, the third
    with a full text), a queued page, a removed feed, and an undo."""
    folder.mkdir(parents=True)
    db = open_writer(StorePaths(folder).database, checkpoints=True, durable=False)
    migrate(db, MIGRATIONS[:number])
    db.execute("INSERT INTO folder(id, title) VALUES (1, 'Ordner')")
    for feed_id, name in ((1, "one"), (2, "gone")):
        url = f"https://{name}.example/feed"
        row = (feed_id, url, f"{name}.example/feed", name.title())
        db.execute("INSERT INTO feed(id, url, url_key, adapter, title) VALUES (?, ?, ?, 'feed', ?)", row)
    db.execute("INSERT INTO subscription(feed_id, folder_id, own_title) VALUES (1, 1, 'Mine')")
    for n in (1, 2, 3):
        _entry(db, n)
    db.execute("INSERT INTO body VALUES (?, 5, '', ?)", (3 * 4 + 1, pack_text(_blocks("Toàn văn bài ba."))))
    db.execute("UPDATE entry SET has_full = 1 WHERE id = 3")
    db.execute("INSERT INTO queue(url, url_hash, added) VALUES ('https://far.example/1', 77, 5)")
    change = '{"set": [["read", 0]]}'
    db.execute("INSERT INTO undo(at, label, change, ids) VALUES (5, 'read one', ?, ?)", (change, pack_ids([1])))
    db.execute("""INSERT INTO memory VALUES ('ui.place', '"here"')""")
    db.close()
    return folder


def _blocks(text: str) -> str:
    return dump([Paragraph((Span(text),))])


def _entry(db: sqlite3.Connection, n: int) -> None:
    url, text = f"https://one.example/{n}", TEXTS[n % 2]
    at = 1_750_000_000_000 + n * 3_600_000
    db.execute(
        """INSERT INTO entry(id, feed_id, url, title, lead, author, section, source, published, first_seen, image_url,
            has_enclosure, teaser_only, content_hash) VALUES (?, 1, ?, ?, ?, '', '', '', ?, ?, '', 0, 0, ?)""",
        (n, url, f"{text} {n}", text, at, at, f"hash {n}"),
    )
    db.execute("INSERT INTO state(id, feed_id, sort_at, place) VALUES (?, 1, ?, 1)", (n, at))
    db.execute("UPDATE state SET read = ?, starred = ?, read_at = ? WHERE id = ?", (n == 1, n == 2, 5 * (n == 1), n))
    db.execute("INSERT INTO identity VALUES (1, ?, ?)", (hash64(f"key {n}"), n))
    db.execute("INSERT INTO alias VALUES (?, ?)", (hash64(f"one.example/{n}"), n))
    db.execute("INSERT INTO body VALUES (?, 5, '', ?)", (n * 4, pack_text(_blocks(text))))
    db.execute("INSERT INTO unindexed VALUES (?)", (n,))


def losses(folder: Path) -> list[str]:
    """What is wrong in such a store, at whatever version it is now."""
    db = sqlite3.connect(StorePaths(folder).database)
    try:
        found = upkeep.problems(db, thorough=True)
        count = counters.counts(db)
        if (count.entries, count.starred, count.total_unread, count.queued) != (3, 1, 2, 1):
            found.append(f"the counters say {count}")
        if db.execute("SELECT own_title, folder_id FROM subscription").fetchall() != [("Mine", 1)]:
            found.append("the subscription is another one")
        return found
    finally:
        db.close()


def crash(start: Path, scratch: Path, at: int, dies_at: object) -> tuple[bool, list[str]]:
    """Die at the `at`-th statement of bringing a store to today's version; whether it died, and what is wrong."""
    folder = scratch / f"migrate-{start.name}-{at}"
    shutil.copytree(start, folder)
    try:
        died = dies_at(at, folder, migrate)  # type: ignore[operator]
        found = losses(folder)
        db = open_writer(StorePaths(folder).database, checkpoints=True, durable=False)
        migrate(db)
        if version(db) != LATEST:
            found.append("it never came to today's version")
        db.close()
        return died, [f"migration of {start.name} at {at}: {each}" for each in found + losses(folder)]
    finally:
        shutil.rmtree(folder)
