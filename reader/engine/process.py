"""The engine as a child process: commands come in as JSON lines, events go out as JSON lines.

It ends when it is told to, when its input ends (its parent died, however that happened), or on SIGTERM. Whatever prints
by mistake goes to the log, not between the events.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Sequence

import msgspec

from reader.domain.errors import ReaderError
from reader.heap import share_one_heap
from reader.i18n import set_language
from reader.niceness import step_back

from .assemble import assembled
from .core import Engine
from .protocol import AnyEvent, Done, EventHandler, Notice, Shutdown, decode_command, encode_event
from .settings import EngineSettings, decode_settings

NICE = 2
"""Little, for who compiles something beside it would wait for news. On two processors with a load of 14 the samples
were there after 9 s, as without; with 5, and 10 more for the children, after 37 to 47."""
LONGEST_LINE = 4 * 1024 * 1024
"""Bytes of one command; a refresh that names a hundred thousand feeds needs a fifth of it."""


def main(arguments: Sequence[str]) -> int:
    """Run an engine until its input ends; returns the exit code."""
    try:
        settings = decode_settings(arguments[0])
    except (IndexError, msgspec.DecodeError) as error:
        print(f"bantin: the engine was started with unusable settings: {error}", file=sys.stderr)  # noqa: T201 - the log
        return 2
    set_language(settings.language)
    # Keys pressed in the terminal are for the interface, which tells us what to do.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # The interface comes first: with its children reading feeds, an engine can fill two processors.
    step_back(NICE)
    share_one_heap()
    asyncio.run(_serve(settings))
    return 0


async def _serve(settings: EngineSettings) -> None:
    """Connect the pipes and work until told to end, by whichever way."""
    loop = asyncio.get_running_loop()
    events = os.fdopen(os.dup(1), "wb", 0)
    os.dup2(2, 1)
    pipe, _protocol = await loop.connect_write_pipe(asyncio.BaseProtocol, events)
    commands = asyncio.StreamReader(LONGEST_LINE)
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(commands), sys.stdin)

    def send(event: AnyEvent) -> None:
        # A parent that is gone reads nothing; one that is stopped (ctrl+z) reads it all later.
        if not pipe.is_closing():
            pipe.write(encode_event(event) + b"\n")

    work = asyncio.ensure_future(_work(settings, commands, send))
    loop.add_signal_handler(signal.SIGTERM, work.cancel)
    await asyncio.wait([work])
    pipe.close()
    if not work.cancelled() and (error := work.exception()) is not None:
        raise error


async def _work(settings: EngineSettings, commands: asyncio.StreamReader, send: EventHandler) -> None:
    try:
        async with assembled(settings, send) as engine:
            await _obey(engine, commands)
    except ReaderError as error:
        # No store, no work: say so to whoever asks for any, until the end.
        send(Notice(text=str(error), problem=True))
        while line := await commands.readline():
            send(Done(job=decode_command(line).job, error=str(error)))


async def _obey(engine: Engine, commands: asyncio.StreamReader) -> None:
    while line := await commands.readline():
        try:
            command = decode_command(line)
        except msgspec.DecodeError as error:
            print(f"bantin: the engine was sent what is no command: {error}", file=sys.stderr)  # noqa: T201 - the log
            continue
        engine.handle(command)
        if isinstance(command, Shutdown):
            return
