"""What stands on the screen after changes of parts of it is what a whole painting would show."""

from __future__ import annotations

import random
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from floods import THOROUGH, TURN
from rich.cells import get_character_cell_size
from textual._compositor import ChopsUpdate, Compositor, LayoutUpdate
from textual._context import visible_screen_stack
from textual.geometry import Size
from textual.strip import Strip

from reader.engine.protocol import StoriesChanged
from reader.themes import load_themes
from reader.ui.commands import COMMANDS
from reader.ui.screens.help import Help
from reader.ui.screens.query_help import QueryHelp
from reader.ui.screens.working import WorkingScreen
from reader.ui.widgets.bar import Bar

from .any_keys import typed
from .conftest import TWO, Drive, Driven
from .resting import at_rest

PAINT = Compositor.render_update
_NEVER = ("quit", "suspend", "back-one-level")
_KEYS = [key for command in COMMANDS if command.name not in _NEVER for key in command.keys]
_SIZES = ((176, 48), (128, 40), (100, 30), (80, 24), (60, 24), (50, 12), (20, 5), (1, 1))
_STEPS = 400 if THOROUGH else 40

Cell = tuple[str, str]


class Screen:
    """The cells of a terminal, with a style each."""

    def __init__(self, size: Size) -> None:
        self.size = size
        self.rows: list[list[Cell]] = [[("unpainted", "")] * size.width for _ in range(size.height)]

    def take(self, update: LayoutUpdate | ChopsUpdate) -> Screen:
        """Write what an update has written in a terminal."""
        if isinstance(update, LayoutUpdate):
            for y, parts in enumerate(update.strips):
                self._put(0, y, Strip.join(parts))
            return self
        for y, left, right in update.spans:
            for end, (x, strip) in zip(update.chop_ends[y], update.chops[y].items(), strict=True):
                if strip is not None and x < right and end > left:
                    self._put(x, y, strip.crop(0, min(end, right) - x))
        return self

    def _put(self, x: int, y: int, strip: Strip) -> None:
        # The program may not know yet that the terminal is a smaller one.
        row = self.rows[y] if y < self.size.height else []
        for text, style, _control in strip:
            for char in text:
                look = style.clear_meta_and_links() if style else None
                if char == " " and look and not (look.underline or look.reverse):
                    look = look.background_style  # nothing of its colour is seen
                for cell in range(get_character_cell_size(char)):
                    if x < len(row):
                        row[x] = (char if not cell else "", str(look))
                    x += 1


class Terminal:
    """Keeps what the app displays, and throws away what Textual throws away."""

    def __init__(self, d: Driven, patch: pytest.MonkeyPatch) -> None:
        patch.setattr(Compositor, "render_update", PAINT)
        self.driven = d
        self.shown = Screen(d.app.size)
        patch.setattr(d.app, "_display", self._display)
        d.app.screen.refresh()

    def _display(self, _screen: object, update: Any) -> None:
        if update is None or self.driven.app._batch_count:
            return
        if self.shown.size != self.driven.app.size:
            self.shown = Screen(self.driven.app.size)
        self.shown.take(update)

    async def differences(self) -> list[tuple[int, list[int]]]:
        """The lines that a whole painting by Textual's own compositor changes, and their cells."""
        app = self.driven.app
        await self.driven.settle()
        await self.driven.until(lambda: not app._batch_count, "the end of a hold")
        await self.driven.settle()
        return self.differences_now()

    def differences_now(self) -> list[tuple[int, list[int]]]:
        """The same as it stands, without a frame that the test asks for."""
        app = self.driven.app
        compositor = app.screen._compositor
        visible_screen_stack.set(list(app._background_screens))
        pieces = Compositor._render_chops(compositor, app.size.region, lambda _y: True)
        whole = Screen(app.size).take(LayoutUpdate([line.values() for line in pieces], app.size.region))
        if self.shown.size != app.size:
            return [(-1, [])]
        pairs = enumerate(zip(self.shown.rows, whole.rows, strict=True))
        return [(y, [x for x in range(len(new)) if old[x] != new[x]]) for y, (old, new) in pairs if old != new]


def _theme(d: Driven, name: str) -> None:
    d.app.add_theme(load_themes()[0][name])
    d.app.wear(name)


