"""Following one page: stored as an entry or as full text, refused, or queued until the network is back."""

from __future__ import annotations

import asyncio

import pytest

from reader.domain.models import ListQuery, Scope, ScopeKind
from reader.domain.page import PageArticle
from reader.engine.page import is_same_site, page_update
from reader.engine.protocol import Follow, Followed, Notice, Refresh, SetOffline
from reader.sources.api import Fetched
from reader.store import feeds, pages
from tests.engine.engine_world import OpenWorld, World, feed_body

HISTORY = ListQuery(Scope(ScopeKind.ALL))


async def followed(world: World, command: Follow) -> Followed:
    before = len(world.events)
    await world.run(command)
    (event,) = [event for event in world.events[before:] if isinstance(event, Followed)]
    return event


def test_a_page_becomes_an_entry_that_its_address_leads_to(open_world: OpenWorld) -> None:
    async def scene() -> None:
        async with open_world() as (world, net):
            await world.subscribe(net.put("/feed", feed_body()))
            url = net.put("/story", "A story", headers={"Content-Type": "text/html"})
            event = await followed(world, Follow(job=1, url=url))
            assert (event.url, event.error, event.queued) == (url, "", False)
            assert event.entry_id == await world.store.read(pages.find_url, url)

    asyncio.run(scene())


def test_a_page_becomes_the_full_text_of_its_entry(open_world: OpenWorld) -> None:
    async def scene() -> None:
        async with open_world() as (world, net):
            await world.subscribe(net.put("/feed", feed_body(("story", "A story", "short"))))
            await world.run(Refresh(job=1))
            entry = await world.store.read(pages.find_url, net.url("/story"))
            net.put("/story", "The whole story", headers={"Content-Type": "text/html"})
            event = await followed(world, Follow(job=2, url=net.url("/story"), entry_id=entry))
            assert event.entry_id == entry
            assert await world.titles() == ["A story"], "no second entry"

    asyncio.run(scene())


def test_an_address_inside_the_network_is_not_fetched_for_a_link(open_world: OpenWorld) -> None:
    async def scene() -> None:
        async with open_world() as (world, net):
            url = net.put("/router", "secret", headers={"Content-Type": "text/html"})
            event = await followed(world, Follow(job=1, url=url))
            assert event.error
            assert not event.queued
            assert net.asked == []

    asyncio.run(scene())


def test_a_subscription_that_a_list_brought_opens_no_way_inside(open_world: OpenWorld) -> None:
    async def scene() -> None:
        async with open_world() as (world, net):
            feed_url = net.put("/feed", feed_body(("story", "A story", "short")))
            feed = await world.subscribe(feed_url, typed=False)
            await world.run(Refresh(job=1))
            (state,) = await world.store.read(feeds.feed_states, (feed,))
            assert "inside this machine" in state.error
            url = net.put("/story", "A story", headers={"Content-Type": "text/html"})
            assert (await followed(world, Follow(job=2, url=url))).error
            assert net.asked == []
            # Typing its address says that it may.
            await world.subscribe(feed_url)
            world.later(minutes=5)
            await world.run(Refresh(job=3, feeds=(feed,)))
            assert await world.titles() == ["A story"]
            assert (await followed(world, Follow(job=4, url=url))).error == ""
            # Behind another port of that machine is another service.
            port = url.rpartition(":")[2].partition("/")[0]
            other = url.replace(f":{port}/", ":631/")
            assert "inside this machine" in (await followed(world, Follow(job=5, url=other))).error

    asyncio.run(scene())


@pytest.mark.parametrize("url", ["file:///etc/passwd", "javascript:alert(1)", "mailto:a@b.example", "", "no address"])
def test_only_web_addresses_are_followed(open_world: OpenWorld, url: str) -> None:
    async def scene() -> None:
        async with open_world() as (world, _net):
            event = await followed(world, Follow(job=1, url=url))
            assert event.error
            assert (event.entry_id, event.queued) == (0, False)

    asyncio.run(scene())


@pytest.mark.parametrize(
    ("mime", "body", "kind"),
    [
        ("application/pdf", b"%PDF-1.7", "pdf"),
        ("application/octet-stream", b"%PDF-1.7", "pdf"),
        ("video/mp4", b"x", "video"),
        ("image/png", b"x", "image"),
        ("audio/mpeg", b"x", "other"),
        ("application/zip", b"x", "other"),
        ("text/html", b"login first", "login"),
    ],
)
def test_what_is_no_article_is_named(open_world: OpenWorld, mime: str, body: bytes, kind: str) -> None:
    async def scene() -> None:
        async with open_world() as (world, net):
            await world.subscribe(net.put("/feed", feed_body()))
            event = await followed(world, Follow(job=1, url=net.put("/x", body, headers={"Content-Type": mime})))
            assert event.not_article == kind
            assert event.error
            assert event.entry_id == 0

    asyncio.run(scene())


