"""The interface beside other processes: its engine is killed, and cron refreshes while it is open. Nothing is lost, and
the screen says what happened and shows what came."""

from __future__ import annotations

import os
import signal
import socketserver
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path
from types import TracebackType

import pytest
from pty_terminal import Terminal

from reader.domain.clock import system_clock
from reader.store import feeds
from reader.store.connect import open_writer, transaction
from reader.store.migrate import migrate
from reader.store.paths import StorePaths
from reader.store.values import NewSubscription


class Press:
    """A server with one feed, whose answer can be held back."""

    def __init__(self) -> None:
        outer = self
        self.titles = ["Bridge reopens"]
        self.asked = 0
        self.open = threading.Event()
        self.open.set()

        class Handler(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                while self.rfile.readline().strip():
                    pass
                outer.asked += 1
                outer.open.wait(30)
                body = outer.feed()
                head = f"HTTP/1.1 200 OK\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
                self.wfile.write(head.encode() + body)

        socketserver.ThreadingTCPServer.allow_reuse_address = True
        self._server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}/feed"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))

    def feed(self) -> bytes:
        items = "".join(
            f"<item><guid>{n}</guid><title>{title}</title></item>" for n, title in reversed([*enumerate(self.titles)])
        )
        return f"<rss version='2.0'><channel><title>The Press</title>{items}</channel></rss>".encode()

    def __enter__(self) -> Press:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.open.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


@pytest.fixture
def press() -> Iterator[Press]:
    with Press() as server:
        yield server


@pytest.fixture
def data(press: Press, tmp_path: Path) -> Path:
    """A data folder that is subscribed to the server and has never asked it."""
    return subscribed(press.url, tmp_path / "press")


def subscribed(url: str, folder: Path) -> Path:
    """That folder, with a store that is subscribed to `url`."""
    paths = StorePaths(folder)
    paths.folder.mkdir()
    with closing(open_writer(paths.database, checkpoints=True, durable=False)) as db:
        migrate(db)
        with transaction(db):
            feeds.subscribe(db, NewSubscription(url, "feed", typed=True), system_clock())
    return paths.folder


def engine_of(terminal: Terminal) -> int:
    """The process id of the engine, 0 while there is none."""
    pid = terminal.process.pid
    for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
        if b"reader.engine" in Path(f"/proc/{child}/cmdline").read_bytes():
            return int(child)
    return 0


def stored(data: Path, question: str) -> list[object]:
    with closing(sqlite3.connect(StorePaths(data).database)) as db:
        return [row[0] for row in db.execute(question)]


def test_a_killed_engine_is_said_and_the_refresh_goes_on(
    launch: Callable[..., Terminal], press: Press, data: Path
) -> None:
    press.open.clear()
    terminal = launch(data=data, own_engine=True)
    terminal.until(lambda: press.asked, "the first request")
    first = engine_of(terminal)
    os.kill(first, signal.SIGKILL)
    terminal.until_shown("What it was at goes on.")
    assert "stopped unexpectedly" in terminal.screen.text
    press.open.set()
    terminal.until_shown("Bridge reopens")
    assert engine_of(terminal) not in (0, first)
    terminal.until_quiet()
    terminal.send("s")
    terminal.until_shown("★")
    terminal.send("Q")
    assert terminal.wait() == 0
    assert stored(data, "PRAGMA integrity_check") == ["ok"]
    assert stored(data, "SELECT title FROM entry JOIN state USING(id) WHERE starred") == ["Bridge reopens"]


