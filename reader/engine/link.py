"""The engine as a child process, seen from the interface: started when first needed, kept, restarted when it dies.

What an engine was at when it died is handed to the next one, once: a command that ends two engines is at fault itself.
"""

from __future__ import annotations

import asyncio
import errno
import os
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

import msgspec

import reader
from reader.i18n import _
from reader.paths import open_log

from .protocol import (
    AnyCommand,
    AnyEvent,
    Done,
    EventHandler,
    Notice,
    SetOffline,
    Shutdown,
    decode_event,
    encode_command,
)
from .settings import EngineSettings, encode_settings

PATIENCE = 2.0
"""Seconds that the engine gets to end by itself."""
LONG_LIFE = 600.0
"""After an engine that lived this long (seconds) the next one is started at once again."""
BACK_OFF = (0.0, 2.0, 10.0, 60.0, 300.0)
"""Seconds to the next start after the first, second, ... death; a command that needs the engine does not wait."""
LONGEST_LINE = 16 * 1024 * 1024
LOG_SIZE = 1024 * 1024
"""Bytes after which a log is put aside when the engine starts."""


class ChildEngine:
    """An `EngineLink` to a child process."""

    def __init__(self, settings: EngineSettings, *, program: tuple[str, ...] = ()) -> None:
        self._settings = settings
        self._program = program or (sys.executable, "-P", "-m", "reader.engine")
        self._handlers: list[EventHandler] = []
        self._process: Process | None = None
        self._watches: set[asyncio.Task[None]] = set()
        self._open: dict[int, AnyCommand] = {}
        """What was handed over and has not ended, by job."""
        self._again: set[int] = set()
        """The open jobs that have seen an engine die."""
        self._starting = asyncio.Lock()
        self._deaths = 0
        self._closing = asyncio.Event()

    @property
    def pid(self) -> int:
        """Process id of the engine, 0 while there is none."""
        return self._process.pid if self._process is not None else 0

    async def send(self, command: AnyCommand) -> None:
        """See `EngineLink.send`. Does not raise when the engine cannot be started: the job then ends with an error."""
        if isinstance(command, SetOffline):
            # So that an engine that has to be restarted still knows.
            self._settings = replace(self._settings, offline=command.offline)
        try:
            process = await self._running()
        except OSError as error:
            self._deliver(Done(job=command.job, error=_will_not_run(error)))
            return
        self._open[command.job] = command
        await _tell(process, command)

    def subscribe(self, handler: EventHandler) -> Callable[[], None]:
        """See `EngineLink.subscribe`."""
        self._handlers.append(handler)
        return lambda: self._handlers.remove(handler) if handler in self._handlers else None

    async def close(self) -> None:
        """End the engine; after two seconds by force. What it has stored is kept either way."""
        self._closing.set()
        async with self._starting:
            # One that was just being started, in the place of one that died, is ended too.
            process = self._process
        if process is not None:
            await _end(process)
        await asyncio.gather(*self._watches)

    async def _running(self) -> Process:
        async with self._starting:
            if self._closing.is_set():
                raise OSError(errno.ECANCELED, _("The reader is closing."))
            if self._process is None:
                self._process = process = await self._start()
                watch = asyncio.ensure_future(self._listen(process))
                self._watches.add(watch)
                watch.add_done_callback(self._watches.discard)
                for command in list(self._open.values()):
                    await _tell(process, command)
            return self._process

    async def _start(self) -> Process:
        log = _open_log(self._settings.log_file)
        try:
            return await asyncio.create_subprocess_exec(
                *self._program,
                encode_settings(self._settings).decode(),
                stdin=PIPE,
                stdout=PIPE,
                stderr=log if log is not None else asyncio.subprocess.DEVNULL,
                limit=LONGEST_LINE,
                env=_environment(),
                # Signals that the terminal sends to its foreground group (ctrl+c, ctrl+z, hang-up) are ours to pass on.
                start_new_session=True,
            )
        finally:
            if log is not None:
                log.close()

    async def _listen(self, process: Process) -> None:
        """Hand on events until the engine ends; when nobody asked it to, start another one."""
        started = asyncio.get_running_loop().time()
        while line := await _next_line(process):
            try:
                self._hand_on(decode_event(line))
            except msgspec.DecodeError:
                # The last words of an engine that was killed in mid-line.
                continue
        await process.wait()
        self._process = None
        if self._closing.is_set():
            self._end_jobs(list(self._open), _("The reader is closing."))
            return
        if asyncio.get_running_loop().time() - started > LONG_LIFE:
            self._deaths = 0
        await self._replace()

    async def _replace(self) -> None:
        """Say that the engine died and what will happen, end the jobs that have seen this before, start another one."""
        self._end_jobs(sorted(self._again), _("The part that fetches stopped at this twice, so it was given up."))
        self._again = set(self._open)
        delay = BACK_OFF[min(self._deaths, len(BACK_OFF) - 1)]
        self._deaths += 1
        self._deliver(Notice(text=self._words(round(delay)), problem=True))
        with suppress(TimeoutError):
            await asyncio.wait_for(self._closing.wait(), delay)
        try:
            await self._running()
        except OSError as error:
            # The next command tries again.
            self._end_jobs(list(self._open), _will_not_run(error))
            self._deliver(Notice(text=_will_not_run(error), problem=True))

    def _words(self, delay: int) -> str:
        if not delay:
            text = _("The part that fetches stopped unexpectedly and was started again; nothing is lost.")
        else:
            text = _("The part that fetches stopped again; it starts anew in {n} s, or when a key needs it.").format(
                n=delay
            )
        if self._open:
            text += " " + _("What it was at goes on.")
        where = self._settings.log_file
        return text + (_(" Details are in {path}.").format(path=where) if where else "")

    def _hand_on(self, event: AnyEvent) -> None:
        if isinstance(event, Done):
            self._open.pop(event.job, None)
            self._again.discard(event.job)
        self._deliver(event)

    def _end_jobs(self, jobs: Iterable[int], why: str) -> None:
        for job in jobs:
            self._hand_on(Done(job=job, error=why))

    def _deliver(self, event: AnyEvent) -> None:
        # One after another on the loop: a handler that raises is reported there and does not deafen us or the others.
        for handler in list(self._handlers):
            asyncio.get_running_loop().call_soon(handler, event)


