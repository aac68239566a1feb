"""Another file in the place of the store's: the old one keeps its content under a dated name, and nothing is lost when
the process dies in between."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from .locks import MAKING_LOCK, taking_turns
from .paths import StorePaths


def forget(path: Path) -> None:
    """Delete an unfinished database with SQLite's own files beside it."""
    for suffix in ("", "-wal", "-shm", "-journal"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


def swap_in(paths: StorePaths, fresh: Path, aside: Path) -> None:
    """Put the single file `fresh` in the place of the store, whose content is kept as `aside`. For the holder of the
    locks. Raises OSError."""
    with taking_turns(paths.folder / MAKING_LOCK):
        try:
            os.link(paths.database, aside)
            linked = True
        except OSError:
            # A file system without hard links: two steps, between which there is no store. The name of the new file
            # says that it is whole.
            linked = False
            os.replace(fresh, paths.ready)
            fresh = paths.ready
        for companion in paths.companions:
            with suppress(FileNotFoundError):
                os.rename(companion, aside.with_name(aside.name + companion.name.removeprefix(paths.database.name)))
        if not linked:
            os.rename(paths.database, aside)
        os.replace(fresh, paths.database)


def finish(paths: StorePaths) -> None:
    """Make the second step of a swap whose process died after the first. Whoever opens the store, in their turn."""
    if paths.ready.exists():
        if paths.database.exists():
            forget(paths.ready)
        else:
            os.replace(paths.ready, paths.database)


def tidy(paths: StorePaths) -> None:
    """Delete what a swap left whose process died: a store that was not finished, and a second name of the one that was
    to be set aside. For the holder of a lock, beside whom nobody swaps."""
    forget(paths.restoring)
    forget(paths.rescuing)
    if paths.database.exists() and paths.database.stat().st_nlink > 1:
        for path in paths.asides():
            if path.samefile(paths.database):
                path.unlink()
