"""What fetches bring: nothing lost, nothing twice, an edit resurfaces nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from store_world import NOW, World, count, digested, label

from reader.domain.digested import DigestedFeed
from reader.domain.models import Enclosure, GroupKind, RelatedGroup, RelatedLink
from reader.domain.query_parser import parse
from reader.store import articles, bodies, feeds, indexing, ingest, lists, rows, states, upkeep
from reader.store.values import ChangedEntry, FeedUpdate, NewEntry, RekeyedEntry


def test_new_entries_are_visible_at_once_with_everything_they_carry(world: World) -> None:
    feed_id = world.feed()
    rich = digested(
        1,
        authors=("An", "Bình"),
        author="An, Bình",
        categories=("Kinh tế",),
        section="Kinh tế",
        language="vi",
        updated=NOW,
        comments_url="https://paper.example/c/1",
        enclosures=(Enclosure("https://paper.example/1.mp3", "audio/mpeg", 5, "Nghe", 60),),
        links=(RelatedGroup(GroupKind.RELATED, (RelatedLink("https://other.example/a", "Khác"),), "Tin liên quan"),),
    )
    applied = world.fetched(feed_id, rich)
    (entry_id,) = applied.new
    (row,) = rows.rows(world.db, [entry_id])
    assert (row.title, row.source, row.section, row.author) == ("Tin số 1", "Paper", "Kinh tế", "An, Bình")
    assert row.has_enclosure
    assert not row.read
    article = articles.article(world.db, entry_id)
    assert article is not None
    assert article.blocks[0].text[0].text == "Nội dung của bài 1."  # type: ignore[union-attr]
    assert (article.authors, article.categories, article.language) == (("An", "Bình"), ("Kinh tế",), "vi")
    assert article.updated == NOW
    assert article.enclosures == rich.enclosures
    assert article.comments_url == rich.comments_url
    (group,) = bodies.read_groups(world.db, entry_id, 0)
    assert (group.kind, group.heading, group.links[0].title) == (GroupKind.RELATED, "Tin liên quan", "Khác")


def test_ids_follow_time_and_document_order(world: World) -> None:
    feed_id = world.feed()
    same = NOW - timedelta(days=1)
    first, second, older = digested(1, published=same), digested(2, published=same), digested(3)
    older = replace(older, published=NOW - timedelta(days=3))
    world.fetched(feed_id, first, second, older)
    titles = [row.title for row in rows.rows(world.db, [1, 2, 3])]
    assert titles == ["Tin số 3", "Tin số 2", "Tin số 1"]
    assert list(lists.entry_ids(world.db, lists.ListQuery())) == [3, 2, 1]


def test_the_same_update_twice_adds_nothing(world: World) -> None:
    feed_id = world.feed()
    assert len(world.fetched(feed_id, digested(1), digested(2)).new) == 2
    assert world.fetched(feed_id, digested(1), digested(2)).new == ()
    assert count(world.db, "entry") == 2


def test_an_entry_twice_in_one_update_is_stored_once(world: World) -> None:
    feed_id = world.feed()
    assert len(world.fetched(feed_id, digested(1), digested(1, title="anders")).new) == 1


def test_known_entries_are_found_by_key_link_and_text(world: World) -> None:
    feed_id, other = world.feed(), world.feed("other")
    world.fetched(feed_id, digested(1), digested(2), digested(3))
    world.fetched(other, digested(4))
    asked = [
        digested(1),
        digested(20, url=digested(2).url),
        digested(30, url="https://paper.example/new", content_hash="hash-3"),
        digested(4),
    ]
    known = ingest.known_entries(world.db, feed_id, asked)
    assert set(known.by_key) == {asked[0].key}
    assert set(known.by_url) == {asked[0].url_key, asked[1].url_key}
    assert set(known.by_text) == {("hash-3", digested(3).published)}
    assert known.by_key[asked[0].key].title == "Tin số 1"
    assert known.by_key[asked[0].key].published == asked[0].published
    assert asked[3].key not in known.by_key, "identity is inside the feed only"


def test_an_address_that_two_entries_share_tells_nothing_apart(world: World) -> None:
    feed_id = world.feed()
    url = "https://paper.example/"
    world.fetched(feed_id, digested(1, url=url), digested(2, url=url))
    known = ingest.known_entries(world.db, feed_id, [digested(3, url=url)])
    assert known.shared_urls == {digested(3, url=url).url_key}


def change(world: World, feed_id: int, update: FeedUpdate) -> object:
    (state,) = feeds.feed_states(world.db, [feed_id])
    return world.write(ingest.apply, replace(update, state=state), world.now)


def test_an_edit_changes_the_text_but_neither_state_nor_place(world: World) -> None:
    feed_id = world.feed()
    (entry_id,) = world.fetched(feed_id, digested(1)).new
    world.write(states.set_read, [entry_id], True, NOW, label)
    world.write(states.set_starred, [entry_id], True, NOW, label)
    world.write(indexing.index_pending)
    before = world.one("SELECT sort_at FROM state WHERE id = ?", entry_id)
    edited = digested(1, title="Sửa lại", content_hash="new", published=NOW + timedelta(hours=5))
    (state,) = feeds.feed_states(world.db)
    applied = change(world, feed_id, FeedUpdate(state, changed=(ChangedEntry(entry_id, edited),)))
    assert applied.updated == (entry_id,)  # type: ignore[attr-defined]
    (row,) = rows.rows(world.db, [entry_id])
    assert (row.title, row.read, row.starred) == ("Sửa lại", True, True)
    assert world.one("SELECT sort_at FROM state WHERE id = ?", entry_id) == before
    world.write(indexing.index_pending)
    assert list(lists.entry_ids(world.db, lists.ListQuery(where=parse("sửa")))) == [entry_id]
    assert list(lists.entry_ids(world.db, lists.ListQuery(where=parse("tin")))) == []


def test_a_new_id_for_a_known_entry_is_remembered(world: World) -> None:
    feed_id = world.feed()
    (entry_id,) = world.fetched(feed_id, digested(1)).new
    (state,) = feeds.feed_states(world.db)
    moved = digested(9, url="https://paper.example/moved")
    change(world, feed_id, FeedUpdate(state, rekeyed=(RekeyedEntry(entry_id, moved.key, moved.url, moved.url_key),)))
    known = ingest.known_entries(world.db, feed_id, [moved, digested(1)])
    assert known.by_key[moved.key].id == known.by_key[digested(1).key].id == entry_id
    assert known.by_url[moved.url_key].id == entry_id


def test_an_empty_feed_deletes_nothing(world: World) -> None:
    feed_id = world.feed()
    world.fetched(feed_id, digested(1), digested(2))
    world.fetched(feed_id)
    assert count(world.db, "entry") == 2


def test_an_entry_that_comes_back_finds_its_state_and_its_id(world: World) -> None:
    feed_id = world.feed()
    (entry_id,) = world.fetched(feed_id, digested(1)).new
    world.write(states.set_read, [entry_id], True, NOW, label)
    world.write(upkeep.delete_entry, entry_id)
    world.db.execute("UPDATE state SET place = 0 WHERE id = ?", (entry_id,))
    assert rows.rows(world.db, [entry_id]) == []
    assert ingest.known_entries(world.db, feed_id, [digested(1)]).by_key == {}
    assert world.fetched(feed_id, digested(1)).new == (entry_id,)
    assert rows.rows(world.db, [entry_id])[0].read


def test_what_retention_dropped_stays_away(world: World) -> None:
    feed_id = world.feed()
    (entry_id,) = world.fetched(feed_id, digested(1)).new
    world.write(upkeep.delete_entry, entry_id)
    world.db.execute("UPDATE state SET place = -1 WHERE id = ?", (entry_id,))
    assert ingest.known_entries(world.db, feed_id, [digested(1)]).by_key[digested(1).key].dropped
    assert world.fetched(feed_id, digested(1)).new == ()


def test_a_feed_that_was_removed_meanwhile_takes_nothing(world: World) -> None:
    world.feed()
    (state,) = feeds.feed_states(world.db)
    world.db.execute("DELETE FROM subscription")
    applied = world.write(ingest.apply, FeedUpdate(state, new=(NewEntry(digested(1), NOW),)), NOW)
    assert applied.removed  # type: ignore[attr-defined]
    assert count(world.db, "entry") == 0


def test_everything_the_engine_knows_of_a_feed_comes_back_as_it_was(world: World) -> None:
    world.feed()
    (state,) = feeds.feed_states(world.db)
    written = replace(
        state,
        etag='W/"x"',
        last_modified="Mon, 04 May 2026 12:00:00 GMT",
        body_hash="abc",
        status=200,
        last_attempt=NOW,
        last_success=NOW,
        last_full=NOW,
        next_due=NOW + timedelta(hours=1),
        failures=3,
        error="Nicht da.",
        gone=True,
        ttl=3600,
        fresh_for=12.5,
        skip_hours=frozenset({0, 23}),
        skip_days=frozenset({6}),
        redirect_url="https://new.example/",
        redirect_count=2,
        redirect_since=NOW,
    )
    feed = DigestedFeed(title="Báo", description="d", site_url="https://paper.example/", language="vi", icon_url="i")
    world.write(ingest.apply, FeedUpdate(written, feed), NOW)
    assert feeds.feed_states(world.db) == [written]
    world.write(ingest.apply, FeedUpdate(written, DigestedFeed()), NOW)
    assert world.one("SELECT title FROM feed") == "Báo", "a feed that lost its title for once keeps the one it had"


def test_a_feed_moves_unless_another_one_lives_there(world: World) -> None:
    feed_id, other = world.feed(), world.feed("other")
    (state,) = feeds.feed_states(world.db, [feed_id])
    assert world.write(ingest.apply, FeedUpdate(state, new_url="https://paper.example/new"), NOW).moved  # type: ignore[attr-defined]
    assert feeds.find_feed(world.db, "http://paper.example/new/") == feed_id
    assert not world.write(ingest.apply, FeedUpdate(state, new_url="https://other.example/feed"), NOW).moved  # type: ignore[attr-defined]
    assert feeds.find_feed(world.db, "https://other.example/feed") == other


def test_the_title_of_an_imported_list_stays_when_the_feed_calls_itself_otherwise(world: World) -> None:
    mine = world.feed("one", feed_title="Mein Blatt", imported=True)
    same = world.feed("two", feed_title="Two", imported=True)
    for feed_id, title in ((mine, "Blatt"), (same, "Two")):
        (state,) = feeds.feed_states(world.db, [feed_id])
        world.write(ingest.apply, FeedUpdate(state, DigestedFeed(title=title)), NOW)
    own = dict(world.db.execute("SELECT feed_id, own_title FROM subscription"))
    assert own == {mine: "Mein Blatt", same: ""}
    (state,) = feeds.feed_states(world.db, [same])
    world.write(ingest.apply, FeedUpdate(state, DigestedFeed(title="Two again")), NOW)
    assert world.one("SELECT own_title FROM subscription WHERE feed_id = ?", same) == ""


def test_the_log_of_fetches_stays_short(world: World) -> None:
    feed_id = world.feed()
    (state,) = feeds.feed_states(world.db, [feed_id])
    world.db.execute("BEGIN")
    world.db.executemany(
        "INSERT INTO fetch_log(feed_id, at, status, new, updated, bytes, millis, error) SELECT 1, 0, 0, 0, 0, 0, 0, ''",
        [()] * (ingest.LOG_ROWS + 299),
    )
    world.db.execute("COMMIT")
    world.write(ingest.apply, FeedUpdate(state), NOW)
    assert count(world.db, "fetch_log") == ingest.LOG_ROWS
