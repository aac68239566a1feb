"""Saved searches: kept, changed, undone, and their counts right after whatever happens."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from library_world import NOW, Open, on_loop, opened

from reader.domain.digested import DigestedEntry, DigestedFeed
from reader.domain.errors import QueryError
from reader.domain.models import ListQuery, Scope, ScopeKind
from reader.engine.protocol import FeedChanged, StoriesChanged
from reader.library import base, saved_part
from reader.store import feeds, indexing, ingest, saved_counts
from reader.store.opening import Role, open_store
from reader.store.values import FeedUpdate, NewEntry

QUERIES = ("one", "is:starred", "-two", "feed:two is:unread", "/t[wx]o/ OR is:starred", "newer:3h", "feed:nobody")


async def by_full_count(world: Open) -> dict[int, int]:
    """Every count, counted the long way."""
    store = world.library._store
    numbers = [search.id for search in await world.library.saved_searches()]
    return {number: len(await store.read(saved_counts.unread_hits, number, NOW)) for number in numbers}


async def news(folder: Path, number: int) -> int:
    """Another process stores one more entry."""
    store = open_store(folder, Role.ENGINE, clock=lambda: NOW)
    (state,) = await store.read(feeds.feed_states, [1 + number % 2])
    entry = DigestedEntry(
        key=f"new{number}", url="", url_key=f"new{number}", title=f"one two {number}", content_hash=""
    )
    await store.write(
        ingest.apply, FeedUpdate(state, DigestedFeed(), (NewEntry(entry, NOW - timedelta(hours=1)),)), NOW
    )
    await store.write(indexing.index_pending)
    await store.close()
    return state.id


@on_loop
async def test_counts_are_right_after_whatever_happens(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(saved_part, "_LEAST", 0.0)
    monkeypatch.setattr(saved_part, "_REST", 0)
    world = await opened(data)
    library, chance = world.library, random.Random(7)
    for query in QUERIES:
        await library.save_search("", query)
    everything = list(await library.entry_ids(ListQuery()))
    for step in range(40):
        some = chance.sample(everything, 3)
        match chance.randrange(6):
            case 0:
                await library.set_read(some, True)
            case 1:
                await library.set_read(some, False)
            case 2:
                await library.set_starred(some, chance.random() < 0.5)
            case 3:
                await library.undo()
            case 4:
                await library.mark_all_read(ListQuery(Scope(ScopeKind.FEED, 1)))
            case 5:
                feed_id = await news(data, step)
                world.engine.emit(FeedChanged(feed_id=feed_id, new=1))
        if chance.random() < 0.7:
            assert await library.recount_saved() == await by_full_count(world)
            everything = list(await library.entry_ids(ListQuery()))
    await library.close()


@on_loop
async def test_a_change_of_state_looks_only_at_what_changed(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    world = await opened(data)
    library = world.library
    number = await library.save_search("Ones", "one")
    assert await library.recount_saved() == {number: 5}
    monkeypatch.setattr(saved_counts, "unread_hits", None)
    (first, *_rest) = await library.entry_ids(ListQuery(Scope(ScopeKind.SAVED, number)))
    await library.set_read([first], True)
    assert await library.saved_counts() == {number: 5}
    assert await library.recount_saved() == {number: 4}
    await library.undo()
    assert await library.recount_saved() == {number: 5}
    await library.close()
    again = await opened(data)
    assert await again.library.saved_counts() == {number: 5}, "what was counted last time, before anything is counted"
    await again.library.close()


class Crowd(tuple[int, ...]):
    """More than is looked through one by one."""

    def __iter__(self) -> Iterator[int]:
        raise AssertionError


@on_loop
async def test_a_change_that_names_no_entry_is_counted(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(base, "NAMED", 3)
    world = await opened(data)
    library = world.library
    await library.save_search("Ones", "one")
    assert await library.recount_saved() == await by_full_count(world) == {1: 5}
    await library.set_read(list(await library.entry_ids(ListQuery())), True)
    assert await library.recount_saved() == await by_full_count(world) == {1: 0}
    await library.close()


@on_loop
async def test_changes_that_nobody_counts_are_not_kept_one_by_one(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(saved_part, "_FEW", 100)
    world = await opened(data)
    library = world.library
    number = await library.save_search("Ones", "one")
    await library.recount_saved()
    entries = list(await library.entry_ids(ListQuery()))
    await library.set_read(entries, True)
    for start in range(0, 5000, 50):
        world.engine.emit(StoriesChanged(entry_ids=tuple(range(start, start + 50))))
    await asyncio.sleep(0)
    assert len(library._changed_ids) <= 100
    world.engine.emit(StoriesChanged(entry_ids=Crowd(range(5000))))
    assert await library.recount_saved() == {number: 0} == await by_full_count(world)
    await library.close()


@on_loop
async def test_a_search_that_takes_too_long_is_not_counted(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    world = await opened(data)
    await world.library.save_search("", "one")
    monkeypatch.setattr(saved_part, "ONE_SEARCH", 0.0)
    assert await world.library.recount_saved() == {}
    await world.library.close()


@on_loop
async def test_what_cannot_be_read_is_not_saved(data: Path) -> None:
    world = await opened(data)
    library = world.library
    for query in ("", "(a", "is:unred", "🎉"):
        with pytest.raises(QueryError):
            await library.save_search("x", query)
    await library.save_search("", "  điện   is:UNREAD ")
    (search,) = await library.saved_searches()
    assert (search.title, search.query) == ("điện is:unread", "điện is:unread")
    await library.change_saved(search, title="Power", query="power")
    (changed,) = await library.saved_searches()
    assert (changed.title, changed.query) == ("Power", "power")
    await library.remove_saved(changed)
    await library.undo()
    assert await library.saved_searches() == [changed]
    assert await library.missing_in(changed.id) == ()
    await library.close()


def test_cancelled_counting_is_done_again(data: Path) -> None:
    async def run() -> None:
        world = await opened(data)
        number = await world.library.save_search("", "one")
        task = asyncio.create_task(world.library.recount_saved())
        await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert await world.library.recount_saved() == {number: 5}
        await world.library.close()

    asyncio.run(run())
