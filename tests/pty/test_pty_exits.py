"""The terminal is given back as it was found, however the program ends; and nothing typed early is lost or echoed."""

from __future__ import annotations

import fcntl
import os
import re
import signal
import sqlite3
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from pty_grammar import offences
from pty_terminal import PATIENCE, Terminal

HERE = Path(__file__).parent
PROGRAM = (sys.executable, "-m", "reader")
LAST_SWITCHES = {"1049": "l", "25": "h", "1000": "l", "1003": "l", "1006": "l", "1015": "l", "2004": "l", "1004": "l"}
"""The private modes and how each must stand at the end."""


def assert_given_back(terminal: Terminal, *, rings: bool = False) -> None:
    """The modes of the line, the screen, the cursor, the mouse, paste and keyboard are as they were. `rings`: the bell
    may have been rung, once for each error, before the end."""
    output = bytes(terminal.output)
    if rings:
        output = re.sub(rb"(\x1b\[[0-9;?]*[A-Za-z])\x07+", rb"\1", output)
    for mode, wanted in LAST_SWITCHES.items():
        switches = [output.rfind(f"\x1b[?{mode}{letter}".encode()) for letter in "hl"]
        assert max(switches) >= 0, f"mode {mode} was never switched"
        assert ("h" if switches[0] > switches[1] else "l") == wanted, f"mode {mode} was left on"
    wrap = [output.rfind(f"\x1b[?7{letter}".encode()) for letter in "hl"]
    assert wrap[0] > wrap[1], "lines no longer wrap"
    assert output.rfind(b"\x1b[<u") > output.rfind(b"\x1b[>"), "the keyboard still speaks another protocol"
    assert terminal.modes == terminal.modes_before
    assert offences(output) == []


def assert_gone(children: list[str]) -> None:
    """None of these processes runs any more, or for more than a moment."""
    deadline = time.monotonic() + PATIENCE
    while alive := [child for child in children if is_alive(child)]:
        assert time.monotonic() < deadline, f"left running: {alive}"
        os.sched_yield()


