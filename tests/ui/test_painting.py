"""What a key lays out and paints: counted, because times say nothing on a busy machine."""

from __future__ import annotations

import asyncio
import gc
import random
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import pytest
from textual._compositor import Compositor
from textual._context import visible_screen_stack
from textual.css.stylesheet import Stylesheet
from textual.dom import DOMNode
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from reader.domain.blocks import Paragraph, Span
from reader.domain.models import Article, EntryRow, GroupKind, RelatedGroup, RelatedLink
from reader.engine.protocol import StoriesChanged
from reader.themes import load_themes
from reader.ui.actions import lists, opening
from reader.ui.commands import Pane
from reader.ui.compositing import SparingCompositor
from reader.ui.layout import article_columns
from reader.ui.render.document import Document, Layout, Part
from reader.ui.screens.help import Help
from reader.ui.screens.query_help import QueryHelp
from reader.ui.widgets.article import ArticleView
from reader.ui.widgets.bar import Bar
from reader.ui.widgets.edge import Edge
from reader.ui.widgets.feeds import FeedTree
from reader.ui.widgets.flowing import Flowing
from reader.ui.widgets.headlines import HeadlineList
from reader.ui.widgets.related import RelatedPane

from .conftest import FOUR, ONE, TWO, Drive, Driven
from .world import NOW

pytestmark = pytest.mark.usefixtures("painted")

PAINT = Compositor.render_update
"""What a terminal sees. In most tests a change is owed until somebody looks (see `looking`)."""
PANES = (FeedTree, HeadlineList, ArticleView, RelatedPane, Edge, Bar, Help, Flowing)


class Work:
    """Counts layouts and paintings of the screen, and lines that the panes were asked for because they were not painted
    before."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.layouts = self.paintings = 0
        self.lines: Counter[type[Widget]] = Counter()
        for kind in PANES:
            patch.setattr(kind, "render_line", self._counted(kind, kind.render_line))
        self.count_paintings(patch, Compositor.render_update)

    def count_paintings(self, patch: pytest.MonkeyPatch, render_update: Callable[..., object]) -> None:
        """Count them, and paint by `render_update`."""

        def counted(compositor: Compositor, *args: object, **options: object) -> object:
            self.paintings += bool(compositor._dirty_regions)
            return render_update(compositor, *args, **options)

        patch.setattr(Compositor, "render_update", counted)

    def _counted(self, kind: type[Widget], render_line):  # type: ignore[no-untyped-def]
        def counted(widget: Widget, y: int) -> object:
            self.lines[kind] += 1
            return render_line(widget, y)

        return counted

    def listen(self, d: Driven) -> None:
        """Hear of every layout from now on."""
        d.screen.screen_layout_refresh_signal.subscribe(d.screen, self._laid_out, immediate=True)

    def _laid_out(self, _screen: object) -> None:
        self.layouts += 1

    async def of(self, doing: Awaitable[object]) -> Work:
        """Count what this takes."""
        self.layouts = self.paintings = 0
        self.lines.clear()
        await doing
        return self


@pytest.fixture
def work(monkeypatch: pytest.MonkeyPatch) -> Work:
    return Work(monkeypatch)


def long_story() -> Article:
    """A story of several screens."""
    row = EntryRow(900, 1, "Long", "https://a.example/long", "A", "", NOW, None)
    return Article(row, tuple(Paragraph((Span("Words on words. " * 40),)) for _ in range(40)), "feed")


def links(count: int) -> tuple[RelatedGroup, ...]:
    """Stories whose lines are many, each with a teaser of one line."""
    found = [RelatedLink(f"https://a.example/{n}", f"Story {n}", teaser="In a few words.") for n in range(count)]
    return (RelatedGroup(GroupKind.SIMILAR, tuple(found)),)


def parts_of_the_screen(d: Driven) -> Iterator[tuple[list[object], list[object]]]:
    """What is put together of parts of the screen, by our compositor and by Textual's."""
    compositor, width, height = d.screen._compositor, *d.app.size
    chance = random.Random(8)
    for _turn in range(40):
        spots = [(chance.randrange(width), chance.randrange(height)) for _region in range(3)]
        regions = {Region(x, y, chance.randint(1, width - x), chance.randint(1, height - y)) for x, y in spots}
        pieces: list[list[object]] = []
        for way in (type(compositor), Compositor):
            compositor._dirty_regions.update(regions)
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(SparingCompositor, "_render_chops", way._render_chops)
                update = way.render_partial_update(compositor)
            assert update
            pieces.append(
                [
                    (y, x, list(strip or ()))
                    for y, left, right in update.spans
                    for end, (x, strip) in zip(update.chop_ends[y], update.chops[y].items(), strict=True)
                    if x < right and end > left
                ]
            )
        yield pieces[0], pieces[1]
    compositor._dirty_regions.add(Region(width - 1, height - 1, 9, 9))
    assert type(compositor).render_partial_update(compositor), "what lies beside the screen is passed over"
    assert type(compositor).render_partial_update(compositor) is None, "nothing has changed"


