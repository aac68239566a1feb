"""Sitemaps as sources: news sitemaps, plain ones, indexes, gzip, and what hostile ones may cost."""

from __future__ import annotations

import asyncio
import gzip
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_httpserver import HTTPServer
from werkzeug import Request as WebRequest
from werkzeug import Response

from reader.domain.errors import HttpStatus, NotAFeed, ParseFailed, SourceError
from reader.domain.models import Candidate
from reader.extract import sitemap
from reader.extract.digest import digest
from reader.extract.gzipped import unpacked
from reader.extract.pool import Pool
from reader.net.client import Client
from reader.net.proxies import Proxies
from reader.sources.api import Fetched, Parsed, Request, Validators
from reader.sources.contract import PretendedHttp, Sample, check, check_candidates, check_parsed
from reader.sources.registry import Registry
from reader.sources.sitemap import SitemapSource, parse

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
URL = "https://bao.example/sitemap-news.xml"
SPACES = (
    'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9" '
    'xmlns:image="http://www.google.com/schemas/sitemap-image/1.1"'
)


def news(*hours: int) -> bytes:
    """A news sitemap with one article for each hour of the day, in this order."""
    urls = "".join(
        f"<url><loc>https://bao.example/tin-{hour}-post8748{hour:02}.html</loc>"
        f"<lastmod>2026-11-23T{hour:02}:30:00+00:00</lastmod><news:news>"
        "<news:publication><news:name>Báo Mẫu</news:name>"
        f"<news:language>vi</news:language></news:publication>"
        f"<news:publication_date>2026-11-23T{hour:02}:00:00+00:00</news:publication_date>"
        f"<news:title>Tin lúc {hour} giờ &amp; hơn</news:title>"
        "<news:keywords>bão, lũ,  cứu trợ</news:keywords></news:news>"
        f"<image:image><image:loc>https://bao.example/anh/{hour}.jpg</image:loc><image:title>Ảnh</image:title>"
        "</image:image></url>"
        for hour in hours
    )
    return f'<?xml version="1.0" encoding="UTF-8"?><!-- made --><urlset {SPACES}>{urls}</urlset>'.encode()


def plain(*lines: str) -> bytes:
    return f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{"".join(lines)}</urlset>'.encode()


def place(path: str, lastmod: str = "") -> str:
    stamp = f"<lastmod>{lastmod}</lastmod>" if lastmod else ""
    return f"<url><loc>https://bao.example{path}</loc>{stamp}<priority>0.5</priority></url>"


def index(*paths: str) -> bytes:
    inner = "".join(f"<sitemap><loc>https://bao.example{path}</loc></sitemap>" for path in paths)
    return f'<?xml version="1.0"?><sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{inner}</sitemapindex>'.encode()


def read(body: bytes, **options: str) -> Parsed:
    parsed = parse(Fetched(URL, body, "application/xml", fetched_at=NOW, options=options))
    check_parsed(parsed)
    return parsed


def test_a_news_sitemap_newest_first() -> None:
    parsed = read(news(3, 9, 5))
    assert [entry.title for entry in parsed.entries] == [f"Tin lúc {hour} giờ & hơn" for hour in (9, 5, 3)]
    assert (parsed.title, parsed.language, parsed.site_url) == ("Báo Mẫu", "vi", "https://bao.example/")
    first = parsed.entries[0]
    assert first.url == "https://bao.example/tin-9-post874809.html"
    assert first.published == datetime(2026, 11, 23, 9, tzinfo=UTC)
    assert first.updated == datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
    assert first.categories == ["bão", "lũ", "cứu trợ"]
    assert first.image_url == "https://bao.example/anh/9.jpg"
    assert first.language == "vi"
    assert parsed.warning == ""


def test_its_entries_are_teasers() -> None:
    feed = digest(read(news(3, 9)), URL, NOW)
    assert [entry.teaser_only for entry in feed.entries] == [True, True]


def test_a_plain_sitemap_gives_articles_with_the_words_of_their_addresses() -> None:
    body = plain(
        place("/"),
        place("/the-gioi/"),
        place("/lien-he.html"),
        place("/tag/bao-lu-mien-trung-2026"),
        place("/anh/bao-lu-mien-trung.jpg"),
        place("/mua-lon-o-mien-trung-post874887.html", "2026-11-22T01:00:00Z"),
        place("/2026/11/23/cau-tra-lam-dong-cua-lan-hai.html", "2026-11-23T04:00:00Z"),
        place("/2026/10/01/bai-cu-duoc-sua-lai-hom-nay.html", "2026-11-23T05:00:00Z"),
        place("/bai-khong-co-ngay-nao-ca-post1.html"),
    )
    entries = read(body).entries
    assert [entry.title for entry in entries] == [
        "Cau tra lam dong cua lan hai",
        "Mua lon o mien trung",
        "Bai cu duoc sua lai hom nay",
        "Bai khong co ngay nao ca post1",
    ]
    assert entries[0].published == datetime(2026, 11, 23, 4, tzinfo=UTC), (
        "the change of that day says more than the day"
    )
    assert entries[1].published is None
    assert entries[1].updated == datetime(2026, 11, 22, 1, tzinfo=UTC)
    assert entries[2].published == datetime(2026, 10, 1, tzinfo=UTC)


