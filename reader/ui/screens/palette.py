"""The command palette, filled from the table of commands."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from textual.command import CommandList, CommandPalette, DiscoveryHit, Hit, Hits, Provider
from textual.content import Content
from textual.screen import Screen
from textual.timer import Timer
from textual.worker import Worker

from reader.domain.text import fold
from reader.i18n import _
from reader.ui.commands import COMMANDS, Command, Group
from reader.ui.ports import RunsCommands
from reader.ui.render.cells import width

from .working import PushedScreen

_WIDE = 84  # cells of the list, where the screen is wide enough
_SHARE = 96  # per cent of a narrow screen
_MARGINS = 7  # cells of the list beside a line
_BEGUN = 1000.0
"""Added where words begin as typed: more than any score of letters that only stand in the title one after another."""
_FIRST = (Group.FEEDS, Group.PROGRAM, Group.LIST, Group.STORY, Group.READ, Group.FOLLOW, Group.MOVE)
"""Whoever opens the palette looks for what has no key, or a key that is not known yet."""


class Commands(Provider):
    """Every command that makes sense from the palette."""

    async def discover(self) -> Hits:
        """All of them, by groups."""
        for command in sorted(COMMANDS, key=lambda command: _FIRST.index(command.group)):
            if command.in_palette:
                title = _(command.title)
                yield DiscoveryHit(self._line(Content(title), command), self._run(command), text=title)

    async def search(self, query: str) -> Hits:
        """Those whose title matches, and those that are called so otherwise; accents may be left out."""
        matcher = self.matcher(query)
        words = fold(query).split()
        for command in COMMANDS:
            if not command.in_palette:
                continue
            title = _(command.title)
            score = matcher.match(title) or (0.5 if words and command.is_called(words) else 0.0)
            if words and command.is_begun_by(words):
                score += _BEGUN
            if score > 0:
                yield Hit(score, self._line(matcher.highlight(title), command), self._run(command), text=title)

    def _line(self, title: Content, command: Command) -> Content:
        """The title, and its first keys at the right edge."""
        room = max(10, min(_WIDE, self.screen.app.size.width * _SHARE // 100) - _MARGINS)
        keys = "  ".join(_host(self.screen).keymap.keys_of(command.name)[:2])
        left = room - width(keys) - 2
        title = title.truncate(left, ellipsis=True)
        return Content.assemble(title, " " * (room - title.cell_length - width(keys)), (keys, "$accent"))

    def _run(self, command: Command) -> partial[None]:
        return partial(_host(self.screen).run_command, command.name)


def _host(screen: Screen[object]) -> RunsCommands:
    assert isinstance(screen, RunsCommands)
    return screen


class Palette(CommandPalette, PushedScreen[None]):
    """Textual's palette in our colours."""

    DEFAULT_CSS = """
    Palette {
        color: $text;
        & > .command-palette--highlight { color: $link; text-style: bold underline; }
        & > Vertical { margin-top: 2; background: $pane; width: 84; max-width: 96%;  /* _WIDE and _SHARE */ }
        #--input { border: none; background: $bar; height: 3; padding: 1 1 1 2; }
        #--input Label { margin: 0; }
        #--input Input { background: $bar; color: $title; border: none; height: 1; padding: 0 1; }
        SearchIcon { color: $accent; }
        CommandList {
            background: $pane;
            border: none;
            max-height: 24;
            padding: 1 0;
            scrollbar-background: $pane;
            scrollbar-size-vertical: 1;
            & > .option-list--option { padding: 0 2 0 3; text-style: none; }
            & > .option-list--option-highlighted { text-style: bold; }
        }
    }
    """

    def __init__(self) -> None:
        super().__init__([Commands], placeholder=_("What do you want to do?"))

    def run_worker(self, *work: Any, **options: Any) -> Worker[Any]:
        """The search runs on until the palette has gone, whose list goes before it; that must not end the program."""
        return super().run_worker(*work, **{**options, "exit_on_error": False})

    def set_timer(self, delay: float, callback: Callable[[], object] | None = None, **options: Any) -> Timer:
        """Nor must what is said after a while, that nothing was found: it may be due between the two."""
        return super().set_timer(delay, partial(self._say, callback) if callback else None, **options)

    def _say(self, callback: Callable[[], object]) -> None:
        if self.query(CommandList):
            callback()
