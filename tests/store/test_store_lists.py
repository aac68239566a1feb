"""Lists: the right entries, in the right order, page by page, without a scan."""

from __future__ import annotations

import random
import shutil
import tracemalloc
from array import array
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from store_world import NOW, World, digested, label

from reader.domain.models import ListQuery, Order, Scope, ScopeKind
from reader.store import lists, pages, rows, shapes, states, subscriptions
from reader.store.values import PageUpdate


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two folders inside each other, four feeds, 120 entries, some read, starred and opened; a followed page."""
    place = tmp_path_factory.mktemp("model") / "data"
    world = World(place)
    chance = random.Random(5)
    top = world.write(subscriptions.add_folder, "Top", 0, NOW, "")
    inner = world.write(subscriptions.add_folder, "Inner", top, NOW, "")
    feeds = [world.feed("b"), world.feed("a", top), world.feed("d", inner), world.feed("c")]  # type: ignore[arg-type]
    for number, feed_id in enumerate(feeds):
        stories = [
            digested(
                number * 100 + story,
                url=f"https://paper{number}.example/{story}",
                published=NOW - timedelta(minutes=chance.randrange(5000)),
            )
            for story in range(30)
        ]
        world.fetched(feed_id, *stories)
    ids = [number for (number,) in world.db.execute("SELECT id FROM state")]
    world.write(states.set_read, chance.sample(ids, 60), True, NOW, label)
    world.write(states.set_starred, chance.sample(ids, 10), True, NOW, label)
    for minute, number in enumerate(chance.sample(ids, 8)):
        world.write(states.opened, number, NOW + timedelta(minutes=minute))
    world.write(pages.store_page, PageUpdate("https://far.example/x", "far.example/x", title="Far"), NOW)
    world.db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    world.db.close()
    return place


@pytest.fixture
def filled(model: Path, tmp_path: Path) -> Iterator[World]:
    """A copy of it, checked for soundness when the test is over."""
    made = World(Path(shutil.copytree(model, tmp_path / "data")))
    yield made
    try:
        assert made.sound()
    finally:
        made.db.close()


def expected(world: World, query: ListQuery) -> list[int]:
    """The list by a plain scan in Python: what the store must give."""
    folders = {1: {2, 3}, 2: {3}}
    found = []
    for number, feed_id, sort_at, place, read, starred, opened_at in world.db.execute(
        "SELECT id, feed_id, sort_at, place, read, starred, opened_at FROM state"
    ):
        scope = query.scope
        listed = place == 1
        inside = {
            ScopeKind.ALL: listed,
            ScopeKind.TODAY: listed,
            ScopeKind.UNREAD: listed and not read,
            ScopeKind.STARRED: bool(starred),
            ScopeKind.HISTORY: opened_at > 0,
            ScopeKind.FEED: feed_id == scope.id,
            ScopeKind.FOLDER: listed and feed_id in folders.get(scope.id, set()),
        }[scope.kind]
        since = query.since is None or sort_at >= query.since.timestamp() * 1000
        if inside and since and not (query.unread_only and read):
            found.append((opened_at if scope.kind is ScopeKind.HISTORY else sort_at, number, feed_id))
    found.sort(reverse=query.order is not Order.OLDEST)
    if query.order is Order.SOURCE:
        found.sort(key=lambda item: {0: "", 1: "b", 2: "a", 3: "d", 4: "c"}[item[2]])
    return [number for _time, number, _feed in found]


SCOPES = [
    Scope(ScopeKind.ALL),
    Scope(ScopeKind.UNREAD),
    Scope(ScopeKind.STARRED),
    Scope(ScopeKind.HISTORY),
    Scope(ScopeKind.FEED, 3),
    Scope(ScopeKind.FEED, 0),
    Scope(ScopeKind.FOLDER, 1),
    Scope(ScopeKind.FOLDER, 2),
    Scope(ScopeKind.FOLDER, 99),
]


@pytest.mark.parametrize("unread_only", [False, True])
@pytest.mark.parametrize("order", [Order.NEWEST, Order.OLDEST])
@pytest.mark.parametrize("scope", SCOPES, ids=lambda scope: f"{scope.kind}{scope.id}")
def test_a_list_is_what_a_scan_finds(filled: World, scope: Scope, order: Order, unread_only: bool) -> None:
    query = ListQuery(scope, order, unread_only)
    whole = expected(filled, query)
    assert list(lists.entry_ids(filled.db, query)) == whole
    for limit in (1, 7, 1000):
        assert list(lists.entry_ids(filled.db, query, limit)) == whole[:limit]
        assert lists.count_up_to(filled.db, query, limit) == len(whole[:limit])


@pytest.mark.parametrize("kind", [ScopeKind.ALL, ScopeKind.UNREAD, ScopeKind.FOLDER])
def test_by_source_is_feed_after_feed_in_the_order_of_titles(filled: World, kind: ScopeKind) -> None:
    query = ListQuery(Scope(kind, 1), Order.SOURCE)
    whole = expected(filled, query)
    assert list(lists.entry_ids(filled.db, query)) == whole
    assert list(lists.entry_ids(filled.db, query, 40)) == whole[:40]


def test_today_begins_where_the_reader_says(filled: World) -> None:
    query = ListQuery(Scope(ScopeKind.TODAY), since=NOW - timedelta(hours=10))
    whole = expected(filled, query)
    assert 0 < len(whole) < 120
    assert list(lists.entry_ids(filled.db, query)) == whole


def test_pages_join_without_gap_or_repetition(filled: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lists, "CHUNK", 7)
    for scope in SCOPES:
        assert list(lists.entry_ids(filled.db, ListQuery(scope))) == expected(filled, ListQuery(scope))


def test_a_folder_that_lies_deep_down_is_merged_from_its_feeds(filled: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lists, "SCAN", 3)
    query = ListQuery(Scope(ScopeKind.FOLDER, 1))
    assert list(lists.entry_ids(filled.db, query, 9)) == expected(filled, query)[:9]


@pytest.mark.parametrize("order", [Order.NEWEST, Order.OLDEST, Order.SOURCE])
@pytest.mark.parametrize("scope", SCOPES[:-1], ids=lambda scope: f"{scope.kind}{scope.id}")
def test_the_next_and_the_previous_unread_are_those_of_the_list(filled: World, scope: Scope, order: Order) -> None:
    query = ListQuery(scope, order)
    whole = expected(filled, query)
    unread = {number for (number,) in filled.db.execute("SELECT id FROM state WHERE read = 0")}
    for place, number in enumerate(whole):
        after = next((other for other in whole[place + 1 :] if other in unread), 0)
        before = next((other for other in reversed(whole[:place]) if other in unread), 0)
        assert lists.neighbour_unread(filled.db, query, number, 1) == after
        assert lists.neighbour_unread(filled.db, query, number, -1) == before
    assert lists.neighbour_unread(filled.db, query, 0, 1) == next((n for n in whole if n in unread), 0)


def test_the_queue_lists_entries_that_wait(filled: World) -> None:
    filled.write(pages.enqueue, "https://paper0.example/10", NOW, entry_id=4)
    filled.write(pages.enqueue, "https://nowhere.example/", NOW)
    waiting = lists.entry_ids(filled.db, ListQuery(Scope(ScopeKind.QUEUE)))
    assert [row.url for row in rows.rows(filled.db, waiting)] == [
        "https://nowhere.example/",
        "https://paper0.example/10",
    ]
    assert waiting[1] == 4


@pytest.mark.parametrize("unread_only", [False, True])
@pytest.mark.parametrize("scope", [scope for scope in SCOPES if scope.kind is not ScopeKind.FOLDER], ids=str)
def test_no_list_is_read_by_a_scan_or_a_sort(filled: World, scope: Scope, unread_only: bool) -> None:
    shape = shapes.shape_of(filled.db, ListQuery(scope, unread_only=unread_only))
    for newest in (True, False):
        for after in (None, (5, 5)):
            select, params = shape.select("state.id", newest=newest, after=after, limit=50)
            plan = [row[3] for row in filled.db.execute(f"EXPLAIN QUERY PLAN {select}", params)]
            assert len(plan) == 1, plan
            assert "USING" in plan[0]
            assert "TEMP B-TREE" not in plan[0]


def test_rows_come_in_the_order_asked_and_without_what_is_gone(filled: World) -> None:
    found = rows.rows(filled.db, [9, 4, 10_000, 120, 4])
    assert [row.id for row in found] == [9, 4, 120, 4]
    page = rows.rows(filled.db, [121])[0]
    assert (page.feed_id, page.source, page.title) == (0, "far.example", "Far")


def test_an_entry_without_a_feed_title_shows_the_address(world: World) -> None:
    feed_id = world.feed("x", feed_title="")
    (entry_id,) = world.fetched(feed_id, digested(1)).new
    assert rows.rows(world.db, [entry_id])[0].source == "https://x.example/feed"


@pytest.mark.parametrize("many", [0, 30_000])
def test_since_last_time_goes_by_arrival_not_by_date(world: World, monkeypatch: pytest.MonkeyPatch, many: int) -> None:
    monkeypatch.setattr(shapes, "MANY", many)
    feed_id = world.feed()
    since = Scope(ScopeKind.SINCE)
    assert list(lists.entry_ids(world.db, ListQuery(since, since=NOW))) == []
    world.fetched(feed_id, *(digested(number) for number in range(5)))
    world.now = NOW + timedelta(hours=8)
    # Published before the reader left, fetched after.
    old, new = digested(50, published=NOW - timedelta(days=2)), digested(51, published=NOW + timedelta(hours=7))
    world.fetched(feed_id, old, new)
    query = ListQuery(since, since=NOW + timedelta(minutes=1))
    assert list(lists.entry_ids(world.db, query)) == [7, 6]
    assert list(lists.entry_ids(world.db, query, 1)) == [7]
    assert [lists.count_up_to(world.db, query, most) for most in (1, 9)] == [1, 2]
    world.write(states.set_read, [7], True, NOW, label)
    assert list(lists.entry_ids(world.db, ListQuery(since, unread_only=True, since=query.since))) == [6]
    assert lists.neighbour_unread(world.db, query, 7, 1) == 6
    assert len(lists.entry_ids(world.db, ListQuery(since))) == 7
    assert list(lists.entry_ids(world.db, ListQuery(since, since=NOW + timedelta(hours=9)))) == []
    assert sorted(lists.unread_ids(world.db, query)) == [6]


def test_the_first_newcomer_is_found_by_halving(world: World) -> None:
    world.fetched(world.feed(), *(digested(number) for number in range(3)))
    asked: list[str] = []
    world.db.set_trace_callback(asked.append)
    shapes.shape_of(world.db, ListQuery(Scope(ScopeKind.SINCE), since=NOW))
    world.db.set_trace_callback(None)
    plans = [row[3] for statement in asked for row in world.db.execute(f"EXPLAIN QUERY PLAN {statement}")]
    assert [step for step in plans if step.startswith("SCAN entry")] == []


def test_since_last_time_sorts_the_newcomers_alone(world: World) -> None:
    feed_id = world.feed()
    world.fetched(feed_id, *(digested(number) for number in range(3)))
    shape = shapes.shape_of(world.db, ListQuery(Scope(ScopeKind.SINCE), since=NOW))
    select, params = shape.select("state.id", newest=True)
    plan = " ".join(str(row[3]) for row in world.db.execute(f"EXPLAIN QUERY PLAN {select}", params))
    assert "INTEGER PRIMARY KEY (rowid>?)" in plan


def test_a_page_of_ids_takes_no_memory_for_a_text_of_each(world: World) -> None:
    select = f"WITH n(id) AS (SELECT 1000000 UNION ALL SELECT id + 1 FROM n LIMIT {lists.CHUNK}) SELECT id FROM n"
    tracemalloc.start()
    ids = lists._ids(world.db, select, ())
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert ids == array("q", range(1_000_000, 1_000_000 + lists.CHUNK))
    assert peak < 65 * lists.CHUNK
    assert lists._ids(world.db, "SELECT id FROM entry", ()) == array("q")
