"""A screen over the panes with the same keys: what it has no meaning of its own for is left to the main screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import events, on

from reader.ui.commands import Pane
from reader.ui.dispatch import SEQUENCE_SECONDS, Dispatch
from reader.ui.widgets.bottomline import BottomLine, items_for
from reader.ui.widgets.topbar import TopBar

from .working import PushedScreen

if TYPE_CHECKING:
    from reader.ui.screens.main import MainScreen

STAY = frozenset(
    {
        *("toggle-read", "star", "open-in-browser", "copy-link", "open-enclosure", "keep", "unqueue", "follow-story"),
        *("undo", "refresh-all", "offline", "offline-report", "palette", "help", "theme", "suspend", "quit"),
    }
)
"""Commands of the main screen that need none of its panes; after any other one the panes are shown."""


class _OverPanes(Dispatch):
    """Runs a command here where there is a method for it, else on the main screen."""

    def __init__(self, screen: OverScreen, actions: object) -> None:
        super().__init__(screen.keymap, (actions,), screen.run_task)
        self._screen = screen

    def run(self, name: str, position: int = 0) -> None:
        """Run a command."""
        try:
            self.handler(name)
        except LookupError:
            self._screen.run_below(name, position)
        else:
            super().run(name, position)


class OverScreen(PushedScreen[None]):
    """Has a top and a bottom line like the main screen. Keys do nothing before `take_keys`."""

    AUTO_FOCUS = ""

    def __init__(self, main: MainScreen) -> None:
        super().__init__()
        self.main = main
        self.keymap = main.keymap
        self.top = TopBar()
        self.top.state = main.top.state
        self.bottom = BottomLine()
        self._dispatch: Dispatch | None = None

    def take_keys(self, actions: object) -> None:
        """From now on keys run the methods of `actions` that are named like the commands: one for each that means
        something here."""
        self._dispatch = _OverPanes(self, actions)
        self._sequence_ends = self.later(SEQUENCE_SECONDS, self._dispatch.forget)
        self.bottom.items = items_for(self.keymap, Pane.COVERAGE)

    def run_command(self, name: str, position: int = 0) -> None:
        """Run a command of the table."""
        if self._dispatch is not None:
            self._dispatch.run(name, position)

    def run_below(self, name: str, position: int) -> None:
        """Run a command of the main screen; one that needs its panes shows them first."""
        if name in STAY:
            self.main.run_command(name, position)
        else:
            self.leave()
            self.main.call_later(self.main.run_command, name, position)

    def leave(self) -> None:
        """Show what lies below."""
        self.dismiss(None)

    def on_key(self, event: events.Key) -> None:
        """Keys become commands before any widget's own bindings see them."""
        if self._dispatch is None or not self._dispatch.press(event.key, event.character, Pane.COVERAGE):
            return
        event.stop()
        event.prevent_default()
        if self._dispatch.waiting:
            self._sequence_ends()

    @on(BottomLine.Pressed)
    def _pressed(self, event: BottomLine.Pressed) -> None:
        self.run_command(event.command)
