"""Dated copies of the store, and the subscriptions as plain OPML beside it."""

from __future__ import annotations

import os
import sqlite3
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from reader.files import private, replacing

from .paths import StorePaths, stamped

KEEP = 3
"""How many dated copies stay, and of how many weeks the newest; others go when a new one is there."""


def copy(db: sqlite3.Connection, target: Path) -> Path:
    """Write a compact, consistent copy of the open store to `target`, which must not exist. Needs the room for it.

    A file with a backup's name is always whole.
    """
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with replacing(target) as unfinished:
        os.close(private(unfinished))  # SQLite takes an empty file as it is
        db.execute("VACUUM INTO ?", (str(unfinished),))
    return target


def existing(paths: StorePaths) -> list[Path]:
    """The dated copies, newest first."""
    return sorted(paths.backups.glob("bantin-*.db"), key=lambda path: path.stem, reverse=True)


def thin_out(paths: StorePaths, now: datetime, keep: int = KEEP) -> None:
    """Delete all but the newest `keep` copies and the newest of each of the last `keep` weeks in which one was made; of
    copies from the future, which a wrong clock made, the newest stays beside them."""
    copies = existing(paths)
    future = [path for path in copies if (made := stamped(path.name)) is not None and made > now]
    past = [path for path in copies if path not in future]
    weeks: dict[int, Path] = {}
    for path in past:
        made = stamped(path.name)
        weeks.setdefault(made.toordinal() // 7 if made is not None else 0, path)
    weekly = list(weeks.values())[:keep]
    for old in [path for path in past[keep:] if path not in weekly] + future[1:]:
        old.unlink(missing_ok=True)


def write_list(path: Path, text: str, *, empty: bool) -> None:
    """Write the OPML copy. One that lists nothing does not take the place of one that does, which stays as `.old`: the
    store may be new because the one of before was lost."""
    with suppress(FileNotFoundError):
        if empty and b"xmlUrl" in path.read_bytes():
            os.replace(path, path.with_name(path.name + ".old"))
    with replacing(path) as unfinished, open(private(unfinished), "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
