"""What all action classes share."""

from __future__ import annotations

from array import array
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from reader.domain.models import EntryRow
from reader.ui.commands import Pane
from reader.ui.desk import Desk

if TYPE_CHECKING:
    from reader.library import Library
    from reader.ui.screens.main import MainScreen


Command = TypeVar("Command", bound=Callable[..., object])


def opens(command: Command) -> Command:
    """Marks a command that may put a screen over the panes, after a look into the store perhaps: keys that are typed
    behind it wait for that screen (`screens.working.WorkingScreen.run_task`)."""
    command.opens = True  # type: ignore[attr-defined]
    return command


class Actions:
    """Holds the screen that the commands act on."""

    def __init__(self, screen: MainScreen) -> None:
        self.screen = screen

    @property
    def desk(self) -> Desk:
        """The state of the screen."""
        return self.screen.desk

    @property
    def library(self) -> Library:
        """Everything that is asked of the program."""
        return self.screen.desk.library

    def several(self) -> array[int]:
        """The stories that are selected in the headlines, while these have the focus."""
        if self.desk.pointed_at is not None or self.screen.pane is not Pane.HEADLINES:
            return array("q")
        return self.screen.headlines.selected()

    def targets(self) -> array[int]:
        """The stories that a command is about which can be meant for several: those that are selected, else
        `target`."""
        if several := self.several():
            return several
        row = self.target()
        return array("q", [row.id] if row and row.id else [])

    def target(self) -> EntryRow | None:
        """The story that a command is about: the one being read, or the one under the cursor of the headlines; while a
        coverage is shown, the one under its cursor."""
        if self.desk.pointed_at is not None:
            return self.desk.pointed_at
        if self.screen.pane in (Pane.ARTICLE, Pane.RELATED):
            return self.desk.row
        if self.screen.pane is Pane.FRONT:
            story = self.screen.front.story
            return story.lead if story else None
        return self.screen.headlines.cursor_row or self.desk.row
