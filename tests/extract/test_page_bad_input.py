"""Any bytes and any markup: a clear outcome, clean text, safe addresses, bounded work."""

from __future__ import annotations

import random
import time
import unicodedata

import pytest
from floods import examples, many, seconds
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml.html import HtmlElement
from made_pages import ARTICLE_URL, FOUNDING, FOUNDING_URL, SENTENCES, article, paragraphs

from reader.domain.blocks import Image, dump, links, load, plain, texts, walk
from reader.domain.errors import NotAnArticle
from reader.domain.identity import safe_url
from reader.domain.page import PageArticle
from reader.domain.text import is_clean
from reader.extract.decode import decode
from reader.extract.page import extract_page, locate
from reader.extract.page.tree import text_of

LIMIT = 10.0
"""Seconds of CPU that the child allows a page."""


def check(found: PageArticle) -> None:
    """What every article keeps, whatever the page."""
    lines = [
        found.title,
        found.source,
        found.lead,
        found.section,
        found.language,
        found.access,
        *found.authors,
        *found.keywords,
    ]
    lines += [
        t
        for g in found.groups
        for t in (g.heading, *(x for link in g.links for x in (link.title, link.teaser, link.source)))
    ]
    lines += texts(found.blocks)
    lines += [x for b in walk(found.blocks) if isinstance(b, Image) for x in (b.alt, b.credit)]
    for line in lines:
        assert is_clean(line)
        assert unicodedata.is_normalized("NFC", line)
    urls = [found.canonical_url, found.image_url, *found.aliases, *(href for href, _ in links(found.blocks))]
    urls += [u for g in found.groups for link in g.links for u in (link.url, link.image_url)]
    urls += [b.url for b in walk(found.blocks) if isinstance(b, Image)]
    for url in urls:
        assert url == safe_url(url)
    for moment in (found.published, found.updated):
        assert moment is None or moment.utcoffset() is not None
    assert load(dump(found.blocks)) == found.blocks


def outcome(body: bytes, url: str = ARTICLE_URL, content_type: str = "") -> PageArticle | str:
    """The checked article, or the kind of the refusal."""
    try:
        found = extract_page(body, url, content_type=content_type)
    except NotAnArticle as refused:
        return refused.kind
    check(found)
    return found


def in_time(body: bytes) -> PageArticle | str:
    started = time.process_time()
    result = outcome(body)
    assert time.process_time() - started < seconds(LIMIT)
    return result


def page(body: str) -> bytes:
    return f"<html lang=vi><body><h1>Một tiêu đề đủ dài cho bài báo</h1>{body}</body></html>".encode()


def test_founding_page_passes_the_check() -> None:
    assert isinstance(outcome(FOUNDING.encode(), FOUNDING_URL), PageArticle)


# Size and depth.


def test_ten_megabytes() -> None:
    found = in_time(page(f"<div>{paragraphs(many(50_000))}</div>"))
    assert isinstance(found, PageArticle)
    assert 0 < len(found.blocks) <= 5000


def test_twenty_thousand_levels_before_the_text_lose_it() -> None:
    assert in_time(page("<div>" * many(20_000) + paragraphs() + "</div>" * many(20_000))) == "other"


@pytest.mark.parametrize("tag", ["div", "b", "span", "blockquote", "ul><li", "table><tr><td", "a href=x"])
def test_twenty_thousand_levels_after_the_text_keep_it(tag: str) -> None:
    found = in_time(page(f"<div>{paragraphs()}</div>" + f"<{tag}>x " * many(20_000)))
    assert isinstance(found, PageArticle)
    assert SENTENCES[0] in "\n".join(texts(found.blocks))


