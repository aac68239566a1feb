"""Articles as plain lines: widths hold, nothing is lost, links and related stories are numbered."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from reader.cli.plain import article_lines, wrap
from reader.domain.blocks import Code, Embed, Heading, Image, ListBlock, Paragraph, Quote, Rule, Span, Table
from reader.domain.models import Article, EntryRow, GroupKind, Mark, RelatedGroup, RelatedLink

WHEN = datetime(2026, 11, 18, 1, 0, tzinfo=UTC)


def text(words: str, href: str = "") -> tuple[Span, ...]:
    return (Span(words, href=href),)


ROW = EntryRow(7, 1, "Một cửa quốc gia mở rộng", "https://bao.example/1", "Báo Bến", "", WHEN, WHEN, section="Thời sự")
BLOCKS = (
    Paragraph((Span("Xem "), Span("hồ sơ", href="https://bao.example/ho-so"), Span(" hôm nay."))),
    Heading(text("Bối cảnh"), 2),
    ListBlock(((Paragraph(text("một")),), (Paragraph(text("hai")), Quote((Paragraph(text("lời")),)))), ordered=True),
    Quote((Paragraph(text("Còn nhiều khâu.")),), "Ông Tám"),
    Code("for x in y:\n    print(x)"),
    Table(((text("Năm"), text("Số")), (text("2026"), text("14"))), header=True),
    Image("https://bao.example/a.png", caption=text("Quang cảnh"), credit="Ảnh: BB"),
    Embed("video", "https://v.example/1"),
    Rule(),
)
GROUPS = (
    RelatedGroup(
        GroupKind.RELATED, (RelatedLink("https://bao.example/2", "Tin hai", source="Báo Bến"),), "Tin liên quan"
    ),
    RelatedGroup(GroupKind.NEIGHBOURS, (RelatedLink("https://bao.example/3", "Tin ba", mark=Mark.HERE),)),
)


def shown(width: int = 60) -> list[str]:
    return list(article_lines(Article(ROW, BLOCKS, "feed", lead="Sapo."), GROUPS, width))


def test_every_block_has_its_lines() -> None:
    lines = shown()
    for line in (
        "Một cửa quốc gia mở rộng",
        "Sapo.",
        "Xem hồ sơ[1] hôm nay.",
        "## Bối cảnh",
        "1. một",
        "2. hai",
        "│ Còn nhiều khâu.",
        "│ — Ông Tám",
        "        print(x)",
        "2026 │ 14",
        "▢ Quang cảnh Ảnh: BB",
        "▷ video: https://v.example/1",
        "[1] https://bao.example/ho-so",
        "Tin liên quan",
        "  1 Tin hai (○ Báo Bến)",
        "More from this source",
    ):
        assert line in lines
    assert lines[0].startswith("Báo Bến · Thời sự · 18/11/2026")


@pytest.mark.parametrize("width", [20, 33, 60, 100])
def test_running_text_keeps_its_width(width: int) -> None:
    long = Article(ROW, (Paragraph(text("Đoàn kết " * 50)), Paragraph(text("新华社北京" * 40))), "feed")
    assert all(cell_len(line) <= width for line in article_lines(long, (), width) if "http" not in line)


@given(st.text(alphabet=st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp"))), st.integers(20, 90))
def test_wrapping_loses_no_letter(words: str, width: int) -> None:
    lines = list(wrap(words, width, "│ "))
    assert "".join(line.removeprefix("│").replace(" ", "") for line in lines) == "".join(words.split())
    assert all(cell_len(line) <= width + 2 for line in lines)


def test_an_address_has_one_number_and_twenty_thousand_take_no_time() -> None:
    spans = tuple(Span("here ", href=f"https://a.example/{number % 20_000}") for number in range(40_000))
    lines = list(article_lines(Article(ROW, (Paragraph(spans),), "feed"), (), 60))
    assert [line for line in lines if line.startswith(("[1] ", "[20000] "))] == [
        "[1] https://a.example/0",
        "[20000] https://a.example/19999",
    ]
    assert not any(line.startswith("[20001]") for line in lines)
