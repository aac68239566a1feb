"""What came unchanged is not read again, and the store is the same as if it were."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from floods import examples
from hypothesis import given, settings
from hypothesis import strategies as st

from reader.domain.models import Enclosure
from reader.engine.one_feed import merge
from reader.extract import memo
from reader.extract.digest import digest
from reader.sources.api import Parsed, ParsedEntry, ParsedLink
from reader.store import feeds, retention, undo, upkeep
from reader.store.connect import open_writer, transaction
from reader.store.values import FeedUpdate, NewSubscription
from tests.empty_store import lay_empty

NOW = datetime(2026, 3, 10, 8, 30, tzinfo=UTC)
URL = "https://news.example/feed"


class Shelf:
    """One feed in a real store, read with or without its memo."""

    def __init__(self, db: Any, *, remembering: bool) -> None:
        self.db = db
        self.remembering = remembering
        self.hours = 0
        self.passes = 0
        self.subscribe()

    def subscribe(self) -> None:
        self.feed_id, _existed = feeds.subscribe(self.db, NewSubscription(URL, "feed"), NOW)

    def fetch(self, parsed: Parsed) -> list[bool]:
        """Read a document; whether each entry of it was `same` when the store took it."""
        self.hours += 1
        now = NOW + timedelta(hours=self.hours)
        with transaction(self.db):
            for known in (feeds.memo_of(self.db, self.feed_id) if self.remembering else b"", b""):
                self.passes += 1
                feed = digest(parsed, URL, now, known)
                (state,) = feeds.feed_states(self.db, (self.feed_id,))
                if merge(self.db, FeedUpdate(state, feed), feed, now) is not None:
                    break
        return [entry.same for entry in feed.entries]

    def prune(self) -> None:
        """Remove the oldest story as retention does."""
        with transaction(self.db):
            retention.drop(self.db, [id for (id,) in self.db.execute("SELECT min(id) FROM entry") if id])

    def lose(self) -> None:
        """Unsubscribe, let the time of an undo pass, subscribe again."""
        with transaction(self.db):
            undo.unsubscribe(self.db, self.feed_id, NOW)
            for (number,) in self.db.execute("SELECT id FROM entry").fetchall():
                upkeep.delete_entry(self.db, number)
            self.subscribe()

    def everything(self) -> dict[str, list[Any]]:
        """All that is stored, but for the memo."""
        names = [name for (name,) in self.db.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
        kept = [name for name in names if not name.startswith(("search", "digested", "sqlite_"))]
        return {name: sorted(self.db.execute(f"SELECT * FROM {name}"), key=repr) for name in kept}


@contextmanager
def shelf(*, remembering: bool = True) -> Iterator[Shelf]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bantin.db"
        lay_empty(path)
        db = open_writer(path, checkpoints=False, durable=False)
        try:
            yield Shelf(db, remembering=remembering)
        finally:
            db.close()


def story(number: int, text: str = "") -> ParsedEntry:
    return ParsedEntry(
        id=f"id{number}",
        url=f"https://news.example/{number}",
        title=f"Story {number}",
        content=text or f"<p>Text of <b>story</b> {number}.</p>",
        published=NOW - timedelta(days=1, hours=number),
    )


ids = st.sampled_from(["", "1", "2", "https://news.example/"])
paths = st.sampled_from(["", "/a", "/b", "https://news.example/"])
titles = st.sampled_from(["", "One", "<b>Two</b>"])
texts = st.sampled_from(
    ["", "plain", "<p>Some <em>text</em></p><img src=p.jpg>", "<h1>One</h1><p>x", "&lt;p&gt;y&lt;/p&gt;"]
)
dates = st.sampled_from([None, NOW, NOW - timedelta(days=1), NOW + timedelta(days=500)])
files = st.sampled_from([[], [Enclosure("/x.mp3?1", "audio/mpeg")], [Enclosure("/y.mp3", "audio/mpeg")]])
entry_fields: dict[str, st.SearchStrategy[Any]] = {
    "id": ids,
    "url": paths,
    "title": titles,
    "title_is_html": st.booleans(),
    "summary": texts,
    "content": texts,
    "base_url": st.sampled_from(["", "https://cdn.example/"]),
    "authors": st.sampled_from([[], ["Ann"]]),
    "published": dates,
    "updated": dates,
    "enclosures": files,
    "image_url": st.sampled_from(["", "/p.jpg?1", "/p.jpg?2", "/q.jpg"]),
    "language": st.sampled_from(["", "vi"]),
    "links": st.sampled_from([[], [ParsedLink("https://other.example/")]]),
}
entries = st.builds(ParsedEntry, **entry_fields)
documents = st.lists(entries, min_size=1, max_size=4)
edits = st.one_of(*(st.tuples(st.integers(0, 3), st.just(name), values) for name, values in entry_fields.items()))
happenings = st.one_of(edits, edits, edits, documents, st.sampled_from(["vi", "again", "prune", "lose"]))


def after(document: list[ParsedEntry], happening: Any) -> list[ParsedEntry]:
    """The document when this has happened to it."""
    if isinstance(happening, list):
        return happening
    if isinstance(happening, tuple):
        place, name, value = happening
        return [replace(each, **{name: value}) if n == place else each for n, each in enumerate(document)]
    return document


@settings(max_examples=examples(25), deadline=None)
@given(documents, st.lists(happenings, min_size=2, max_size=8))
def test_a_store_is_the_same_with_and_without_a_memo(document: list[ParsedEntry], rest: list[Any]) -> None:
    with shelf() as with_memo, shelf(remembering=False) as without:
        for happening in ("again", *rest):
            document = after(document, happening)
            parsed = Parsed(title="News", entries=document, language="vi" if happening == "vi" else "")
            for each in (with_memo, without):
                if happening in ("prune", "lose"):
                    getattr(each, happening)()
                each.fetch(parsed)
            assert with_memo.everything() == without.everything()


def test_only_what_is_new_or_changed_is_read() -> None:
    with shelf() as here:
        old = [story(number) for number in range(4)]
        assert here.fetch(Parsed(entries=old)) == [False] * 4
        old[2] = story(2, "<p>Corrected.</p>")
        assert here.fetch(Parsed(entries=[story(9), *old])) == [False, True, True, False, True]
        assert here.passes == 2
        assert here.fetch(Parsed(entries=old)) == [True] * 4


def test_what_a_reader_does_not_see_change_is_not_read_again() -> None:
    with shelf() as here:
        here.fetch(Parsed(entries=[story(1)]))
        moved = replace(story(1), updated=NOW, authors=["Ann"])
        assert here.fetch(Parsed(entries=[moved])) == [True]


@pytest.mark.parametrize(
    "change",
    [
        {"title": "Other"},
        {"title_is_html": True, "title": "<i>Story</i> 1!"},
        {"content": "<p>Other</p>"},
        {"summary": "Other"},
        {"base_url": "https://cdn.example/"},
        {"image_url": "/p.jpg"},
        {"language": "vi"},
        {"enclosures": [Enclosure("/x.mp3", "audio/mpeg")]},
        {"published": None},
    ],
    ids=lambda change: next(iter(change)),
)
def test_whatever_the_text_is_made_from_is_looked_at(change: dict[str, Any]) -> None:
    feed = digest(Parsed(entries=[story(1)]), URL, NOW)
    again = digest(Parsed(entries=[replace(story(1), **change)]), URL, NOW, feed.memo)
    assert not again.entries[0].same


def test_what_retention_removed_stays_away_and_is_not_read_again() -> None:
    with shelf() as here:
        document = Parsed(entries=[story(1), story(2)])
        here.fetch(document)
        here.prune()
        assert here.fetch(document) == [True, True]
        assert here.db.execute("SELECT count(*) FROM entry").fetchone() == (1,)


def test_stories_that_went_with_their_feed_are_read_in_full_when_it_comes_back() -> None:
    with shelf() as here:
        document = Parsed(entries=[story(1), story(2)])
        here.fetch(document)
        here.lose()
        assert here.fetch(document) == [False, False]
        assert here.passes == 3, "a second time, without the memo"
        assert here.db.execute("SELECT count(*) FROM body").fetchone() == (2,)


@pytest.mark.parametrize("damage", [b"", b"\xc1", b"\x93\x01\x02\x03", memo.dump({})])
def test_a_damaged_memo_is_none(damage: bytes) -> None:
    assert memo.load(damage) == {}


def test_a_memo_of_another_version_of_the_program_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = {memo.mark(["text"]): memo.Seen("ab" * 16, "vi", "")}
    kept = memo.dump(seen)
    assert memo.load(kept) == seen
    monkeypatch.setattr(memo, "fingerprint", lambda: b"another.")
    assert memo.load(kept) == {}


def test_a_memo_is_bounded() -> None:
    seen = {memo.mark([str(number)]): memo.Seen("ab" * 16, "vi", "lead" * 70) for number in range(2000)}
    kept = memo.dump(seen)
    assert len(kept) < 1.1 * memo.MOST
    assert list(memo.load(kept)) == list(seen)[: len(memo.load(kept))]
    assert len(memo.load(kept)) > 100


def test_marks_tell_apart_where_one_part_ends() -> None:
    assert memo.mark(["ab", "c"]) != memo.mark(["a", "bc"])
    assert memo.mark(["ab", ""]) != memo.mark(["ab"])
