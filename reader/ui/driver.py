"""Textual's driver, made to give the terminal back as it was found and to bear whatever bytes come in."""

from __future__ import annotations

from typing import Any

from textual.driver import Driver
from textual.drivers.linux_driver import LinuxDriver


def driver_for(modes: list[Any] | None) -> type[Driver]:
    """A driver for terminals whose modes may have been changed before Textual came: it restores `modes` (termios)
    whenever it leaves the terminal: at the end, when stopped, when another program gets the screen."""

    class GivingBack(LinuxDriver):
        def start_application_mode(self) -> None:
            super().start_application_mode()  # type: ignore[no-untyped-call]
            if modes and self.attrs_before is not None:
                self.attrs_before = modes

        def run_input_thread(self) -> None:
            # Bytes that are no UTF-8 (another encoding, an old mouse protocol) end the input thread and with it the
            # program (Textual 8.2). What was read with them is lost, the next key is not.
            while True:
                try:
                    return super().run_input_thread()
                except UnicodeDecodeError:
                    continue

    return GivingBack
