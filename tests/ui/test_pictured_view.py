"""Pictures in the article pane: asked for when they come near, put in their place without moving what is read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC

import pytest
from rich.console import Console
from textual.pilot import Pilot

from reader.domain.blocks import Block, Image, Span
from reader.domain.pictures import Cells, Picture, PictureState
from reader.ui.render.graphics import Graphics
from reader.ui.widgets.article import ArticleView
from tests.ui.reading_app import WidgetApp, play, screen_text
from tests.ui.reading_texts import article, clock, p

SIZE = (60, 24)
FORM = "https://paper.example/{}.jpg"


def make(graphics: Graphics = Graphics.CELLS) -> ArticleView:
    own = ArticleView(clock=clock, zone=UTC)
    own.set_reactive(ArticleView.graphics, graphics)
    own.book.shown = True
    return own


def story(pictures: int = 4, words: int = 300, stated: tuple[int, int] = (640, 400)) -> tuple[Block, ...]:
    blocks: list[Block] = []
    for number in range(pictures):
        blocks.append(p(f"Part {number}. " + "word " * words))
        blocks.append(Image(FORM.format(number), "", (Span(f"Caption {number}"),), "", *stated))
    return (*blocks, p("The end. " + "word " * words))


def show(own: ArticleView, blocks: Sequence[Block], image_url: str = "") -> None:
    base = article("en")
    own.show(replace(base, entry=replace(base.entry, image_url=image_url), blocks=tuple(blocks)))


def picture(number: int, width: int = 640, height: int = 400) -> Picture:
    return Picture(FORM.format(number), width, height, Cells(2, 2, b"\xff\0\0\0\xff\0\0\0\xff\xff\xff\xff"))


def wanted(app: WidgetApp) -> list[tuple[str, ...]]:
    return [message.urls for message in app.heard_of(ArticleView.PicturesWanted)]  # type: ignore[attr-defined]


def drawn(own: ArticleView) -> int:
    """Visible lines with a picture in them."""
    top = own.scroll_offset.y
    lines = own._layout.lines[top : top + own.size.height]
    return sum(bool(line.art and line.art.runs) for line in lines)


def test_only_pictures_near_the_screen_are_asked_for() -> None:
    async def scenario(app: WidgetApp, pilot: Pilot[None]) -> None:
        show(own, story())
        await pilot.pause()
        found = app.heard_of(ArticleView.PicturesFound)
        assert [len(message.urls) for message in found] == [4]  # type: ignore[attr-defined]
        assert wanted(app)[-1] == (FORM.format(0),)
        own.bottom()
        await pilot.pause()
        assert FORM.format(0) not in wanted(app)[-1]
        assert FORM.format(3) in wanted(app)[-1]
        own.picture_came(picture(3))
        await pilot.pause()
        assert FORM.format(3) not in wanted(app)[-1]
        assert drawn(own) or own.scroll_offset.y

    own = make()
    play(scenario, own, size=SIZE)


def test_the_text_is_there_before_any_picture() -> None:
    async def scenario(_app: WidgetApp, pilot: Pilot[None]) -> None:
        show(own, story())
        assert any("Part 0" in line for line in screen_text(own))
        await pilot.pause()

    own = make()
    play(scenario, own, size=SIZE)


@pytest.mark.parametrize("real", [(640, 400), (640, 1200), (640, 100)])
def test_what_is_read_stays_where_it_is_when_a_picture_comes_above_it(real: tuple[int, int]) -> None:
    async def scenario(_app: WidgetApp, pilot: Pilot[None]) -> None:
        show(own, story())
        await pilot.pause()
        own.scroll_lines(90)
        await pilot.pause()
        before = screen_text(own)
        assert any("word" in line for line in before)
        for number in (0, 1):
            own.picture_came(picture(number, *real))
            await pilot.pause()
        own.picture_failed(FORM.format(0), "Gone.")
        await pilot.pause()
        read = {y: line for y, line in enumerate(before) if "word" in line}
        assert {y: line for y, line in enumerate(screen_text(own)) if y in read} == read

    own = make()
    play(scenario, own, size=SIZE)


def test_a_picture_cut_by_the_top_of_the_screen_leaves_the_text_under_it_alone() -> None:
    async def scenario(_app: WidgetApp, pilot: Pilot[None]) -> None:
        show(own, story())
        await pilot.pause()
        number = next(y for y, line in enumerate(own._layout.lines) if line.art)
        own.scroll_lines(number + 5)
        await pilot.pause()
        line = next(y for y, text in enumerate(screen_text(own)) if "Part 1" in text)
        own.picture_came(picture(0, 640, 200))
        await pilot.pause()
        assert "Part 1" in screen_text(own)[line]

    own = make()
    play(scenario, own, size=SIZE)


def test_at_the_beginning_one_stays_at_the_beginning() -> None:
    async def scenario(_app: WidgetApp, pilot: Pilot[None]) -> None:
        show(own, story(1, 30), image_url="https://paper.example/unused.jpg")
        own.picture_came(picture(0, 640, 900))
        await pilot.pause()
        assert own.scroll_offset.y == 0

    own = make()
    play(scenario, own, size=SIZE)


def test_the_picture_of_the_entry_stands_over_a_text_without_any() -> None:
    async def scenario(app: WidgetApp, pilot: Pilot[None]) -> None:
        show(own, (p("Only words."),), image_url=FORM.format(7))
        await pilot.pause()
        assert wanted(app)[-1] == (FORM.format(7),)
        own.picture_came(picture(7))
        await pilot.pause()
        assert drawn(own)
        own.pictures = False
        await pilot.pause()
        assert not drawn(own)
        assert not any("▢" in line for line in screen_text(own))
        show(own, story(1), image_url=FORM.format(7))
        assert FORM.format(7) not in own.all_pictures()

    own = make()
    play(scenario, own, size=SIZE)


def test_switching_pictures_keeps_the_place() -> None:
    async def scenario(_app: WidgetApp, pilot: Pilot[None]) -> None:
        show(own, story())
        await pilot.pause()
        own.scroll_lines(60)
        await pilot.pause()
        before = screen_text(own)[0]
        assert "word" in before
        for on in (False, True):
            own.pictures = on
            await pilot.pause()
            assert screen_text(own)[0] == before

    own = make()
    play(scenario, own, size=SIZE)


def test_sizes_in_the_cache_are_used_before_the_picture_comes() -> None:
    async def scenario(_app: WidgetApp, pilot: Pilot[None]) -> None:
        show(own, story(1, 20))
        await pilot.pause()
        old = len(own._layout.lines)
        own.learn({FORM.format(0): PictureState(640, 100)})
        await pilot.pause()
        new = len(own._layout.lines)
        assert new < old
        own.picture_came(picture(0, 640, 100))
        await pilot.pause()
        assert len(own._layout.lines) == new

    own = make()
    play(scenario, own, size=SIZE)


def test_a_click_and_a_hint_letter_show_it_large_and_ctrl_goes_to_the_browser() -> None:
    async def scenario(app: WidgetApp, pilot: Pilot[None]) -> None:
        show(own, story(1, 20))
        own.picture_came(picture(0))
        own.focus()
        await pilot.pause()
        y = next(y for y, line in enumerate(own._layout.lines) if line.art) + 1
        await pilot.click(own, offset=(30, y))
        await pilot.pause()
        assert [message.url for message in app.heard_of(ArticleView.PictureChosen)] == [FORM.format(0)]  # type: ignore[attr-defined]
        await pilot.click(own, offset=(30, y), control=True)
        await pilot.pause()
        chosen = app.heard_of(ArticleView.LinkChosen)
        assert [(message.url, message.how) for message in chosen] == [(FORM.format(0), "browser")]  # type: ignore[attr-defined]
        assert own.show_hints() == 1
        assert screen_text(own)[y - 1].strip().startswith("a")
        assert own.hint_typed("a")
        await pilot.pause()
        assert len(app.heard_of(ArticleView.PictureChosen)) == 2
        assert own.visible_picture() == FORM.format(0)

    own = make()
    play(scenario, own, size=SIZE)


def test_hits_move_with_their_lines() -> None:
    async def scenario(_app: WidgetApp, pilot: Pilot[None]) -> None:
        show(own, (*story(1, 20), p("A needle in it.")))
        await pilot.pause()
        assert own.find("needle") == 1
        own.picture_came(picture(0, 640, 100))
        await pilot.pause()
        assert own.hit == (1, 1)
        assert own._found
        assert "needle" in own._layout.lines[own._found.places[0]].text

    own = make()
    play(scenario, own, size=SIZE)


@pytest.mark.parametrize("width", [14, 30, 58, 100, 176])
@pytest.mark.parametrize("height", [6, 24, 60])
def test_every_line_has_the_width_of_the_widget(width: int, height: int) -> None:
    async def scenario(_app: WidgetApp, pilot: Pilot[None]) -> None:
        show(own, story(2, 40))
        own.picture_came(picture(0))
        await pilot.pause()
        for _page in range(6):
            assert {own.render_line(y).cell_length for y in range(own.size.height)} == {own.line_width}
            own.page_down()
            await pilot.pause()

    own = make()
    play(scenario, own, size=(width, height))


@pytest.mark.usefixtures("painted")
def test_another_size_keeps_the_place_and_the_picture_fits() -> None:
    async def scenario(_app: WidgetApp, pilot: Pilot[None]) -> None:
        show(own, story())
        own.picture_came(picture(0))
        await pilot.pause()
        for size in ((40, 12), (100, 50), (60, 24)):
            await pilot.resize_terminal(*size)
            await pilot.pause()
            assert max(line.art.rows for line in own._layout.lines if line.art) <= max(4, own.size.height * 0.6)

    own = make()
    play(scenario, own, size=SIZE)


def test_where_the_terminal_can_the_visible_pictures_are_drawn_by_it() -> None:
    async def scenario(app: WidgetApp, pilot: Pilot[None]) -> None:
        show(own, story(2, 20))
        own.picture_came(picture(0))
        await pilot.pause()
        (drawing,) = app.heard_of(ArticleView.DrawingWanted)
        assert drawing.url == FORM.format(0)  # type: ignore[attr-defined]
        own.drawing_came(drawing.url, drawing.columns, drawing.rows, b"a png")  # type: ignore[attr-defined]
        await pilot.pause()
        console = Console(color_system="truecolor", force_terminal=True)
        region = own.size.region
        text = [strip.render(console) for strip in own.render_lines(region)]
        placed = [line for line in text if "\U0010eeee" in line]
        assert len(placed) == drawn(own)
        assert sum("\x1b_G" in line for line in text) == 1
        own.forget_drawings()
        assert sum("\x1b_G" in strip.render(console) for strip in own.render_lines(region)) == 1
        assert own.show_hints() == 1
        assert not any("\U0010eeee" in strip.render(console) for strip in own.render_lines(region))

    own = make(Graphics.KITTY)
    play(scenario, own, size=SIZE)


def test_when_the_network_is_back_what_failed_is_asked_for_again() -> None:
    async def scenario(app: WidgetApp, pilot: Pilot[None]) -> None:
        show(own, story(1, 20))
        await pilot.pause()
        own.picture_failed(FORM.format(0), "You are offline.")
        await pilot.pause()
        assert any("▢ Caption 0" in line for line in screen_text(own))
        count = len(wanted(app))
        own.try_again()
        await pilot.pause()
        assert wanted(app)[count:] == [(FORM.format(0),)]

    own = make()
    play(scenario, own, size=SIZE)
