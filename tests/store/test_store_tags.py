"""Tags: which stories carry them, their counts, and taking changes back."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest
from store_world import NOW, World, digested

from reader.domain.errors import UsageError
from reader.domain.models import ListQuery, Scope, ScopeKind
from reader.domain.query_parser import parse
from reader.domain.retention import Limits, Policy
from reader.store import counters, lists, retention, rows, subscriptions, tags, undo, upkeep
from reader.store.searching import find
from reader.store.shapes import EVERYWHERE


@pytest.fixture
def world(tmp_path: Path) -> World:
    world = World(tmp_path)
    feed_id = world.feed()
    world.fetched(feed_id, *(digested(number) for number in range(6)))
    return world


def put(world: World, ids: list[int], *names: str) -> None:
    world.write(tags.edit, ids, names, (), NOW, "tagged")


def listed(world: World) -> dict[str, int]:
    assert not counters.tags_are_wrong(world.db)
    return {tag.name: tag.entries for tag in tags.tags(world.db)}


def hits(world: World, query: str) -> set[int]:
    node = parse(query)
    found = {number for _time, number in find(world.db, node, EVERYWHERE, NOW).keys}
    return found


def test_stories_carry_tags_and_lose_them(world: World) -> None:
    put(world, [1, 2], "Sau", "điện")
    put(world, [2, 3], "SAU")
    assert listed(world) == {"Sau": 3, "điện": 2}
    assert [row.tags for row in rows.rows(world.db, [1, 3, 4])] == [("điện", "Sau"), ("Sau",), ()]
    assert [(tag.name, tag.entries) for tag in tags.carried(world.db, [1, 3])] == [("điện", 1), ("Sau", 2)]
    tag = tags.find(world.db, "sau")
    assert tag is not None
    assert set(lists.entry_ids(world.db, ListQuery(Scope(ScopeKind.TAG, tag.id)))) == {1, 2, 3}
    assert world.write(tags.edit, [1, 2, 3, 999], ("x",), ("sau", "nobody"), NOW, "changed") == {1, 2, 3}
    assert listed(world) == {"x": 3, "điện": 2}
    assert world.write(tags.edit, [1], ("x",), ("sau",), NOW, "nothing") == set()


def test_every_change_is_taken_back(world: World) -> None:
    put(world, [1, 2], "a", "b")
    before = listed(world)
    world.write(tags.edit, [2, 3], ("b", "c"), ("a",), NOW, "changed")
    assert listed(world) == {"a": 1, "b": 3, "c": 2}
    undone = world.write(undo.undo, NOW)
    assert set(undone.entry_ids) == {2, 3}  # type: ignore[attr-defined]
    assert listed(world) == before
    assert tags.find(world.db, "c") is None
    tag = tags.find(world.db, "a")
    assert tag is not None
    world.write(tags.remove, tag.id, NOW, "removed")
    assert listed(world) == {"b": 2}
    world.write(undo.undo, NOW)
    assert listed(world) == before


def test_a_tag_is_renamed_and_two_become_one(world: World) -> None:
    put(world, [1, 2], "a")
    put(world, [2, 3], "b")
    a, b = tags.find(world.db, "a"), tags.find(world.db, "b")
    assert a is not None
    assert b is not None
    assert world.write(tags.rename, a.id, "A!", NOW, "renamed") == a.id
    assert listed(world) == {"A!": 2, "b": 2}
    assert world.write(tags.rename, a.id, "B", NOW, "merged") == b.id
    assert listed(world) == {"b": 3}
    world.write(undo.undo, NOW)
    assert listed(world) == {"A!": 2, "b": 2}
    world.write(undo.undo, NOW)
    assert listed(world) == {"a": 2, "b": 2}
    with pytest.raises(UsageError):
        tags.rename(world.db, 99, "x", NOW, "gone")


def test_a_query_finds_tags_with_and_without_accents(world: World) -> None:
    put(world, [1], "bán")
    put(world, [2], "bạn")
    assert hits(world, "tag:BÁN") == {1}
    assert hits(world, "tag:ban") == {1, 2}
    assert hits(world, "-tag:bán tag:ban") == {2}
    assert hits(world, "tag:nobody") == set()


def test_tagged_stories_outlive_their_feed(world: World) -> None:
    put(world, [1, 2], "a")
    (feed_id,) = world.db.execute("SELECT feed_id FROM subscription").fetchone()
    world.write(subscriptions.remove, [feed_id], NOW, lambda n: f"removed {n}")
    assert listed(world) == {"a": 2}
    while world.write(upkeep.purge_removed, NOW + timedelta(days=30)):
        pass
    assert hits(world, "tag:a") == {1, 2}
    assert world.one("SELECT count(*) FROM entry") == 2
    assert world.sound()


def test_retention_keeps_tagged_stories(world: World) -> None:
    put(world, [1, 2], "a")
    policy = Policy(Limits(count=1))
    (going,) = retention.going(world.db, policy, NOW)
    assert not {1, 2} & set(going.ids)
    assert set(world.write(retention.drop, [1, 2, 3])[0]) == {3}  # type: ignore[index]


def test_counts_are_put_right(world: World) -> None:
    put(world, [1, 2], "a")
    world.db.execute("UPDATE tag SET entries = 7")
    assert upkeep.problems(world.db)
    world.write(counters.recount_tags)
    assert listed(world) == {"a": 2}


def test_the_tags_of_a_row_without_any_are_not_parsed(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.fetched(world.feed(), *(digested(number) for number in range(1, 6)))
    world.write(tags.put, "giữ", [2])
    parsed: list[str] = []
    loads = json.loads
    monkeypatch.setattr(json, "loads", lambda text: parsed.append(text) or loads(text))
    found = rows.rows(world.db, [1, 2, 3, 4, 5])
    assert [row.tags for row in found] == [(), ("giữ",), (), (), ()]
    assert parsed == ['["giữ"]']
