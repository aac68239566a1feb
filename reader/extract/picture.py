"""Picture files, in the parsing process: looked at before they are decoded, decoded within bounds, written anew.

What is handed back was written by us and holds pixels alone: no text, profile or place from the original, no second
frame, nothing that a terminal or another decoder could stumble over. Pillow is imported nowhere else.
"""

from __future__ import annotations

import io
import warnings
from typing import TYPE_CHECKING, Any

from reader.domain.errors import NotAPicture
from reader.domain.pictures import CELLS_SIDE, LEAST_SIDE, MOST_PIXELS, Cells, Form, PictureRead
from reader.i18n import _

from .sixel import sixel

if TYPE_CHECKING:
    from PIL.Image import Image

MOST_WIDTH = 1024
"""Pixels across of the kept file: enough for the whole of a wide terminal."""
MOST_HEIGHT = 2048
_FORMATS = ("JPEG", "PNG", "GIF", "WEBP", "AVIF", "BMP")
_QUALITY = 85
_ORIENTATION = 0x0112
_ON_THE_SIDE = (5, 6, 7, 8)
"""Values of the EXIF orientation that swap width and height."""
_PAGE = (255, 255, 255)
"""What shows through: drawings with a clear ground are made for a white page."""


def read_picture(body: bytes) -> PictureRead:
    """Decode the first frame of a picture file of any kind that newspapers use.

    Raises NotAPicture, with a sentence, for anything else: markup, a broken or truncated file, one with more than 40
    megapixels (which its header tells, nothing is decoded), one too small to be a picture.
    """
    _refuse_markup(body)
    try:
        with warnings.catch_warnings():
            # Pillow warns of sizes and of damage in notes that nobody reads; what matters is checked here.
            warnings.simplefilter("ignore")
            return _read(body)
    except (NotAPicture, MemoryError):
        raise
    except ImportError as error:
        raise NotAPicture(_("Pictures cannot be shown: Pillow is not installed.")) from error
    except Exception as error:
        # Its decoders raise anything from SyntaxError to struct.error.
        raise NotAPicture(_("The picture is damaged or of an unknown kind.")) from error


def draw(body: bytes, form: Form, width: int, height: int) -> bytes:
    """A file of `read_picture` in another form, `width` by `height` pixels. Raises NotAPicture."""
    try:
        image = _open(body)
        drawn = image.convert("RGB").resize((width, height), _filter())
        return sixel(drawn) if form == "sixel" else _written(drawn, "png")
    except (NotAPicture, MemoryError):
        raise
    except Exception as error:
        raise NotAPicture(_("The picture is damaged or of an unknown kind.")) from error


def _refuse_markup(body: bytes) -> None:
    head = body[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if not head.startswith(b"<"):
        return
    if b"<svg" in body[:4096].lower():
        raise NotAPicture(_("Drawings in SVG are not shown."))
    raise NotAPicture(_("A web page stands where a picture was expected."))


def _open(body: bytes) -> Image:
    from PIL import Image

    # Our own limit is stricter and gives a sentence.
    Image.MAX_IMAGE_PIXELS = None
    image = Image.open(io.BytesIO(body), formats=_FORMATS)
    width, height = image.size
    if width * height > MOST_PIXELS:
        raise NotAPicture(
            _("The picture has {n} megapixels, more than is shown.").format(n=round(width * height / 1_000_000))
        )
    if width < LEAST_SIDE or height < LEAST_SIDE:
        raise NotAPicture(_("The picture is too small to be one."))
    return image


def _read(body: bytes) -> PictureRead:
    image = _open(body)
    width, height = image.size
    if image.getexif().get(_ORIENTATION, 1) in _ON_THE_SIDE:
        width, height = height, width
    # A JPEG is decoded at half, a quarter or an eighth of its size where that is enough.
    image.draft("RGB", (MOST_WIDTH, MOST_WIDTH))
    drawing = image.mode in ("1", "L", "P")
    small = _bounded(_upright(_opaque(image)), MOST_WIDTH, MOST_HEIGHT)
    kind = "png" if drawing else "jpg"
    cells = _bounded(small, CELLS_SIDE, CELLS_SIDE)
    return PictureRead(width, height, kind, _written(small, kind), Cells(*cells.size, cells.tobytes()))


def _opaque(image: Image) -> Image:
    """The first frame in red, green and blue, on white paper; made small first, which bounds the memory."""
    from PIL import Image as pil

    if image.mode.startswith(("I", "F")):
        # 16 bits a pixel, which `convert` would cut off at white.
        image = image.point(lambda value: value / 256).convert("L")
    clear = image.mode in ("RGBA", "LA", "PA", "RGBa", "La") or "transparency" in image.info
    if image.mode in ("RGB", "RGBA", "L", "CMYK"):
        # Before anything is copied: 40 megapixels are 160 MB.
        image = _bounded(image, MOST_WIDTH, MOST_HEIGHT)
    image = _bounded(image.convert("RGBA" if clear else "RGB"), MOST_WIDTH, MOST_HEIGHT)
    if not clear:
        return image
    page = pil.new("RGB", image.size, _PAGE)
    page.paste(image, mask=image.getchannel("A"))
    # Holds which way is up.
    page.info = image.info
    return page


def _upright(image: Image) -> Image:
    from PIL import ImageOps

    upright = ImageOps.exif_transpose(image)
    # What stands here (comments, the exposure, the place) would be written into our own file.
    upright.info = {}
    return upright


def _bounded(image: Image, width: int, height: int) -> Image:
    share = min(1.0, width / image.width, height / image.height)
    if share == 1.0:
        return image
    size = (max(1, round(image.width * share)), max(1, round(image.height * share)))
    return image.resize(size, _filter(), reducing_gap=3.0)


def _filter() -> Any:
    from PIL import Image as pil

    return pil.Resampling.LANCZOS


def _written(image: Image, kind: str) -> bytes:
    out = io.BytesIO()
    if kind == "png":
        image.save(out, "PNG", compress_level=6)
    else:
        image.save(out, "JPEG", quality=_QUALITY, optimize=True)
    return out.getvalue()
