"""The article pane: what it shows, where it stands, its links, hints, hits and selection."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC

import pytest
from textual.geometry import Offset
from textual.pilot import Pilot
from textual.selection import Selection

from reader.domain.blocks import Image
from reader.domain.models import Article
from reader.ui.render.document import Ending, Layout
from reader.ui.render.graphics import Graphics
from reader.ui.render.hints import legend
from reader.ui.widgets import linked_view
from reader.ui.widgets.article import ArticleView
from reader.ui.widgets.related import RelatedPane
from tests.ui.reading_app import WidgetApp, play, screen_text
from tests.ui.reading_texts import ARTICLES, GROUPS, article, clock, p, row


def make() -> ArticleView:
    return ArticleView(clock=clock, zone=UTC)


def text_of(view: ArticleView) -> str:
    return "\n".join(screen_text(view))


def test_the_title_is_there_before_the_text() -> None:
    async def scenario(_app: WidgetApp, pilot: Pilot[None]) -> None:
        own.show_loading(row(1), generation=1)
        assert "Bộ Quốc phòng" in text_of(own)
        assert own.entry_id == 1
        assert own.article is None
        own.show(article("vi"), generation=1)
        assert "Trong năm" in text_of(own)
        await pilot.pause()

    own = make()
    play(scenario, own)


def test_a_late_answer_is_dropped() -> None:
    async def scenario(_app: WidgetApp, pilot: Pilot[None]) -> None:
        own.show_loading(row(1), generation=1)
        own.show_loading(row(13), generation=2)
        assert not own.show(article("vi"), generation=1)
        assert "fjord" in text_of(own)
        assert own.show(article("en", 13), generation=2)
        own.show_related(GROUPS, generation=1)
        assert own.entry_id == 13

    own = make()
    play(scenario, own)


@pytest.mark.parametrize("name", ["vi", "en", "zh", "ar"])
@pytest.mark.parametrize("width", [12, 33, 58, 90, 176])
def test_every_painted_line_has_the_width_of_the_widget(name: str, width: int) -> None:
    async def scenario(_app: WidgetApp, pilot: Pilot[None]) -> None:
        own.inline_related = True
        own.show(article(name), GROUPS)
        await pilot.pause()
        more = True
        while more:
            for y in range(own.size.height):
                strip = own.render_line(y)
                assert strip.cell_length == sum(segment.cell_length for segment in strip) == own.line_width
            more = own.page_down()

    own = make()
    play(scenario, own, size=(width, 24))


def test_the_measure_is_centred() -> None:
    async def scenario(_app: WidgetApp, pilot: Pilot[None]) -> None:
        own.show(article("en"))
        await pilot.pause()
        lines = [line for line in screen_text(own) if line.strip()]
        left = min(len(line) - len(line.lstrip()) for line in lines)
        assert left == (own.line_width - 72) // 2
        assert max(len(line) for line in lines) - left <= 72
        own.measure = 66
        await pilot.pause()
        assert max(len(line.strip()) for line in screen_text(own)) <= 66

    own = make()
    play(scenario, own, size=(120, 30))


def test_paging_ends_with_false_and_says_so() -> None:
    async def scenario(app: WidgetApp, pilot: Pilot[None]) -> None:
        own.show(article("en"))
        await pilot.pause()
        assert not own.page_up()
        pages = 0
        while own.page_down():
            pages += 1
        assert pages >= 3
        assert own.at_end
        await pilot.pause()
        assert len(app.heard_of(ArticleView.ReachedEnd)) == 1
        assert own.page_up()

    own = make()
    play(scenario, own, size=(60, 16))


def test_a_page_keeps_two_lines_of_the_last() -> None:
    async def scenario(_app: WidgetApp, pilot: Pilot[None]) -> None:
        own.show(article("long"))
        await pilot.pause()
        last = screen_text(own)[-2:]
        own.page_down()
        assert screen_text(own)[:2] == last

    own = make()
    play(scenario, own)


def test_reading_is_said_once_when_the_end_was_seen() -> None:
    async def scenario(app: WidgetApp, pilot: Pilot[None]) -> None:
        own.show(article("long", 5))
        await pilot.pause()
        own.half_page(1)
        await pilot.pause()
        assert app.heard_of(ArticleView.Read) == []
        own.bottom()
        await pilot.pause()
        own.top()
        own.bottom()
        own.show(article("long", 5))
        await pilot.pause()
        assert [message.entry_id for message in app.heard_of(ArticleView.Read)] == [5]  # type: ignore[attr-defined]

    own = make()
    play(scenario, own)


def test_a_short_article_is_read_when_it_is_shown() -> None:
    async def scenario(app: WidgetApp, pilot: Pilot[None]) -> None:
        own.show(replace(article("vi"), blocks=(p("Ngắn thôi."),)))
        await pilot.pause()
        assert len(app.heard_of(ArticleView.Read)) == 1
        own.show_ending(own.entry_id, Ending("space", "next unread", "Dài " * 400))
        assert own.scroll_offset.y == 0 < own.max_scroll_y, "its title stays in sight"
        own.bottom()
        own.show_ending(own.entry_id, Ending("space", "next unread", "Dài " * 500))
        assert own.scroll_offset.y == own.max_scroll_y

    own = make()
    play(scenario, own)


def test_the_place_survives_another_width_and_comes_back() -> None:
    async def scenario(_app: WidgetApp, pilot: Pilot[None]) -> None:
        own.show(article("long"))
        await pilot.pause()
        own.bottom()
        own.scroll_lines(-400)
        await pilot.pause()
        place, first = own.scroll_state, screen_text(own)[:3]
        layouts = []
        for width in (50, 100, 44, 90, 44, 90):
            await pilot.resize_terminal(width, 24)
            layouts.append(own._layout)
        assert layouts[2:4] == layouts[4:], "there and back is not laid out again"
        assert own.scroll_state == place
        assert screen_text(own)[:3] == first

    own = make()
    play(scenario, own, size=(90, 24))


def test_a_remembered_place_is_restored() -> None:
    async def scenario(_app: WidgetApp, pilot: Pilot[None]) -> None:
        own.show(article("long"))
        await pilot.pause()
        own.scroll_lines(300)
        await pilot.pause()
        place, first = own.scroll_state, screen_text(own)[0]
        own.show(article("vi", 77))
        assert own.scroll_offset.y == 0
        own.show(article("long"))
        own.restore(place)
        assert screen_text(own)[0] == first

    own = make()
    play(scenario, own)


def test_the_same_version_again_keeps_the_place_and_another_begins_at_the_top() -> None:
    async def scenario(_app: WidgetApp, pilot: Pilot[None]) -> None:
        own.show(article("long"))
        own.scroll_lines(200)
        top = own.scroll_offset.y
        own.show(replace(article("long"), comments_url="https://example.org/c"))
        assert own.scroll_offset.y == top
        own.show(replace(article("long"), version="full"))
        assert own.scroll_offset.y == 0

    own = make()
    play(scenario, own)


def huge() -> Article:
    return replace(article("long"), blocks=ARTICLES["long"] * 20)


def test_a_long_article_is_laid_out_in_slices() -> None:
    async def scenario(_app: WidgetApp, pilot: Pilot[None]) -> None:
        own.show(huge())
        assert len(own._layout.starts) < 40
        assert not own._layout.done
        for _ in range(200):
            if own._layout.done:
                break
            await pilot.pause(0.01)
        assert own._layout.done
        assert own.virtual_size.height == len(own._layout.lines)

    own = make()
    play(scenario, own)


def test_scrolling_ahead_of_the_slices_lays_out_what_is_seen() -> None:
    async def scenario(_app: WidgetApp, pilot: Pilot[None]) -> None:
        own.show(huge())
        own.scroll_lines(2000)
        assert own.scroll_offset.y == 2000
        assert any(line.strip() for line in screen_text(own))

    own = make()
    play(scenario, own)


def test_what_is_painted_is_laid_out_whatever_size_it_was_set_for() -> None:
    async def scenario(_app: WidgetApp, pilot: Pilot[None]) -> None:
        own.show(huge())
        own._layout = Layout(own._layout.document, own._layout.columns)
        own._strips.clear()
        own.refresh()
        assert sum(bool(line.strip()) for line in screen_text(own)) > own.size.height // 2

    own = make()
    play(scenario, own)


def test_pictures_that_are_off_are_told_in_words() -> None:
    async def scenario(_app: WidgetApp, pilot: Pilot[None]) -> None:
        bare = Image("https://example.org/bare.jpg", alt="A bare one")
        own.show(replace(article("vi"), blocks=(bare, *ARTICLES["vi"])))
        await pilot.pause()
        assert "▢ A bare one" in text_of(own)
        own.graphics = Graphics.CELLS
        await pilot.pause()
        assert "▢ A bare one" not in text_of(own)
        own.pictures = False
        await pilot.pause()
        assert "▢ A bare one" in text_of(own)
        assert "▢ Quang cảnh hội nghị." in text_of(own)

    own = make()
    play(scenario, own, size=(60, 30))


# -- links


def test_hints_choose_a_link() -> None:
    async def scenario(app: WidgetApp, pilot: Pilot[None]) -> None:
        own.show(article("vi"))
        own.focus()
        await pilot.pause()
        assert own.show_hints() == 2
        assert own.hinting
        assert screen_text(own)[-1].split() == ["a", "dulieu.example.vn", "s", "baocao.example.vn"]
        assert own.hint_typed("s")
        assert not own.hinting
        await pilot.pause()
        chosen = app.heard_of(ArticleView.LinkChosen)
        assert [(m.url, m.how) for m in chosen] == [("https://baocao.example.vn/2026", "open")]  # type: ignore[attr-defined]

    own = make()
    play(scenario, own, size=(60, 30))


def test_hints_for_the_browser_reach_pictures() -> None:
    async def scenario(app: WidgetApp, pilot: Pilot[None]) -> None:
        own.show(article("vi"))
        own.focus()
        await pilot.pause()
        assert own.show_hints("browser") == 3
        assert own.hint_typed("a")
        await pilot.pause()
        chosen = app.heard_of(ArticleView.LinkChosen)
        assert [(m.url, m.how) for m in chosen] == [("https://example.org/a.jpg", "browser")]  # type: ignore[attr-defined]

    own = make()
    play(scenario, own, size=(60, 30))


def test_other_keys_and_scrolling_take_the_hints_away() -> None:
    async def scenario(app: WidgetApp, pilot: Pilot[None]) -> None:
        own.show(article("vi"))
        own.focus()
        await pilot.pause()
        before = screen_text(own)
        for leave in ("escape", "9"):
            own.show_hints()
            assert own.hint_typed(leave)
            assert not own.hinting
        own.show_hints()
        own.scroll_lines(1)
        assert not own.hinting
        own.scroll_lines(-1)
        assert screen_text(own) == before
        assert not own.hint_typed("a")
        assert app.heard_of(ArticleView.LinkChosen) == []

    own = make()
    play(scenario, own, size=(60, 30))


def test_many_links_get_two_letters_and_one_legend(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[object] = []
    monkeypatch.setattr(linked_view, "legend", lambda *asked: (made.append(asked), legend(*asked))[1])

    async def scenario(app: WidgetApp, pilot: Pilot[None]) -> None:
        from reader.domain.blocks import ListBlock, Span

        items = tuple((p(Span(f"link {n}", 0, f"https://h{n}.org/")),) for n in range(30))
        own.show(replace(article("vi"), blocks=(ListBlock(items),)))
        own.focus()
        await pilot.pause()
        assert own.show_hints() == 30
        await pilot.pause()
        assert "h0.org" in "\n".join(screen_text(own))
        assert len(made) == 1, "not for each line of the screen"
        assert all(own.hint_typed(key) for key in ("a", "backspace", "s", "d"))
        await pilot.pause()
        assert [m.url for m in app.heard_of(ArticleView.LinkChosen)] == ["https://h11.org/"]  # type: ignore[attr-defined]

    own = make()
    play(scenario, own, size=(60, 50))


def place_of(view: ArticleView, text: str) -> tuple[int, int]:
    for y, line in enumerate(screen_text(view)):
        if text in line:
            return line.index(text), y
    raise AssertionError(text)


def test_clicks_open_links_and_the_mouse_says_where_they_lead() -> None:
    async def scenario(app: WidgetApp, pilot: Pilot[None]) -> None:
        own.show(article("vi"))
        await pilot.pause()
        at = place_of(own, "báo cáo")
        await pilot.hover(own, offset=at)
        assert [m.url for m in app.heard_of(ArticleView.LinkHovered)] == ["https://baocao.example.vn/2026"]  # type: ignore[attr-defined]
        await pilot.click(own, offset=at)
        await pilot.click(own, offset=at, control=True)
        await pilot.click(own, offset=(0, 0))
        chosen = app.heard_of(ArticleView.LinkChosen)
        assert [(m.url, m.how) for m in chosen] == [  # type: ignore[attr-defined]
            ("https://baocao.example.vn/2026", "open"),
            ("https://baocao.example.vn/2026", "browser"),
        ]

    own = make()
    play(scenario, own, size=(60, 30))


def test_links_carry_their_address_for_the_terminal() -> None:
    async def scenario(_app: WidgetApp, pilot: Pilot[None]) -> None:
        own.show(article("vi"))
        await pilot.pause()
        x, y = place_of(own, "báo cáo")
        style = next(iter(own.render_line(y).crop(x, x + 1))).style
        assert style is not None
        assert style.link == "https://baocao.example.vn/2026"

    own = make()
    play(scenario, own, size=(60, 30))


def test_related_stories_at_the_end_can_be_clicked() -> None:
    async def scenario(app: WidgetApp, pilot: Pilot[None]) -> None:
        own.inline_related = True
        own.show(article("vi"))
        own.show_related(GROUPS)
        own.bottom()
        await pilot.pause()
        await pilot.click(own, offset=place_of(own, "Army ministry"))
        chosen = app.heard_of(RelatedPane.Chosen)
        assert [(m.link.title, m.number) for m in chosen] == [("Army ministry reviews its paperwork", 4)]  # type: ignore[attr-defined]
        own.inline_related = False
        assert "Army ministry" not in "\n".join(line.text for line in own._layout.lines)

    own = make()
    play(scenario, own, size=(60, 40))


# -- find and selection


def test_find_marks_and_walks_round() -> None:
    async def scenario(_app: WidgetApp, pilot: Pilot[None]) -> None:
        own.show(article("vi"))
        await pilot.pause()
        count = own.find("thu tuc")
        assert count == 5
        assert [own.find_next(1) for _ in range(5)] == [(2, 5), (3, 5), (4, 5), (5, 5), (1, 5)]
        assert own.find_next(-1) == (5, 5)
        assert "Thủ tục nội bộ" in text_of(own)
        await pilot.resize_terminal(44, 20)
        await pilot.pause()
        assert own.find_next(1) == (1, 5)
        assert own.find("") == 0
        assert own.find_next(1) == (0, 0)

    own = make()
    play(scenario, own, size=(60, 20))


def test_another_story_begins_with_its_first_hit_while_its_text_is_on_the_way() -> None:
    async def scenario(_app: WidgetApp, pilot: Pilot[None]) -> None:
        own.show(article("vi"))
        await pilot.pause()
        own.find("thu tuc")
        assert own.find_next(1) == (2, 5)
        own.show(article("vi"))
        await pilot.pause()
        assert own.hit == (2, 5), "the same once more"
        own.show_loading(replace(row(13), title="Thủ tục"), generation=1)
        await pilot.pause()
        assert own.hit == (1, 1), "in its title"
        for url in ("https://a.example/1", "https://a.example/2"):
            own.show_loading(replace(row(13), id=0, url=url, title="Thủ tục, thủ tục"), generation=1)
            await pilot.pause()
            assert own.hit == (1, 2), "two pages that are not in the cache are two"
            assert own.find_next(1) == (2, 2)

    own = make()
    play(scenario, own)


def test_hits_are_seen_without_colour() -> None:
    async def scenario(_app: WidgetApp, pilot: Pilot[None]) -> None:
        own.show(article("vi"))
        own.find("quân số")
        await pilot.pause()
        x, y = place_of(own, "quân số") if "quân số" in text_of(own) else place_of(own, "quân")
        style = next(iter(own.render_line(y).crop(x, x + 1))).style
        assert style is not None
        assert style.bold or style.underline or style.reverse

    own = make()
    play(scenario, own, size=(90, 30))


def test_selected_text_comes_out_as_paragraphs() -> None:
    async def scenario(app: WidgetApp, pilot: Pilot[None]) -> None:
        own.show(article("vi"))
        await pilot.pause()
        lines = [line.text for line in own._layout.lines]
        first = next(n for n, line in enumerate(lines) if line.startswith("Trong năm"))
        last = next(n for n, line in enumerate(lines) if line.endswith("toàn quân."))
        found = own.get_selection(Selection(Offset(6, first), Offset(len(lines[last]), last)))
        assert found is not None
        assert found[0].startswith("năm, bộ đã")
        assert "\n" not in found[0]
        everything = own.get_selection(Selection(None, None))
        assert everything is not None
        assert everything[0].startswith("PHÁP LUẬT TP.HCM")
        assert everything[0].endswith("hạ tầng công nghệ thông tin.")

    own = make()
    play(scenario, own, size=(60, 30))


def test_dragging_selects_and_a_drag_over_a_link_opens_nothing() -> None:
    async def scenario(app: WidgetApp, pilot: Pilot[None]) -> None:
        own.show(article("vi"))
        await pilot.pause()
        x, y = place_of(own, "báo cáo")
        await pilot.mouse_down(own, offset=(x, y))
        await pilot.hover(own, offset=(x + 6, y))
        await pilot.mouse_up(own, offset=(x + 6, y))
        await pilot.pause()
        assert app.screen.get_selected_text() == "báo cáo"
        assert app.heard_of(ArticleView.LinkChosen) == []

    own = make()
    play(scenario, own, size=(60, 30))


# -- states


def test_states_have_a_sentence_and_keys() -> None:
    async def scenario(_app: WidgetApp, pilot: Pilot[None]) -> None:
        own.show_message(
            "Not here yet", "It was not fetched before the network went.", [("o", "open in the browser")], row(1)
        )
        text = text_of(own)
        for part in ("Bộ Quốc phòng", "Not here yet", "It was not fetched", "open in the browser"):
            assert part in text
        assert own.entry_id == 1
        own.clear()
        assert text_of(own).strip() == ""
        assert own.entry_id == 0
        assert not own.page_down()

    own = make()
    play(scenario, own)


def test_nothing_steers_the_terminal() -> None:
    async def scenario(_app: WidgetApp, pilot: Pilot[None]) -> None:
        bad = "a\x1b]52;c;eA==\x07\u202eb [/] [@click=app.quit]x[/]"
        own.inline_related = True
        link = replace(GROUPS[0].links[0], title=bad, teaser=bad, source=bad)
        story = replace(
            article("vi"), entry=replace(row(1), title=bad, source=bad, section=bad, author=bad), lead=bad,
            authors=(bad,), access=bad, blocks=(p(bad),),
        )  # fmt: skip
        own.show(story, (replace(GROUPS[0], links=(link,), heading=bad),))
        own.show_hints()
        await pilot.pause()
        text = text_of(own)
        assert not set(text) & set("\x1b\x07\u202e")
        assert "[@click=app.quit]x[/]" in text.replace("\n", " ")

    own = make()
    play(scenario, own, size=(90, 50))
