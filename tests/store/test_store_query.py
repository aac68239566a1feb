"""A query in SQL finds what the language says that it means, and takes no more time or memory than it may."""

from __future__ import annotations

import json
import sqlite3
from array import array
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from floods import examples
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from store_world import NOW, World, digested

from reader.domain.blocks import Paragraph, Span, dump
from reader.domain.models import ListQuery, Order, Scope, ScopeKind
from reader.domain.query import (
    After,
    Age,
    Before,
    Belongs,
    Day,
    Field,
    Has,
    Holds,
    In,
    Is,
    Node,
    Pattern,
    Sources,
    State,
    Text,
    both,
    either,
    opposite,
)
from reader.domain.query_parser import parse, read
from reader.store import indexing, lists, packing, query_facts, query_sql, saved
from reader.store.regexes import Regexes
from reader.store.searching import find
from reader.store.shapes import EVERYWHERE, LISTED

WORDS = ("điện", "diện", "dien", "thành", "phố", "hoà", "hòa", "bridge", "river", "東京都", "News")


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    """Sixty entries that differ in everything that a query can ask."""
    world = World(tmp_path_factory.mktemp("query") / "data")
    feeds = [world.feed("news"), world.feed("Điện-Lực", feed_title="Điện lực"), world.feed("third")]
    for number in range(60):
        picked = [WORDS[(number * step + step) % len(WORDS)] for step in (1, 3, 5, 7)]
        entry = digested(
            number,
            title=" ".join(picked[:2]),
            lead=picked[2],
            author="Nguyễn A" if number % 4 == 0 else "",
            blocks_json=dump([Paragraph((Span(f"{picked[3]} {picked[0]} {number}"),))]),
            image_url="https://paper.example/p.jpg" if number % 3 == 0 else "",
            teaser_only=number % 5 == 0,
            language=("vi", "en-GB", "")[number % 3],
            published=NOW - timedelta(hours=7 * number),
        )
        world.fetched(feeds[number % 3], entry, read=number % 2 == 0)
    db = world.db
    world.write(indexing.index_pending)
    db.execute("UPDATE state SET starred = 1 WHERE id % 7 = 0")
    db.execute("UPDATE entry SET has_full = 1 WHERE id % 6 = 0")
    db.execute("UPDATE entry SET has_enclosure = 1 WHERE id % 8 = 0")
    db.execute("INSERT INTO tag(name, folded, plain) VALUES ('Đọc sau', 'đọc sau', 'doc sau')")
    db.execute("INSERT INTO tagged SELECT 1, id FROM state WHERE id % 9 = 0")
    db.execute("INSERT INTO queue(url, url_hash, entry_id, added) SELECT url, id, id, 0 FROM entry WHERE id % 11 = 0")
    db.execute("INSERT INTO story(id, first_at, last_at, entries, sources, voices) VALUES (1, 0, 0, 3, 3, 3)")
    db.execute(
        "INSERT INTO member(entry_id, story_id, voice, copy_of) SELECT id, 1, id, 0 FROM state WHERE id IN (3, 4, 5)"
    )
    db.execute("INSERT INTO near SELECT id, x'' FROM state WHERE id % 13 = 0")
    return world


leaf = st.one_of(
    st.builds(
        Text,
        st.sampled_from([*WORDS, "thanh pho", "thành pho", "điệ", "京都", "x"]),
        st.sampled_from(Field),
        st.booleans(),
    ),
    st.builds(Pattern, st.sampled_from(["đi.n", r"\d5$", "^riv", "[n]ews"]), st.sampled_from(Field)),
    st.builds(In, st.just(Belongs.FEED), st.sampled_from(["news", "dien luc", "third.example", "nobody", "#2"])),
    st.builds(In, st.just(Belongs.FOLDER), st.just("none")),
    st.builds(In, st.just(Belongs.TAG), st.sampled_from(["Đọc sau", "doc sau", "other"])),
    st.builds(In, st.just(Belongs.LANG), st.sampled_from(["vi", "en", "EN-gb", "%"])),
    st.builds(State, st.sampled_from(Is)),
    st.builds(Holds, st.sampled_from(Has)),
    st.builds(Before, st.builds(Day, ago=st.integers(0, 5))),
    st.builds(After, st.just(Day(2026, 4, 20))),
    st.builds(Age, st.booleans(), st.integers(0, 20), st.sampled_from("hdw")),
    st.builds(Sources, st.sampled_from([">=", "<=", ">", "<", "="]), st.integers(0, 4)),
)
nodes = st.recursive(
    leaf,
    lambda inner: st.one_of(
        st.lists(inner, min_size=2, max_size=3).map(both),
        st.lists(inner, min_size=2, max_size=3).map(either),
        inner.map(opposite),
    ),
    max_leaves=8,
)


