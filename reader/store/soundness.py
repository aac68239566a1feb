"""Is the file a sound store? Asked before it is opened for writing; reads little, so that a start stays fast."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

from reader.domain.errors import StoreDamaged, StoreError
from reader.i18n import _

from .connect import explained, open_for_copy, open_reader, roll_back, snapshot
from .locks import identity, open_here
from .migrate import check_newer, migrate, version
from .paths import StorePaths
from .schema import APPLICATION_ID

_MAGIC = b"SQLite format 3\x00"
_MUST_HAVE = {"feed", "subscription", "entry", "state", "body", "folder"}


def check(paths: StorePaths) -> None:
    """Look at the store's file; return when it is sound or not there.

    Raises StoreDamaged with the reason, StoreNewer. Reads the header, the table of contents and the ends of the large
    tables; the whole file only when a `suspect` mark stands beside it.
    """
    path = paths.database
    found = identity(path)
    if found is not None and open_here[found]:
        return  # whoever opened it first has looked
    if is_there(path) and not path.is_file():
        raise _damaged(path, _("it is no file"))
    roll_back(path)
    try:
        header, size, rest = _head_and_size(paths)
    except FileNotFoundError:
        return
    except PermissionError as error:
        # Another user's, most often root's after a start with sudo: sound for all that is known, and not ours to move.
        raise _forbidden(path, error) from error
    except OSError as error:
        raise _damaged(path, error.strerror or str(error)) from error
    if size == 0:
        return  # what a process that died before its first write leaves; SQLite takes it for a new file
    if not header.startswith(_MAGIC) or len(header) < 100:
        raise _damaged(path, _("it is no database"))
    if not rest and size < _promised(header):
        raise _damaged(path, _("its end is missing"))
    try:
        db = open_reader(path)
        try:
            with snapshot(db):  # another process may be making the store
                _check_contents(db, path, thorough=paths.suspect.exists())
        finally:
            db.close()
    except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
        if isinstance(explained(error, path), StoreDamaged):
            raise _damaged(path, str(error)) from error
        raise


def is_there(path: Path) -> bool:
    """Whether there is anything at `path`. Raises StoreError where nobody lets us look."""
    try:
        return path.exists()
    except PermissionError as error:
        raise _forbidden(path, error) from error


def sound_copy(path: Path) -> sqlite3.Connection:
    """A connection that reads a copy of a store, the whole file found sound. Raises StoreDamaged, StoreNewer."""
    try:
        db = open_for_copy(path)
    except sqlite3.Error as error:
        raise _damaged(path, str(error)) from error
    try:
        _check_contents(db, path, thorough=True)
        if version(db) == 0:
            raise _damaged(path, _("it is empty"))
    except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
        db.close()
        raise _damaged(path, str(error)) from error
    except StoreError:
        db.close()
        raise
    return db


def _head_and_size(paths: StorePaths) -> tuple[bytes, int, bool]:
    """The header of the file, its size, and whether a WAL may hold more. In an order that holds while another process
    moves a WAL into the file: the header comes first, the WAL goes when the file has all of it."""
    wal = paths.folder / f"{paths.database.name}-wal"
    with paths.database.open("rb", buffering=0) as file:
        while True:
            header = file.read(100)
            rest = wal.exists() and wal.stat().st_size > 0
            size = os.fstat(file.fileno()).st_size
            file.seek(0)
            if file.read(100) == header:
                return header, size, rest
            file.seek(0)


def _promised(header: bytes) -> int:
    """Bytes that the file has by its header, 0 when the last writer did not keep that (SQLite file format, 1.3.7)."""
    page = int.from_bytes(header[16:18], "big")
    pages = int.from_bytes(header[28:32], "big")
    return (65536 if page == 1 else page) * pages if header[24:28] == header[92:96] else 0


def _check_contents(db: sqlite3.Connection, path: Path, *, thorough: bool) -> None:
    (application,) = db.execute("PRAGMA application_id").fetchone()
    if version(db) == 0:
        (tables,) = db.execute("SELECT count(*) FROM sqlite_master").fetchone()
        if tables:
            raise _damaged(path, _("it is the database of another program"))
        return
    if application != APPLICATION_ID:
        raise _damaged(path, _("it is the database of another program"))
    check_newer(db)
    tables = {name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if missing := _MUST_HAVE - tables:
        raise _damaged(path, _("the table {name} is missing").format(name=min(missing)))
    for table in ("feed", "state", "entry", "body"):
        db.execute(f"SELECT * FROM {table} ORDER BY rowid LIMIT 1").fetchone()
        db.execute(f"SELECT * FROM {table} ORDER BY rowid DESC LIMIT 1").fetchone()
    if thorough:
        (verdict,) = db.execute("PRAGMA quick_check(1)").fetchone()
        if verdict != "ok":
            raise _damaged(path, verdict)
        if missing_columns := _columns_after(version(db)) - _columns(db):
            raise _damaged(path, _("the table {name} is missing").format(name=min(missing_columns)))


def _columns(db: sqlite3.Connection) -> set[str]:
    """Every `table.column` that there is."""
    select = """SELECT parts.name || '.' || columns.name FROM sqlite_master AS parts, pragma_table_info(parts.name)
        AS columns WHERE parts.type = 'table'"""
    return {name for (name,) in db.execute(select)}


def _columns_after(migrations: int) -> set[str]:
    """What `_columns` gives for a sound store after so many migrations."""
    from .migrations import MIGRATIONS

    db = sqlite3.connect(":memory:", isolation_level=None)
    try:
        migrate(db, MIGRATIONS[:migrations])
        return _columns(db)
    finally:
        db.close()


def _forbidden(path: Path, error: OSError) -> StoreError:
    return StoreError(
        _("The cache {path} may not be read ({why}). Nothing was changed: see to it that the folder is yours.").format(
            path=path, why=error.strerror
        )
    )


def _damaged(path: Path, why: str) -> StoreDamaged:
    return StoreDamaged(_("The cache {path} is damaged: {why}.").format(path=path, why=why))
