"""The coverage of a story and followed stories as rows, with the rules of `related.following` in their place."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from store_world import NOW, World, digested, label

from reader.domain.coverage import StoryCoverage
from reader.domain.models import ListQuery, Order, Scope, ScopeKind
from reader.store import coverage, followed, lists, related, states, subscriptions, undo
from reader.store.gathering import Links, Rules, gather
from reader.store.related import Membership, Settled, Signature
from reader.store.rows import rows

PAPERS = ("north", "south", "east", "west", "wire", "bay")


def about(*features: int) -> array[int]:
    return array("I", (feature << 8 | 99 for feature in features))


def signature(entry_id: int, when: datetime, features: tuple[int, ...] = (2, 4, 6)) -> Signature:
    return Signature(entry_id, 0, int(when.timestamp()), 900, False, about(*features))


def shares_feature(core: Sequence[int], _size: int) -> Callable[[Sequence[int], int, Links], bool]:
    """A stand-in for the real rule: linked, and at least one feature in common."""
    wanted = {code >> 8 for code in core}
    return lambda vector, _size, links: bool(links) and bool(wanted & {code >> 8 for code in vector})


RULES = Rules(lambda vectors: about(*sorted({code >> 8 for each in vectors for code in each})), shares_feature)


@pytest.fixture
def news(tmp_path: Path) -> Iterator[World]:
    """Six papers with an entry each (ids 1 to 6, an hour apart), signed but in no story."""
    world = World(tmp_path / "news")
    for number, name in enumerate(PAPERS, 1):
        when = NOW - timedelta(hours=8 - number)
        world.fetched(world.feed(name), digested(number, url=f"https://{name}.example/{number}", published=when))
        world.write(related.put, [signature(number, when)], [], {})
    world.write(related.take, 10)
    yield world
    world.db.close()


def story(world: World, story_id: int, *ids: int) -> None:
    world.settle(*(Membership(number, story_id, number, 0) for number in ids))


def told(world: World, entry_id: int) -> StoryCoverage:
    found = coverage.story_coverage(world.db, entry_id, RULES)
    assert found is not None
    return found


def entries(world: World, number: int, order: Order = Order.NEWEST) -> list[int]:
    return list(lists.entry_ids(world.db, ListQuery(Scope(ScopeKind.STORY, number), order)))


# -- coverage


def test_tellings_come_in_order_of_time_with_copies_under_their_original(news: World) -> None:
    news.settle(
        Membership(1, 1, 11, 0), Membership(2, 1, 22, 0), Membership(3, 1, 33, 1), Membership(4, 1, 11, 0),
    )  # fmt: skip
    found = told(news, 2)
    assert [telling.row.id for telling in found.story.tellings] == [1, 2, 4]
    assert [copy.row.id for copy in found.story.first.copies] == [3]
    assert found.story.sources == 3
    assert found.story.last_at == NOW - timedelta(hours=4)
    assert (found.later, found.earlier, found.opened) == ((), (), 2)


def test_a_copy_that_came_before_its_original_leads(news: World) -> None:
    news.settle(Membership(3, 1, 33, 0), Membership(2, 1, 22, 3))
    (telling,) = told(news, 3).story.tellings
    assert (telling.row.id, telling.copies[0].row.id) == (2, 3)


def test_an_entry_without_a_date_that_can_be_true_says_so(news: World) -> None:
    for entry, published in ((5, None), (6, datetime(2100, 1, 1, tzinfo=NOW.tzinfo))):
        news.fetched(1, digested(40 + entry, url=f"https://north.example/{40 + entry}", published=published))
        news.write(related.put, [signature(entry + 2, NOW)], [], {})
        news.settle(Membership(entry + 2, 7, 11, 0))
    assert [(t.dated, t.when) for t in told(news, 7).story.tellings] == [(False, NOW), (False, NOW)]


def test_chapters_before_and_after_are_reached_hop_by_hop_while_they_share_the_core(news: World) -> None:
    story(news, 1, 3)
    news.settle(
        *(Membership(n, 0, n, 0) for n in (1, 2, 4, 5, 6)),
        near={3: [(2, 0.9), (4, 0.8), (5, 0.9)], 2: [(1, 0.9)]},
    )  # fmt: skip
    news.write(related.put, [signature(5, NOW, (70, 72))], [], {})
    found = told(news, 3)
    assert [chapter.first.row.id for chapter in found.earlier] == [2, 1]
    assert [chapter.first.row.id for chapter in found.later] == [4], "5 has nothing to do with the core"


def test_what_is_hidden_is_not_told(news: World) -> None:
    story(news, 1, 1, 2, 3)
    news.write(subscriptions.remove, [news.one("SELECT feed_id FROM entry WHERE id = 2")], NOW, label)
    found = told(news, 1)
    assert [telling.row.id for telling in found.story.tellings] == [1, 3]
    assert found.story.sources == 2


def test_an_entry_that_waits_to_be_related_tells_its_story_alone(news: World) -> None:
    assert [t.row.id for t in told(news, 4).story.tellings] == [4]
    assert coverage.story_coverage(news.db, 99, RULES) is None


def test_the_opened_entry_is_there_whatever_the_number(news: World, monkeypatch: pytest.MonkeyPatch) -> None:
    story(news, 1, 1, 2, 3, 4, 5, 6)
    monkeypatch.setattr(coverage, "MOST", 3)
    found = told(news, 6)
    assert [telling.row.id for telling in found.story.tellings] == [1, 2, 6]


# -- following


def follow(world: World, entry_id: int) -> int:
    number = world.write(followed.follow, entry_id, RULES.core_of, NOW, "followed")
    assert isinstance(number, int)
    return number


def test_following_takes_the_whole_story_once(news: World) -> None:
    story(news, 1, 1, 2)
    number = follow(news, 2)
    assert entries(news, number) == [2, 1]
    assert entries(news, number, Order.OLDEST) == [1, 2]
    assert follow(news, 1) == number
    assert followed.followed_with(news.db, 1) == number
    assert followed.followed_with(news.db, 3) == 0
    assert follow(news, 99) == 0
    (kept,) = followed.followed(news.db)
    assert (kept.title, kept.new, kept.entries, kept.added) == ("Tin số 2", 0, 2, NOW)


def test_what_belongs_is_gathered_and_new_until_it_is_read_or_looked_at(news: World) -> None:
    number = follow(news, 1)
    news.settle(*(Membership(n, 0, n, 0) for n in (2, 3, 4)), near={2: [(1, 0.9)], 3: [(2, 0.9)], 4: [(5, 0.9)]})
    assert news.write(gather, [2], RULES) == {number: 1}
    assert news.write(gather, [3, 4], RULES) == {number: 1}
    assert news.write(gather, [2, 3, 4], RULES) == {}
    assert entries(news, number) == [3, 2, 1]
    assert [kept.new for kept in followed.followed(news.db)] == [2]
    news.write(states.set_read, [3], True, NOW, label)
    assert [kept.new for kept in followed.followed(news.db)] == [1]
    assert news.write(followed.look_at, number)
    assert not news.write(followed.look_at, number)
    assert [kept.new for kept in followed.followed(news.db)] == [0]


def test_what_was_here_before_is_gathered_but_not_new(news: World) -> None:
    news.write(lambda db: db.execute("UPDATE entry SET first_seen = first_seen - 60000"))
    number = follow(news, 1)
    news.settle(Membership(2, 0, 2, 0), near={2: [(1, 0.9)]})
    assert news.write(gather, [2], RULES) == {}
    assert entries(news, number) == [2, 1]


def test_a_round_up_is_never_gathered(news: World) -> None:
    number = follow(news, 1)
    news.settle(Membership(2, 0, 2, 0), near={2: [(1, 0.9)]})
    news.write(lambda db: db.execute("UPDATE signature SET roundup = 1 WHERE entry_id = 2"))
    news.write(gather, [2], RULES)
    assert entries(news, number) == [1]


def test_stories_that_merge_bring_what_shares_the_core_and_no_more(news: World) -> None:
    story(news, 1, 1, 2)
    number = follow(news, 1)
    story(news, 2, 3, 4, 5, 6)
    news.write(related.put, [signature(n, NOW, (70, 72)) for n in (4, 5, 6)], [], {})
    news.settle(*(Membership(n, 2, n, 0) for n in (3, 4, 5, 6)), near={3: [(1, 0.9)], 4: [(1, 0.9)]})
    news.write(related.settle, Settled([2], [Membership(2, 2, 2, 0)], {1: 2}, {}))
    assert news.write(gather, [2], RULES) == {number: 4}, "half of the event is in it: the rest comes along"
    assert entries(news, number) == [6, 5, 4, 3, 2, 1]


def test_of_a_much_larger_story_only_what_shares_the_core_comes(news: World) -> None:
    number = follow(news, 1)
    story(news, 2, 1, 2, 3, 4, 5, 6)
    news.write(related.put, [signature(n, NOW, (70, 72)) for n in (3, 4, 5, 6)], [], {})
    news.settle(Membership(2, 2, 2, 0), near={2: [(1, 0.9)], 4: [(1, 0.9)]})
    news.write(gather, [2], RULES)
    assert entries(news, number) == [2, 1]


def test_new_ids_of_stories_change_nothing(news: World) -> None:
    story(news, 1, 1, 2)
    number = follow(news, 1)
    news.write(related.forget_all)
    assert entries(news, number) == [2, 1]
    news.write(related.put, [signature(n, NOW) for n in (1, 2, 3)], [], {})
    story(news, 9, 1, 2, 3)
    assert news.write(gather, [1, 2, 3], RULES) == {number: 1}
    assert entries(news, number) == [3, 2, 1]


def test_ending_and_renaming_can_be_undone(news: World) -> None:
    story(news, 1, 1, 2)
    number = follow(news, 1)
    news.write(followed.rename, number, "Cầu", NOW, "renamed")
    assert news.write(followed.unfollow, number, NOW, "ended")
    assert not news.write(followed.unfollow, number, NOW, "ended")
    assert followed.followed(news.db) == []
    assert followed.followed_with(news.db, 1) == 0
    undone = news.write(undo.undo, NOW)
    assert isinstance(undone, undo.Undone)
    assert (undone.label, undone.feeds) == ("ended", True)
    assert [kept.title for kept in followed.followed(news.db)] == ["Cầu"]
    news.write(undo.undo, NOW)
    assert [kept.title for kept in followed.followed(news.db)] == ["Tin số 1"]
    news.write(undo.undo, NOW)
    assert followed.followed(news.db) == []


def test_the_list_of_a_story_filters_and_marks_read_like_others(news: World) -> None:
    story(news, 1, 1, 2, 3)
    query = ListQuery(Scope(ScopeKind.STORY, follow(news, 1)))
    assert set(lists.unread_ids(news.db, query)) == {1, 2, 3}
    assert lists.neighbour_unread(news.db, query, 3, 1) == 2
    filtered = ListQuery(query.scope, filter="south")
    assert list(lists.entry_ids(news.db, filtered)) == [2]
    assert [row.id for row in rows(news.db, lists.entry_ids(news.db, query, 2))] == [3, 2]