@pytest.mark.parametrize(
    "flood",
    [
        "<div class='a b'>x</div>" * many(200_000),
        "<img src=/anh-rat-dep.jpg>" * many(50_000),
        "<tr><td>1<td>2" * many(50_000),
        "<li><a href='/mot-tin-rat-dai-123456.html'>Một tin rất dài</a>" * many(20_000),
        "<time>1/1/2020</time><span class=date>12 tháng 3</span>" * many(20_000),
        "<p>" + " " * many(3_000_000) + "</p>",
        "<p class='" + "x" * many(3_000_000) + "'>x</p>",
        "<img srcset='" + "a.jpg 1w, " * many(50_000) + "'>",
    ],
    ids=["divs", "pictures", "cells", "cards", "dates", "spaces", "class", "srcset"],
)
def test_floods_cost_bounded_time(flood: str) -> None:
    found = in_time(page(f"<div>{paragraphs()}</div>{flood}"))
    assert isinstance(found, PageArticle)


def test_links_in_boxes_that_are_never_closed_are_not_read_for_each_box() -> None:
    in_time(page("<article><div><p>Tin <a href='/mot-tin-rat-dai.html'>liên kết</a>" * 1400))


def test_boxes_in_boxes_are_not_read_again_for_each_box(monkeypatch: pytest.MonkeyPatch) -> None:
    """Counted in letters: twice the boxes are twice the work, not four times."""
    letters: list[int] = []

    def counted(element: HtmlElement, limit: int = 0) -> str:
        text = text_of(element, limit)
        letters.append(len(text))
        return text

    monkeypatch.setattr(locate, "text_of", counted)
    work = []
    for boxes in (100, 200):
        letters.clear()
        outcome(page("<div>Một dòng chữ ngắn đứng trong một hộp không đóng. " * boxes))
        work.append(sum(letters))
    assert 0 < work[1] < 2.5 * work[0]


def test_one_text_of_nine_megabytes_is_no_article() -> None:
    assert in_time(page("<p>" + "a" * many(9_000_000) + "</p>")) == "other"


def test_thousands_of_list_links_are_a_section() -> None:
    cards = "".join(
        f"<li><a href='/tin-rat-dai-so-{i}-88{i:06}.html'>Một tin rất dài có số là {i}</a></li>"
        for i in range(many(20_000))
    )
    assert in_time(page(f"<ul>{cards}</ul>")) in ("home", "other")


# Encodings.

TEXT = "Đường ở phường Thủ Đức đã thông xe, người dân mừng vui vì hết cảnh kẹt xe mỗi chiều."


def cp1258(text: str) -> bytes:
    """The text in windows-1258, whose tone marks stand apart from the letters."""
    out = bytearray()
    for letter in text:
        try:
            out += letter.encode("cp1258")
        except UnicodeEncodeError:
            parts = unicodedata.normalize("NFD", letter)
            base, marks = parts[0], parts[1:]
            # Circumflex, breve and horn belong to the letter; only the tone is written apart.
            tones = "".join(m for m in marks if m in "\u0300\u0301\u0303\u0309\u0323")
            shape = unicodedata.normalize("NFC", base + "".join(m for m in marks if m not in tones))
            out += (shape + tones).encode("cp1258")
    return bytes(out)


