"""The last picture of the screen, kept when the program ends and shown again while it starts.

The interface needs a third of a second before it can paint; a terminal needs none to show what it showed yesterday.
The picture is what was written to the terminal for one whole screen, kept with all that it depends on: program version,
size, kind of terminal; and with what `firstkeys` needs to move its cursor. Imports next to nothing, for the reason that
`quiet` gives.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import suppress

import reader

MOST = 4_000_000
"""Bytes of a picture; a screen of 500 x 200 cells in which every cell has colours of its own needs three million."""
_ENTER = b"\x1b[?1049h\x1b[?25l\x1b[?7l"
LEAVE = b"\x1b[?7h\x1b[?25h\x1b[?1049l"
"""What takes the picture away again where no interface came to take it over."""
_FOREIGN = (b"\x1b_", b"\x1bP", b"\x1b^", b"\x1bX", b"\x1b]1337;")
"""Pictures: what they show lives in the terminal, not in the text."""


def frame_file(arguments: Sequence[str]) -> str:
    """Where the picture lies, for these arguments of the command line; the same folder as `paths.default_paths`
    gives as its `state_dir`."""
    folder: str | None = None
    for place, word in enumerate(arguments):
        name, equals, value = word.partition("=")
        if name == "--data-dir":
            folder = value if equals else "".join(arguments[place + 1 : place + 2])
    if folder is not None:
        return os.path.join(os.path.abspath(os.path.expanduser(folder)), "state", "frame")
    base = os.environ.get("XDG_STATE_HOME", "")
    if not base.startswith("/"):
        base = os.path.join(os.path.expanduser("~"), ".local", "state")
    return os.path.join(base, "bantin", "frame")


def _header() -> bytes:
    size = os.get_terminal_size(1)
    terminal = [os.environ.get(name, "") for name in ("TERM", "COLORTERM", "NO_COLOR", "TERM_PROGRAM")]
    return repr((2, reader.__version__, tuple(size), terminal)).encode("ascii", "backslashreplace") + b"\n"


def show(path: str) -> bytes | None:
    """Write the picture of last time to the terminal, where there is one that fits; gives the steps that were kept with
    it, or None where there was no picture."""
    try:
        header = _header()
        with open(path, "rb") as file:
            if file.read(len(header)) != header:
                return None
            steps = file.read(int(file.readline(20)))
            picture = file.read(MOST)
        left = _ENTER + picture
        while left:
            left = left[os.write(1, left) :]
    except (OSError, ValueError):
        return None
    return steps


def keep(path: str, picture: bytes, steps: bytes = b"") -> None:
    """Keep a picture for the next start, with the steps of its cursor, or none (empty); a disk that is full keeps
    none."""
    from pathlib import Path

    from reader.files import private, replacing

    with suppress(OSError):
        if not picture or len(picture) + len(steps) > MOST or any(start in picture for start in _FOREIGN):
            os.unlink(path)
            return
        os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
        with replacing(Path(path)) as fresh, open(private(fresh), "wb") as file:
            file.write(_header() + b"%d\n" % len(steps) + steps + picture)
