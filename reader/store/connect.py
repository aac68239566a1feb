"""Connections to the store, and SQLite's errors as sentences."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from reader.domain.errors import Cancelled, StoreDamaged, StoreError, StoreFull, StoreLocked
from reader.i18n import _

BUSY_SECONDS = 20.0
"""How long a write waits for the other process: its transactions take milliseconds, a million marked read 10 s."""

_DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
_FULL = {sqlite3.SQLITE_FULL, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_IOERR}
_LEAST_ROOM = 64 * 1024
"""Bytes: SQLite needs two blocks of 32 KiB beside the file before it can write."""
_BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}


def open_writer(path: Path, *, checkpoints: bool, durable: bool, cache_mb: int = 8) -> sqlite3.Connection:
    """A connection that may write; makes the file when there is none.

    `checkpoints` only for the holder of the engine's lock. `durable` also survives a power cut with every commit (it
    waits for the disk each time); without it a commit survives the death of the process.
    """
    db = _connect(f"{path.absolute().as_uri()}?mode=rwc", BUSY_SECONDS)
    # auto_vacuum only takes hold in a new file, and only before WAL.
    db.execute("PRAGMA journal_mode = WAL").fetchone()
    db.execute(f"PRAGMA synchronous = {'FULL' if durable else 'NORMAL'}")
    db.execute(f"PRAGMA wal_autocheckpoint = {2000 if checkpoints else 0}").fetchone()
    db.execute(f"PRAGMA cache_size = {-1024 * cache_mb}")
    db.execute("PRAGMA temp_store = MEMORY")
    db.execute("PRAGMA recursive_triggers = OFF")
    return db


def open_reader(path: Path, *, immutable: bool = False, cache_mb: int = 4) -> sqlite3.Connection:
    """A connection that only reads. `immutable` for a folder that nobody can write, where SQLite cannot make its shared
    memory file."""
    db = _connect(f"{path.absolute().as_uri()}?mode=ro{'&immutable=1' if immutable else ''}", 5.0)
    db.execute("PRAGMA query_only = ON")
    db.execute("PRAGMA wal_autocheckpoint = 0").fetchone()
    db.execute(f"PRAGMA cache_size = {-1024 * cache_mb}")
    db.execute("PRAGMA temp_store = MEMORY")
    return db


def open_for_copy(path: Path) -> sqlite3.Connection:
    """A connection that reads and may write copies elsewhere (VACUUM INTO, which `query_only` forbids)."""
    db = _connect(f"{path.absolute().as_uri()}?mode=ro", 5.0)
    db.execute("PRAGMA wal_autocheckpoint = 0").fetchone()
    return db


def open_damaged(path: Path) -> sqlite3.Connection:
    """A connection that reads what a damaged file still gives, a file whose end is missing among them."""
    db = _connect(f"{path.absolute().as_uri()}?mode=ro", 5.0)
    # Without this SQLite refuses every page of a file that is shorter than its header says. First of all: the other
    # settings look into the file.
    db.execute("PRAGMA writable_schema = ON")
    db.execute("PRAGMA query_only = ON")
    return db


def _connect(uri: str, timeout: float) -> sqlite3.Connection:
    # Transactions are ours (isolation_level None); each connection stays on one thread at a time by construction.
    return sqlite3.connect(uri, uri=True, timeout=timeout, isolation_level=None, check_same_thread=False)


@contextmanager
def transaction(db: sqlite3.Connection) -> Iterator[None]:
    """Everything inside is written, or nothing is."""
    db.execute("BEGIN IMMEDIATE")
    try:
        yield
        db.execute("COMMIT")
    except BaseException:
        if db.in_transaction:
            db.execute("ROLLBACK")
        raise


@contextmanager
def snapshot(db: sqlite3.Connection) -> Iterator[None]:
    """Everything read inside belongs to one moment."""
    db.execute("BEGIN")
    try:
        yield
    finally:
        if db.in_transaction:
            db.execute("ROLLBACK")


def explained(error: sqlite3.Error, path: Path) -> StoreError | Cancelled | None:
    """What SQLite's error means for the reader, or None when it is a fault of the program."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code == sqlite3.SQLITE_INTERRUPT:
        return Cancelled(_("Stopped."))
    if code in _DAMAGED:
        return StoreDamaged(
            _(
                "The cache {path} is damaged. It is set aside at the next start, and subscriptions and stars are "
                "rescued from it."
            ).format(path=path)
        )
    if code in _FULL:
        return StoreFull(
            _("The cache {path} cannot be written ({why}). Nothing was changed; reading goes on.").format(
                path=path, why=_("the disk is full") if _no_room(path, code) else error
            )
        )
    if code in _BUSY:
        return StoreLocked(_("Another copy of bantin is busy writing the cache; nothing was changed. Try again."))
    return None


def _no_room(path: Path, code: int) -> bool:
    """Whether the disk is full. SQLite calls it an input/output error when its shared memory file finds no room."""
    if code in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_READONLY):
        return code == sqlite3.SQLITE_FULL
    try:
        return shutil.disk_usage(path.parent).free < _LEAST_ROOM
    except OSError:
        return False
