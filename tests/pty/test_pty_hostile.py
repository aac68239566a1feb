"""Nothing from outside steers the terminal: the raw bytes of whole sessions over a hostile world are looked through."""

from __future__ import annotations

import base64
import os
import re
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import hostile_world
import pytest
from floods import THOROUGH, todays
from hostile_world import CLIPBOARD, LITERAL, HostileServer
from pty_grammar import links, offences
from pty_terminal import Terminal
from warm_program import Warm

from reader.store.paths import StorePaths

Launch = Callable[..., Terminal]


@dataclass(frozen=True)
class Harm:
    """A data folder that has subscribed to the hostile world, and what was written to the terminal meanwhile."""

    folder: Path
    server: HostileServer
    outputs: list[bytes]


@pytest.fixture(scope="module")
def harm(warm: Warm, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Harm]:
    """Subscribes to the hostile world by the command line, in a terminal."""
    place = tmp_path_factory.mktemp("harm")
    environment = dict(os.environ)
    with HostileServer() as server:
        (place / "list.opml").write_bytes(hostile_world.opml(server.base))
        folder = hostile_world.folder_of_files(place)
        outputs = []
        for words in (
            ("add", f"{server.base}/feed.xml"),
            ("add", f"{server.base}/feed.json"),
            ("add", str(folder)),
            ("import", str(place / "list.opml")),
            ("refresh",),
        ):
            if words == ("refresh",):
                _trust_the_list(place / "data")
            arguments = ["bantin", "--data-dir", str(place / "data"), *words]
            with Terminal(arguments, environment=environment, folder=place, warm=warm) as terminal:
                terminal.wait()
                outputs.append(bytes(terminal.output))
        hostile_world.poison(StorePaths(place / "data").database)
        yield Harm(place / "data", server, outputs)


@pytest.fixture
def samples(harm: Harm, tmp_path: Path) -> Path:
    """The hostile data in place of the samples."""
    return Path(shutil.copytree(harm.folder, tmp_path / "data"))


def _trust_the_list(data: Path) -> None:
    """As if the user had typed the addresses of the list too: its server stands on this machine, and what it answers
    is to be shown."""
    with closing(sqlite3.connect(StorePaths(data).database)) as db, db:
        changed = db.execute("UPDATE subscription SET typed = 1 WHERE typed = 0 AND sample = 0").rowcount
    assert changed == 4


def commands(base: str, data: Path) -> list[tuple[str, ...]]:
    """Every command, with what has an outside text in it."""
    evil = "nonsense \x1b]52;c;x\x07"
    plain = [
        ("list", "all"),
        ("list", "--feeds"),
        ("list", "waiting"),
        ("front",),
        ("search", "breaking"),
        ("tag", "list"),
    ]
    both = [
        *plain,
        ("rules", "list"),
        ("rules", "test", "breaking"),
        ("show", "1"),
        ("show", "3"),
        ("stats",),
        ("doctor",),
    ]
    return [
        *both,
        *((*words, "--json") for words in both),
        ("front", "--format", "md"),
        ("show", f"{base}/story1"),
        ("mark", "star", "1", "3"),
        ("tag", "add", evil, "2"),
        ("tag", "rename", evil, "Mai"),
        ("rules", "add", evil, "--query", "breaking", "--then", "star"),
        ("refresh", "--json"),
        ("export", "-"),
        *(("export", "--format", form, "--query", "breaking", "-") for form in ("json", "md", "html")),
        ("export", "--query", "breaking", str(data / "\x1b]0;x\x07" / "out.md")),
        ("offline", "1"),
        ("prune", "--dry-run"),
        ("restore",),
        ("restore", evil),
        ("import", evil),
        ("add", "--all", f"{base}/"),
        ("add", f"{base}/error.xml"),
        ("remove", evil),
        ("search", evil + " (((", "has:\x9b31m"),
        *((*words, evil) for words in (("add",), ("list", "--feed"), ("show",), ("mark", "read"), ("config",), ())),
        ("--config", str(data / "\x1b]0;x\x07.toml"), "list"),
    ]


def test_the_command_line_prints_nothing_that_steers(launch: Launch, harm: Harm, samples: Path) -> None:
    outputs: dict[object, bytes] = dict(enumerate(harm.outputs))
    for words in todays(commands(harm.server.base, samples), 2):
        terminal = launch(*words)
        terminal.wait()
        assert terminal.output, words
        assert b"Traceback" not in terminal.output, words
        outputs[words] = bytes(terminal.output)
    holes = {words: found for words, output in outputs.items() if (found := offences(output))}
    assert holes == {}
    assert sum(LITERAL.encode() in output for output in outputs.values()) > (15 if THOROUGH else 8)
    assert not os.path.exists("/tmp/owned")