def test_what_is_painted_whole_within_more_is_not_painted_again(drive: Drive) -> None:
    async def scenario(d: Driven) -> None:
        compositor, pane = d.screen._compositor, d.screen.headlines
        place, clip = compositor.visible_widgets[pane]
        compositor._dirty_regions.add(place.intersection(clip).grow((1, 1, 1, 1)))
        pane.refresh()
        compositor.render_partial_update()
        assert not pane._repaint_regions
        compositor._dirty_regions.add(place.intersection(clip).shrink((1, 0, 0, 0)))
        pane.refresh()
        compositor.render_partial_update()
        assert pane._repaint_regions, "a line of it is still the old one"

    drive(scenario)


def test_a_change_of_pane_paints_what_shows_the_focus(drive: Drive, work: Work) -> None:
    async def scenario(d: Driven) -> None:
        work.listen(d)
        row = d.screen.headlines.row_height.pitch
        await d.to_pane(Pane.FEEDS)
        assert 0 < (await work.of(d.press("l"))).lines.total() <= row + 1, "two cursors"
        await work.of(d.press("l"))
        assert work.lines[HeadlineList] <= row
        assert work.lines[ArticleView] == 0
        assert 0 < work.lines[Edge] < 10, "each line of it makes the screen put that whole line together"
        assert work.paintings == 1
        await work.of(d.press("h"))
        assert work.lines[HeadlineList] <= row
        assert work.lines[ArticleView] == 0
        assert work.layouts == 0
        assert 0 < (await work.of(d.press("h"))).lines.total() <= row + 1, "two cursors"
        d.screen.say("A sentence before the panes.")
        await d.settle()
        assert all(ours == textuals for ours, textuals in parts_of_the_screen(d))

    drive(scenario)


@pytest.mark.parametrize(
    ("size", "keys", "waits_for", "pane"),
    [(FOUR, ("g", "u"), "entry_ids", HeadlineList), (ONE, ("enter",), "article", ArticleView)],
)
def test_what_comes_in_steps_is_painted_when_all_is_there(
    drive: Drive,
    work: Work,
    monkeypatch: pytest.MonkeyPatch,
    size: tuple[int, int],
    keys: tuple[str, ...],
    waits_for: str,
    pane: type[Widget],
) -> None:
    monkeypatch.setattr(lists, "_HELD", 60.0)
    monkeypatch.setattr(opening, "_STILL", 60.0)

    widths: set[int] = set()
    step = Layout.step
    monkeypatch.setattr(Layout, "step", lambda layout: (widths.add(layout.columns), step(layout)))

    async def scenario(d: Driven) -> None:
        work.listen(d)
        d.screen.looking.heard()  # what was read ahead would be there already
        widths.clear()
        there = d.library.hold[waits_for] = asyncio.Event()
        assert (await work.of(d.pilot.press(*keys))).paintings == 0
        there.set()
        await d.until(lambda: work.paintings, "the painting")
        await d.settle()
        assert work.lines[pane]
        assert work.layouts <= 1
        if pane is ArticleView:
            assert len(widths) == 1, "set once, for the width at which it comes"
            del d.library.hold[waits_for]
            work.count_paintings(monkeypatch, PAINT)
            await work.of(d.press("q"))
            assert (work.layouts, work.paintings) == (1, 1), "whoever asks behind that for one of either has had it"
            await d.press("j")
            view = d.screen.article
            await d.until(lambda: view._next and view._next.done, "what is read ahead, laid out")
            d.library.emit(StoriesChanged(entry_ids=()))
            assert not d.screen.looking.ahead, "it may be another one by now"
            await d.until(lambda: d.screen.looking.ahead and view._next and view._next.done, "the same once more")
            widths.clear()
            d.library.hold[waits_for] = asyncio.Event()
            shown: list[bool] = []
            set_document = ArticleView.set_document
            monkeypatch.setattr(
                ArticleView,
                "set_document",
                lambda view, document, *place: (
                    shown.append(document.article is not None),
                    set_document(view, document, *place),
                ),
            )
            await d.pilot.press("enter")
            await d.until(lambda: view.article, "the story, for which nobody has to ask")
            assert shown == [True], "not without its text first"
            assert not widths, "it was laid out while one looked"

    drive(scenario, size=size)


