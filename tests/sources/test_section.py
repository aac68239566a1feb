"""Section pages as sources: made pages in the shapes of real ones, and the journey from a bare host to entries."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import Any

import pytest
from pytest_httpserver import HTTPServer

from reader.domain.errors import NotAFeed, SourceError, UsageError
from reader.domain.models import Candidate
from reader.extract.digest import digest
from reader.net.client import Client
from reader.net.proxies import Proxies
from reader.sources.api import Fetched, Parsed, Request
from reader.sources.contract import PretendedHttp, Sample, check, check_candidates, check_parsed
from reader.sources.registry import Registry
from reader.sources.section import SectionSource, parse

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
HOME = "https://bao.example/the-gioi"
NAMES = (
    "Bão số 14 đổ bộ vào đất liền trong đêm",
    "Cầu Trà Lam đóng cửa vì nước dâng cao",
    "Hàng nghìn người sơ tán khỏi vùng trũng",
    "Chính phủ họp khẩn về công tác cứu trợ",
    "Giá gạo tăng cao nhất trong hai năm",
    "Tuyến tàu điện số 2 đón khách trở lại",
)


def slug(number: int) -> str:
    return f"/tin-so-{number}-cua-trang-nay-post{874800 + number}.html"


def vietnamese(extra: str = "") -> bytes:
    """The shape of the large Vietnamese systems: lead story, cards with teaser and time, sidebar, menu, footer."""
    cards = "".join(
        f'<article class="story"><figure><a href="{slug(n)}" title="{name}"><img data-src="/anh/{n}.jpg"></a></figure>'
        f'<h2 class="story__heading"><a href="{slug(n)}?utm_source=home">{name}</a></h2>'
        f'<div class="story__meta"><time datetime="2026-11-23T{10 - n:02}:00:00+0700">{n} giờ trước</time></div>'
        f'<div class="story__summary">(PLO)- Đoạn mở đầu của tin thứ {n}, dài hơn một dòng và có dấu &amp; chữ.</div>'
        "</article>"
        for n, name in enumerate(NAMES)
    )
    menu = "".join(f'<li><a href="/chuyen-muc-{n}">Chuyên mục dài thứ {n} của báo</a></li>' for n in range(8))
    most = "".join(
        f'<li><a href="/bai-doc-nhieu-nhat-{n}-post{n + 5000}.html">Bài được đọc nhiều nhất thứ {n}</a></li>'
        for n in range(5)
    )
    return f"""<!doctype html><html lang="vi"><head><title>Thế giới | Báo Mẫu</title>
    <meta name="description" content="Tin thế giới."><link rel="icon" href="/icon.png"></head><body>
    <nav><ul>{menu}</ul></nav><main><div class="box-content">{cards}</div>
    <aside class="sidebar"><h3>Đọc nhiều</h3><ul class="list">{most}</ul></aside>{extra}</main>
    <a href="/tac-gia/nguyen-van-a-viet-bao">Nguyễn Văn A viết báo</a>
    <div class="comments"><a href="/y-kien-ban-doc-ve-tin-nay-post9999.html">Ý kiến bạn đọc về tin này</a></div>
    <footer><a href="/gioi-thieu-ve-toa-soan-bao-mau.html">Giới thiệu về tòa soạn báo Mẫu</a></footer></body></html>
    """.encode()


def read(body: bytes, url: str = HOME, select: str = "", now: datetime | None = NOW) -> Parsed:
    parsed = parse(Fetched(url, body, "text/html; charset=utf-8", fetched_at=now, options={"select": select}))
    check_parsed(parsed)
    return parsed


def test_a_vietnamese_section_becomes_a_feed_in_page_order() -> None:
    parsed = read(vietnamese())
    assert [entry.title for entry in parsed.entries] == list(NAMES)
    assert (parsed.title, parsed.description, parsed.language) == ("Thế giới | Báo Mẫu", "Tin thế giới.", "vi")
    assert parsed.site_url == HOME
    assert parsed.icon_url == "https://bao.example/icon.png"
    first = parsed.entries[1]
    assert first.url == "https://bao.example" + slug(1)
    assert first.image_url == "https://bao.example/anh/1.jpg"
    assert first.published == datetime(2026, 11, 23, 2, tzinfo=UTC)
    assert first.summary == "(PLO)- Đoạn mở đầu của tin thứ 1, dài hơn một dòng và có dấu &amp; chữ."
    assert first.content == ""


def test_entries_are_teasers_so_that_the_full_text_comes_from_the_page() -> None:
    feed = digest(read(vietnamese()), HOME, NOW)
    assert len(feed.entries) == len(NAMES)
    assert all(entry.teaser_only and entry.url_key for entry in feed.entries)
    assert "& chữ" in feed.entries[0].lead


def test_an_english_home_page_with_links_around_whole_cards() -> None:
    cards = "".join(
        f'<li class="card"><a href="/2026/11/{20 + n}/storm-story-number-{n}"><h3>Storm story number {n} in full</h3>'
        f"<p>What happened on the coast that night, told by people who stayed behind, part {n}.</p></a></li>"
        for n in range(3)
    )
    quick = "".join(
        f'<div class="row"><a href="/news/quick-line-number-{n}-123{n}4">Quick line number {n} of the day</a>'
        f"<span>{n + 1} hours ago</span></div>"
        for n in range(4)
    )
    body = (
        f"<html lang=en><title>The Gazette</title><body><h1>The Gazette</h1><ul>{cards}</ul><div>{quick}</div>"
        "<p>Read <a href='/terms/our-terms-and-conditions-in-full'>our terms and conditions in full</a></p></body>"
    )
    entries = read(body.encode(), "https://gazette.example/").entries
    assert [entry.title for entry in entries[:3]] == [f"Storm story number {n} in full" for n in range(3)]
    assert [entry.published.day for entry in entries[:3] if entry.published] == [20, 21, 22]
    assert [entry.published.hour for entry in entries[3:] if entry.published] == [11, 10, 9, 8]
    assert entries[0].summary.startswith("What happened on the coast")
    assert len(entries) == 7


def test_short_titles_count_where_the_script_is_dense() -> None:
    body = "".join(
        f'<div class="item"><a href="/news/20261123/1234{n}.html">台風上陸で避難指示第{n}報</a></div>' for n in range(6)
    )
    entries = read(
        f"<html lang=ja><title>新聞</title><body>{body}</body></html>".encode(), "https://shimbun.example/"
    ).entries
    assert [entry.title for entry in entries] == [f"台風上陸で避難指示第{n}報" for n in range(6)]


def test_a_story_that_stands_twice_is_one_with_its_best_card_at_its_first_place() -> None:
    ticker = (
        f'<div class="flash"><a href="{slug(5)}">{NAMES[5]}</a>'
        '<a href="/tin-khac-chi-o-day-post1234.html">Tin khác chỉ ở đây mà thôi nhé</a></div>'
    )
    body = vietnamese().replace(b'<div class="box-content">', f'{ticker}<div class="box-content">'.encode())
    entries = read(body).entries
    assert entries[0].title == NAMES[5]
    assert entries[0].image_url
    assert len({entry.url for entry in entries}) == len(entries) == 7


def test_other_publishers_and_advertising_are_left_out_of_a_newspaper() -> None:
    extra = (
        '<section><h2><a href="https://doi-tac.example/bai-cua-doi-tac-12345.html">Bài viết dài của đối tác</a></h2>'
        '</section><div class="ad-banner"><h2><a href="/khuyen-mai-lon-trong-nam-123456.html">Khuyến mại lớn nhất năm'
        "</a></h2></div>"
    )
    assert len(read(vietnamese(extra)).entries) == len(NAMES)


def test_a_page_of_links_to_elsewhere_keeps_them() -> None:
    body = "".join(
        f'<div><a href="https://site{n}.example/2026/a-good-read-number-{n}">A good read found elsewhere, {n}</a></div>'
        for n in range(8)
    )
    assert len(read(f"<title>Links</title>{body}".encode(), "https://links.example/").entries) == 8


def test_the_same_bytes_are_the_same_without_a_clock() -> None:
    assert read(vietnamese(), now=None) == read(vietnamese(), now=None)


def test_a_page_without_stories_says_so() -> None:
    with pytest.raises(NotAFeed, match="No links to stories"):
        read(b"<html><body><p>Hello</p></body></html>")
    with pytest.raises(NotAFeed, match="robot check"):
        read(b"<html><title>Just a moment...</title><body>checking</body></html>")
    with pytest.raises(NotAFeed, match="PDF"):
        read(b"%PDF-1.7 ...")


def test_selectors_choose_cards_links_titles_and_dates() -> None:
    body = b"""<html><body><div class=x>
    <div class=row data-k="a"><b>First</b><a href="/a">more</a><i>23/11/2026</i></div>
    <div class=row><b>Second</b><a class=no href="/no">no</a><a class=yes href="/b">more</a><i>22/11/2026</i></div>
    <div class=row><b>No link</b></div></div>
    <a href="/c-long-story-title-here-1234.html">A long story title here</a></body>"""
    entries = read(body, select="select=.row|a:not(.no)|b|i").entries
    assert [(entry.title, entry.url) for entry in entries] == [
        ("First", "https://bao.example/a"),
        ("Second", "https://bao.example/b"),
    ]
    assert [entry.published for entry in entries] == [datetime(2026, 11, day, tzinfo=UTC) for day in (23, 22)]
    assert [entry.title for entry in read(body, select="select=%2Erow||b").entries] == ["First", "Second"]
    assert [entry.title for entry in read(body, select="select=div[data-k|=a]").entries] == ["more"]


@pytest.mark.parametrize(
    "select",
    [
        "select=",
        "select=|a",
        "select=a[",
        "select=a|b|c|d|e",
        "select=" + "a" * 400,
        "select=a::before>b",
        "select=* * * * *",
    ],
)
def test_impossible_selectors_are_named(select: str) -> None:
    with pytest.raises(SourceError):
        read(vietnamese(), select=select)


def test_selectors_that_find_nothing_say_so() -> None:
    with pytest.raises(SourceError, match="rebuilt"):
        read(vietnamese(), select="select=.gone")


def test_the_contract_is_kept() -> None:
    check(SectionSource, [Sample(HOME, vietnamese(), "text/html", len(NAMES))])


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("section:https://a.example/x", 1.0, 1.0),
        ("Section:a.example", 1.0, 1.0),
        ("https://a.example/x#select=.row", 0.9, 0.9),
        ("https://a.example/x", 0.01, 0.2),
        ("section:", 0.0, 0.0),
        ("/etc/passwd", 0.0, 0.0),
        ("#select=.row", 0.0, 0.0),
    ],
)
def test_match(text: str, low: float, high: float) -> None:
    assert low <= SectionSource().match(text) <= high


def test_a_move_takes_the_selectors_along() -> None:
    class Moved(PretendedHttp):
        async def get(self, request: Request, *, accept: str = "") -> Fetched:
            assert request.url == "https://a.example/x"
            return Fetched("https://b.example/y", b"<p>", permanent_url="https://b.example/y")

    fetched = asyncio.run(SectionSource().fetch(Request("https://a.example/x#select=.row"), Moved()))
    assert fetched.permanent_url == "https://b.example/y#select=.row"
    assert fetched.options["select"] == "select=.row"


def discover(text: str, pages: dict[str, bytes]) -> list[Candidate]:
    http = PretendedHttp({url: (body, "text/html") for url, body in pages.items()})
    found = asyncio.run(Registry().discover(text, http))
    check_candidates(found)
    return found


def test_discovery_offers_the_page_when_there_is_no_feed() -> None:
    (found,) = discover(HOME, {HOME: vietnamese()})
    assert (found.adapter, found.url, found.entries) == ("section", HOME, len(NAMES))
    assert found.newest == datetime(2026, 11, 23, 3, tzinfo=UTC)
    assert "no feed" in found.note
    assert "6" in found.note


def test_discovery_prefers_feeds_and_does_not_offer_pages_with_hardly_a_story() -> None:
    feed = b"<rss><channel><title>F</title><item><title>x</title></item></channel></rss>"
    assert [one.adapter for one in discover(HOME, {HOME: vietnamese(), "https://bao.example/rss": feed})] == ["feed"]
    thin = b"<html><body><h2><a href='/mot-tin-dai-duy-nhat-1234.html'>Chi co mot tin duy nhat o day</a></h2></body>"
    assert discover(HOME, {HOME: thin}) == []
    assert len(discover("section:" + HOME, {HOME: thin})) == 1


def test_the_page_of_one_story_is_not_offered_unasked() -> None:
    story = vietnamese().replace(b"<head>", b'<head><meta property="og:type" content="article">')
    assert discover(HOME, {HOME: story}) == []
    assert [one.adapter for one in discover("section:" + HOME, {HOME: story})] == ["section"]
    url = "https://bao.example/mot-bai-viet-nao-do-post1234.html"
    said = b'<head><script type="application/ld+json">{"@type": "NewsArticle", "headline": "x"}</script>'
    assert discover(url, {url: vietnamese().replace(b"<head>", said)}) == []
    assert len(discover(HOME, {HOME: vietnamese().replace(b"<head>", said)})) == 1, "a section may describe its stories"


def test_asked_for_by_name_the_page_wins_over_feeds_and_selectors_are_tried() -> None:
    feed = b"<rss><channel><title>F</title><item><title>x</title></item></channel></rss>"
    pages = {HOME: vietnamese(), "https://bao.example/rss": feed}
    (found,) = discover(f"section:{HOME}#select=article|h2 a", pages)
    assert (found.adapter, found.url, found.entries) == ("section", f"{HOME}#select=article|h2 a", len(NAMES))
    with pytest.raises(SourceError, match="rebuilt"):
        discover(f"{HOME}#select=.gone", pages)
    with pytest.raises(UsageError):
        discover("section: ", pages)


def test_over_the_real_client(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/the-gioi").respond_with_data(vietnamese(), content_type="text/html; charset=utf-8")

    async def scenario() -> Any:
        async with Client(proxies=Proxies({})) as http:
            sources = Registry()
            (found,) = await sources.discover(f"section:{httpserver.url_for('/the-gioi')}", http)
            fetched = await sources.fetch(found.adapter, Request(found.url), http)
            again = await sources.fetch(found.adapter, Request(found.url, fetched.validators, fetched.body_hash), http)
            assert again.unchanged
            return parse(fetched)

    assert [entry.title for entry in asyncio.run(scenario()).entries] == list(NAMES)
