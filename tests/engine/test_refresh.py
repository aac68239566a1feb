"""One refresh against a real server and a real store: what is fetched, what is kept, what is said."""

from __future__ import annotations

import asyncio
import gc
from pathlib import Path

import pytest

from reader import faults
from reader.domain.errors import HttpStatus, Unreachable
from reader.domain.models import ListQuery, Scope, ScopeKind
from reader.engine import waits
from reader.engine.protocol import Cancel, Done, FeedChanged, Notice, Online, Progress, Refresh, SetOffline
from reader.sources.api import Fetched, Http, Request
from reader.store import indexing, memory
from tests.engine.engine_world import OpenWorld, feed_body

FIRST = feed_body(("1", "Bridge opens", "It is open."), ("2", "Rain expected", "Take an umbrella."))
ALL = Refresh(job=1)


def test_a_first_fetch_stores_and_tells(open_world: OpenWorld) -> None:
    async def scene() -> None:
        async with open_world() as (world, net):
            feed = await world.subscribe(net.put("/feed", FIRST))
            done = await world.run(ALL)
            assert done == Done(job=1, new=2)
            assert await world.titles() == ["Bridge opens", "Rain expected"]
            assert world.changes(feed) == [FeedChanged(job=1, feed_id=feed, new=2)]
            assert [(event.done, event.total) for event in world.said(Progress)][-1] == (1, 1)
            state = await world.state(feed)
            assert state.last_success == world.now
            assert state.etag
            assert state.next_due is not None
            assert state.next_due > world.now
            assert await world.store.read(indexing.pending) == 0, "what is fetched can be searched"

    asyncio.run(scene())


def test_validators_bring_304_and_nothing_is_parsed(open_world: OpenWorld) -> None:
    async def scene() -> None:
        async with open_world() as (world, net):
            feed = await world.subscribe(net.put("/feed", FIRST))
            await world.run(ALL)
            world.later(hours=1)
            done = await world.run(Refresh(job=2))
            assert done == Done(job=2)
            assert net.asked[1].headers["if-none-match"] == (await world.state(feed)).etag
            assert len(world.digester.parsed) == 1
            assert (await world.state(feed)).status == 304
            assert (await world.state(feed)).last_success == world.now

    asyncio.run(scene())


def test_the_same_bytes_without_validators_are_not_parsed_again(open_world: OpenWorld) -> None:
    async def scene() -> None:
        async with open_world() as (world, net):
            await world.subscribe(net.put("/feed", FIRST, conditional=False))
            await world.run(ALL)
            world.later(hours=1)
            await world.run(Refresh(job=2))
            assert len(net.asked) == 2
            assert len(world.digester.parsed) == 1

    asyncio.run(scene())


def test_after_eight_days_a_feed_is_fetched_in_full(open_world: OpenWorld) -> None:
    async def scene() -> None:
        async with open_world() as (world, net):
            await world.subscribe(net.put("/feed", FIRST))
            await world.run(ALL)
            for job in (2, 3):
                world.later(days=4)
                await world.run(Refresh(job=job))
            assert ["if-none-match" in asked.headers for asked in net.asked] == [False, True, False]

    asyncio.run(scene())


def test_an_edit_changes_the_text_and_not_the_state(open_world: OpenWorld) -> None:
    async def scene() -> None:
        async with open_world() as (world, net):
            feed = await world.subscribe(net.put("/feed", FIRST))
            await world.run(ALL)
            net.put("/feed", feed_body(("1", "Bridge opens late", "It is not."), ("2", "Rain expected", "Umbrella.")))
            world.later(hours=1)
            done = await world.run(Refresh(job=2))
            assert done == Done(job=2, new=0)
            assert world.changes(feed)[-1] == FeedChanged(job=2, feed_id=feed, updated=2)
            assert await world.titles() == ["Bridge opens late", "Rain expected"]

    asyncio.run(scene())


