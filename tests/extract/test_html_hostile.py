"""Any string may come as HTML: no crash, no hang, nothing unclean or unsafe, and a value that survives the store."""

from __future__ import annotations

import time

import pytest
from floods import examples, many, seconds
from hypothesis import given, settings
from hypothesis import strategies as st

from reader.domain import blocks as B
from reader.domain.identity import safe_url
from reader.domain.text import is_clean
from reader.extract.flow import MAX_NESTING
from reader.extract.html import blocks_from_html, html_to_text
from reader.extract.spans import inline

TAGS = [
    *("p", "div", "b", "i", "a", "ul", "ol", "li", "blockquote", "pre", "code", "table", "tr", "td", "th", "caption"),
    *("figure", "figcaption", "img", "br", "hr", "h1", "h2", "iframe", "video", "q", "dl", "dt", "dd", "details"),
    *("summary", "picture", "source", "noscript", "svg", "script", "style", "span", "amp-img", "form", "button"),
    *("template", "math", "select", "title"),
]
attributes = st.sampled_from(
    [
        *("", " href=/x", " href='javascript:x'", " src=/i.jpg", " src='data:x'", " class=caption", " class=credit"),
        *(" width=1 height=1", " srcset='a 1w,b 2x'", " colspan=99999", " rowspan=3", " start=-5", " hidden"),
        *(" style='display:none'", " alt='\x1b[2J'", " title='&#27;'", " href='https://a.example/\u202e'"),
        " data-src=//x.example/y",
    ]
)
text = st.text(
    st.sampled_from("ab \n\t\u00a0&;<>#x1b\x1b\x00\u202e\u200b\ud800\u0301đ[]/") | st.characters(), max_size=12
)
piece = st.one_of(
    st.builds("<{}{}>".format, st.sampled_from(TAGS), attributes),
    st.builds("</{}>".format, st.sampled_from(TAGS)),
    st.sampled_from(["&#27;", "&#x9b;", "&lt;p&gt;", "&nbsp;", "&#xD800;", "<br><br>"]),
    st.sampled_from(["<!--", "-->", "<![CDATA[", "]]>", "<?x"]),
    text,
)
html = st.lists(piece, max_size=30).map("".join)


def check(blocks: tuple[B.Block, ...]) -> None:
    """Everything in `blocks` is fit for the screen and the store."""
    assert B.load(B.dump(blocks)) == blocks
    for block in B.walk(blocks):
        for string in strings(block):
            assert is_clean(string), ascii(string)
        for url in addresses(block):
            assert url == safe_url(url) != ""
        if isinstance(block, B.Paragraph | B.Heading):
            plain = B.plain(block.text)
            assert plain == plain.strip()
            assert plain
            assert all(span.text for span in block.text)


def strings(block: B.Block) -> list[str]:
    match block:
        case B.Paragraph(spans) | B.Heading(spans):
            return [span.text for span in spans] + [B.plain(spans)]
        case B.Quote(_, cite):
            return [cite]
        case B.Code(code, language):
            return [code, language]
        case B.Table(rows, _, caption):
            return [B.plain(caption)] + [B.plain(cell) for row in rows for cell in row]
        case B.Image(_, alt, caption, credit):
            return [alt, B.plain(caption), credit]
        case B.Embed(_, _, title):
            return [title]
    return []


def addresses(block: B.Block) -> list[str]:
    found = [url for url, _text in B.links([block])]
    return found + ([block.url] if isinstance(block, B.Image | B.Embed) else [])


@settings(max_examples=examples(100), deadline=None)
@given(html, st.sampled_from(["", "https://news.example/a/b", "not a base", "file:///etc/"]))
def test_anything_becomes_clean_safe_blocks(source: str, base: str) -> None:
    check(blocks_from_html(source, base))


@settings(deadline=None)
@given(html)
def test_anything_becomes_one_clean_line(source: str) -> None:
    line = html_to_text(source)
    assert is_clean(line)
    assert "\n" not in line


@given(st.lists(text, max_size=8))
def test_inline_takes_any_strings(parts: list[str]) -> None:
    assert all(is_clean(span.text) for span in inline(parts, ""))


DEEP = [
    *("div", "b", "blockquote", "ul><li", "table><tr><td", "font", "a href=/x", "figure", "div class=caption", "q"),
    *("h2", "div class=caption><img src=/a.jpg", "pre", "dl><dd", "details><summary", "table><tr><td><tr><td><td"),
]


@pytest.mark.parametrize("count", [700, many(20_000)])
@pytest.mark.parametrize("tag", DEEP)
def test_deep_nesting_neither_crashes_nor_hangs_nor_loses_the_end(tag: str, count: int) -> None:
    start = time.process_time()
    blocks = blocks_from_html("<p>before</p>" + f"<{tag}>x" * count + "deep<p>after", "https://news.example")
    assert time.process_time() - start < seconds(5)
    check(blocks)
    whole = " ".join(B.texts(blocks))
    assert "before" in whole
    assert "deep" in whole


def test_the_tree_of_blocks_stays_shallow() -> None:
    def depth(blocks: tuple[B.Block, ...]) -> int:
        below = [depth(block.blocks) for block in blocks if isinstance(block, B.Quote)]
        below += [depth(item) for block in blocks if isinstance(block, B.ListBlock) for item in block.items]
        return 1 + max(below, default=0)

    assert depth(blocks_from_html("<blockquote><ul><li>x" * 200)) <= MAX_NESTING + 1


@pytest.mark.parametrize(
    "source",
    [
        "<" * many(500_000),
        "&" * many(500_000),
        "<a " * many(150_000),
        "<!--" * many(100_000),
        "&lt;p" * many(100_000),
        "&lt;b&gt; &lt;/" * many(30_000),
        "<p>" * many(60_000),
        "</p>" * many(200_000),
        "<b>x</b>" * many(60_000),
        "<img src=/i.jpg>" * many(20_000),
        "a\n\n" * many(100_000),
        "<td>" * many(60_000),
        "<li>" * many(60_000),
        "https://" * many(50_000),
        "<img srcset='" + "a 1w," * many(100_000) + "'>",
        "<p>" + "a\u0301\u0327" * many(200_000),
        "<p>" + "<i>\u0301</i>" * many(20_000),
        "<table>" + "<tr>" + "<td rowspan=1000 colspan=1000>x" * many(2000),
        "<figcaption>Photo: " * many(2000),
        "<figure><img src=/i.jpg><figcaption>" + "Photo " * many(20_000),
        "(Photo: " * many(50_000),
        "<script>" * many(50_000),
        "<div style='" + "width:1px;" * many(50_000) + "'>",
        "\x00" * many(1_000_000),
        " \n" * many(500_000),
    ],
    ids=lambda s: s[:20],
)
def test_floods_are_read_in_time(source: str) -> None:
    start = time.process_time()
    blocks = blocks_from_html(source, "https://news.example")
    html_to_text(source, 280)
    assert time.process_time() - start < seconds(4)
    B.dump(blocks)


def test_marks_in_nodes_of_their_own_cannot_flood_a_cell() -> None:
    (block,) = blocks_from_html("<p>a" + "<i>\u0301</i>" * 1000)
    assert isinstance(block, B.Paragraph)
    assert len(B.plain(block.text)) <= 6


def test_an_entity_bomb_is_text() -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]><p>&b;&b;&b;</p>'
    assert sum(map(len, B.texts(blocks_from_html(bomb)))) < 200
