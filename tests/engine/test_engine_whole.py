"""The engine with everything real: parsers in their own processes, the child process, death at any moment."""

from __future__ import annotations

import asyncio
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from reader.domain.models import ListQuery
from reader.engine.inline import InlineEngine
from reader.engine.link import ChildEngine
from reader.engine.protocol import (
    Discover,
    Discovered,
    Done,
    FeedChanged,
    Follow,
    Followed,
    Notice,
    Refresh,
    SetOffline,
    Subscribe,
    Subscribed,
    decode_event,
    encode_command,
)
from reader.engine.settings import EngineSettings, encode_settings
from reader.extract.pool import Pool
from reader.store import feeds, lists, rows, upkeep
from reader.store.opening import Role, open_store
from reader.store.values import FeedState, NewSubscription
from tests.benchmarks.corpus import feed_answer
from tests.benchmarks.loopback import Loopback
from tests.engine.engine_world import TOO_LONG, Ear, OpenWorld

ENTRIES = 5
NOW = datetime(2026, 3, 10, 8, 30, tzinfo=UTC)


def subscribe(folder: Path, *urls: str) -> None:
    async def work() -> None:
        store = open_store(folder, Role.COMMAND)
        for url in urls:
            await store.write(feeds.subscribe, NewSubscription(url, "feed", typed=True), NOW)
        await store.close()

    asyncio.run(work())


def stored(folder: Path) -> tuple[list[str], list[FeedState]]:
    """Titles and feeds as a reader would see them."""

    async def look() -> tuple[list[str], list[FeedState]]:
        store = open_store(folder, Role.READER)
        try:
            ids = await store.read(lists.entry_ids, ListQuery())
            found = await store.read(rows.rows, ids)
            return [row.title for row in found], await store.read(feeds.feed_states)
        finally:
            await store.close()

    return asyncio.run(look())


def sound(folder: Path) -> None:
    """The database is whole, its index and counters fit, and no feed is there by half."""
    db = sqlite3.connect(folder / "bantin.db")
    try:
        assert upkeep.problems(db, thorough=True) == []
        for (count,) in db.execute("SELECT count(*) FROM entry GROUP BY feed_id"):
            assert count == ENTRIES
        (entries,) = db.execute("SELECT count(*) FROM entry").fetchone()
        for table in ("state", "identity", "body"):
            assert db.execute(f"SELECT count(*) FROM {table}").fetchone() == (entries,)
    finally:
        db.close()


def serve_corpus(net: Loopback, count: int) -> list[str]:
    for number in range(count):
        net.put(f"/{number}.xml", feed_answer(number, entries=ENTRIES).body)
    return [net.url(f"/{number}.xml", number) for number in range(count)]


def settings(folder: Path, **more: object) -> EngineSettings:
    return EngineSettings(data_dir=str(folder), automatic=False, timeout=20, **more)  # type: ignore[arg-type]


def with_net(scene: Callable[[Loopback], Awaitable[None]], hosts: int = 4) -> None:
    async def whole() -> None:
        async with Loopback(hosts) as net:
            await scene(net)

    asyncio.run(whole())


def test_rss_atom_and_rdf_come_in_and_are_unchanged_the_second_time(tmp_path: Path) -> None:
    clock = [NOW]

    async def scene(net: Loopback) -> None:
        urls = serve_corpus(net, 6)
        engine = InlineEngine(settings(tmp_path), clock=lambda: clock[0])
        ear = Ear(engine)
        for job, url in enumerate(urls, 1):
            assert await ear.run(Subscribe(job=job, url=url, adapter="feed", typed=True)) == Done(job=job, new=ENTRIES)
        clock[0] += timedelta(hours=2)
        assert await ear.run(Refresh(job=99)) == Done(job=99)
        await engine.close()

    with_net(scene)
    titles, states = stored(tmp_path)
    assert len(titles) == 6 * ENTRIES
    assert all(state.status == 304 for state in states)
    sound(tmp_path)