def test_reissued_ids_resurface_nothing(open_world: OpenWorld) -> None:
    async def scene() -> None:
        async with open_world() as (world, net):
            await world.subscribe(net.put("/a/feed", FIRST))
            await world.run(ALL)
            # New ids, and with them new links.
            rain = ("x2", "Rain expected", "Take an umbrella.")
            net.put("/a/feed", feed_body(("x1", "Bridge opens", "It is open."), rain))
            world.later(hours=1)
            assert (await world.run(Refresh(job=2))).new == 0
            assert len(await world.titles()) == 2

    asyncio.run(scene())


def test_a_shrunken_and_an_empty_feed_delete_nothing(open_world: OpenWorld) -> None:
    async def scene() -> None:
        async with open_world() as (world, net):
            feed = await world.subscribe(net.put("/feed", FIRST))
            await world.run(ALL)
            for job, body in ((2, feed_body(("2", "Rain expected", "Take an umbrella."))), (3, feed_body())):
                net.put("/feed", body)
                world.later(hours=1)
                assert (await world.run(Refresh(job=job))).failed == 0
                assert len(await world.titles()) == 2
            net.put("/feed", b"")
            world.later(hours=1)
            assert (await world.run(Refresh(job=4))).failed == 1, "an empty body is a failed fetch"
            assert "empty" in (await world.state(feed)).error
            assert len(await world.titles()) == 2

    asyncio.run(scene())


def test_410_stops_and_says_so(open_world: OpenWorld) -> None:
    async def scene() -> None:
        async with open_world() as (world, net):
            feed = await world.subscribe(net.put("/feed", FIRST))
            await world.run(ALL)
            net.put("/feed", b"gone", 410)
            world.later(hours=1)
            assert (await world.run(Refresh(job=2))).failed == 1
            state = await world.state(feed)
            assert state.gone
            assert "not asked any more" in state.error
            world.later(days=30)
            await world.run(Refresh(job=3))
            await world.run(Refresh(job=4, only_due=True))
            assert len(net.asked) == 2, "neither the timer nor R asks it again"
            net.put("/feed", FIRST)
            await world.run(Refresh(job=5, feeds=(feed,)))
            assert not (await world.state(feed)).gone, "the reader may try it"

    asyncio.run(scene())


def test_retry_after_leaves_the_whole_host_alone(open_world: OpenWorld) -> None:
    async def scene() -> None:
        async with open_world(hosts=2) as (world, net):
            busy = await world.subscribe(net.put("/busy", b"slow down", 429, headers={"Retry-After": "7200"}))
            await world.run(ALL)
            assert (await world.state(busy)).next_due == world.now.replace(hour=world.now.hour + 2)
            net.put("/quiet", FIRST)
            same_host = await world.subscribe(net.url("/quiet"))
            other_host = await world.subscribe(net.url("/quiet", 1))
            world.later(hours=1)
            await world.run(Refresh(job=2))
            assert net.paths() == ["/busy", "/quiet"]
            assert (await world.state(same_host)).last_attempt is None
            assert (await world.state(other_host)).last_success == world.now
            world.later(hours=2)
            await world.run(Refresh(job=3))
            assert net.paths().count("/busy") == 2
            assert (await world.state(same_host)).last_success == world.now

    asyncio.run(scene())


def test_a_wait_holds_for_the_host_that_asked_for_it_not_for_the_one_that_led_there(open_world: OpenWorld) -> None:
    async def scene() -> None:
        async def redirected(request: Request, http: Http) -> Fetched:
            raise HttpStatus("It asks us to wait (429).", 429, 7200, "https://end.example/busy")

        async with open_world() as (world, _net):
            world.sources.web.fetch = redirected  # type: ignore[method-assign]
            feed = await world.subscribe("http://start.example/")
            await world.run(ALL)
            assert list(world.tools.network.waits) == ["end.example"]
            assert (await world.state(feed)).next_due == world.now.replace(hour=world.now.hour + 2)

    asyncio.run(scene())


