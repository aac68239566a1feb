"""What came unchanged is not read again, and the store is the same as if it were."""

from __future__ import annotations

import tempfile
import zlib
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
from reader.extract import memo, xmlfeed
from reader.extract.digest import MAX_ENTRIES, digest, read
from reader.extract.feedparse import parse
from reader.sources.api import Fetched, Parsed, ParsedEntry, ParsedLink
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

    def fetch(self, document: Parsed | bytes) -> list[bool]:
        """Read a document; whether each entry of it was `same` when the store took it."""
        self.hours += 1
        now = NOW + timedelta(hours=self.hours)
        with transaction(self.db):
            for known in (feeds.memo_of(self.db, self.feed_id) if self.remembering else b"", b""):
                self.passes += 1
                if isinstance(document, bytes):
                    feed = read(parse, Fetched(URL, document), now, known)
                else:
                    feed = digest(document, URL, now, memo.load(known))
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
    again = digest(Parsed(entries=[replace(story(1), **change)]), URL, NOW, memo.load(feed.memo))
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


SHAPES = {
    "rss": '<rss version="2.0" xmlns:media="http://search.yahoo.com/mrss/" {0}><channel>{1}{2}</channel></rss>',
    "rdf": '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" {0}>'
    "<channel>{1}</channel>{2}</rdf:RDF>",
    "atom": '<feed xmlns="http://www.w3.org/2005/Atom" {0}>{1}{2}</feed>',
    "wild": "<rss {0}>{1}{2}</rss>",
}
HEADS = ["", "<title>News</title>", "<link>https://news.example/</link>", "<language>vi</language>"]
BASES = ["", 'xml:base="https://cdn.example/"', 'xml:lang="vi"', 'xmlns:x="http://www.w3.org/1999/xhtml"']
ELEMENTS = [
    "", "<title>One</title>", "<title>Hai</title>", "<link>/a</link>", '<link href="/b"/>', "<guid>1</guid>",
    "<id>2</id>",     "<pubDate>Mon, 09 Mar 2026 08:00:00 GMT</pubDate>", "<updated>2026-03-08T01:00:00Z</updated>",
    "<description>&lt;p>Text&lt;/p></description>", "<summary>Ngắn</summary>", "<comments>7</comments>",
    '<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Dài <a href="c">c</a></p></div></content>',
    '<enclosure url="/x.mp3" type="audio/mpeg"/>', '<media:content url="/p.jpg" medium="image"/>',
    "<x:div>odd</x:div>", "<author><name>Ann</name></author>", "<item><title>Inside</title></item>",
    "<entry><title>Inside too</title></entry>",
]  # fmt: skip
elements = st.lists(st.sampled_from(ELEMENTS), min_size=1, max_size=5).map("".join)
feeds_as_written = st.tuples(
    st.sampled_from(sorted(SHAPES)), st.sampled_from(BASES), st.sampled_from(HEADS), st.lists(elements, max_size=4)
)


def as_written(shape: str, base: str, head: str, items: list[str]) -> bytes:
    name = "entry" if shape == "atom" else "item"
    return SHAPES[shape].format(base, head, "".join(f"<{name}>{item}</{name}>" for item in items)).encode()


@settings(max_examples=examples(40), deadline=None)
@given(feeds_as_written, st.lists(st.tuples(st.integers(0, 3), st.one_of(elements, feeds_as_written)), max_size=5))
def test_a_store_is_the_same_where_known_elements_are_passed_over(document: Any, edits: list[tuple[int, Any]]) -> None:
    with shelf() as with_memo, shelf(remembering=False) as without:
        for place, edit in ((9, ""), *edits):
            shape, base, head, items = document
            if isinstance(edit, str):
                document = (shape, base, head, [edit if n == place else item for n, item in enumerate(items)])
            else:
                # The elements stay, what is around them changes, or the elements of two documents are mixed.
                document = (*edit[:3], [*edit[3][:place], *items])
            for each in (with_memo, without):
                each.fetch(as_written(*document))
            assert with_memo.everything() == without.everything()


