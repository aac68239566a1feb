"""The saved pages are read by the page extraction, and their related stories can be followed far and across papers."""

from __future__ import annotations

import asyncio
from datetime import UTC
from urllib.parse import urlsplit

import pytest
from sample_world import EPOCH, FOLDER, NoHttp, World

from reader.domain import blocks as B
from reader.domain.errors import NotAnArticle
from reader.domain.page import PageArticle
from reader.extract.page import extract_page
from reader.sources.samples import SampleSource


@pytest.fixture(scope="module")
def articles(world: World) -> dict[str, PageArticle]:
    now = EPOCH.astimezone(UTC)
    source = SampleSource(FOLDER, clock=lambda: now)
    found = {}
    for url in world.index["pages"]:
        fetched = asyncio.run(source.fetch_page(url, NoHttp()))
        assert fetched is not None
        try:
            found[url] = extract_page(fetched.body, url, content_type=fetched.content_type, fetched_at=now)
        except NotAnArticle:
            continue
    return found


def test_nearly_every_page_is_an_article(world: World, articles: dict[str, PageArticle]) -> None:
    assert len(articles) >= 0.95 * len(world.index["pages"])


def test_pages_say_what_their_entries_say(world: World, articles: dict[str, PageArticle]) -> None:
    same_title = same_time = whole = 0
    for url, article in articles.items():
        entry = world.urls[url]
        same_title += article.title == entry.title
        same_time += article.published == entry.published
        feed, shown = world.text(entry), " ".join((article.lead, *B.texts(article.blocks)))
        whole += len(shown) >= 0.9 * len(feed)
    assert min(same_title, same_time, whole) >= 0.9 * len(articles)


def test_page_chrome_is_no_part_of_the_text(articles: dict[str, PageArticle]) -> None:
    chrome = ("Nội thất Mộc Lan", "Gửi bình luận", "Ghi rõ nguồn", "Harbour Kitchens", "All rights reserved", "Tán Gẫu")
    for url, article in articles.items():
        text = " ".join(B.texts(article.blocks))
        assert [words for words in chrome if words in text] == [], url


def test_related_links_lead_into_the_world(world: World, articles: dict[str, PageArticle]) -> None:
    links = [link.url for article in articles.values() for group in article.groups for link in group.links]
    assert len(links) >= 300
    assert [url for url in links if url not in world.urls] == []


def test_related_stories_can_be_followed_far_and_across_papers(world: World, articles: dict[str, PageArticle]) -> None:
    start = next(url for url in articles if "ngay-thu-hai-mot-cua" in url)
    distance = {start: 0}
    rim = [start]
    while rim:
        url = rim.pop(0)
        for group in articles[url].groups if url in articles else ():
            for link in group.links:
                if link.url not in distance:
                    distance[link.url] = distance[url] + 1
                    rim.append(link.url)
    assert max(distance.values()) >= 5
    assert len({urlsplit(url).hostname for url in distance}) >= 5
    assert len(distance) >= 60
