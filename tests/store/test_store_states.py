"""Read, starred, opened, and undo; the counters against a recount after any sequence of changes."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from floods import examples
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from store_world import NOW, World, count, digested, label

from reader.domain.models import ListQuery, Scope, ScopeKind
from reader.store import counters, feeds, lists, memory, pages, rows, states, subscriptions, undo, upkeep
from reader.store.values import NewSubscription, PageUpdate, Undone


@pytest.fixture
def filled(world: World) -> World:
    """Two feeds of five entries each, a followed page."""
    for number, name in enumerate(("one", "two")):
        feed_id = world.feed(name)
        world.fetched(feed_id, *(digested(number * 10 + story, url="") for story in range(5)))
    world.write(pages.store_page, PageUpdate("https://far.example/x", "far.example/x", title="Far"), NOW)
    return world


def dump_states(world: World) -> list[tuple[int, ...]]:
    return world.db.execute("SELECT id, place, read, starred FROM state ORDER BY id").fetchall()


def test_counts_are_those_of_the_entries(filled: World) -> None:
    found = counters.counts(filled.db)
    assert found.unread == {0: 1, 1: 5, 2: 5}
    assert (found.total_unread, found.starred, found.entries) == (10, 0, 11)


def test_marking_read_changes_what_was_unread_and_only_that(filled: World) -> None:
    assert list(filled.write(states.set_read, [1, 2], True, NOW, label)) == [1, 2]  # type: ignore[call-overload]
    assert list(filled.write(states.set_read, [1, 2, 3, 99], True, NOW, label)) == [3]  # type: ignore[call-overload]
    assert counters.counts(filled.db).unread == {0: 1, 1: 2, 2: 5}
    undone = filled.write(undo.undo, NOW)
    assert (undone.label, undone.entry_ids) == ("changed 1", (3,))  # type: ignore[attr-defined]
    undone = filled.write(undo.undo, NOW)
    assert undone.entry_ids == (1, 2)  # type: ignore[attr-defined]
    assert filled.write(undo.undo, NOW) is None


def test_nothing_changed_leaves_nothing_to_undo(filled: World) -> None:
    filled.write(states.set_read, [1], False, NOW, label)
    assert count(filled.db, "undo") == 0


def test_one_undo_brings_all_of_mark_all_read_back(filled: World) -> None:
    filled.write(states.set_read, [2], True, NOW, label)
    before = dump_states(filled)
    changed = filled.marked(ListQuery())
    assert len(changed) == 9
    assert counters.counts(filled.db).total_unread == 0
    filled.write(undo.undo, NOW)
    assert dump_states(filled) == before


def test_mark_all_read_keeps_to_the_list_and_to_the_time(filled: World) -> None:
    feed = ListQuery(Scope(ScopeKind.FEED, 2))
    filled.marked(feed, NOW - timedelta(hours=12))
    assert counters.counts(filled.db).unread == {0: 1, 1: 5, 2: 3}
    filled.marked(ListQuery(filter="số 11"))
    assert counters.counts(filled.db).unread[2] == 2


def test_parts_share_one_undo_whatever_came_between(filled: World) -> None:
    first, number = filled.write(states.set_part, "read", True, [1, 2], NOW, label)  # type: ignore[misc]
    filled.write(states.set_starred, [5], True, NOW, label)
    _more, same = filled.write(states.set_part, "read", True, [2, 3], NOW, label, number, len(first))  # type: ignore[misc]
    assert same == number
    assert filled.write(undo.undo, NOW).label == "changed 1"  # type: ignore[attr-defined]
    undone = filled.write(undo.undo, NOW)
    assert (undone.label, sorted(undone.entry_ids)) == ("changed 3", [1, 2, 3])  # type: ignore[attr-defined]
    assert (count(filled.db, "undo"), count(filled.db, "undo_part")) == (0, 0)


def test_an_undo_in_parts_that_is_interrupted_goes_on_later(filled: World) -> None:
    before = dump_states(filled)
    filled.marked(ListQuery(), part=3)
    number = undo.newest(filled.db)
    _undone, more = filled.write(undo.take_back, number, NOW)  # type: ignore[misc]
    assert more
    assert counters.counts(filled.db).total_unread == 1
    filled.write(undo.undo, NOW)
    assert dump_states(filled) == before
    assert filled.write(undo.take_back, number, NOW) is None


def test_parts_go_with_the_record_that_nobody_can_take_back_any_more(filled: World) -> None:
    filled.marked(ListQuery(), part=3)
    for turn in range(undo.KEEP):
        filled.write(states.set_starred, [1], turn % 2 == 0, NOW, label)
    assert count(filled.db, "undo_part") == 0


def test_a_part_of_a_change_that_was_taken_back_begins_a_new_one(filled: World) -> None:
    some, number = filled.write(states.set_part, "read", True, [1], NOW, label)  # type: ignore[misc]
    filled.write(undo.undo, NOW)
    _more, new = filled.write(states.set_part, "read", True, [2], NOW, label, number, len(some))  # type: ignore[misc]
    assert undo.newest(filled.db) == new
    assert filled.write(undo.undo, NOW).entry_ids == (2,)  # type: ignore[attr-defined]


def test_unread_by_choice_outlives_reading_and_undo(filled: World) -> None:
    by_choice = "SELECT group_concat(id) FROM state WHERE read = 0 AND unread_at > 0"
    filled.write(states.set_read, [1, 2], True, NOW, label)
    filled.write(states.set_read, [1], False, NOW, label)
    assert filled.one(by_choice) == "1"
    filled.marked(ListQuery())
    assert filled.one(by_choice) is None
    filled.write(undo.undo, NOW)
    assert filled.one(by_choice) == "1"


def test_stars_are_counted_listed_and_undone(filled: World) -> None:
    filled.write(states.set_starred, [3, 11], True, NOW, label)
    assert counters.counts(filled.db).starred == 2
    assert sorted(lists.entry_ids(filled.db, ListQuery(Scope(ScopeKind.STARRED)))) == [3, 11]
    filled.write(undo.undo, NOW)
    assert counters.counts(filled.db).starred == 0


def test_history_shows_the_last_opened_first(filled: World) -> None:
    for minute, number in enumerate((2, 11, 7, 2)):
        filled.write(states.opened, number, NOW + timedelta(minutes=minute))
    assert list(lists.entry_ids(filled.db, ListQuery(Scope(ScopeKind.HISTORY)))) == [2, 7, 11]
    assert not rows.rows(filled.db, [2])[0].read


def test_a_removed_feed_keeps_its_stars_and_comes_back_whole(filled: World) -> None:
    filled.write(states.set_starred, [1], True, NOW, label)
    filled.write(states.set_read, [2], True, NOW, label)
    before, shelf = dump_states(filled), subscriptions.subscriptions(filled.db)
    assert filled.write(subscriptions.remove, [1, 77], NOW, label) == [1]
    assert counters.counts(filled.db).unread == {0: 1, 2: 5}
    assert list(lists.entry_ids(filled.db, ListQuery(Scope(ScopeKind.STARRED)))) == [1]
    assert len(lists.entry_ids(filled.db, ListQuery())) == 5
    assert rows.rows(filled.db, [1])[0].source == "One"
    assert [feed.id for feed in subscriptions.subscriptions(filled.db)] == [2]
    assert filled.write(undo.undo, NOW).feeds  # type: ignore[attr-defined]
    assert dump_states(filled) == before
    assert subscriptions.subscriptions(filled.db) == shelf


def test_a_feed_that_is_added_again_finds_its_entries_as_they_were(filled: World) -> None:
    filled.write(states.set_read, [2], True, NOW, label)
    filled.write(subscriptions.remove, [1], NOW, label)
    again = filled.write(feeds.subscribe, NewSubscription("http://one.example/feed/", "feed"), NOW)
    assert again == (1, False)
    assert counters.counts(filled.db).unread[1] == 4
    (state,) = feeds.feed_states(filled.db, [1])
    assert state.next_due is None


def test_entries_of_a_removed_feed_go_when_no_undo_reaches_them(filled: World) -> None:
    filled.write(states.set_starred, [1], True, NOW, label)
    filled.write(pages.enqueue, "https://one.example/waits", NOW, entry_id=2)
    filled.write(subscriptions.remove, [1], NOW, label)
    assert filled.write(upkeep.purge_removed, NOW + timedelta(days=6)) == 0
    assert filled.write(upkeep.purge_removed, NOW + timedelta(days=8)) == 3
    assert list(lists.entry_ids(filled.db, ListQuery(Scope(ScopeKind.QUEUE)))) == [2]
    assert filled.write(upkeep.purge_removed, NOW + timedelta(days=8)) == 0
    assert count(filled.db, "entry") == 8
    filled.write(feeds.subscribe, NewSubscription("https://one.example/feed", "feed"), NOW)
    assert counters.counts(filled.db).unread[1] == 2


def test_undo_reaches_back_so_far_and_no_further(filled: World) -> None:
    for number in range(undo.KEEP + 10):
        filled.write(states.set_read, [1], number % 2 == 0, NOW, label)
    assert count(filled.db, "undo") == undo.KEEP


def test_the_memory_of_the_interface_holds_json(filled: World) -> None:
    filled.write(memory.remember, "ui.sizes", {"feeds": 26, "title": "Báo"})
    assert memory.recall(filled.db, "ui.sizes") == {"feeds": 26, "title": "Báo"}
    filled.write(memory.remember, "ui.sizes", None)
    assert memory.recall(filled.db, "ui.sizes", "nothing") == "nothing"
    filled.db.execute("INSERT INTO memory VALUES ('broken', '{')")
    assert memory.recall(filled.db, "broken", 5) == 5


def test_wrong_counters_are_found_and_repaired(filled: World) -> None:
    filled.db.execute("UPDATE counter SET unread = 99 WHERE feed_id = 1")
    assert upkeep.problems(filled.db) == ["The unread counters are wrong."]
    assert filled.write(counters.repair)
    assert not filled.write(counters.repair)
    assert counters.counts(filled.db).unread[1] == 5


NUMBERS = st.lists(st.integers(1, 12), max_size=6)
STEPS = st.one_of(
    st.tuples(st.just("read"), NUMBERS, st.booleans()),
    st.tuples(st.just("star"), NUMBERS, st.booleans()),
    st.tuples(st.just("all"), st.sampled_from([0, 1, 2])),
    st.tuples(st.just("remove"), st.sampled_from([1, 2])),
    st.tuples(st.just("add"), st.sampled_from(["one", "two", "three"])),
    st.tuples(st.just("fetch"), st.integers(0, 30)),
    st.tuples(st.just("purge")),
    st.tuples(st.just("undo")),
)


@pytest.mark.parametrize("column", ["change", "ids"])
def test_a_damaged_record_is_no_undo_and_does_not_stand_before_the_others(tmp_path: Path, column: str) -> None:
    world = World(tmp_path)
    world.fetched(world.feed(), digested(1), digested(2))
    world.write(states.set_starred, [1], True, NOW, label)
    world.write(states.set_starred, [2], True, NOW, label)
    world.db.execute(f"UPDATE undo SET {column} = substr({column}, 1, 9) WHERE id = 2")
    undone = world.write(undo.undo, NOW)
    assert isinstance(undone, Undone)
    assert (undone.entry_ids, "damaged" in undone.label) == ((), True)
    undone = world.write(undo.undo, NOW)
    assert isinstance(undone, Undone)
    assert undone.entry_ids == (1,)
    assert world.one("SELECT group_concat(id) FROM state WHERE starred") == "2"
    world.db.close()


@settings(max_examples=examples(60), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(STEPS, max_size=14))
def test_after_any_changes_the_counters_equal_a_recount(tmp_path_factory: pytest.TempPathFactory, steps: list) -> None:  # type: ignore[type-arg]
    world = World(tmp_path_factory.mktemp("any"))
    try:
        for name in ("one", "two"):
            feed_id = world.feed(name)
            world.fetched(feed_id, *(digested(feed_id * 10 + story) for story in range(5)))
        for step in steps:
            _do(world, step)
            assert counters.recount(world.db) == counters.kept(world.db)
        assert world.sound()
    finally:
        world.db.close()


def _do(world: World, step: tuple) -> None:  # type: ignore[type-arg]
    match step:
        case ("read", ids, value):
            world.write(states.set_read, ids, value, NOW, label)
        case ("star", ids, value):
            world.write(states.set_starred, ids, value, NOW, label)
        case ("all", 0):
            world.marked(ListQuery())
        case ("all", feed_id):
            world.marked(ListQuery(Scope(ScopeKind.FEED, feed_id)))
        case ("remove", feed_id):
            world.write(subscriptions.remove, [feed_id], NOW, label)
        case ("add", name):
            world.feed(name)
        case ("fetch", number) if feeds.is_subscribed(world.db, 1):
            world.fetched(1, digested(number))
        case ("purge",):
            world.write(upkeep.purge_removed, NOW + timedelta(days=30))
        case ("undo",):
            world.write(undo.undo, NOW)