async def _step(d: Driven, chance: random.Random) -> None:
    kind = chance.random()
    if kind < 0.65:
        for _key in range(chance.choice((1, 1, 1, 2, 3))):
            for key in chance.choice(_KEYS).split():
                d.app.post_message(typed(key))
    elif kind < 0.72:
        for key in ("/", "b", "escape")[: chance.randint(2, 3)]:
            d.app.post_message(typed(key))
    elif kind < 0.82:
        await d.pilot.resize_terminal(*chance.choice(_SIZES))
    elif kind < 0.88:
        d.app.post_message(typed("escape"))
    elif kind < 0.92:
        d.library.emit(StoriesChanged(entry_ids=()))
    elif kind < 0.95:
        _theme(d, chance.choice(("bantin-light", "nord")))
    else:
        d.app.toast("A sentence. " * chance.randint(1, 9), problem=chance.random() < 0.5)


def test_nothing_old_is_left_on_the_screen_whatever_is_done(drive: Drive, monkeypatch: pytest.MonkeyPatch) -> None:
    async def scenario(d: Driven) -> None:
        terminal, chance = Terminal(d, monkeypatch), random.Random(TURN)
        for number in range(_STEPS):
            await _step(d, chance)
            if not d.app.is_running:
                return
            assert not await terminal.differences(), f"step {number} of turn {TURN}"

    drive(scenario, size=(120, 36))


async def _resized(d: Driven) -> None:
    """Another size while nothing may be painted."""
    let_go = d.screen.hold(60)
    await d.pilot.resize_terminal(90, 28)
    await at_rest()
    let_go()


async def _looked_up(d: Driven) -> None:
    """Somebody asks for a place between a change of the layout and the next one."""
    await d.press("backslash")
    d.screen.prompt.close()
    d.app.stylesheet.update_nodes([d.screen.prompt])
    d.screen._compositor._full_map_invalidated = True  # as where a hidden pane has something new
    assert d.screen.find_widget(d.screen.top).region.height == 1


@pytest.mark.parametrize("change", [_resized, _looked_up])
def test_what_changes_between_two_paintings_is_painted(
    drive: Drive, monkeypatch: pytest.MonkeyPatch, change: Callable[[Driven], Awaitable[None]]
) -> None:
    async def scenario(d: Driven) -> None:
        assert isinstance(d.screen, WorkingScreen)
        terminal = Terminal(d, monkeypatch)
        assert not await terminal.differences()
        await change(d)
        await at_rest()
        assert not terminal.differences_now()

    drive(scenario, size=TWO)


def test_a_dialog_below_another_keeps_nothing_of_the_panes(drive: Drive, monkeypatch: pytest.MonkeyPatch) -> None:
    async def scenario(d: Driven) -> None:
        terminal = Terminal(d, monkeypatch)
        lower, upper = Help(d.screen.keymap), QueryHelp()
        await d.app.push_screen(lower)
        await d.app.push_screen(upper)
        for size in ((60, 24), (90, 24)):
            await d.pilot.resize_terminal(*size)
            assert not await terminal.differences(), size
            for dialog in (lower, upper):
                dialog._kept.clear()
            assert not terminal.differences_now(), size
        await d.press("escape")
        assert not await terminal.differences()

    drive(scenario, size=TWO)


def test_the_scroll_bars_below_a_dialog_wear_the_theme_that_comes(
    drive: Drive, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def scenario(d: Driven) -> None:
        terminal = Terminal(d, monkeypatch)
        await d.press("question_mark")
        assert not await terminal.differences()
        _theme(d, "nord")
        assert not await terminal.differences()
        bars = [bar for bar in d.screen.query(Bar) if bar.size.height]
        assert len(bars) > 2
        for bar in bars:
            cells = bar.render_lines(bar.size.region)
            bar._cells = []
            bar.let_go()
            assert cells == bar.render_lines(bar.size.region), bar.parent

    drive(scenario)


@pytest.mark.parametrize("late", [False, True])
def test_who_leaves_while_painting_is_held_has_a_picture_of_it(
    drive: Drive, monkeypatch: pytest.MonkeyPatch, late: bool
) -> None:
    """Also where it would be held after he said so, as by a story that opens."""

    async def scenario(d: Driven) -> None:
        terminal, recorded, kept = Terminal(d, monkeypatch), d.app.handover.recorded, []
        monkeypatch.setattr(d.app.handover, "recorded", lambda: (kept.append(terminal.shown), recorded()))
        if not late:
            d.screen.hold(60)
        await d.pilot.resize_terminal(90, 28)
        terminal.shown = Screen(d.app.size)
        await d.app.leave()
        if late:
            d.screen.hold(60)
        await d.app.leave()
        await d.until(lambda: kept, "the picture")
        assert len(kept) == 1, "who asks twice gets one picture, not an empty one behind it"
        assert kept[0].size == (90, 28)
        assert not any("unpainted" in cell for row in kept[0].rows for cell in row)

    drive(scenario)
