"""Painting only what a test looks at.

Textual paints every change of the screen, also where no terminal is: half of the time of a test that presses keys
went there. With `unpainted` a change leaves the screen owed. `look` has the widgets do what they do before they are
painted, which is to fit what they show to their size and to load it; `lines` paints, and every scenario ends with it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from weakref import WeakSet

import pytest
from textual._compositor import Compositor
from textual.app import App
from textual.screen import Screen

from reader.ui.widgets.line_view import LineView

_owed: WeakSet[Compositor] = WeakSet()
_painted: dict[Compositor, list[str]] = {}
"""What was read back since the event loop turned: many lines of one moment are painted once."""


@contextmanager
def unpainted() -> Iterator[None]:
    """Owe every paint of the screen until somebody looks."""

    def render_update(
        self: Compositor, full: bool = False, screen_stack: list[Screen[object]] | None = None, simplify: bool = False
    ) -> None:
        self._dirty_regions.clear()
        _owed.add(self)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Compositor, "render_update", render_update)
        yield


def lines(app: App[object]) -> list[str]:
    """The screen as text, as it would be painted now."""
    # Textual has no public way to read the screen back as text; its own pilot uses the compositor as well.
    compositor = app.screen._compositor
    if compositor not in _painted:
        _owed.discard(compositor)
        _painted[compositor] = [strip.text for strip in compositor.render_strips()]
        asyncio.get_running_loop().call_soon(_painted.clear)
    return _painted[compositor]


def look(app: App[object]) -> bool:
    """Let the visible widgets get ready for a paint if one is owed, and say whether it was."""
    compositor = app.screen._compositor
    owed = compositor in _owed
    if owed:
        _owed.discard(compositor)
        _get_ready(compositor)
    return owed


def _get_ready(compositor: Compositor) -> None:
    for widget in compositor.visible_widgets:
        if isinstance(widget, LineView):
            widget.fit_now()


def _paint(compositor: Compositor) -> None:
    # What the screen takes from each widget; to put it together is left to who reads the screen (`lines`).
    for _region, _clip, _strips in compositor._get_renders():
        pass


@contextmanager
def painted_at_rest() -> Iterator[None]:
    """Let `look` paint: for tests of what is painted when."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(globals(), "_get_ready", _paint)
        yield