def _will_not_run(error: OSError) -> str:
    return _("The part that fetches does not run ({why}).").format(why=error.strerror)


async def _next_line(process: Process) -> bytes:
    """What the engine says next, empty when it has ended. One that says more than any event holds is ended: nothing
    would be heard of it any more, and whoever waits for its jobs would wait for ever."""
    assert process.stdout is not None
    try:
        return await process.stdout.readline()
    except ValueError:
        _kill(process)
        return b""


async def _tell(process: Process, command: AnyCommand) -> None:
    assert process.stdin is not None
    # It may die under our hands; whoever watches it then deals with all that was open.
    with suppress(OSError):
        process.stdin.write(encode_command(command) + b"\n")
        await process.stdin.drain()


async def _end(process: Process) -> None:
    assert process.stdin is not None
    try:
        process.stdin.write(encode_command(Shutdown(job=0)) + b"\n")
        process.stdin.close()
        await asyncio.wait_for(process.wait(), PATIENCE)
    except (OSError, TimeoutError):
        _kill(process)
        await process.wait()


def _kill(process: Process) -> None:
    try:
        process.kill()
    except ProcessLookupError:
        return  # it ended in this moment


def _open_log(log_file: str) -> BinaryIO | None:
    """The log to append to, None when there is none or its folder cannot be written."""
    if not log_file:
        return None
    path = Path(log_file)
    try:
        if path.exists() and path.stat().st_size > LOG_SIZE:
            path.replace(path.with_name(path.name + ".1"))
        return open_log(path)
    except OSError:
        return None


def _environment() -> dict[str, str]:
    """Ours, and the way to this package when it runs from a checkout; the current folder is never searched (`-P`)."""
    root = str(Path(reader.__file__).resolve().parent.parent)
    environment = dict(os.environ)
    if Path(root).name not in ("site-packages", "dist-packages"):
        environment["PYTHONPATH"] = os.pathsep.join(filter(None, (root, environment.get("PYTHONPATH", ""))))
    return environment
