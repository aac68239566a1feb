"""Title, dates, authors and addresses of a page, from data, tags and print."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from made_pages import ARTICLE_URL, article

from reader.domain.blocks import texts
from reader.domain.page import PageArticle
from reader.extract.page import extract_page

TITLE = "Một tiêu đề đủ dài cho bài báo mẫu"


def read(head: str = "", body: str = "", url: str = ARTICLE_URL, title: str = TITLE, lang: str = "vi") -> PageArticle:
    return extract_page(
        article(body, head=head, title=title, lang=lang), url, fetched_at=datetime(2026, 1, 1, tzinfo=UTC)
    )


def ld(**properties: Any) -> str:
    return f'<script type="application/ld+json">{json.dumps({"@type": "NewsArticle", **properties})}</script>'


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        ("Một tiêu đề đủ dài cho bài báo mẫu - Báo Mẫu", TITLE),
        ("Một tiêu đề đủ dài cho bài báo mẫu | Báo Mẫu | 04/12/2025", TITLE),
        ("Báo Mẫu", TITLE),
    ],
)
def test_title_without_the_publisher(document: str, expected: str) -> None:
    page = article(head='<meta property="og:site_name" content="Báo Mẫu">').replace(
        f"<title>{TITLE} | Báo Mẫu</title>".encode(), f"<title>{document}</title>".encode()
    )
    assert extract_page(page, ARTICLE_URL).title == expected


def test_title_without_a_heading_comes_from_the_tags() -> None:
    page = article(head=f'<meta property="og:title" content="{TITLE}">').replace(f"<h1>{TITLE}</h1>".encode(), b"")
    assert extract_page(page, ARTICLE_URL).title == TITLE


def test_site_name_in_the_first_h1_is_not_the_title() -> None:
    page = article(head=f'<meta property="og:title" content="{TITLE}">').replace(
        b"<body>", "<body><h1>Báo Mẫu</h1>".encode()
    )
    assert extract_page(page, ARTICLE_URL).title == TITLE


def test_page_without_any_title_borrows_its_first_words() -> None:
    page = (
        article().replace(f"<h1>{TITLE}</h1>".encode(), b"").replace(f"<title>{TITLE} | Báo Mẫu</title>".encode(), b"")
    )
    found = extract_page(page, ARTICLE_URL)
    assert found.title
    assert len(found.title) <= 90


@pytest.mark.parametrize(
    ("head", "lang", "expected"),
    [
        (ld(datePublished="2025-12-04T08:15:00+07:00"), "vi", datetime(2025, 12, 4, 1, 15, tzinfo=UTC)),
        (ld(datePublished="2025-12-04T08:15:00"), "vi", datetime(2025, 12, 4, 1, 15, tzinfo=UTC)),
        (ld(datePublished="2025-12-04T08:15:00"), "en", datetime(2025, 12, 4, 8, 15, tzinfo=UTC)),
        (
            '<meta property="article:published_time" content="2025-12-04T08:15:00Z">',
            "vi",
            datetime(2025, 12, 4, 8, 15, tzinfo=UTC),
        ),
        (
            '<meta name="pubdate" content="Thu, 04 Dec 2025 08:15:00 GMT">',
            "en",
            datetime(2025, 12, 4, 8, 15, tzinfo=UTC),
        ),
        (
            ld(datePublished="2025-12-04") + '<meta property="article:published_time" content="2025-12-04T08:15:00Z">',
            "en",
            datetime(2025, 12, 4, 8, 15, tzinfo=UTC),
        ),
        (ld(datePublished="2099-01-01T00:00:00Z"), "en", None),
        (ld(datePublished="yesterday"), "en", None),
    ],
)
def test_published(head: str, lang: str, expected: datetime | None) -> None:
    assert read(head, lang=lang).published == expected


@pytest.mark.parametrize(
    "printed",
    [
        "<time datetime='2025-12-04T08:15:00+07:00'>hôm qua</time>",
        "<span class='post-date'>04/12/2025 08:15</span>",
        "<div>Thứ Năm, 4/12/2025 - 08:15</div>",
        "<p>04-12-2025 08:15 (GMT+7)</p>",
    ],
)
def test_printed_date_near_the_headline(printed: str) -> None:
    page = article().replace(b"</h1>", f"</h1>{printed}".encode())
    assert extract_page(page, ARTICLE_URL).published == datetime(2025, 12, 4, 1, 15, tzinfo=UTC)


@pytest.mark.parametrize(
    "name", ["article:published_time", "article:published:time", "Article.Published-Time", "datePublished", "pub_date"]
)
def test_the_name_of_a_date_counts_by_its_letters(name: str) -> None:
    found = read(f'<meta name="{name}" content="2025-12-04T08:15:00Z">')
    assert found.published == datetime(2025, 12, 4, 8, 15, tzinfo=UTC)


@pytest.mark.parametrize(
    "printed",
    [
        "<ul><li><b>Datum</b> 04.12.2025</li></ul>",
        "<span class='tarih'>04.12.2025 - Güncelleme: 05.12.2025</span>",
        "<p>Veröffentlicht am 4. Dezember 2025</p>",
        "<div>입력 2025.12.04</div>",
        "<span class='date'>4 ธันวาคม 2568</span>",
    ],
)
def test_printed_dates_of_other_languages(printed: str) -> None:
    assert read(body=printed, lang="de").published == datetime(2025, 12, 4, tzinfo=UTC)


def test_dates_of_other_stories_are_not_the_articles() -> None:
    others = (
        "<h2>Ein anderer Bericht <span class='date'>01.02.2025</span></h2>"
        "<a href='/ein-anderer-bericht-102031.html'>Ein anderer Bericht <time>02.02.2025</time></a>"
    )
    assert read(body=others, lang="de").published is None
    assert read(body=others + "<p class='date'>04.12.2025</p>", lang="de").published == datetime(
        2025, 12, 4, tzinfo=UTC
    )


@pytest.mark.parametrize(
    ("url", "day"),
    [
        ("https://bao.example.vn/2025/12/04/mot-bai-bao-mau", datetime(2025, 12, 4, tzinfo=UTC)),
        ("https://bao.example.vn/20251204/mot-bai-bao-mau", datetime(2025, 12, 4, tzinfo=UTC)),
        ("https://bao.example.vn/2027/12/04/mot-bai-bao-mau", None),
        ("https://bao.example.vn/mot-bai-20251204123.html", None),
        ("https://bao.example.vn/mot-bai-bao-mau?d=/2025/12/04/", None),
    ],
)
def test_day_in_the_address_is_the_last_resort(url: str, day: datetime | None) -> None:
    assert read(url=url, lang="en").published == day
    stated = '<meta name="date" content="2025-12-03T08:15:00Z">'
    assert read(stated, url=url, lang="en").published == datetime(2025, 12, 3, 8, 15, tzinfo=UTC)


def test_page_that_only_knows_its_last_change_has_that_date() -> None:
    assert read(ld(dateModified="2025-12-04T08:15:00Z")).published == datetime(2025, 12, 4, 8, 15, tzinfo=UTC)


def test_updated_only_when_later() -> None:
    early, late = "2025-12-04T08:15:00Z", "2025-12-04T10:00:00Z"
    assert read(ld(datePublished=early, dateModified=late)).updated == datetime(2025, 12, 4, 10, tzinfo=UTC)
    assert read(ld(datePublished=late, dateModified=early)).updated is None
    assert read(ld(datePublished=early, dateModified=early)).updated is None


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (ld(author={"@type": "Person", "name": "Ann Lee"}), ("Ann Lee",)),
        (ld(author=[{"name": "Ann Lee"}, {"name": "Bob Ray"}]), ("Ann Lee", "Bob Ray")),
        (ld(author=[[{"name": ["Ann Lee", "Bob Ray"]}]]), ("Ann Lee", "Bob Ray")),
        (ld(author="By Ann Lee and Bob Ray"), ("Ann Lee", "Bob Ray")),
        (ld(author=[{"name": "Ann Lee"}, {"name": "The Paper"}], publisher={"name": "The Paper"}), ("Ann Lee",)),
        (ld(author={"name": "The Paper"}, publisher={"name": "The Paper"}), ("The Paper",)),
        (
            ld(author={"@id": "#me"})
            + '<script type="application/ld+json">{"@type":"Person","@id":"#me","name":"Ann Lee"}</script>',
            ("Ann Lee",),
        ),
        ('<meta name="author" content="Von Max Muster (Berlin)">', ("Max Muster",)),
        ('<meta property="article:author" content="https://facebook.com/annlee">', ()),
        ('<meta name="author" content="Ursula von der Leyen">', ("Ursula von der Leyen",)),
        ('<meta name="author" content="admin">', ()),
    ],
)
def test_authors(head: str, expected: tuple[str, ...]) -> None:
    assert read(head, lang="en").authors == expected


def test_printed_byline() -> None:
    page = article().replace(b"</h1>", "</h1><p class='byline'>Bởi Lê Minh An</p>".encode())
    assert extract_page(page, ARTICLE_URL).authors == ("Lê Minh An",)


HOUSE = ld(author={"@type": "Organization", "name": "Báo Mẫu"}, publisher={"name": "Báo Mẫu"})


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("<p>By Ann Lee and Bob Ray</p>", ("Ann Lee", "Bob Ray")),
        ("<div>Von Max Muster</div>", ("Max Muster",)),
        ("<div>Bởi Nguyễn Thị Ánh</div>", ("Nguyễn Thị Ánh",)),
        ("<div>記者王小明／台北報導</div>", ("王小明",)),
        ("<span>홍길동 기자</span>", ("홍길동 기자",)),
        ("<div>By the time they came</div>", ("Báo Mẫu",)),
        ("<div>Von Anfang an dabei</div>", ("Báo Mẫu",)),
        ("<div>記者コラム</div>", ("Báo Mẫu",)),
    ],
)
def test_where_only_the_house_signs_the_printed_line_tells_who_wrote_it(
    printed: str, expected: tuple[str, ...]
) -> None:
    page = article(head=HOUSE, lang="en").replace(b"</h1>", f"</h1>{printed}".encode())
    assert extract_page(page, ARTICLE_URL).authors == expected


def test_labelled_line_counts_wherever_it_stands() -> None:
    assert read(HOUSE, "<ul><li><b>Autorin/Autor</b> Ann Lee</li></ul>").authors == ("Ann Lee",)


@pytest.mark.parametrize("name", ["MTHOBISI SITHOLE", "Ann Lee/Bob Ray"])
def test_name_in_bold_over_or_under_the_text_is_the_author(name: str) -> None:
    for page in (
        article(f"<p><strong>{name}</strong></p>", head=HOUSE),
        article(head=HOUSE).replace(b"article-body'>", b"").replace(b"<p>", f"<p><b>{name}</b></p><p>".encode(), 1),
    ):
        found = extract_page(page, ARTICLE_URL)
        assert found.authors == tuple(name.split("/"))
        assert name not in " ".join(texts(found.blocks))


def test_bold_line_under_the_text_that_is_no_name_stays() -> None:
    found = read(HOUSE, "<p><strong>Ai được bồi thường, và bao giờ?</strong></p><p>Câu trả lời nằm ở phường.</p>")
    assert found.authors == ("Báo Mẫu",)
    assert "Ai được bồi thường, và bao giờ?" in " ".join(texts(found.blocks))


@pytest.mark.parametrize(
    ("canonical", "expected"),
    [
        ("https://bao.example.vn/mot-bai-bao-mau-102030.html?utm_source=x", ARTICLE_URL),
        ("/mot-bai-bao-mau-102030.html", ARTICLE_URL),
        ("https://bao.example.vn/", ARTICLE_URL),
        ("javascript:alert(1)", ARTICLE_URL),
        ("", ARTICLE_URL),
        ("https://other.example.com/the-original-story-1.html", "https://other.example.com/the-original-story-1.html"),
    ],
)
def test_canonical_address(canonical: str, expected: str) -> None:
    assert read(f'<link rel="canonical" href="{canonical}">').canonical_url == expected


def test_other_addresses_of_the_page_are_aliases() -> None:
    head = (
        f'<link rel="canonical" href="{ARTICLE_URL}"><link rel="amphtml" href="https://amp.example.vn/bai-102030.html">'
        '<meta property="og:url" content="https://bao.example.vn/bai-cu-102030.html">'
        '<link rel="shortlink" href="https://bao.example.vn/?p=102030">'
    )
    assert set(read(head).aliases) >= {
        "https://bao.example.vn/bai-cu-102030.html",
        "https://amp.example.vn/bai-102030.html",
    }
    assert ARTICLE_URL not in read(head).aliases


def test_data_in_a_graph_with_entities_encoded_twice() -> None:
    graph = {
        "@graph": [
            {"@type": "WebPage", "name": "x"},
            {"@type": "NewsArticle", "headline": TITLE, "articleSection": "Kinh &amp;amp; doanh"},
        ]
    }
    found = read(f'<script type="application/ld+json">{json.dumps(graph)}</script>')
    assert found.section == "Kinh & doanh"


@pytest.mark.parametrize(
    "broken",
    [
        '{"@type":"NewsArticle","author":"Ann Lee",}',
        '<!-- {"@type":"NewsArticle","author":"Ann Lee"} -->',
        '//<![CDATA[\n{"@type":"NewsArticle","author":"Ann Lee"}\n//]]>',
        '{"@type":"NewsArticle","author":"Ann Lee","description":"two\nlines"}',
        '[[{"@type":["Article","NewsArticle"],"author":"Ann Lee"}]]',
    ],
)
def test_damaged_data_is_mended(broken: str) -> None:
    assert read(f'<script type="application/ld+json">{broken}</script>').authors == ("Ann Lee",)


@pytest.mark.parametrize(
    "hopeless", ["{", "null", "[" * 50_000, '{"@type":', '"text"', '{"@type":{"a":[]},"author":[[[[[[]]]]]]}']
)
def test_hopeless_data_is_left_out(hopeless: str) -> None:
    assert read(f'<script type="application/ld+json">{hopeless}</script>').title == TITLE


def test_known_publishers_have_their_names() -> None:
    found = extract_page(article(), "https://vnexpress.net/mot-bai-bao-mau-4900001.html")
    assert found.source == "VnExpress"


def test_language_and_keywords() -> None:
    found = read('<meta name="keywords" content="sông, kè , sông">', lang="en-us")
    assert found.language == "en-US"
    assert found.keywords == ("sông", "kè")