def test_the_newest_are_kept_of_many() -> None:
    body = plain(*(place(f"/bai-so-{n}-cua-nam-post{n:06}.html", f"20{n // 365:02}-03-01") for n in range(10_000)))
    entries = read(body).entries
    assert len(entries) == sitemap.MAX_ENTRIES
    assert {entry.updated.year for entry in entries if entry.updated} == {2027, 2026}


def test_gzip_is_read_and_bounded() -> None:
    assert len(read(gzip.compress(news(1, 2))).entries) == 2
    with pytest.raises(ParseFailed, match="gzip"):
        read(gzip.compress(news(1))[:10] + b"\xff" * 50)
    assert len(unpacked(gzip.compress(b" " * 50_000_000), sitemap.MAX_BYTES)) == sitemap.MAX_BYTES


def test_several_parts_in_one_body_are_one_feed() -> None:
    parts = [news(1, 2), news(2, 3), b"<sitemapindex><sitemap><loc>https://x.example/</loc></sitemap></sitemapindex>"]
    sizes = ",".join(str(len(part)) for part in parts)
    parsed = read(b"".join(parts), parts=sizes)
    assert [entry.published.hour for entry in parsed.entries if entry.published] == [3, 2, 1]


def test_damage_keeps_what_stood_before_it() -> None:
    parsed = read(news(1, 2, 3)[:-200])
    assert [entry.published.hour for entry in parsed.entries if entry.published] in ([3, 2, 1], [2, 1])
    assert parsed.warning
    assert len(read(news(4, 5).replace(b"&amp;", b"&")).entries) == 2


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b"<rss><channel/></rss>", "no feed"),
        (b"<html><title>404 not found</title></html>", "error page"),
        (plain(), "no articles"),
        (plain(place("/gioi-thieu/")), "no articles"),
        (b"", "no feed"),
    ],
)
def test_what_is_no_sitemap_says_so(body: bytes, says: str) -> None:
    with pytest.raises(NotAFeed, match=says):
        read(body)


def test_entities_are_never_followed() -> None:
    bomb = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>' + news(1)[38:]
    with pytest.raises(ParseFailed, match="bomb"):
        read(bomb)
    stealing = b'<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>' + news(1)[38:].replace(b"Tin l", b"&f;Tin l")
    with pytest.raises(ParseFailed, match="files"):
        read(stealing)


def test_the_largest_sitemap_is_read_within_the_limits_of_the_parsing_process() -> None:
    body = plain(*(place(f"/bai-so-{n}-cua-nam-nay.html", "2026-11-23T01:02:03+07:00") for n in range(50_000)))
    deep = b"<urlset>" + b"<url>" * 100_000

    async def scenario() -> None:
        pool = Pool()
        # CPU seconds are what is limited here, whatever else the machine does meanwhile.
        pool.patience = 30.0
        try:
            feed = await pool.parse_feed(SitemapSource.parser, Fetched(URL, body), NOW)
            assert len(feed.entries) == sitemap.MAX_ENTRIES
            with pytest.raises(SourceError):
                await pool.parse_feed(SitemapSource.parser, Fetched(URL, deep), NOW)
        finally:
            await pool.close()

    asyncio.run(scenario())


def test_choosing_the_parts_of_an_index() -> None:
    def choice(*paths: str) -> list[str]:
        found = sitemap.children(index(*paths), "https://bao.example/sitemap.xml")
        return [child.url.removeprefix("https://bao.example") for child in sitemap.newest(found, 2)]

    assert choice("/sitemap-categories.xml", "/sitemap-news.xml", "/sitemap-2026-11.xml") == ["/sitemap-news.xml"]
    assert choice("/a-2026-9.xml", "/a-2026-11.xml", "/a-2025-12.xml", "/a-2026-10.xml") == [
        "/a-2026-11.xml",
        "/a-2026-10.xml",
    ]
    assert choice("/post-sitemap1.xml", "/page-sitemap.xml", "/author-sitemap.xml") == ["/post-sitemap1.xml"]
    assert choice("/page-sitemap.xml") == ["/page-sitemap.xml"]
    assert choice("/news/sitemap-tags.xml", "/news/sitemap-latest.xml") == ["/news/sitemap-latest.xml"]
    assert choice() == []