def meaning(world: World, node: Node) -> list[int]:
    """The entries that meet a query, one by one, newest first."""
    ids = [number for (number,) in world.db.execute("SELECT id FROM state ORDER BY sort_at DESC, id DESC")]
    return list(query_facts.matching(world.db, node, ids, query_facts.setting(world.db, node, NOW)))


@settings(max_examples=examples(100), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(nodes)
def test_sql_finds_what_the_query_means(world: World, node: Node) -> None:
    expected = meaning(world, node)
    assert [number for _time, number in find(world.db, node, EVERYWHERE, NOW).keys] == expected
    assert [number for _time, number in find(world.db, node, LISTED, NOW).keys] == expected
    some = find(world.db, node, EVERYWHERE, NOW, 5).keys
    assert {number for _time, number in some} <= set(expected)
    assert len(some) == min(5, len(expected))


@settings(max_examples=examples(30), deadline=None)
@given(nodes)
def test_many_feeds_of_one_name_change_nothing(world: World, node: Node) -> None:
    expected = meaning(world, node)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(query_sql, "MANY_FEEDS", 0)
        assert [number for _time, number in find(world.db, node, EVERYWHERE, NOW).keys] == expected


def test_entries_that_wait_for_the_index_are_found_by_their_headline(tmp_path: Path) -> None:
    world = World(tmp_path / "data")
    feed_id = world.feed()
    world.fetched(feed_id, digested(1, title="Mưa lớn"), digested(2, title="Nắng"))
    for query, found in [
        ("mua", 1),
        ("mưa OR is:starred", 1),
        ("-mua", 1),
        ("mưa -lon", 0),
        ("is:unread", 2),
        ("/Mưa/", 1),
    ]:
        assert len(lists.entry_ids(world.db, ListQuery(where=parse(query)), now=NOW)) == found, query


@pytest.mark.parametrize("source", ["(a+)+$", "(a|aa)+$", "(.*a){20}$", r"(\w+\s?)+$"])
def test_a_catastrophic_expression_is_cut_off(source: str) -> None:
    regexes = Regexes(0.05)
    assert not regexes.found(source, "a" * 40 + "!")
    assert not regexes.found(source + "b", "a" * 4000 + "!")
    assert regexes.left < 0.05


def test_when_the_time_is_over_nothing_more_is_looked_at() -> None:
    regexes = Regexes(0.0)
    assert regexes.exhausted
    assert not regexes.found("a", "a")


@pytest.mark.parametrize(
    ("query", "exact"),
    [
        *(("điện", True), ("hoà -điện", True), ("hoà OR dien", True), ("thà", True)),
        *(('"thành phố"', False), ("title:điện", False), ("/điện/", False)),
    ],
)
def test_the_index_alone_tells_where_words_with_accents_stand(world: World, query: str, exact: bool) -> None:
    node = read(query, typing=True).node
    assert query_sql.plan(node, query_facts.setting(world.db, node, NOW)).exact == exact


def test_feeds_are_looked_through_with_each_key_and_mended_only_where_damaged(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    mended: list[object] = []
    real = packing._fitting
    monkeypatch.setattr(packing, "_fitting", lambda value, kind: (mended.append(value), real(value, kind))[1])
    assert len(list(query_facts._feeds(world.db, read("điện", typing=True).node))) > 1
    assert len(mended) == 4, "the values of the first row, whose kinds then are known"


def test_a_list_says_when_the_time_was_up_before_all_was_looked_at(world: World) -> None:
    for query in ("/d.ện/", "title:điện"):
        asked = ListQuery(where=parse(query))
        assert lists.listing(world.db, asked, now=NOW, seconds=0.0)[:2] == (array("q"), True)
        whole = lists.listing(world.db, asked, now=NOW)
        assert whole.ids
        assert not whole.cut
    assert not lists.listing(world.db, ListQuery(where=parse("điện")), now=NOW, seconds=0.0).cut


def test_a_search_that_is_stopped_leaves_its_connection_usable(world: World) -> None:
    stopped: list[BaseException] = []

    def stop(db: sqlite3.Connection, _node: Node, candidates: Iterator[object], *_more: object) -> None:
        next(candidates)
        db.interrupt()
        db.execute("SELECT count(*) FROM state").fetchone()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("reader.store.searching._checked", stop)
        try:
            find(world.db, parse("/điện/"), EVERYWHERE, NOW)
        except sqlite3.OperationalError as error:
            stopped.append(error)  # whose traceback holds on to everything that was open
    assert stopped
    assert find(world.db, parse("dien"), EVERYWHERE, NOW).keys


def plans(world: World, query: ListQuery) -> str:
    """How SQLite goes about it."""
    said: list[str] = []
    world.db.set_trace_callback(said.append)
    lists.entry_ids(world.db, query, 20, NOW)
    world.db.set_trace_callback(None)
    rows = []
    for statement in said:
        if statement.startswith("SELECT state."):
            rows += [row[3] for row in world.db.execute("EXPLAIN QUERY PLAN " + statement)]
    return json.dumps(rows)


@pytest.mark.parametrize(
    ("query", "index"),
    [
        ("is:unread", "state_unread"),
        ("is:unread newer:3d", "state_unread"),
        ("is:starred newer:3d", "state_starred"),
        ("feed:third has:image", "state_feed"),
        ("feed:third is:unread", "state_feed_unread"),
        ("sources:>=2", "state_all"),
        ("-dien", "state_all"),
        ("dien is:unread", "search VIRTUAL TABLE INDEX"),
        ("dien OR bridge", "search VIRTUAL TABLE INDEX"),
        ("dien feed:third", "search VIRTUAL TABLE INDEX"),
    ],
)
def test_a_query_is_read_by_the_index_that_leaves_most_out(world: World, query: str, index: str) -> None:
    scope = Scope(ScopeKind.SEARCH, text=query + " ")
    how = plans(world, ListQuery(scope))
    assert index in how
    assert "TEMP B-TREE FOR ORDER BY" not in how


def test_saved_searches_are_kept_in_order_and_every_change_can_be_undone(tmp_path: Path) -> None:
    from reader.store.undo import undo

    world = World(tmp_path / "data")
    one = world.write(saved.add, "Điện", "điện is:unread", NOW, "saved")
    two = world.write(saved.add, "Two", "two", NOW, "saved")
    assert world.write(saved.move, two, -1, NOW, "moved")
    assert not world.write(saved.move, two, -1, NOW, "moved")
    assert [search.id for search in saved.searches(world.db)] == [two, one]
    world.write(saved.change, one, "Power", "power", NOW, "renamed")
    world.write(saved.remove, two, NOW, "removed")
    assert [search.title for search in saved.searches(world.db)] == ["Power"]
    seen = []
    while world.write(undo, NOW) is not None:
        seen.append([search.title for search in saved.searches(world.db)])
    assert seen == [["Two", "Power"], ["Two", "Điện"], ["Điện", "Two"], ["Điện"], []]


def test_a_saved_search_whose_feed_is_gone_finds_nothing_and_names_it(world: World) -> None:
    number = world.write(saved.add, "Gone", 'feed:"No such paper"', NOW, "saved")
    query = ListQuery(Scope(ScopeKind.SAVED, number))
    assert not lists.entry_ids(world.db, query, now=NOW)
    assert saved.missing(world.db, saved.saved_query(world.db, number), NOW) == ("No such paper",)
    assert not lists.entry_ids(world.db, ListQuery(Scope(ScopeKind.SAVED, number + 1)), now=NOW)


def test_orders_and_filters_of_a_saved_search(world: World) -> None:
    number = world.write(saved.add, "Dien", "dien", NOW, "saved")
    scope = Scope(ScopeKind.SAVED, number)
    newest = list(lists.entry_ids(world.db, ListQuery(scope), now=NOW))
    assert newest == meaning(world, parse("dien"))
    assert list(lists.entry_ids(world.db, ListQuery(scope, Order.OLDEST), now=NOW)) == newest[::-1]
    assert sorted(lists.entry_ids(world.db, ListQuery(scope, Order.BEST), now=NOW)) == sorted(newest)
    narrowed = list(lists.entry_ids(world.db, ListQuery(scope, filter="river is:unread "), now=NOW))
    assert narrowed == meaning(world, parse("dien headline:river is:unread"))
    assert list(lists.unread_ids(world.db, ListQuery(scope), now=NOW)) == meaning(world, parse("dien is:unread"))
