"""A picture as the reader keeps it: pixels to be drawn in cells at once, and a file for terminals that show more."""

from __future__ import annotations

from typing import Literal, TypeAlias

from reader.domain.records import dataclass

MOST_PIXELS = 40_000_000
"""Pixels of a picture beyond which it is not even decoded: 40 megapixels, more than any newspaper prints."""
MOST_BYTES = 8 * 1024 * 1024
"""Bytes of one fetched picture."""
LEAST_SIDE = 12
"""Pixels below which a picture is a counter or a button."""
CELLS_SIDE = 320
"""Pixels of the longer side of `Cells`: as many as the cells of a wide screen can tell apart, two in each."""

Form: TypeAlias = Literal["png", "sixel"]
"""What a terminal takes: `png` for kitty's protocol, `sixel`. iTerm2 takes the kept file as it is."""


@dataclass(frozen=True, slots=True)
class Cells:
    """Pixels of a picture made small, to be drawn in cells."""

    width: int
    height: int
    rgb: bytes
    """`width * height` times red, green, blue, row by row."""


@dataclass(frozen=True, slots=True)
class PictureRead:
    """What the parsing process made of a picture file."""

    width: int
    """Pixels of the original, as it is meant to be seen (turned as its camera says)."""
    height: int
    kind: str
    """`jpg` or `png`: the form of `data`."""
    data: bytes
    """The picture once more, written by us: at most `MOST_WIDTH` wide, without anything but its pixels."""
    cells: Cells


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture out of the cache."""

    url: str
    width: int
    """Pixels of the original."""
    height: int
    cells: Cells
    file: str = ""
    """Path of the file that is kept, empty when there is none."""


@dataclass(frozen=True, slots=True)
class PictureState:
    """What is known of a picture before its file is read."""

    width: int = 0
    """Pixels, 0 where it could not be had."""
    height: int = 0
    error: str = ""
    """Why it could not be had, in a sentence; empty when it is in the cache."""
