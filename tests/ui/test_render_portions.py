"""Blocks of a size that no author writes."""

from __future__ import annotations

import pytest

from reader.domain.blocks import Block, Code, Heading, Image, ListBlock, Paragraph, Quote, Span, Table, links, texts
from reader.domain.models import Article
from reader.ui.render.document import NO_TIMES, Document, Layout
from reader.ui.render.lines import no_links
from reader.ui.render.portions import LARGEST, LARGEST_CODE, portions
from reader.ui.render.tables import table_lines
from tests.ui.reading_texts import row

WORDS = Paragraph((Span("một hai ba " * 20),))
ROWS = tuple(((Span(f"hàng {number}"),), (Span(str(number)),), (Span("chữ " * (number % 9)),)) for number in range(500))
FLOODS: list[Block] = [
    Paragraph((Span("word " * 20_000),)),
    Paragraph((Span("w" * 100_000),)),
    Paragraph((Span("x\n" * 20_000),)),
    Paragraph(tuple(Span(f"{number} ", 1, f"https://a.example/{number}") for number in range(3000))),
    Code("line\n" * 20_000, "python"),
    Quote((WORDS,) * 400, "somebody"),
    Quote((Paragraph((Span("w" * 100_000),)),)),
    ListBlock(((WORDS,),) * 400, ordered=True, start=7),
    ListBlock((((Paragraph((Span("word " * 20_000),))),), (WORDS,))),
    Heading((Span("word " * 20_000),), 2),
    Image("https://a.example/p", "alt", (Span("word " * 20_000),)),
    Table(ROWS, True),
    Table((*ROWS[:20], ((Span("word " * 20_000),), (Span("x"),)))),
    Quote((Table(ROWS, True),)),
]


@pytest.mark.parametrize("block", FLOODS)
def test_a_flood_becomes_parts_that_hold_the_same(block: Block) -> None:
    parts = list(portions(block))
    assert len(parts) > 1
    for part in parts:
        letters = "".join(texts((part,)))
        assert len(letters) <= (LARGEST_CODE if isinstance(part, Code) else LARGEST)
        assert letters.count("\n") <= 2500
    assert "".join("".join(texts(parts)).split()) == "".join("".join(texts((block,))).split())
    assert list(links(parts)) == list(links((block,)))


def test_a_list_goes_on_counting() -> None:
    parts = [
        part for part in portions(ListBlock(((WORDS,),) * 400, ordered=True, start=7)) if isinstance(part, ListBlock)
    ]
    assert len(parts) > 5
    assert [one.start + len(one.items) for one in parts[:-1]] == [one.start for one in parts[1:]]
    assert parts[0].start == 7


@pytest.mark.parametrize("columns", [60, 24, 6])
@pytest.mark.parametrize("header", [True, False])
def test_a_table_in_portions_looks_as_in_one(columns: int, header: bool) -> None:
    table = Table(ROWS, header, (Span("caption"),))
    article = Article(row(1), (table,), "feed")
    layout = Layout(Document(None, article, NO_TIMES), columns)
    layout.finish()
    whole = table_lines(table, columns, no_links)
    assert len(layout.document.parts) > 2
    assert [line.text for line in layout.lines[1 : len(whole) - 1]] == [line.text for line in whole[:-2]]


def test_a_caption_in_portions_keeps_its_look() -> None:
    article = Article(row(1), (Image("https://a.example/p", "", (Span("lời chú " * 4000),), "credit"), WORDS), "feed")
    layout = Layout(Document(None, article, NO_TIMES), 60)
    layout.finish()
    under = layout.lines[1 : layout.starts[-3] - 1]
    assert len(under) > 500
    assert {piece.look.role for line in under for piece in line.pieces} == {"caption"}
    assert under[-1].text.endswith("credit")


def test_items_in_portions_stand_as_close_as_in_one_list() -> None:
    article = Article(row(1), (ListBlock(((Paragraph((Span("mục"),)),),) * 1000),), "feed")
    layout = Layout(Document(None, article, NO_TIMES), 60)
    layout.finish()
    assert len(layout.document.parts) > 5
    assert [line.text for line in layout.lines[1:1001]] == ["mục"] * 1000


def test_what_people_write_is_left_alone() -> None:
    for block in (WORDS, Code("x\n" * 600), Quote((WORDS, WORDS)), ListBlock(((WORDS,),) * 20), Table((((),),))):
        assert list(portions(block)) == [block]