def test_each_key_goes_before_what_is_read_for_later(drive: Drive) -> None:
    async def scenario(d: Driven) -> None:
        for key in ("j", "l", "question_mark", "x", "escape"):
            answers = d.library.answers
            await d.press(key)
            assert d.library.answers > answers, key

    drive(scenario)


def test_a_step_in_the_related_stories_paints_two_of_them(drive: Drive, work: Work) -> None:
    async def scenario(d: Driven) -> None:
        work.listen(d)
        related = d.screen.related
        related.show(links(8))
        await d.to_pane(Pane.RELATED)
        await d.press("j")
        await work.of(d.press("j"))
        # Two stories of two lines and a teaser, and what moved up between them.
        assert 0 < work.lines[RelatedPane] <= 6
        assert work.lines.total() == work.lines[RelatedPane]
        assert work.layouts == 0
        assert related.cursor == 2
        await work.of(d.press("h"))
        assert 0 < work.lines[RelatedPane] <= 3 * 8 + 2, "the name of the pane, two stories, and what moved up"
        assert not work.lines[Bar], "all was to be seen, and still is"

    drive(scenario)


def test_a_scroll_bar_is_painted_with_the_lines_beside_it(drive: Drive, work: Work) -> None:
    async def scenario(d: Driven) -> None:
        related = d.screen.related
        related.show(links(80))
        await d.to_pane(Pane.ARTICLE)
        # The teaser of the selected link, which comes and goes with the focus, makes the text longer.
        for key in ("l", "h", "l", "j", "k"):
            assert (await work.of(d.press(key))).paintings == 1, key
        d.screen.article.show(long_story())
        d.screen.article.finish_layout()
        await d.to_pane(Pane.ARTICLE)
        for key in ("j", "ctrl+d", "ctrl+u", "k"):
            assert (await work.of(d.press(key))).paintings == 1, key

    drive(scenario)


def test_the_mouse_may_press_a_scroll_bar_that_is_to_be_painted(drive: Drive) -> None:
    async def scenario(d: Driven) -> None:
        d.screen.related.show(links(80))
        await d.settle()
        bar = d.screen.related.vertical_scrollbar
        bar.position += 1
        bar.refresh()
        place = bar.region
        found, _offset = d.screen.get_widget_and_offset_at(place.x, place.y + 3)
        assert found is bar

    drive(scenario)


@pytest.fixture
def styled(monkeypatch: pytest.MonkeyPatch) -> list[str | None]:
    """The names of what styles are looked up for."""
    names: list[str | None] = []
    apply = Stylesheet.apply

    def counted(sheet: Stylesheet, node: DOMNode, **options: Any) -> None:
        names.append(node.id)
        apply(sheet, node, **options)

    monkeypatch.setattr(Stylesheet, "apply", counted)
    return names


def test_a_change_of_the_only_pane_styles_what_comes_and_goes(
    drive: Drive, work: Work, styled: list[str | None]
) -> None:
    async def scenario(d: Driven) -> None:
        work.listen(d)
        for key in ("h", "l", "l", "h"):
            styled.clear()
            await work.of(d.press(key))
            assert 0 < len(styled) <= 4, (key, styled)
            assert work.layouts <= 3, key

    drive(scenario, size=ONE)


def test_a_change_of_the_pane_beside_another_styles_nothing_and_moves_nothing(
    drive: Drive, work: Work, styled: list[str | None]
) -> None:
    async def scenario(d: Driven) -> None:
        work.listen(d)
        await d.to_pane(Pane.HEADLINES)
        for key in ("l", "h"):
            styled.clear()
            await work.of(d.press(key))
            assert not styled, key
            assert not work.layouts, key

    drive(scenario, size=TWO)


