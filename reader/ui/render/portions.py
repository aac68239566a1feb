"""Blocks of a size that no author writes, as several: each is laid out in one go, and keys wait meanwhile.

An entry of 1 MB may be one paragraph of 300,000 line ends or one list of 100,000 items: 3 s at a stretch, measured.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TypeVar

from reader.domain.blocks import Block, Code, Heading, Image, ListBlock, Paragraph, Quote, Span, Table, Text, texts

from .tables import Measures, TablePart, rows_of

T = TypeVar("T")

LARGEST = 10_000
"""Characters of a block that is left whole: 20 to 40 ms to lay out."""
LARGEST_CODE = 15_000
_LINE = 20
"""Characters that a line end counts for, and a link and a block twice."""


def portions(block: Block) -> Iterator[Block]:
    """`block`, or the parts of one that is too large, in order; together they hold the same text and links."""
    if _size(block) <= (LARGEST_CODE if isinstance(block, Code) else LARGEST):
        yield block
    elif isinstance(block, Paragraph | Heading):
        for spans in _runs(_short(block.text), LARGEST, _span_size):
            yield replace(block, text=tuple(spans))
    elif isinstance(block, Image):
        # A caption of that size is a text.
        yield replace(block, caption=())
        yield from portions(Paragraph(block.caption))
    elif isinstance(block, Table):
        yield from _tables(block)
    elif isinstance(block, Code):
        for piece in _runs(_pieces(block.text), LARGEST_CODE, _text_size):
            yield replace(block, text="".join(piece).rstrip("\n"))
    elif isinstance(block, Quote):
        inner = (part for child in block.blocks for part in portions(child))
        for run in _runs(inner, LARGEST, _size):
            yield replace(block, blocks=tuple(run))
    elif isinstance(block, ListBlock):
        yield from _lists(block)
    else:
        yield block


def _lists(block: ListBlock) -> Iterator[Block]:
    start = block.start
    for run in _runs(block.items, LARGEST, lambda item: sum(map(_size, item))):
        if len(run) == 1 and sum(map(_size, run[0])) > LARGEST:
            # One item that is a flood by itself: without its mark.
            for child in run[0]:
                yield from portions(child)
        else:
            yield replace(block, items=tuple(run), start=start)
        start += len(run)


def _tables(block: Table) -> Iterator[Block]:
    rows = rows_of(block)
    if not rows:
        return
    measures = Measures(rows, block.header)
    begin = 0
    for run in _runs(rows, LARGEST, _row_size):
        first, begin = begin == 0, begin + len(run)
        if len(run) == 1 and _row_size(run[0]) > 2 * LARGEST:
            # One row that is a flood by itself.
            for cell in run[0]:
                yield from portions(Paragraph(cell))
        else:
            yield TablePart(tuple(run), block.header and first, measures=measures, first=first)
    if block.caption:
        yield from portions(Paragraph(block.caption))


def _row_size(row: Sequence[Text]) -> int:
    return sum(_LINE + sum(map(_span_size, cell)) for cell in row)


def _runs(things: Iterable[T], most: int, size: Callable[[T], int]) -> Iterator[list[T]]:
    """Things that follow each other, together at most `most` in size where one alone is not more."""
    run: list[T] = []
    taken = 0
    for thing in things:
        own = size(thing)
        if run and taken + own > most:
            yield run
            run, taken = [], 0
        run.append(thing)
        taken += own
    if run:
        yield run


def _size(block: Block) -> int:
    if isinstance(block, Paragraph | Heading):
        return 2 * _LINE + sum(map(_span_size, block.text))
    if isinstance(block, Table):
        return 2 * _LINE + sum(map(_row_size, block.rows)) + sum(map(_span_size, block.caption))
    inner = block.items if isinstance(block, ListBlock) else (block.blocks,) if isinstance(block, Quote) else ()
    if inner:
        return 2 * _LINE + sum(_size(child) for children in inner for child in children)
    return 2 * _LINE + sum(map(_text_size, texts((block,))))


def _text_size(text: str) -> int:
    return len(text) + _LINE * text.count("\n")


def _span_size(span: Span) -> int:
    return _text_size(span.text) + 2 * _LINE * bool(span.href)


def _short(spans: Iterable[Span]) -> Iterator[Span]:
    for span in spans:
        for text in _pieces(span.text):
            yield span if text == span.text else replace(span, text=text)


def _pieces(text: str) -> Iterator[str]:
    """`text` cut after a space or line end where one is near, or else anywhere."""
    at, step = 0, LARGEST // (2 * _LINE)
    while len(text) - at > step:
        end = at + step
        cut = max(text.rfind(" ", at, end), text.rfind("\n", at, end)) + 1
        at, begin = (cut if cut > at else end), at
        yield text[begin:at]
    yield text[at:]
