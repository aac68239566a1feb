"""Textual's driver for a terminal whose modes were changed before Textual came: it gives back what was found first."""

from __future__ import annotations

from typing import Any

from textual.driver import Driver
from textual.drivers.linux_driver import LinuxDriver


def driver_for(modes: list[Any]) -> type[Driver]:
    """A driver that restores `modes` (termios) whenever it leaves the terminal: at the end, when stopped, when another
    program gets the screen."""

    class GivingBack(LinuxDriver):
        def start_application_mode(self) -> None:
            super().start_application_mode()  # type: ignore[no-untyped-call]
            if self.attrs_before is not None:
                self.attrs_before = modes

    return GivingBack
