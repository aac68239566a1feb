"""A fault in bantin: the star key raises inside a widget. Run before the program by the tests of exits."""

from __future__ import annotations

from reader.ui.widgets.headlines import HeadlineList


def broken(_self: HeadlineList, _y: int) -> None:
    """What a widget's own mistake looks like to Textual."""
    raise RuntimeError("a widget broke here")


def on_key(self: HeadlineList, event: object) -> None:
    """Break the painting of rows at the star key."""
    if getattr(event, "character", "") == "s":
        HeadlineList.render_line = broken  # type: ignore[method-assign, assignment]
        self.refresh()


HeadlineList.on_key = on_key  # type: ignore[attr-defined]
