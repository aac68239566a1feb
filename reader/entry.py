"""Where `bantin` begins: answers `--version` at once and hands everything else to the command line."""

from __future__ import annotations

import os
import sys

import reader

_OTHER_PACKAGE = (
    "bantin: another package named 'reader' (the feed library of that name) stands in this Python environment in the "
    "place of bantin's own. Install bantin into an environment of its own, for example with 'uv tool install bantin' "
    "or 'pipx install bantin'."
)


def main() -> int:
    """Run the program with the process's arguments; returns the exit code."""
    if getattr(reader, "PRODUCT", "") != "bantin":
        print(_OTHER_PACKAGE, file=sys.stderr)
        return 78
    arguments = sys.argv[1:]
    if arguments in (["--version"], ["-V"]):
        # Answered before anything is imported: scripts and bug reports ask for it often.
        try:
            os.write(1, f"bantin {reader.__version__}\n".encode())
            return 0
        except OSError:
            pass  # the command line tries once more, and has words for an output that takes nothing
    try:
        from reader.cli.quiet import hushed

        with hushed(arguments):
            from reader.cli.main import run

            return run(arguments)
    except KeyboardInterrupt:
        # Ctrl+C before the commands, which have a word of their own for it, were there to see it.
        return 130