def test_a_refresh_by_cron_shows_in_the_open_reader(launch: Callable[..., Terminal], press: Press, data: Path) -> None:
    (data / "config.toml").write_text("[refresh]\nautomatic = false\n")
    terminal = launch("--config", str(data / "config.toml"), data=data)
    terminal.until_shown("All")
    terminal.until_quiet()
    assert launch("refresh", data=data).wait() == 0
    terminal.until_shown("Bridge reopens")
    press.titles += ["Ferry is late", "Lighthouse dark"]
    with closing(sqlite3.connect(StorePaths(data).database)) as db, db:
        db.execute("UPDATE feed SET last_attempt = 0")
    cron = launch("refresh", data=data)
    terminal.send("s")
    assert cron.wait() == 0
    terminal.until_shown("Lighthouse dark")
    terminal.until_shown("★")
    assert launch("mark", "star", "2", data=data).wait() == 0
    terminal.until(lambda: terminal.screen.text.count("★") > 2, "the other star")
    terminal.send("u")
    terminal.until(lambda: terminal.screen.text.count("★") == 2, "the undo")
    terminal.send("Q")
    assert terminal.wait() == 0
    assert stored(data, "PRAGMA integrity_check") == ["ok"]
    assert len(stored(data, "SELECT id FROM entry")) == 3
    assert len(stored(data, "SELECT id FROM state WHERE starred")) == 1


def test_what_opens_a_private_feed_is_nowhere_but_in_the_store_and_its_copies(
    launch: Callable[..., Terminal], press: Press, tmp_path: Path
) -> None:
    """Neither on the screen, in a sentence, in the log, in the picture of last time, in the name of a file, nor where
    other programs of this machine look: the arguments and environments of our processes."""
    secrets = ("pl4nted-passw0rd", "pl4nted-k3y", "cmVhZGVyOnBsNG50ZWQtcGFzc3cwcmQ=")
    private = press.url.replace("//", f"//reader:{secrets[0]}@") + f"?token={secrets[1]}"
    data = subscribed(private, tmp_path / "private")
    (data / "config.toml").write_text("[refresh]\nautomatic = false\n")
    press.feed = lambda: (  # type: ignore[method-assign]
        b"<rss><channel><title/><item><title>Inner circle</title><link>/1</link><description>&lt;a href='?'>more&lt;/a>"
        b"</description></item></channel></rss>"
    )
    terminal = launch("--config", str(data / "config.toml"), data=data, own_engine=True)
    terminal.until_shown("http://***@")
    terminal.send("R")
    terminal.until_shown("Inner circle")
    terminal.until_quiet()
    pids = [terminal.process.pid, *children_of(terminal.process.pid)]
    looked = [told_of(pid, what) for pid in pids for what in ("cmdline", "environ")]
    assert sum(map(bool, looked[1::2])) >= 3, "interface, engine, reading processes"
    groups = [told_of(pid, "autogroup") for pid in pids[1:]]
    assert not any(group.endswith(b" nice 0\n") for group in groups), "as much as we get"
    terminal.send("\r")
    terminal.until_quiet()
    press.feed = lambda: b"<html><title>Nobody home</title>"  # type: ignore[method-assign]
    with closing(sqlite3.connect(StorePaths(data).database)) as db, db:
        db.execute("UPDATE feed SET last_attempt = 0")
    terminal.send("R")
    terminal.until_shown(" !")
    terminal.send("Q")
    assert terminal.wait() == 0
    files = [path for path in data.rglob("*") if path.is_file()]
    assert any(path.name == "frame" for path in files)
    looked += [path.read_bytes() for path in files if not path.name.startswith(("bantin.db", "bantin-"))]
    looked += [bytes(terminal.output), *(os.fsencode(path) for path in files)]
    for secret in secrets:
        assert not any(secret.encode() in each for each in looked), secret


def told_of(pid: int, what: str) -> bytes:
    """What the machine tells of a process; nothing of one that has ended meanwhile."""
    with suppress(FileNotFoundError, ProcessLookupError):
        return Path(f"/proc/{pid}/{what}").read_bytes()
    return b""


def children_of(pid: int) -> list[int]:
    """All processes below one: each of its threads lists those that it started itself."""
    found: list[int] = []
    with suppress(FileNotFoundError, ProcessLookupError):
        for thread in os.listdir(f"/proc/{pid}/task"):
            found += map(int, told_of(pid, f"task/{thread}/children").split())
    return [*found, *(below for child in found for below in children_of(child))]
