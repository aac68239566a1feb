"""The unit of everything that is drawn: a line of pieces, each with a look; and running text divided into such lines.

A look names a role (`title`, `body`, `caption`…), never a colour: the widget turns roles into the styles of the theme.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from reader.domain.blocks import CODE, SUB, SUPER, Text
from reader.domain.records import dataclass

from .art import Art
from .breaks import wrap
from .cells import is_rtl, safe, width

_SUPER = str.maketrans("0123456789+-=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱ")
_SUB = str.maketrans("0123456789+-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎")


class Look(NamedTuple):
    """How a piece of text appears."""

    role: str
    bits: int = 0
    """BOLD, ITALIC… of `domain.blocks`."""
    link: int = 0
    """Number of its link in the link table, counted from 1; 0 is none."""


class Piece(NamedTuple):
    """A run of text with one look."""

    text: str
    look: Look


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the screen. Its cells never exceed the width that it was made for."""

    pieces: tuple[Piece, ...] = ()
    """The text: what can be searched and selected."""
    margin: tuple[Piece, ...] = ()
    """What stands before it and is no text: indent, bar of a quote."""
    joint: str = "\n"
    """What stands between this line and the next one in copied text: a space inside a paragraph, nothing in a word."""
    rtl: bool = False
    """Set from the right edge."""
    ground: str = ""
    """Role whose background fills the whole measure."""
    art: Art | None = None
    """A line of a picture, drawn in place of text."""

    @property
    def text(self) -> str:
        """Its characters."""
        return "".join(piece.text for piece in self.pieces)

    @property
    def cells(self) -> int:
        """Cells of text and margin."""
        own = self.art.columns if self.art else sum(width(piece.text) for piece in self.pieces)
        return sum(width(piece.text) for piece in self.margin) + own


BLANK = Line()
LinkOf = Callable[[str, str], int]
"""(URL, text) -> number in the link table, 0 for a URL that may not be opened."""


def no_links(_url: str, _text: str) -> int:
    """A `LinkOf` for text whose links are not followed."""
    return 0


def runs(text: Text, role: str, link_of: LinkOf = no_links, bits: int = 0) -> list[list[Piece]]:
    """The spans of `text` as pieces, one list for each forced line."""
    result: list[list[Piece]] = [[]]
    for span in text:
        link = link_of(span.href, span.text) if span.href and span.text.strip() else 0
        style = span.style | bits
        look = Look("link" if link else "code" if style & CODE else role, style, link)
        for number, part in enumerate(span.text.split("\n")):
            if number:
                result.append([])
            part = safe_run(part)
            if style & (SUPER | SUB):
                part = part.translate(_SUPER if style & SUPER else _SUB)
            if part:
                result[-1].append(Piece(part, look))
    return [trimmed for run in result if (trimmed := _trim(run))]


def safe_run(text: str) -> str:
    """Like `cells.safe` for a part of a line: a space at either end stays, for it parts two spans."""
    clean = safe(text)
    if clean is text or clean == text:
        return text
    if text[:1].isspace() and not clean[:1].isspace():
        clean = " " + clean
    if text[-1:].isspace() and clean.strip() and not clean[-1:].isspace():
        clean += " "
    return clean


def _trim(run: list[Piece]) -> list[Piece]:
    """Without blanks at both ends, and with at most one space where two spans meet."""
    out: list[Piece] = []
    for piece in run:
        text = piece.text
        if not out or out[-1].text.endswith(" "):
            text = text.lstrip(" ")
        if text:
            out.append(Piece(text, piece.look) if text is not piece.text else piece)
    while out and out[-1].text.endswith(" "):
        last = out.pop()
        if stripped := last.text.rstrip(" "):
            out.append(Piece(stripped, last.look))
    return out


def piece_slices(run: Sequence[Piece], spans: Sequence[tuple[int, int]]) -> Iterator[tuple[Piece, ...]]:
    """The pieces of `run` that stand in each of `spans` (ascending offsets into the run's text)."""
    if len(run) == 1:
        text, look = run[0]
        for start, end in spans:
            yield (Piece(text[start:end], look),) if end > start else ()
        return
    index = base = 0
    for start, end in spans:
        row: list[Piece] = []
        while index < len(run):
            piece = run[index]
            stop = base + len(piece.text)
            if stop > start and base < end:
                part = piece.text[max(0, start - base) : end - base]
                row.append(Piece(part, piece.look))
            if stop > end:
                break
            index, base = index + 1, stop
        yield tuple(row)


def flow(
    run: Sequence[Piece],
    columns: int,
    *,
    margin: tuple[Piece, ...] = (),
    first_margin: tuple[Piece, ...] | None = None,
) -> list[Line]:
    """Divide one run of pieces into lines of at most `columns` cells, margins included.

    `first_margin` stands before the first line, `margin` before the others.
    """
    text = run[0].text if len(run) == 1 else "".join(piece.text for piece in run)
    head = margin if first_margin is None else first_margin
    room = columns - sum(width(piece.text) for piece in margin)
    first = columns - sum(width(piece.text) for piece in head)
    spans = wrap(text, room, first)
    rtl = is_rtl(text)
    lines: list[Line] = []
    last = len(spans) - 1
    for number, row in enumerate(piece_slices(run, spans)):
        joint = "\n" if number == last else " " if spans[number + 1][0] > spans[number][1] else ""
        lines.append(Line(row, margin if number else head, joint, rtl))
    return lines


def paragraph(text: Text, columns: int, role: str, link_of: LinkOf = no_links) -> list[Line]:
    """`text` set to `columns` cells; forced line breaks begin a new line without a blank one between."""
    return [line for run in runs(text, role, link_of) for line in flow(run, columns)]