def test_dates_of_an_index_decide_and_its_own_address_is_passed_over() -> None:
    body = (
        b"<sitemapindex><sitemap><loc>https://bao.example/1.xml</loc><lastmod>2026-01-01</lastmod></sitemap>"
        b"<sitemap>\n<loc><![CDATA[ https://bao.example/2.xml?a=1&amp;b=2 ]]></loc>"
        b"<lastmod>2026-11-01</lastmod></sitemap>"
        b"<sitemap><loc>https://bao.example/sitemap.xml</loc></sitemap><sitemap><loc>javascript:alert(1)</loc></sitemap>"
        b"<sitemap><loc>/3.xml</loc></sitemap></sitemapindex>"
    )
    found = sitemap.children(body, "https://bao.example/sitemap.xml")
    assert [child.url for child in found] == [
        "https://bao.example/1.xml",
        "https://bao.example/2.xml?a=1&b=2",
        "https://bao.example/3.xml",
    ]
    assert sitemap.newest(found, 1)[0].url == "https://bao.example/2.xml?a=1&b=2"


@given(st.binary(max_size=400))
def test_any_bytes_give_values_or_a_sentence(body: bytes) -> None:
    for made in (body, b"<urlset>" + body, b"<urlset><url><loc>https://a.example/a-b-c-d</loc>" + body):
        with suppress(SourceError):
            check_parsed(parse(Fetched(URL, made)))
    sitemap.children(b"<sitemapindex><sitemap>" + body, URL)


def test_the_contract_is_kept() -> None:
    check(SitemapSource, [Sample(URL, news(1, 2), "application/xml", 2)])


@pytest.mark.parametrize(
    ("text", "score"),
    [
        ("sitemap:bao.example", 1.0),
        (URL, 0.7),
        ("https://a.example/sitemaps/google-sitemap_3.xml.gz?x=1", 0.7),
        ("https://a.example/feed.xml", 0.0),
        ("https://a.example/sitemap", 0.0),
        ("https://sitemap.xml/", 0.0),
        ("sitemap:", 0.0),
    ],
)
def test_match(text: str, score: float) -> None:
    assert SitemapSource().match(text) == score


class Web(PretendedHttp):
    """A pretended web of sitemaps."""

    def __init__(self, **paths: bytes) -> None:
        super().__init__()
        for path, body in paths.items():
            self.put(path, body)

    def put(self, path: str, body: bytes) -> None:
        self.bodies[f"https://bao.example/{path}"] = (body, "")

    def paths(self) -> list[str]:
        found = [request.url.removeprefix("https://bao.example/") for request in self.asked]
        self.asked.clear()
        return found


def fetch(web: Web, path: str, before: Fetched | None = None) -> Fetched:
    request = Request(f"https://bao.example/{path}")
    if before is not None:
        request = Request(request.url, before.validators, before.body_hash)
    return asyncio.run(SitemapSource().fetch(request, web))


def hours(fetched: Fetched) -> list[int]:
    return [entry.published.hour for entry in parse(fetched).entries if entry.published]


def test_an_index_is_fetched_with_its_news_and_asked_again_cheaply() -> None:
    web = Web(top=index("/news-1", "/news-2", "/pages"))
    web.put("news-1", news(1))
    web.put("news-2", news(2))
    first = fetch(web, "top")
    assert web.paths() == ["top", "news-1", "news-2"]
    assert hours(first) == [2, 1]
    second = fetch(web, "top", first)
    assert second.unchanged
    assert second.status == 304
    assert all(request.validators != Validators() for request in web.asked)
    web.put("news-2", news(2, 3))
    third = fetch(web, "top", second)
    assert hours(third) == [3, 2], "a part that did not change needs no parsing"
    assert fetch(web, "top", third).unchanged


def test_a_part_that_fails_costs_only_itself_and_comes_back() -> None:
    web = Web(top=index("/news-1", "/news-2"))
    web.put("news-1", news(1))
    first = fetch(web, "top")
    assert hours(first) == [1]
    web.put("news-2", news(2))
    assert hours(fetch(web, "top", first)) == [2]
    with pytest.raises(HttpStatus):
        fetch(Web(top=index("/news-1")), "top")
    with pytest.raises(NotAFeed, match="none"):
        fetch(Web(top=index()), "top")


def test_an_index_of_indexes_is_not_followed_further() -> None:
    web = Web(top=index("/news-1"))
    web.put("news-1", index("/news-2"))
    web.put("news-2", news(2))
    with pytest.raises(NotAFeed):
        parse(fetch(web, "top"))
    assert "news-2" not in web.paths()


