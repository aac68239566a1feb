"""Four panes at every width, focus, edges, mouse."""

from __future__ import annotations

from dataclasses import replace

import pytest

from reader.domain.models import Scope
from reader.engine.protocol import Done, FeedChanged, Progress
from reader.ui.commands import Pane
from reader.ui.widgets.edge import Edge

from .conftest import FOUR, ONE, THREE, TWO, Drive, Driven
from .fakes import FakeLibrary


def shown(d: Driven) -> list[Pane]:
    """The panes that can be seen, from left to right and top to bottom."""
    screen = d.screen
    panes = {
        Pane.FEEDS: screen.places,
        Pane.HEADLINES: screen.headlines,
        Pane.ARTICLE: screen.article,
        Pane.RELATED: screen.related,
    }
    whole = screen.region
    regions = {pane: widget.region.intersection(whole) for pane, widget in panes.items() if widget.is_on_screen}
    regions = {pane: region for pane, region in regions.items() if region.area}
    return sorted(regions, key=lambda pane: (regions[pane].x, regions[pane].y))


def test_what_shows_at_each_width(drive: Drive) -> None:
    four = [Pane.FEEDS, Pane.HEADLINES, Pane.ARTICLE, Pane.RELATED]

    async def scenario(d: Driven) -> None:
        for size, panes in (
            ((200, 50), four),
            ((150, 40), four),
            ((149, 40), four),
            ((110, 30), four),
            ((109, 30), [Pane.HEADLINES, Pane.ARTICLE]),
            ((80, 24), [Pane.HEADLINES, Pane.ARTICLE]),
            ((79, 24), [Pane.HEADLINES]),
            ((40, 10), [Pane.HEADLINES]),
        ):
            await d.pilot.resize_terminal(*size)
            await d.settle()
            assert shown(d) == panes, size
            if Pane.ARTICLE in panes:
                await d.until(lambda: d.screen.desk.now_reading == d.screen.headlines.cursor_id, "the story beside it")
            wide = size[0] >= 150
            related, article = d.screen.related.region, d.screen.article.region
            if Pane.RELATED in panes:
                assert (related.x > article.right - 1) is wide, size
                assert (related.y > article.bottom - 1) is not wide, size
                assert d.screen.article.inline_related is False, size
                assert article.width >= 38, size
            else:
                assert d.screen.article.inline_related is True, size

    drive(scenario, size=(40, 10))


def test_any_size_and_any_order_of_sizes_keeps_one_readable_pane(drive: Drive) -> None:
    async def scenario(d: Driven) -> None:
        for width, height in [(176, 48), (20, 5), (59, 14), (300, 80), (1, 1), (80, 24), (10, 40), (110, 8), (150, 30)]:
            await d.pilot.resize_terminal(width, height)
            await d.settle()
            assert shown(d), (width, height)
            assert d.screen.focused is not None, (width, height)
            if width > 10 and height > 4:
                text = "".join(d.line(y) for y in range(height)).strip()
                assert len(text) > 20, (width, height)
            await d.press("j", "l")

    drive(scenario)


@pytest.mark.parametrize(
    ("size", "panes"),
    [
        (FOUR, [Pane.FEEDS, Pane.HEADLINES, Pane.ARTICLE, Pane.RELATED]),
        (THREE, [Pane.FEEDS, Pane.HEADLINES, Pane.ARTICLE, Pane.RELATED]),
        (TWO, [Pane.FEEDS, Pane.HEADLINES, Pane.ARTICLE]),
        (ONE, [Pane.FEEDS, Pane.HEADLINES, Pane.ARTICLE]),
    ],
)
def test_tab_goes_round_and_h_l_stop_at_the_ends(drive: Drive, size: tuple[int, int], panes: list[Pane]) -> None:
    async def scenario(d: Driven) -> None:
        await d.to_pane(Pane.FEEDS)
        seen = [d.screen.pane]
        for _pane in panes:
            await d.press("tab")
            seen.append(d.screen.pane)
        assert seen == [*panes, panes[0]]
        await d.press("h")
        assert d.screen.pane is panes[0]
        await d.press("shift+tab", "l")
        assert d.screen.pane is panes[-1]

    drive(scenario, size=size)


def test_focus_is_told_by_the_bottom_line_and_the_selection(drive: Drive) -> None:
    async def scenario(d: Driven) -> None:
        for pane, words in [(Pane.FEEDS, "add feed"), (Pane.HEADLINES, "narrow"), (Pane.ARTICLE, "follow")]:
            await d.to_pane(pane)
            assert words in d.line(47)
        await d.to_pane(Pane.FEEDS)
        await d.until(lambda: any("▌" in d.line(y)[:2] for y in range(46)), "the bar of the feeds")
        await d.to_pane(Pane.HEADLINES)
        await d.until(lambda: not any("▌" in d.line(y)[:2] for y in range(46)), "the bar elsewhere")

    drive(scenario)


def test_zen_and_fold(drive: Drive) -> None:
    async def scenario(d: Driven) -> None:
        await d.press("enter", "z")
        assert shown(d) == [Pane.ARTICLE]
        await d.press("q")
        assert len(shown(d)) == 4
        await d.press("minus")
        assert Pane.RELATED not in shown(d)
        await d.press("l")
        assert d.screen.pane is Pane.ARTICLE
        await d.press("minus")
        assert Pane.RELATED in shown(d)

    drive(scenario, size=THREE)


