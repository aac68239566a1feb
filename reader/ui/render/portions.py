"""Blocks of a size that no author writes, as several: each is laid out in one go, and keys wait meanwhile.

An entry of 1 MB may be one paragraph of 300,000 line ends or one list of 100,000 items: 3 s at a stretch, measured.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from reader.domain.blocks import Block, Code, Heading, Image, ListBlock, Paragraph, Quote, Span, Table, Text, texts

from .blocks import CaptionPart, ListPart
from .cells import is_narrow
from .tables import Measures, TablePart, rows_of

T = TypeVar("T")

LARGEST = 10_000
"""Characters of a paragraph that is left whole: 20 to 40 ms to lay out."""
LARGEST_TREE = 6_000
"""Of what has parts of its own, between which nobody sees where it was divided: 10 to 20 ms."""
LARGEST_CODE = 15_000
LARGEST_OF: Mapping[type, int] = {Paragraph: LARGEST, Heading: LARGEST, Image: LARGEST, Code: LARGEST_CODE}
_SHORT_ITEM = 140  # characters of an item up to which a list has no blank lines, about two lines
_LINE = 20
"""Characters that a line end counts for, and a link and a block twice."""

_SPAN = 4
"""What another look or link counts for."""
_WIDE = 3
"""What a letter counts for in a text whose letters are not all known to take one cell."""


def portions(block: Block) -> Iterator[Block]:
    """`block`, or the parts of one that is too large, in order; together they hold the same text and links."""
    if _within(block, LARGEST_OF.get(type(block), LARGEST_TREE)):
        yield block
    elif isinstance(block, Paragraph | Heading):
        for spans in _runs(_short(block.text), LARGEST, _span_size):
            yield replace(block, text=tuple(spans))
    elif isinstance(block, Image):
        yield from _captions(block)
    elif isinstance(block, Table):
        yield from _tables(block)
    elif isinstance(block, Code):
        for piece in _runs(_pieces(block.text), LARGEST_CODE, _text_size):
            yield replace(block, text="".join(piece).rstrip("\n"))
    elif isinstance(block, Quote):
        inner = (part for child in block.blocks for part in portions(child))
        for run in _runs(inner, LARGEST_TREE, _size):
            yield replace(block, blocks=tuple(run))
    elif isinstance(block, ListBlock):
        yield from _lists(block)
    else:
        yield block


def _captions(block: Image) -> Iterator[Block]:
    credit = (Span(f" {block.credit}"),) if block.credit else ()
    first, *others = _runs(_short((*block.caption, *credit)), LARGEST, _span_size)
    yield replace(block, caption=tuple(first), credit="")
    for spans in others:
        yield CaptionPart(tuple(spans))


def _lists(block: ListBlock) -> Iterator[Block]:
    start, follows = block.start, False
    for run in _runs(block.items, LARGEST_TREE, lambda item: sum(map(_size, item))):
        if len(run) == 1 and sum(map(_size, run[0])) > LARGEST:
            # One item that is a flood by itself: without its mark.
            for child in run[0]:
                yield from portions(child)
            follows = False
        else:
            tight = all(map(_is_short, run))
            yield ListPart(tuple(run), block.ordered, start, first=not (follows and tight))
            follows = tight
        start += len(run)


def _is_short(item: Sequence[Block]) -> bool:
    return len(item) == 1 and isinstance(item[0], Paragraph) and _within(item[0], _SHORT_ITEM + 2 * _LINE)


def _tables(block: Table) -> Iterator[Block]:
    rows = rows_of(block)
    if not rows:
        return
    measures = Measures(rows, block.header)
    begin = 0
    for run in _runs(rows, LARGEST_TREE, _row_size):
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
    return sum(_sizes(block))


def _within(block: Block, most: int) -> bool:
    """Whether `block` is no larger; looks at no more of it than that takes."""
    taken = 0
    for size in _sizes(block):
        taken += size
        if taken > most:
            return False
    return True


def _sizes(block: Block) -> Iterator[int]:
    yield 2 * _LINE
    if isinstance(block, Paragraph | Heading):
        yield from map(_span_size, block.text)
    elif isinstance(block, Table):
        yield from map(_row_size, block.rows)
        yield from map(_span_size, block.caption)
    elif isinstance(block, ListBlock):
        for item in block.items:
            for child in item:
                yield from _sizes(child)
    elif isinstance(block, Quote):
        for child in block.blocks:
            yield from _sizes(child)
    else:
        yield from map(_text_size, texts((block,)))


def _text_size(text: str) -> int:
    # Where a line may end is asked at each letter of a text that is not all of one cell.
    letters = len(text) if is_narrow(text.replace("\n", "")) else _WIDE * len(text)
    return letters + _LINE * text.count("\n")


def _span_size(span: Span) -> int:
    return _text_size(span.text) + _SPAN + 2 * _LINE * bool(span.href)


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