def test_a_restarted_engine_still_leaves_the_host_alone(open_world: OpenWorld) -> None:
    async def scene() -> None:
        async with open_world() as (world, net):
            await world.subscribe(net.put("/busy", b"slow down", 429, headers={"Retry-After": "7200"}))
            await world.run(ALL)
            await world.subscribe(net.put("/quiet", FIRST))
            async with open_world() as (again, _net):
                again.later(hours=1)
                await again.run(Refresh(job=2))
                assert net.paths() == ["/busy"]
                again.later(hours=2)
                await again.run(Refresh(job=3))
                assert "/quiet" in net.paths()

    asyncio.run(scene())


def test_what_is_remembered_of_waits_is_bounded_and_may_be_damaged(open_world: OpenWorld) -> None:
    async def scene() -> None:
        async with open_world() as (world, _net):
            now = world.now.timestamp()
            odd = {"a": "soon", "b": None, "c": float("inf"), "d": now + 30 * 86400, "e": now - 1, "f": now + 60}
            for found in ([1], "x", odd):
                await world.store.write(memory.remember, waits.KEY, found)
                await waits.recall(world.tools)
            assert list(world.network.waits) == ["f"]
            for number in range(waits.MOST + 5):
                world.network.asked_to_wait(f"host{number}", 1000 + number)
            await waits.asked_to_wait(world.tools, "last", 5000)
            kept = await world.store.read(memory.recall, waits.KEY)
            assert isinstance(kept, dict)
            assert (len(kept), "last" in kept, "f" in kept) == (waits.MOST, True, False)

    asyncio.run(scene())


def test_failures_back_off_and_a_success_clears_them(open_world: OpenWorld) -> None:
    async def scene() -> None:
        async with open_world() as (world, net):
            feed = await world.subscribe(net.put("/feed", b"broken", 500))
            waits = []
            for job in range(1, 4):
                done = await world.run(Refresh(job=job))
                assert done.failed == 1
                state = await world.state(feed)
                assert state.next_due is not None
                waits.append((state.next_due - world.now).total_seconds())
                assert (state.failures, state.status) == (job, 500)
                world.later(days=1)
            assert [round(wait / waits[0]) for wait in waits] == [1, 2, 4]
            assert world.changes(feed)[-1].error == (await world.state(feed)).error
            net.put("/feed", FIRST)
            await world.run(Refresh(job=9))
            state = await world.state(feed)
            assert (state.failures, state.error) == (0, "")

    asyncio.run(scene())


def test_a_301_rewrites_the_address_after_three_sightings_over_three_days(open_world: OpenWorld) -> None:
    async def scene() -> None:
        async with open_world() as (world, net):
            old = net.put("/old", b"", 301, headers={"Location": net.url("/new")})
            new = net.put("/new", FIRST)
            feed = await world.subscribe(old)
            for job in (1, 2, 3, 4):
                assert (await world.state(feed)).url == old
                await world.run(Refresh(job=job))
                world.later(days=1)
            assert (await world.state(feed)).url == new
            await world.run(Refresh(job=5))
            assert net.paths()[-1] == "/new"
            assert net.paths()[-2] == "/new"
            assert len(await world.titles()) == 2

    asyncio.run(scene())


def test_html_instead_of_a_feed_is_named_and_the_entries_stay(open_world: OpenWorld) -> None:
    async def scene() -> None:
        async with open_world() as (world, net):
            feed = await world.subscribe(net.put("/feed", FIRST))
            await world.run(ALL)
            good = await world.state(feed)
            net.put("/feed", "<html>Please enable JavaScript</html>")
            world.later(hours=1)
            await world.run(Refresh(job=2))
            state = await world.state(feed)
            assert "web page" in state.error
            assert (state.etag, state.body_hash) == (good.etag, good.body_hash), "only good answers are remembered"
            assert len(await world.titles()) == 2

    asyncio.run(scene())


