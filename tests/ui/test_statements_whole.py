"""What a key asks of the cache: a few statements at most, each through an index, at any size; moving asks nothing."""

from __future__ import annotations

import asyncio
import re
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from reader.config import Config
from reader.domain.models import ScopeKind
from reader.library import Library
from reader.store import lists
from reader.store import store as store_module
from reader.ui.actions import lists as list_actions
from reader.ui.app import BantinApp
from reader.ui.commands import Pane
from reader.ui.render.feeds import rows_of
from reader.ui.widgets import feeds as feeds_widget
from reader.ui.widgets import row_list
from tests.benchmarks.build_cache import build

from .resting import at_rest, finished
from .whole_app import Whole

LARGE = {
    "entry",
    "state",
    "body",
    "link",
    "alias",
    "member",
    "story",
    "signature",
    "near",
    "image",
    "whole",
    "identity",
}
"""Tables that hold what the papers have written. The others hold what a person has made, or work that waits."""
BESIDE = ("entry_thin", "FROM whole", "FROM image")
"""Of the counts for the top line, which are taken in the background when the feeds have changed, and by no key."""
STILL = {
    *("to related", "down in related", "back to the article", "back to the list", "to feeds", "to the list"),
    *("down on the front page", "down in what was found"),
}
"""What asks nothing: rows and texts are here already."""
ENTRIES = 600
MOST = 60
MOST_AT_FIRST = 55
"""It takes 38, and up to nine more where the beginning of the list is read again before the picture is painted."""


class Asked:
    """The statements of every reading connection."""

    def __init__(self) -> None:
        self.statements: list[str] = []
        self.explained: dict[str, list[str]] = {}
        self.first: list[str] = []
        """The statements until the first picture of the screen was painted."""

    def open(self, real: object, *args: object, **options: object) -> sqlite3.Connection:
        """A connection that notes what it is asked, with the plan for it."""
        db: sqlite3.Connection = real(*args, **options)  # type: ignore[operator]
        planner: sqlite3.Connection = real(*args, **options)  # type: ignore[operator]

        def note(statement: str) -> None:
            if statement.lstrip().upper().startswith(("SELECT", "WITH")):
                self.statements.append(statement)
                if statement not in self.explained:
                    plan = planner.execute(f"EXPLAIN QUERY PLAN {statement}").fetchall()
                    self.explained[statement] = [row[3] for row in plan]

        db.set_trace_callback(note)
        return db

    def take(self) -> list[str]:
        """What was asked since the last time."""
        taken, self.statements = self.statements, []
        return taken

    def scans(self) -> list[str]:
        """Statements that read a large table, or an index of it, without an end."""
        return [
            statement
            for statement, plan in self.explained.items()
            if any(_is_scan(step, statement, plan) for step in plan) and not any(part in statement for part in BESIDE)
        ]


def _is_scan(step: str, statement: str, plan: list[str]) -> bool:
    table = re.match(r"SCAN (\w+)", step)
    if (
        not table
        or table[1] not in LARGE
        or any(line.endswith((f"CO-ROUTINE {table[1]}", f"MATERIALIZE {table[1]}")) for line in plan)
    ):
        return False
    return not ("USING" in step and "LIMIT" in statement)


async def gestures(whole: Whole, asked: Asked) -> dict[str, int]:
    """Statements by gesture."""
    screen, counts = whole.screen, {}

    async def does(name: str, *keys: str) -> None:
        await rest(whole)
        asked.take()
        await whole.press(*keys)
        await rest(whole)
        counts[name] = len(asked.take())

    screen.go_to_pane(Pane.HEADLINES)
    await does("one down", "j")
    await does("and up", "k")
    await does("open", "enter")
    await does("a page further", "space")
    await does("to related", "l")
    await does("down in related", "j")
    await does("back to the article", "h")
    await does("back to the list", "h")
    await does("to feeds", "h")
    await does("down in feeds, with its list", "j")
    await does("to the list", "l")
    await does("all", "g", "a")
    await does("unread", "g", "u")
    await does("next unread", "n")
    await does("star", "s")
    await does("front page", "g", "f")
    await does("down on the front page", "j")
    await does("coverage", "c")
    await does("leave it", "escape")
    await does("search", "slash", *"the", "enter")
    await does("down in what was found", "j")
    await does("back", "escape")
    return counts


