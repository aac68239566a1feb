"""From anything of a site to its feeds."""

from __future__ import annotations

import asyncio
import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from reader.domain.errors import HttpStatus, NotAFeed, Offline, ParseFailed, Unreachable, UsageError
from reader.domain.models import Candidate
from reader.extract.feedlinks import find
from reader.extract.feedparse import parse
from reader.sources.api import Fetched, Request
from reader.sources.contract import PretendedHttp, check_candidates
from reader.sources.discovery import COMMON, discover, usual_places
from reader.sources.feed import FeedSource
from reader.sources.jsonfeed import JSONFeedSource


def rss(title: str, entries: int = 2) -> bytes:
    items = "".join(
        f"<item><title>{title} {n}</title><pubDate>Fri, {n + 1:02} Jan 2026 00:00:00 GMT</pubDate></item>"
        for n in range(entries)
    )
    return f"<rss version='2.0'><channel><title>{title}</title>{items}</channel></rss>".encode()


JSON = b'{"version": "https://jsonfeed.org/version/1.1", "title": "J", "items": [{"id": "1", "content_text": "x"}]}'


def page(head: str = "", body: str = "", title: str = "Site") -> bytes:
    return f"<!doctype html><html><head><title>{title}</title>{head}</head><body>{body}</body></html>".encode()


class Web(PretendedHttp):
    """A pretended web that tells refused connections from missing pages, and redirects."""

    def __init__(
        self, bodies: dict[str, bytes], *, moved: dict[str, str] | None = None, down: tuple[str, ...] = ()
    ) -> None:
        super().__init__({url: (body, "") for url, body in bodies.items()})
        self.moved = moved or {}
        self.down = down

    async def get(self, request: Request, *, accept: str = "") -> Fetched:
        if request.url.startswith(self.down):
            self.asked.append(request)
            raise Unreachable("refused.")
        target = self.moved.get(request.url)
        if target is None:
            return await super().get(request, accept=accept)
        fetched = await super().get(Request(target), accept=accept)
        self.asked[-1] = request
        return Fetched(target, fetched.body, fetched.content_type, 200, fetched.validators, fetched.body_hash, target)


def find_feeds(text: str, web: Web) -> list[Candidate]:
    found = asyncio.run(discover(text, web))
    check_candidates(found)
    return found


def urls(found: list[Candidate]) -> list[str]:
    return [one.url for one in found]


def test_the_address_is_a_feed_itself() -> None:
    web = Web({"https://s.test/rss": rss("Tin")})
    assert find_feeds("https://s.test/rss", web) == [
        Candidate("https://s.test/rss", "feed", "Tin", 2, datetime(2026, 1, 2, tzinfo=UTC))
    ]
    assert len(web.asked) == 1


def test_a_json_feed_gets_its_own_adapter() -> None:
    found = find_feeds("https://s.test/feed.json", Web({"https://s.test/feed.json": JSON}))
    assert [(one.adapter, one.title, one.entries) for one in found] == [("jsonfeed", "J", 1)]


def test_declared_feeds_in_page_order_comments_last() -> None:
    head = (
        '<link rel="alternate" type="application/rss+xml" title="Comments feed" href="/comments/feed">'
        '<link rel="alternate" type="application/rss+xml" title="Tất cả" href="/feed">'
        '<LINK REL="Alternate" TYPE="application/atom+xml; charset=utf-8" HREF="atom.xml">'
        '<link rel="alternate" type="application/feed+json" href="//s.test/feed.json">'
        '<link rel="alternate" type="text/html" hreflang="en" href="/en">'
        '<link rel="alternate" type="application/json" href="/wp-json/wp/v2/posts/1">'
        '<link rel="stylesheet" href="/x.css"><link rel="alternate" type="application/rss+xml" href="/broken">'
        '<link rel="alternate" type="application/rss+xml" href="javascript:alert(1)">'
    )
    web = Web(
        {
            "https://s.test/news/": page(head),
            "https://s.test/feed": rss("All", 3),
            "https://s.test/news/atom.xml": rss("Section", 1),
            "https://s.test/feed.json": JSON,
            "https://s.test/comments/feed": rss("Comments", 9),
        }
    )
    found = find_feeds("https://s.test/news/", web)
    assert urls(found) == [
        "https://s.test/feed",
        "https://s.test/news/atom.xml",
        "https://s.test/feed.json",
        "https://s.test/comments/feed",
    ]
    assert found[0].entries == 3
    assert found[0].newest == datetime(2026, 1, 3, tzinfo=UTC)
    assert found[0].note


