"""The start: the picture of last time stands at once, keys typed over it count, and it never lies about the rest."""

from __future__ import annotations

import os
import shutil
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pty_grammar import offences
from pty_screen import Screen
from pty_terminal import Terminal

from reader.cli.firstkeys import unpack
from reader.cli.lastframe import frame_file, keep
from reader.cli.main import parsed
from reader.cli.parser import build_parser
from reader.cli.quiet import hushed, loaded, screen_options
from reader.paths import default_paths

Launch = Callable[..., Terminal]
PROGRAM = (sys.executable, "-m", "reader")
TAKEN = b"\x1b[?2004h"
"""The interface's first own act on the terminal."""


def session(terminal: Terminal, *keys: str) -> list[str]:
    """One whole session; what the screen showed before it was left."""
    terminal.until_shown("Unread")
    terminal.until_quiet(0.5)
    for key in keys:
        terminal.send(key)
        terminal.until_quiet(0.4)
    lines: list[str] = terminal.screen.lines
    terminal.send("Q")
    assert terminal.wait() == 0
    assert terminal.modes == terminal.modes_before
    assert offences(bytes(terminal.output)) == []
    return lines


def early(terminal: Terminal) -> bytes:
    """What was written before the interface came."""
    terminal.until(lambda: TAKEN in terminal.output, "the interface")
    return bytes(terminal.output).partition(TAKEN)[0]


@pytest.fixture(scope="module")
def earlier() -> dict[str, object]:
    """What the one session left that the tests of a second one begin with."""
    return {}


