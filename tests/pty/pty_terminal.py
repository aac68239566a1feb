"""A real program in a real pseudo-terminal: its bytes, its screen, its keys, its end.

Nothing here sleeps: everything waits for output or for the end of the process, with a deadline.
"""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import termios
import time
from codecs import getincrementaldecoder
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from warm_program import Warm

PATIENCE = 30.0
"""Seconds before something that should come is given up: many times what it takes, for a machine that is busy."""


class Feedable(Protocol):
    """What may look at the text on its way."""

    def feed(self, text: str) -> None:
        """Take the next piece."""


class Terminal:
    """A program in a terminal of `columns` x `rows`. Use as a context manager: the program is gone after it."""

    def __init__(
        self,
        arguments: Sequence[str],
        *,
        columns: int = 120,
        rows: int = 40,
        environment: Mapping[str, str] | None = None,
        folder: Path | None = None,
        screen: Feedable | None = None,
        answers: Mapping[bytes, bytes] | None = None,
        stderr: int | None = None,
        warm: Warm | None = None,
        own_engine: bool = False,
        fault: Path | None = None,
    ) -> None:
        """`answers` maps what the program asks the terminal to what the terminal says; `screen` sees all text;
        `stderr` sends the program's errors elsewhere than to the terminal; `warm` starts bantin, whose `arguments` then
        begin with any name, without its imports, and without those of its engine unless it has its `own_engine`, after
        the module `fault`, if there is one."""
        self.output = bytearray()
        """Every byte that the program wrote."""
        self.times: list[tuple[float, int]] = []
        """(when, how many bytes there were then), for measurements."""
        self.ended = False
        """The program and all its children have closed the terminal."""
        self.screen: Any = screen
        self._decode = getincrementaldecoder("utf-8")("surrogateescape").decode
        self._answers = dict(answers or {})
        self._answered = 0
        self._master, slave = pty.openpty()
        # A second door to the same terminal, so that its modes can be read after the program has closed its own.
        self._slave = slave
        self.resize(columns, rows, tell=False)
        self.modes_before = termios.tcgetattr(slave)
        self.started = time.perf_counter()
        self.process: Any
        if warm is not None:
            streams = [slave, slave, slave if stderr is None else stderr]
            self.process = warm.start(
                list(arguments), folder, dict(environment or os.environ), streams, own_engine=own_engine, fault=fault
            )
            return
        self.process = subprocess.Popen(
            list(arguments),
            stdin=slave,
            stdout=slave,
            stderr=slave if stderr is None else stderr,
            cwd=folder,
            env=dict(environment) if environment is not None else None,
            start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
        )

    def __enter__(self) -> Terminal:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGCONT)
            self.process.kill()
        self.process.wait()
        if self._master >= 0:
            self.close()

    # -- what comes out

    def pump(self, seconds: float) -> bool:
        """Wait at most so long for output; False when none came or the terminal was closed."""
        ready, _, _ = select.select([self._master], [], [], max(0.0, seconds))
        if not ready:
            return False
        try:
            data = os.read(self._master, 65536)
        except OSError:
            self.ended = True
            return False
        self.output += data
        self.times.append((time.perf_counter(), len(self.output)))
        if self.screen is not None:
            self.screen.feed(self._decode(data))
        self._answer()
        return True

    def _answer(self) -> None:
        for question, answer in self._answers.items():
            count = self.output.count(question, self._answered)
            if count:
                self.send(answer * count)
        self._answered = len(self.output)

    def until(self, condition: Callable[[], object], what: str = "", *, seconds: float = PATIENCE) -> float:
        """Wait until `condition` holds; returns when (perf_counter). It is asked after every piece of output."""
        deadline = time.perf_counter() + seconds
        while not condition():
            left = deadline - time.perf_counter()
            # Short turns: a condition may also hang on something that writes nothing.
            if left <= 0 or (not self.pump(min(left, 0.1)) and self.ended and not condition()):
                raise AssertionError(f"{what or 'what was waited for'} never came; the screen:\n{self.seen()}")
        return time.perf_counter()

    def until_shown(self, text: str, *, seconds: float = PATIENCE) -> float:
        """Wait until `text` stands on the screen; returns when."""
        return self.until(lambda: text in self.screen.text, f"{text!r} on the screen", seconds=seconds)

    def until_gone(self, text: str, *, seconds: float = PATIENCE) -> float:
        """Wait until `text` no longer stands on the screen; returns when."""
        return self.until(lambda: text not in self.screen.text, f"{text!r} leaving the screen", seconds=seconds)

    def until_quiet(self, seconds: float = 0.15, *, at_most: float = PATIENCE) -> None:
        """Wait until nothing has been written for `seconds` and the program waits too: on a busy machine one that is
        silent may only not have come to its turn."""
        deadline = time.perf_counter() + at_most
        while self.pump(seconds) or self._works():
            if time.perf_counter() > deadline:
                raise AssertionError(f"the program never came to rest; the screen:\n{self.seen()}")

    def _works(self) -> bool:
        """Whether any thread of the program runs or wants to."""
        try:
            tasks = [path.read_text() for path in Path(f"/proc/{self.process.pid}/task").glob("*/stat")]
        except OSError:
            return False
        return any(text.rpartition(")")[2].split()[0] in "RD" for text in tasks)

    def seen(self) -> str:
        """The screen, or without one the raw output, for messages."""
        if self.screen is not None:
            return str(self.screen.text)
        return self.output[-4000:].decode("utf-8", "replace")

    # -- what goes in

    def send(self, data: bytes | str) -> None:
        """Type."""
        left = data.encode() if isinstance(data, str) else data
        while left:
            left = left[os.write(self._master, left) :]

    def resize(self, columns: int, rows: int, *, tell: bool = True) -> None:
        """Give the terminal another size; the kernel tells the program."""
        fcntl.ioctl(self._master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        if tell and self.screen is not None:
            self.screen.resize(columns, rows)

    def signal(self, number: int) -> None:
        """Send the program a signal."""
        self.process.send_signal(number)

    def hang_up(self) -> None:
        """What a closed terminal window does to the program in it."""
        os.killpg(self.process.pid, signal.SIGHUP)

    def close(self) -> None:
        """Close the terminal itself: the program finds nothing at the other end."""
        os.close(self._slave)
        os.close(self._master)
        self._slave = self._master = -1

    # -- how it stands

    @property
    def modes(self) -> list[Any]:
        """The terminal's modes (termios) now."""
        return termios.tcgetattr(self._slave)

    @property
    def echoes(self) -> bool:
        """Whether the terminal itself shows what is typed."""
        return bool(self.modes[3] & termios.ECHO)

    def wait(self, seconds: float = PATIENCE) -> int:
        """Wait for the program's end, taking all it still writes; returns its exit code."""
        deadline = time.perf_counter() + seconds
        while self.process.poll() is None:
            if time.perf_counter() > deadline:
                raise AssertionError(f"the program did not end; the screen:\n{self.seen()}")
            self.pump(0.05)
        while self.pump(0.0):
            pass
        return int(self.process.returncode)

    def wait_stopped(self, seconds: float = PATIENCE) -> None:
        """Wait until the program has stopped itself (job control)."""
        deadline = time.perf_counter() + seconds
        while time.perf_counter() < deadline:
            self.pump(0.02)
            state = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()[0]
            if state == "T":
                while self.pump(0.0):
                    pass
                return
        raise AssertionError(f"the program did not stop; the screen:\n{self.seen()}")
