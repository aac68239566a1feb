"""Documents made of articles: nothing of the text is lost, nothing of it becomes markup, a book is a sound one."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import UTC, datetime
from xml.etree import ElementTree

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from lxml import html as lxml_html
from markdown_it import MarkdownIt

from reader.domain.blocks import (
    BOLD,
    CODE,
    ITALIC,
    Code,
    Embed,
    Heading,
    Image,
    ListBlock,
    Paragraph,
    Quote,
    Rule,
    Span,
    Table,
)
from reader.domain.models import Article, EntryRow
from reader.export.chapter import Collection, Plate
from reader.export.epub import epub
from reader.export.html import html
from reader.export.markdown import markdown
from reader.export.xhtml import address_of

NOW = datetime(2026, 11, 28, 5, tzinfo=UTC)
PICTURE = "https://bao.example/anh.jpg"
PLATE = Plate("anh.jpg", "image/jpeg", b"\xff\xd8\xff picture")
HOSTILE = "<script>alert(1)</script> & ]]> *not bold* [x](javascript:alert(1)) `code` # head | cell\x0b\ufffe"


def paragraph(*words: str) -> Paragraph:
    return Paragraph(tuple(Span(word) for word in words))


def article(number: int = 1, *, source: str = "Báo Bến", title: str = "Một cửa quốc gia: đơn giản hơn") -> Article:
    row = EntryRow(number, 1, title, f"https://bao.example/{number}?a=1&b=2", source, "Lead", NOW, NOW)
    blocks = (
        paragraph("Chín thủ tục ", "biên phòng."),
        Heading((Span("Thủ tục & giấy tờ"),), 2),
        Paragraph((Span("đậm", BOLD), Span(" và "), Span("nghiêng ", ITALIC), Span("x<y", CODE))),
        Paragraph((Span("trang", 0, "https://bao.example/x"), Span("tồi", 0, "javascript:alert(1)"))),
        ListBlock((((paragraph("một")),), (paragraph("hai"), ListBlock(((paragraph("trong"),),), True, 3)))),
        Quote((paragraph("Thủ tục còn quá nhiều."),), "Thượng tướng"),
        Code("if a < b:\n    ```\n", "python"),
        Table((((Span("Năm"),), (Span("Số"),)), ((Span("2026"),), (Span("1|2"),))), True),
        Image(PICTURE, "alt", (Span("Quang cảnh"),), "Ảnh: PLO"),
        Image("https://bao.example/khac.jpg", "", (Span("không có"),)),
        Embed("video", "https://video.example/1", "Phim"),
        Rule(),
        paragraph("中文 日本語 العربية ไทย"),
        paragraph(HOSTILE),
    )
    return Article(row, blocks, "full", lead="Từ ngày mai.", authors=("Lê Ánh",), language="vi")


def collection(*articles: Article) -> Collection:
    return Collection("Bản tin", articles or (article(), article(2, source="Harbour Post")), NOW, {PICTURE: PLATE})


WORDS = ("Chín thủ tục biên phòng.", "Thủ tục & giấy tờ", "nghiêng", "trong", "Thượng tướng", "1|2", "Quang cảnh")
WORDS += ("không có", "Phim", "中文 日本語 العربية ไทย", "Từ ngày mai.", "Lê Ánh", "if a < b:")
WORDS += ("<script>alert(1)</script> & ]]> *not bold* [x](javascript:alert(1)) `code` # head | cell",)


def said(tree: lxml_html.HtmlElement) -> str:
    return " ".join(tree.text_content().split())


def check_html(text: str) -> None:
    tree = lxml_html.document_fromstring(text)
    assert [word for word in WORDS if word not in said(tree)] == []
    assert not tree.xpath("//script")
    hrefs = tree.xpath("//a/@href")
    assert "https://bao.example/x" in hrefs
    assert not [href for href in hrefs if not href.startswith(("https://", "#", "c00"))]


def test_one_html_file_holds_everything_and_loads_nothing() -> None:
    text = html(collection())
    check_html(text)
    tree = lxml_html.document_fromstring(text)
    assert all(source.startswith("data:image/jpeg;base64,") for source in tree.xpath("//img/@src"))
    assert len(tree.xpath("//img")) == 2
    assert not tree.xpath("//link | //iframe | //*[@onclick]")
    assert tree.xpath("//nav//a/@href") == ["#a0", "#a1"]
    assert tree.get("lang") == "vi"


def test_markdown_says_the_same_and_nothing_of_the_text_is_markup() -> None:
    text = MarkdownIt("commonmark").enable("table").enable("strikethrough").render(markdown(collection()))
    check_html(text)
    tree = lxml_html.document_fromstring(text)
    assert {"đậm"} == {strong.text for strong in tree.xpath("//strong")}
    assert "x<y" in {code.text for code in tree.xpath("//code")}


@given(st.text(max_size=60))
@example("\t0|")
def test_any_text_means_itself_in_markdown(words: str) -> None:
    one = Article(EntryRow(1, 1, "t", "", "s", "", NOW, NOW), (paragraph(words),), "feed")
    text = MarkdownIt("commonmark").render(markdown(Collection("c", (one,), NOW)))
    shown = "".join(lxml_html.document_fromstring(text).text_content().split())
    plain = "".join(words.split())
    # CommonMark replaces NUL; HTML knows no other control characters either.
    if plain.isprintable():
        assert plain in shown


def test_a_book_is_sound() -> None:
    check_book(epub(collection()))


@given(st.text(max_size=30), st.text(max_size=30), st.sampled_from(["vi", "", "x y", "zh-Hant", "<b>"]))
def test_a_book_of_anything_is_sound(title: str, words: str, language: str) -> None:
    row = EntryRow(1, 1, title, "", title, words, NOW, NOW)
    check_book(epub(Collection(title, (Article(row, (paragraph(words),), "feed", language=language),), NOW)))
    check_book(epub(Collection(title, (), NOW)), chapters=0)


def test_the_same_articles_give_the_same_book() -> None:
    assert epub(collection()) == epub(collection())


@pytest.mark.parametrize("making", [html, markdown])
def test_no_article_is_still_a_document(making: object) -> None:
    assert "Bản tin" in making(Collection("Bản tin", (), NOW))  # type: ignore[operator]


def check_book(data: bytes, *, chapters: int | None = None) -> None:
    """What an EPUB checker looks at first: EPUB 3.3 and OCF."""
    opf = "{http://www.idpf.org/2007/opf}"
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        assert book.testzip() is None
        names = book.namelist()
        first = book.infolist()[0]
        assert (first.filename, first.compress_type, first.extra) == ("mimetype", zipfile.ZIP_STORED, b"")
        assert book.read("mimetype") == b"application/epub+zip"
        assert len(set(names)) == len(names)
        container = ElementTree.fromstring(book.read("META-INF/container.xml"))
        (root,) = [element.get("full-path") for element in container.iter() if element.tag.endswith("rootfile")]
        package = ElementTree.fromstring(book.read(str(root)))
        items = {item.get("id"): item for item in package.iter(f"{opf}item")}
        files = {f"OEBPS/{item.get('href')}" for item in items.values()}
        assert files == {name for name in names if name.startswith("OEBPS/")} - {str(root)}
        assert [item.get("properties") for item in items.values()].count("nav") == 1
        metadata = {element.tag.rpartition("}")[2]: element.text for element in package[0]}
        assert {"identifier", "title", "language", "meta"} <= metadata.keys()
        spine = [ref.get("idref") for ref in package.iter(f"{opf}itemref")]
        assert set(spine) <= items.keys()
        if chapters is not None:
            assert len(spine) == chapters + 1
        for name in names:
            if name.endswith((".xhtml", ".ncx", ".opf")):
                page = ElementTree.fromstring(book.read(name))
                ids = [element.get("id") for element in page.iter() if element.get("id")]
                assert len(set(ids)) == len(ids)
                for element in page.iter():
                    for attribute in ("href", "src"):
                        target = element.get(attribute, "")
                        if target and not re.match(r"https?:|mailto:|gemini:", target):
                            assert f"OEBPS/{target}" in names, target


@pytest.mark.parametrize(
    ("url", "found"),
    [
        ("https://x.example/a?b=1&c=[2]|{3}", "https://x.example/a?b=1&amp;c=%5B2%5D%7C%7B3%7D"),
        ("https://x.example/%zz%2F100%", "https://x.example/%25zz%2F100%25"),
        ("https://x.example/a#b#c", "https://x.example/a#b%23c"),
        ("mailto:a@b.example", "mailto:a@b.example"),
        ("javascript:alert(1)", ""),
    ],
)
def test_addresses_hold_what_an_address_may(url: str, found: str) -> None:
    assert address_of(url) == found