@pytest.mark.parametrize(
    ("head", "encode", "content_type"),
    [
        ("<meta charset=utf-8>", lambda s: s.encode(), ""),
        ("<meta charset=iso-8859-1>", lambda s: s.encode(), "text/html; charset=ISO-8859-1"),
        ("", lambda s: s.encode(), ""),
        ("", lambda s: unicodedata.normalize("NFD", s).encode(), ""),
        ("<meta charset=windows-1258>", cp1258, ""),
        ("", cp1258, "text/html; charset=windows-1258"),
        ("<meta charset=iso-8859-1>", cp1258, ""),
        ("", cp1258, "text/html; charset=utf-8"),
        ("", lambda s: b"\xef\xbb\xbf" + s.encode(), "text/html; charset=windows-1252"),
        ("", lambda s: b"\xff\xfe" + s.encode("utf-16-le"), ""),
        ("", lambda s: s.encode("utf-16-le"), ""),
        ("<meta charset=x-no-such-thing>", lambda s: s.encode(), "text/html; charset=\x00"),
    ],
    ids=[
        "utf8",
        "lying",
        "unsaid",
        "nfd",
        "cp1258",
        "header",
        "liar1258",
        "header-lies",
        "bom",
        "utf16",
        "utf16-unsaid",
        "unknown",
    ],
)
def test_vietnamese_in_every_encoding(head: str, encode, content_type: str) -> None:  # type: ignore[no-untyped-def]
    lines = "".join(f"<p>{TEXT} Lần thứ {n}.</p>" for n in range(6))
    top = f'<html lang="vi"><head>{head}<title>Thông xe</title></head><body><h1>Đường mới đã thông xe</h1>'
    source = f"{top}<div>{lines}</div></body></html>"
    found = outcome(encode(source), content_type=content_type)
    assert isinstance(found, PageArticle)
    assert found.title == "Đường mới đã thông xe"
    assert TEXT in next(iter(texts(found.blocks)))


@pytest.mark.parametrize(
    ("charset", "text"),
    [
        ("shift_jis", "彼は昨日の会見で、新しい計画について詳しく説明した。"),
        ("euc-kr", "정부는 어제 새로운 계획을 발표하고 자세한 내용을 설명했다."),
        ("gb2312", "政府昨天公布了新的计划，并详细说明了有关内容。"),
        ("big5", "政府昨天公布了新的計畫，並詳細說明了有關內容。"),
        ("windows-1251", "Правительство вчера объявило о новом плане и рассказало о нём."),
        ("iso-8859-1", "Le gouvernement a présenté hier son nouveau projet, très détaillé."),
    ],
)
def test_other_code_pages(charset: str, text: str) -> None:
    body = f"<html><head><meta charset={charset}></head><body><p>{text}</p></body></html>".encode(charset)
    assert text in decode(body)


def test_a_cut_character_does_not_change_the_encoding() -> None:
    whole = TEXT.encode()
    assert decode(whole[: whole.rindex("ề".encode()) + 1], "text/html; charset=windows-1252").startswith(TEXT[:40])


# Hostile content.


def test_control_characters_do_not_get_through() -> None:
    evil = "\x1b]52;c;ZXZpbA==\x07 &#27;[2J &#155;31m \u202eabc\u202c &#x202e;def a\x00b \ud83d&#xD800; \U000e0041"
    head = f'<meta name="author" content="Ann {evil} Lee"><meta property="og:site_name" content="Báo {evil}">'
    markup = (
        f"<p>Đoạn có chữ độc {evil} ở giữa câu, vẫn là một đoạn văn dài bình thường.</p><figure><img "
        f"src=/a.jpg alt='{evil}'><figcaption>Chú thích {evil}</figcaption></figure>"
    )
    related = (
        f"<div><h3>Tin liên quan</h3><ul><li><a href='/tin-doc-hai-123456.html'>Một tin có chữ độc {evil} "
        f"trong tiêu đề</a></li></ul></div>"
    )
    text = (
        article("@@", head="##")
        .decode()
        .replace("@@", markup)
        .replace("##", head)
        .replace("</body>", f"{related}</body>")
    )
    found = outcome(text.encode("utf-8", "surrogatepass"))
    assert isinstance(found, PageArticle)
    # Every one of the places that the text came through is there, so that `check` has seen it.
    assert found.authors == (), "no name has figures in it"
    assert found.source.startswith("Báo")
    assert found.groups[0].links[0].title.startswith("Một tin có chữ độc")
    assert "vẫn là một đoạn văn dài" in "\n".join(texts(found.blocks))
    assert any(plain(b.caption).startswith("Chú thích") for b in walk(found.blocks) if isinstance(b, Image))


