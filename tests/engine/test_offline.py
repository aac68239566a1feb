"""Keeping stories for reading offline: over a real store, a real client and a loopback server."""

from __future__ import annotations

import asyncio
import json
from datetime import datetime
from random import Random

import pytest

from reader.domain.blocks import Paragraph, Span
from reader.domain.errors import NotAnArticle
from reader.domain.models import GroupKind, ListQuery, Mark, RelatedGroup, RelatedLink
from reader.domain.page import PageArticle
from reader.engine.protocol import Cancel, Done, Follow, Followed, Keep, Notice, Online, Progress, Refresh, SetOffline
from reader.engine.tools import Shelf
from reader.sources.api import Fetched, Http
from reader.store import feeds, lists, offline, pages, pane, rows, states, subscriptions
from tests.benchmarks.loopback import Loopback
from tests.engine.engine_world import JsonDigester, OpenWorld, World, feed_body

ROOM_FOR_THREE = 36_000
"""Bytes in which three texts of 9,000 random bytes in hexadecimal fit, packed, and not four."""
HTML = {"Content-Type": "text/html"}


class LinkedDigester(JsonDigester):
    """Pages are JSON too: a title, a text, and the addresses of related stories; or a fault of ours."""

    async def extract_page(self, fetched: Fetched, now: datetime) -> PageArticle:
        data = json.loads(fetched.body)
        if kind := data.get("kind"):
            raise NotAnArticle(f"It is a {kind}.", kind)
        if fault := data.get("fault"):
            raise ZeroDivisionError(fault)
        links = tuple(RelatedLink(url, f"About {url}") for url in data["links"])
        groups = (RelatedGroup(GroupKind.RELATED, links, "Related"),) if links else ()
        text = Paragraph((Span(data["text"]),))
        return PageArticle(fetched.url, data["title"], "Paper", blocks=(text,), groups=groups)


class Refusing:
    """robots.txt of sites that keep some pages from programs."""

    def __init__(self, *refused: str) -> None:
        self.refused = refused
        self.asked: list[str] = []

    async def may_fetch(self, url: str, http: Http) -> bool:
        self.asked.append(url)
        return not url.endswith(self.refused)


def put_page(net: Loopback, name: str, *links: str, text: str = "All of it.", **more: object) -> str:
    body = {"title": name.title(), "text": text, "links": [net.url(f"/{link}") for link in links], **more}
    return net.put(f"/{name}", json.dumps(body), headers=HTML)


async def with_stories(world: World, net: Loopback, *names: str) -> tuple[int, list[int]]:
    """Subscribe to a feed of these stories; its id, and theirs in the order of `names`."""
    feed_id = await world.subscribe(net.put("/feed", feed_body(*((name, name.title(), "Short.") for name in names))))
    await world.run(Refresh(job=1))
    net.asked.clear()
    return feed_id, [await world.store.read(pages.find_url, net.url(f"/{name}")) for name in names]


async def full(world: World) -> set[str]:
    """Titles of the entries whose full text is here."""
    return set(
        await world.store.read(lambda db: [t for (t,) in db.execute("SELECT title FROM entry WHERE has_full = 1")])
    )


def asked(net: Loopback) -> list[str]:
    return sorted(net.paths())


def test_a_story_comes_with_its_related_ones_and_not_a_second_time(open_world: OpenWorld) -> None:
    async def scene() -> None:
        async with open_world(digester=LinkedDigester()) as (world, net):
            _feed, ids = await with_stories(world, net, "a")
            put_page(net, "a", "b", "c")
            put_page(net, "b", "d")
            put_page(net, "c", "a", "b")
            put_page(net, "d")
            done = await world.run(Keep(job=2, entries=tuple(ids)))
            assert (done.new, done.failed, done.skipped, done.queued) == (3, 0, 0, 0)
            assert done.bytes > 0
            assert asked(net) == ["/a", "/b", "/c"]
            assert await full(world) == {"A", "B", "C"}
            groups = await world.store.read(pane.related, ids[0])
            assert [link.mark for link in groups[0].links] == [Mark.HERE, Mark.HERE]
            net.asked.clear()
            again = await world.run(Keep(job=3, entries=tuple(ids)))
            assert (again.new, again.bytes) == (0, 0)
            assert net.asked == []
            deeper = await world.run(Keep(job=4, entries=tuple(ids), depth=2))
            assert deeper.new == 1
            assert asked(net) == ["/d"]

    asyncio.run(scene())