@pytest.fixture
def shown(launch: Launch, samples: Path, earlier: dict[str, object], tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A first session has been here; the screen as it left it."""
    if not earlier:
        first = launch(*unfolded(samples))
        assert b"Unread" not in early(first)
        earlier["lines"] = session(first, "j", "gg")
        earlier["folder"] = shutil.copytree(samples, tmp_path_factory.mktemp("earlier") / "data")
    else:
        shutil.rmtree(samples)
        shutil.copytree(str(earlier["folder"]), samples)
    return earlier["lines"]


def test_the_second_start_begins_with_the_last_picture_and_nothing_flickers(
    launch: Launch, samples: Path, shown: list[str]
) -> None:
    second = launch(program=PROGRAM)
    second.until_shown("Unread")
    assert TAKEN not in second.output
    screen = Screen(120, 36)
    screen.feed(early(second).decode())
    assert screen.lines[:2] == shown[:2]
    assert sum(mine == theirs for mine, theirs in zip(screen.lines, shown, strict=True)) > 30
    assert (samples / "state" / "frame").stat().st_mode & 0o077 == 0
    blank = []
    before = len(second.output)
    while second.pump(30.0 if len(second.output) == before else 0.5):
        if "Unread" not in second.screen.text or "●" not in second.screen.text:
            blank.append(second.screen.text)
    assert blank == []
    session(second)


@pytest.mark.usefixtures("shown")
def test_keys_typed_over_the_picture_move_its_cursor(launch: Launch, samples: Path) -> None:
    titles = titles_below(samples)
    terminal = launch(*unfolded(samples), program=PROGRAM)
    terminal.until_shown("Unread")
    terminal.send("jj\x1b[A")
    picture = Screen(120, 36)
    picture.feed(early(terminal).decode())
    assert titles[0] in under_cursor(picture.lines)
    terminal.send("j")
    terminal.until(lambda: titles[1] in under_cursor(terminal.screen.lines), "the cursor")
    # Arrows that a slow line broke in two, and an answer of the terminal.
    for part in ("\x1b", "[A\x1b[", "B\x1b]11;rgb:00/", "00/00\x1b", "\\\x1bO", "A"):
        terminal.send(part)
        os.sched_yield()
    terminal.until(lambda: titles[0] in under_cursor(terminal.screen.lines), "the cursor")
    session(terminal)


@pytest.mark.usefixtures("shown")
def test_what_the_picture_cannot_answer_waits_for_the_screen(launch: Launch, samples: Path) -> None:
    titles = titles_below(samples)
    terminal = launch(*unfolded(samples), program=PROGRAM)
    terminal.until_shown("Unread")
    terminal.send("jkj:")
    terminal.until_shown("Pick a starter list")
    terminal.send("\x1b")
    terminal.until(lambda: titles[0] in under_cursor(terminal.screen.lines), "the cursor")
    session(terminal)


def unfolded(samples: Path) -> tuple[str, str]:
    """Arguments for a list without folding: what is related to what is found out while the sessions run, and rows that
    fold meanwhile make it another list."""
    config = samples.parent / "unfolded.toml"
    config.write_text("[reading]\nfold = false\n")
    return "--config", str(config)


def titles_below(samples: Path) -> list[str]:
    """How the headlines below the cursor begin in the picture of last time."""
    _header, size, rest = (samples / "state" / "frame").read_bytes().split(b"\n", 2)
    _keys, rows, at = unpack(rest[: int(size)])
    titles = []
    for _entry, _plain, selected in rows[at + 1 :]:
        screen = Screen(120, 36)
        screen.feed(selected.decode())
        titles.append(under_cursor(screen.lines).lstrip("└ ●")[:10])
    return titles


def under_cursor(lines: list[str]) -> str:
    """The headline on which the cursor stands."""
    return next((line.partition("▌")[2] for line in lines if "▌" in line), "")


@pytest.mark.parametrize(
    "change",
    [{"columns": 119}, {"TERM": "xterm"}, {"NO_COLOR": "1"}, {"damage": "x"}],
    ids=lambda change: next(iter(change)),
)
@pytest.mark.usefixtures("shown")
def test_a_picture_that_does_not_fit_is_not_shown(
    launch: Launch, environment: dict[str, str], samples: Path, change: dict[str, object]
) -> None:
    if "damage" in change:
        (samples / "state" / "frame").write_bytes(b"\x1b]52;c;eA==\x07 not a picture")
    environment = environment | {key: str(value) for key, value in change.items() if key.isupper()}
    terminal = launch(columns=int(str(change.get("columns", 120))), environment=environment)
    assert b"Unread" not in early(terminal)
    terminal.until_shown("Unread")
    terminal.send("Q")
    assert terminal.wait() == 0
    assert offences(bytes(terminal.output)) == []


@pytest.mark.usefixtures("shown")
def test_a_start_that_fails_takes_the_picture_away(launch: Launch, tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text("[look]\nthem = 1\n")
    terminal = launch("--config", str(tmp_path / "config.toml"))
    assert terminal.wait() == 78
    output = bytes(terminal.output)
    assert output.rfind(b"\x1b[?1049l") > output.rfind(b"\x1b[?1049h")
    assert output.rfind(b"\x1b[?25h") > output.rfind(b"\x1b[?25l")
    assert terminal.modes == terminal.modes_before


def test_the_picture_lies_where_the_state_lies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert frame_file([]) == str(default_paths().state_dir / "frame")
    monkeypatch.setenv("XDG_STATE_HOME", "relative/is/ignored")
    assert frame_file(["--offline"]) == str(default_paths().state_dir / "frame")
    for folder in (tmp_path, Path("~/news"), Path("here/../there")):
        expected = default_paths(data_dir=folder).state_dir / "frame"
        for words in (["--data-dir", str(folder)], [f"--data-dir={folder}"]):
            assert os.path.normpath(frame_file(words)) == os.path.normpath(expected)
            # Of two the last one counts, as in the parser.
            assert os.path.normpath(frame_file(["--data-dir=first", *words])) == os.path.normpath(expected)


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["--offline"],
        ["--data-dir", "list"],
        ["--config=x", "--data-dir=y"],
        ["--offline", "--data-dir=a=b", "--config", "c", "--config", "d"],
        ["--data-dir="],
    ],
)
def test_the_options_of_the_screen_are_read_as_the_parser_reads_them(words: list[str]) -> None:
    assert vars(parsed(words)) == vars(build_parser().parse_args(words))


@pytest.mark.parametrize(
    "words",
    [
        ["list"],
        ["--data-dir", "x", "list"],
        ["--linear"],
        ["--help"],
        ["-V"],
        ["--data-dir"],
        ["--data-dir", "--offline"],
        ["--offline=1"],
        ["--data", "x"],
        ["--", "list"],
        ["x=y"],
    ],
)
def test_only_the_screen_is_prepared_for(words: list[str]) -> None:
    assert screen_options(words) is None


def test_until_a_command_is_loaded_an_interrupt_ends_it_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    ends: list[int] = []
    monkeypatch.setattr(os, "_exit", ends.append)
    before = signal.getsignal(signal.SIGINT)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with hushed(["list"]):
            signal.raise_signal(signal.SIGINT)
            assert ends == [130]
            loaded()
            with pytest.raises(KeyboardInterrupt):
                signal.raise_signal(signal.SIGINT)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        with hushed(["list"]):
            assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN, "started by nohup"
    finally:
        signal.signal(signal.SIGINT, before)


def test_pictures_in_the_terminal_are_not_kept_as_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "get_terminal_size", lambda _fd: os.terminal_size((80, 24)))
    path = tmp_path / "state" / "frame"
    keep(str(path), b"text")
    assert path.read_bytes().endswith(b"\ntext")
    keep(str(path), b"text \x1b_Gi=1;AAAA\x1b\\")
    assert not path.exists()
