"""The library over a real store and an engine that does what the test tells it."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from typing import NoReturn

import pytest
from library_world import NOW, clock, on_loop, opened

from reader.domain.errors import Cancelled, ReaderError, StoreError, StoreLocked, UsageError
from reader.domain.models import Candidate, ListQuery, Scope, ScopeKind
from reader.domain.query_parser import parse
from reader.engine.protocol import (
    Cancel,
    Discover,
    Discovered,
    Done,
    FeedChanged,
    Follow,
    Followed,
    Online,
    Progress,
    Refresh,
    SetOffline,
    Subscribe,
    Subscribed,
)
from reader.library import Library, StateChanged, base
from reader.store import pages, states
from reader.store.connect import open_reader
from reader.store.opening import Role, open_store
from reader.store.paths import StorePaths
from reader.store.statistics import figures
from reader.store.values import PageUpdate


@on_loop
async def test_reading_lists_rows_and_articles(data: Path) -> None:
    world = await opened(data, exclusive=True)
    library = world.library
    ids = await library.entry_ids(ListQuery())
    assert len(ids) == 10
    assert [row.id for row in await library.rows(ids[:3])] == list(ids[:3])
    article = await library.article(ids[0])
    assert article is not None
    assert article.entry.id == ids[0]
    assert [feed.title for feed in await library.subscriptions()] == ["One", "Two"]
    assert (await library.counts()).total_unread == 10
    assert len(await library.entry_ids(ListQuery(where=parse("two")))) == 5
    assert await library.neighbour_unread(ListQuery(), ids[0], 1) == ids[1]
    assert await library.find_url("http://www.one.example/3#x")
    assert await library.related(ids[0])
    await library.close()
    assert world.engine.closed


@on_loop
async def test_each_change_is_told_and_undone_once_by_its_name(data: Path) -> None:
    world = await opened(data)
    library = world.library
    assert await library.set_read([1, 2], True) == 2
    assert await library.set_read([1, 2], True) == 0
    assert world.told == [StateChanged((1, 2))]
    assert await library.set_starred([1], True) == 1
    assert await library.mark_all_read(ListQuery(Scope(ScopeKind.FEED, 2))) == 5
    assert (await library.counts()).total_unread == 3
    labels = []
    while (undone := await library.undo()) is not None:
        labels.append(undone.label)
    assert labels == ["marked 5 stories read", "starred 1 story", "marked 2 stories read"]
    assert (await library.counts()).total_unread == 10
    assert world.told[-1] == StateChanged((1, 2))
    await library.close()


@on_loop
async def test_many_are_marked_in_parts_and_come_back_with_one_undo(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(states, "PART", 3)
    world = await opened(data)
    library = world.library
    everything = await library.entry_ids(ListQuery())
    marking = asyncio.ensure_future(library.mark_all_read(ListQuery()))
    while (await library.counts()).total_unread == 10:
        await asyncio.sleep(0)
    # No part of it is taken for another process's, for which lists and counters were read again each second.
    await library._watch.look()
    assert StateChanged(elsewhere=True) not in world.told
    # What else the reader does does not wait for the rest, an undo does.
    await library.set_starred([1], True)
    assert not marking.done()
    assert (await library.undo() or fail()).label == "starred 1 story"
    assert marking.done()
    assert (await library.counts()).total_unread == 0
    undone = await library.undo()
    assert undone is not None
    assert (undone.label, sorted(undone.entry_ids)) == ("marked 10 stories read", sorted(everything))
    assert (await library.counts()).total_unread == 10
    assert await library.undo() is None
    await library.close()


@on_loop
async def test_a_change_of_very_many_names_none_of_them(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(base, "NAMED", 3)
    world = await opened(data)
    library = world.library
    assert await library.set_starred(await library.entry_ids(ListQuery()), True) == 10
    assert world.told == [StateChanged(None)]
    assert len((await library.undo() or fail()).entry_ids) == 10
    await library.set_starred([1, 2, 3], True)
    assert world.told[1:] == [StateChanged(None), StateChanged((1, 2, 3))]
    await library.close()


@on_loop
async def test_whoever_leaves_at_once_has_marked_all(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(states, "PART", 3)
    world = await opened(data)
    everything = await world.library.entry_ids(ListQuery())
    marking = asyncio.ensure_future(world.library.set_read(everything, True))
    await asyncio.sleep(0)
    marking.cancel()
    await world.library.close()
    again = (await opened(data)).library
    assert (await again.counts()).total_unread == 0
    assert (await again.undo() or fail()).label == "marked 10 stories read"
    await again.close()


@on_loop
async def test_whoever_leaves_at_once_is_told_what_failed(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    world = await opened(data)
    library = world.library
    everything = await library.entry_ids(ListQuery())

    async def fails(*_work: object, **_options: object) -> NoReturn:
        raise StoreError("The disk is full.")

    monkeypatch.setattr(library._store, "write", fails)
    marking = asyncio.ensure_future(library.set_read(everything, True))
    await asyncio.sleep(0)
    marking.cancel()
    with pytest.raises(StoreError, match="The disk is full"):
        await library.close()
    assert world.engine.closed
    with pytest.raises(RuntimeError, match="closed"):
        await library.counts()


def fail() -> NoReturn:
    raise AssertionError("nothing was undone")


@on_loop
async def test_feeds_and_folders_change_and_the_plain_list_follows(data: Path) -> None:
    world = await opened(data)
    library = world.library
    folder = await library.add_folder("  Báo\x1b[31m ")
    await library.move(2, folder)
    await library.rename(1, "Eins\x07")
    await library.set_expanded(folder, False)
    await library.configure(1, interval=30)
    (first, second) = await library.subscriptions()
    assert (first.title, first.interval, second.folder_id) == ("Eins", 30, folder)
    (shown,) = await library.folders()
    assert (shown.title, shown.expanded) == ("Báo[31m", False)
    assert all(event.feeds for event in world.told if isinstance(event, StateChanged))
    await library.remove([1])
    await library.close()
    plain = (data / "subscriptions.opml").read_text()
    assert "https://two.example/feed" in plain
    assert "https://one.example/feed" not in plain
    again = await Library.open(data)
    assert (await again.undo()).label == "removed 1 feed"  # type: ignore[union-attr]
    assert len(await again.subscriptions()) == 2
    await again.close()


@on_loop
async def test_what_cannot_be_is_a_sentence(data: Path) -> None:
    library = (await opened(data)).library
    for work in (library.move(1, 99), library.rename(99, "x"), library.import_list(b"<html/>")):
        with pytest.raises(UsageError, match=r"\.$"):
            await work
    await library.close()


@on_loop
async def test_discovery_answers_or_says_why_not(data: Path) -> None:
    world = await opened(data)
    library, engine = world.library, world.engine
    candidate = Candidate("https://three.example/feed", "feed", "Three")
    engine.answer(Discover, Discovered(candidates=(candidate,)))
    assert await library.discover("three.example") == [candidate]
    engine.answer(Discover, Discovered(candidates=(), error="The host is not there."))
    with pytest.raises(ReaderError, match="not there"):
        await library.discover("nowhere")
    engine.answer(Discover, Done(error="A fault."))
    with pytest.raises(ReaderError, match="fault"):
        await library.discover("nowhere")
    engine.broken = "The engine cannot be started."
    with pytest.raises(ReaderError, match="cannot be started"):
        await library.discover("nowhere")
    await library.close()


@on_loop
async def test_adding_a_feed_can_be_undone_unless_it_was_there(data: Path) -> None:
    world = await opened(data)
    library, engine = world.library, world.engine
    candidate = Candidate("https://two.example/feed", "feed", "Two")
    engine.answer(Subscribe, Subscribed(feed_id=2, existed=True))
    assert await library.add(candidate) == 2
    assert await library.undo() is None
    engine.answer(Subscribe, Subscribed(feed_id=2), Done(failed=1))
    assert await library.add(candidate, folder_id=0, own_title=" Mein\nBlatt ") == 2
    assert engine.sent(Subscribe)[-1].own_title == "Mein Blatt"  # type: ignore[attr-defined]
    assert (await library.undo()).label == "added Two"  # type: ignore[union-attr]
    assert [feed.id for feed in await library.subscriptions()] == [1]
    engine.answer(Subscribe, Subscribed(feed_id=0, error="The disk is full."))
    with pytest.raises(ReaderError, match="full"):
        await library.add(candidate)
    await library.close()


@on_loop
async def test_following_asks_the_cache_first(data: Path) -> None:
    world = await opened(data)
    library, engine = world.library, world.engine
    known = await library.find_url("https://one.example/1")
    assert await library.follow("https://one.example/1?utm_source=x") == Followed(
        url="https://one.example/1?utm_source=x", entry_id=known
    )
    assert engine.sent(Follow) == []
    teaser = await library.find_url("https://one.example/4")
    engine.answer(Follow, Followed(url="https://one.example/4", entry_id=teaser))
    assert (await library.follow("https://one.example/4")).entry_id == teaser
    assert engine.sent(Follow)[-1].entry_id == teaser  # type: ignore[attr-defined]
    engine.answer(Follow, Followed(url="https://x.example/a.pdf", not_article="pdf"))
    assert (await library.follow("https://x.example/a.pdf", referrer_id=3)).not_article == "pdf"
    engine.answer(Follow, Done(error="A fault."))
    assert (await library.follow("https://x.example/b")).error == "A fault."
    engine.broken = "No engine."
    assert (await library.follow("https://x.example/c")).error == "No engine."
    await library.close()


@on_loop
async def test_a_refresh_is_begun_watched_awaited_and_cancelled(data: Path) -> None:
    world = await opened(data)
    library, engine = world.library, world.engine
    engine.answer(Refresh, Progress(done=1, total=2), FeedChanged(feed_id=1, new=3), Done(new=3))
    job = await library.refresh([1])
    assert (await library.refresh_and_wait(only_due=True)).new == 3
    mine = [event for event in world.told if getattr(event, "job", 0) == job]
    assert [type(event) for event in mine] == [Progress, FeedChanged, Done]
    assert [command.feeds for command in engine.sent(Refresh)] == [(1,), ()]  # type: ignore[attr-defined]
    await library.cancel(job)
    assert engine.sent(Cancel)[0].target == job  # type: ignore[attr-defined]
    await library.close()


@on_loop
async def test_who_waits_for_an_engine_that_never_answers_is_told_at_the_end(data: Path) -> None:
    world = await opened(data)
    world.engine.silent.add(Refresh)
    waiting = asyncio.ensure_future(world.library.refresh_and_wait())
    while not world.engine.commands:
        await asyncio.sleep(0)
    await world.library.close()
    with pytest.raises(ReaderError, match="closing"):
        await waiting


@on_loop
async def test_the_network_comes_and_goes(data: Path) -> None:
    world = await opened(data)
    assert (world.library.online, world.library.offline_by_choice) == (True, False)
    world.engine.answer(SetOffline, Online(online=False, by_choice=True))
    await world.library.set_offline(True)
    assert (world.library.online, world.library.offline_by_choice) == (False, True)
    world.engine.emit(Online(online=True))
    assert (world.library.online, world.library.offline_by_choice) == (True, False)
    await world.library.close()


@on_loop
async def test_without_an_engine_the_cache_is_all_there_is(data: Path) -> None:
    library = await Library.open(data, clock=clock)
    with pytest.raises(ReaderError, match="without an engine"):
        await library.refresh()
    assert (await library.follow("https://far.example/")).error
    assert await library.set_read([1], True) == 1
    await library.close()


@on_loop
async def test_a_second_interface_reads_and_does_not_stumble(data: Path) -> None:
    first = await opened(data, exclusive=True)
    second = await opened(data, exclusive=True)
    library = second.library
    assert library.read_only
    assert "only reads" in library.notice
    assert len(await library.entry_ids(ListQuery())) == 10
    with pytest.raises(StoreLocked, match="only reads"):
        await library.set_read([1], True)
    await library.opened(1)
    await library.remember("ui.place", "x")
    assert await library.recall("ui.place") is None
    await library.close()
    await first.library.close()


@on_loop
async def test_the_samples_come_and_go_without_a_trace(tmp_path: Path) -> None:
    world = await opened(tmp_path / "new")
    library = world.library
    count = await library.add_samples()
    assert count >= 10
    assert await library.add_samples() == 0
    feeds_there = await library.subscriptions()
    assert all(feed.sample and feed.adapter == "samples" for feed in feeds_there)
    assert world.engine.sent(Refresh)[0].feeds == tuple(feed.id for feed in sorted(feeds_there, key=lambda f: f.id))  # type: ignore[attr-defined]
    assert "sample:" not in await library.export_opml()
    assert await library.remove_samples() == count
    assert (await library.subscriptions(), await library.folders()) == ([], [])
    await library.undo()
    assert len(await library.subscriptions()) == count
    await library.close()


@on_loop
async def test_a_list_of_feeds_goes_out_and_comes_in(data: Path, tmp_path: Path) -> None:
    first = (await opened(data)).library
    folder = await first.add_folder("Báo & Zeitung")
    await first.move(2, folder)
    text = await first.export_opml()
    await first.close()
    second = (await opened(tmp_path / "other")).library
    steps: list[tuple[int, int]] = []
    report = await second.import_list(text.encode(), progress=lambda done, total: steps.append((done, total)))
    assert (report.added, report.existed, report.refused) == (2, 0, ())
    await asyncio.sleep(0)
    assert steps[-1] == (2, 2)
    assert [folder.title for folder in await second.folders()] == ["Báo & Zeitung"]
    assert (await second.import_list(text.encode())).existed == 2
    evil = b'<opml><body><outline text="x" xmlUrl="exec:true"/></body></opml>'
    assert len((await second.import_list(evil)).refused) == 1
    assert (await second.undo()).label == "imported 2 feeds"  # type: ignore[union-attr]
    await second.close()


@on_loop
async def test_an_import_that_is_stopped_takes_nothing_over(data: Path) -> None:
    library = (await opened(data)).library
    before = await library.subscriptions()
    lines = "".join(f'<outline text="{n}" xmlUrl="https://a.example/{n}"/>' for n in range(9))
    asked: list[int] = []

    def stop() -> bool:
        asked.append(1)
        return len(asked) > 5

    with pytest.raises(Cancelled):
        await library.import_list(f"<opml><body><outline text='F'>{lines}</outline></body></opml>".encode(), stop=stop)
    assert await library.subscriptions() == before
    assert await library.folders() == []
    await library.close()


@on_loop
async def test_history_memory_and_chosen_versions_last(data: Path) -> None:
    library = (await opened(data)).library
    await library.opened(3)
    await library.remember("ui.orders", {"all": "oldest"})
    store = open_store(data, Role.COMMAND)
    await store.write(pages.store_page, PageUpdate("https://one.example/1", "one.example/1", words=9), NOW)
    await store.close()
    entry_id = await library.find_url("https://one.example/1")
    await library.choose_version(entry_id, "full")
    await library.close()
    library = (await opened(data)).library
    assert list(await library.entry_ids(ListQuery(Scope(ScopeKind.HISTORY)))) == [3]
    assert await library.recall("ui.orders") == {"all": "oldest"}
    assert (await library.article(entry_id)).version == "full"  # type: ignore[union-attr]
    assert (await library.article(entry_id, "feed")).version == "feed"  # type: ignore[union-attr]
    await library.close()


@on_loop
async def test_backup_and_figures(data: Path) -> None:
    library = (await opened(data)).library
    path = await library.backup()
    assert path.exists()
    assert path.parent == data / "backups"
    assert (data / "subscriptions.opml").exists()
    stats = await library.stats()
    assert (stats["feeds"], stats["entries"], stats["unread"]) == (2, 10, 10)
    assert all(feed.bytes for feed in (await library.figures()).feeds)
    await library.close()


def test_figures_sort_no_texts(data: Path) -> None:
    """What is sorted stays in memory: of a million texts 660 MB."""
    paths, asked = StorePaths(data), list[str]()
    db = open_reader(paths.database)
    db.set_trace_callback(asked.append)
    figures(db, paths, datetime(2026, 5, 4, tzinfo=UTC))
    db.set_trace_callback(None)
    of_texts = [one for one in asked if "blocks" in one]
    for one in of_texts:
        plan = [(around, step) for _id, around, _unused, step in db.execute(f"EXPLAIN QUERY PLAN {one}")]
        reads = {around for around, step in plan if step.startswith("SCAN body")}
        assert not reads & {around for around, step in plan if "TEMP B-TREE" in step}
    assert of_texts
    db.close()


@on_loop
async def test_the_store_is_looked_after(data: Path) -> None:
    library = (await opened(data)).library
    await library._keeper.look_after()
    copies = list((data / "backups").iterdir())
    assert [path.name for path in copies] == ["bantin-20260504-120000.db"]
    await library._keeper.look_after()
    assert len(list((data / "backups").iterdir())) == 1
    await library.close()
