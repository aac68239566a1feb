"""What the front page reads: bounded work over indexes, hidden entries left out."""

from __future__ import annotations

import sqlite3
from array import array
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from store_world import NOW, World, digested

from reader.domain.front import FrontEntry, Span
from reader.library.front_page import front_page, hold
from reader.store import front, related, subscriptions
from reader.store.related import Membership, Signature

SINCE = NOW - timedelta(hours=18)
HALF = timedelta(hours=8)


@pytest.fixture
def news(tmp_path: Path) -> Iterator[World]:
    """Four papers: a story in three of them (1, 2, 3), a copy of 1 (4), something alone (5), something old (6)."""
    world = World(tmp_path / "news")
    hours = {1: ("north", 6), 2: ("south", 5), 3: ("east", 4), 4: ("west", 3), 5: ("west", 2), 6: ("north", 90)}
    made: dict[str, int] = {}
    for number, (name, age) in hours.items():
        feed = made.setdefault(name, world.feed(name)) if name not in made else made[name]
        entry = digested(number, url=f"https://{name}.example/{number}", published=NOW - timedelta(hours=age))
        world.fetched(feed, entry)
    relate(world, {1: (1, 0), 2: (1, 0), 3: (1, 0), 4: (1, 1), 5: (0, 0), 6: (0, 0)})
    yield world
    world.db.close()


def relate(world: World, where: dict[int, tuple[int, int]]) -> None:
    """Entry -> (story, original)."""
    feed_of = dict(world.db.execute("SELECT id, feed_id FROM entry"))
    at = dict(world.db.execute("SELECT id, sort_at / 1000 FROM state"))
    signatures = [Signature(number, 0, at[number], 900, False, array("I")) for number in where]
    world.write(related.put, signatures, [], {})
    members = [Membership(number, story, feed_of[number] + 100, root) for number, (story, root) in where.items()]
    world.settle(*members)


def found(world: World) -> dict[int, FrontEntry]:
    return {telling.entry_id: telling for telling in front.tellings(world.db, SINCE, HALF)}


def test_members_of_stories_and_what_stands_alone(news: World) -> None:
    each = found(news)
    assert each.keys() == {1, 2, 3, 4, 5}
    assert (each[4].original, each[4].root, each[1].original) == (False, 1, True)
    assert each[2] == FrontEntry(
        2,
        each[2].feed_id,
        1,
        each[2].feed_id + 100,
        int(NOW.timestamp()) - 5 * 3600,
        2,
        True,
        900,
        False,
        int(NOW.timestamp()),
    )


def test_entries_that_were_not_placed_yet_are_there(news: World) -> None:
    news.fetched(news.feed("late"), digested(7, url="https://late.example/7", published=NOW))
    assert found(news)[7].story_id == 0


def test_a_removed_feed_is_gone_and_its_copies_speak_for_it(news: World) -> None:
    news.write(subscriptions.remove, [news.one("SELECT feed_id FROM entry WHERE id = 1")], NOW, str)
    each = found(news)
    assert 1 not in each
    assert each[4].original


def test_the_page_is_ranked_and_holds_still(news: World) -> None:
    page = front_page(news.db, Span.TODAY, NOW, None)
    assert [(story.key, story.sources) for story in page.stories] == [(1, 3), (-5, 1)]
    assert page.stories[0].lead.id == 1
    assert [row.id for row in page.stories[0].others] == [2, 3]
    news.write(hold, page)
    assert front_page(news.db, Span.TODAY, NOW + timedelta(minutes=10), None).stories == page.stories


def test_a_memory_that_is_none_is_no_memory(news: World) -> None:
    page = front_page(news.db, Span.TODAY, NOW, None)
    for value in ('"x"', "[[1]]", '{"a": 2}', '[["a", 1, 2], [1, "b", 3]]', "broken"):
        news.db.execute("INSERT OR REPLACE INTO memory VALUES ('front.today', ?)", (value,))
        assert front_page(news.db, Span.TODAY, NOW, None).stories == page.stories


def test_since_the_last_visit_tells_what_came_in_after_it(news: World) -> None:
    visit = NOW + timedelta(minutes=5)
    assert front_page(news.db, Span.LAST, visit, visit).stories == ()
    news.now = NOW + timedelta(hours=1)
    feed = news.feed("late")
    hours = {7: 2, 8: 50}
    news.fetched(
        feed,
        *(digested(n, url=f"https://late.example/{n}", published=NOW - timedelta(hours=h)) for n, h in hours.items()),
    )
    page = front_page(news.db, Span.LAST, news.now, visit)
    assert [story.lead.title for story in page.stories] == ["Tin số 7"], (
        "published before the visit, but it came after it"
    )
    assert page.since == visit


def statements(db: sqlite3.Connection, work: Callable[[], object]) -> list[str]:
    """What `work` asks of SQLite."""
    said: list[str] = []
    db.set_trace_callback(said.append)
    try:
        work()
    finally:
        db.set_trace_callback(None)
    return said


def steps(db: sqlite3.Connection, work: Callable[[], object]) -> int:
    """How many hundreds of instructions of SQLite's machine `work` takes."""
    taken = [0]

    def count() -> int:
        taken[0] += 1
        return 0

    db.set_progress_handler(count, 100)
    try:
        work()
    finally:
        db.set_progress_handler(None, 0)
    return taken[0]


def flood(world: World, count: int, hours: float) -> None:
    """Entries of one feed, `hours` old, each alone."""
    feed = world.feed(f"flood{hours}")
    at = int((NOW - timedelta(hours=hours)).timestamp() * 1000)
    with_id = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)"
    (first,) = world.db.execute("SELECT max(id) FROM state").fetchone()
    world.db.execute(
        f"{with_id} INSERT INTO state(id, feed_id, sort_at, place) SELECT ? + i, ?, ? - i, 1 FROM n",
        (count, first, feed, at),
    )


def test_the_work_is_the_same_however_large_the_cache_is(news: World) -> None:
    def ask() -> object:
        return front.tellings(news.db, SINCE, HALF)

    few = steps(news.db, ask)
    flood(news, 20_000, hours=100)
    assert steps(news.db, ask) <= few + 2
    assert len(statements(news.db, ask)) == 3


def test_a_flood_costs_one_more_statement_and_hides_no_other_feed(news: World) -> None:
    flood(news, 3_000, hours=1)
    some = steps(news.db, lambda: front.tellings(news.db, SINCE, HALF))
    flood(news, 20_000, hours=0.5)
    assert len(statements(news.db, lambda: front.tellings(news.db, SINCE, HALF))) == 4
    assert steps(news.db, lambda: front.tellings(news.db, SINCE, HALF)) <= some * 1.1
    assert {1, 2, 3, 4, 5} <= found(news).keys()


def test_entries_without_a_date_do_not_stand_first_when_their_feed_is_first_read(news: World) -> None:
    feed = news.feed("undated")
    news.fetched(feed, digested(7, url="https://undated.example/7", published=None))
    assert found(news)[7].at == int((NOW - front.UNDATED).timestamp())
    news.now = NOW + timedelta(hours=3)
    news.fetched(feed, digested(8, url="https://undated.example/8", published=None))
    assert found(news)[8].at == int(news.now.timestamp())