def test_the_fields_of_known_elements_are_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[None] = []
    read_entry = xmlfeed.read_entry
    monkeypatch.setattr(xmlfeed, "read_entry", lambda *given: looked.append(None) or read_entry(*given))
    old = [f"<title>Story {number}</title><link>/{number}</link>" for number in range(4)]

    def again(items: list[str], known: bytes) -> tuple[int, bytes, list[str]]:
        looked.clear()
        feed = read(parse, Fetched(URL, as_written("rss", "", "", items)), NOW, known)
        return len(looked), feed.memo, [entry.title for entry in feed.entries]

    count, known, titles = again(old, b"")
    assert (count, titles) == (4, ["Story 0", "Story 1", "Story 2", "Story 3"])
    count, known, titles = again(["<title>New</title>", *old], known)
    assert (count, titles) == (1, ["New", "Story 0", "Story 1", "Story 2", "Story 3"])
    count, _known, titles = again([old[1], f"{old[0]}<comments>7</comments>"], known)
    assert (count, titles) == (1, ["Story 1", "Story 0"])


def test_entries_inside_each_other_are_not_written_out_for_each() -> None:
    document = b"<rss><channel>" + b"<item><title>One</title>" * 200 + b"</item>" * 200 + b"</channel></rss>"
    marks = [entry.mark for entry in parse(Fetched(URL, document)).entries]
    assert len(marks) == 200
    assert [bool(mark) for mark in marks] == [True] + [False] * 199


def test_an_adapter_may_leave_an_entry_unread_only_by_its_mark() -> None:
    marked = replace(story(1), mark=b"12345678")
    first = digest(Parsed(entries=[marked, replace(story(2), mark=b"short")]), URL, NOW)
    bare = [ParsedEntry(mark=b"12345678"), ParsedEntry(mark=b"unknown!"), ParsedEntry(mark="12345678")]  # type: ignore[arg-type]
    again = digest(Parsed(entries=bare), URL, NOW, memo.load(first.memo)).entries
    assert (again[0].title, again[0].key, again[0].published) == ("Story 1", first.entries[0].key, marked.published)
    assert [(entry.title, entry.same) for entry in again[1:]] == [("", False)]
    many = [ParsedEntry(id=str(number), mark=[]) for number in range(MAX_ENTRIES + 1)]  # type: ignore[arg-type]
    assert len(digest(Parsed(entries=many), URL, NOW).entries) == MAX_ENTRIES


@pytest.mark.parametrize("damage", [b"", b"\xc1", zlib.compress(b"\x93\x01\x02\x03"), memo.dump([])])
def test_a_damaged_memo_is_none(damage: bytes) -> None:
    assert (memo.load(damage).texts, memo.load(damage).entries) == ({}, {})


def test_a_memo_of_another_version_of_the_program_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = memo.Seen(memo.mark(["text"]), "ab" * 16, "vi", "")
    kept = memo.dump([seen])
    assert memo.load(kept).texts == {seen.text: seen}
    monkeypatch.setattr(memo, "fingerprint", lambda: b"another.")
    assert memo.load(kept).texts == {}


def test_a_memo_is_bounded() -> None:
    seen = [
        memo.Seen(memo.mark([str(number)]), "ab" * 16, "vi", "lead" * 70, mark=b"%08d" % number, title="title" * 40)
        for number in range(2000)
    ]
    kept = memo.dump(seen)
    assert len(zlib.decompress(kept)) < 1.1 * memo.MOST
    assert list(memo.load(kept).texts.values()) == seen[: len(memo.load(kept).texts)]
    assert len(memo.load(kept).texts) > 500


def test_marks_tell_apart_where_one_part_ends() -> None:
    assert memo.mark(["ab", "c"]) != memo.mark(["a", "bc"])
    assert memo.mark(["ab", ""]) != memo.mark(["ab"])