def test_another_shape_styles_what_it_changes_and_all_of_that(drive: Drive, styled: list[str | None]) -> None:
    async def scenario(d: Driven) -> None:
        def rules() -> dict[DOMNode, object]:
            return {node: node.styles.base.get_rules() for node in d.screen.walk_children(with_self=True)}

        for size in ((149, 40), (150, 40), (100, 40), (70, 12), (120, 12), (70, 40)):
            styled.clear()
            await d.pilot.resize_terminal(*size)
            await d.settle()
            assert len(styled) <= 20, size
            found = rules()
            d.app.stylesheet.update(d.screen)
            assert rules() == found, size

    drive(scenario)


def test_opening_a_long_story_lays_out_no_more_than_is_seen(drive: Drive, monkeypatch: pytest.MonkeyPatch) -> None:
    parts: list[Layout] = []
    step = Layout.step
    monkeypatch.setattr(Layout, "step", lambda layout: (parts.append(layout), step(layout)))

    async def scenario(d: Driven) -> None:
        article, related = d.screen.article, d.screen.related
        story = long_story()
        parts.clear()
        assert article.show(story, generation=99)
        d.screen.searching.mark_article()
        assert 0 < len(parts) < len(story.blocks) / 2
        related.show(links(9))
        assert related.virtual_size.height <= 1, "nothing of it is shown"
        assert related.choose(8)
        await d.pilot.resize_terminal(176, 48)
        await d.until(lambda: related.virtual_size.height > 9)

    drive(scenario, size=TWO)


def test_what_holds_panes_is_not_painted_below_them(drive: Drive) -> None:
    async def scenario(d: Driven) -> None:
        places = [(x, y) for x in range(0, 170, 17) for y in range(1, 40, 13)]
        below = {widget.id for x, y in places for widget, _region in d.screen.get_widgets_at(x, y)}
        assert not below & {"panes", "list", "reading", "front-page"}
        assert {"feeds", "headlines", "article", "related"} <= below

    drive(scenario)


def test_a_story_beside_the_list_is_painted_once(drive: Drive, work: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "_STILL", 60.0)
    renewed: list[object] = []
    renew = Layout.renew

    async def scenario(d: Driven) -> None:
        work.listen(d)
        await d.to_pane(Pane.HEADLINES)
        shown, related = d.screen.article.entry_id, d.screen.related
        related.show(links(80))
        await d.settle()
        stood = related.virtual_size
        there = d.library.hold["article"] = asyncio.Event()

        async def down() -> None:
            await d.press("j")
            await d.until(lambda: d.screen.article.entry_id != shown)
            await d.settle()
            assert work.paintings == 1, "the headlines"
            assert (related.links, related.virtual_size) == ([], stood), "those of before are set no more"
            monkeypatch.setattr(Layout, "renew", lambda layout, parts: (renewed.append(parts), renew(layout, parts)))
            there.set()
            await d.until(lambda: d.screen.article.article)
            await d.settle()

        await work.of(down())
        assert work.paintings == 2
        assert not renewed, "its last line came with it"
        assert related.virtual_size.height < stood.height
        assert work.layouts == 0, "neither the length of the text nor a scroll bar moves a pane"
        assert work.lines[FeedTree] == 0
        assert work.lines[HeadlineList] <= 2 * d.screen.headlines.row_height.pitch
        assert d.screen.keymap.first_key("read-on") in "".join(
            strip.text for strip in d.screen.article.render_lines(d.screen.article.size.region)
        )

    drive(scenario, size=(176, 99))  # all of it is seen


def test_a_dialog_dims_what_is_below_once_and_shows_what_changes_there(drive: Drive, work: Work) -> None:
    async def scenario(d: Driven) -> None:
        def first_line() -> str:
            return "".join(strip.text for strip in d.app.screen.render_lines(Region(0, 0, d.app.size.width, 1)))

        # As it is while Textual paints: a screen that dims others takes the one below from here.
        visible_screen_stack.set([d.screen] * 100)
        await work.of(d.press("question_mark"))
        assert isinstance(d.app.screen, Help)
        await d.press("j")
        assert work.lines[Help]
        work.lines.clear()
        for key in ("down", "s", "backspace", "up"):
            await d.press(key)
            assert "172 unread" in first_line()
        assert work.lines[Help] <= d.app.size.height, "once at most, for what still came below"
        d.screen.top.change(unread=4321)
        await d.until(lambda: "4 321 unread" in first_line())

    drive(scenario)


