# ruff: noqa: E501
"""Blocks as lines: inside the measure, nothing lost, everything in its place."""

from __future__ import annotations

import pytest
from floods import examples
from hypothesis import given, settings
from hypothesis import strategies as st

from reader.domain.blocks import (
    BOLD,
    CODE,
    SUPER,
    Block,
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
    texts,
)  # fmt: skip
from reader.ui.render.blocks import RENDERERS, Setting, block_lines, blocks_lines
from reader.ui.render.lines import Line
from reader.ui.render.links import LinkTable
from tests.ui.reading_texts import ARTICLES, p, t

WORDS = st.text(st.sampled_from("ab cđề -東京。「」 한국اب\u0301e 1👩"), max_size=60)
SPANS = st.lists(
    st.builds(Span, WORDS, st.integers(0, 127), st.sampled_from(["", "", "https://a.org/x", "file:///etc/passwd"])),
    max_size=4,
).map(tuple)
LEAVES = st.one_of(
    st.builds(Paragraph, SPANS),
    st.builds(Heading, SPANS, st.integers(1, 6)),
    st.builds(Code, WORDS),
    st.builds(Table, st.lists(st.lists(SPANS, max_size=4).map(tuple), max_size=4).map(tuple), st.booleans(), SPANS),
    st.builds(Image, st.just("https://a.org/i.png"), WORDS, SPANS, WORDS),
    st.builds(Embed, st.sampled_from(["video", "odd"]), st.just("https://a.org/v"), WORDS),
    st.just(Rule()),
)
BLOCKS = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.builds(ListBlock, st.lists(st.lists(inner, max_size=2).map(tuple), max_size=3).map(tuple), st.booleans(),
                  st.integers(1, 120)),
        st.builds(Quote, st.lists(inner, max_size=2).map(tuple), WORDS),
    ),
    max_leaves=6,
)  # fmt: skip


def setting(columns: int = 40) -> Setting:
    return Setting(columns, LinkTable(), RENDERERS)


def drawn(block: Block, columns: int = 40) -> list[str]:
    """Lines as a person sees them."""
    return [
        "".join(piece.text for piece in (*line.margin, *line.pieces)) for line in block_lines(block, setting(columns))
    ]


@settings(max_examples=examples(80), deadline=None)
@given(BLOCKS, st.integers(12, 90))
def test_no_line_is_wider_than_the_measure(block: Block, columns: int) -> None:
    assert max((line.cells for line in block_lines(block, setting(columns))), default=0) <= columns


def test_another_width_numbers_the_links_alike() -> None:
    tables = []
    for columns in (30, 72, 120):
        links = LinkTable()
        blocks_lines(ARTICLES["en"], Setting(columns, links, RENDERERS))
        tables.append([links[number + 1].url for number in range(len(links))])
    assert tables[0] == tables[1] == tables[2]
    assert len(tables[0]) == 6


@pytest.mark.parametrize("name", ["vi", "en", "zh", "ar"])
@pytest.mark.parametrize("columns", [24, 48, 72])
def test_every_word_of_a_real_article_is_drawn(name: str, columns: int) -> None:
    lines = blocks_lines(ARTICLES[name], setting(columns))
    shown = "".join(piece.text for line in lines for piece in line.pieces).replace(" ", "")
    for block in ARTICLES[name]:
        if isinstance(block, Paragraph | Heading):
            assert "".join(texts((block,))).replace(" ", "").replace("mc2", "mc²") in shown


def copied(lines: list[Line]) -> str:
    return "".join(line.text + line.joint for line in lines)


def test_a_copied_paragraph_is_one_line_again() -> None:
    text = "Trong năm, bộ đã ban hành bốn thông tư về chức năng của các cơ quan, đơn vị."
    assert copied(block_lines(p(text), setting(20))) == text + "\n"
    chinese = "据管理方介绍，首日车流量突破十万辆次，高峰时段平均车速为每小时五十八公里。"
    assert copied(block_lines(p(chinese), setting(20))) == chinese + "\n"


def test_forced_line_breaks_stay() -> None:
    assert drawn(p("one\ntwo")) == ["one", "two"]


