"""Extraction processes seen from the engine: where they come from, what they are asked, how they end."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from itertools import count
from pathlib import Path

from reader.i18n import language

from . import wire

_GOODBYE_SECONDS = 1.0
_PIECE = 256 * 1024
"""Bytes that are written at a time: what waits to be written is copied once more by the event loop."""


class Children:
    """Starts children, by way of a process that has loaded what they need (see `forkserver`).

    That process is started with the first child, and again when it has died.
    """

    def __init__(self) -> None:
        self._server: asyncio.subprocess.Process | None = None
        self._control: socket.socket | None = None
        self._heard = b""
        self._numbers = count(1)
        self._ended: dict[int, asyncio.Future[int]] = {}
        """The exit statuses to come, by the numbers of the children."""
        self._starting = asyncio.Lock()

    async def start(self, kind: bytes) -> Child:
        """A child that is soon ready for work of that kind. Raises OSError."""
        control = await self._running()
        number = next(self._numbers)
        ours, theirs = socket.socketpair()
        with theirs:
            try:
                socket.send_fds(control, [wire.ORDER.pack(kind, number)], [theirs.fileno()])
            except OSError:
                ours.close()
                self._lost()
                raise
        status = self._ended[number] = asyncio.get_running_loop().create_future()
        reader, writer = await asyncio.open_connection(sock=ours, limit=1 << 20)
        return Child(reader, writer, status, partial(self.kill, number))

    async def close(self) -> None:
        """End the process that children come from, and those that are left."""
        async with self._starting:
            server, self._server = self._server, None
        self._lost()
        if server is not None:
            await server.wait()

    def kill(self, number: int) -> None:
        """End a child and all that it started, now."""
        if self._control is not None:
            with suppress(OSError):
                self._control.send(wire.ORDER.pack(wire.KILL, number))

    async def _running(self) -> socket.socket:
        async with self._starting:
            if self._control is None:
                ours, theirs = socket.socketpair()
                with theirs:
                    try:
                        self._server = await _spawn(theirs)
                    except OSError:
                        ours.close()
                        raise
                ours.setblocking(False)
                self._control = ours
                asyncio.get_running_loop().add_reader(ours, self._listen, ours)
            return self._control

    def _listen(self, control: socket.socket) -> None:
        """Hear which children have ended."""
        try:
            part = control.recv(4096)
        except BlockingIOError:
            return
        except OSError:
            part = b""
        if not part:
            self._lost()
            return
        whole = self._heard + part
        size = len(whole) - len(whole) % wire.ENDED.size
        self._heard = whole[size:]
        for number, status in wire.ENDED.iter_unpack(whole[:size]):
            self._ended.pop(number).set_result(status)

    def _lost(self) -> None:
        """The connection is closed, by either side: there will be no more news of the children."""
        if self._control is not None:
            asyncio.get_running_loop().remove_reader(self._control)
            self._control.close()
            self._control, self._heard = None, b""
        while self._ended:
            self._ended.popitem()[1].set_result(-signal.SIGKILL)


async def _spawn(control: socket.socket) -> asyncio.subprocess.Process:
    # The package is found where this one was found; -P keeps the user's folder out of the search.
    root = str(Path(__file__).resolve().parents[2])
    path = os.pathsep.join(filter(None, (root, os.environ.get("PYTHONPATH"))))
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-P",
        "-m",
        "reader.extract.forkserver",
        language(),
        stdin=control.fileno(),
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": path},
        start_new_session=True,
    )


class Child:
    """One extraction process; `status` is told when it has ended, `kill` ends it and all that it started."""

    def __init__(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        status: asyncio.Future[int],
        kill: Callable[[], None],
    ) -> None:
        self._reader = reader
        self._writer = writer
        self._status = status
        self._greeted = False
        self.kill = kill

    @property
    def alive(self) -> bool:
        return not self._status.done()

    async def ready(self) -> None:
        """Wait until the child is there. Raises EOFError or OSError when it ends before."""
        if not self._greeted:
            await self._reader.readexactly(wire.HEADER.size)
            self._greeted = True

    async def ask(self, message: bytes, body: bytes) -> wire.AnyAnswer:
        """The answer to `message`, an encoded request about `body`.

        Raises EOFError or OSError when the child ends first, ValueError or MsgspecError when it answers nonsense.
        """
        self._writer.write(wire.REQUEST.pack(len(message), len(body)) + message)
        for start in range(0, len(body), _PIECE):
            self._writer.write(body[start : start + _PIECE])
            await self._writer.drain()
        (size,) = wire.HEADER.unpack(await self._reader.readexactly(wire.HEADER.size))
        if size > wire.MAX_FRAME:
            raise ValueError(f"an answer of {size} bytes")
        return wire.decode_answer(await self._reader.readexactly(size))

    async def end(self) -> int:
        """Let the process end by itself, kill it when it does not. Returns its exit status, negative for a signal."""
        self._writer.close()
        with suppress(OSError):
            await self._writer.wait_closed()
        # Shielded: who does not wait any longer must not keep others, or whoever tells, from it.
        try:
            return await asyncio.wait_for(asyncio.shield(self._status), _GOODBYE_SECONDS)
        except TimeoutError:
            self.kill()
            return await asyncio.shield(self._status)
