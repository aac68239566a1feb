"""Pictures in the whole interface: brought when they are near, from the cache only where that is asked, one large."""

from __future__ import annotations

import fcntl
import os
import struct
import sys
import termios

import pytest
from textual import events

from reader.config import Config, Look
from reader.domain.blocks import Image
from reader.domain.errors import StoreLocked
from reader.domain.pictures import Cells, Picture
from reader.ui.render.graphics import Graphics, PaintedStrip
from reader.ui.screens.help import Help
from reader.ui.screens.large_picture import LargePicture, plates_of
from reader.ui.widgets.picture_canvas import PictureCanvas

from .conftest import TWO, Drive, Driven
from .fakes import FakeLibrary

URL = "https://feed1.example/a.jpg"


def picture(url: str = URL) -> Picture:
    return Picture(url, 640, 360, Cells(2, 2, b"\xff\0\0\0\xff\0\0\0\xff\xff\xff\xff"), "/cache/ab/abcd.jpg")


def away() -> FakeLibrary:
    return FakeLibrary(pictures_away={URL: picture()})


async def opened(d: Driven, graphics: Graphics = Graphics.CELLS) -> None:
    """A story with a picture is on the screen."""
    d.screen._see_graphics = lambda: None  # type: ignore[method-assign]  # whatever terminal runs the tests
    d.screen.article.graphics = graphics
    d.screen._large, d.screen._asked = graphics, True
    await d.press("enter")
    await d.settle()
    await d.settle()


def drawn(d: Driven) -> int:
    return sum(bool(line.art and line.art.runs) for line in d.screen.article._layout.lines)


def large(d: Driven) -> LargePicture:
    assert isinstance(d.app.screen, LargePicture)
    return d.app.screen


def test_a_picture_is_fetched_for_the_story_that_is_read(drive: Drive) -> None:
    async def scenario(d: Driven) -> None:
        await opened(d)
        await d.until(lambda: drawn(d), "the picture")
        assert d.library.fetched_pictures == [URL]

    drive(scenario, library=away())


def test_a_picture_in_the_cache_is_shown_without_the_network(drive: Drive) -> None:
    async def scenario(d: Driven) -> None:
        await opened(d)
        await d.until(lambda: drawn(d), "the picture")
        assert d.library.fetched_pictures == []

    drive(scenario, library=FakeLibrary(pictures={URL: picture()}))


def test_pictures_have_the_shape_that_the_cells_of_the_terminal_ask_for(
    drive: Drive, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def scenario(d: Driven) -> None:
        assert d.screen.front.book.aspect == d.screen.article.book.aspect == 0.4

    master, slave = os.openpty()
    with open(master, "rb"), open(slave, "w") as terminal:
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 100, 800, 800))
        monkeypatch.setattr(sys, "__stdout__", terminal)
        drive(scenario)


def test_pictures_from_the_cache_only(drive: Drive) -> None:
    async def scenario(d: Driven) -> None:
        await opened(d)
        await d.until(lambda: not d.screen.article.book.missing([URL]))
        assert d.library.fetched_pictures == []
        assert not drawn(d)

    drive(scenario, library=away(), config=Config(look=Look(pictures="cached")))


def test_pictures_off(drive: Drive) -> None:
    async def scenario(d: Driven) -> None:
        await opened(d)
        assert not drawn(d)
        await d.press("v")
        await d.until(lambda: drawn(d), "the picture")
        assert d.said[-1] == "Pictures are shown."

    driven = drive(scenario, library=away(), config=Config(look=Look(pictures="off")))
    assert driven.library.fetched_pictures == [URL]


def test_a_terminal_without_colours_is_told_so_and_nothing_is_fetched(drive: Drive) -> None:
    async def scenario(d: Driven) -> None:
        await d.press("enter", "v")
        assert "too few colours" in d.said[-1]

    assert drive(scenario, library=away(), theme="terminal").library.fetched_pictures == []


def test_a_picture_that_cannot_be_had_is_told_in_words_and_asked_for_once(drive: Drive) -> None:
    async def scenario(d: Driven) -> None:
        await opened(d)
        await d.until(lambda: not d.screen.article.book.missing([URL]))
        await d.press("j", "k", "j", "k")
        assert not drawn(d)

    assert drive(scenario).library.fetched_pictures == [URL]


def test_back_online_it_is_asked_for_again(drive: Drive) -> None:
    async def scenario(d: Driven) -> None:
        await opened(d)
        await d.until(lambda: not d.screen.article.book.missing([URL]))
        d.library.pictures_away[URL] = picture()
        await d.library.set_offline(True)
        await d.library.set_offline(False)
        await d.until(lambda: drawn(d), "the picture")

    assert drive(scenario).library.fetched_pictures == [URL, URL]


