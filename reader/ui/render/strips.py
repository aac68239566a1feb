"""Lines as Textual strips: looks become styles, cells are filled to the last one, selections and hits are laid over."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from .art import Art, art_segments
from .cells import LRM, RLM, has_rtl, width
from .lines import Line, Look

StyleOf = Callable[[Look], Style]


class Overlay(NamedTuple):
    """A style over the characters `start` to `end` of a line; `end` -1 is the line's end."""

    start: int
    end: int
    style: Style


def stylize(parts: list[tuple[str, Style]], overlays: Sequence[Overlay]) -> list[tuple[str, Style]]:
    """Lay `overlays` over the characters of `parts`."""
    for start, end, style in overlays:
        if end < 0:
            end = sum(len(text) for text, _ in parts)
        if end <= start:
            continue
        result: list[tuple[str, Style]] = []
        at = 0
        for text, own in parts:
            low, high = max(start - at, 0), min(end - at, len(text))
            if low >= high:
                result.append((text, own))
            else:
                result += [
                    (part, look)
                    for part, look in ((text[:low], own), (text[low:high], own + style), (text[high:], own))
                    if part
                ]
            at += len(text)
        parts = result
    return parts


def _drawn(art: Art, style_of: StyleOf, covered: int) -> list[Segment]:
    """A line of a picture but for its first `covered` cells; while it is on its way, its quiet ground."""
    if art.runs:
        segments = art_segments(art.runs)
    else:
        sign = "▢" if art.row == art.rows // 2 else ""
        segments = [Segment(sign.center(art.columns), style_of(Look("waiting")))]
    return list(Strip(segments, art.columns).crop(covered)) if covered else segments


def paint(
    line: Line,
    style_of: StyleOf,
    blank: Style,
    *,
    left: int,
    columns: int,
    total: int,
    overlays: Sequence[Overlay] = (),
    row: int | None = None,
) -> Strip:
    """The strip of `line`: `left` blank cells, `columns` cells for the line, then blanks up to `total`.

    With `row` its text can be selected: `row` is the vertical coordinate that Textual then reports.
    """
    parts = [(piece.text, style_of(piece.look)) for piece in line.pieces]
    drawn = _drawn(line.art, style_of, sum(width(text) for text, _style in parts)) if line.art else []
    if overlays:
        parts = stylize(parts, overlays)
    fence = LRM if any(has_rtl(text) for text, _ in parts) else ""
    margin = [Segment(piece.text, style_of(piece.look)) for piece in line.margin]
    used = sum(width(segment.text) for segment in margin)
    cells = line.art.columns if line.art else sum(width(text) for text, _ in parts)
    ground = style_of(Look(line.ground)) if line.ground else blank
    gap = max(0, columns - used - cells)
    body: list[Segment] = []
    at = 0
    for text, style in parts:
        if row is not None:
            style = style + Style.from_meta({"offset": (at, row)})
            at += len(text)
        body.append(Segment(text, style))
    if not parts and row is not None:
        body = [Segment("", Style.from_meta({"offset": (0, row)}))]
    before = gap if line.rtl else 0
    edge = RLM if line.rtl else ""
    segments = [Segment(" " * left, blank)] if left else []
    segments += margin
    if before or fence:
        segments.append(Segment(" " * before + fence + edge, ground))
    segments += body
    segments += drawn
    after = gap - before
    rest = total - left - used - cells - gap
    if after or fence:
        segments.append(Segment(edge + fence + " " * after, ground))
    if rest > 0:
        segments.append(Segment(" " * rest, blank))
    strip = Strip(segments, left + used + cells + gap + max(0, rest))
    return strip if strip.cell_length == total else strip.crop(0, total)
