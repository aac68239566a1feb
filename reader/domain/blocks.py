"""The article's text as a list of blocks: what the article pane shows and what the store keeps.

A block tree is immutable, holds plain text that `domain.text` has cleaned, and has one JSON form (`dump`/`load`),
used between processes and in the store, so that no process unpickles what another one parsed from hostile input.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any, TypeAlias

from reader.domain.records import dataclass

BOLD, ITALIC, CODE, STRIKE, UNDERLINE, SUPER, SUB = (1 << n for n in range(7))


@dataclass(frozen=True, slots=True)
class Span:
    """A run of text with one look and at most one link."""

    text: str
    """Plain text; a newline is a forced line break."""
    style: int = 0
    """Bit set of BOLD, ITALIC, CODE, STRIKE, UNDERLINE, SUPER, SUB."""
    href: str = ""
    """Absolute http(s), mailto or gemini URL, or empty."""


Text: TypeAlias = tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of running text."""

    text: Text


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading inside the article."""

    text: Text
    level: int = 2
    """1 to 6 as in HTML."""


@dataclass(frozen=True, slots=True)
class ListBlock:
    """A list; each item is a sequence of blocks, so lists nest."""

    items: tuple[tuple[Block, ...], ...]
    ordered: bool = False
    start: int = 1
    """Number of the first item of an ordered list."""


@dataclass(frozen=True, slots=True)
class Quote:
    """A block quotation."""

    blocks: tuple[Block, ...]
    cite: str = ""
    """Who is quoted, as printed, or empty."""


@dataclass(frozen=True, slots=True)
class Code:
    """Preformatted text, shown as it is."""

    text: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A data table; layout tables never get this far."""

    rows: tuple[tuple[Text, ...], ...]
    header: bool = False
    """True when the first row holds column headings."""
    caption: Text = ()


@dataclass(frozen=True, slots=True)
class Image:
    """A picture at its place in the text."""

    url: str
    alt: str = ""
    caption: Text = ()
    credit: str = ""
    width: int = 0
    """Pixels as the page states them, 0 when unknown."""
    height: int = 0


@dataclass(frozen=True, slots=True)
class Embed:
    """Something the terminal cannot show in place (video, audio, post, map): a described line with a link."""

    kind: str
    """`video`, `audio`, `post`, `map` or `frame`."""
    url: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """A thematic break."""


Block: TypeAlias = Paragraph | Heading | ListBlock | Quote | Code | Table | Image | Embed | Rule


def plain(text: Text) -> str:
    """The characters of `text` without looks and links."""
    return "".join(span.text for span in text)


def walk(blocks: Sequence[Block]) -> Iterator[Block]:
    """Every block of the tree in document order, parents before children."""
    for block in blocks:
        yield block
        if isinstance(block, ListBlock):
            for item in block.items:
                yield from walk(item)
        elif isinstance(block, Quote):
            yield from walk(block.blocks)


def texts(blocks: Sequence[Block]) -> Iterator[str]:
    """The plain text of each leaf block in document order; pictures give their caption, tables their cells by row."""
    for block in walk(blocks):
        if isinstance(block, Paragraph | Heading):
            yield plain(block.text)
        elif isinstance(block, Code):
            yield block.text
        elif isinstance(block, Table):
            for row in block.rows:
                yield "\t".join(plain(cell) for cell in row)
        elif isinstance(block, Image) and block.caption:
            yield plain(block.caption)


def links(blocks: Sequence[Block]) -> Iterator[tuple[str, str]]:
    """(url, link text) of every link in the running text, in document order."""
    for block in walk(blocks):
        runs: Sequence[Text] = ()
        if isinstance(block, Paragraph | Heading):
            runs = (block.text,)
        elif isinstance(block, Table):
            runs = [cell for row in block.rows for cell in row]
        elif isinstance(block, Image):
            runs = (block.caption,)
        for run in runs:
            for span in run:
                if span.href:
                    yield span.href, span.text


def _dump_text(text: Text) -> list[Any]:
    return [span.text if not (span.style or span.href) else [span.text, span.style, span.href] for span in text]


def _load_text(data: list[Any]) -> Text:
    return tuple(
        Span(item) if isinstance(item, str) else Span(str(item[0]), int(item[1]), str(item[2])) for item in data
    )


def _dump_block(block: Block) -> list[Any]:
    match block:
        case Paragraph(text):
            return ["p", _dump_text(text)]
        case Heading(text, level):
            return ["h", _dump_text(text), level]
        case ListBlock(items, ordered, start):
            return ["l", [[_dump_block(b) for b in item] for item in items], ordered, start]
        case Quote(blocks, cite):
            return ["q", [_dump_block(b) for b in blocks], cite]
        case Code(code, language):
            return ["c", code, language]
        case Table(rows, header, caption):
            return ["t", [[_dump_text(cell) for cell in row] for row in rows], header, _dump_text(caption)]
        case Image(url, alt, caption, credit, width, height):
            return ["i", url, alt, _dump_text(caption), credit, width, height]
        case Embed(kind, url, title):
            return ["e", kind, url, title]
        case Rule():
            return ["r"]


def _load_block(data: list[Any]) -> Block | None:
    match data:
        case ["p", text]:
            return Paragraph(_load_text(text))
        case ["h", text, level]:
            return Heading(_load_text(text), int(level))
        case ["l", items, ordered, start]:
            return ListBlock(tuple(_load_blocks(item) for item in items), bool(ordered), int(start))
        case ["q", blocks, cite]:
            return Quote(_load_blocks(blocks), str(cite))
        case ["c", code, language]:
            return Code(str(code), str(language))
        case ["t", rows, header, caption]:
            cells = tuple(tuple(_load_text(cell) for cell in row) for row in rows)
            return Table(cells, bool(header), _load_text(caption))
        case ["i", url, alt, caption, credit, width, height]:
            return Image(str(url), str(alt), _load_text(caption), str(credit), int(width), int(height))
        case ["e", kind, url, title]:
            return Embed(str(kind), str(url), str(title))
        case ["r"]:
            return Rule()
    return None


def _load_blocks(data: list[Any]) -> tuple[Block, ...]:
    return tuple(block for item in data if (block := _load_block(item)) is not None)


def dump(blocks: Sequence[Block]) -> str:
    """The JSON form of `blocks`; `load` gives back an equal value."""
    return json.dumps([_dump_block(block) for block in blocks], ensure_ascii=False, separators=(",", ":"))


def load(data: str | bytes) -> tuple[Block, ...]:
    """Read the JSON form. A kind of block that this version does not know is left out.

    Raises ValueError or TypeError when `data` is not the JSON form at all.
    """
    return _load_blocks(json.loads(data))
