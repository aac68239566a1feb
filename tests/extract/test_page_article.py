"""A page becomes an article: the founding example, and each rule of the walk on a page made for it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from made_pages import ARTICLE_URL, FOUNDING, FOUNDING_URL, SENTENCES, article, paragraphs

from reader.domain.blocks import Code, Embed, Heading, Image, ListBlock, Paragraph, Quote, Table, plain, texts, walk
from reader.domain.models import GroupKind
from reader.domain.page import PageArticle
from reader.extract.page import extract_page


@pytest.fixture(scope="module")
def founding() -> PageArticle:
    return extract_page(FOUNDING.encode("utf-8"), FOUNDING_URL)


def images(found: PageArticle) -> list[Image]:
    return [block for block in walk(found.blocks) if isinstance(block, Image)]


def body(found: PageArticle) -> str:
    return "\n".join(texts([block for block in found.blocks if not isinstance(block, Image)]))


def test_founding_headline_lead_and_text(founding: PageArticle) -> None:
    assert founding.title == "Bờ kè mới bên sông sắp hoàn thành"
    assert founding.lead.startswith("(PLO) - Ngày 4/12, thành phố cho biết")
    text = body(founding)
    for sentence in SENTENCES:
        assert sentence in text
    assert founding.lead not in text
    assert "Chia sẻ" not in text
    assert "Cơ quan chủ quản" not in text


def test_founding_metadata(founding: PageArticle) -> None:
    assert founding.source == "Báo Mẫu"
    assert founding.authors == ("Lê Minh An",)
    assert founding.language == "vi"
    # 08:15 without a zone on a Vietnamese page is Vietnamese time.
    assert founding.published == datetime(2025, 12, 4, 1, 15, tzinfo=UTC)
    assert founding.canonical_url == FOUNDING_URL
    assert founding.aliases == ("https://bao.example.vn/amp/bo-ke-moi-ben-song-post812345.html",)
    assert founding.image_url == "https://bao.example.vn/anh/bo-ke-toan-canh.jpg"


def test_founding_captions_stand_under_their_pictures(founding: PageArticle) -> None:
    first, second = images(founding)
    assert first.url == "https://bao.example.vn/anh/bo-ke-1.jpg"
    assert plain(first.caption) == "Đoàn công tác đi dọc bờ kè."
    assert first.credit == "MINH AN"
    assert (second.width, second.height) == (900, 600)
    assert plain(second.caption) == "Người dân xem bản vẽ con đường."
    assert "Đoàn công tác đi dọc bờ kè" not in body(founding)


def test_founding_inner_heading_and_links(founding: PageArticle) -> None:
    assert [plain(b.text) for b in founding.blocks if isinstance(b, Heading)] == ["Chờ ngày thông xe"]
    spans = [s for b in founding.blocks if isinstance(b, Paragraph) for s in b.text]
    assert ("khái niệm kè", "https://vi.example.org/wiki/ke") in [(s.text.strip(), s.href) for s in spans]
    assert any(s.style and s.text == "bản đồ" for s in spans)


def test_founding_groups_under_their_headings(founding: PageArticle) -> None:
    assert [(g.heading, g.kind, len(g.links)) for g in founding.groups] == [
        ("TIN LIÊN QUAN", GroupKind.RELATED, 2),
        ("Cùng chuyên mục", GroupKind.SECTION, 1),
        ("Đọc thêm", GroupKind.SECTION, 3),
    ]


def test_founding_teaser_card(founding: PageArticle) -> None:
    (card,) = founding.groups[1].links
    assert card.title == "Cầu vượt mới ở cửa ngõ phía tây thông xe sớm một tháng"
    assert card.teaser.startswith("Sau một năm rưỡi thi công")
    assert card.image_url == "https://bao.example.vn/anh/cau-vuot.jpg"
    assert card.url == "https://bao.example.vn/cau-vuot-moi-o-cua-ngo-post810003.html"


def test_empty_heading_is_no_group(founding: PageArticle) -> None:
    assert "Đọc nhiều" not in [group.heading for group in founding.groups]


def test_cards_are_not_in_the_text(founding: PageArticle) -> None:
    text = body(founding)
    assert "Cầu vượt" not in text
    assert "TIN LIÊN QUAN" not in text
    assert "cau-vuot.jpg" not in [i.url.rsplit("/", 1)[-1] for i in images(founding)]


def test_kinds_of_blocks() -> None:
    page = article(
        "<ul><li>Thứ nhất<ul><li>lồng vào</li></ul></li><li>Thứ hai</li></ul><ol start=3><li>ba</li><li>bốn</li></ol>"
        "<blockquote><p>Chúng tôi sẽ làm xong trước mùa mưa, không để người dân chờ thêm nữa.</p><p>— Chủ tịch "
        "phường</p>"
        "</blockquote><pre>x = 1\n  y = 2</pre>"
        "<table><tr><th>Năm</th><th>Dài</th></tr><tr><td>2024</td><td>1 km</td></tr></table>"
        "<iframe src='https://www.youtube.com/embed/abcdefghijk'></iframe>"
        f"{paragraphs(9)[-200:]}"
    )
    blocks = extract_page(page, ARTICLE_URL).blocks
    lists = [b for b in blocks if isinstance(b, ListBlock)]
    assert [(item.ordered, item.start, len(item.items)) for item in lists] == [(False, 1, 2), (True, 3, 2)]
    assert any(isinstance(inner, ListBlock) for inner in lists[0].items[0])
    (quote,) = [b for b in blocks if isinstance(b, Quote)]
    assert quote.cite == "Chủ tịch phường"
    (code,) = [b for b in blocks if isinstance(b, Code)]
    assert code.text == "x = 1\n  y = 2"
    (table,) = [b for b in blocks if isinstance(b, Table)]
    assert table.header
    assert plain(table.rows[1][1]) == "1 km"
    (film,) = [b for b in blocks if isinstance(b, Embed)]
    assert (film.kind, film.url) == ("video", "https://www.youtube.com/watch?v=abcdefghijk")


def test_layout_tables_are_walked_through() -> None:
    rows = f"<tr><td>{paragraphs(5)}</td></tr>"
    page = f"<html><body><h1>Một tiêu đề đủ dài cho bài báo</h1><table><tbody>{rows}</tbody></table></body></html>"
    found = extract_page(page.encode(), ARTICLE_URL)
    assert not any(isinstance(b, Table) for b in found.blocks)
    assert sum(isinstance(b, Paragraph) for b in found.blocks) == 5


def test_line_breaks_twice_end_a_paragraph() -> None:
    text = "<br><br>".join(SENTENCES)
    page = f"<html><body><h1>Một tiêu đề đủ dài cho bài báo</h1><div class='content'>{text}</div></body></html>"
    found = extract_page(page.encode(), ARTICLE_URL)
    assert [plain(b.text) for b in found.blocks if isinstance(b, Paragraph)] == list(SENTENCES)


@pytest.mark.parametrize(
    "markup",
    [
        "<img data-original='/anh/that.jpg' src='data:image/gif;base64,R0lGODlhAQABAAAAACw='>",
        "<img src='/anh/blank.gif' data-srcset='/anh/nho.jpg 300w, /anh/that.jpg 1000w, /anh/to.jpg 4000w'>",
        "<picture><source srcset='/anh/that.jpg 1x' type='image/jpeg'><img alt='x'></picture>",
        "<noscript><img src='/anh/that.jpg'></noscript>",
        "<button type='button'><img src='/anh/that.jpg'></button>",
    ],
)
def test_best_source_of_a_picture(markup: str) -> None:
    found = extract_page(article(f"<div>{markup}</div>{paragraphs(8)[-260:]}"), ARTICLE_URL)
    assert [image.url for image in images(found)] == ["https://bao.example.vn/anh/that.jpg"]


@pytest.mark.parametrize(
    "markup",
    [
        "<img src='/px.gif' width=1 height=1>",
        "<img src='/static/logo.png'>",
        "<div class='author-box'><img src='/anh/tac-gia.jpg'></div>",
        "<a href='/mot-tin-khac-nao-do-998877.html'><img src='/anh/khac.jpg'> Một tin khác nào đó ở thành phố</a>",
        "<img src='/anh/trang.html'>",
        "<img src='data:image/png;base64,AAAA'>",
        "<img src='javascript:alert(1)'>",
    ],
)
def test_what_is_no_picture_of_the_article(markup: str) -> None:
    assert images(extract_page(article(f"<div>{markup}</div>"), ARTICLE_URL)) == []


def test_one_picture_in_two_sizes_is_one() -> None:
    page = article("<img src='/anh/canh-dong-lua-chin-300x200.jpg'><img src='/anh/canh-dong-lua-chin-1200x800.jpg'>")
    assert len(images(extract_page(page, ARTICLE_URL))) == 1


def test_other_article_in_the_same_page_is_left_out() -> None:
    second = (
        f"<article><h2>Bài thứ hai</h2>{'<p>Đoạn của bài khác, dài và có dấu chấm ở cuối câu này.</p>' * 3}</article>"
    )
    page = f"<html><body><article><h1>Một tiêu đề đủ dài cho bài báo</h1>{paragraphs()}</article>{second}</body></html>"
    assert "bài khác" not in body(extract_page(page.encode(), ARTICLE_URL))


def test_consent_text_longer_than_the_article_does_not_win() -> None:
    wall = "<p>We and our partners use cookies to store data on this device, and you may change this at any time.</p>"
    page = article().replace(b"<body>", f"<body><div id='onetrust-consent-sdk'>{wall * 40}</div>".encode())
    text = body(extract_page(page, ARTICLE_URL))
    assert "cookies" not in text
    assert SENTENCES[0] in text


def test_text_of_the_data_when_the_page_prints_none() -> None:
    text = "\\n\\n".join(SENTENCES)
    head = f"""<script type="application/ld+json">{{"@context":"https://schema.org","@graph":[{{"@type":"NewsArticle",
    "headline":"Một tiêu đề đủ dài cho bài báo","articleBody":"{text}"}}]}}</script>"""
    page = f"<html lang=vi><head>{head}</head><body><div id=app></div></body></html>"
    found = extract_page(page.encode(), ARTICLE_URL)
    assert found.method == "data"
    assert [plain(b.text) for b in found.blocks if isinstance(b, Paragraph)] == list(SENTENCES)


def test_paywalled_page_says_so_and_keeps_its_beginning() -> None:
    data = '{"@type":"NewsArticle","headline":"x","isAccessibleForFree":"False"}'
    head = f'<script type="application/ld+json">{data}</script>'
    found = extract_page(article(head=head), ARTICLE_URL)
    assert "subscribers" in found.access
    assert found.blocks


def test_signature_under_the_text_is_the_author() -> None:
    found = extract_page(article("<p style='text-align: right'><strong>Trần Thị Bình</strong></p>"), ARTICLE_URL)
    assert found.authors == ("Trần Thị Bình",)
    assert "Trần Thị Bình" not in body(found)


def test_live_blog_becomes_dated_sections() -> None:
    posts = "".join(
        f"<article class='post'><time>{hour}:15</time><p>{SENTENCES[hour % 6]} Tin lúc {hour} giờ.</p></article>"
        for hour in range(8, 16)
    )
    head = '<script type="application/ld+json">{"@type":"LiveBlogPosting","headline":"Trực tiếp"}</script>'
    page = (
        f"<html lang=vi><head>{head}</head><body><article><h1>Trực tiếp: khánh thành bờ kè</h1>{posts}"
        f"</article></body></html>"
    )
    found = extract_page(page.encode(), ARTICLE_URL)
    assert [plain(b.text) for b in found.blocks if isinstance(b, Heading)] == [f"{hour}:15" for hour in range(8, 16)]
    assert sum(isinstance(b, Paragraph) for b in found.blocks) == 8


def test_names_of_a_page_builder_do_not_hide_the_text() -> None:
    """`cmp-`, `ad-` and the like as prefixes of every class are how the page is built."""
    blocks = "".join(
        f"<div class='cmp-text date-text related-block'><p>{s} Một.</p><p>{s} Hai.</p></div>" for s in SENTENCES
    )
    page = (
        f"<html lang=vi><body><h1>Một tiêu đề đủ dài cho bài báo</h1><div class='cmp-container'>{blocks}</div>"
        f"</body></html>"
    )
    assert len(extract_page(page.encode(), ARTICLE_URL).blocks) == 12


@pytest.mark.parametrize(
    "line",
    [
        "<p style='text-align: center'><em>Bến phà cũ nhìn từ bờ tây. Ảnh: Hà Vy</em></p>",
        "<p class='Caption'>Bến phà cũ nhìn từ bờ tây. Ảnh: Hà Vy</p>",
        "<p align='center'>Bến phà cũ nhìn từ bờ tây. Ảnh: Hà Vy</p>",
    ],
)
def test_caption_line_under_a_picture_without_a_box(line: str) -> None:
    markup = f"<p style='text-align:center'><img src='/anh/ben-pha.jpg'></p>{line}<p>{SENTENCES[0]} Và còn nữa.</p>"
    found = extract_page(article(markup), ARTICLE_URL)
    (image,) = images(found)
    assert (plain(image.caption), image.credit) == ("Bến phà cũ nhìn từ bờ tây.", "Hà Vy")
    assert "Bến phà cũ" not in body(found)


def test_page_of_the_other_vietnamese_system() -> None:
    """Photo figures, a card chosen by its type, a quoted box that belongs to the text."""
    page = f"""<html lang="vi"><head><meta property="og:type" content="article">
    <title>Chợ hoa họp sớm - Báo</title></head><body>
    <div class="detail__cmain"><h1 class="detail-title">Chợ hoa họp sớm vì nắng ấm</h1>
    <h2 class="detail-sapo">Chợ hoa năm nay họp sớm nửa tháng, người trồng hoa vừa mừng vừa lo.</h2>
    <div class="detail-cmain"><div class="detail-content afcbc-body">
    <figure class="VCSortableInPreviewMode" type="Photo"><div><img src="/anh/cho-hoa-ven-song.jpg" width="2048"></div>
    <figcaption class="PhotoCMS_Caption"><p>Một góc chợ hoa - Ảnh: T.M.</p></figcaption></figure>
    {paragraphs(3)}
    <div class="VCSortableInPreviewMode" type="RelatedOneNews">
     <a href="/gia-hoa-tang-20260306.htm"><img src="/t.jpg"></a>
     <div class="content"><a class="title" href="/gia-hoa-tang-20260306.htm">Giá hoa tăng từng ngày trước lễ lớn</a>
     <p class="sapo">Nhà vườn cho biết giá hoa đã tăng một nửa so với cùng kỳ.</p></div></div>
    <div class="VCSortableInPreviewMode alignCenter" type="content"><div><h3>Người mua nói gì?</h3>
    <p>{SENTENCES[4]}</p><p>{SENTENCES[5]}</p></div></div>
    </div></div></div></body></html>"""
    found = extract_page(page.encode(), "https://tuoitre.vn/cho-hoa-hop-som-vi-nang-am-20260307075519174.htm")
    assert found.source == "Tuổi Trẻ"
    assert found.lead.startswith("Chợ hoa năm nay họp sớm")
    assert [plain(i.caption) for i in images(found)] == ["Một góc chợ hoa"]
    assert [(g.kind, len(g.links), g.links[0].teaser[:8]) for g in found.groups] == [(GroupKind.INLINE, 1, "Nhà vườn")]
    assert "Giá hoa tăng" not in body(found)
    assert "Người mua nói gì?" in body(found)