def test_an_open_engine_refreshes_what_is_due_by_itself(tmp_path: Path) -> None:
    async def scene(net: Loopback) -> None:
        urls = serve_corpus(net, 3)
        await asyncio.to_thread(subscribe, tmp_path, *urls)
        engine = InlineEngine(EngineSettings(data_dir=str(tmp_path), automatic=True))
        ear = Ear(engine)
        await engine.send(SetOffline(job=1, offline=False))
        done = await ear.until(lambda event: isinstance(event, Done) and event.job == 0)
        assert done == Done(job=0, new=3 * ENTRIES)
        await engine.close()

    with_net(scene)


def test_discover_subscribe_and_follow_in_the_child(tmp_path: Path) -> None:
    page = "<html><head><title>Paper</title><link rel=alternate type=application/rss+xml href=/0.xml></head></html>"

    async def scene(net: Loopback) -> None:
        serve_corpus(net, 1)
        home = net.put("/", page, headers={"Content-Type": "text/html"})
        log = tmp_path / "engine.log"
        engine = ChildEngine(settings(tmp_path / "data", log_file=str(log)))
        ear = Ear(engine)
        await ear.run(Discover(job=1, url=home))
        (found,) = [event for event in ear.events if isinstance(event, Discovered)]
        (candidate,) = found.candidates
        done = await ear.run(Subscribe(job=2, url=candidate.url, adapter=candidate.adapter, typed=candidate.typed))
        assert done == Done(job=2, new=ENTRIES)
        text = " ".join(f"Sentence {number} of a story about the bridge and the river." for number in range(60))
        story = f"<html><body><article><h1>The bridge</h1><p>{text}</p></article></body></html>"
        url = net.put("/bridge", story, headers={"Content-Type": "text/html; charset=utf-8"})
        await ear.run(Follow(job=3, url=url))
        (followed,) = [event for event in ear.events if isinstance(event, Followed)]
        assert followed.entry_id, followed
        await engine.close()
        assert log.read_text() == ""

    with_net(scene)
    assert len(stored(tmp_path / "data")[1]) == 1


def test_kill_nine_in_mid_refresh_loses_nothing(tmp_path: Path) -> None:
    async def scene(net: Loopback) -> None:
        urls = serve_corpus(net, 12)
        for number in (3, 6, 11):
            net.replies[f"/{number}.xml"].hang = True
        await asyncio.to_thread(subscribe, tmp_path, *urls)
        engine = ChildEngine(settings(tmp_path))
        ear = Ear(engine)
        await engine.send(Refresh(job=1))
        await ear.until(lambda event: isinstance(event, FeedChanged))
        os.kill(engine.pid, signal.SIGKILL)
        for reply in net.replies.values():
            reply.hang = False
        await ear.until(lambda event: isinstance(event, Notice))
        await asyncio.to_thread(sound, tmp_path)
        # The engine that took its place goes on with what is missing.
        done = await ear.until(lambda event: isinstance(event, Done))
        assert isinstance(done, Done)
        assert (done.failed, done.error) == (0, "")
        await engine.close()

    with_net(scene)
    titles, states = stored(tmp_path)
    assert len(titles) == 12 * ENTRIES
    assert all(state.last_success for state in states)
    sound(tmp_path)


def test_one_hostile_feed_beside_twenty_good_ones(tmp_path: Path) -> None:
    # An author of 64 KB costs feedparser 17 s; the parsing process is ended at its limit and replaced.
    monster = "<rss version='2.0'><channel><title>x</title><item><author>%s</author></item></channel></rss>"

    async def scene(net: Loopback) -> None:
        urls = serve_corpus(net, 20)
        hostile = [
            net.put("/author", monster % ("a (" * 32_000)),
            net.put("/bomb", '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><rss>&b;</rss>'),
            net.put("/html", "<!doctype html><title>Just a moment...</title><p>Checking your browser"),
            net.put("/cut", feed_answer(0, entries=ENTRIES).body[:1500]),
            net.put("/noise", bytes(range(256)) * 50),
        ]
        await asyncio.to_thread(subscribe, tmp_path, *hostile, *urls)
        engine = InlineEngine(settings(tmp_path))
        ear = Ear(engine)
        done = await ear.run(Refresh(job=1))
        assert done.error == ""
        assert done.failed >= 2
        await engine.close()

    with_net(scene)
    _titles, states = stored(tmp_path)
    assert all(state.last_success for state in states[5:])
    assert all(state.error for state in states[:5] if not state.last_success)


