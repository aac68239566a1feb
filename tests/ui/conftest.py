"""What the tests of the interface share: the real app over the library in memory, driven by keys."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from textual.worker import Worker

from reader.config import Config
from reader.ui.app import BantinApp
from reader.ui.commands import Pane

from .driving import Running
from .fakes import FakeLibrary
from .looking import lines, look, painted_at_rest, unpainted
from .resting import finished, prompt
from .sharing import share_styles
from .world import NOW

FOUR, THREE, TWO, ONE = (176, 48), (128, 40), (100, 30), (60, 24)


@dataclass
class Driven(Running):
    """The app over the library in memory."""

    library: FakeLibrary

    async def press(self, *keys: str) -> None:
        """Press keys, then let everything they started come to an end."""
        for key in keys:
            await self.pilot.press(key)
        await self.settle()

    async def settle(self) -> None:
        """Wait until no worker runs and no message waits."""
        await self.pilot.pause()
        look(self.app)
        while running := self._running():
            await finished(running[0])
        await self.pilot.pause()
        if look(self.app):
            await self.pilot.pause()

    def _running(self) -> list[Worker[object]]:
        if self.library.hold:
            return []
        return [one for one in self.app.workers if one.group not in ("held", "command") and not one.is_finished]

    async def to_pane(self, pane: Pane) -> None:
        """Give a pane the focus."""
        self.screen.go_to_pane(pane)
        await self.settle()


share_styles()


@pytest.fixture(autouse=True)
def _quick() -> Iterator[None]:
    with unpainted(), prompt():
        yield


@pytest.fixture
def painted() -> Iterator[None]:
    """What changed is painted whenever the program has come to rest, and not only where the test reads the screen."""
    with painted_at_rest():
        yield


Scenario = Callable[[Driven], Awaitable[None]]
Drive = Callable[..., Driven]


@pytest.fixture
def drive(tmp_path: Path) -> Drive:
    """`drive(scenario, size=…, library=…, config=…)` runs a scenario against the app and returns what was driven."""

    def run(
        scenario: Scenario,
        *,
        size: tuple[int, int] = FOUR,
        library: FakeLibrary | None = None,
        config: Config | None = None,
        theme: str = "",
    ) -> Driven:
        async def whole() -> Driven:
            held = library or FakeLibrary()
            app = BantinApp(
                held,  # type: ignore[arg-type]
                config or Config(),
                theme_folders=(tmp_path / "themes",),
                log_file=tmp_path / "state" / "bantin.log",
                memory=held.memory | {"ui.theme": [theme, (config or Config()).look.theme]} if theme else None,
                clock=lambda: NOW,
            )
            said: list[str] = []
            notify = app.notify
            app.notify = lambda message, **options: (said.append(message), notify(message, **options))[1]  # type: ignore
            async with app.run_test(size=size, notifications=True) as pilot:
                driven = Driven(app, pilot, held, said)
                await driven.until(lambda: not app.handover.starting, "the end of the start")
                await driven.settle()
                await scenario(driven)
                if app.is_running:
                    lines(app)
            return driven

        return asyncio.run(whole())

    return run
