"""What a test holds of the running app, whatever library is beneath it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from textual.pilot import Pilot

from reader.domain.models import EntryRow
from reader.ui.app import BantinApp
from reader.ui.screens.main import MainScreen
from reader.ui.screens.working import PushedScreen

from .looking import lines
from .resting import until

Shown = TypeVar("Shown", bound=PushedScreen[Any])


@dataclass
class Running:
    """The app while a test drives it."""

    app: BantinApp
    pilot: Pilot[Any]
    library: Any
    said: list[str] = field(default_factory=list)
    """Every toast."""

    @property
    def screen(self) -> MainScreen:
        """The main screen, also under a dialog."""
        found = self.app.screen_stack[1]
        assert isinstance(found, MainScreen)
        return found

    @property
    def row(self) -> EntryRow:
        """The story in the article pane."""
        assert self.screen.desk.row is not None
        return self.screen.desk.row

    async def until(self, condition: Callable[[], object], what: str = "") -> None:
        """Wait for something that a timer, a thread or a child brings."""
        await until(self.pilot, condition, what)

    async def comes(self, kind: type[Shown]) -> Shown:
        """Wait for a screen of this kind over the panes, and for all that is on it: it is on top before it has any."""
        await self.until(lambda: isinstance(self.app.screen, kind) and self.app.screen.has_come, kind.__name__)
        await self.pilot.pause()
        assert isinstance(self.app.screen, kind)
        return self.app.screen

    def line(self, y: int) -> str:
        """A line of the screen as text."""
        return lines(self.app)[y]
