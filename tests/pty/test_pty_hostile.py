"""Nothing from outside steers the terminal: the raw bytes of whole sessions over a hostile world are looked through."""

from __future__ import annotations

import base64
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import hostile_world
import pytest
from hostile_world import CLIPBOARD, LITERAL, HostileServer
from pty_grammar import links, offences
from pty_terminal import Terminal

from reader.store.places import Places

Launch = Callable[..., Terminal]


@pytest.fixture
def server() -> Iterator[HostileServer]:
    """The hostile server."""
    with HostileServer() as running:
        yield running


@pytest.fixture
def samples(tmp_path: Path) -> Path:
    """An empty data folder in place of the samples."""
    return tmp_path / "data"


@pytest.fixture
def subscribed(launch: Launch, server: HostileServer, samples: Path, tmp_path: Path) -> list[bytes]:
    """Subscribes to the hostile world by the command line, in a terminal; gives what was written to it."""
    (tmp_path / "list.opml").write_bytes(hostile_world.opml(server.base))
    folder = hostile_world.folder_of_files(tmp_path)
    outputs = []
    for words in (
        ("add", f"{server.base}/feed.xml"),
        ("add", f"{server.base}/feed.json"),
        ("add", str(folder)),
        ("import", str(tmp_path / "list.opml")),
        ("refresh",),
    ):
        if words == ("refresh",):
            _trust_the_list(samples)
        terminal = launch(*words)
        terminal.wait()
        outputs.append(bytes(terminal.output))
    return outputs


def _trust_the_list(data: Path) -> None:
    """As if the user had typed the addresses of the list too: its server stands on this machine, and what it answers
    is to be shown."""
    with closing(sqlite3.connect(Places(data).database)) as db, db:
        changed = db.execute("UPDATE subscription SET typed = 1 WHERE typed = 0 AND sample = 0").rowcount
    assert changed == 4


def test_the_command_line_prints_nothing_that_steers(
    launch: Launch, subscribed: list[bytes], server: HostileServer
) -> None:
    outputs = list(subscribed)
    for words in (
        ("list", "all"),
        ("list", "all", "--json"),
        ("list", "--feeds"),
        ("list", "--feeds", "--json"),
        ("show", "1"),
        ("show", f"{server.base}/story1"),
        ("show", "1", "--json"),
        ("refresh", "--json"),
        ("export",),
        ("doctor",),
        ("add", "--all", f"{server.base}/"),
        ("add", f"{server.base}/error.xml"),
        ("add", "nonsense \x1b]52;c;x\x07"),
        ("list", "--feed", "nonsense \x1b]52;c;x\x07"),
        ("show", "\x1b]52;c;x\x07"),
    ):
        terminal = launch(*words)
        terminal.wait()
        assert terminal.output, words
        outputs.append(bytes(terminal.output))
    for output in outputs:
        assert offences(output) == []
    assert sum(LITERAL.encode() in output for output in outputs) > 8
    assert not os.path.exists("/tmp/owned")


def test_the_linear_mode_prints_nothing_that_steers(launch: Launch, subscribed: list[bytes]) -> None:
    terminal = launch("--linear")
    terminal.until(lambda: terminal.output.endswith(b"> "), "the prompt")
    for line in ("1", "r 1", "f", "all", "nonsense \x9b", "s", "u", "R"):
        asked = terminal.output.count(b"> ")
        terminal.send(line + "\n")
        terminal.until(lambda asked=asked: terminal.output.count(b"> ") > asked, line)  # type: ignore[misc]
    terminal.send("q\n")
    assert terminal.wait() == 0
    # What was typed is echoed by the terminal itself.
    assert [one for one in offences(bytes(terminal.output)) if "nonsense" not in one] == []


@pytest.mark.parametrize(("columns", "rows"), [(176, 48), (120, 36), (90, 30), (50, 20)])
def test_the_screen_shows_it_letter_by_letter(
    launch: Launch, subscribed: list[bytes], server: HostileServer, columns: int, rows: int
) -> None:
    terminal = launch(columns=columns, rows=rows)
    terminal.until_shown("Breaking [/]")
    terminal.until_quiet()
    seen = terminal.screen.text

    def press(*keys: str) -> None:
        nonlocal seen
        for key in keys:
            terminal.send(key)
            terminal.until_quiet(0.15)
            seen += terminal.screen.text
        assert terminal.process.poll() is None, terminal.seen()

    press("ga", "j", "j", "\r", " ", " ", "f", "\x1b", "G", "gg", "z", "z", "h", "i", "\x1b")
    press("h", "G", "k", "k", "i", "\x1b", "J", "J", "K", "?", "\x1b", ":", "Breaking", "\x1b")
    press("/", "breaking\r", "\x1b", "\\", "news\r", "\x1b", "ga", "T", "\x1b", "A", "u", "s", "u", "m")
    press("1", "2", "H", "L", "H", "ga", "j", "\r", "3", "H")
    press("a", f"{server.base}/\r")
    terminal.until_quiet(1.0)
    seen += terminal.screen.text
    press("\x1b", "\x1b", "R")
    terminal.until_quiet(1.0)
    seen += terminal.screen.text
    terminal.send("Q")
    assert terminal.wait() == 0
    assert offences(bytes(terminal.output)) == []
    assert "Breaking [/] news" in seen
    assert "click=app.quit" in seen
    # The last one is what every browser makes of `http:///nohost`.
    mine = ("https://good.example/", "http://good.example/", "mailto:editor@good.example", server.base, "http://nohost")
    assert [url for url in links(bytes(terminal.output)) if not url.startswith(mine)] == []


def test_the_clipboard_is_written_only_when_asked(
    launch: Launch, subscribed: list[bytes], server: HostileServer
) -> None:
    terminal = launch(columns=150)
    terminal.until_shown("Breaking [/]")
    terminal.send("G\r")
    terminal.until_quiet()
    assert b"\x1b]52" not in terminal.output
    terminal.send("y")
    terminal.until(lambda: b"\x1b]52;c;" in terminal.output, "the copy")
    terminal.until_quiet()
    terminal.send("Q")
    terminal.wait()
    payload = bytes(terminal.output).partition(b"\x1b]52;c;")[2].partition(b"\x07")[0].partition(b"\x1b")[0].decode()
    assert base64.b64decode(payload).decode().startswith(server.base)
    assert payload != CLIPBOARD
    assert offences(bytes(terminal.output), may_copy={f"c;{payload}"}) == []