def test_the_linear_mode_prints_nothing_that_steers(launch: Launch) -> None:
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


WALKS: tuple[tuple[str, ...], ...] = (
    # Lists, the article, links, feeds, their details.
    ("ga", "j", "j", "\r", " ", " ", "f", "\x1b", "G", "gg", "z", "z", "v", "x", "h", "i", "\x1b"),
    ("h", "G", "k", "k", "i", "\x1b", "E", "\x1b", "J", "J", "K", "?", "\x1b", ":", "Breaking", "\x1b", "ga"),
    # Searching with marks, narrowing, keeping a search, saved ones and tags beside the feeds.
    ("/", "breaking\r", "j", "\r", "n", "\x1b", "\\", "news\r", "\x13", "\x1b", "\x1b", "\x06", "news\r", "\x1b"),
    ("/", 'feed:"breaking', "\x1b", "\x1b", "\x1bOP", "\x1b", "gs", "gh", "gq", "j", "gn"),
    # The front page, its spans, a story from it.
    ("gf", "j", "j", "]", "]", "j", "\r", "q", "gf", "[", "\x1b"),
    # Folding, coverage, side by side, following.
    (
        "ga",
        ".",
        ".",
        ">",
        ">",
        "S",
        "S",
        "S",
        "=",
        "c",
        "j",
        " ",
        "b",
        "j",
        "b",
        "j",
        "=",
        "\x1b",
        "\x1b",
        "*",
        "h",
        "l",
    ),
    # Tags, muting, rules, catching up, marking, undo.
    ("ga", "t", "\x1b", "M", "\x1b", "gr", "j", "\x1b", "C", "\x1b", "A", "u", "s", "u", "m", "{", "u", "T", "\x1b"),
    # Exports, retention, what can be read offline, starter lists, import.
    (":", "export this story\r", "\x1b", "\x1b", ":", "export the stories\r", "\x1b", "\x1b"),
    (":", "beyond the limits\r", "\x1b", ":", "how much can be read\r", "\x1b", ":", "how long the stories\r", "\x1b"),
    # The trail, keeping, related stories.
    ("ga", "1", "2", "H", "L", "H", "ga", "j", "\r", "3", "H", "d", "W", "-", "-", "y"),
)
"""Keys that lead through every screen and dialog."""
SHOWN = {4: ("Front page",), 5: ("Coverage",), 6: ("Tags", "Rules"), 7: ("Export",)}
"""What a walk comes by, by its number."""
NARROW = (4, 5, 6)
"""The walks through screens that a narrow terminal arranges in another way."""


def test_the_screen_shows_it_letter_by_letter(launch: Launch, harm: Harm) -> None:
    terminal = launch(columns=176, rows=48)
    terminal.until_shown("Breaking [/]")
    terminal.until_quiet()
    seen = terminal.screen.text

    def press(*keys: str) -> None:
        nonlocal seen
        for key in keys:
            terminal.send(key)
            # Escape and a key close behind it are one key with Alt.
            terminal.until_quiet(0.15 if key == "\x1b" else 0.03)
            seen += terminal.screen.text
        assert terminal.process.poll() is None, terminal.seen()

    walked = []
    for size, walks in (((176, 48), range(len(WALKS))), ((100, 30), NARROW), ((50, 20), NARROW)):
        terminal.resize(*size)
        terminal.until_quiet()
        for walk in todays(walks, 3):
            press(*WALKS[walk])
            walked.append(walk)
    terminal.resize(120, 36)
    press("a", f"{harm.server.base}/\r")
    terminal.until_shown("feeds found")
    press("\x1b", "\x1b", "R")
    terminal.until_quiet(0.5)
    seen += terminal.screen.text
    terminal.send("Q")
    assert terminal.wait() == 0
    copied = {found.decode() for found in re.findall(rb"\x1b\]52;(c;[A-Za-z0-9+/=]+)", bytes(terminal.output))}
    assert not any(CLIPBOARD in one for one in copied)
    assert offences(bytes(terminal.output), may_copy=copied) == []
    for text in ("Breaking [/] news", "click=app.quit", *(text for walk in walked for text in SHOWN.get(walk, ()))):
        assert text in seen, text
    # The last one is what every browser makes of `http:///nohost`.
    good = ("https://good.example/", "http://good.example/", "mailto:editor@good.example", "http://nohost")
    assert [url for url in links(bytes(terminal.output)) if not url.startswith((*good, harm.server.base))] == []


def test_the_clipboard_is_written_only_when_asked(launch: Launch, harm: Harm) -> None:
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
    assert base64.b64decode(payload).decode().startswith(harm.server.base)
    assert payload != CLIPBOARD
    assert offences(bytes(terminal.output), may_copy={f"c;{payload}"}) == []