def test_cancelling_in_the_middle_keeps_what_was_fetched(open_world: OpenWorld) -> None:
    async def scene() -> None:
        async with open_world(hosts=3) as (world, net):
            net.put("/good", FIRST)
            net.put("/stuck", hang=True)
            good = await world.subscribe(net.url("/good", 0))
            stuck = await world.subscribe(net.url("/stuck", 1))
            world.engine.handle(ALL)
            await world.until(lambda event: isinstance(event, FeedChanged) and event.feed_id == good)
            assert await world.run(Cancel(job=2, target=1)) == Done(job=2)
            done = await world.until(lambda event: isinstance(event, Done) and event.job == 1)
            assert done == Done(job=1, new=2, cancelled=True)
            assert len(await world.titles()) == 2
            state = await world.state(stuck)
            assert (state.failures, state.last_attempt) == (0, None), "it was not at fault"

    asyncio.run(scene())


def test_a_job_that_is_cancelled_at_once_ends_too(open_world: OpenWorld) -> None:
    async def scene() -> None:
        async with open_world() as (world, net):
            await world.subscribe(net.put("/feed", FIRST))
            world.engine.handle(ALL)
            world.engine.handle(Cancel(job=2))
            done = await world.until(lambda event: isinstance(event, Done) and event.job == 1)
            assert done == Done(job=1, cancelled=True)
            assert net.asked == []

    asyncio.run(scene())


def test_one_bad_feed_beside_twenty_good_ones(open_world: OpenWorld) -> None:
    async def scene() -> None:
        async with open_world(hosts=5) as (world, net):
            for number in range(20):
                net.put(f"/feed{number}", feed_body((f"{number}", f"Story {number}", "text")))
                await world.subscribe(net.url(f"/feed{number}", number))
            bad = await world.subscribe(net.put("/bad", b'{"entries": 7}'))
            closed = await world.subscribe(net.put("/closed", drop=True))
            strange = await world.subscribe("shelf:nothing", "shelf")
            missing = await world.subscribe("http://127.0.0.1/", "no-such-source")
            done = await world.run(ALL)
            assert (done.new, done.failed) == (20, 4)
            assert len(await world.titles()) == 20
            for feed in (bad, closed, strange, missing):
                assert (await world.state(feed)).error

    asyncio.run(scene())


def test_only_due_asks_only_those_whose_time_has_come(open_world: OpenWorld) -> None:
    async def scene() -> None:
        async with open_world() as (world, net):
            net.put("/a", FIRST)
            net.put("/b", FIRST, headers={"Cache-Control": "max-age=36000"})
            await world.subscribe(net.url("/a"))
            await world.subscribe(net.url("/b"))
            await world.run(Refresh(job=1, only_due=True))
            world.later(hours=2)
            await world.run(Refresh(job=2, only_due=True))
            assert sorted(net.paths()) == ["/a", "/a", "/b"]
            world.later(seconds=30)
            await world.run(Refresh(job=3))
            assert sorted(net.paths()) == ["/a", "/a", "/b", "/b"], "R asks all but those of the last minute"

    asyncio.run(scene())


def test_a_fault_under_the_timer_is_said_and_the_engine_goes_on(
    open_world: OpenWorld, capsys: pytest.CaptureFixture[str]
) -> None:
    async def scene() -> None:
        async with open_world(automatic=True) as (world, net):
            feed = await world.subscribe(net.put("/feed", FIRST))
            now, world.now = world.now, "no time at all"  # type: ignore[assignment]
            notice = await world.until(lambda event: isinstance(event, Notice))
            assert isinstance(notice, Notice)
            assert "A fault in the program stopped this" in notice.text
            assert notice.problem
            world.now = now
            assert (await world.run(Refresh(job=1, feeds=(feed,)))).new == 2

    asyncio.run(scene())
    assert "Traceback" in capsys.readouterr().err, "there is no log"


def test_a_fault_that_one_feed_meets_is_told_of_it_and_the_others_are_read(
    open_world: OpenWorld, capsys: pytest.CaptureFixture[str]
) -> None:
    async def scene() -> None:
        async with open_world() as (world, net):
            bad, good = await world.subscribe(net.put("/bad", FIRST)), await world.subscribe(net.put("/good", FIRST))
            fetch = world.sources.web.fetch

            async def stumbling(request: Request, http: Http) -> Fetched:
                if request.url == net.url("/bad"):
                    raise ZeroDivisionError("by nought")
                return await fetch(request, http)

            world.sources.web.fetch = stumbling  # type: ignore[method-assign]
            done = await world.run(ALL)
            assert (done.new, done.failed) == (2, 1)
            assert "A fault in the program stopped this (ZeroDivisionError)" in (await world.state(bad)).error
            assert (await world.state(good)).failures == 0

    asyncio.run(scene())
    assert "by nought" in capsys.readouterr().err, "there is no log"


