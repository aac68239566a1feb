"""The same as `any_keys` in a real terminal: `python -m tests.benchmarks.any_keys_pty --minutes 10`.

The steps come as bytes, and the raw bytes that the program writes are looked through. It must stay, write nothing but
its own sequences and no fault into its log. `--data DIR` plays on a copy of that data folder, for example of a hostile
world, in place of the samples.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import sys
import tempfile
import time
from collections.abc import Iterable
from itertools import islice
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # where the sample store is made, as for the tests

from sample_store import keep_samples_in, lay_samples

from tests.pty.pty_grammar import offences
from tests.pty.pty_screen import Screen
from tests.pty.pty_terminal import Terminal
from tests.ui.any_keys import Click, Keys, Size, Step, steps_of

STEPS = 200
"""In one run of the program."""
COLUMNS, ROWS = 120, 36
_BYTES = {
    "enter": "\r",
    "escape": "\x1b",
    "tab": "\t",
    "space": " ",
    "backspace": "\x7f",
    "shift+tab": "\x1b[Z",
    "up": "\x1b[A",
    "down": "\x1b[B",
    "right": "\x1b[C",
    "left": "\x1b[D",
    "home": "\x1b[H",
    "end": "\x1b[F",
    "pageup": "\x1b[5~",
    "pagedown": "\x1b[6~",
    "delete": "\x1b[3~",
    "f1": "\x1bOP",
    "f5": "\x1b[15~",
    "alt+left": "\x1b[1;3D",
    "alt+right": "\x1b[1;3C",
}


def typed(key: str) -> str:
    """What a terminal sends for a key; nothing for one that it has no bytes for, and for what ends or stops all."""
    if len(key) == 1 or key in ("ctrl+c", "ctrl+z"):
        return key if len(key) == 1 else ""
    if found := re.fullmatch(r"ctrl\+([a-z])", key):
        return chr(ord(found[1].upper()) - 64)
    return _BYTES.get(key, "")


def play(terminal: Terminal, step: Step, size: tuple[int, int]) -> tuple[int, int]:
    """Play a step; gives the size of the terminal after it."""
    match step:
        case Keys(keys):
            terminal.send("".join(map(typed, keys)))
        case Size(columns, rows):
            terminal.resize(columns, rows)
            size = columns, rows
        case Click(x, y, times):
            at = f"0;{int(x * size[0]) + 1};{int(y * size[1]) + 1}"
            terminal.send(f"\x1b[<{at}M\x1b[<{at}m" * times)
    return size


def run(data: Path, home: Path, steps: Iterable[Step]) -> str:
    """Play the steps; gives what was wrong, "" where nothing was."""
    folders = {f"XDG_{name}_HOME": str(home / name) for name in ("CONFIG", "DATA", "STATE", "CACHE")}
    environment = os.environ | folders | {"HOME": str(home), "TERM": "xterm-256color", "BROWSER": "true"}
    arguments = [sys.executable, "-m", "reader", "--offline", "--data-dir", str(data)]
    size = COLUMNS, ROWS
    with Terminal(
        arguments, columns=COLUMNS, rows=ROWS, environment=environment, folder=home, screen=Screen(COLUMNS, ROWS)
    ) as terminal:
        terminal.until(lambda: b"\x1b[?2004h" in terminal.output, "the interface")
        try:
            for step in steps:
                size = play(terminal, step, size)
                terminal.until_quiet(0.02)
                if terminal.process.poll() is not None:
                    break
        except OSError:
            pass  # it was left while a key was typed
        if terminal.process.poll() is None:
            terminal.hang_up()
        code = terminal.wait()
        # What follows is what the terminal itself echoes of keys that came after the program had left.
        left = terminal.output.rpartition(b"\x1b[?1049l")
        output = bytes(left[0] or left[2])
    copied = {found.decode() for found in re.findall(rb"\x1b\]52;(c;[A-Za-z0-9+/=]+)", output)}
    logs = "".join(log.read_text() for folder in (home, data) for log in folder.rglob("*.log"))
    bad = offences(output, may_copy=copied)
    return "; ".join([*([f"exit code {code}"] if code not in (0, 129) else []), *bad[:3], *([logs] if logs else [])])


def main() -> None:
    """Play until the time is up."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--data", type=Path)
    args = parser.parse_args()
    until, seed, failed = time.monotonic() + 60 * args.minutes, args.seed, 0
    with tempfile.TemporaryDirectory() as shelf:
        keep_samples_in(Path(shelf))
        while time.monotonic() < until:
            with tempfile.TemporaryDirectory() as home:
                data = Path(home) / "data"
                if args.data:
                    shutil.copytree(args.data, data)
                else:
                    lay_samples(data)
                if wrong := run(data, Path(home), islice(steps_of(seed), STEPS)):
                    failed += 1
                    print(f"seed {seed}: {wrong}", flush=True)
            seed += 1
    print(f"seeds {args.seed} to {seed - 1}, {STEPS} steps each: {failed} runs failed")


if __name__ == "__main__":
    main()
