"""The process that children are forked from: `python -m reader.extract.forkserver`.

It has loaded what reading takes, reads nothing hostile itself and has one thread, so that a fork of it is a child that
can work after some milliseconds, where one started from nothing would load its parsers for half a second of CPU. The
pool asks over the socket that was standard input, and hands over with each wish for a child the socket that the child
is to answer on. It is told which children have ended, and with what status; they end with this process.
"""

from __future__ import annotations

import gc
import os
import resource
import select
import signal
import socket
import sys
from contextlib import suppress
from importlib import import_module

from reader.i18n import set_language
from reader.niceness import step_back

from . import wire
from .child import serve

NICE = 1
"""Beside that of the engine, which hands out what they have read."""


def main(language: str = "auto") -> int:
    """Fork children until the pool closes its end. Returns the exit status."""
    control = socket.socket(fileno=os.dup(0))
    nowhere = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nowhere, descriptor)
    sys.stdin = sys.stdout = sys.stderr = open(os.devnull, "r+")  # noqa: SIM115 - for the life of the process
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    step_back(NICE)
    set_language(language)
    server = _Server(control)
    try:
        server.run()
    finally:
        server.end_all()
    return 0


class _Server:
    def __init__(self, control: socket.socket) -> None:
        self._control = control
        self._children: dict[int, int] = {}
        """Numbers of those that are not waited for yet, by process id."""
        self._loaded: set[str] = set()
        self._woken, self._waker = os.pipe()
        os.set_blocking(self._waker, False)
        os.set_blocking(self._woken, False)
        signal.signal(signal.SIGCHLD, lambda _number, _frame: None)
        signal.set_wakeup_fd(self._waker, warn_on_full_buffer=False)

    def run(self) -> None:
        """Do what is asked until the other end is closed."""
        while True:
            ready = select.select([self._control.fileno(), self._woken], [], [])[0]
            if self._woken in ready:
                os.read(self._woken, 4096)
                self._reap()
            if self._control.fileno() in ready and not self._obey():
                return

    def end_all(self) -> None:
        """No child outlives this process."""
        for pid in self._children:
            _kill(pid)
        with suppress(ChildProcessError):
            while True:
                os.waitpid(-1, 0)

    def _obey(self) -> bool:
        message, descriptors, _flags, _address = socket.recv_fds(self._control, wire.ORDER.size, 1)
        if not message:
            return False
        while len(message) < wire.ORDER.size:
            message += self._control.recv(wire.ORDER.size - len(message))
        order, number = wire.ORDER.unpack(message)
        if order != wire.KILL:
            self._fork(order, number, descriptors[0])
        for pid, known in self._children.items():
            if order == wire.KILL and known == number:
                _kill(pid)
        return True

    def _fork(self, kind: bytes, number: int, channel: int) -> None:
        self._load(kind)
        try:
            pid = os.fork()
        except OSError:
            # Too many processes, or too little memory.
            os.close(channel)
            self._tell(number, 1)
            return
        if pid:
            os.close(channel)
            self._children[pid] = number
            return
        status = 1
        try:
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            self._control.close()
            os.close(self._woken)
            os.close(self._waker)
            # A group of its own: what an adapter starts ends with it. Not a session, which would be as nice as any.
            os.setpgid(0, 0)
            status = serve(channel)
        finally:
            os._exit(status)

    def _load(self, kind: bytes) -> None:
        """What work of this kind takes, once for all children to come; the collector is not to walk it in each."""
        wanted = {*wire.LOADED[wire.FEED], *wire.LOADED[kind]} - self._loaded
        if wanted:
            for name in sorted(wanted):
                import_module(name)
            self._loaded |= wanted
            gc.collect()
            gc.freeze()
            gc.set_threshold(20_000, 20, 50)

    def _reap(self) -> None:
        with suppress(ChildProcessError):
            while True:
                pid, status = os.waitpid(-1, os.WNOHANG)
                if not pid:
                    return
                if (number := self._children.pop(pid, None)) is not None:
                    self._tell(number, os.waitstatus_to_exitcode(status))

    def _tell(self, number: int, status: int) -> None:
        with suppress(OSError):  # the pool is gone; so are we in a moment
            self._control.sendall(wire.ENDED.pack(number, status))


def _kill(pid: int) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.kill(pid, signal.SIGKILL)
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:2]))
