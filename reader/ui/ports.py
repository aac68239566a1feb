"""What the parts of the interface know of each other."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

from reader.ui.keys import Keymap


@runtime_checkable
class RunsCommands(Protocol):
    """A screen on which commands can be run."""

    keymap: Keymap

    def run_command(self, name: str, position: int = 0) -> None:
        """Run the command `name`; `position` is which of its keys was pressed, from 0."""
        ...
