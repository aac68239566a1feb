"""Another file in the place of the store's: the old one keeps its content under a dated name, and nothing is lost when
the process dies in between."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from .paths import StorePaths


def forget(path: Path) -> None:
    """Delete an unfinished database with SQLite's own files beside it."""
    for suffix in ("", "-wal", "-shm", "-journal"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


def swap_in(paths: StorePaths, fresh: Path, aside: Path) -> None:
    """Put the single file `fresh` in the place of the store, whose content is kept as `aside`. For the holder of the
    locks. Raises OSError."""
    try:
        os.link(paths.database, aside)
    except OSError:
        # A file system without hard links: two steps, the new file stands ready beside them.
        os.rename(paths.database, aside)
    for companion in paths.companions:
        with suppress(FileNotFoundError):
            os.rename(companion, aside.with_name(aside.name + companion.name.removeprefix(paths.database.name)))
    os.replace(fresh, paths.database)
