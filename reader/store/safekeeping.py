"""The regular copy: once a week, beside the store, without anybody asking and without standing in anybody's way."""

from __future__ import annotations

import shutil
from datetime import datetime, timedelta
from math import inf
from pathlib import Path

from . import backup
from .connect import open_for_copy
from .paths import StorePaths, stamped

EVERY = timedelta(days=7)
SOON = timedelta(days=1)
"""How old the newest copy of a small store may be when the reader has changed something."""
SMALL = 20_000_000
"""Bytes of a store that is copied in a moment (a tenth of a second)."""
LARGE = 200_000_000
"""Bytes of a store above which the regular copy holds subscriptions, state and starred stories alone."""


def due(paths: StorePaths, now: datetime, every: timedelta = EVERY, at_most: float = inf) -> bool:
    """Whether there is a store of `at_most` so many bytes and its newest copy is older than `every`. Copies from the
    future were made by a wrong clock and do not count."""
    try:
        size = paths.database.stat().st_size
    except FileNotFoundError:
        return False
    made = [when for path in backup.existing(paths) if (when := stamped(path.name)) is not None and when <= now]
    return size <= at_most and not (made and now - max(made) < every)


def copy_regularly(paths: StorePaths, now: datetime) -> Path | None:
    """Make the copy where there is room for it and drop old ones; returns its path, None for no room. Blocks; works on
    connections of its own, so nobody waits for it. Raises sqlite3.Error, OSError."""
    size = paths.database.stat().st_size
    small = size <= LARGE
    paths.backups.mkdir(parents=True, exist_ok=True, mode=0o700)
    if shutil.disk_usage(paths.backups).free < (2 * size if small else LARGE):
        return None
    target = paths.backup(now)
    source = open_for_copy(paths.database)
    try:
        if small:
            backup.copy(source, target)
        else:
            # Not with the module, which an event loop imports each day and each time the reader leaves: it loads what
            # reads a damaged store and lists of feeds, 20 ms in which no key was answered.
            from .valuables import copy_valuables

            copy_valuables(source, paths.database, target)
    finally:
        source.close()
    backup.thin_out(paths, now)
    return target
