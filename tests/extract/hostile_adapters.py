"""Parse functions of adapters as bad as they come; run only inside extraction children."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import time
from datetime import datetime
from typing import Any

from reader.domain.errors import NotAFeed
from reader.sources.api import Fetched, Parsed, ParsedEntry


def fine(fetched: Fetched) -> Parsed:
    return Parsed(title="Fine", entries=[ParsedEntry(id="1", title=fetched.body.decode(), summary="text")])


def who(fetched: Fetched) -> Parsed:
    return Parsed(title=str(os.getpid()))


def whose(fetched: Fetched) -> Parsed:
    return Parsed(title=f"{os.getpid()} {os.getppid()}")


def loop(fetched: Fetched) -> Parsed:
    while True:
        pass


def loop_in_c(fetched: Fetched) -> Parsed:
    return Parsed(title=str(sum(range(10**12))))


def loop_catching_all(fetched: Fetched) -> Parsed:
    while True:
        try:
            while True:
                pass
        except BaseException:  # noqa: BLE001
            continue


def wait(fetched: Fetched) -> Parsed:
    time.sleep(3600)
    return Parsed()


def wait_disarmed(fetched: Fetched) -> Parsed:
    for name in (signal.SIGALRM, signal.SIGPROF, signal.SIGTERM):
        signal.signal(name, signal.SIG_IGN)
    while True:
        time.sleep(3600)


def eat(fetched: Fetched) -> Parsed:
    hoard = []
    while True:
        hoard.append(bytearray(10_000_000))


def grow(fetched: Fetched) -> Parsed:
    sys.modules["hoard"] = b"x" * 180_000_000  # type: ignore[assignment]
    return Parsed(title=str(os.getpid()))


def leave(fetched: Fetched) -> Parsed:
    os._exit(0)


def exit_politely(fetched: Fetched) -> Parsed:
    sys.exit("bye")


def crash(fetched: Fetched) -> Parsed:
    ctypes.string_at(0)
    return Parsed()


def shout(fetched: Fetched) -> Parsed:
    print("garbage on stdout")
    sys.stdout.write("\x00\x00\x00\x05more\n")
    sys.stdout.flush()
    os.write(1, b"\xff" * 100_000)
    os.write(2, b"noise")
    subprocess.run(["echo", "from a child"], check=True)
    return Parsed(title="Shouted")


def forge(fetched: Fetched) -> Parsed:
    # The descriptor that answers go to can be guessed; what comes of it must only hurt this source.
    for descriptor in range(3, 12):
        try:
            os.write(descriptor, b"\x00\x00\x00\x08nonsense")
        except OSError:
            continue
    return Parsed(title="Forged")


def forge_size(fetched: Fetched) -> Parsed:
    for descriptor in range(3, 12):
        try:
            os.write(descriptor, b"\xff\xff\xff\xff")
        except OSError:
            continue
    return Parsed(title="Forged")


def fault(fetched: Fetched) -> Parsed:
    raise LookupError("no \x1b]52;c;aGk=\x07 such\nthing")


def deep(fetched: Fetched) -> Parsed:
    return deep(fetched)


def refuse(fetched: Fetched) -> Parsed:
    raise NotAFeed("This is a login page.")


def wrong_type(fetched: Fetched) -> Any:
    return ["not", "a", "feed"]


def wrong_fields(fetched: Fetched) -> Any:
    return Parsed(
        title=None,
        ttl="soon",
        skip_hours=None,
        entries=[
            ParsedEntry(
                id=7,
                url=None,
                title=b"Bytes \xff",
                authors="One Author",
                categories=None,
                published="23/11/2026",
                updated=12345678901234567890,
                enclosures=["x", None],
                links={"a": 1},
                summary=3.5,
                content=None,
            ),
            None,
            {"title": "a dict"},
        ],
    )


def surrogates(fetched: Fetched) -> Parsed:
    return Parsed(title="a\ud800b", entries=[ParsedEntry(id="\udfff", title="x\ud83d", content="<p>\udc00y</p>")])


def when(fetched: Fetched) -> Parsed:
    return Parsed(title=datetime.now().isoformat(), description=fetched.options.get("x", ""))


not_callable = 5
