"""Related stories over a real store: which belong together, what the pane shows, what hostile feeds cannot do."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from store_world import NOW, World, digested

from reader.domain.models import GroupKind, RelatedGroup, RelatedLink
from reader.store import pages, pane, related, rows, subscriptions, upkeep
from reader.store.related import Membership, Settled, Signature
from reader.store.related_groups import apart
from reader.store.values import PageUpdate


def signature(entry_id: int, twin: int = 0, features: tuple[int, ...] = (2, 4, 6)) -> Signature:
    return Signature(entry_id, twin, int(NOW.timestamp()), 900, False, array("I", (f << 8 | 99 for f in features)))


@pytest.fixture
def news(tmp_path: Path) -> Iterator[World]:
    """Four papers with an entry each (ids 1 to 4), none related yet."""
    world = World(tmp_path / "news")
    for number, name in enumerate(("north", "south", "east", "west"), 1):
        feed = world.feed(name)
        when = NOW - timedelta(hours=8 - number)
        world.fetched(feed, digested(number, url=f"https://{name}.example/{number}", published=when))
    yield world
    world.db.close()


def groups(world: World, entry_id: int) -> dict[GroupKind, list[int]]:
    return {g.kind: [link.entry_id for link in g.links] for g in pane.related(world.db, entry_id)}


def test_every_new_text_waits_to_be_related(news: World) -> None:
    assert news.write(related.take, 10) == [1, 2, 3, 4]


def test_a_changed_text_waits_again_even_while_it_is_worked_on(news: World) -> None:
    taken = news.write(related.take, 10)
    news.write(pages.store_page, PageUpdate("https://north.example/1", "north.example/1", entry_id=1), NOW)
    assert taken == [1, 2, 3, 4]
    news.settle(*(Membership(number, 0, number, 0) for number in (1, 2, 3, 4)))
    assert news.write(related.take, 10) == [1]


def test_the_urgent_come_first(news: World) -> None:
    assert news.write(related.take, 10, [3, 99]) == [3]


def test_a_death_in_between_is_seen(news: World) -> None:
    assert not related.interrupted(news.db)
    news.write(related.take, 10)
    assert related.interrupted(news.db)
    news.write(related.give_back, [1, 2, 3, 4])
    assert not related.interrupted(news.db)


def test_features_lead_to_entries_until_these_change_or_go(news: World) -> None:
    news.write(related.put, [signature(1), signature(2, features=(2, 8))], [], {})
    assert related.postings(news.db, 2, 0, 9, 9) == [(2,), (1,)]
    news.write(related.put, [signature(2, features=(8,))], [1], {})
    assert related.postings(news.db, 2, 0, 9, 9) == []
    assert related.postings(news.db, 8, 0, 9, 9) == [(2,)]


def test_what_is_gone_is_taken_out_and_its_copies_are_related_anew(news: World) -> None:
    news.write(related.take, 10)
    news.write(related.put, [signature(1, twin=5), signature(2, twin=5, features=())], [], {})
    news.settle(Membership(1, 1, 1, 0), Membership(2, 1, 2, 1), Membership(3, 0, 3, 0), Membership(4, 0, 4, 0))
    news.write(upkeep.delete_entry, 1)
    assert news.write(related.take, 10) == [1]
    news.write(related.put, [], [1], {})
    assert news.write(related.take, 10) == [1, 2]
    assert related.members(news.db, [1, 2]) == [Membership(2, 1, 2, 0)]


def test_copies_of_a_text_that_changes_are_related_anew(news: World) -> None:
    news.write(related.take, 10)
    news.write(related.put, [signature(1, twin=5), signature(2, twin=5, features=())], [], {})
    news.settle(*(Membership(number, 0, number, 0) for number in (1, 2, 3, 4)))
    news.write(related.put, [signature(1, twin=6)], [], {})
    assert news.write(related.take, 10) == [2]


def test_the_pane_tells_the_story_elsewhere_with_how_much_later(news: World) -> None:
    news.settle(Membership(1, 1, 11, 0), Membership(2, 1, 22, 0), Membership(3, 1, 33, 0))
    (same,) = (group for group in pane.related(news.db, 2) if group.kind is GroupKind.SAME)
    assert [(link.entry_id, link.note) for link in same.links] == [(1, "1 h earlier"), (3, "1 h later")]


def test_copies_fold_into_one_line(news: World) -> None:
    news.settle(Membership(1, 1, 11, 0), Membership(2, 1, 22, 1), Membership(3, 1, 33, 1), Membership(4, 1, 44, 0))
    (same,) = (group for group in pane.related(news.db, 4) if group.kind is GroupKind.SAME)
    assert [(link.entry_id, link.note) for link in same.links] == [(1, "3 h earlier · same text in 3 papers")]
    assert same.sources == 3
    (same,) = (group for group in pane.related(news.db, 1) if group.kind is GroupKind.SAME)
    assert [(link.entry_id, link.note) for link in same.links] == [
        (4, "3 h later"),
        (2, "1 h later · same text in 3 papers"),
    ]


def test_nothing_stands_in_the_pane_twice(news: World) -> None:
    links = (RelatedLink("https://south.example/2", "Zwei"),)
    page = PageUpdate("https://north.example/1", "north.example/1", entry_id=1)
    news.write(pages.store_page, replace(page, links=(RelatedGroup(GroupKind.RELATED, links, "Mehr"),)), NOW)
    news.settle(
        Membership(1, 1, 11, 0), Membership(2, 1, 22, 0), Membership(3, 2, 33, 0), Membership(4, 2, 44, 0),
        near={1: [(3, 0.9), (4, 0.8), (2, 0.7)]},
    )  # fmt: skip
    found = groups(news, 1)
    assert found[GroupKind.RELATED] == [2]
    assert GroupKind.SAME not in found
    assert found[GroupKind.SIMILAR] == [3]


def test_older_stories_are_earlier_newer_and_weaker_ones_similar(news: World) -> None:
    news.settle(*(Membership(n, 0, n, 0) for n in (1, 2, 3, 4)), near={3: [(1, 0.9), (4, 0.8), (2, 0.5)]})
    found = groups(news, 3)
    assert found[GroupKind.EARLIER] == [1]
    assert found[GroupKind.SIMILAR] == [4, 2]


def test_entries_of_a_removed_feed_are_not_shown(news: World) -> None:
    news.settle(Membership(1, 1, 11, 0), Membership(2, 1, 22, 0), Membership(3, 0, 33, 0), near={1: [(3, 0.9)]})
    feeds = [news.one("SELECT feed_id FROM entry WHERE id = ?", number) for number in (2, 3)]
    news.write(subscriptions.remove, feeds, NOW, str)
    assert not groups(news, 1).keys() & {GroupKind.SAME, GroupKind.EARLIER, GroupKind.SIMILAR}
    (row,) = rows.rows(news.db, [1])
    assert row.others == 0


def test_rows_say_how_many_other_sources_there_are(news: World) -> None:
    news.settle(Membership(1, 1, 11, 0), Membership(2, 1, 22, 0), Membership(3, 1, 22, 0), Membership(4, 0, 44, 0))
    assert [(row.story_id, row.others) for row in rows.rows(news.db, [1, 2, 4])] == [(1, 1), (1, 1), (0, 0)]


def test_a_story_that_merges_takes_all_its_entries_along(news: World) -> None:
    news.settle(Membership(1, 1, 11, 0), Membership(2, 1, 22, 0), Membership(3, 2, 33, 0), Membership(4, 2, 44, 0))
    news.write(related.settle, Settled([], [], {1: 2}, {}))
    assert {m.story_id for m in related.members(news.db, [1, 2, 3, 4])} == {2}
    assert related.sizes(news.db, [1, 2]) == {1: 0, 2: 4}


@pytest.mark.parametrize(
    ("span", "words"),
    [
        (timedelta(minutes=3), ""),
        (timedelta(minutes=40), "40 min later"),
        (-timedelta(hours=5), "5 h earlier"),
        (timedelta(days=2, hours=3), "2 days later"),
    ],
)
def test_spans_in_words(span: timedelta, words: str) -> None:
    assert apart(span) == words


def test_the_work_of_settling_and_removing_does_not_grow_with_the_store(news: World) -> None:
    """Measured in steps of SQLite's machine: an index that is not used shows at any size."""

    def steps() -> int:
        taken = 0

        def stepped() -> None:
            nonlocal taken
            taken += 1

        news.write(related.put, [signature(1, twin=7), signature(2)], (), {})
        news.db.set_progress_handler(stepped, 10)
        try:
            news.settle(Membership(1, 5, 1, 0), Membership(2, 5, 2, 1))
            news.write(related.put, (), [1], {})
        finally:
            news.db.set_progress_handler(None, 0)
        return taken

    few = steps()
    news.settle(*(Membership(number, 0, number, 0) for number in range(100, 3100)))
    assert steps() <= 1.2 * few + 5
