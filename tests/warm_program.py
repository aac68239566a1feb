"""bantin with its modules imported, ready to be started many times: each start is a fork of this process, which takes
the terminal, the folder, the environment and the arguments that it is sent, and runs from the program's first line on.

What a start costs is mostly imports, and style sheets. The tests of the start itself run the program as a user does.
"""

from __future__ import annotations

import asyncio
import gc
import importlib
import io
import json
import os
import runpy
import select
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

MODULES = (
    "reader.cli.main",
    "reader.cli.parser",
    "reader.cli.screen",
    "reader.cli.session",
    "reader.cli.lists",
    "reader.cli.reading",
    "reader.cli.export",
    "reader.cli.importing",
    "reader.cli.info",
    "reader.cli.front",
    "reader.cli.feeds",
    "reader.cli.linear",
    "reader.engine.inline",
    "reader.engine.assemble",
    "reader.engine.process",
    "reader.domain.scrub",
    "reader.sources.feed",
    "reader.sources.jsonfeed",
    "reader.sources.samples",
    "reader.store.migrations",
    "reader.library.reasons",
    "reader.ui.app",
    "reader.ui.driver",
    "textual.drivers.linux_driver",
    "textual.widgets",
)
ROOT = Path(__file__).resolve().parents[1]


class Warm:
    """The waiting process, seen from the tests."""

    def __init__(self, environment: dict[str, str], children: socket.socket) -> None:
        """`children`: the door of `warm_children`."""
        self._door, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        doors = [theirs.fileno(), children.fileno()]
        self._process = subprocess.Popen(
            [sys.executable, __file__, *map(str, doors)],
            cwd=ROOT,
            env=environment | {"PYTHONPATH": str(ROOT)},
            pass_fds=doors,
        )
        theirs.close()
        self._ended: dict[int, int] = {}

    def start(
        self,
        arguments: list[str],
        folder: Path | None,
        environment: dict[str, str],
        descriptors: list[int],
        *,
        own_engine: bool = False,
        fault: Path | None = None,
    ) -> WarmProcess:
        """Run the program on (stdin, stdout, stderr), the first of which becomes its terminal if it is one;
        `own_engine`: it starts its engine as a child of its own, as a user's does; `fault`: a module that is run
        before it."""
        order = {"arguments": arguments, "folder": str(folder or "."), "environment": environment, "own": own_engine}
        order["fault"] = str(fault or "")
        socket.send_fds(self._door, [json.dumps(order).encode()], descriptors)
        while True:
            answer = json.loads(self._door.recv(65536))
            if "started" in answer:
                return WarmProcess(self, answer["started"])
            self._ended[answer["ended"]] = answer["code"]

    def code_of(self, pid: int) -> int | None:
        """The exit code of a process that has ended."""
        while pid not in self._ended and select.select([self._door], [], [], 0)[0]:
            answer = json.loads(self._door.recv(65536))
            self._ended[answer["ended"]] = answer["code"]
        return self._ended.get(pid)

    def wait_for_word(self, seconds: float) -> None:
        """Wait until some process has ended, or so long."""
        select.select([self._door], [], [], seconds)

    def close(self) -> None:
        """End it."""
        self._door.close()
        self._process.wait()