def test_an_edge_is_dragged_and_remembered(drive: Drive) -> None:
    async def scenario(d: Driven) -> None:
        edge = d.screen.query_one("#feeds-edge", Edge)
        x, y = edge.region.x, 10
        await d.pilot.mouse_down(offset=(x, y))
        await d.pilot.hover(offset=(x + 6, y))
        await d.pilot.mouse_up(offset=(x + 6, y))
        await d.settle()
        assert d.screen.places.region.width == 32
        assert d.library.memory["ui.sizes"]["feeds"] == 32  # type: ignore[index]

    library = FakeLibrary()
    drive(scenario, library=library)

    async def again(d: Driven) -> None:
        assert d.screen.places.region.width == 32

    drive(again, library=library)


def test_the_mouse_opens_feeds_headlines_related_and_keys(drive: Drive) -> None:
    async def scenario(d: Driven) -> None:
        tree = d.screen.places.region
        row = next(y for y in range(tree.y, tree.bottom) if "VnExpress" in d.line(y)[: tree.width])
        await d.pilot.click(offset=(tree.x + 6, row))
        await d.until(lambda: d.screen.header.title == "VnExpress")
        headlines = d.screen.headlines.region
        await d.pilot.click(offset=(headlines.x + 8, headlines.y + d.screen.headlines.row_height.pitch))
        await d.until(lambda: d.screen.pane is Pane.ARTICLE)
        assert d.row.source == "VnExpress"
        await d.until(lambda: d.screen.desk.groups)
        await d.settle()
        related = d.screen.related.region
        row = next(y for y in range(related.y, related.bottom) if " 2 " in d.line(y)[related.x : related.x + 5])
        await d.pilot.click(offset=(related.x + 8, row))
        await d.until(lambda: len(d.screen.desk.trail.steps) == 2)
        at = d.line(47).index("search")
        await d.pilot.click(offset=(at, 47))
        await d.until(lambda: d.screen.prompt.asking)

    drive(scenario)


def test_refresh_shows_a_bar_only_while_it_runs_and_news_are_told(drive: Drive) -> None:
    async def scenario(d: Driven) -> None:
        assert "━" not in d.line(0)
        await d.press("R")
        job = d.screen.happenings.desk.jobs
        assert list(job) == [2]
        d.library.emit(Progress(job=2, done=12, total=40))
        await d.settle()
        assert "12/40" in d.line(0)
        assert "━" in d.line(0)
        d.library.emit(FeedChanged(job=2, feed_id=1, new=3))
        d.library.emit(Done(job=2, new=3, failed=2))
        await d.settle()
        assert "12/40" not in d.line(0)
        assert d.said[-1] == "3 new stories, 2 feeds failed (marked ! in Feeds)."

    drive(scenario)


def test_escape_cancels_a_refresh(drive: Drive) -> None:
    async def scenario(d: Driven) -> None:
        await d.press("R")
        await d.press("escape")
        assert d.library.calls[-1] == ("cancel", 2)
        assert d.said[-1] == "Cancelled; what was fetched stays."
        assert d.screen.top.state.total == 0

    drive(scenario)


def test_a_refresh_keeps_the_cursor_on_its_story(drive: Drive) -> None:
    async def scenario(d: Driven) -> None:
        await d.until(lambda: d.screen.headlines.count == len(d.library.entry_list) > 300)
        await d.press("G")
        here = d.screen.headlines.cursor_id
        place = d.screen.headlines.cursor_index
        newest = d.library.entry_list[0]
        d.library.entry_list = [replace(newest, id=99_000 + n) for n in range(12)] + d.library.entry_list
        d.screen.happenings.begin(7, "refresh")
        d.library.emit(FeedChanged(job=7, feed_id=1, new=12))
        d.library.emit(Done(job=7, new=12))
        await d.until(lambda: d.screen.headlines.cursor_index == place + 12)
        assert d.screen.headlines.cursor_id == here
        assert "12 new" in d.line(1) + d.line(2)

    drive(scenario)


def test_the_place_and_the_looks_of_last_time_come_back(drive: Drive) -> None:
    library = FakeLibrary()

    async def first(d: Driven) -> None:
        await d.press("J", "J", "S", "equals_sign")
        await d.press("j", "j", "enter")
        await d.press("Q")

    async def second(d: Driven) -> None:
        assert d.screen.header.title == "Pháp luật Việt Nam"
        assert str(d.screen.desk.query.order) == "oldest"
        assert d.screen.headlines.cursor_id == library.memory["ui.story"]
        assert str(d.screen.headlines.row_height) == library.memory["ui.rows"]

    drive(first, library=library)
    drive(second, library=library)


def test_a_place_that_the_cursor_has_left_is_not_shown_any_more(drive: Drive, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two steps at once led from the one place to the other and back without end."""

    async def scenario(d: Driven) -> None:
        await d.to_pane(Pane.FEEDS)
        asked: list[object] = []
        show = d.screen.lists.show_place

        def counted(scope: Scope) -> None:
            asked.append(scope)
            assert len(asked) < 9, "there is no end"
            show(scope)

        monkeypatch.setattr(d.screen.lists, "show_place", counted)
        for down in (1, 2):
            asked.clear()
            d.screen.places.move_to_end(last=False)
            d.screen.places.move(down)
            place = d.screen.places.place
            await d.settle()
            assert d.screen.places.place == place == d.screen.desk.query.scope
            assert set(asked) <= {place}

    drive(scenario)
