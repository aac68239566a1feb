"""A picture in cells of two colours: half blocks, and quarter blocks where an edge runs through a cell.

A cell stands for two pixels beside each other and two below. Where the four are much alike it is an upper half block
(`▀`, foreground above, background below), which keeps soft tones; where they part into light and dark ones it is the
block whose shape comes nearest, which keeps edges and letters sharp. All of them are in every monospaced font.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from rich.color import Color
from rich.segment import Segment
from rich.style import Style

from reader.domain.pictures import Cells

HALF = "▀"
_BLOCKS = " ▘▝▀▖▌▞▛▗▚▐▜▄▙▟█"
"""By which quarters are in the foreground: 1 upper left, 2 upper right, 4 lower left, 8 lower right."""
_EDGE = 160
"""Difference in brightness (0 to 2550) from which the pixels of a cell are parted."""
_PIXELS_A_CELL = 8
"""Pixels that one cell stands for: a picture is not shown larger than it is."""
_LEAST_COLUMNS = 10


class Run(NamedTuple):
    """Cells side by side with the same two colours."""

    text: str
    fore: int
    """Colour, 0xRRGGBB."""
    back: int


class Art(NamedTuple):
    """One line of a picture's place in the text."""

    url: str
    row: int
    """Which of its lines this is, from 0."""
    rows: int
    columns: int
    link: int = 0
    """Number of the picture in the link table."""
    runs: tuple[Run, ...] = ()
    """What is drawn; nothing while the picture is on its way."""


def box(width: int, height: int, columns: int, most_rows: int, aspect: float = 0.5) -> tuple[int, int]:
    """(columns, rows) for a picture of so many pixels in a measure of `columns`; `aspect` is a cell's width over its
    height. Small pictures stay small."""
    wide = max(1, min(columns, max(_LEAST_COLUMNS, -(-width // _PIXELS_A_CELL))))
    rows = max(1, round(wide * height / max(1, width) * aspect))
    if rows > most_rows:
        rows = max(1, most_rows)
        wide = max(1, min(wide, round(rows * width / max(1, height) / aspect)))
    return wide, rows


def shrink(cells: Cells, width: int, height: int) -> list[list[int]]:
    """The picture in `height` rows of `width` colours (0xRRGGBB), each the mean of the pixels that it stands for."""
    stride = cells.width * 3
    columns = [_span(x, width, cells.width) for x in range(width)]
    result = []
    for y in range(height):
        first, last = _span(y, height, cells.height)
        rows = [cells.rgb[row * stride : (row + 1) * stride] for row in range(first, last)]
        sums = list(map(sum, zip(*rows, strict=True))) if len(rows) > 1 else list(rows[0])
        red, green, blue = sums[0::3], sums[1::3], sums[2::3]
        line = []
        for begin, end in columns:
            count = (end - begin) * len(rows)
            line.append(
                sum(red[begin:end]) // count << 16 | sum(green[begin:end]) // count << 8 | sum(blue[begin:end]) // count
            )
        result.append(line)
    return result


def _span(index: int, count: int, size: int) -> tuple[int, int]:
    """Which of `size` pixels the part `index` of `count` stands for, at least one."""
    begin = index * size // count
    return begin, max(begin + 1, (index + 1) * size // count)


def in_cells(cells: Cells, columns: int, rows: int) -> list[tuple[Run, ...]]:
    """The picture in `rows` lines of `columns` cells."""
    pixels = shrink(cells, columns * 2, rows * 2)
    return [_line(pixels[row * 2], pixels[row * 2 + 1]) for row in range(rows)]


def _line(tops: list[int], bottoms: list[int]) -> tuple[Run, ...]:
    runs: list[Run] = []
    for x in range(0, len(tops), 2):
        text, fore, back = _cell(tops[x], tops[x + 1], bottoms[x], bottoms[x + 1])
        if runs and runs[-1][1] == fore and runs[-1][2] == back:
            runs[-1] = Run(runs[-1].text + text, fore, back)
        else:
            runs.append(Run(text, fore, back))
    return tuple(runs)


def _cell(*pixels: int) -> tuple[str, int, int]:
    """The block for four pixels, row by row, and its colours."""
    lights = [(pixel >> 16) * 3 + (pixel >> 8 & 0xFF) * 6 + (pixel & 0xFF) for pixel in pixels]
    ranked = sorted(lights)
    if ranked[3] - ranked[0] < _EDGE:
        top, bottom = _mean(pixels[:2]), _mean(pixels[2:])
        return (" ", bottom, bottom) if top == bottom else (HALF, top, bottom)
    # Parted where the step from one to the next brighter pixel is the widest.
    step = max(range(3), key=lambda place: ranked[place + 1] - ranked[place])
    lit = [light > ranked[step] for light in lights]
    block = _BLOCKS[sum(1 << place for place, is_lit in enumerate(lit) if is_lit)]
    fore = _mean([pixel for pixel, is_lit in zip(pixels, lit, strict=True) if is_lit])
    return block, fore, _mean([pixel for pixel, is_lit in zip(pixels, lit, strict=True) if not is_lit])


def _mean(pixels: Sequence[int]) -> int:
    count = len(pixels)
    red = sum(pixel >> 16 for pixel in pixels) // count
    green = sum(pixel >> 8 & 0xFF for pixel in pixels) // count
    return red << 16 | green << 8 | sum(pixel & 0xFF for pixel in pixels) // count


def art_segments(runs: Sequence[Run]) -> list[Segment]:
    """The cells of a line."""
    return [Segment(text, _style(fore, back)) for text, fore, back in runs]


@lru_cache(maxsize=8192)
def _style(fore: int, back: int) -> Style:
    return Style(color=_colour(fore), bgcolor=_colour(back))


def _colour(value: int) -> Color:
    return Color.from_rgb(value >> 16, value >> 8 & 0xFF, value & 0xFF)
