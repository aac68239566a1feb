"""Textual's driver, made to give the terminal back as it was found, to bear whatever bytes come in, and to keep the
picture that stands there already until the whole new one is ready."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from textual.driver import Driver
from textual.drivers.linux_driver import LinuxDriver
from textual.events import InputEvent, Key
from textual.message import Message

from .background import ASK
from .handover import Handover


def driver_for(handover: Handover) -> type[Driver]:
    """A driver that follows `handover`. It restores the modes whenever it leaves the terminal: at the end, when
    stopped, when another program gets the screen."""

    class ScreenDriver(LinuxDriver):
        _switching = False

        def start_application_mode(self) -> None:
            self._switching = True
            super().start_application_mode()  # type: ignore[no-untyped-call]
            if handover.starting:
                handover.background.listen()
                self.write(ASK)
            self._switching = False
            handover.taken = True
            if handover.modes and self.attrs_before is not None:
                self.attrs_before = handover.modes

        def stop_application_mode(self) -> None:
            handover.held = False
            super().stop_application_mode()

        def write(self, data: str) -> None:
            # The alternate screen is on already under a held picture; entering it again would clear it.
            if handover.held and (not self._switching or data == "\x1b[?1049h"):
                return
            handover.wrote(data)
            super().write(data)

        def process_message(self, message: Message) -> None:
            deliver = partial(super().process_message, message)
            if not isinstance(message, InputEvent):
                deliver()
            elif not (
                isinstance(message, Key)
                and handover.background.takes(message.character or "", partial(self._pass_on, deliver))
            ):
                self._pass_on(deliver)

        @staticmethod
        def _pass_on(deliver: Callable[[], object]) -> None:
            if not handover.wait(deliver):
                deliver()

        def run_input_thread(self) -> None:
            # Bytes that are no UTF-8 (another encoding, an old mouse protocol) end the input thread and with it the
            # program (Textual 8.2). What was read with them is lost, the next key is not.
            while True:
                try:
                    return super().run_input_thread()
                except UnicodeDecodeError:
                    continue

    return ScreenDriver
