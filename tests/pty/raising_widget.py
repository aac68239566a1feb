"""A fault in bantin: the star key raises inside a widget. Run before the program by the tests of exits."""

from __future__ import annotations

from textual import events

from reader.ui.screens.main import MainScreen
from reader.ui.widgets.headlines import HeadlineList

as_ever = MainScreen.on_key


def broken(_self: HeadlineList, _y: int) -> None:
    """What a widget's own mistake looks like to Textual."""
    raise RuntimeError("a widget broke here")


def on_key(self: MainScreen, event: events.Key) -> None:
    """Break the painting of rows at the star key."""
    if event.character == "s":
        HeadlineList.render_line = broken  # type: ignore[method-assign, assignment]
        self.headlines.refresh()
    as_ever(self, event)


MainScreen.on_key = on_key  # type: ignore[method-assign]