def test_a_base_element_counts() -> None:
    head = '<base href="https://cdn.s.test/x/"><link rel="alternate" type="application/rss+xml" href="feed">'
    web = Web({"https://s.test/": page(head), "https://cdn.s.test/x/feed": rss("B")})
    assert urls(find_feeds("https://s.test/", web)) == ["https://cdn.s.test/x/feed"]


def test_the_link_field_of_the_answer_counts() -> None:
    class Saying(Web):
        async def get(self, request: Request, *, accept: str = "") -> Fetched:
            fetched = await super().get(request, accept=accept)
            return replace(fetched, link_field='</f>; rel="alternate"; type="application/rss+xml"; title="Báo"')

    web = Saying(
        {"https://s.test/": page(), "https://s.test/f": b"<rss><channel><item><title>x</title></item></channel></rss>"}
    )
    assert [(one.url, one.title) for one in find_feeds("https://s.test/", web)] == [("https://s.test/f", "Báo")]


def test_the_same_feed_under_two_addresses_is_offered_once() -> None:
    head = "".join(f'<link rel="alternate" type="application/rss+xml" href="{path}">' for path in ("/a", "/b"))
    web = Web({"https://s.test/": page(head), "https://s.test/a": rss("A"), "https://s.test/b": rss("A")})
    assert len(find_feeds("https://s.test/", web)) == 1


def test_links_that_look_like_feeds() -> None:
    body = (
        '<a href="/about">About</a><a href="/tin-moi.rss">Tin mới</a>'
        '<a href="https://other.test/x">RSS</a><a href="#">RSS</a>'
    )
    web = Web(
        {
            "https://s.test/": page("", body),
            "https://s.test/tin-moi.rss": rss("New"),
            "https://other.test/x": rss("Other"),
        }
    )
    assert urls(find_feeds("https://s.test/", web)) == ["https://s.test/tin-moi.rss", "https://other.test/x"]


def test_a_page_that_lists_feeds_is_followed_once() -> None:
    listed = "".join(f'<a href="/rss/{name}.rss">{name}</a>' for name in ("thoi-su", "the-thao", "cong-nghe"))
    web = Web({
        "https://s.test/": page("", '<a href="/rss">RSS</a>'), "https://s.test/rss": page("", listed, "RSS"),
        **{f"https://s.test/rss/{name}.rss": rss(name) for name in ("thoi-su", "the-thao", "cong-nghe")},
    })  # fmt: skip
    assert [one.title for one in find_feeds("https://s.test/", web)] == ["thoi-su", "the-thao", "cong-nghe"]


@pytest.mark.parametrize("path", ["/feed", "/rss.xml", "/atom.xml", "/index.xml", "/feed.json", "/feeds/posts/default"])
def test_usual_places_are_tried_when_a_page_says_nothing(path: str) -> None:
    web = Web({"https://s.test/": page("", "<p>hi</p>"), f"https://s.test{path}": rss("F")})
    assert urls(find_feeds("s.test", web)) == [f"https://s.test{path}"]


def test_usual_places_near_the_page_come_first() -> None:
    places = usual_places("https://s.test/tag/news/?page=2")
    assert places[0] == "https://s.test/tag/news/feed"
    assert "https://s.test/feed" in places
    assert "https://s.test/?feed=rss2" in places
    assert len(places) == len(set(places)) == len(COMMON) + 4
    assert usual_places("https://s.test/a.html")[0] == "https://s.test/feed"
    assert usual_places("mailto:x") == []


def test_a_bare_host_falls_back_to_http() -> None:
    web = Web({"http://s.test": rss("Plain")}, down=("https://",))
    assert urls(find_feeds("s.test", web)) == ["http://s.test"]
    assert [one.url for one in web.asked] == ["https://s.test", "http://s.test"]


def test_a_moved_address_is_offered_where_it_moved() -> None:
    web = Web({"https://new.test/rss": rss("N")}, moved={"https://old.test/rss": "https://new.test/rss"})
    assert urls(find_feeds("https://old.test/rss", web)) == ["https://new.test/rss"]


def test_a_missing_page_of_a_living_site_still_leads_to_its_feed() -> None:
    web = Web({"https://s.test/feed": rss("F")})
    assert urls(find_feeds("https://s.test/gone.html", web)) == ["https://s.test/feed"]


