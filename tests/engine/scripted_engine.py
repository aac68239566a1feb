"""A child that speaks the engine's protocol and does as it is told: `Discover(url=...)` names what happens."""

from __future__ import annotations

import os
import signal
import sys
from contextlib import suppress

from reader.engine.protocol import Discover, Discovered, Done, SetOffline, Shutdown, decode_command, encode_event
from reader.engine.settings import decode_settings


def main() -> None:
    settings = decode_settings(sys.argv[1])
    if settings.log_file:
        print("started", file=sys.stderr, flush=True)
    for line in sys.stdin.buffer:
        command = decode_command(line)
        if isinstance(command, Shutdown):
            return
        if isinstance(command, Discover):
            if command.url == "die":
                os.kill(os.getpid(), signal.SIGKILL)
            if command.url.startswith("once "):
                with suppress(FileExistsError), open(command.url.removeprefix("once "), "x"):
                    os.kill(os.getpid(), signal.SIGKILL)
            if command.url == "half":
                os.write(1, b'{"is":"disco')
                os.kill(os.getpid(), signal.SIGKILL)
            if command.url == "endless":
                while True:
                    os.write(1, b"x" * 65536)
            if command.url == "stubborn":
                signal.signal(signal.SIGTERM, signal.SIG_IGN)
                say(Discovered(job=command.job, candidates=()))
                signal.pause()
            say(Discovered(job=command.job, candidates=(), error=f"{command.url} offline={settings.offline}"))
        if isinstance(command, SetOffline | Discover):
            say(Done(job=command.job))


def say(event: Discovered | Done) -> None:
    os.write(1, encode_event(event) + b"\n")


if __name__ == "__main__":
    main()