def test_enter_shows_it_large_and_escape_comes_back(drive: Drive) -> None:
    async def scenario(d: Driven) -> None:
        await opened(d)
        await d.until(lambda: drawn(d), "the picture")
        await d.press("enter")
        assert large(d).query_one(PictureCanvas).box[1] > 10
        assert "Quang cảnh hội nghị." in "".join(d.line(y) for y in range(48))
        await d.press("question_mark")
        assert isinstance(d.app.screen, Help)
        await d.press("escape")
        await d.press("escape")
        assert d.app.screen is d.screen
        d.screen.article.pictures = False
        await d.press("enter")
        assert d.app.screen is d.screen, "without a picture on the screen the key reads on"

    drive(scenario, library=away())


def test_enter_reads_on_where_no_picture_is(drive: Drive) -> None:
    async def scenario(d: Driven) -> None:
        await opened(d, Graphics.WORDS)
        top = d.screen.article.scroll_offset.y
        await d.press("enter")
        assert d.screen.article.scroll_offset.y > top

    drive(scenario, size=TWO)


def test_large_pictures_are_paged_through(drive: Drive) -> None:
    other = "https://feed1.example/b.jpg"

    async def scenario(d: Driven) -> None:
        await opened(d)
        blocks = d.screen.desk.article.blocks if d.screen.desk.article else ()
        plates = plates_of((*blocks, Image(other)))
        assert [plate.url for plate in plates] == [URL, other]
        d.app.push_screen(LargePicture(d.library, plates, 0, Graphics.CELLS, d.screen._cell))  # type: ignore[arg-type]
        await d.press("right")
        assert "2/2" in "".join(d.line(y) for y in range(48))
        assert "There is no such picture." in "".join(d.line(y) for y in range(48))
        await d.press("l")
        assert "1/2" in "".join(d.line(y) for y in range(48))
        d.library.fail["picture"] = StoreLocked("The cache is busy.")
        await d.press("right")
        await d.until(lambda: "The cache is busy." in "".join(d.line(y) for y in range(48)), "why there is no picture")
        await d.press("q")
        assert d.app.screen is d.screen

    drive(scenario, library=away())


@pytest.mark.usefixtures("painted")
def test_the_terminal_is_asked_once_whether_it_knows_sixels(drive: Drive) -> None:
    async def scenario(d: Driven) -> None:
        await opened(d)
        d.screen._asked = False
        await d.until(lambda: drawn(d), "the picture")
        await d.press("enter")
        await d.until(lambda: len(d.app.screen_stack) == 3 and large(d).is_mounted, "the screen that asks")
        for character in "[?63;1;2;4;22c":
            d.app.screen.post_message(events.Key("x", character))
        await d.settle()
        await d.until(lambda: d.library.drawn_pictures, "the drawing")
        (drawing,) = d.library.drawn_pictures
        assert drawing[:2] == (URL, "sixel")
        assert max(drawing[2:]) <= 1000
        canvas = large(d).query_one(PictureCanvas)
        await d.settle()
        painted = [s for s in canvas.render_lines(canvas.size.region) if isinstance(s, PaintedStrip)]
        assert len(painted) == 1
        await d.press("escape")
        assert d.screen._large is Graphics.SIXEL
        assert d.screen.article.graphics is Graphics.CELLS, "paint on the glass is not for the text"
        await d.press("enter")
        assert not large(d)._ask

    drive(scenario, library=away())


def test_keys_that_are_no_answer_keep_their_meaning_while_the_terminal_is_asked(drive: Drive) -> None:
    async def scenario(d: Driven) -> None:
        await opened(d)
        d.screen._asked = False
        await d.until(lambda: drawn(d), "the picture")
        await d.press("enter")
        assert large(d)._ask
        await d.press("q")
        assert d.app.screen is d.screen

    drive(scenario, library=away())


def test_kitty_and_iterm_get_their_own(drive: Drive) -> None:
    async def kitty(d: Driven) -> None:
        await opened(d, Graphics.KITTY)
        await d.until(lambda: d.library.drawn_pictures, "the drawing for the text")
        await d.press("enter")
        await d.until(lambda: len(d.library.drawn_pictures) == 2, "the large drawing")
        assert {form for _url, form, _width, _height in d.library.drawn_pictures} == {"png"}

    async def iterm(d: Driven) -> None:
        await opened(d, Graphics.ITERM)
        d.screen.article.graphics = Graphics.CELLS
        await d.until(lambda: drawn(d), "the picture")
        await d.press("enter")
        canvas = large(d).query_one(PictureCanvas)
        await d.until(lambda: canvas._painting, "the painting")
        assert "1337;File=" in canvas._painting

    drive(kitty, library=away())
    assert drive(iterm, library=away()).library.drawn_pictures == []


def test_no_painting_lies_over_a_toast(drive: Drive) -> None:
    async def scenario(d: Driven) -> None:
        await opened(d)
        d.screen._large = Graphics.SIXEL
        await d.until(lambda: drawn(d), "the picture")
        await d.press("enter")
        canvas = large(d).query_one(PictureCanvas)
        await d.until(lambda: canvas._painting, "the painting")

        def painted() -> int:
            return sum(isinstance(strip, PaintedStrip) for strip in canvas.render_lines(canvas.size.region))

        assert painted() == 1
        d.app.toast("A sentence.")
        await d.settle()
        assert painted() == 0

    drive(scenario, library=away())