def test_nothing_found_is_an_empty_list_or_the_reason() -> None:
    assert find_feeds("https://s.test/", Web({"https://s.test/": page()})) == []
    with pytest.raises(HttpStatus):
        find_feeds("https://s.test/x", Web({}))
    with pytest.raises(Unreachable):
        find_feeds("s.test", Web({}, down=("http",)))
    with pytest.raises(UsageError):
        find_feeds("no address", Web({}))


def test_a_robot_check_is_named() -> None:
    web = Web({"https://s.test/": page("", "", "Just a moment...")})
    with pytest.raises(NotAFeed, match="robot check"):
        find_feeds("https://s.test/", web)


def test_offline_says_so_at_once() -> None:
    web = Web({"https://s.test/": page()})
    web.offline = True
    with pytest.raises(Offline):
        find_feeds("s.test", web)


def test_a_page_may_not_name_inside_addresses() -> None:
    named = ("http://192.168.1.1/feed", "/f")
    head = "".join(f'<link rel="alternate" type="application/rss+xml" href="{url}">' for url in named)
    web = Web(
        {"http://nas.test/": page(head), "http://192.168.1.1/feed": rss("Router"), "http://nas.test/f": rss("Mine")}
    )
    find_feeds("http://nas.test/", web)
    by_url = {one.url: one.user_typed for one in web.asked}
    assert by_url == {"http://nas.test/": True, "http://192.168.1.1/feed": False, "http://nas.test/f": True}


def test_a_page_with_a_thousand_links_is_asked_for_few() -> None:
    head = "".join(f'<link rel="alternate" type="application/rss+xml" href="/f{n}">' for n in range(1000))
    web = Web({"https://s.test/": page(head)})
    find_feeds("https://s.test/", web)
    assert len(web.asked) < 80


def test_titles_of_candidates_are_clean() -> None:
    head = '<link rel="alternate" type="application/rss+xml" title="&#27;[31mRed&#8238;" href="/f">'
    feed = b"<rss><channel><item><title>x</title></item></channel></rss>"
    found = find_feeds("https://s.test/", Web({"https://s.test/": page(head), "https://s.test/f": feed}))
    assert found[0].title == "[31mRed"


def test_both_web_sources_discover() -> None:
    web = Web({"https://s.test/feed.json": JSON})
    for source in (FeedSource(), JSONFeedSource()):
        found = asyncio.run(source.discover("https://s.test/feed.json", web))
        assert [one.adapter for one in found] == ["jsonfeed"]
    assert JSONFeedSource().match("https://s.test/feed.json") > FeedSource().match("https://s.test/feed.json")
    assert JSONFeedSource().match("https://s.test/feed") < FeedSource().match("https://s.test/feed")


@pytest.mark.parametrize(
    "body", [b"", b"   ", b"\x00" * 50, b"<html", b"<!doctype html><base href='::'><a href='http://[::1'>rss</a>"]
)
def test_broken_pages_have_no_links(body: bytes) -> None:
    assert find(body, "", "https://s.test/").links == ()


BOMB = b"<!DOCTYPE l [<!ENTITY a 'x'><!ENTITY b '&a;&a;'>]><rss><channel><title>&b;</title></channel></rss>"


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "empty answer"),
        (b"  \n", "empty answer"),
        (b"%PDF-1.4", "a PDF document"),
        (b"BZh91AY&SY", "a compressed file"),
        (b"\xfd7zXZ\0", "a compressed file"),
        (b"\0asm\1\0\0\0", "a program"),
        (b"\xff\xfb\x90\x64" + bytes(range(256)), "an audio file"),
        (b"RIFF\1\2\3\4WEBP", "a picture"),
        (b"\0\0\0\x20ftypisom", "a media file"),
        (b"wOF2\0\1", "a font"),
        (bytes(range(1, 256)), "a file of another kind"),
        (bytes(99), "empty answer"),
        (BOMB, "as a bomb does"),
        (b"<?xml version='1.0'?><!DOCTYPE l [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><rss>&a;</rss>", "read files"),
        (b"<invoice><sum>3</sum></invoice>", "XML document of another kind (<invoice>)"),
        (b"/etc/hostname", "begins with"),
        (b'{"a": 1}', "no JSON Feed"),
    ],
)
def test_what_stands_at_the_address_is_named(body: bytes, words: str) -> None:
    with pytest.raises(NotAFeed) as caught:
        asyncio.run(discover("https://s.test/f", Web({"https://s.test/f": body})))
    assert words in str(caught.value)
    with pytest.raises((NotAFeed, ParseFailed), match=re.escape(words)):
        parse(Fetched("https://s.test/f", body))