@pytest.mark.parametrize("queued", [False, True])
def test_a_fault_that_one_page_meets_keeps_no_other_from_coming(
    open_world: OpenWorld, queued: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    async def scene() -> None:
        async with open_world(digester=LinkedDigester(), offline=queued) as (world, net):
            if queued:
                await world.subscribe(net.url("/feed"))
                for name in ("a", "b"):
                    await world.store.write(pages.enqueue, net.url(f"/{name}"), world.now)
            else:
                _feed, ids = await with_stories(world, net, "a", "b")
            put_page(net, "a", fault="by nought")
            put_page(net, "b")
            if queued:
                await world.run(SetOffline(job=2, offline=False))
                await world.until(lambda event: isinstance(event, Followed) and event.entry_id)
            else:
                done = await world.run(Keep(job=2, entries=tuple(ids)))
                assert (done.new, done.failed) == (1, 1)
            assert await full(world) == {"B"}
            told = [event.error for event in world.said(Followed) if event.error]
            assert [error[:50] for error in told] == ["A fault in the program stopped this (ZeroDivisionE"]

    asyncio.run(scene())
    assert "by nought" in capsys.readouterr().err, "there is no log"


def test_depth_nought_brings_only_the_stories_themselves(open_world: OpenWorld) -> None:
    async def scene() -> None:
        async with open_world(digester=LinkedDigester()) as (world, net):
            _feed, ids = await with_stories(world, net, "a")
            put_page(net, "a", "b")
            put_page(net, "b")
            assert (await world.run(Keep(job=2, entries=tuple(ids), depth=0))).new == 1
            assert asked(net) == ["/a"]

    asyncio.run(scene())


def test_circles_and_pages_that_link_to_themselves_end(open_world: OpenWorld) -> None:
    async def scene() -> None:
        async with open_world(digester=LinkedDigester()) as (world, net):
            _feed, ids = await with_stories(world, net, "a")
            put_page(net, "a", "a", "b")
            put_page(net, "b", "a", "b")
            assert (await world.run(Keep(job=2, entries=tuple(ids), depth=2))).new == 2
            assert asked(net) == ["/a", "/b"]

    asyncio.run(scene())


def test_what_is_no_article_is_counted_apart_and_left_alone_for_a_week(open_world: OpenWorld) -> None:
    async def scene() -> None:
        async with open_world(digester=LinkedDigester()) as (world, net):
            _feed, ids = await with_stories(world, net, "a")
            put_page(net, "a", "v", "gone", "ill")
            put_page(net, "v", kind="video")
            net.put("/ill", b"", 500)
            done = await world.run(Keep(job=2, entries=tuple(ids)))
            assert (done.new, done.skipped, done.failed) == (1, 2, 1)
            net.asked.clear()
            await world.run(Keep(job=3, entries=tuple(ids)))
            assert asked(net) == ["/ill"], "what was ill may be well again"
            world.later(days=8)
            net.asked.clear()
            await world.run(Keep(job=4, entries=tuple(ids)))
            assert asked(net) == ["/gone", "/ill", "/v"]

    asyncio.run(scene())


def test_a_site_may_keep_related_pages_from_programs_but_not_what_the_reader_asks_for(open_world: OpenWorld) -> None:
    async def scene() -> None:
        robots = Refusing("/a", "/b")
        async with open_world(digester=LinkedDigester(), robots=robots) as (world, net):
            _feed, ids = await with_stories(world, net, "a")
            put_page(net, "a", "b", "c")
            put_page(net, "b")
            put_page(net, "c")
            done = await world.run(Keep(job=2, entries=tuple(ids)))
            assert (done.new, done.skipped) == (2, 1)
            assert asked(net) == ["/a", "/c"]
            assert net.url("/a") not in robots.asked
            await world.run(Follow(job=3, url=net.url("/b"), referrer_id=ids[0]))
            assert "B" in await full(world), "a click is the reader's own visit"

    asyncio.run(scene())


def test_cancelling_keeps_what_came_and_the_next_run_goes_on(open_world: OpenWorld) -> None:
    async def scene() -> None:
        async with open_world(digester=LinkedDigester()) as (world, net):
            _feed, ids = await with_stories(world, net, "a", "b", "c", "d")
            for name in "abd":
                put_page(net, name)
            net.put("/c", hang=True)
            net.put("/d", hang=True)
            world.engine.handle(Keep(job=2, entries=tuple(ids)))
            for title in ("/a", "/b"):
                await world.until(lambda e, t=title: isinstance(e, Followed) and e.url.endswith(t) and e.entry_id > 0)
            await world.run(Cancel(job=3, target=2))
            done = await world.until(lambda event: isinstance(event, Done) and event.job == 2)
            assert isinstance(done, Done)
            assert done.cancelled
            assert await full(world) == {"A", "B"}
            put_page(net, "c")
            put_page(net, "d")
            net.asked.clear()
            assert (await world.run(Keep(job=4, entries=tuple(ids)))).new == 2
            assert asked(net) == ["/c", "/d"]

    asyncio.run(scene())


def test_progress_counts_pages_and_bytes(open_world: OpenWorld) -> None:
    async def scene() -> None:
        async with open_world(digester=LinkedDigester()) as (world, net):
            _feed, ids = await with_stories(world, net, "a", "b")
            put_page(net, "a")
            put_page(net, "b")
            done = await world.run(Keep(job=2, entries=tuple(ids)))
            last = [event for event in world.said(Progress) if event.job == 2][-1]
            assert isinstance(last, Progress)
            assert (last.done, last.total, last.new, last.bytes) == (2, 2, 2, done.bytes)

    asyncio.run(scene())


def test_offline_stories_wait_and_come_with_their_related_ones(open_world: OpenWorld) -> None:
    async def scene() -> None:
        async with open_world(digester=LinkedDigester()) as (world, net):
            _feed, ids = await with_stories(world, net, "a")
            put_page(net, "a", "b")
            put_page(net, "b")
            await world.run(SetOffline(job=2, offline=True))
            done = await world.run(Keep(job=3, entries=tuple(ids)))
            assert (done.new, done.queued, done.offline) == (0, 1, True)
            assert net.asked == []
            await world.run(SetOffline(job=4, offline=False))
            await world.until(lambda event: isinstance(event, Followed) and event.url.endswith("/b"))
            assert await full(world) == {"A", "B"}
            assert len(world.said(Notice)) == 1, "the reader is told once"
            assert await world.store.read(pages.queued) == []

    asyncio.run(scene())


def test_losing_the_network_stops_the_run_is_said_once_and_nothing_is_lost(open_world: OpenWorld) -> None:
    async def scene() -> None:
        async with open_world(digester=LinkedDigester(), hosts=3) as (world, net):
            net.put("/feed", feed_body())
            for number in range(3):
                await world.subscribe(net.url("/feed", number))
            ids = []
            for number, path in ((0, "/a"), (1, "/b"), (2, "/c")):
                net.put(path, drop=True)
                item = await world.store.write(pages.enqueue, net.url(path, number), world.now, title=path)
                assert item
                ids.append(await world.store.read(pages.find_url, net.url(path, number)))
            done = await world.run(Keep(job=2, entries=tuple(ids)))
            assert done.offline
            assert [event.online for event in world.said(Online)] == [False]
            assert done.failed == 0, "it is not the servers' fault"
            assert done.queued == 3
            assert len(await world.store.read(pages.queued)) == 3

    asyncio.run(scene())


def test_while_the_network_is_gone_what_waits_is_tried_and_brings_it_back(open_world: OpenWorld) -> None:
    async def scene() -> None:
        async with open_world(digester=LinkedDigester()) as (world, net):
            await world.subscribe(net.put("/feed", feed_body()))
            await world.run(Refresh(job=1))
            url = put_page(net, "late")
            world.network.silent()
            event_before = len(world.said(Followed))
            await world.store.write(pages.enqueue, url, world.now, title="Late")
            await world.engine.tick()
            await world.until(lambda event: isinstance(event, Followed) and event.entry_id > 0, after=event_before)
            assert world.network.there
            assert [event.online for event in world.said(Online)] == [False, True]

    asyncio.run(scene())


def test_the_second_host_in_a_row_that_is_not_reached_means_no_network(open_world: OpenWorld) -> None:
    async def scene() -> None:
        async with open_world(hosts=2) as (world, net):
            await world.subscribe(net.put("/feed", feed_body()))
            await world.subscribe(net.url("/feed", 1))
            first, second = net.put("/x", drop=True), net.url("/x", 1)
            await world.run(Follow(job=1, url=first))
            await world.run(Follow(job=2, url=second))
            one, two = world.said(Followed)
            assert isinstance(one, Followed)
            assert isinstance(two, Followed)
            assert (one.queued, two.queued) == (False, True)

    asyncio.run(scene())


def test_the_newest_of_a_feed_come_after_its_refresh(open_world: OpenWorld) -> None:
    async def scene() -> None:
        robots = Refusing("/b")
        async with open_world(digester=LinkedDigester(), robots=robots) as (world, net):
            feed_id, _ids = await with_stories(world, net, "a", "b", "c")
            for name in "abc":
                put_page(net, name, "x")
            put_page(net, "x")
            await world.store.write(subscriptions.configure, feed_id, {"keep_full": 2}, world.now, "changed")
            world.later(minutes=5)
            await world.run(Refresh(job=2))
            assert await full(world) == {"A"}, "the newest two, but for what its site keeps back; no related stories"
            assert sorted(robots.asked) == [net.url("/a"), net.url("/b")]

    asyncio.run(scene())


def test_a_size_given_for_the_run_stops_it(open_world: OpenWorld) -> None:
    async def scene() -> None:
        async with open_world(digester=LinkedDigester()) as (world, net):
            _feed, ids = await with_stories(world, net, *"abcdefgh")
            for name in "abcdefgh":
                put_page(net, name, text="x" * 30_000)
            done = await world.run(Keep(job=2, entries=tuple(ids), megabytes=0.05))
            assert done.full
            assert 2 <= done.new < 8

    asyncio.run(scene())


def test_over_the_budget_what_was_read_goes_and_never_what_is_starred_or_waits(open_world: OpenWorld) -> None:
    async def scene() -> None:
        async with open_world(digester=LinkedDigester(), shelf=Shelf(bytes=ROOM_FOR_THREE)) as (world, net):
            _feed, ids = await with_stories(world, net, *"abcd")
            for number, name in enumerate("abcd"):
                put_page(net, name, text=Random(number).randbytes(9000).hex())
            await world.run(Keep(job=2, entries=tuple(ids[:3])))
            assert 0.7 * ROOM_FOR_THREE < await world.store.read(offline.taken) < ROOM_FOR_THREE
            for number, entry_id in enumerate(ids[:3]):
                world.later(minutes=number + 1)
                await world.store.write(states.set_read, [entry_id], True, world.now, lambda count: "read")
            await world.store.write(states.set_starred, [ids[0]], True, world.now, lambda count: "starred")
            done = await world.run(Keep(job=3, entries=(ids[3],)))
            assert done.new == 1
            assert await full(world) == {"A", "C", "D"}, "B was read first, and A is starred"
            (notice,) = world.said(Notice)
            assert "To make room" in str(notice)
            (row,) = await world.store.read(rows.rows, [ids[1]])
            assert row.title == "B", "the story itself stays"
            assert await world.titles() == ["A", "B", "C", "D"]

    asyncio.run(scene())


def test_when_nothing_may_go_the_run_stops_and_says_so(open_world: OpenWorld) -> None:
    async def scene() -> None:
        async with open_world(digester=LinkedDigester(), shelf=Shelf(bytes=1)) as (world, net):
            names = [f"s{number}" for number in range(60)]
            _feed, ids = await with_stories(world, net, *names)
            for name in names:
                put_page(net, name)
            done = await world.run(Keep(job=2, entries=tuple(ids)))
            assert done.full
            assert done.new < 60
            assert len(await full(world)) == done.new, "what was asked for and not read stays"

    asyncio.run(scene())


def test_coverage_counts_unread_stories_and_the_different_stories_beside_them(open_world: OpenWorld) -> None:
    async def scene() -> None:
        async with open_world(digester=LinkedDigester()) as (world, net):
            _feed, ids = await with_stories(world, net, "a", "b", "c")
            put_page(net, "a", "b", "x", "y", "v")
            put_page(net, "b", "x")
            put_page(net, "x")
            put_page(net, "v", kind="video")
            await world.run(Follow(job=2, url=net.url("/a"), entry_id=ids[0]))
            await world.run(Follow(job=3, url=net.url("/x")))
            await world.run(Follow(job=4, url=net.url("/v")))
            await world.store.write(lambda db: db.execute("UPDATE entry SET teaser_only = 1 WHERE feed_id > 0"))
            found = await world.store.read(offline.coverage)
            assert (found.stories, found.stories_here) == (3, 1)
            assert (found.links, found.links_here) == (3, 1), "b, x and y; the video is none"
            assert found.texts == 2
            await world.store.write(states.set_read, [ids[0]], True, world.now, lambda count: "read")
            found = await world.store.read(offline.coverage)
            assert (found.stories, found.stories_here, found.links) == (2, 0, 0)

    asyncio.run(scene())


def test_a_queued_link_stands_in_the_list_under_its_name_and_becomes_the_story(open_world: OpenWorld) -> None:
    async def scene() -> None:
        async with open_world(digester=LinkedDigester()) as (world, net):
            _feed, ids = await with_stories(world, net, "a")
            put_page(net, "a", "b")
            put_page(net, "b")
            await world.run(Follow(job=2, url=net.url("/a"), entry_id=ids[0]))
            await world.run(SetOffline(job=3, offline=True))
            await world.run(Follow(job=4, url=net.url("/b"), referrer_id=ids[0]))
            waiting = await world.store.read(pages.find_url, net.url("/b"))
            (row,) = await world.store.read(rows.rows, [waiting])
            assert (row.title, row.mark) == (f"About {net.url('/b')}", Mark.QUEUED)
            await world.run(SetOffline(job=5, offline=False))
            await world.until(lambda event: isinstance(event, Followed) and event.entry_id == waiting)
            (row,) = await world.store.read(rows.rows, [waiting])
            assert (row.title, row.source, row.mark) == ("B", "Paper", Mark.HERE)
            assert list(await world.store.read(lists.entry_ids, ListQuery())) == ids, "it stands in no feed's list"

    asyncio.run(scene())


@pytest.mark.parametrize("kind", ["video", "consent"])
def test_a_queued_link_that_is_no_article_leaves_the_list_and_is_told(open_world: OpenWorld, kind: str) -> None:
    async def scene() -> None:
        async with open_world(digester=LinkedDigester()) as (world, net):
            await with_stories(world, net, "a")
            url = put_page(net, "v", kind=kind)
            await world.run(SetOffline(job=2, offline=True))
            await world.run(Follow(job=3, url=url, title="A clip"))
            assert await world.store.read(pages.find_url, url)
            await world.run(SetOffline(job=4, offline=False))
            told = await world.until(lambda event: isinstance(event, Followed) and event.not_article == kind)
            assert isinstance(told, Followed)
            assert told.error
            assert await world.store.read(pages.find_url, url) == 0
            assert await world.store.read(offline.is_unfit, url, world.now) == kind

    asyncio.run(scene())


def test_a_waiting_address_that_leads_to_a_story_of_a_feed_becomes_that_story(open_world: OpenWorld) -> None:
    async def scene() -> None:
        async with open_world(digester=LinkedDigester()) as (world, net):
            _feed, ids = await with_stories(world, net, "a")
            put_page(net, "a")
            net.put("/short", b"", 302, headers={"Location": "/a"})
            await world.run(SetOffline(job=2, offline=True))
            await world.run(Follow(job=3, url=net.url("/short"), title="Short"))
            await world.run(SetOffline(job=4, offline=False))
            await world.until(lambda event: isinstance(event, Followed) and event.entry_id == ids[0])
            assert await world.store.read(pages.find_url, net.url("/short")) == ids[0]
            assert await full(world) == {"A"}

    asyncio.run(scene())


def test_what_is_kept_survives_a_new_text_of_its_page(open_world: OpenWorld) -> None:
    async def scene() -> None:
        async with open_world(digester=LinkedDigester()) as (world, net):
            _feed, ids = await with_stories(world, net, "a")
            put_page(net, "a")
            await world.run(Keep(job=2, entries=tuple(ids)))
            put_page(net, "a", text="Longer than before. " * 9)
            await world.run(Follow(job=3, url=net.url("/a"), entry_id=ids[0]))
            (text,) = await world.store.read(offline.held)
            assert text.kept
            assert (await world.store.read(feeds.feed_states))[0].entries == 1

    asyncio.run(scene())
