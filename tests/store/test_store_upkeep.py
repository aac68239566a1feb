"""What the doctor finds in a store, and how often it reads the store for it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from store_world import NOW, World, digested, label

from reader.store import indexing, subscriptions, upkeep

WRONG_INDEX = "The search index does not match the entries."
WRONG_COUNTERS = "The unread counters are wrong."
FULL_TEXT = "UPDATE body SET id = id + 1 WHERE id / 4 = 1"


@pytest.fixture
def filled(world: World) -> World:
    """Six entries of two feeds: four in the search index, two that wait for it."""
    for name in ("one", "two"):
        world.fetched(world.feed(name), *(digested(number) for number in range(1, 4)))
    world.write(indexing.index_pending, 4)
    return world


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("DELETE FROM body WHERE id / 4 IN (1, 5)", ["2 entries have no text."]),
        (FULL_TEXT, []),
        ("DELETE FROM unindexed WHERE entry_id = 6", [WRONG_INDEX]),
        ("INSERT INTO unindexed VALUES (1)", [WRONG_INDEX]),
        ("INSERT INTO search(rowid, title) VALUES (9, 'x')", [WRONG_INDEX]),
        ("DELETE FROM search_docsize WHERE id = 2", [WRONG_INDEX]),
        ("UPDATE counter SET entries = 4 WHERE feed_id = 2", [WRONG_COUNTERS]),
        ("UPDATE counter SET unread = 2 WHERE feed_id = 1", [WRONG_COUNTERS]),
    ],
)
def test_each_kind_of_trouble_is_named(filled: World, change: str, said: list[str]) -> None:
    assert upkeep.problems(filled.db) == []
    filled.db.execute("BEGIN")
    filled.db.execute(change)
    assert upkeep.problems(filled.db) == said
    assert upkeep.index_is_whole(filled.db) is (WRONG_INDEX not in said)
    filled.db.execute("ROLLBACK")


def test_an_entry_without_its_state_is_named(filled: World) -> None:
    filled.db.execute("BEGIN")
    filled.db.execute("DROP TRIGGER state_gone")
    filled.db.execute("DELETE FROM state WHERE id = 3")
    assert upkeep.problems(filled.db) == [WRONG_COUNTERS, "1 entries have no state."]
    filled.db.execute("ROLLBACK")


def test_the_doctor_walks_along_the_entries_once_and_puts_no_ids_aside(filled: World) -> None:
    asked: list[str] = []
    filled.db.set_trace_callback(asked.append)
    assert upkeep.mismatches(filled.db) == []
    filled.db.set_trace_callback(None)
    selects = {statement for statement in asked if statement.startswith("SELECT")}
    steps = [row[3] for statement in selects for row in filled.db.execute(f"EXPLAIN QUERY PLAN {statement}")]
    assert len([step for step in steps if step.startswith("SCAN entry")]) == 1
    assert not [step for step in steps if "EXCEPT" in step or "INTERSECT" in step]


def test_what_was_removed_is_looked_for_along_no_list_of_all_entries(filled: World) -> None:
    filled.write(subscriptions.remove, [1], NOW, label)
    # As in a large store: feeds are few.
    filled.db.execute("ANALYZE")
    asked: list[str] = []
    filled.db.set_trace_callback(asked.append)
    assert upkeep.purge_removed(filled.db, NOW + timedelta(days=8)) == 3
    filled.db.set_trace_callback(None)
    steps = [row[3] for row in filled.db.execute(f"EXPLAIN QUERY PLAN {asked[0]}")]
    assert [step for step in steps if step.startswith("SCAN")] == ["SCAN feed"]
