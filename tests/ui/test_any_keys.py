"""Whatever is typed, the program goes on; other steps each day, `tests.benchmarks.any_keys` for hours of them."""

from __future__ import annotations

import asyncio
import importlib
import pkgutil
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from floods import THOROUGH, TURN
from textual.screen import Screen

from reader.ui import screens
from reader.ui.screens.tags import TagDialog
from reader.ui.screens.working import WorkingScreen

from . import any_keys


def test_any_keys_in_any_order(tmp_path: Path) -> None:
    steps = list(islice(any_keys.steps_of(TURN), 2000 if THOROUGH else 50))
    assert asyncio.run(any_keys.play(tmp_path, steps)) > 0


def _ours(above: type[Screen[Any]] = Screen) -> Iterator[type[Screen[Any]]]:
    for one in above.__subclasses__():
        if one.__module__.startswith("reader."):
            yield one
        yield from _ours(one)


def test_every_screen_can_show_what_is_selected_and_is_left_once() -> None:
    """Textual takes both from the first base of a class that it knows; a double click in a dialog ended the program."""
    for module in pkgutil.iter_modules(screens.__path__):
        importlib.import_module(f"{screens.__name__}.{module.name}")
    found = set(_ours())
    assert len(found) > 15
    assert [one.__name__ for one in found if "screen--selection" not in one._get_component_classes()] == []
    assert [one.__name__ for one in found if not issubclass(one, WorkingScreen)] == []


def test_nothing_is_done_on_a_screen_that_has_nothing_on_it_yet() -> None:
    """A key typed as the tags came up ended the program."""
    assert not TagDialog("", [], []).check_action("step", (1,))
