"""Processes that extraction children are forked from, made without imports: each is a fork of one process a session,
which has loaded what reading takes (a quarter of a second of CPU for every pool, and most tests have one of their own).

`tests/extract/test_child.py` and the tests of whole programs start such a process as the engine does.
"""

from __future__ import annotations

import asyncio
import gc
import importlib
import json
import os
import socket
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


class WarmChildren:
    """The loaded process, seen from the tests; started when first needed."""

    def __init__(self) -> None:
        self._door: socket.socket | None = None
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def door(self) -> socket.socket:
        """Where orders go in; whoever inherits it may send some as well."""
        if self._door is None:
            self._door, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
            with theirs:
                self._process = subprocess.Popen(
                    [sys.executable, __file__, str(theirs.fileno())],
                    env=os.environ | {"PYTHONPATH": str(ROOT)},
                    pass_fds=[theirs.fileno()],
                )
        return self._door

    async def spawn(self, control: socket.socket) -> Forked:
        """In place of `reader.extract.children._spawn`."""
        return order(self.door, control)

    def close(self) -> None:
        """End it."""
        if self._door is not None and self._process is not None:
            self._door.close()
            self._process.wait()


class Forked:
    """What of `asyncio.subprocess.Process` is needed of the process that children are forked from."""

    def __init__(self, ended: int) -> None:
        self._ended = ended

    async def wait(self) -> None:
        """Wait until it and its children are gone: the last of them closes the pipe."""
        loop = asyncio.get_running_loop()
        gone = loop.create_future()
        loop.add_reader(self._ended, gone.set_result, None)
        try:
            await gone
        finally:
            loop.remove_reader(self._ended)

    def __del__(self) -> None:
        os.close(self._ended)


def order(door: socket.socket, control: socket.socket) -> Forked:
    """Have one forked that is told by `control` what to do."""
    from reader.i18n import language

    ended, held = os.pipe()
    words = {"language": language(), "folder": os.getcwd(), "environment": dict(os.environ)}
    try:
        socket.send_fds(door, [json.dumps(words).encode()], [control.fileno(), held])
    finally:
        os.close(held)
    return Forked(ended)


def quick(door: socket.socket) -> None:
    """Let the program in this process, which has inherited the door, start its extraction children so."""
    from reader.extract import children

    async def spawn(control: socket.socket) -> Forked:
        return order(door, control)

    door.set_inheritable(False)
    children._spawn = spawn  # type: ignore[assignment]


def serve(door: socket.socket) -> str:
    """Fork for each order; returns the language in the process that children are to come from."""
    forks: set[int] = set()
    while True:
        message, descriptors, _flags, _address = socket.recv_fds(door, 1 << 20, 2)
        while forks and (ended := os.waitpid(-1, os.WNOHANG)[0]):
            forks.remove(ended)
        if not message:
            sys.exit()
        if not (fork := os.fork()):
            break
        forks.add(fork)
        for descriptor in descriptors:
            os.close(descriptor)
    door.close()
    os.setsid()
    words = json.loads(message)
    os.environ.clear()
    os.environ.update(words["environment"])
    os.chdir(words["folder"])
    sys.path[:0] = [path for path in os.environ.get("PYTHONPATH", "").split(os.pathsep) if path]
    os.dup2(descriptors[0], 0)
    os.close(descriptors[0])
    return str(words["language"])


if __name__ == "__main__":
    from reader.extract import forkserver, wire

    for modules in wire.LOADED.values():
        for module in modules:
            importlib.import_module(module)
    gc.collect()
    gc.freeze()
    sys.exit(forkserver.main(serve(socket.socket(fileno=int(sys.argv[1])))))