def test_readers_that_hang_die_or_raise_hold_up_nobody(open_world: OpenWorld) -> None:
    async def scene() -> None:
        pool = Pool(feed_seconds=0.5)
        async with open_world(hosts=8, digester=pool) as (world, net):
            hostile = []
            for host, deed in enumerate(("spin", "sleep", "exit", "eat", "raise")):
                net.put(f"/{deed}", deed)
                hostile.append(await world.subscribe(net.url(f"/{deed}", host), "hostile"))
            for url in serve_corpus(net, 8):
                await world.subscribe(url)
            world.sources.parsers["feed"] = "reader.sources.feed:parse"
            done = await world.run(Refresh(job=1))
            assert (done.failed, done.new) == (5, 8 * ENTRIES)
            for feed in hostile:
                assert (await world.state(feed)).error
            await pool.close()

    asyncio.run(scene())


def test_the_child_ends_when_its_parent_is_gone(tmp_path: Path) -> None:
    child = subprocess.Popen(
        [sys.executable, "-m", "reader.engine", encode_settings(settings(tmp_path)).decode()],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert child.stdin is not None
    assert child.stdout is not None
    with child:
        child.stdin.write(encode_command(Refresh(job=1)) + b"\n")
        child.stdin.flush()
        while not isinstance(decode_event(child.stdout.readline()), Done):
            continue
        child.stdin.close()
        assert child.wait(TOO_LONG) == 0


@pytest.mark.parametrize("number", [signal.SIGTERM])
def test_the_child_ends_cleanly_when_told_by_the_system(tmp_path: Path, number: signal.Signals) -> None:
    child = subprocess.Popen(
        [sys.executable, "-m", "reader.engine", encode_settings(settings(tmp_path)).decode()],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert child.stdin is not None
    assert child.stdout is not None
    with child:
        child.stdin.write(b"no command\n" + encode_command(Refresh(job=1)) + b"\n")
        child.stdin.flush()
        while not isinstance(decode_event(child.stdout.readline()), Done):
            continue
        child.send_signal(number)
        assert child.wait(TOO_LONG) == 0


def test_a_store_of_a_newer_version_is_a_sentence_for_every_job(tmp_path: Path) -> None:
    subscribe(tmp_path)
    db = sqlite3.connect(tmp_path / "bantin.db")
    db.execute("PRAGMA user_version = 9999")
    db.close()

    async def scene() -> None:
        engine = ChildEngine(settings(tmp_path))
        ear = Ear(engine)
        assert "newer" in (await ear.run(Refresh(job=1))).error
        assert "newer" in (await ear.run(Refresh(job=2))).error
        await engine.close()

    asyncio.run(scene())


def test_two_engines_on_one_store_both_work(tmp_path: Path) -> None:
    clock = [NOW]

    async def scene(net: Loopback) -> None:
        urls = serve_corpus(net, 6)
        first = InlineEngine(settings(tmp_path), clock=lambda: clock[0])
        ear = Ear(first)
        await ear.run(Subscribe(job=1, url=urls[0], adapter="feed", typed=True))
        second = ChildEngine(settings(tmp_path))
        other = Ear(second)
        for job, url in enumerate(urls[1:], 2):
            await first.send(Subscribe(job=job, url=url, adapter="feed", typed=True))
            await second.send(Subscribe(job=job, url=url, adapter="feed", typed=True))
        for job in range(2, 7):
            for listener in (ear, other):
                done = await listener.until(lambda event, job=job: isinstance(event, Done) and event.job == job)
                assert isinstance(done, Done)
                assert done.error == ""
        same = [event.feed_id for event in other.events if isinstance(event, Subscribed)]
        assert sorted(same) == [2, 3, 4, 5, 6]
        await second.close()
        await first.close()

    with_net(scene)
    assert len(stored(tmp_path)[0]) == 6 * ENTRIES
    sound(tmp_path)
