"""Full text, following and keeping by keyboard, with everything real but the newspapers."""

from __future__ import annotations

import asyncio
from pathlib import Path

from reader.config import Config, Offline, Reading
from reader.domain.models import ListQuery, Mark, Scope, ScopeKind
from tests.ui.whole_app import Whole, teasers, whole_app

HOPS = 7
FEW = 8
"""Stories in a narrowed list."""


def test_a_story_is_followed_seven_hops_deep_and_back(tmp_path: Path) -> None:
    async def hop(whole: Whole) -> str:
        """Press the key of a related story that the trail has not seen; the key."""
        screen = whole.screen
        seen = {step.row.url for step in screen.desk.trail.steps}
        links = screen.desk.related_links()
        at = next(n for n, link in enumerate(links[:9]) if link.url not in seen and link.mark is Mark.FETCH)
        before = screen.desk.now_reading
        await whole.press(str(at + 1))
        await whole.until(lambda: screen.desk.now_reading not in (0, before) and screen.desk.article)
        await whole.text()
        return links[at].url

    async def scenario() -> None:
        async with whole_app(tmp_path) as whole:
            screen = whole.screen
            row = (await teasers(whole.library))[0]
            await whole.read(row.id)
            await whole.text()
            urls = [await hop(whole) for _hop in range(HOPS)]
            trail = [step.row for step in screen.desk.trail.steps]
            assert len(trail) == HOPS + 1
            assert all(step.url for step in trail[1:])
            assert len(screen.desk.trail.breadcrumb()) == HOPS + 1
            assert whole.row.title[:10] in whole.line(0), "the top line says where the trail led"
            screen.article.jump(3)
            place = screen.article.scroll_offset.y
            for number in range(HOPS - 1, -1, -1):
                await whole.press("H")
                await whole.until(lambda n=number: screen.desk.now_reading == trail[n].id and screen.desk.article)
                await whole.until(lambda: screen.desk.related_links(), "its related stories")
                followed = next(link for link in screen.desk.related_links() if link.url == urls[number])
                assert followed.mark is Mark.HERE, "what was followed is in the cache"
            for number in range(1, HOPS + 1):
                await whole.press("L")
                await whole.until(lambda n=number: screen.desk.now_reading == trail[n].id and screen.desk.article)
            await whole.until(lambda: screen.article.scroll_offset.y == place, "the place in the text")
            history = await whole.library.entry_ids(ListQuery(Scope(ScopeKind.HISTORY)))
            assert {step.id for step in trail} <= set(history)

    asyncio.run(scenario())


