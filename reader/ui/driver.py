"""Textual's driver, made to give the terminal back as it was found, to bear whatever bytes come in, and to keep the
picture that stands there already until the whole new one is ready."""

from __future__ import annotations

import io
import socket
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Any, TextIO

from textual.driver import Driver
from textual.drivers.linux_driver import LinuxDriver
from textual.events import InputEvent, Key
from textual.message import Message

from .background import ASK
from .handover import Handover
from .keys import of_event


class Output(io.TextIOBase):
    """What is written goes to the terminal, and nowhere once that is gone.

    Textual (8.2) writes from a thread, which ends with the first write that fails; what is written then fills its queue
    of thirty, and the program waits for ever for somebody to read it: closing the window over an open dialog left it
    behind.
    """

    def __init__(self, terminal: TextIO) -> None:
        super().__init__()
        self._terminal = terminal

    def write(self, text: str) -> int:
        with suppress(OSError):
            self._terminal.write(text)
        return len(text)

    def flush(self) -> None:
        with suppress(OSError):
            self._terminal.flush()

    def fileno(self) -> int:
        return self._terminal.fileno()

    def isatty(self) -> bool:
        return True


class ScreenDriver(LinuxDriver):
    """Follows its `handover`. It restores the modes whenever it leaves the terminal: at the end, when stopped, when
    another program gets the screen."""

    handover: Handover
    _switching = False
    _typed = b""

    def __init__(self, *args: Any, **options: Any) -> None:
        # Textual takes the file that it writes to from here, and from nowhere else.
        terminal = sys.__stderr__
        assert terminal is not None
        sys.__stderr__ = Output(terminal)  # type: ignore[misc, assignment]
        try:
            super().__init__(*args, **options)
        finally:
            sys.__stderr__ = terminal  # type: ignore[misc]

    def start_application_mode(self) -> None:
        self._switching = True
        self._typed += self.handover.first_keys.stop()
        super().start_application_mode()  # type: ignore[no-untyped-call]
        if self.handover.starting:
            self.handover.background.listen()
            self.write(ASK)
        self._switching = False
        self.handover.taken = True
        if self.handover.modes and self.attrs_before is not None:
            self.attrs_before = self.handover.modes

    def stop_application_mode(self) -> None:
        self.handover.held = False
        super().stop_application_mode()

    def write(self, data: str) -> None:
        # The alternate screen is on already under a held picture; entering it again would clear it.
        if self.handover.held and (not self._switching or data == "\x1b[?1049h"):
            return
        self.handover.wrote(data)
        super().write(data)

    def process_message(self, message: Message) -> None:
        deliver = partial(super().process_message, message)
        if not isinstance(message, InputEvent):
            deliver()
        elif not (
            isinstance(message, Key)
            and self.handover.background.takes(message.character or "", partial(self._pass_on, message, deliver))
        ):
            self._pass_on(message, deliver)

    def _pass_on(self, message: Message, deliver: Callable[[], object]) -> None:
        if (
            self.handover.starting
            and isinstance(message, Key)
            and self.handover.first_keys.press(of_event(message.key, message.character))
        ):
            return
        if not self.handover.wait(deliver):
            deliver()

    def _read_typed(self) -> None:
        """Textual's own parser makes keys of what was typed before it came. It reads it from a socket that stands
        in for the terminal; a byte that is no UTF-8 ends that, since a datagram is read by itself."""
        terminal = self.fileno
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
        with ours, theirs, suppress(UnicodeDecodeError):
            ours.send(self._typed)
            ours.send(b"\xff")
            self.fileno = theirs.fileno()
            super().run_input_thread()
        self.fileno, self._typed = terminal, b""

    def run_input_thread(self) -> None:
        # Bytes that are no UTF-8 (another encoding, an old mouse protocol) end the input thread and with it the
        # program (Textual 8.2). What was read with them is lost, the next key is not.
        if self._typed:
            self._read_typed()
        while True:
            try:
                return super().run_input_thread()
            except UnicodeDecodeError:
                continue


def driver_for(handover: Handover) -> type[Driver]:
    """The driver that follows `handover`."""
    return type("FollowingDriver", (ScreenDriver,), {"handover": handover})