class WarmProcess:
    """A started program, with what of `subprocess.Popen` the terminal needs."""

    def __init__(self, warm: Warm, pid: int) -> None:
        self._warm = warm
        self.pid = pid
        self.returncode: int | None = None

    def poll(self) -> int | None:
        """The exit code, None while it runs."""
        if self.returncode is None:
            self.returncode = self._warm.code_of(self.pid)
        return self.returncode

    def wait(self, timeout: float = 30.0) -> int:
        """Wait for its end."""
        deadline = time.monotonic() + timeout
        while self.poll() is None:
            left = deadline - time.monotonic()
            if left <= 0:
                raise subprocess.TimeoutExpired("bantin", timeout)
            self._warm.wait_for_word(left)
        assert self.returncode is not None
        return self.returncode

    def send_signal(self, number: int) -> None:
        """Send it a signal."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        """End it by force."""
        self.send_signal(signal.SIGKILL)


async def rehearse() -> None:
    """Start the screen once for nobody, over nothing: what is loaded and parsed meanwhile is there for all."""
    from reader.config import Config
    from reader.engine.inline import InlineEngine
    from reader.engine.settings import EngineSettings
    from reader.library import Library
    from reader.ui.app import BantinApp

    with tempfile.TemporaryDirectory() as folder:
        engine = InlineEngine(EngineSettings(data_dir=folder, automatic=False, offline=True))
        library = await Library.open(Path(folder), engine=engine)
        try:
            app = BantinApp(library, Config(), theme_folders=(), log_file=Path(folder, "log"))
            async with app.run_test(size=(120, 36)) as pilot:
                await pilot.pause()
        finally:
            await library.close()


def serve(door: socket.socket) -> dict[str, Any]:
    """Fork for each order; returns in the process that is to run the program, or the engine of one."""
    engines, engine_door = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    woken, wake = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
    signal.set_wakeup_fd(wake)
    signal.signal(signal.SIGCHLD, lambda _number, _frame: None)
    while True:
        ready, _, _ = select.select([door, engines, woken], [], [])
        if woken in ready:
            os.read(woken, 4096)
        while children() and (found := os.waitpid(-1, os.WNOHANG))[0]:
            door.send(json.dumps({"ended": found[0], "code": os.waitstatus_to_exitcode(found[1])}).encode())
        for asked in {door, engines}.intersection(ready):
            message, descriptors, _flags, _address = socket.recv_fds(asked, 1 << 20, 4)
            if not message:
                sys.exit()
            if pid := os.fork():
                for descriptor in descriptors:
                    os.close(descriptor)
                if asked is door:
                    door.send(json.dumps({"started": pid}).encode())
                continue
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            door.close()
            engines.close()
            os.close(woken)
            os.close(wake)
            return json.loads(message) | {"descriptors": descriptors, "engine_door": engine_door}


def children() -> bool:
    """Whether there is any child."""
    return bool(Path(f"/proc/self/task/{os.getpid()}/children").read_text())


def become(order: dict[str, Any]) -> None:
    """Take over what a new process would find."""
    import fcntl
    import termios

    os.setsid()
    for target, descriptor in enumerate(order["descriptors"][:3]):
        os.dup2(descriptor, target)
        os.close(descriptor)
    if os.isatty(0):
        fcntl.ioctl(0, termios.TIOCSCTTY, 0)
    os.environ.clear()
    os.environ.update(order["environment"])
    os.chdir(order["folder"])
    sys.argv = order["arguments"]
    sys.stdin = sys.__stdin__ = io.TextIOWrapper(io.FileIO(0, closefd=False), line_buffering=True)  # type: ignore[misc]
    for number, name in ((1, "stdout"), (2, "stderr")):
        raw = io.BufferedWriter(io.FileIO(number, "w", closefd=False))
        stream = io.TextIOWrapper(raw, line_buffering=number == 2 or os.isatty(number), errors="strict")
        setattr(sys, name, stream)
        setattr(sys, f"__{name}__", stream)


if __name__ == "__main__":
    from ui.sharing import share_styles
    from warm_children import quick
    from warm_engine import quick_engine, say_who

    for module in MODULES:
        importlib.import_module(module)
    share_styles()
    asyncio.run(rehearse())
    for thread in threading.enumerate():
        if thread is not threading.main_thread():
            thread.join(30)  # a fork would have none of them
            assert not thread.is_alive(), thread
    gc.collect()
    gc.freeze()
    quick(socket.socket(fileno=int(sys.argv[2])))
    order = serve(socket.socket(fileno=int(sys.argv[1])))
    become(order)
    if len(order["descriptors"]) > 3:
        from reader.engine import process

        say_who(order["descriptors"][3])
        sys.exit(process.main(order["arguments"]))
    if not order["own"]:
        quick_engine(order["engine_door"])
    if order["fault"]:
        runpy.run_path(order["fault"])
    from reader.entry import main

    sys.exit(main())
