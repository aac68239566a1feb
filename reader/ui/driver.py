"""Textual's driver, made to give the terminal back as it was found, to bear whatever bytes come in, and to keep the
picture that stands there already until the whole new one is ready."""

from __future__ import annotations

import io
import os
import select
import sys
from codecs import getincrementaldecoder
from contextlib import suppress
from functools import partial
from time import monotonic
from typing import Any, TextIO

# Textual gives out its parser under no public name, and only its timing is ours.
from textual._xterm_parser import XTermParser
from textual.driver import Driver
from textual.drivers.linux_driver import LinuxDriver
from textual.events import InputEvent, Key
from textual.message import Message

from .handover import Handover
from .keys import of_event
from .pieces import ASK_BACKGROUND, ESC, Pieces, is_answer, is_light, patience

_LOOKS = 0.1
"""Seconds after which the input thread looks whether it is to end."""


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
            self.write(ASK_BACKGROUND)
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
        if (
            self.handover.starting
            and isinstance(message, Key)
            and self.handover.first_keys.press(of_event(message.key, message.character))
        ):
            return
        if not (isinstance(message, InputEvent) and self.handover.wait(deliver)):
            deliver()

    def send_message(self, message: Message) -> None:
        """Textual's way around this line makes a task and two futures for each message."""
        self._app.post_message(message)

    def run_input_thread(self) -> None:
        """Read keys and reports until the interface leaves the terminal. Raises OSError when the terminal is gone.

        Textual's own (8.2) looks every 100 ms for what time has told, and ends with bytes that are no UTF-8 (another
        encoding, an old mouse protocol).
        """
        parser, pieces = XTermParser(), Pieces(patience(os.environ))
        decode = getincrementaldecoder("utf-8")("replace").decode

        def read(data: bytes) -> None:
            for piece in pieces.cut(decode(data), monotonic()):
                self._read(parser, piece)

        typed, self._typed = self._typed, b""
        read(typed)
        while not self.exit_event.is_set():
            if select.select([self.fileno], [], [], pieces.wait(monotonic(), _LOOKS))[0]:
                data = os.read(self.fileno, 4096)
                if not data:
                    raise EOFError("the terminal is gone")
                read(data)
            else:
                for piece in pieces.over(monotonic()):
                    self._read(parser, piece)
            for message in parser.tick():
                self.process_message(message)
        # Reports of the mouse that are on their way still are thrown away after this, and not for the shell.
        select.select([], [], [], _LOOKS)

    def _read(self, parser: XTermParser, piece: str) -> None:
        if piece == ESC:
            self.process_message(Key("escape", ESC))
        elif is_answer(piece):
            light = is_light(piece)
            self.handover.light = self.handover.light if light is None else light
        elif text := piece.replace("\ufffd", ""):
            for message in parser.feed(text):
                self.process_message(message)


def driver_for(handover: Handover) -> type[Driver]:
    """The driver that follows `handover`."""
    return type("FollowingDriver", (ScreenDriver,), {"handover": handover})
