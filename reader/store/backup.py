"""Dated copies of the store, and the subscriptions as plain OPML beside it."""

from __future__ import annotations

import os
import sqlite3
from datetime import datetime
from pathlib import Path

from .connect import private
from .places import Places, stamped

KEEP = 3
"""How many dated copies stay; older ones go when a new one is there."""


def copy(db: sqlite3.Connection, target: Path) -> Path:
    """Write a compact, consistent copy of the open store to `target`, which must not exist. Needs the room for it.

    It is written under another name first, so that a file with a backup's name is always whole.
    """
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    unfinished = target.with_suffix(".part")
    unfinished.unlink(missing_ok=True)
    try:
        os.close(private(unfinished))  # SQLite takes an empty file as it is
        db.execute("VACUUM INTO ?", (str(unfinished),))
        os.replace(unfinished, target)
    finally:
        unfinished.unlink(missing_ok=True)
    return target


def existing(places: Places) -> list[Path]:
    """The dated copies, newest first."""
    return sorted(places.backups.glob("bantin-*.db"), reverse=True)


def thin_out(places: Places, now: datetime, keep: int = KEEP) -> None:
    """Delete all but the newest `keep` copies; of copies from the future, which a wrong clock made, the newest stays
    beside them."""
    copies = existing(places)
    future = [path for path in copies if (made := stamped(path.name)) is not None and made > now]
    past = [path for path in copies if path not in future]
    for old in past[keep:] + future[1:]:
        old.unlink(missing_ok=True)


def write_whole(path: Path, text: str) -> None:
    """Write a text file so that the old one stands until the new one is complete on disk."""
    unfinished = path.with_name(path.name + ".part")
    try:
        with open(private(unfinished), "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.replace(unfinished, path)
    finally:
        unfinished.unlink(missing_ok=True)
