"""Articles of a size that no author writes: every key is answered before they are laid out."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC
from time import thread_time

import pytest
from textual.pilot import Pilot

from reader.domain.blocks import Block, ListBlock
from reader.domain.models import Article
from reader.ui.render.document import NO_TIMES, Document, Part
from reader.ui.render.lines import Line
from reader.ui.widgets import document_view
from reader.ui.widgets.article import ArticleView
from reader.ui.widgets.document_view import END
from tests.ui.reading_app import WidgetApp, play, screen_text
from tests.ui.reading_texts import article, clock, p
from tests.ui.resting import until


def long(*blocks: Block) -> Article:
    return replace(article("long"), blocks=blocks)


MANY = long(*(p(f"paragraph {number}") for number in range(9_000)), p("the needle"))


def test_of_a_monster_no_more_parts_are_made_than_of_a_book() -> None:
    for blocks in ((p("x"),) * 50_000, (ListBlock(((p("x"),),) * 50_000),)):
        document = Document(None, long(*blocks), NO_TIMES)
        assert not document.whole
        assert len(document.parts) <= 1000
        assert document.weight < 150_000


def test_the_end_is_gone_to_while_the_text_is_laid_out_and_any_key_stops_it(monkeypatch: pytest.MonkeyPatch) -> None:
    # By its characters alone: what a slow machine lays out in 25 ms says nothing.
    monkeypatch.setattr(document_view, "_AT_LONGEST", 60.0)

    async def scenario(_app: WidgetApp, pilot: Pilot[None]) -> None:
        own.show(MANY)
        own.bottom()
        first = own.scroll_offset.y
        assert first > 500, "as far as it goes at once"
        assert len(own._layout.starts) < 3000
        await until(pilot, lambda: own.scroll_offset.y > first, "the lines run by")
        own.scroll_lines(-1)
        stopped = own.scroll_offset.y
        await until(pilot, lambda: own._layout.done, "the rest")
        assert own.scroll_offset.y == stopped
        own.bottom()
        assert own.at_end
        assert "the needle" in "\n".join(screen_text(own))

    own = ArticleView(clock=clock, zone=UTC)
    play(scenario, own)


def test_what_takes_long_to_lay_out_takes_no_longer_than_what_is_long() -> None:
    async def scenario(_app: WidgetApp, pilot: Pilot[None]) -> None:
        slow: list[int] = []

        def render(_document: Document, _columns: int) -> list[Line]:
            end = thread_time() + 0.01
            while thread_time() < end:
                pass
            return [Line()] * 100

        document = Document(None, None, NO_TIMES)
        document.parts[:] = [Part(lambda *asked: slow.append(1) or render(*asked), 1)] * 40
        own.set_document(document)
        seen = len(slow)
        own._step_until(END)
        assert seen < len(slow) < 10 + seen

    own = ArticleView(clock=clock, zone=UTC)
    play(scenario, own)


def test_a_place_far_down_is_come_back_to_when_it_is_laid_out() -> None:
    async def scenario(_app: WidgetApp, pilot: Pilot[None]) -> None:
        own.show(MANY)
        own.restore((8_000, 0.0))
        assert own.scroll_state == (8_000, 0.0)
        assert len(own._layout.starts) < 3000
        await until(pilot, lambda: "paragraph 7999" in screen_text(own)[0], "the place")
        assert own.scroll_state == (8_000, 0.0)
        own.restore(END)
        await until(pilot, lambda: own.at_end, "the end")

    own = ArticleView(clock=clock, zone=UTC)
    play(scenario, own)


def test_what_is_looked_for_is_found_in_portions() -> None:
    async def scenario(app: WidgetApp, pilot: Pilot[None]) -> None:
        own.show(MANY)
        assert own.find("needle") == 0
        await until(pilot, lambda: app.heard_of(ArticleView.Searched), "the hit")
        assert own.hit == (1, 1)
        assert any("the needle" in line for line in screen_text(own))
        assert own.find("nowhere") == 0
        await until(pilot, lambda: len(app.heard_of(ArticleView.Searched)) == 2, "the answer")
        assert app.heard_of(ArticleView.Searched)[1] == ArticleView.Searched("nowhere", 0)

    own = ArticleView(clock=clock, zone=UTC)
    play(scenario, own)
