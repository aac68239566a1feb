"""A real store in a folder of the test's own, with a small news world to put into it."""

from __future__ import annotations

import sqlite3
from array import array
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from reader.domain.blocks import Paragraph, Span, dump
from reader.domain.digested import DigestedEntry, DigestedFeed
from reader.domain.identity import entry_key, url_key
from reader.domain.models import ListQuery
from reader.store import feeds, ingest, lists, related, states, upkeep
from reader.store.connect import open_writer, transaction
from reader.store.paths import StorePaths
from reader.store.values import Applied, FeedUpdate, NewEntry, NewSubscription
from tests.empty_store import lay_empty

NOW = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)


def digested(number: int = 1, **changes: object) -> DigestedEntry:
    """An entry that a feed gave; `changes` say what is special about it."""
    values: dict[str, object] = {
        "id": f"guid-{number}",
        "url": f"https://paper.example/story-{number}.html",
        "title": f"Tin số {number}",
        "lead": f"Lời dẫn {number}",
        "published": NOW - timedelta(hours=number),
        "blocks_json": dump([Paragraph((Span(f"Nội dung của bài {number}."),))]),
        "words": 5,
        "content_hash": f"hash-{number}",
    } | changes
    url = str(values["url"])
    values.setdefault("url_key", url_key(url))
    published = values["published"]
    assert published is None or isinstance(published, datetime)
    key = entry_key(str(values["id"]), url, str(values["title"]), published, str(values["lead"]))
    return DigestedEntry(**{"key": key, **values})  # type: ignore[arg-type]


class World:
    """A store open for writing, with shorthands. Each `write` is one transaction, as in `Store.write`."""

    def __init__(self, folder: Path) -> None:
        self.paths = StorePaths(folder)
        lay_empty(self.paths.database)
        self.db = open_writer(self.paths.database, checkpoints=True, durable=False)
        self.now = NOW

    def write(self, work: Callable[..., object], *args: object, **kwargs: object) -> object:
        """Run a function of the store in a transaction."""
        with transaction(self.db):
            return work(self.db, *args, **kwargs)

    def feed(self, name: str = "paper", folder_id: int = 0, **changes: object) -> int:
        """Subscribe."""
        new = NewSubscription(f"https://{name}.example/feed", "feed", folder_id, feed_title=name.title())
        with transaction(self.db):
            return feeds.subscribe(self.db, replace(new, **changes), self.now)[0]  # type: ignore[arg-type]

    def fetched(self, feed_id: int, *entries: DigestedEntry, read: bool = False) -> Applied:
        """Store new entries of a feed."""
        (state,) = feeds.feed_states(self.db, [feed_id])
        new = tuple(NewEntry(entry, min(entry.published or self.now, self.now), read) for entry in entries)
        with transaction(self.db):
            return ingest.apply(self.db, FeedUpdate(state, DigestedFeed(), new), self.now)

    def settle(
        self, *members: related.Membership, near: Mapping[int, Sequence[tuple[int, float]]] | None = None
    ) -> None:
        """Say which stories these entries belong to, and what lies `near` them outside of these."""
        self.write(related.settle, related.Settled([m.entry_id for m in members], members, {}, near or {}))

    def marked(self, query: ListQuery, before: datetime | None = None, part: int = 4) -> array[int]:
        """Mark a list read, in parts of a few entries as the library does with many."""
        changed, number = array("q"), 0
        ids = lists.unread_ids(self.db, query, before)
        for start in range(0, len(ids), part):
            with transaction(self.db):
                some, number = states.set_part(
                    self.db, "read", True, ids[start : start + part], self.now, label, number, len(changed)
                )
            changed.extend(some)
        return changed

    def one(self, select: str, *params: object) -> object:
        """The first column of the first row."""
        row = self.db.execute(select, params).fetchone()
        return row[0] if row else None

    def sound(self) -> bool:
        """Integrity, counters, texts and search rows are all right."""
        found = upkeep.problems(self.db, thorough=True)
        assert found == []
        return True


def count(db: sqlite3.Connection, table: str) -> int:
    """Rows of a table."""
    (number,) = db.execute(f"SELECT count(*) FROM {table}").fetchone()
    return int(number)


def label(number: int) -> str:
    """The name of a change."""
    return f"changed {number}"
