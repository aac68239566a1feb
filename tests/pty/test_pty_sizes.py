"""Any size, any resize, any terminal: the program stays, answers keys, and writes nothing out of bounds."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from floods import THOROUGH, todays
from pty_grammar import offences
from pty_terminal import Terminal

Launch = Callable[..., Terminal]


def leave(terminal: Terminal) -> None:
    """Quit; everything written was in order."""
    terminal.send("Q")
    assert terminal.wait() == 0, terminal.seen()
    assert terminal.modes == terminal.modes_before
    assert offences(bytes(terminal.output)) == []


WALK = ("j", "\r", " ", "G", "f", "\x1b", "h", "h", "l", "?", "\x1b", ":", "\x1b", "z", "z")
"""A few keys in every pane, dialogs open and closed."""


def walk(terminal: Terminal, keys: tuple[str, ...] = WALK) -> None:
    """Press keys; the program stays."""
    for key in keys:
        terminal.send(key)
        # Escape and a key close behind it are one key with Alt.
        terminal.until_quiet(0.15 if key == "\x1b" else 0.05)
        assert terminal.process.poll() is None, terminal.seen()


def test_odd_sizes(launch: Launch) -> None:
    terminal = launch(columns=1, rows=1)
    terminal.until(lambda: b"\x1b[?1049h" in terminal.output, "the alternate screen")
    terminal.until_quiet(0.5)
    for size in [(1, 1), (8, 3), *todays([(20, 5), (59, 14), (300, 100)], 2), (1, 1)]:
        terminal.resize(*size)
        terminal.until_quiet()
        before = len(terminal.output)
        walk(terminal, WALK if size == (8, 3) else ("\r", "?", "\x1b", "j"))
        for y, x in re.findall(rb"\x1b\[(\d+);(\d+)H", bytes(terminal.output[before:])):
            assert int(y) <= size[1] + 1, f"painted below the screen of {size}"
            assert int(x) <= size[0] + 1, f"painted beside the screen of {size}"
    terminal.resize(120, 36)
    terminal.until_shown("Unread")
    leave(terminal)


def test_a_small_screen_is_still_readable(launch: Launch) -> None:
    terminal = launch(columns=40, rows=12)
    terminal.until_shown("All")
    terminal.until_quiet()
    first = next(line for line in terminal.screen.lines if "●" in line)
    word = max(re.findall(r"\w+", first), key=len)
    terminal.send("\r")
    terminal.until_quiet()
    assert word in terminal.screen.text
    leave(terminal)


def test_a_storm_of_resizes(launch: Launch) -> None:
    terminal = launch(columns=120, rows=36)
    terminal.until_shown("Unread")
    for columns, rows in [(20, 5), (300, 90), (1, 1), (80, 24), (110, 30), (109, 30), (150, 44), (79, 20)] * 4:
        terminal.resize(columns, rows)
        terminal.pump(0.02)
    terminal.resize(176, 48)
    terminal.until_shown("RELATED STORIES")
    terminal.until_quiet()
    terminal.send("?")
    terminal.until_shown("search keys and commands")
    terminal.send("\x1b")
    terminal.until_gone("search keys and commands")
    leave(terminal)


def test_a_terminal_that_answers_is_understood(launch: Launch) -> None:
    # Synchronised output, in-band resize with pixels, focus and paste: what kitty, foot or Ghostty say.
    answers = {b"\x1b[?2026$p": b"\x1b[?2026;2$y", b"\x1b[?2048$p": b"\x1b[?2048;2$y"}
    terminal = launch(columns=150, rows=40, answers=answers)
    terminal.until_shown("RELATED STORIES")
    terminal.send("\x1b[48;30;100;600;1000t")  # an in-band resize
    terminal.resize(100, 30)
    terminal.send("\x1b[I\x1b[O\x1b[I\x1b[200~pasted \x1b]52;c;eA==\x07 text\x1b[201~")
    terminal.until_quiet()
    terminal.send("\x1b[<0;40;5M\x1b[<0;40;5m\x1b[<65;40;5M\x1b[<64;40;5M")  # a click and the wheel
    terminal.until_quiet()
    assert b"\x1b[?2026h" in terminal.output
    walk(terminal, WALK if THOROUGH else ("j", "\r", "?", "\x1b"))
    leave(terminal)


def test_bytes_that_are_no_text_do_no_harm(launch: Launch) -> None:
    terminal = launch()
    terminal.until_shown("Unread")
    terminal.until_quiet()
    for noise in (bytes(range(128, 256)), b"\x1b[M\x20\xff\xff", b"\xc3" * 5000):
        terminal.send(noise)
        terminal.until_quiet()
        terminal.send("\x1b")
        terminal.until_quiet()
        terminal.send("?")
        terminal.until_shown("search keys and commands")
        terminal.send("\x1b")
        terminal.until_gone("search keys and commands")
    leave(terminal)


@pytest.mark.parametrize(("name", "value"), [("TERM", "xterm"), ("TERM", "linux"), ("NO_COLOR", "1")])
def test_poorer_terminals_get_no_richer_sequences(
    launch: Launch, environment: dict[str, str], name: str, value: str
) -> None:
    poor = {key: text for key, text in environment.items() if key != "COLORTERM"} | {name: value}
    terminal = launch(environment=poor)
    terminal.until_shown("Unread")
    terminal.until_quiet()
    output = bytes(terminal.output)
    if name == "TERM":
        assert b"[38;2;" not in output
        assert b";2;" not in b"".join(re.findall(rb"\x1b\[[0-9;]*m", output)).replace(b";22;", b"")
    else:
        colours = {tuple(rgb.split(b";")) for rgb in re.findall(rb"[34]8;2;([0-9]+;[0-9]+;[0-9]+)", output)}
        assert all(len(set(rgb)) == 1 for rgb in colours), "a colour in spite of NO_COLOR"
    leave(terminal)
