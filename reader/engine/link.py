"""The engine as a child process, seen from the interface: started when first needed, kept, restarted when it dies."""

from __future__ import annotations

import asyncio
import errno
import os
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import IO

import msgspec

import reader
from reader.i18n import _

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
"""An engine that lived this long (seconds) may be restarted again."""
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
        self._watch: asyncio.Task[None] | None = None
        self._open_jobs: set[int] = set()
        self._starting = asyncio.Lock()
        self._restarted = False
        self._closing = False

    @property
    def pid(self) -> int:
        """Process id of the engine, 0 while there is none."""
        return self._process.pid if self._process is not None else 0

    async def send(self, command: AnyCommand) -> None:
        """See `EngineLink.send`. Does not raise when the engine cannot be started: the job then ends with an error."""
        if isinstance(command, SetOffline):
            # So that an engine that has to be restarted still knows.
            self._settings = replace(self._settings, offline=command.offline)
        self._open_jobs.add(command.job)
        try:
            process = await self._running()
            assert process.stdin is not None
            process.stdin.write(encode_command(command) + b"\n")
            await process.stdin.drain()
        except OSError as error:
            # It died under our hands; whoever watches it ends the other jobs.
            self._end_job(command.job, _("The part that fetches does not run ({why}).").format(why=error.strerror))

    def subscribe(self, handler: EventHandler) -> Callable[[], None]:
        """See `EngineLink.subscribe`."""
        self._handlers.append(handler)
        return lambda: self._handlers.remove(handler) if handler in self._handlers else None

    async def close(self) -> None:
        """End the engine; after two seconds by force. What it has stored is kept either way."""
        self._closing = True
        async with self._starting:
            # One that was just being started, in the place of one that died, is ended too.
            process = self._process
        if process is not None:
            await _end(process)
        if self._watch is not None:
            await self._watch

    async def _running(self) -> Process:
        async with self._starting:
            if self._closing:
                raise OSError(errno.ECANCELED, _("The reader is closing."))
            if self._process is None:
                self._process = await self._start()
                self._watch = asyncio.ensure_future(self._listen(self._process))
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
        assert process.stdout is not None
        while line := await process.stdout.readline():
            try:
                self._hand_on(decode_event(line))
            except msgspec.DecodeError:
                # The last words of an engine that was killed in mid-line.
                continue
        await process.wait()
        self._process = None
        if self._closing:
            self._end_all(_("The reader is closing."))
            return
        if asyncio.get_running_loop().time() - started > LONG_LIFE:
            self._restarted = False
        await self._replace()

    async def _replace(self) -> None:
        """Say once that the engine died, end its jobs, start it again; if that dies too, wait until it is needed."""
        where = self._settings.log_file
        hint = _(" Details are in {path}.").format(path=where) if where else ""
        if self._restarted:
            self._end_all(_("The part that fetches stopped again; press the key to try once more.") + hint)
            return
        self._restarted = True
        self._end_all(_("The part that fetches stopped unexpectedly."))
        self._deliver(
            Notice(text=_("The part that fetches stopped unexpectedly and was started again.") + hint, problem=True)
        )
        try:
            await self._running()
        except OSError:
            # It will be tried again with the next command, which then says why.
            return

    def _hand_on(self, event: AnyEvent) -> None:
        if isinstance(event, Done):
            self._open_jobs.discard(event.job)
        self._deliver(event)

    def _end_all(self, why: str) -> None:
        for job in sorted(self._open_jobs):
            self._end_job(job, why)

    def _end_job(self, job: int, why: str) -> None:
        if job in self._open_jobs:
            self._open_jobs.discard(job)
            self._deliver(Done(job=job, error=why))

    def _deliver(self, event: AnyEvent) -> None:
        # One after another on the loop: a handler that raises is reported there and does not deafen us or the others.
        for handler in list(self._handlers):
            asyncio.get_running_loop().call_soon(handler, event)


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


def _open_log(log_file: str) -> IO[bytes] | None:
    """The log to append to, None when there is none or its folder cannot be written."""
    if not log_file:
        return None
    path = Path(log_file)
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        if path.exists() and path.stat().st_size > LOG_SIZE:
            path.replace(path.with_name(path.name + ".1"))
        return open(path, "ab", opener=lambda name, flags: os.open(name, flags | os.O_CLOEXEC, 0o600))
    except OSError:
        return None


def _environment() -> dict[str, str]:
    """Ours, and the way to this package when it runs from a checkout; the current folder is never searched (`-P`)."""
    root = str(Path(reader.__file__).resolve().parent.parent)
    environment = dict(os.environ)
    if Path(root).name not in ("site-packages", "dist-packages"):
        environment["PYTHONPATH"] = os.pathsep.join(filter(None, (root, environment.get("PYTHONPATH", ""))))
    return environment