def test_a_teaser_fetches_its_page_when_opened_and_x_switches_back(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with whole_app(tmp_path) as whole:
            desk = whole.screen.desk
            row = (await teasers(whole.library))[0]
            await whole.read(row.id)
            await whole.text("full")
            assert desk.article
            assert desk.article.entry.mark is Mark.HERE
            assert any(group.kind.from_publisher for group in desk.groups)
            assert "full text" in whole.page
            await whole.press("x")
            await whole.text("feed")
            assert "the feed's text" in whole.page
            again = await whole.library.article(row.id)
            assert again
            assert again.version == "feed", "the choice is remembered"
            await whole.press("x")
            await whole.text("full")

    asyncio.run(scenario())


def test_x_brings_the_page_when_asked_and_not_before(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with whole_app(tmp_path, config=Config(reading=Reading(full_text="key"))) as whole:
            row = (await teasers(whole.library))[0]
            await whole.read(row.id)
            article = await whole.library.article(row.id)
            assert article
            assert article.versions == ("feed",)
            assert "only the feed's teaser" in whole.page
            await whole.press("x")
            await whole.text("full")
            assert whole.row.title == row.title

    asyncio.run(scenario())


def test_x_on_a_story_without_a_page_says_so_and_gives_the_text_back(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with whole_app(tmp_path) as whole:
            pages = {row.id for row in await teasers(whole.library)}
            rows = await whole.library.rows(await whole.library.entry_ids(whole.screen.desk.query))
            for row in (row for row in rows if row.id not in pages):
                article = await whole.library.article(row.id)
                if article and article.versions == ("feed",):
                    done = await whole.library.keep_and_wait([row.id], depth=0)
                    if done.skipped:
                        break
            assert done.skipped
            await whole.read(row.id)
            await whole.press("x")
            await whole.until(lambda: any("nothing: the page is not there" in text for text in whole.said))
            assert any("o opens the page in the browser" in text for text in whole.said)
            assert whole.screen.desk.article
            assert whole.screen.article.article, "the feed's text is back"

    asyncio.run(scenario())


def test_d_keeps_a_story_and_what_its_publisher_prints_beside_it(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with whole_app(tmp_path) as whole:
            # The list has one row for a story that several tell.
            row = next(row for row in await teasers(whole.library) if whole.screen.headlines.move_to(row.id))
            await whole.until(lambda: whole.screen.headlines.cursor_id == row.id)
            await whole.press("d")
            await whole.until(lambda: any(text.startswith("Kept for offline") for text in whole.said))
            article = await whole.library.article(row.id)
            assert article
            assert article.version == "full"
            groups = await whole.library.related(row.id)
            marks = [link.mark for group in groups if group.kind.from_publisher for link in group.links[:12]]
            assert marks
            assert set(marks) == {Mark.HERE}
            whole.said.clear()
            await whole.press("d")
            await whole.until(lambda: "All of it is here already." in whole.said)

    asyncio.run(scenario())


def test_D_keeps_the_list_as_it_is_narrowed_and_the_top_line_counts(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with whole_app(tmp_path, config=Config(offline=Offline(depth=0))) as whole:
            screen = whole.screen
            ids = [row.id for row in await teasers(whole.library)][:FEW]
            everything = list(await whole.library.entry_ids(ListQuery()))
            await whole.library.set_read([one for one in everything if one not in ids], True)
            await whole.press("g", "u")
            await whole.until(lambda: screen.desk.query.scope.kind is ScopeKind.UNREAD, "a narrower list")
            await whole.until(lambda: screen.top.state.here < screen.top.state.unread == FEW, "counted anew")
            await whole.press("D")
            await whole.until(lambda: any(text.startswith("Kept for offline") for text in whole.said))
            rows = await whole.library.rows(ids)
            assert {row.mark for row in rows} == {Mark.HERE}
            await whole.until(lambda: screen.top.state.here == screen.top.state.unread, "all of it here")
            await whole.until(lambda: "100 %" in whole.line(0))
            others = await whole.library.rows(everything)
            assert any(row.mark is Mark.FETCH for row in others if row.id not in ids), "what was not in the list"

    asyncio.run(scenario())


def test_a_link_opened_offline_waits_in_a_list_and_is_announced_when_it_came(tmp_path: Path) -> None:
    far = "https://127.0.0.1:9/far"

    async def scenario() -> None:
        async with whole_app(tmp_path) as whole:
            screen = whole.screen
            await whole.press("w")
            await whole.until(lambda: whole.library.offline_by_choice)
            screen.opening.url(far, "A far story")
            await whole.until(lambda: screen.desk.feeds.counts.queued == 1)
            await whole.until(lambda: screen.desk.article)
            assert "waits for the network" in whole.page
            await whole.press("g", "q")
            await whole.until(lambda: screen.headlines.count == 1)
            (row,) = await whole.library.rows([screen.headlines.cursor_id])
            assert (row.title, row.mark) == ("A far story", Mark.QUEUED)
            await whole.press("W")
            await whole.until(lambda: screen.desk.feeds.counts.queued == 0)
            assert await whole.library.find_url(far) == 0

    asyncio.run(scenario())


def test_a_feed_can_always_show_full_text(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with whole_app(tmp_path, config=Config(reading=Reading(full_text="key"))) as whole:
            screen = whole.screen
            row = (await teasers(whole.library))[0]
            await whole.read(row.id)
            await whole.press("i")
            await whole.until(lambda: len(whole.app.screen_stack) > 2)
            await whole.press("x")
            await whole.text("full")
            feed = screen.desk.feeds.feed(row.feed_id)
            assert feed
            assert feed.full_text

    asyncio.run(scenario())