def test_a_missing_page_is_named(open_world: OpenWorld) -> None:
    async def scene() -> None:
        async with open_world() as (world, net):
            await world.subscribe(net.put("/feed", feed_body()))
            event = await followed(world, Follow(job=1, url=net.url("/nowhere")))
            assert event.not_article == "missing"

    asyncio.run(scene())


def test_an_adapter_with_pages_of_its_own_needs_no_network(open_world: OpenWorld) -> None:
    async def scene() -> None:
        async with open_world(offline=True) as (world, _net):
            world.sources.shelf.pages["https://shelf.example/a"] = b"From the shelf"
            event = await followed(world, Follow(job=1, url="https://shelf.example/a"))
            assert event.entry_id
            assert event.error == ""

    asyncio.run(scene())


def test_offline_a_page_waits_and_comes_when_the_network_is_back(open_world: OpenWorld) -> None:
    async def scene() -> None:
        async with open_world(offline=True) as (world, net):
            await world.subscribe(net.put("/feed", feed_body()))
            url = net.put("/story", "A story", headers={"Content-Type": "text/html"})
            event = await followed(world, Follow(job=1, url=url))
            assert event.queued
            assert event.entry_id == 0
            assert [item.url for item in await world.store.read(pages.queued)] == [url]
            await world.run(SetOffline(job=2, offline=False))
            came = await world.until(lambda event: isinstance(event, Followed) and event.entry_id > 0)
            assert isinstance(came, Followed)
            assert came.url == url
            notice = await world.until(lambda event: isinstance(event, Notice))
            assert isinstance(notice, Notice)
            assert not notice.problem
            assert await world.store.read(pages.queued) == []

    asyncio.run(scene())


def test_offline_nothing_waits_that_nobody_wants_to_wait_for(open_world: OpenWorld) -> None:
    async def scene() -> None:
        async with open_world(offline=True) as (world, _net):
            command = Follow(job=1, url="https://news.example/a", queue_when_offline=False)
            event = await followed(world, command)
            assert not event.queued
            assert event.error
            assert await world.store.read(pages.queued) == []

    asyncio.run(scene())


def test_what_is_gone_leaves_the_queue_and_what_fails_stays(open_world: OpenWorld) -> None:
    async def scene() -> None:
        async with open_world() as (world, net):
            await world.subscribe(net.put("/feed", feed_body()))
            broken = net.put("/broken", b"", 500)
            for url in (net.url("/nowhere"), broken):
                await world.store.write(pages.enqueue, url, world.now)
            await world.run(Refresh(job=1))
            (item,) = await world.store.read(pages.queued)
            assert (item.url, item.attempts) == (broken, 1)
            assert item.error

    asyncio.run(scene())


def test_a_host_that_is_down_is_an_error_and_not_queued_while_others_answer(open_world: OpenWorld) -> None:
    async def scene() -> None:
        async with open_world(hosts=2) as (world, net):
            await world.subscribe(net.put("/feed", feed_body()))
            await world.store.write(lambda db: None)
            await world.run(Refresh(job=1))
            down = net.put("/down", drop=True)
            event = await followed(world, Follow(job=2, url=down))
            assert event.error
            assert not event.queued

    asyncio.run(scene())


@pytest.mark.parametrize(
    ("claimed", "page", "believed"),
    [
        ("https://www.paper.example/a", "https://paper.example/a?x", True),
        ("https://paper.example/a", "https://amp.paper.example/a", True),
        ("https://paper.example/a", "https://live.paper.example/a", True),
        ("https://bank.example/login", "https://evil.example/a", False),
        ("https://evilpaper.example/", "https://paper.example/", False),
        ("", "https://paper.example/", False),
    ],
)
def test_a_page_may_claim_addresses_of_its_own_site_only(claimed: str, page: str, believed: bool) -> None:
    assert is_same_site(claimed, page) is believed
    article = PageArticle(url=page, title="T", canonical_url=claimed, aliases=(claimed,))
    update = page_update(article, Fetched(page), page, Follow(job=1, url=page))
    assert (update.canonical_url == claimed) is believed


def test_the_same_page_has_the_same_hash() -> None:
    article = PageArticle(url="https://a.example/", title="T")
    first, second = (
        page_update(article, Fetched("https://a.example/"), "https://a.example/", Follow(job=job, url="x"))
        for job in (1, 2)
    )
    assert first.content_hash == second.content_hash
    assert feeds.feed_key("https://a.example/")
