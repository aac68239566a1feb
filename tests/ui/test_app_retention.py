"""How long stories are kept, by keyboard, over the real library."""

from __future__ import annotations

import asyncio
from pathlib import Path

from textual.widgets import Input

from reader.domain.models import ListQuery, Scope, ScopeKind
from reader.ui.screens.dialog import Prompt
from reader.ui.screens.retention import LookOver

from .whole_app import Whole, whole_app


async def ask_for(w: Whole, limits: str) -> None:
    """Type limits for the feed of the list."""
    w.screen.run_command("keep-stories")
    (await w.comes(Prompt)).query_one(Input).value = limits
    await w.press("enter")


def test_the_limits_of_a_feed_are_looked_over_before_anything_goes(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with whole_app(tmp_path / "data") as w:
            feed = max(
                await w.library.subscriptions(), key=lambda feed: w.screen.desk.feeds.counts.unread.get(feed.id, 0)
            )
            scope = Scope(ScopeKind.FEED, feed.id)
            w.screen.lists.show_place(scope, go=True)
            await w.until(lambda: w.screen.desk.query.scope == scope and w.screen.headlines.count)
            before = list(await w.library.entry_ids(ListQuery(scope)))
            await w.library.set_starred(before[-1:], True)
            await ask_for(w, "soon")
            assert isinstance(w.app.screen, Prompt), "what are no limits is refused"
            await w.press("escape")

            await ask_for(w, "2")
            await w.comes(LookOver)
            assert f"{len(before) - 3} stories go for good" in w.page
            assert "1 stays" in w.page
            await w.press("escape")
            await w.until(lambda: w.said[-1:] == ["Nothing was changed."])
            assert list(await w.library.entry_ids(ListQuery(scope))) == before

            await ask_for(w, "2")
            await w.comes(LookOver)
            await w.press("y")
            await w.until(lambda: w.said[-1:] == [f"{len(before) - 3} stories removed."])
            assert list(await w.library.entry_ids(ListQuery(scope))) == [*before[:2], before[-1]]
            await w.until(lambda: w.screen.headlines.count == 3)
            # What was agreed to for one feed goes for this one alone.
            w.library.keeps_everywhere = (0, 1)
            assert not (await w.library.retention_plan()).agreed
            w.library.keeps_everywhere = (0, 0)
            assert (await w.library.retention_plan()).agreed

    asyncio.run(scenario())


def test_the_limits_of_the_configuration_wait_for_the_readers_word(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with whole_app(tmp_path / "data") as w:
            w.screen.run_command("retention")
            await w.until(lambda: w.said and "All stories are kept" in w.said[-1])
            w.library.keeps_everywhere = (0, 3)
            before = len(await w.library.entry_ids(ListQuery()))
            await w.library._keeper.look_after()
            await w.until(lambda: "stay until you agree" in w.said[-1])
            assert len(await w.library.entry_ids(ListQuery())) == before
            await w.pilot.resize_terminal(50, 20)
            sentence = "The whole sentence is read, however long it is, where the terminal is as narrow as this one."
            w.app.toast(sentence)
            await w.until(lambda: set(sentence.split()) <= set(w.page.split()))
            w.screen.run_command("retention")
            await w.comes(LookOver)
            # More than there is room for: the keys stand below it all the same, and each feed takes one line.
            await w.until(lambda: "remove them" in w.page)
            assert any(line.rstrip(" │").endswith("the newest 3") for line in w.page.splitlines())
            await w.press("y")
            await w.until(lambda: "removed" in w.said[-1])
            feeds = len(await w.library.subscriptions())
            assert len(await w.library.entry_ids(ListQuery())) <= 3 * feeds < before
            # From now on by itself.
            w.said.clear()
            w.library.keeps_everywhere = (0, 4)
            await w.library._keeper.look_after()
            assert not w.said

    asyncio.run(scenario())
