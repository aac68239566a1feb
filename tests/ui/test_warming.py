"""What the first picture did not need is imported afterwards, one module at a time."""

from __future__ import annotations

import asyncio
import sys
from importlib.util import find_spec

import pytest
from textual.app import App

from reader.ui import warming


def test_the_modules_are_there() -> None:
    assert [name for name in warming.MODULES if find_spec(name) is None] == []


def test_they_are_imported_in_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    names = ("colorsys", "graphlib")
    for name in names:
        monkeypatch.delitem(sys.modules, name, raising=False)
    monkeypatch.setattr(warming, "MODULES", names)
    monkeypatch.setattr(warming, "_EVERY", 0.001)

    async def warmed() -> None:
        app: App[None] = App()
        async with app.run_test() as pilot, asyncio.timeout(20):
            warming.warm_up(app)
            assert not set(names) & sys.modules.keys()
            while not set(names) <= sys.modules.keys():
                await pilot.pause(0.001)

    asyncio.run(warmed())
