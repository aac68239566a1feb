"""Going back to a dated copy: the present store is set aside, never overwritten."""

from __future__ import annotations

import os
import sqlite3
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from reader.domain.errors import StoreError, StoreFull, StoreLocked, UsageError
from reader.i18n import _

from . import backup, counters
from .connect import explained, open_for_copy, open_writer, transaction
from .locks import ENGINE_LOCK, UI_LOCK, Lock
from .migrate import migrate
from .paths import StorePaths, stamped
from .soundness import sound_copy
from .swapping import forget, swap_in


@dataclass(frozen=True, slots=True)
class DatedCopy:
    """A copy of the store, and what is in it."""

    path: Path
    made: datetime | None
    """As its name says."""
    bytes: int
    feeds: int = 0
    entries: int = 0
    starred: int = 0
    problem: str = ""
    """Why it cannot be restored, empty when it can."""


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore did."""

    copy: DatedCopy
    aside: Path | None
    """Where the store that was there before is kept; None when there was none."""


def copies(paths: StorePaths) -> list[DatedCopy]:
    """The dated copies, newest first. Blocks; reads each of them whole."""
    return [inspect(path) for path in backup.existing(paths)]


def inspect(path: Path) -> DatedCopy:
    """What is in one copy. Raises UsageError when there is no such file."""
    try:
        size = path.stat().st_size
    except OSError as error:
        raise UsageError(_("{name} cannot be read: {why}").format(name=path, why=error.strerror)) from error
    found = DatedCopy(path, stamped(path.name), size)
    try:
        db = sound_copy(path)
    except StoreError as error:
        return DatedCopy(path, found.made, size, problem=str(error))
    try:
        count = counters.counts(db)
        (feeds,) = db.execute("SELECT count(*) FROM subscription").fetchone()
    finally:
        db.close()
    return DatedCopy(path, found.made, size, feeds, count.entries, count.starred)


def restore(paths: StorePaths, path: Path, now: datetime) -> Restored:
    """Put the copy `path` in the place of the store, which is set aside whole. Blocks.

    Raises StoreLocked while another bantin has the store open, UsageError or StoreDamaged for a file that is no sound
    copy, StoreNewer, StoreFull. Whatever it raises, and whenever the process dies, the store is the old or the new one.
    """
    copy = inspect(path)
    if copy.problem:
        raise UsageError(_("{problem} Nothing was changed.").format(problem=copy.problem))
    fresh = paths.restoring
    with ExitStack() as stack:
        try:
            paths.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            for name in (UI_LOCK, ENGINE_LOCK):
                lock = Lock(paths.folder / name)
                if not lock.acquire():
                    raise _in_use(lock.holder())
                stack.callback(lock.release)
            forget(fresh)
            stack.callback(forget, fresh)
            _ready(path, fresh)
            aside = _set_aside(paths, fresh, now)
        except OSError as error:
            raise StoreFull(
                _("The folder {folder} cannot be written: {why}. Nothing was changed.").format(
                    folder=paths.folder, why=error.strerror
                )
            ) from error
        except sqlite3.Error as error:
            raise (explained(error, paths.database) or error) from error
    paths.suspect.unlink(missing_ok=True)
    return Restored(copy, aside)


def _in_use(holder: int = 0) -> StoreLocked:
    who = _(" (process {pid})").format(pid=holder) if holder else ""
    return StoreLocked(
        _("Another bantin has the cache open{who}: close it and try again. Nothing was changed.").format(who=who)
    )


def _ready(path: Path, fresh: Path) -> None:
    """Write the copy as a store that can be swapped in: of today's version, one file, on the disk."""
    source = open_for_copy(path)
    try:
        backup.copy(source, fresh)
    finally:
        source.close()
    db = open_writer(fresh, checkpoints=True, durable=True)
    try:
        migrate(db)
        with transaction(db):
            counters.repair(db)
            # What came after the copy was made is still in the feeds, which must not answer that nothing is new.
            db.execute("UPDATE feed SET etag = '', last_modified = '', body_hash = '', next_due = NULL")
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        db.execute("PRAGMA journal_mode = DELETE").fetchall()
    finally:
        db.close()
    with fresh.open("rb") as file:
        os.fsync(file.fileno())


def _set_aside(paths: StorePaths, fresh: Path, now: datetime) -> Path | None:
    if not paths.database.exists():
        os.replace(fresh, paths.database)
        return None
    _gather(paths)
    aside = paths.replaced(now)
    swap_in(paths, fresh, aside)
    return aside


def _gather(paths: StorePaths) -> None:
    """Make the present store one file. Raises StoreLocked when any other process has it open: commands that hold no
    lock, copies that only read."""
    try:
        db = sqlite3.connect(paths.database, timeout=0.5, isolation_level=None)
    except sqlite3.Error:
        return
    try:
        # Leaving the WAL needs the file for oneself; SQLite knows of every connection.
        db.execute("PRAGMA journal_mode = DELETE").fetchall()
    except sqlite3.DatabaseError as error:
        if getattr(error, "sqlite_errorcode", 0) & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            raise _in_use() from error
        # Damaged: that may be why another one is wanted. It is set aside as it is.
    except UnicodeDecodeError:
        return
    finally:
        db.close()
