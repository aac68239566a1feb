"""Rules on a real store: applied once, in their order, to what arrives."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

import pytest
from crash_changes import dump
from dying import dies_at, some_of, statements
from store_world import NOW, World, digested, label

from reader.domain.digested import DigestedEntry, DigestedFeed
from reader.domain.errors import UsageError
from reader.domain.models import ListQuery
from reader.domain.query_parser import parse
from reader.domain.retention import Limits, Policy
from reader.domain.rules import read_actions
from reader.store import (
    counters,
    feeds,
    ingest,
    lists,
    met,
    regexes,
    retention,
    rows,
    rules,
    saved,
    subscriptions,
    undo,
)
from reader.store.connect import transaction
from reader.store.searching import find
from reader.store.shapes import EVERYWHERE
from reader.store.values import ChangedEntry, FeedUpdate, NewEntry


@pytest.fixture
def world(tmp_path: Path) -> World:
    world = World(tmp_path)
    world.feed()
    return world


def rule(world: World, query: str, then: str) -> int:
    return world.write(rules.add, query, query, read_actions(then), NOW, "made")  # type: ignore[return-value]


def arrive(world: World, *entries: DigestedEntry) -> None:
    """As the engine does it: stored and judged in one transaction."""
    (state,) = feeds.feed_states(world.db)
    new = tuple(NewEntry(entry, entry.published or NOW) for entry in entries)

    def work(db: object) -> None:
        applied = ingest.apply(world.db, FeedUpdate(state, DigestedFeed(), new), NOW)
        rules.apply(world.db, applied.arrived, NOW)

    world.write(work)


def hits(world: World) -> list[int]:
    return [one.hits for one in rules.rules(world.db)]


def found(world: World, query: str) -> set[int]:
    return {number for _time, number in find(world.db, parse(query), EVERYWHERE, NOW).keys}


def test_each_action_is_done(world: World) -> None:
    for query, then in (("title:1", "read"), ("title:2", "star"), ("title:3", "tag:x"), ("title:4", "keep")):
        rule(world, query, then)
    arrive(world, *(digested(number, teaser_only=True) for number in range(1, 6)))
    row = {one.title: one for one in rows.rows(world.db, range(1, 6))}
    assert [row[f"Tin số {n}"].read for n in range(1, 6)] == [True, False, False, False, False]
    assert [row[f"Tin số {n}"].starred for n in range(1, 6)] == [False, True, False, False, False]
    assert [row[f"Tin số {n}"].tags for n in range(1, 6)] == [(), (), ("x",), (), ()]
    assert world.one("SELECT entry_id FROM queue") == row["Tin số 4"].id
    assert hits(world) == [1, 1, 1, 1]
    assert world.sound()


def test_hidden_stories_leave_lists_and_counts_and_are_found(world: World) -> None:
    rule(world, "title:1", "hide")
    arrive(world, digested(1), digested(2))
    (hidden,) = found(world, "is:hidden")
    assert hidden not in lists.entry_ids(world.db, ListQuery())
    assert counters.counts(world.db).total_unread == 1
    assert found(world, "title:1") == {hidden}
    (feed_id,) = world.db.execute("SELECT feed_id FROM subscription").fetchone()
    world.write(subscriptions.remove, [feed_id], NOW, label)
    assert found(world, "is:hidden") == set()
    world.write(undo.undo, NOW)
    assert hidden not in lists.entry_ids(world.db, ListQuery())
    later = retention.going(world.db, Policy(Limits(days=1)), NOW.replace(year=2027))
    assert {number for going in later for number in going.ids} == {1, 2}
    assert world.write(rules.unhide, [1, 2]) == [hidden]
    assert hidden in lists.entry_ids(world.db, ListQuery())
    assert world.sound()


def test_a_rule_is_applied_once(world: World) -> None:
    arrive(world, digested(1))
    rule(world, "tin", "star")
    arrive(world, digested(1), digested(2))
    assert hits(world) == [1]
    world.db.execute("UPDATE state SET starred = 0")
    (state,) = feeds.feed_states(world.db)
    changed = (ChangedEntry(2, digested(2, title="Tin khác", content_hash="other")),)
    applied = world.write(ingest.apply, FeedUpdate(state, DigestedFeed(), changed=changed), NOW)
    assert applied.arrived == ()  # type: ignore[attr-defined]
    arrive(world, digested(2))
    assert hits(world) == [1]
    assert world.one("SELECT sum(starred) FROM state") == 0


def test_a_later_rule_sees_what_an_earlier_one_did(world: World) -> None:
    rule(world, "title:1", "tag:x")
    second = rule(world, "tag:x", "star")
    arrive(world, digested(1))
    assert hits(world) == [1, 1]
    assert world.write(rules.move, second, -1, NOW, "moved")
    assert not world.write(rules.move, second, -1, NOW, "moved")
    arrive(world, digested(1, id="a", url="https://paper.example/a"))
    assert hits(world) == [1, 2]
    world.write(undo.undo, NOW)
    assert [one.query for one in rules.rules(world.db)] == ["title:1", "tag:x"]


def test_a_rule_that_is_off_does_nothing_and_every_change_is_taken_back(world: World) -> None:
    number = rule(world, "tin", "read")
    world.write(rules.enable, number, False, NOW, "off")
    arrive(world, digested(1))
    assert hits(world) == [0]
    world.write(rules.remove, number, NOW, "removed")
    assert rules.rules(world.db) == []
    for _step in range(2):
        world.write(undo.undo, NOW)
    (one,) = rules.rules(world.db)
    assert one.enabled
    world.write(rules.change, number, "n", "bão", read_actions("star"), NOW, "changed")
    assert rules.rules(world.db)[0].query == "bão"
    world.write(undo.undo, NOW)
    world.write(undo.undo, NOW)
    assert rules.rules(world.db) == []
    with pytest.raises(UsageError):
        world.write(rules.remove, number, NOW, "gone")


def test_a_catastrophic_regex_is_switched_off_and_the_others_act(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "PATIENCE", 0.05)
    monkeypatch.setattr(regexes, "ONE", 0.02)
    rule(world, r"title:/(x+x+)+y/", "star")
    rule(world, "tin", "read")
    arrive(world, *(digested(number, title="Tin " + "x" * 300) for number in range(1, 9)))
    first, second = rules.rules(world.db)
    assert not first.enabled
    assert "too long" in first.trouble
    assert second.hits == 8


def test_what_a_rule_notifies_of_is_told_once(world: World) -> None:
    number = rule(world, "tin", "notify")
    rule(world, "tin", "star")
    arrive(world, digested(2), digested(1))
    assert met.has_untold(world.db)
    assert world.write(met.take_untold) == [("tin", 2, "Tin số 1")]
    assert not met.has_untold(world.db)
    assert rules.rules(world.db)[0].last_hit == NOW
    assert rules.rules(world.db)[0].id == number


def test_a_rule_whose_feed_or_tag_is_gone_meets_nothing_and_says_so(world: World) -> None:
    rule(world, "feed:gone OR tag:none OR folder:away", "read")
    arrive(world, digested(1))
    assert hits(world) == [0]
    asked = parse("feed:gone OR tag:none -folder:away feed:paper")
    assert saved.missing(world.db, asked, NOW) == ("gone", "none", "away")


def test_a_preview_counts_and_names_the_newest(world: World) -> None:
    arrive(world, *(digested(number) for number in range(1, 6)))
    found = rules.preview(world.db, parse("tin -title:1"), NOW)
    assert len(found.keys) == 4
    assert not found.cut
    assert [row.title for row in rows.rows(world.db, [number for _time, number in found.keys[:2]])] == [
        "Tin số 2",
        "Tin số 3",
    ]


def test_a_death_at_any_statement_neither_loses_nor_doubles(tmp_path: Path) -> None:
    start = World(tmp_path / "start")
    start.feed()
    rule(start, "tin", "star, tag:x, notify, hide")
    start.db.close()
    before = dump(tmp_path / "start")
    count = statements(tmp_path / "start", tmp_path, fetched_and_judged)
    assert count > 10
    for number in (*some_of(count, 3), count + 1):
        folder = tmp_path / str(number)
        shutil.copytree(tmp_path / "start", folder)
        if dies_at(number, folder, fetched_and_judged):
            assert dump(folder) == before
        world = World(folder)
        arrive(world, digested(1), digested(2))
        assert hits(world) == [2]
        assert world.one("SELECT untold FROM rule") == 2
        assert world.one("SELECT entries FROM tag") == 2
        assert world.sound()
        world.db.close()
        shutil.rmtree(folder)


def fetched_and_judged(db: sqlite3.Connection) -> None:
    """What the engine does with a feed, in the process that dies."""
    (state,) = feeds.feed_states(db)
    new = tuple(NewEntry(digested(number), NOW) for number in (1, 2))
    with transaction(db):
        applied = ingest.apply(db, FeedUpdate(state, DigestedFeed(), new), NOW)
        rules.apply(db, applied.arrived, NOW)
