"""Retention on a real store: what goes, what stays, what does not come back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from store_world import NOW, World, count, digested, label

from reader.domain.models import ListQuery
from reader.domain.retention import Limits, Policy
from reader.engine.decide import decide
from reader.store import (
    counters,
    images,
    indexing,
    ingest,
    lists,
    merging,
    retention,
    states,
    subscriptions,
    undo,
    upkeep,
)
from reader.store.images import ImageRow


@pytest.fixture
def filled(world: World) -> World:
    """Two feeds of ten entries, one for each of the last ten days (ids 1-10 oldest first, then 11-20)."""
    for name in ("one", "two"):
        feed_id = world.feed(name)
        world.fetched(feed_id, *stories(feed_id))
    world.write(indexing.index_pending)
    return world


def stories(feed_id: int):  # type: ignore[no-untyped-def]
    """The document of a feed."""
    return [
        digested(
            feed_id * 100 + day, published=NOW - timedelta(days=day, hours=1), url=f"https://{feed_id}.example/{day}"
        )
        for day in range(10)
    ]


def prune(world: World, policy: Policy) -> list[int]:
    """Remove what goes, three at a time."""
    ids = [number for feed in retention.going(world.db, policy, NOW) for number in feed.ids]
    gone: list[int] = []
    for start in range(0, len(ids), 3):
        some, _files = world.write(retention.drop, ids[start : start + 3])  # type: ignore[misc]
        gone += some
    return sorted(gone)


def test_by_age_by_number_and_by_both(filled: World) -> None:
    def of_first(limits: Limits) -> list[int]:
        return sorted(retention.going(filled.db, Policy(own={1: limits}), NOW)[0].ids)

    assert of_first(Limits(days=7)) == [1, 2, 3]
    assert of_first(Limits(count=4)) == [1, 2, 3, 4, 5, 6]
    assert of_first(Limits(days=7, count=4)) == [1, 2, 3, 4, 5, 6]
    assert of_first(Limits(days=2, count=9)) == [1, 2, 3, 4, 5, 6, 7, 8]
    assert retention.going(filled.db, Policy(Limits(count=50)), NOW) == []
    assert retention.going(filled.db, Policy(), NOW) == []


def test_what_the_reader_cares_for_stays(filled: World) -> None:
    filled.write(states.set_starred, [1], True, NOW, label)
    filled.write(states.set_read, [2, 3], True, NOW, label)
    filled.write(states.set_read, [2], False, NOW, label)
    filled.db.execute("INSERT INTO queue(url, url_hash, entry_id, added) VALUES ('u', 1, 4, 0)")
    filled.db.execute("INSERT INTO whole(entry_id, bytes, kept) VALUES (5, 9, 1), (6, 9, 0)")
    filled.db.execute("INSERT INTO tagged VALUES (1, 7)")
    (feed,) = retention.going(filled.db, Policy(own={1: Limits(count=1)}), NOW)
    assert sorted(feed.ids) == [3, 6, 8, 9]
    assert feed.kept == 5
    filled.db.execute("DELETE FROM whole")


def test_a_star_set_after_the_plan_is_seen(filled: World) -> None:
    (feed,) = retention.going(filled.db, Policy(own={1: Limits(count=7)}), NOW)
    filled.write(states.set_starred, [2], True, NOW, label)
    gone, _files = filled.write(retention.drop, list(feed.ids))  # type: ignore[misc]
    assert sorted(gone) == [1, 3]
    assert filled.write(retention.drop, list(feed.ids)) == ([], [])


def test_what_goes_takes_everything_along_but_its_state(filled: World) -> None:
    before = count(filled.db, "state"), count(filled.db, "identity")
    assert prune(filled, Policy(Limits(count=2))) == [*range(1, 9), *range(11, 19)]
    assert (count(filled.db, "state"), count(filled.db, "identity")) == before
    for table in ("entry", "body", "search"):
        assert count(filled.db, table) == 4, table
    found = counters.counts(filled.db)
    assert (found.unread, found.entries) == ({1: 2, 2: 2}, 4)
    assert upkeep.index_is_whole(filled.db)


def test_what_is_still_in_the_document_does_not_come_back(filled: World) -> None:
    prune(filled, Policy(Limits(count=2)))
    entries = stories(1)
    again = decide(ingest.known_entries(filled.db, 1, entries), entries, NOW)
    assert (again.new, again.changed) == ((), ())
    # Nor with new ids, nor edited.
    reissued = [
        digested(900 + day, url=entry.url, title="Anders", published=entry.published)
        for day, entry in enumerate(entries)
    ]
    again = decide(ingest.known_entries(filled.db, 1, reissued), reissued, NOW)
    assert again.new == ()
    filled.fetched(1, *entries)
    assert len(lists.entry_ids(filled.db, ListQuery())) == 4


def test_an_undo_of_a_mark_does_not_bring_back_what_went(filled: World) -> None:
    filled.marked(ListQuery())
    prune(filled, Policy(Limits(count=2)))
    filled.write(undo.undo, NOW)
    assert counters.counts(filled.db).unread == {1: 2, 2: 2}
    filled.write(subscriptions.remove, [1], NOW, label)
    filled.write(undo.undo, NOW)
    assert counters.counts(filled.db).unread == {1: 2, 2: 2}


def test_pictures_go_unless_another_story_shows_the_same_file(filled: World) -> None:
    a, b = "a" * 32, "b" * 32
    for url, file, entry_id in (
        ("https://x.example/1", a, 1),
        ("https://x.example/2", b, 1),
        ("https://x.example/3", b, 10),
    ):
        filled.write(images.keep, ImageRow(url, file, "jpg", bytes=5), entry_id, NOW)
    filled.write(images.failed, "https://x.example/4", 1, "gone", NOW)
    _gone, files = filled.write(retention.drop, [1, 2])  # type: ignore[misc]
    assert files == [a]
    assert count(filled.db, "image") == 1


def test_followed_pages_and_removed_feeds_are_left_alone(filled: World) -> None:
    filled.write(subscriptions.remove, [2], NOW, label)
    assert [feed.feed_id for feed in retention.going(filled.db, Policy(Limits(count=1)), NOW)] == [1]
    assert filled.write(retention.drop, [11, 12]) == ([], [])


def test_limits_of_a_feed_win_over_those_for_all(filled: World) -> None:
    filled.write(subscriptions.configure, 1, {"keep_days": 0, "keep_count": -1}, NOW, "")
    assert retention.policy(filled.db, Limits(30, 100)) == Policy(Limits(30, 100), {1: Limits(0, 100)})
    filled.write(undo.undo, NOW)
    assert retention.policy(filled.db, Limits(30, 100)) == Policy(Limits(30, 100))


def test_related_rows_wait_to_be_taken_out(filled: World) -> None:
    filled.db.execute("DELETE FROM unrelated")
    prune(filled, Policy(own={1: Limits(count=8)}))
    assert [number for (number,) in filled.db.execute("SELECT entry_id FROM unrelated")] == [1, 2]


def test_freed_pages_go_back_to_the_disk(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upkeep, "SHRINK_PAGES", 20)
    feed_id = world.feed()
    big = "".join(chr(0x4E00 + number * 7919 % 20_000) for number in range(2_000))
    for start in range(0, 400, 100):
        world.fetched(feed_id, *(digested(n, blocks_json=f'[["p", ["{n}{big}"]]]') for n in range(start, start + 100)))
    prune(world, Policy(Limits(count=5)))
    before, free = world.one("PRAGMA page_count"), world.one("PRAGMA freelist_count")
    assert free > 100  # type: ignore[operator]
    while upkeep.shrink(world.db):
        pass
    given = before - world.one("PRAGMA page_count")  # type: ignore[operator]
    assert given >= free - max(20, before // 20)  # type: ignore[operator]
    upkeep.optimize(world.db)


def test_an_index_that_much_was_taken_out_of_is_merged(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(merging, "LEAST", 20)

    def size() -> int:
        return int(world.one("SELECT total(length(block)) FROM search_data"))  # type: ignore[call-overload]

    feed_id = world.feed()
    words = "".join(chr(0x4E00 + number * 7919 % 20_000) for number in range(500))
    sizes = []
    for turn in range(6):
        for start in range(turn * 40, turn * 40 + 40, 8):
            new = (
                digested(n, published=NOW + timedelta(hours=n), blocks_json=f'[["p", ["{n}{words[n:]}"]]]')
                for n in range(start, start + 8)
            )
            world.fetched(feed_id, *new)
            world.write(indexing.index_pending)
        prune(world, Policy(Limits(count=10)))
        while world.write(merging.merge):
            pass
        sizes.append(size())
    assert max(sizes[1:]) < 1.5 * sizes[0]
    assert not world.write(merging.merge)
