"""Lines that a person types (or a pipe brings), without holding up the event loop: Ctrl+C and the engine go on."""

from __future__ import annotations

import asyncio
import os


class Lines:
    """The lines of an open file, by default standard input."""

    def __init__(self, descriptor: int = 0) -> None:
        self._descriptor = descriptor
        self._buffer = b""
        self._ended = False

    async def next(self) -> str | None:
        """The next line without its end, None at the end of the input."""
        while b"\n" not in self._buffer and not self._ended:
            await self._readable()
            try:
                data = os.read(self._descriptor, 65536)
            except OSError:
                data = b""  # the terminal is gone
            self._ended = not data
            self._buffer += data
        if not self._buffer:
            return None
        line, _end, self._buffer = self._buffer.partition(b"\n")
        return line.decode("utf-8", "replace")

    async def _readable(self) -> None:
        loop = asyncio.get_running_loop()
        ready = asyncio.Event()
        try:
            loop.add_reader(self._descriptor, ready.set)
        except (OSError, NotImplementedError):
            return  # an ordinary file can always be read, and cannot be waited for
        try:
            await ready.wait()
        finally:
            loop.remove_reader(self._descriptor)