async def goes_on(whole: Whole, asked: Asked, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who goes on from list to list reads the beginning of each; whoever needs all of one has it at once."""
    screen, rest_of = whole.screen, lambda: [one for one in asked.take() if f"LIMIT {lists.CHUNK}" in one]
    await rest(whole)
    rest_of()
    monkeypatch.setattr(list_actions, "_CALM", 3600.0)
    for kind in (ScopeKind.UNREAD, ScopeKind.ALL, ScopeKind.UNREAD, ScopeKind.ALL):
        screen.run_command(f"go-{kind}")
        await whole.until(lambda: screen.header.title == screen.desk.feeds.name(screen.desk.query.scope))
    assert not screen.lists.is_whole
    assert screen.headlines.count < ENTRIES
    assert rest_of() == []
    screen.headlines.move_to_index(1)
    screen.run_command("mark-below")
    await whole.until(lambda: screen.headlines.count == ENTRIES)
    await whole.until(lambda: screen.desk.feeds.counts.total_unread <= 2)


async def marks(whole: Whole, asked: Asked, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who marks a story changes no feed: none is read again, no line of them looked at. What can be read offline is
    counted where nothing is marked for some time."""
    screen, looked = whole.screen, list[object]()
    monkeypatch.setattr(feeds_widget, "rows_of", lambda *told: looked.append(told) or rows_of(*told))
    screen.run_command("go-all")
    await rest(whole)
    screen.session._count_took = 1.0
    for _time in range(2):
        asked.take()
        unread = screen.desk.feeds.counts.total_unread
        screen.run_command("toggle-read")
        await whole.until(lambda unread=unread: screen.desk.feeds.counts.total_unread != unread)
        assert [one for one in asked.take() if "FROM subscription JOIN feed" in one or "entry_thin" in one] == []
    assert looked == []
    screen.session._count_took = 0.0
    await screen.reload_feeds()
    await rest(whole)
    assert [one for one in asked.take() if "FROM subscription JOIN feed" in one]


async def rest(whole: Whole) -> None:
    """Wait until nothing is at work: timers of a preview run for a sixth of a second."""
    for _turn in range(2):
        await at_rest(within=0.2)
        await whole.pilot.pause()
        for worker in list(whole.app.workers):
            if worker.group != "command" and not worker.is_finished:
                await finished(worker)


@asynccontextmanager
async def generated(folder: Path, asked: Asked) -> AsyncIterator[Whole]:
    """The app over a generated cache; `asked` keeps what was asked until the first picture. No engine: what it asks for
    itself is not asked by a key."""
    build(folder, entries=ENTRIES, feed_count=6, words=40)
    library = await Library.open(folder)
    try:
        app = BantinApp(library, Config(), log_file=folder / "log")
        begin = app.begin
        app.begin = lambda: (asked.first.extend(asked.take()), begin())  # type: ignore[assignment, func-returns-value]
        async with app.run_test(size=(176, 48)) as pilot:
            whole = Whole(app, pilot, library)
            await whole.until(lambda: len(app.screen_stack) > 1 and whole.screen.headlines.count)
            yield whole
    finally:
        await library.close()


@pytest.mark.usefixtures("painted")
def test_a_key_asks_little_and_through_indexes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = Asked()
    # Read within the gesture that brings the list, which is what counts it.
    monkeypatch.setattr(row_list, "_SETTLED", 0.05)
    real = store_module.open_reader
    monkeypatch.setattr(store_module, "open_reader", lambda *args, **options: asked.open(real, *args, **options))

    async def run() -> dict[str, int]:
        async with generated(tmp_path, asked) as whole:
            counts = await gestures(whole, asked)
            await marks(whole, asked, monkeypatch)
            await goes_on(whole, asked, monkeypatch)
            return counts

    counts = asyncio.run(run())
    assert {name: counts[name] for name in STILL} == dict.fromkeys(STILL, 0)
    assert {name: count for name, count in counts.items() if count > MOST} == {}
    assert counts["one down"] > 0
    assert 0 < len(asked.first) <= MOST_AT_FIRST
    assert [one for one in asked.first if f"LIMIT {lists.CHUNK}" in one] == [], "the whole list comes after the picture"
    assert [one for one in asked.explained if f"LIMIT {lists.CHUNK}" in one] != []
    assert asked.scans() == []
    assert _is_scan("SCAN state", "SELECT id FROM state WHERE read = 0", [])