def test_a_fault_of_ours_names_the_log_that_has_the_details(tmp_path: Path) -> None:
    log = tmp_path / "state" / "bantin.log"
    said = faults.told(ZeroDivisionError("by nought at https://me:pw@a.example/?token=abc"), str(log))
    assert said == f"A fault in the program stopped this (ZeroDivisionError); details are in {log}."
    assert "by nought at https://***@a.example/?token=***" in log.read_text()
    assert log.stat().st_mode & 0o077 == 0


def test_no_network_at_once_for_many_hosts_prints_nothing(open_world: OpenWorld) -> None:
    async def scene() -> None:
        stray: list[object] = []
        asyncio.get_running_loop().set_exception_handler(lambda _loop, context: stray.append(context))

        async def unreachable(request: Request, http: Http) -> Fetched:
            # Each a turn of the loop after the other: one ends in the very turn in which the rest is called off.
            for _turn in range(int(request.url.split("/h")[1].split(".")[0])):
                await asyncio.sleep(0)
            raise Unreachable(f"There is no host called {request.url}.")

        async with open_world() as (world, _net):
            world.sources.web.fetch = unreachable  # type: ignore[method-assign]
            for number in range(40):
                await world.subscribe(f"http://h{number}.example/")
            assert (await world.run(Refresh(job=1))).offline
        gc.collect()
        assert stray == []

    asyncio.run(scene())


def test_the_timer_refreshes_what_is_due_and_is_silent_otherwise(open_world: OpenWorld) -> None:
    async def scene() -> None:
        async with open_world() as (world, net):
            await world.subscribe(net.put("/feed", FIRST))
            await world.engine.tick()
            assert world.said(Done) == [Done(job=0, new=2)]
            heard = len(world.events)
            world.later(minutes=20)
            await world.engine.tick()
            assert len(world.events) == heard
            assert len(net.asked) == 1

    asyncio.run(scene())


def test_a_removed_feed_is_not_written_by_a_late_fetch(open_world: OpenWorld) -> None:
    async def scene() -> None:
        async with open_world() as (world, net):
            feed = await world.subscribe(net.put("/feed", FIRST))
            state = await world.state(feed)
            await world.store.write(lambda db: db.execute("DELETE FROM subscription").rowcount)
            from reader.engine.refresh import refresh_feeds

            done = await refresh_feeds(world.tools, 1, [state])
            assert done.new == 0
            assert await world.titles() == []

    asyncio.run(scene())


def test_no_network_is_said_once_and_blames_no_feed(open_world: OpenWorld) -> None:
    async def scene() -> None:
        async with open_world(hosts=2) as (world, net):
            net.put("/feed", FIRST)
            one, two = await world.subscribe(net.url("/feed", 0)), await world.subscribe(net.url("/feed", 1))
            port, net.replies = net.port, {"/feed": net.replies["/feed"]}
            for reply in net.replies.values():
                reply.drop = True
            for job in (1, 2):
                done = await world.run(Refresh(job=job))
                assert (done.offline, done.failed, bool(done.reason)) == (True, 0, True)
                world.later(hours=1)
            assert [event.online for event in world.said(Online)] == [False]
            assert (await world.state(one)).failures == 0
            assert port == net.port
            net.put("/feed", FIRST)
            done = await world.run(Refresh(job=3))
            assert (done.new, done.offline) == (4, False)
            assert [event.online for event in world.said(Online)] == [False, True]
            assert (await world.state(two)).last_success == world.now

    asyncio.run(scene())


