"""Figures of the cache, feed by feed and as a whole. Some are counted when asked for, which a large cache feels."""

from __future__ import annotations

import sqlite3
from datetime import datetime, timedelta

from reader.domain.figures import WEEKS, FeedFigures, Figures
from reader.domain.secrets import masked

from .counters import counts
from .packing import figure, from_db_or_none, sound, to_db
from .paths import StorePaths


def figures(db: sqlite3.Connection, paths: StorePaths, now: datetime) -> Figures:
    """Count the cache."""
    total = counts(db)
    since = to_db(now - timedelta(weeks=WEEKS))
    sizes = dict(
        db.execute(
            # Grouped as it is read, SQLite sorts the texts themselves: 660 MB of memory for a million.
            """WITH text AS MATERIALIZED (
                    SELECT feed_id, length(blocks) + length(meta) AS bytes
                    FROM body CROSS JOIN state ON state.id = body.id / 4)
                SELECT feed_id, sum(bytes) FROM text GROUP BY feed_id"""
        )
    )
    feeds = tuple(
        FeedFigures(
            number,
            masked(title),
            entries,
            unread,
            starred,
            recent / WEEKS,
            from_db_or_none(success),
            failures,
            sizes.get(number, 0),
        )
        for number, title, entries, unread, starred, recent, success, failures in sound(
            db.execute(
                """SELECT feed.id, coalesce(nullif(own_title, ''), nullif(title, ''), url), entries, unread, starred,
                    (SELECT count(*) FROM state INDEXED BY state_feed WHERE feed_id = feed.id AND sort_at >= ?),
                    last_success, failures
                FROM subscription JOIN feed ON feed.id = subscription.feed_id JOIN counter ON counter.feed_id = feed.id
                ORDER BY entries DESC, feed.id""",
                (since,),
            ),
            "itiiiiIi",
        )
    )
    stories, several = db.execute(
        "SELECT count(*), count(*) FILTER (WHERE voices > 1) FROM story WHERE entries > 1 AND merged_into = 0"
    ).fetchone()
    (full,) = db.execute("SELECT count(*) FROM whole").fetchone()
    (pictures,) = db.execute("SELECT total(bytes) FROM image WHERE file <> ''").fetchone()
    return Figures(
        feeds, total.entries, total.total_unread, total.starred, full, stories, several,
        paths.database.stat().st_size, figure(pictures),
    )  # fmt: skip