def test_odd_validators_mean_a_full_fetch() -> None:
    web = Web(top=index("/news-1"))
    web.put("news-1", news(1))
    for etag in (
        '{"main":' + "[" * 1010,
        "{",
        '{"main": 3}',
        '{"main": ["", ""], "parts": {"x": 1}}',
        '{"main":["a","b"],"parts":[]}',
    ):
        request = Request("https://bao.example/top", Validators(etag))
        assert hours(asyncio.run(SitemapSource().fetch(request, web))) == [1]


def test_parts_named_by_an_index_elsewhere_are_not_the_users_own() -> None:
    inside = b"<sitemapindex><sitemap><loc>http://127.0.0.1/news.xml</loc></sitemap></sitemapindex>"
    web = Web(top=inside)
    with pytest.raises(HttpStatus):
        fetch(web, "top")
    assert [request.user_typed for request in web.asked] == [True, False]


def discover(text: str, web: Web) -> list[Candidate]:
    found = asyncio.run(Registry().discover(text, web))
    check_candidates(found)
    return found


def home() -> bytes:
    cards = "".join(
        f'<article><h2><a href="/tin-dai-tren-trang-nhat-post{n}123.html">Tin dài trên trang nhất số {n}</a></h2>'
        "</article>"
        for n in range(6)
    )
    return f"<!doctype html><html lang=vi><title>Báo Mẫu</title><body>{cards}</body></html>".encode()


def test_robots_txt_leads_to_the_news_sitemap() -> None:
    web = Web()
    web.put("", home())
    lines = "User-agent: *\nSitemap: https://bao.example/all.xml\nSitemap: https://bao.example/gnews.xml\n"
    lines += "sitemap: /news.xml\n"
    web.put("robots.txt", lines.encode())
    web.put("all.xml", plain(place("/x-y-z-w-v.html")))
    web.put("news.xml", news(1, 2, 3))
    site, page = discover("https://bao.example/", web)
    assert (site.adapter, site.url, site.title, site.entries) == (
        "sitemap",
        "https://bao.example/news.xml",
        "Báo Mẫu",
        3,
    )
    assert site.newest == datetime(2026, 11, 23, 3, tzinfo=UTC)
    assert site.note
    assert (page.adapter, page.entries) == ("section", 6)


def test_below_the_front_page_the_page_itself_comes_first() -> None:
    web = Web()
    web.put("the-gioi", home())
    web.put("sitemap.xml", plain(place("/mot-bai-viet-nao-do-post1234.html")))
    assert [one.adapter for one in discover("https://bao.example/the-gioi", web)] == ["section", "sitemap"]


def test_a_sitemaps_own_address_and_a_site_asked_by_name() -> None:
    web = Web()
    web.put("sitemap-news.xml", news(1))
    assert [(one.adapter, one.url) for one in discover(URL, web)] == [("sitemap", URL)]
    assert [(one.adapter, one.url) for one in discover("sitemap:bao.example", web)] == [("sitemap", URL)]
    assert [one.url for one in discover("sitemap:" + URL, web)] == [URL]
    with pytest.raises(NotAFeed, match="No sitemap"):
        discover("sitemap:bao.example", Web())


def test_a_feed_with_the_name_of_a_sitemap_stays_a_feed() -> None:
    web = Web()
    web.put("sitemap-news.xml", b"<rss><channel><title>F</title><item><title>x</title></item></channel></rss>")
    assert [one.adapter for one in discover(URL, web)] == ["feed"]


def test_over_the_real_client(httpserver: HTTPServer) -> None:
    def zipped(request: WebRequest) -> Response:
        if request.headers.get("If-None-Match") == '"n1"':
            return Response(status=304)
        body = gzip.compress(news(1, 2).replace(b"https://bao.example", httpserver.url_for("").rstrip("/").encode()))
        return Response(body, content_type="application/gzip", headers={"ETag": '"n1"'})

    top = httpserver.url_for("/maps/index.xml")
    inner = f"<sitemapindex><sitemap><loc>{httpserver.url_for('/maps/news.xml.gz')}</loc></sitemap></sitemapindex>"
    httpserver.expect_request("/robots.txt").respond_with_data(f"Sitemap: {top}\n", content_type="text/plain")
    httpserver.expect_request("/maps/index.xml").respond_with_data(inner, content_type="application/xml")
    httpserver.expect_request("/maps/news.xml.gz").respond_with_handler(zipped)

    async def scenario() -> Any:
        async with Client(proxies=Proxies({})) as http:
            sources = Registry()
            (found,) = await sources.discover(f"sitemap:{httpserver.url_for('/')}", http)
            assert (found.url, found.entries) == (top, 2)
            fetched = await sources.fetch("sitemap", Request(found.url), http)
            again = await sources.fetch("sitemap", Request(found.url, fetched.validators, fetched.body_hash), http)
            assert again.unchanged
            return parse(fetched)

    assert len(asyncio.run(scenario()).entries) == 2
