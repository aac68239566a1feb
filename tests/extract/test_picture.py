"""Pictures in the parsing process: what is decoded, what is refused, and that what comes out is ours alone."""

from __future__ import annotations

import asyncio
import io
import re
from contextlib import suppress
from datetime import UTC, datetime

import pytest
from floods import examples
from hypothesis import given, settings
from hypothesis import strategies as st
from picture_files import BLUE, RED, SVG, animated, clear_picture, huge_png, picture, turned
from PIL import Image

from reader.domain.errors import NotAPicture
from reader.domain.pictures import CELLS_SIDE, PictureRead
from reader.extract.picture import MOST_WIDTH, draw, read_picture
from reader.extract.pool import Pool
from reader.sources.api import Fetched

NOW = datetime(2026, 3, 1, tzinfo=UTC)


def near(found: PictureRead, x: float, y: float, colour: tuple[int, int, int]) -> bool:
    """Whether the cells show `colour` at a place given as fractions."""
    cells = found.cells
    at = (round(y * (cells.height - 1)) * cells.width + round(x * (cells.width - 1))) * 3
    return all(abs(a - b) < 12 for a, b in zip(cells.rgb[at : at + 3], colour, strict=True))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "WEBP", "BMP", "AVIF"])
def test_the_kinds_that_newspapers_use_are_read(kind: str) -> None:
    found = read_picture(picture(600, 400, kind=kind))
    assert (found.width, found.height) == (600, 400)
    assert (found.cells.width, found.cells.height) == (CELLS_SIDE, round(CELLS_SIDE * 2 / 3))
    assert len(found.cells.rgb) == found.cells.width * found.cells.height * 3
    assert near(found, 0.5, 0.1, RED)
    assert near(found, 0.5, 0.9, BLUE)


@pytest.mark.parametrize("mode", ["L", "P", "1", "CMYK", "YCbCr"])
def test_other_colour_spaces_come_out_as_red_green_blue(mode: str) -> None:
    kind = "JPEG" if mode in ("CMYK", "YCbCr") else "PNG"
    found = read_picture(picture(kind=kind, mode=mode))
    assert len(found.cells.rgb) == found.cells.width * found.cells.height * 3


def test_sixteen_bits_of_grey_keep_their_tones() -> None:
    out = io.BytesIO()
    Image.new("I;16", (40, 40), 0x8000).save(out, "PNG")
    assert near(read_picture(out.getvalue()), 0.5, 0.5, (128, 128, 128))


def test_a_large_picture_is_kept_small() -> None:
    found = read_picture(picture(4000, 3000))
    assert (found.width, found.height) == (4000, 3000)
    assert Image.open(io.BytesIO(found.data)).width == MOST_WIDTH


def test_what_is_kept_holds_pixels_alone() -> None:
    secret = b"taken at 10.77N 106.69E"
    exif = Image.Exif()
    exif[0x010E] = secret.decode()
    body = picture(exif=exif, comment=secret)
    assert secret in body
    assert secret not in read_picture(body).data


def test_a_picture_on_its_side_stands_up() -> None:
    found = read_picture(turned())
    assert (found.width, found.height) == (200, 300)
    assert near(found, 0.9, 0.5, RED)
    assert near(found, 0.1, 0.5, BLUE)


def test_an_animation_shows_its_first_frame() -> None:
    assert near(read_picture(animated()), 0.5, 0.5, RED)


def test_what_is_clear_lies_on_white_paper() -> None:
    assert near(read_picture(clear_picture()), 0.5, 0.5, (255, 255, 255))


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"", "damaged"),
        (b"GIF89a", "damaged"),
        (picture()[:-900], "damaged"),
        (picture(kind="PNG")[:200], "damaged"),
        (b"<!doctype html><title>Not here</title>", "web page"),
        (b"\xef\xbb\xbf \n<html>", "web page"),
        (SVG, "SVG"),
        (b"%PDF-1.7", "damaged"),
        (picture(1, 1, "PNG"), "too small"),
        (picture(300, 4, "PNG"), "too small"),
    ],
)
def test_what_is_no_picture_is_refused_with_a_sentence(body: bytes, why: str) -> None:
    with pytest.raises(NotAPicture, match=why):
        read_picture(body)


