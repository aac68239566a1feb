"""Connections to the store, and SQLite's errors as sentences."""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from reader.domain.errors import Cancelled, StoreDamaged, StoreError, StoreFull, StoreLocked
from reader.i18n import _

BUSY_SECONDS = 20.0
"""How long a write waits for the other process: its transactions take milliseconds, a million marked read 10 s."""

WRITER_PAGES, MARKER_PAGES = 8192, 2048
"""KiB of pages that a writing connection keeps: one that takes in entries, and that of the interface, which makes
marks. What 100,000 marks (1.0 s of CPU), their undo (0.8), a tag for as many and retention cost is the same with both,
and the interface, which stays open for days, holds 6 MB less after them."""

_DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
_FULL = {sqlite3.SQLITE_FULL, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_IOERR}
_GARBLED = re.compile(
    r"no such (?:column|table|fts5 table|module|index|tokenizer)|table \S+ has (?:no column named|\d+ columns)"
    r"|wrong number of vtable arguments|vtable constructor failed|fts5vocab: unknown table type"
    r"|error in tokenizer constructor|parse error in |unrecognized (?:column )?option"
)
_LEAST_ROOM = 64 * 1024
"""Bytes: SQLite needs two blocks of 32 KiB beside the file before it can write."""
_BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}


def open_writer(path: Path, *, checkpoints: bool, durable: bool, keeps: int = WRITER_PAGES) -> sqlite3.Connection:
    """A connection that may write; makes the file when there is none.

    `checkpoints` only for the holder of the engine's lock. `durable` also survives a power cut with every commit (it
    waits for the disk each time); without it a commit survives the death of the process. `keeps` KiB of pages.
    """
    if not path.exists():
        # SQLite would make it readable for everybody; its companions take over the mode of this one.
        with suppress(OSError):
            os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600))
    return _connect(
        f"{path.absolute().as_uri()}?mode=rwc",
        BUSY_SECONDS,
        # Takes hold in a new file only, and only before WAL. Freed pages are given back by `upkeep.shrink`.
        "auto_vacuum = INCREMENTAL",
        "journal_mode = WAL",
        f"synchronous = {'FULL' if durable else 'NORMAL'}",
        f"wal_autocheckpoint = {2000 if checkpoints else 0}",
        f"cache_size = -{keeps}",
        "temp_store = MEMORY",
        "recursive_triggers = OFF",
    )


def open_reader(path: Path, *, immutable: bool = False) -> sqlite3.Connection:
    """A connection that only reads. `immutable` for a folder that nobody can write, where SQLite cannot make its shared
    memory file."""
    return _connect(
        f"{path.absolute().as_uri()}?mode=ro{'&immutable=1' if immutable else ''}",
        5.0,
        "query_only = ON",
        "wal_autocheckpoint = 0",
        "cache_size = -4096",
        "temp_store = MEMORY",
    )


def open_for_copy(path: Path) -> sqlite3.Connection:
    """A connection that reads and may write copies elsewhere (VACUUM INTO, which `query_only` forbids)."""
    return _connect(f"{path.absolute().as_uri()}?mode=ro", 5.0, "wal_autocheckpoint = 0")


def open_damaged(path: Path) -> sqlite3.Connection:
    """A connection that reads what a damaged file still gives, a file whose end is missing among them."""
    # Without the first SQLite refuses every page of a file that is shorter than its header says. First of all: the
    # other settings look into the file.
    return _connect(f"{path.absolute().as_uri()}?mode=ro", 5.0, "writable_schema = ON", "query_only = ON")


def roll_back(path: Path) -> None:
    """Let SQLite take back what a process left half written that died while it made the file or began its WAL: that has
    a journal, which a connection that only reads may not work off."""
    if path.with_name(f"{path.name}-journal").exists():
        # What is wrong beyond that, whoever opens the file next finds out.
        with suppress(sqlite3.Error):
            _connect(f"{path.absolute().as_uri()}?mode=rw", BUSY_SECONDS, "schema_version").close()


def _connect(uri: str, timeout: float, *settings: str) -> sqlite3.Connection:
    """A connection with pragmas `settings`; the first of them opens the file, and may fail."""
    # Transactions are ours (isolation_level None); each connection stays on one thread at a time by construction.
    db = sqlite3.connect(uri, uri=True, timeout=timeout, isolation_level=None, check_same_thread=False)
    # A flipped bit in a title is that title's trouble: by default one text that is no UTF-8 fails the whole list.
    db.text_factory = _text
    try:
        for setting in settings:
            db.execute(f"PRAGMA {setting}").fetchone()
    except (sqlite3.Error, UnicodeDecodeError) as error:
        db.close()
        if getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) == sqlite3.SQLITE_ERROR:
            # Nothing is wrong with our settings, so it is the file ("unsupported file format" has this code).
            raise UnreadableFile(str(error)) from error
        raise
    return db


class UnreadableFile(sqlite3.DatabaseError):
    """Damage that SQLite has no code for, or that Python has no words for: it quotes damaged names in its message, and
    Python (3.11) raises over the letters of the message instead."""

    sqlite_errorcode = sqlite3.SQLITE_CORRUPT


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace")


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
    """Everything read inside belongs to one moment, that of a snapshot around it where there is one."""
    begins = not db.in_transaction
    if begins:
        db.execute("BEGIN")
    try:
        yield
    finally:
        if begins and db.in_transaction:
            db.execute("ROLLBACK")


def explained(error: sqlite3.Error | UnicodeDecodeError, path: Path) -> StoreError | Cancelled | None:
    """What SQLite's error means for the reader, or None when it is a fault of the program. See `UnreadableFile`."""
    code = sqlite3.SQLITE_CORRUPT if _is_garbled(error) else getattr(error, "sqlite_errorcode", 0) & 0xFF
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
                path=path, why=_why(error, path, code)
            )
        )
    if code in _BUSY:
        return StoreLocked(_("Another copy of bantin is busy writing the cache; nothing was changed. Try again."))
    return None


def _is_garbled(error: sqlite3.Error | UnicodeDecodeError) -> bool:
    """Whether damage has reached the table of contents: what every store has is not there under its name."""
    return isinstance(error, UnicodeDecodeError) or _GARBLED.match(str(error)) is not None


def _why(error: Exception, path: Path, code: int) -> object:
    if _no_room(path, code):
        return _("the disk is full")
    if not os.access(path.parent, os.W_OK):
        return _("its folder is read-only or gone")
    return error


def _no_room(path: Path, code: int) -> bool:
    """Whether the disk is full. SQLite calls it an input/output error when its shared memory file finds no room."""
    if code in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_READONLY):
        return code == sqlite3.SQLITE_FULL
    try:
        return shutil.disk_usage(path.parent).free < _LEAST_ROOM
    except OSError:
        return False
