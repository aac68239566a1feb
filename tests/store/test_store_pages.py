"""Followed pages, addresses, the queue, and the related pane made of all of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from store_world import NOW, World, count, digested, label

from reader.domain.blocks import Paragraph, Span, dump
from reader.domain.models import GroupKind, Mark, RelatedGroup, RelatedLink
from reader.store import articles, lists, pages, pane, rows, states
from reader.store.values import PageUpdate

PAGE = PageUpdate(
    url="https://far.example/a/story.html",
    url_key="far.example/a/story.html",
    title="Ein Artikel",
    source="Far Example",
    lead="Der Vorspann.",
    authors=("Eva",),
    author="Eva",
    section="Welt",
    published=NOW - timedelta(days=1),
    canonical_url="https://far.example/story",
    aliases=("far.example/story",),
    access="Only a part.",
    blocks_json=dump([Paragraph((Span("Der ganze Text."),))]),
    words=3,
    links=(RelatedGroup(GroupKind.SECTION, (RelatedLink("https://far.example/b", "B"),), "Mehr"),),
)


def test_a_followed_page_becomes_an_entry_apart_from_the_feeds(world: World) -> None:
    entry_id = world.write(pages.store_page, PAGE, NOW)
    (row,) = rows.rows(world.db, [entry_id])  # type: ignore[list-item]
    assert (row.feed_id, row.source, row.title, row.mark) == (0, "Far Example", "Ein Artikel", Mark.HERE)
    article = articles.article(world.db, entry_id)  # type: ignore[arg-type]
    assert article is not None
    assert (article.version, article.versions, article.lead) == ("full", ("full",), "Der Vorspann.")
    assert (article.access, article.authors) == ("Only a part.", ("Eva",))
    assert list(lists.entry_ids(world.db, lists.ListQuery())) == []


@pytest.mark.parametrize(
    "url",
    [
        "https://far.example/a/story.html",
        "http://www.far.example/a/story.html?utm_source=x#top",
        "https://far.example/story/",
    ],
)
def test_a_page_is_found_by_each_of_its_addresses(world: World, url: str) -> None:
    entry_id = world.write(pages.store_page, PAGE, NOW)
    assert pages.find_url(world.db, url) == entry_id
    assert pages.find_url(world.db, "https://far.example/other") == 0
    assert pages.find_url(world.db, "no address") == 0


def test_a_page_followed_again_stays_one_entry(world: World) -> None:
    first = world.write(pages.store_page, PAGE, NOW)
    again = replace(PAGE, title="Neuer Titel", links=())
    assert world.write(pages.store_page, again, NOW) == first
    assert count(world.db, "entry") == 1
    assert count(world.db, "link") == 0
    assert rows.rows(world.db, [first])[0].title == "Neuer Titel"  # type: ignore[list-item]


def test_a_page_completes_the_entry_that_a_feed_brought(world: World) -> None:
    feed_id = world.feed()
    teaser = digested(1, url="https://far.example/story", teaser_only=True, author="", title="Aus dem Feed")
    (entry_id,) = world.fetched(feed_id, teaser).new
    assert rows.rows(world.db, [entry_id])[0].mark is Mark.FETCH
    assert world.write(pages.store_page, PAGE, NOW) == entry_id
    (row,) = rows.rows(world.db, [entry_id])
    assert (row.title, row.author, row.mark) == ("Aus dem Feed", "Eva", Mark.HERE)
    article = articles.article(world.db, entry_id)
    assert article is not None
    assert article.version == "full", "a teaser shows its full text by itself"
    assert article.versions == ("feed", "full")
    assert articles.article(world.db, entry_id, "feed").version == "feed"  # type: ignore[union-attr]


def test_the_chosen_version_is_remembered(world: World) -> None:
    feed_id = world.feed()
    (entry_id,) = world.fetched(feed_id, digested(1)).new
    world.write(pages.store_page, replace(PAGE, entry_id=entry_id), NOW)
    assert articles.article(world.db, entry_id).version == "feed"  # type: ignore[union-attr]
    world.write(states.choose_version, entry_id, "full")
    assert articles.article(world.db, entry_id).version == "full"  # type: ignore[union-attr]
    world.db.execute("DELETE FROM body WHERE id % 4 = 1")
    assert articles.article(world.db, entry_id).version == "feed"  # type: ignore[union-attr]


def test_a_feed_set_to_full_text_shows_it(world: World) -> None:
    feed_id = world.feed()
    (entry_id,) = world.fetched(feed_id, digested(1)).new
    world.write(pages.store_page, replace(PAGE, entry_id=entry_id), NOW)
    world.db.execute("UPDATE subscription SET full_text = 1")
    assert articles.article(world.db, entry_id).version == "full"  # type: ignore[union-attr]


@pytest.mark.parametrize("damage", ["x'00'", "x'789c030000000001'"])
def test_a_text_that_cannot_be_read_says_so(world: World, damage: str) -> None:
    feed_id = world.feed()
    (entry_id,) = world.fetched(feed_id, digested(1)).new
    world.db.execute(f"UPDATE body SET blocks = {damage}")
    article = articles.article(world.db, entry_id)
    assert article is not None
    assert article.blocks == ()
    assert article.access.endswith(".")
    assert pane.related(world.db, entry_id) == ()


def test_an_entry_that_is_gone_is_no_article(world: World) -> None:
    assert articles.article(world.db, 5) is None
    assert pane.related(world.db, 5) == ()


def test_an_address_waits_once_until_its_page_comes(world: World) -> None:
    number = world.write(pages.enqueue, "https://far.example/a/story.html", NOW)
    assert world.write(pages.enqueue, "http://far.example/a/story.html?utm_medium=x", NOW) == number
    world.write(pages.queue_failed, number, "No way.")
    (item,) = pages.queued(world.db)
    assert (item.url, item.attempts, item.error, item.added) == (PAGE.url, 1, "No way.", NOW)
    world.write(pages.store_page, PAGE, NOW)
    assert pages.queued(world.db) == []


# -- the related pane


def linked(number: int, *links: RelatedGroup, text: tuple[Span, ...] = (), **changes: object) -> object:
    return digested(number, links=links, blocks_json=dump([Paragraph(text)]), **changes)


def shown(world: World, entry_id: int) -> list[tuple[str, str, list[str]]]:
    """(kind, heading, titles) of each group."""
    return [
        (group.kind.value, group.heading, [link.title for link in group.links])
        for group in pane.related(world.db, entry_id)
    ]


def test_the_publishers_groups_come_first_then_the_text_then_the_neighbours(world: World) -> None:
    feed_id = world.feed()
    group = RelatedGroup(GroupKind.RELATED, (RelatedLink("https://far.example/1", "Liên quan"),), "Tin liên quan")
    spans = (Span("Xem "), Span("bài ", 0, "https://far.example/2"), Span("này", 1, "https://far.example/2"), Span("."))
    entry = linked(1, group, text=spans, section="Thể thao")
    others = [
        digested(2, section="Thể thao", title="Cùng mục"),
        digested(3, section="Khác", title="Khác mục"),
        digested(4, section="thể thao", title="Cũng cùng mục"),
    ]
    applied = world.fetched(feed_id, entry, *others)  # type: ignore[arg-type]
    assert shown(world, applied.new[-1]) == [
        ("related", "Tin liên quan", ["Liên quan"]),
        ("links", "", ["bài này"]),
        ("neighbours", "More in Thể thao", ["Cùng mục", "Cũng cùng mục"]),
        ("neighbours", "More from Paper", ["Khác mục"]),
    ]


def test_no_story_stands_in_the_pane_twice_nor_the_story_itself(world: World) -> None:
    feed_id = world.feed()
    itself = "http://www.paper.example/story-1.html?utm_source=rss"
    known = "https://m.paper.example/story-2.html"
    first = RelatedGroup(
        GroupKind.RELATED,
        (RelatedLink(itself, "Selbst"), RelatedLink(known, "Zwei"), RelatedLink("https://far.example/x", "X")),
    )
    second = RelatedGroup(GroupKind.SECTION, (RelatedLink("http://far.example/x/", "X again"),), "Leer")
    entry = linked(1, first, second, text=(Span("Zwei", 0, "https://paper.example/story-2.html"),))
    world.fetched(feed_id, digested(2), entry)  # type: ignore[arg-type]
    assert shown(world, 2) == [("related", "", ["Zwei", "X"])]


def test_links_to_what_is_in_the_cache_show_its_state(world: World) -> None:
    feed_id = world.feed()
    urls = ("https://paper.example/story-2.html", "https://far.example/queued", "https://www.far.example/new")
    entry = linked(1, RelatedGroup(GroupKind.RELATED, tuple(RelatedLink(url, "") for url in urls)))
    world.fetched(feed_id, digested(2, title="Hier"), entry)  # type: ignore[arg-type]
    world.write(states.set_read, [1], True, NOW, label)
    world.write(pages.enqueue, urls[1], NOW)
    here, queued, new = pane.related(world.db, 2)[0].links
    assert (here.entry_id, here.title, here.source, here.mark, here.read) == (1, "Hier", "Paper", Mark.HERE, True)
    waiting = pages.find_url(world.db, urls[1])
    assert (queued.entry_id, queued.mark, queued.source) == (waiting, Mark.QUEUED, "far.example")
    assert (new.entry_id, new.mark, new.source) == (0, Mark.FETCH, "far.example")


def test_the_groups_of_the_page_stand_before_those_of_the_feed(world: World) -> None:
    feed_id = world.feed()
    group = RelatedGroup(GroupKind.RELATED, (RelatedLink("https://far.example/1", "Feed"),), "Feed")
    (entry_id,) = world.fetched(feed_id, linked(1, group)).new  # type: ignore[arg-type]
    world.write(pages.store_page, replace(PAGE, entry_id=entry_id), NOW)
    assert [name for _kind, name, _titles in shown(world, entry_id)] == ["Mehr", "Feed"]


def test_unread_neighbours_come_first_and_links_that_are_no_stories_do_not(world: World) -> None:
    feed_id = world.feed()
    spans = (Span("mail", 0, "mailto:a@b.example"), Span("1", 0, "https://far.example/1"))
    entry = linked(9, text=spans, published=NOW)
    world.fetched(feed_id, *(digested(number) for number in range(1, 9)), entry)  # type: ignore[arg-type]
    world.write(states.set_read, [8, 7], True, NOW, label)
    ((kind, _heading, titles),) = shown(world, 9)
    assert kind == "neighbours"
    assert titles == [f"Tin số {number}" for number in range(3, 9)]


def test_a_title_made_of_the_address_gives_way_to_the_pages(world: World) -> None:
    made = digested(1, title="Mua lon o mien trung", url="https://a.example/mua-lon-o-mien-trung-post123456.html")
    given = digested(2, title="Mưa lớn theo báo", url="https://a.example/mua-lon-theo-bao-post123457.html")
    for entry_id in (first_and_second := world.fetched(world.feed(), made, given).new):
        page = replace(PAGE, url_key=f"a.example/{entry_id}", aliases=(), entry_id=entry_id, title="Mưa ở miền Trung")
        world.write(pages.store_page, page, NOW)
    assert {row.title for row in rows.rows(world.db, first_and_second)} == {"Mưa ở miền Trung", "Mưa lớn theo báo"}