def test_a_hundred_megapixels_are_refused_by_their_header() -> None:
    body = huge_png()
    assert len(body) < 200_000
    with pytest.raises(NotAPicture, match="100 megapixels"):
        read_picture(body)


@given(st.binary(max_size=400))
@settings(max_examples=examples(60), deadline=None)
def test_any_bytes_give_a_picture_or_a_sentence(noise: bytes) -> None:
    for body in (noise, picture(40, 30)[:300] + noise, b"\x89PNG\r\n\x1a\n" + noise, b"GIF89a" + noise):
        with suppress(NotAPicture):
            assert read_picture(body).cells.rgb


def decoded(data: bytes) -> dict[tuple[int, int], tuple[int, int, int]]:
    """The pixels of a sixel sequence, colours in percent."""
    head, _q, body = data.removesuffix(b"\x1b\\").partition(b"q")
    assert head.startswith(b"\x1bP")
    colours: dict[int, tuple[int, int, int]] = {}
    pixels: dict[tuple[int, int], tuple[int, int, int]] = {}
    x = top = colour = 0
    for token in re.findall(rb'"[\d;]+|#\d+;2;\d+;\d+;\d+|#\d+|!\d+.|[$-]|[?-~]', body):
        if token[:1] == b"#":
            number, *rest = map(int, token[1:].split(b";"))
            if rest:
                colours[number] = (rest[1], rest[2], rest[3])
            colour = number
        elif token in b"$-":
            x, top = 0, top + (6 if token == b"-" else 0)
        elif token[:1] != b'"':
            run = int(token[1:-1]) if token[:1] == b"!" else 1
            bits = token[-1] - 63
            lit = [row for row in range(6) if bits >> row & 1]
            pixels |= {(x + column, top + row): colours[colour] for column in range(run) for row in lit}
            x += run
    return pixels


def test_sixels_hold_every_pixel_once_and_in_its_colour() -> None:
    data = draw(read_picture(picture(kind="PNG", mode="P")).data, "sixel", 50, 20)
    pixels = decoded(data)
    assert set(pixels) == {(x, y) for x in range(50) for y in range(20)}
    for place, colour in (((3, 0), RED), ((3, 19), BLUE)):
        assert all(abs(found - part / 2.55) < 2 for found, part in zip(pixels[place], colour, strict=True))
    # No line feed at its end: at the foot of the screen that would scroll everything up.
    assert not data.removesuffix(b"\x1b\\").endswith(b"-")


def test_a_png_is_drawn_in_the_size_that_was_asked_for() -> None:
    drawn = draw(read_picture(picture()).data, "png", 90, 37)
    assert Image.open(io.BytesIO(drawn)).size == (90, 37)


def test_the_child_reads_draws_and_refuses() -> None:
    async def scenario() -> None:
        pool = Pool(1)
        try:
            found = await pool.read_picture(Fetched("https://x.example/a.jpg", picture()), NOW)
            assert found.width == 300
            assert (await pool.draw_picture(found.data, "sixel", 20, 12, NOW)).startswith(b"\x1bP")
            with pytest.raises(NotAPicture, match="SVG"):
                await pool.read_picture(Fetched("https://x.example/a.svg", SVG), NOW)
            with pytest.raises(NotAPicture, match="megapixels"):
                await pool.read_picture(Fetched("https://x.example/a.png", huge_png()), NOW)
            large = await pool.read_picture(
                Fetched("https://x.example/b.jpg", picture(7000, 5500, "PNG", compress_level=1)), NOW
            )
            assert (large.width, large.height) == (7000, 5500)
        finally:
            await pool.close()

    asyncio.run(scenario())
