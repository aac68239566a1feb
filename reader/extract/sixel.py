"""A picture as sixels: bands of six rows, each colour of a band drawn over the others (DEC STD 070, chapter 9)."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image

_COLOURS = 256
_BAND = 6
_RUN = re.compile(rb"(.)\1{3,}", re.DOTALL)
_PRINTED = bytes((value + 63) & 0xFF for value in range(256))


def sixel(image: Image) -> bytes:
    """An RGB picture as one sixel sequence, without a line feed after its last band."""
    from PIL import Image as pil

    palette = image.quantize(_COLOURS, method=pil.Quantize.MEDIANCUT)
    flat = image.quantize(palette=palette, dither=pil.Dither.FLOYDSTEINBERG)
    width, height = flat.size
    colours = flat.getpalette() or []
    data = flat.tobytes()
    out = [b'\x1bP0;1;0q"1;1;%d;%d' % (width, height)]
    for number in sorted(set(data)):
        red, green, blue = (round(part * 100 / 255) for part in colours[number * 3 : number * 3 + 3])
        out.append(b"#%d;2;%d;%d;%d" % (number, red, green, blue))
    bands = [
        _band([data[(top + row) * width : (top + row + 1) * width] for row in range(min(_BAND, height - top))])
        for top in range(0, height, _BAND)
    ]
    out += [b"-".join(bands), b"\x1b\\"]
    return b"".join(out)


def _band(rows: list[bytes]) -> bytes:
    """Up to six rows of palette numbers."""
    width = len(rows[0])
    colours = set().union(*rows)
    passes = []
    for colour in sorted(colours):
        bits = 0
        for row, numbers in enumerate(rows):
            # Whole rows at a time: one number of `width` bytes, the bit of this row where the colour stands.
            bits |= int.from_bytes(numbers.translate(_only(colour, row)), "big")
        line = bits.to_bytes(width, "big").rstrip(b"\0").translate(_PRINTED)
        passes.append(b"#%d" % colour + _RUN.sub(lambda run: b"!%d%s" % (len(run[0]), run[1]), line))
    return b"$".join(passes)


@lru_cache(maxsize=_COLOURS * _BAND)
def _only(colour: int, row: int) -> bytes:
    """A table that turns `colour` into the bit of `row`, everything else into nothing."""
    return bytes(1 << row if value == colour else 0 for value in range(256))