@pytest.mark.parametrize(
    "href",
    ["javascript:alert(1)", "data:text/html,x", "vbscript:x", "file:///etc/passwd", "  java\nscript:x", "http://"],
)
def test_links_that_do_not_lead_to_the_web_lose_their_address(href: str) -> None:
    found = outcome(
        article(f"<p>Một câu có <a href='{href}'>liên kết lạ</a> ở giữa và còn nhiều chữ khác phía sau nữa.</p>")
    )
    assert isinstance(found, PageArticle)
    assert list(links(found.blocks)) == []
    assert "liên kết lạ" in "\n".join(texts(found.blocks))


@pytest.mark.parametrize(
    ("base", "expected"),
    [
        ("https://evil.example.com/", "https://bao.example.vn/a.jpg"),
        ("javascript:alert(1)//", "https://bao.example.vn/a.jpg"),
        ("https://cdn.example.vn/x/", "https://cdn.example.vn/a.jpg"),
        ("/thu-muc/", "https://bao.example.vn/a.jpg"),
    ],
)
def test_a_base_tag_counts_only_on_its_own_site(base: str, expected: str) -> None:
    found = outcome(article("<img src='/a.jpg'>", head=f"<base href='{base}'>"))
    assert isinstance(found, PageArticle)
    assert [b.url for b in found.blocks if isinstance(b, Image)] == [expected]


@pytest.mark.parametrize(
    "url", ["", "not a url", "javascript:x", "file:///etc/passwd", "http://[::1", "https://bao.example.vn/\x1b[2J"]
)
def test_any_address_of_the_page_itself(url: str) -> None:
    found = outcome(article(head='<meta property="og:type" content="article">'), url)
    assert isinstance(found, PageArticle)
    assert SENTENCES[0] in "\n".join(texts(found.blocks))
    assert found.canonical_url.startswith("http")


# Anything at all.


@settings(max_examples=examples(60), deadline=None)
@given(st.binary(max_size=3000))
def test_random_bytes(body: bytes) -> None:
    outcome(body)


_PIECES = st.sampled_from(
    [
        "<div class='related'>", "</div>", "<p>", "</p>", "<a href='/mot-tin-dai-nao-do-123456.html'>", "</a>", ""
        "<h1>", "</h1>", "<h3>Tin liên quan</h3>",
        "<ul><li>", "</ul>", "<table><tr><td>", "</table>", "<figure><img src='/a.jpg'>", "<figcaption>", "<br>"
        "<br>", "<blockquote>", "<pre>", "<article>",
        "<script>", "<!--", "-->", "<![CDATA[", "&#27;", "&#0;", "<svg>", "<noscript>", "<button>", "<iframe "
        "src='//x.y/z'>", "\x00", "\ufffe", *SENTENCES,
    ]
)  # fmt: skip


@settings(max_examples=examples(80), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(_PIECES, max_size=60))
def test_random_markup(pieces: list[str]) -> None:
    outcome(("<html lang=vi><body>" + "".join(pieces)).encode())


def test_the_founding_page_damaged() -> None:
    """Bytes flipped, cut out and doubled: mostly still an article, never anything unclean. (Where the end of the title
    is cut out the title takes the page, as in a browser.)"""
    outcomes = [outcome(damaged(seed), FOUNDING_URL) for seed in range(24)]
    read = [found for found in outcomes if isinstance(found, PageArticle)]
    assert len(read) >= 16
    assert all(any(one[:30] in " ".join(texts(found.blocks)) for one in SENTENCES) for found in read if found.groups)


def damaged(seed: int) -> bytes:
    chance = random.Random(seed)
    body = bytearray(FOUNDING.encode())
    for _ in range(60):
        where = chance.randrange(len(body))
        match chance.randrange(3):
            case 0:
                body[where] = chance.randrange(256)
            case 1:
                del body[where : where + chance.randrange(200)]
            case _:
                body[where:where] = body[where : where + chance.randrange(200)]
    return bytes(body)
