"""A generated cache for benchmarks and for trying the interface: `python -m tests.benchmarks.build_cache DIR`.

Half Vietnamese, half English; entries come in rounds over all feeds as they do in life, so that ids follow time.
Written through the store's own functions. 100,000 entries take about a minute, most of it for the search index
(`--no-index` leaves the entries waiting for it).
"""

from __future__ import annotations

import argparse
import random
import sqlite3
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from reader.domain.blocks import Block, Heading, Paragraph, Span, dump
from reader.domain.digested import DigestedEntry, DigestedFeed
from reader.domain.models import Enclosure, GroupKind, RelatedGroup, RelatedLink
from reader.store import counters, feeds, indexing, ingest, subscriptions
from reader.store.connect import open_writer, transaction
from reader.store.migrate import migrate
from reader.store.paths import StorePaths
from reader.store.values import FeedState, FeedUpdate, NewEntry, NewSubscription

from .corpus import _WORDS as WORDS

NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
FOLDERS = ("Trong nước", "Thế giới", "Công nghệ", "Thể thao", "Kinh tế", "World", "Science", "Sport", "Local")


def build(folder: Path, *, entries: int, feed_count: int, days: int = 90, words: int = 160, index: bool = True) -> None:
    """Write a cache of `entries` in `feed_count` feeds over the last `days` before NOW; texts of `words` words."""
    paths = StorePaths(folder)
    folder.mkdir(parents=True, exist_ok=True)
    db = open_writer(paths.database, checkpoints=True, durable=False)
    db.execute("PRAGMA cache_size = -65536")
    try:
        migrate(db)
        ids = _subscribe(db, feed_count)
        states = {state.id: state for state in feeds.feed_states(db)}
        per_feed = -(-entries // feed_count)
        rounds = max(1, per_feed // 10)
        left = entries
        for number in range(rounds):
            size = per_feed // rounds + (number < per_feed % rounds)
            with transaction(db):
                for place, feed_id in enumerate(ids):
                    count = min(size, left)
                    left -= count
                    new = tuple(_entries(place, number, count, rounds, days, words))
                    ingest.apply(db, FeedUpdate(_fetched(states[feed_id]), DigestedFeed(), new), NOW)
        _read_and_starred(db, days)
        while index:
            with transaction(db):
                if not indexing.index_pending(db, 2000):
                    break
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    finally:
        db.close()


def _subscribe(db: sqlite3.Connection, count: int) -> list[int]:
    ids = []
    with transaction(db):
        folder_ids = [subscriptions.insert_folder(db, title, 0) for title in FOLDERS]
        for number in range(count):
            title = f"{('Paper', 'Báo')[number % 2]} {number}"
            new = NewSubscription(
                f"https://feed{number}.example/rss.xml", "feed", folder_ids[number % len(folder_ids)], feed_title=title
            )
            ids.append(feeds.subscribe(db, new, NOW - timedelta(days=400))[0])
    return ids


def _fetched(state: FeedState) -> FeedState:
    return replace(state, last_attempt=NOW, last_success=NOW, next_due=NOW + timedelta(hours=1), status=200)


def _entries(feed: int, number: int, count: int, rounds: int, days: int, words: int) -> Iterator[NewEntry]:
    chance = random.Random(f"{feed}/{number}")
    vocabulary = WORDS[feed % 2]
    span = timedelta(days=days) / rounds
    start = NOW - timedelta(days=days) + span * number
    for place in range(count):
        published = start + span * chance.random()
        key = f"{feed}-{number}-{place}"
        url = f"https://feed{feed}.example/{key}.html"
        title = " ".join(chance.choices(vocabulary, k=chance.randint(6, 13))).capitalize()
        paragraphs = [
            " ".join(chance.choices(vocabulary, k=max(8, words // 4))).capitalize() + "." for _part in range(4)
        ]
        other = f"https://feed{(feed + 1) % 7}.example/0-0-{place}.html"
        link = Span(" ".join(chance.choices(vocabulary, k=4)), 0, other)
        tree: list[Block] = [Paragraph((Span(text),)) for text in paragraphs]
        tree.insert(1, Heading((Span("Tiêu đề phụ " + title[:20]),)))
        tree.append(Paragraph((Span("Xem thêm: "), link)))
        group = RelatedGroup(GroupKind.RELATED, (RelatedLink(link.href, link.text),), "Tin liên quan")
        yield NewEntry(
            DigestedEntry(
                key=key,
                url=url,
                url_key=url.removeprefix("https://"),
                title=title,
                lead=paragraphs[0][:280],
                author=f"Phóng viên {place % 9}",
                section=f"Mục {place % 5}",
                published=published,
                blocks_json=dump(tree),
                words=words,
                links=(group,) if place % 5 == 0 else (),
                content_hash=key,
                teaser_only=place % 7 == 0,
                enclosures=(Enclosure(url + ".mp3", "audio/mpeg", 1_000_000),) if place % 20 == 0 else (),
            ),
            published,
        )


def _read_and_starred(db: sqlite3.Connection, days: int) -> None:
    """What is older than a tenth of the time was read but for every fifth; one in a hundred has a star."""
    recent = int((NOW - timedelta(days=days / 10)).timestamp() * 1000)
    with transaction(db):
        db.execute("UPDATE state SET read = 1 WHERE sort_at < ? AND id % 5 > 0", (recent,))
        db.execute("UPDATE state SET starred = 1 WHERE id % 100 = 7")
        db.execute("UPDATE state SET opened_at = sort_at WHERE id % 50 = 3")


def main() -> None:
    """Build the cache that the command line names, and say how long it took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--entries", type=int, default=100_000)
    parser.add_argument("--feeds", type=int, default=1000)
    parser.add_argument("--days", type=int, default=90)
    parser.add_argument("--words", type=int, default=160, help="words of each text")
    parser.add_argument("--no-index", action="store_true", help="leave the search index to the engine")
    args = parser.parse_args()
    if StorePaths(args.folder).database.exists():
        sys.exit(f"{args.folder} holds a cache already")
    began = time.perf_counter()
    build(
        args.folder,
        entries=args.entries,
        feed_count=args.feeds,
        days=args.days,
        words=args.words,
        index=not args.no_index,
    )
    took = time.perf_counter() - began
    db = open_writer(StorePaths(args.folder).database, checkpoints=False, durable=False)
    count = counters.counts(db)
    db.close()
    size = StorePaths(args.folder).database.stat().st_size / 1e6
    print(f"{count.entries} entries, {count.total_unread} unread, {args.feeds} feeds, {size:.0f} MB, {took:.1f} s")


if __name__ == "__main__":
    main()
