"""The place of a picture in the text: kept free, filled, given up."""

from __future__ import annotations

import pytest

from reader.domain.blocks import Image, Quote, Span
from reader.domain.pictures import Cells, Picture, PictureState
from reader.ui.render.blocks import RENDERERS, Setting, block_lines
from reader.ui.render.lines import Line
from reader.ui.render.links import LinkTable
from reader.ui.render.pictures import LeadImage, PictureBook

URL = "https://paper.example/a.jpg"
CAPTION = (Span("The bridge at night."),)


def picture(width: int = 640, height: int = 400, url: str = URL) -> Picture:
    return Picture(url, width, height, Cells(4, 4, bytes(48)))


def lines(book: PictureBook, block: object, columns: int = 40) -> list[Line]:
    renderers = {**RENDERERS, Image: book.render, LeadImage: book.render_lead}
    return block_lines(block, Setting(columns, LinkTable(), renderers))  # type: ignore[arg-type]


def art(found: list[Line]) -> int:
    return sum(line.art is not None for line in found)


def text(found: list[Line]) -> str:
    return "\n".join(line.text for line in found if line.art is None)


@pytest.mark.parametrize(
    ("stated", "rows"), [((1600, 800), 10), ((800, 800), 20), ((0, 0), 11), ((640, 0), 11), ((900, 9), 11)]
)
def test_its_place_is_kept_by_the_stated_size_or_a_guess(stated: tuple[int, int], rows: int) -> None:
    found = lines(PictureBook(), Image(URL, "", CAPTION, "Photo: B", *stated))
    assert art(found) == rows
    assert all(line.art.runs == () for line in found if line.art)
    assert text(found) == "The bridge at night. Photo: B"


def test_the_size_in_the_cache_is_known_better() -> None:
    book = PictureBook()
    book.learn({URL: PictureState(1600, 800)})
    assert art(lines(book, Image(URL, width=10, height=500))) == 10


def test_a_picture_that_comes_takes_the_place_that_was_kept() -> None:
    book, block = PictureBook(), Image(URL, width=640, height=400)
    before = lines(book, block)
    book.put(picture())
    after = lines(book, block)
    assert len(after) == len(before)
    assert all(line.art.runs for line in after if line.art)
    assert book.missing([URL, URL, "https://paper.example/b.jpg"]) == ["https://paper.example/b.jpg"]


def test_what_cannot_be_had_is_told_in_words_until_it_may_be_tried_again() -> None:
    book, block = PictureBook(), Image(URL, "A bridge")
    book.refuse(URL, "It is a web page.")
    assert (art(lines(book, block)), text(lines(book, block))) == (0, "A bridge")
    assert lines(book, block)[0].margin[0].text == "▢ "
    assert book.missing([URL]) == []
    assert book.forget_failures() == [URL]
    assert art(lines(book, block)) > 0


def test_switched_off_it_is_told_in_words() -> None:
    book = PictureBook()
    book.put(picture())
    book.shown = False
    assert art(lines(book, Image(URL, "", CAPTION))) == 0
    assert text(lines(book, Image(URL, "", CAPTION))) == "The bridge at night."


def test_words_stand_under_a_picture_whatever_the_page_calls_them() -> None:
    book = PictureBook()
    assert text(lines(book, Image(URL, "A bridge", credit="Photo: B"))) == "A bridge Photo: B"
    assert text(lines(book, Image(URL, "A bridge", CAPTION))) == "The bridge at night."
    assert text(lines(book, Image(URL))) == ""


def test_addresses_that_may_not_be_opened_have_no_place() -> None:
    for url in ("javascript:alert(1)", "file:///etc/passwd", ""):
        assert art(lines(PictureBook(), Image(url, "words"))) == 0


def test_it_fits_its_room_in_quotes_and_narrow_panes() -> None:
    book = PictureBook()
    book.most_rows = 6
    for columns in (1, 2, 9, 40, 120):
        for line in lines(book, Quote((Image(URL, "", CAPTION),)), columns):
            assert line.cells <= max(columns, 3)
    assert art(lines(book, Image(URL), 120)) == 6


def test_the_picture_of_an_entry_has_no_words() -> None:
    book = PictureBook()
    assert art(lines(book, LeadImage(URL))) > 0
    book.refuse(URL, "Gone.")
    assert lines(book, LeadImage(URL)) == []
    assert block_lines(LeadImage(URL), Setting(40, LinkTable(), RENDERERS)) == []


def test_only_so_many_pictures_are_held() -> None:
    book = PictureBook()
    urls = [f"https://paper.example/{number}.jpg" for number in range(60)]
    for url in urls:
        book.put(picture(url=url))
    held = [url for url in urls if book.picture(url)]
    assert held == urls[-32:]
    assert art(lines(book, Image(urls[0]))) > 0, "its size is still known"
