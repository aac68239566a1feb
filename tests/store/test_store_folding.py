"""Folding over a real store: pages fold as whole lists do, from an index, and copies are found to be marked."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from store_world import NOW, World, digested, label

from reader.domain.folding import Folded, LeadBy
from reader.domain.models import ListQuery, Order, Scope, ScopeKind
from reader.store import folding, lists, related, states, subscriptions
from reader.store.connect import transaction
from reader.store.related import Membership

ALL = ListQuery()


@pytest.fixture
def news(tmp_path: Path) -> Iterator[World]:
    """Four papers (feeds 1 to 4) with three entries each: 1-3, 4-6, 7-9, 10-12, the newest first in each."""
    world = World(tmp_path / "news")
    folder = world.write(subscriptions.insert_folder, "Folder", 0)
    for number, name in enumerate(("north", "south", "east", "west")):
        feed = world.feed(name, folder if number > 1 else 0)
        entries = [
            digested(place, url=f"https://{name}.example/{place}", published=NOW - timedelta(hours=10 * place + number))
            for place in (1, 2, 3)
        ]
        world.fetched(feed, *entries)
    yield world
    world.db.close()


def settle(world: World, *members: tuple[int, int, int]) -> None:
    """(entry, story, copy of) of each."""
    world.settle(*(Membership(entry, story, entry, copy_of) for entry, story, copy_of in members))
    with transaction(world.db):
        world.db.execute("UPDATE member SET told_at = (SELECT sort_at FROM state WHERE state.id = entry_id) / 1000")


def rows(world: World, query: ListQuery = ALL, by: LeadBy = LeadBy.EARLIEST, limit: int = 0) -> list[list[int]]:
    ids = lists.entry_ids(world.db, query, limit)
    found: Folded = folding.folded(world.db, ids, query, by, page=bool(limit))
    return [[entry, *found.hidden.under(entry)] for entry in found.ids]


def by_time(world: World) -> list[int]:
    return list(lists.entry_ids(world.db, ALL))


def test_tellings_of_one_story_share_a_row_where_the_newest_stood(news: World) -> None:
    order = by_time(news)
    settle(news, (order[0], 1, 0), (order[3], 1, 0), (order[7], 1, 0), (order[4], 0, 0))
    assert rows(news)[0] == [order[7], order[0], order[3]]
    assert [row[0] for row in rows(news)[1:]] == [entry for entry in order[1:] if entry not in (order[3], order[7])]


@pytest.mark.parametrize("order", [Order.NEWEST, Order.OLDEST])
@pytest.mark.parametrize("limit", range(1, 12))
def test_a_page_is_the_beginning_of_the_whole(news: World, limit: int, order: Order) -> None:
    ids = by_time(news)
    settle(news, (ids[0], 1, 0), (ids[8], 1, 0), (ids[2], 2, 0), (ids[3], 2, ids[2]), (ids[11], 2, 0))
    for query in (ListQuery(order=order), ListQuery(Scope(ScopeKind.FOLDER, 1), order=order)):
        whole, page = rows(news, query), rows(news, query, limit=limit)
        assert page == whole[: len(page)]


def test_only_what_is_in_the_list_leads_or_folds(news: World) -> None:
    first, second, third = by_time(news)[:3]
    settle(news, (first, 1, 0), (second, 1, 0), (third, 1, 0))
    news.write(states.set_read, [third], True, NOW, label)
    unread = ListQuery(unread_only=True)
    assert rows(news, unread)[0] == rows(news, unread, limit=2)[0] == [second, first]
    assert [row for row in rows(news, ListQuery(Scope(ScopeKind.FOLDER, 1))) if len(row) > 1] == []


def test_the_list_of_one_feed_folds_copies_only(news: World) -> None:
    mine = list(lists.entry_ids(news.db, ListQuery(Scope(ScopeKind.FEED, 1))))
    settle(news, (mine[0], 1, mine[2]), (mine[1], 1, 0), (mine[2], 1, 0))
    assert rows(news, ListQuery(Scope(ScopeKind.FEED, 1))) == [[mine[2], mine[0]], [mine[1]]]


def test_the_preferred_source_leads(news: World) -> None:
    order = by_time(news)
    settle(news, (order[0], 1, 0), (order[1], 1, 0), (order[2], 1, 0))
    feed = news.one("SELECT feed_id FROM state WHERE id = ?", order[1])
    news.write(subscriptions.configure, feed, {"preferred": True}, NOW, "preferred")
    for limit in (0, 1):
        assert rows(news, by=LeadBy.PREFERRED, limit=limit)[0][0] == order[1]
    assert [feed.preferred for feed in subscriptions.subscriptions(news.db)].count(True) == 1


def test_the_best_hit_of_a_search_leads(news: World) -> None:
    order = by_time(news)
    settle(news, (order[0], 1, 0), (order[1], 1, 0))
    best = ListQuery(Scope(ScopeKind.SEARCH, text="tin"), Order.BEST)
    assert folding.folded(news.db, order[:2], best, LeadBy.EARLIEST, page=False).ids[0] == order[0]


def test_a_large_list_reads_all_stories_from_the_index_alone(news: World, monkeypatch: pytest.MonkeyPatch) -> None:
    order = by_time(news)
    settle(news, (order[0], 1, 0), (order[5], 1, 0), (order[2], 2, 0), (order[3], 2, order[2]))
    few = rows(news)
    monkeypatch.setattr(folding, "FEW", 3)
    asked: list[str] = []
    news.db.set_trace_callback(asked.append)
    assert rows(news) == few
    news.db.set_trace_callback(None)
    (select,) = [text for text in asked if "FROM member" in text]
    (plan,) = news.db.execute(f"EXPLAIN QUERY PLAN {select}")
    assert "COVERING INDEX member_story" in plan[-1]


def test_what_waits_in_a_row(news: World) -> None:
    order = by_time(news)
    settle(news, (order[0], 1, 0), (order[1], 1, order[0]), (order[2], 1, 0))
    news.write(states.set_read, [order[0]], True, NOW, label)
    assert folding.waiting_in(news.db, [order[:3], order[3:4], [999]]) == [[order[2]], [order[3]], []]


def test_copies_are_found_from_either_end_and_other_tellings_when_asked(news: World) -> None:
    first, copy, other, lone = by_time(news)[:4]
    settle(news, (first, 1, 0), (copy, 1, first), (other, 1, 0), (lone, 0, 0))
    for one, its in ((first, copy), (copy, first)):
        assert list(folding.with_copies(news.db, [one], tellings=False)) == [one, its]
        assert set(folding.with_copies(news.db, [one], tellings=True)) == {first, copy, other}
    for tellings in (False, True):
        assert list(folding.with_copies(news.db, [lone], tellings=tellings)) == [lone]
    news.write(states.set_read, [copy], True, NOW, label)
    assert list(folding.with_copies(news.db, [first], tellings=False)) == [first]


def test_length_and_time_of_a_text_are_known_to_its_membership(news: World) -> None:
    news.write(related.put, [related.Signature(1, 0, 77, 1234, False, array("I", [2 << 8]))], [], {})
    news.settle(Membership(1, 1, 1, 0), Membership(4, 1, 4, 0))
    kept = news.db.execute("SELECT entry_id, length, told_at FROM member ORDER BY entry_id").fetchall()
    assert kept == [(1, 1234, 77), (4, 0, 0)]
