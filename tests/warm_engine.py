"""An engine without its imports for a program that came from `warm_program`: a fork of the same process, where a new
one would load modules for a third of a second of CPU, which was half of what a start in a terminal took.

It is no child of the program then: tests that look at the program's children or kill one ask for its `own_engine`.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
from asyncio.streams import FlowControlMixin

from reader.engine import link
from reader.engine.settings import encode_settings


class Forked:
    """What of `asyncio.subprocess.Process` is needed of an engine."""

    def __init__(self, stdin: asyncio.StreamWriter, stdout: asyncio.StreamReader, ended: int) -> None:
        self.stdin = stdin
        self.stdout = stdout
        self.pid = int(os.read(ended, 16))
        """Its first words, in the moment in which it was forked."""
        self._gone = asyncio.Event()

        def over() -> None:
            asyncio.get_running_loop().remove_reader(ended)
            os.close(ended)
            self._gone.set()

        asyncio.get_running_loop().add_reader(ended, over)

    async def wait(self) -> None:
        """Wait until it is gone, which closes the pipe."""
        await self._gone.wait()

    def kill(self) -> None:
        """End it by force."""
        if not self._gone.is_set():
            os.kill(self.pid, signal.SIGKILL)


def quick_engine(door: socket.socket) -> None:
    """Let the program in this process, which has inherited the door, start its engine so."""

    async def start(engine: link.ChildEngine) -> Forked:
        commands, stdin = os.pipe()
        stdout, events = os.pipe()
        ended, held = os.pipe()
        log = link._open_log(engine._settings.log_file) or open(os.devnull, "wb")  # noqa: SIM115 - closed below
        words = {
            "arguments": [encode_settings(engine._settings).decode()],
            "folder": os.getcwd(),
            "environment": link._environment(),
        }
        try:
            socket.send_fds(door, [json.dumps(words).encode()], [commands, events, log.fileno(), held])
        finally:
            log.close()
            for theirs in (commands, events, held):
                os.close(theirs)
        loop = asyncio.get_running_loop()
        told = asyncio.StreamReader(link.LONGEST_LINE)
        await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(told), os.fdopen(stdout, "rb", 0))
        pipe, protocol = await loop.connect_write_pipe(FlowControlMixin, os.fdopen(stdin, "wb", 0))
        return Forked(asyncio.StreamWriter(pipe, protocol, None, loop), told, ended)

    door.set_inheritable(False)
    link.ChildEngine._start = start  # type: ignore[assignment, method-assign]


def say_who(ended: int) -> None:
    """In the engine: its process id for who waits, on the pipe that closes with it."""
    os.set_inheritable(ended, False)
    os.write(ended, b"%d" % os.getpid())