def test_code_goes_on_after_a_mark_and_is_copied_whole() -> None:
    code = Code("\n\ndef f(a):\n    return a + 1234567890123456789012345\n")
    assert drawn(code, 24) == ["  def f(a):", "      return a + ", " ↪123456789012345678901", " ↪2345"]
    assert copied(block_lines(code, setting(24))) == "def f(a):\n    return a + 1234567890123456789012345\n"
    assert {line.ground for line in block_lines(code, setting(24))} == {"code-block"}


def test_lists_hang_and_nest() -> None:
    block = ListBlock(
        ((p("first item that is long"),), (p("second"), ListBlock(((p("inner"),),)))), ordered=True, start=9
    )
    assert drawn(block, 20) == [" 9. first item that", "    is long", "10. second", "    ◦ inner"]


def test_a_quote_has_a_bar_on_every_line() -> None:
    block = Quote((p("one two three"), p("four")), "A. Nguyễn")
    assert drawn(block, 12) == ["▎ one two", "▎ three", "▎ ", "▎ four", "▎ — A.", "▎ Nguyễn"]


def test_a_picture_is_told_in_words() -> None:
    image = Image("https://a.org/x.jpg", caption=t("A ferry"), credit="Photo: B")
    assert drawn(image) == ["▢ A ferry. Photo: B"]
    assert drawn(Image("https://a.org/x.jpg")) == ["▢ picture from a.org"]


def test_a_renderer_can_be_replaced() -> None:
    own = {**RENDERERS, Image: lambda _image, _setting: [Line()] * 5}
    assert len(block_lines(Image("https://a.org/x.jpg"), Setting(40, LinkTable(), own))) == 5


def test_tables_align_numbers_right() -> None:
    table = Table(((t("Gate"), t("People")), (t("Móng Cái"), t("2.410")), (t("Lào Cai"), t("640"))), True)
    assert drawn(table) == ["Gate      People", "────────  ──────", "Móng Cái   2.410", "Lào Cai      640"]


def test_wide_tables_wrap_their_cells_and_narrow_screens_get_records() -> None:
    table = Table(
        ((t("Crossing"), t("What changed there")), (t("Lavik"), t("Two battery ferries and a robot arm"))), True
    )
    assert drawn(table, 32) == [
        "Crossing  What changed there",
        "────────  ──────────────────────",
        "Lavik     Two battery ferries",
        "          and a robot arm",
    ]
    assert drawn(table, 12) == ["Crossing:", "Lavik", "  What", "  changed", "  there: Two", "  battery", "  ferries", "  and a", "  robot arm"]  # fmt: skip


def test_looks_follow_the_spans() -> None:
    line = block_lines(
        p("a ", Span("b", BOLD), Span("c", CODE), Span("2", SUPER), Span("d", 0, "https://a.org/")), setting()
    )[0]
    looks = [(piece.text, piece.look.role, piece.look.bits & BOLD, piece.look.link) for piece in line.pieces]
    assert looks == [
        ("a ", "body", 0, 0), ("b", "body", BOLD, 0), ("c", "code", 0, 0), ("²", "body", 0, 0), ("d", "link", 0, 1),
    ]  # fmt: skip


def test_a_link_that_may_not_be_opened_is_plain_text() -> None:
    block = p(Span("x", 0, "javascript:alert(1)"), " ", Span("y", 0, "file:///etc/passwd"))
    own = setting()
    assert [piece.look.link for piece in block_lines(block, own)[0].pieces] == [0, 0, 0]
    assert len(own.links) == 0


def test_right_to_left_paragraphs_are_set_from_the_right() -> None:
    assert all(line.rtl for line in blocks_lines(ARTICLES["ar"][:1], setting(40)))


def test_hostile_text_in_every_block_is_drawn_harmless() -> None:
    bad = "a\x1b]52;c;eA==\x07\u202eb\x9b2J"
    blocks: list[Block] = [
        p(bad), Heading(t(bad)), Code(bad), Quote((p(bad),), bad), ListBlock(((p(bad),),)), Table(((t(bad),),), True, t(bad)),
        Image("https://a.org/", bad, t(bad), bad), Embed(bad, "https://a.org/", bad),
    ]  # fmt: skip
    shown = "".join(line for block in blocks for line in drawn(block))
    assert not set(shown) & set("\x1b\x07\x9b\u202e")