def is_alive(child: str) -> bool:
    """Whether a process runs (and is no zombie that nobody has taken notice of)."""
    try:
        return Path(f"/proc/{child}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


def at_rest(terminal: Terminal) -> Terminal:
    """Wait until the screen shows the headlines."""
    terminal.until_shown("Unread")
    terminal.until_quiet()
    return terminal


def test_q_goes_back_level_by_level_and_then_quits(launch: Callable[..., Terminal]) -> None:
    terminal = at_rest(launch())
    for _level in range(5):
        if terminal.process.poll() is not None:
            break
        terminal.send("q")
        terminal.until_quiet(0.5)
    assert terminal.wait() == 0
    assert_given_back(terminal)


def test_ctrl_c_ends_the_program(launch: Callable[..., Terminal]) -> None:
    terminal = at_rest(launch())
    terminal.send("\x03")
    assert terminal.wait() == 130
    assert_given_back(terminal)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_it_in_good_order(launch: Callable[..., Terminal], number: signal.Signals) -> None:
    terminal = at_rest(launch())
    terminal.signal(number)
    assert terminal.wait() == 128 + number
    assert_given_back(terminal)


def test_an_error_in_a_widget_gives_one_sentence_and_a_log(launch: Callable[..., Terminal], samples: Path) -> None:
    terminal = at_rest(launch(fault=HERE / "raising_widget.py"))
    terminal.send("s")
    assert terminal.wait() == 1
    assert_given_back(terminal, rings=True)
    after = bytes(terminal.output).rpartition(b"\x1b[?1049l")[2].decode()
    assert "bantin stopped: an error of its own" in after
    assert "Traceback" not in after
    assert "a widget broke here" in (samples / "state" / "bantin.log").read_text()


def test_stop_and_continue_and_a_browser_of_the_terminal(
    launch: Callable[..., Terminal], environment: dict[str, str], tmp_path: Path
) -> None:
    browser = tmp_path / "w3m"
    browser.write_text('#!/bin/sh\nstty -a | grep -o " echo " && echo "here stands $1"\n')
    browser.chmod(0o700)
    terminal = at_rest(launch(environment=environment | {"BROWSER": str(browser)}))
    title = next(line for line in terminal.screen.lines if "▌●" in line).partition("▌●")[2].split("  ")[0].strip()
    terminal.signal(signal.SIGTSTP)
    terminal.wait_stopped()
    assert_given_back(terminal)
    before = len(terminal.output)
    terminal.signal(signal.SIGCONT)
    terminal.until(lambda: b"\x1b[?1049h" in terminal.output[before:], "the alternate screen after coming back")
    terminal.until_shown(title)
    before = len(terminal.output)
    terminal.send("o")
    terminal.until(lambda: b"here stands http" in terminal.output[before:], "the browser, on a terminal that echoes")
    terminal.until(lambda: b"\x1b[?1049h" in terminal.output[before:], "the alternate screen after the browser")
    terminal.until_shown(title)
    assert not terminal.echoes
    terminal.send("Q")
    assert terminal.wait() == 0
    assert_given_back(terminal)


def test_keys_typed_while_it_starts_are_neither_lost_nor_echoed(launch: Callable[..., Terminal]) -> None:
    terminal = launch(program=PROGRAM)
    terminal.until(lambda: not terminal.echoes, "the terminal's own echo switched off")
    terminal.send("?")
    terminal.until_shown("search keys and commands")
    before = bytes(terminal.output).partition(b"\x1b[?1049h")[0]
    assert b"?" not in before.replace(b"\x1b[?", b"")
    terminal.send("\x1b")
    terminal.until_gone("search keys and commands")
    terminal.send("Q")
    assert terminal.wait() == 0
    assert_given_back(terminal)


def test_quit_typed_before_anything_is_shown(launch: Callable[..., Terminal]) -> None:
    terminal = launch(program=PROGRAM)
    terminal.until(lambda: not terminal.echoes, "the terminal's own echo switched off")
    terminal.send("Q")
    assert terminal.wait() == 0
    assert terminal.modes == terminal.modes_before


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_while_it_starts(launch: Callable[..., Terminal], number: signal.Signals) -> None:
    terminal = launch(program=PROGRAM)
    terminal.until(lambda: not terminal.echoes, "the terminal's own echo switched off")
    terminal.signal(number)
    assert terminal.wait() in (128 + number, -number)
    assert terminal.modes == terminal.modes_before
    assert b"Traceback" not in terminal.output


@pytest.mark.parametrize("moment", ["callback", "handover"])
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_at_a_moment_of_the_start_that_could_swallow_it(
    launch: Callable[..., Terminal], environment: dict[str, str], number: signal.Signals, moment: str
) -> None:
    fault = HERE / "signalled_start.py"
    terminal = launch(fault=fault, environment={**environment, "SIGNAL": str(int(number)), "MOMENT": moment})
    assert terminal.wait() == 128 + number
    if moment == "handover":
        assert_given_back(terminal)
    else:
        assert terminal.modes == terminal.modes_before
        assert b"\x1b[?1049h" not in terminal.output


def test_capital_q_quits_at_once_and_errors_sent_to_a_file_leave_the_screen_on_the_terminal(
    launch: Callable[..., Terminal], tmp_path: Path
) -> None:
    with (tmp_path / "errors").open("wb") as file:
        terminal = at_rest(launch(stderr=file.fileno()))
        terminal.send("Q")
        assert terminal.wait() == 0
    assert_given_back(terminal)
    assert (tmp_path / "errors").read_bytes() == b""


def test_a_terminal_that_goes_away_ends_the_program_and_its_children(
    launch: Callable[..., Terminal], samples: Path
) -> None:
    terminal = at_rest(launch(own_engine=True))
    children = Path(f"/proc/{terminal.process.pid}/task/{terminal.process.pid}/children").read_text().split()
    terminal.hang_up()
    assert terminal.wait() == 128 + signal.SIGHUP
    assert_gone(children)


def test_a_terminal_that_is_closed_ends_the_program_and_its_children(launch: Callable[..., Terminal]) -> None:
    terminal = at_rest(launch(own_engine=True))
    children = Path(f"/proc/{terminal.process.pid}/task/{terminal.process.pid}/children").read_text().split()
    # An open dialog makes it draw much on its way out, and all of that goes nowhere.
    terminal.send("gr")
    terminal.until_shown("Rules for what arrives")
    terminal.close()
    assert terminal.process.wait(PATIENCE) != 0
    assert_gone(children)


def test_ctrl_c_in_mid_refresh_leaves_a_sound_store_and_no_child(
    launch: Callable[..., Terminal], samples: Path
) -> None:
    terminal = at_rest(launch(own_engine=True))
    terminal.send("R\x03")
    assert terminal.wait() == 130
    assert_given_back(terminal)
    db = sqlite3.connect(samples / "bantin.db")
    assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    db.close()
    for name in ("interface.lock", "engine.lock", "refresh.lock"):
        with (samples / name).open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


@pytest.mark.parametrize("changes", [{"TERM": "dumb"}, {"TERM": ""}, {"LC_ALL": "C", "PYTHONUTF8": "0"}])
def test_a_terminal_that_can_do_little_gets_no_more(
    launch: Callable[..., Terminal], environment: dict[str, str], changes: dict[str, str]
) -> None:
    # What Python makes of a locale it finds out when it starts.
    words, program = (("list", "all"), PROGRAM) if "LC_ALL" in changes else ((), ())
    terminal = launch(*words, environment=environment | changes, program=program)
    assert terminal.wait() == 0
    assert terminal.output.count(b"\n") > 10
    assert b"\x1b" not in terminal.output
    assert b"Traceback" not in terminal.output