def test_while_the_network_is_gone_the_timer_asks_few_and_says_nothing(open_world: OpenWorld) -> None:
    async def scene() -> None:
        async with open_world(hosts=10) as (world, net):
            net.put("/feed", drop=True)
            for host in range(10):
                await world.subscribe(net.url("/feed", host))
            await world.engine.tick()
            assert [event.online for event in world.said(Online)] == [False]
            asked, heard = len(net.asked), len(world.events)
            world.later(hours=1)
            await world.engine.tick()
            assert len(net.asked) - asked == 3
            assert len(world.events) == heard
            net.put("/feed", FIRST)
            world.later(hours=1)
            await world.engine.tick()
            assert len(await world.titles()) == 20
            assert [event.online for event in world.said(Online)] == [False, True]

    asyncio.run(scene())


def test_one_unreachable_host_is_that_feeds_failure(open_world: OpenWorld) -> None:
    async def scene() -> None:
        async with open_world() as (world, net):
            feed = await world.subscribe(net.put("/feed", drop=True))
            done = await world.run(ALL)
            assert done.failed == 1
            assert (await world.state(feed)).failures == 1
            assert world.said(Online) == []

    asyncio.run(scene())


def test_without_a_way_out_one_unreachable_host_means_offline(open_world: OpenWorld) -> None:
    async def scene() -> None:
        async with open_world(routed=False) as (world, net):
            feed = await world.subscribe(net.put("/feed", drop=True))
            assert (await world.run(ALL)).offline
            assert (await world.state(feed)).failures == 0

    asyncio.run(scene())


def test_offline_by_choice_asks_nobody_but_sources_without_a_network(open_world: OpenWorld) -> None:
    async def scene() -> None:
        async with open_world(offline=True) as (world, net):
            await world.subscribe(net.put("/feed", FIRST))
            world.sources.shelf.feeds["shelf:a"] = feed_body(("s", "From the shelf", "text"))
            await world.subscribe("shelf:a", "shelf")
            done = await world.run(ALL)
            assert net.asked == []
            assert await world.titles() == ["From the shelf"]
            assert (done.new, done.failed) == (1, 0)
            await world.run(SetOffline(job=2, offline=False))
            assert [(event.online, event.by_choice) for event in world.said(Online)] == [(False, True), (True, False)]
            world.later(hours=1)
            assert (await world.run(Refresh(job=3))).new == 2

    asyncio.run(scene())


def test_two_refreshes_at_once_ask_each_feed_once(open_world: OpenWorld) -> None:
    async def scene() -> None:
        async with open_world() as (world, net):
            for number in range(6):
                await world.subscribe(net.put(f"/{number}", FIRST))
            world.engine.handle(Refresh(job=1))
            world.engine.handle(Refresh(job=2))
            for job in (1, 2):
                await world.until(lambda event, job=job: isinstance(event, Done) and event.job == job)
            assert sorted(net.paths()) == [f"/{number}" for number in range(6)]

    asyncio.run(scene())


def test_a_refresh_waits_for_another_copys(open_world: OpenWorld) -> None:
    async def scene() -> None:
        async with open_world() as (world, net):
            from reader.engine.core import REFRESH_LOCK
            from reader.store.locks import Lock

            await world.subscribe(net.put("/feed", FIRST))
            other = Lock(world.store.paths.folder / REFRESH_LOCK)
            assert other.acquire()
            world.engine.handle(ALL)
            await world.until(lambda event: isinstance(event, Notice))
            assert net.asked == []
            other.release()
            await world.until(lambda event: isinstance(event, Done))
            assert len(net.asked) == 1
            assert other.acquire(), "it is given back"
            other.release()

    asyncio.run(scene())


def test_unread_and_feed_lists_show_what_came(open_world: OpenWorld) -> None:
    async def scene() -> None:
        async with open_world() as (world, net):
            feed = await world.subscribe(net.put("/feed", FIRST))
            await world.run(ALL)
            query = ListQuery(Scope(ScopeKind.FEED, feed), unread_only=True)
            assert len(await world.titles(query)) == 2

    asyncio.run(scene())
