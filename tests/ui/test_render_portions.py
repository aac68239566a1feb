"""Blocks of a size that no author writes."""

from __future__ import annotations

import pytest

from reader.domain.blocks import Block, Code, ListBlock, Paragraph, Quote, Span, Table, links, texts
from reader.ui.render.portions import LARGEST, LARGEST_CODE, portions

WORDS = Paragraph((Span("một hai ba " * 20),))
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


def test_what_people_write_is_left_alone() -> None:
    for block in (WORDS, Code("x\n" * 1000), Quote((WORDS, WORDS)), ListBlock(((WORDS,),) * 20), Table((((),),))):
        assert list(portions(block)) == [block]