def test_a_long_table_is_painted_as_far_as_it_is_seen_and_whole_at_once(drive: Drive, work: Work) -> None:
    async def scenario(d: Driven) -> None:
        for dialog in (Help(d.screen.keymap), QueryHelp()):
            await work.of(d.app.push_screen(dialog))
            await d.settle()
            table = dialog.query_one(Flowing)
            assert table.virtual_size.height > 20
            assert 0 < work.lines[Flowing] <= 2 * table.size.height
            await d.press("escape")

    drive(scenario)


def test_help_is_made_once_and_begins_anew(
    drive: Drive, work: Work, styled: list[str | None], monkeypatch: pytest.MonkeyPatch
) -> None:
    async def scenario(d: Driven) -> None:
        work.count_paintings(monkeypatch, PAINT)
        first = ""
        for _time in range(3):
            styled.clear()
            await work.of(d.press("question_mark"))
            table = d.app.screen.query_one(Flowing)
            shown = "".join(strip.text for strip in table.render_lines(table.size.region))
            assert shown == (first := first or shown)
            if _time:
                assert not styled
                assert work.paintings == 1, "the field as well, which asks for it behind that"
                assert work.lines[Flowing] <= table.size.height
            await d.press("down")
            await work.of(d.press("escape"))
            assert work.paintings == 1

        # What changed while it was away.
        ground = table.styles.background
        d.app.add_theme(load_themes()[0]["bantin-light"])
        d.app.wear("bantin-light")
        await d.settle()
        await d.press("question_mark")
        assert table.styles.background != ground
        await d.press("escape")
        await d.pilot.resize_terminal(64, 30)
        await d.press("question_mark")
        assert d.app.screen.has_class("-narrow")
        assert table.size.width < 64
        assert "Down" in "".join(strip.text for strip in table.render_lines(table.size.region))

    drive(scenario)


def test_another_size_is_laid_out_and_painted_once(drive: Drive, work: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    async def scenario(d: Driven) -> None:
        work.count_paintings(monkeypatch, PAINT)
        work.listen(d)
        height = d.app.size.height

        async def resize(columns: int) -> None:
            await d.pilot.resize_terminal(columns, height)
            await d.settle()

        for columns in (175, 149, 175, 100):
            await work.of(resize(columns))
            assert work.layouts == 1, columns
            # One more for a scroll bar of a pane that is hidden then, or for what a timer brings on a busy machine.
            assert work.paintings <= 2, columns
            assert d.screen.article.outer_size.width == article_columns(columns, d.screen.desk.sizes)
            for kind in (FeedTree, HeadlineList, ArticleView, RelatedPane):
                assert work.lines[kind] <= 2 * height, (columns, kind)

    drive(scenario)


def test_a_list_that_rolls_stands_as_one_that_is_painted_anew(drive: Drive) -> None:
    async def scenario(d: Driven) -> None:
        pane = d.screen.headlines
        asked: list[int] = []
        render_line = pane.render_line
        pane.render_line = lambda y: (asked.append(y), render_line(y))[1]  # type: ignore[method-assign]
        down = ["j"] * (pane.size.height // pane.row_height.pitch + 3)
        for key in [*down, "ctrl+d", "v", *down, "G", *(["k"] * len(down)), "m", "escape", "ctrl+u", "ctrl+u"]:
            await d.press(key)
            seen = pane.render_lines(pane.size.region)
            pane._kept = {}
            assert pane.render_lines(pane.size.region) == seen, key
        await d.press("g", "g")
        while pane.scroll_offset.y == 0:
            await d.press("j")
        asked.clear()
        await d.press("j")
        assert pane.scroll_offset.y
        assert 0 < len(asked) <= 3 * pane.row_height.pitch

    drive(scenario, size=ONE)


def test_stories_that_were_left_are_gone_before_garbage_is_looked_for(
    drive: Drive, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither the lines that were painted nor the document from which they come is a part of a circle."""
    monkeypatch.setattr(Compositor, "render_update", PAINT)

    def there() -> int:
        return sum(isinstance(each, Strip | Document | Part) for each in gc.get_objects())

    async def scenario(d: Driven) -> None:
        await d.press("j", "enter", "escape")
        gc.collect()
        gc.disable()
        try:
            for _story in range(8):
                await d.press("j", "enter")
                d.screen.refresh(layout=True)
                await d.press("space", "escape")
            before = there()
            gc.collect()
            assert before - there() < 20
        finally:
            gc.enable()

    drive(scenario, size=TWO)
