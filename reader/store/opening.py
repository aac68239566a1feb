"""Opening a store: who may write, is it sound, is it of our version, and what to do when not."""

from __future__ import annotations

import os
import sqlite3
from enum import Enum
from pathlib import Path

from reader.domain.clock import Clock, system_clock
from reader.domain.errors import StoreDamaged, StoreError, StoreFull
from reader.i18n import _

from .connect import MARKER_PAGES, WRITER_PAGES, explained, open_reader, open_writer
from .locks import ENGINE_LOCK, MAKING_LOCK, UI_LOCK, Lock, taking_turns
from .migrate import check_newer, migrate, version
from .paths import StorePaths
from .schema import LATEST
from .soundness import check, is_there
from .store import Store
from .swapping import finish, tidy


class Role(Enum):
    """What a process opens the store for."""

    INTERFACE = "interface"
    """Writes the reader's state; one at a time, a second one only reads."""
    ENGINE = "engine"
    """Writes entries; checkpoints the WAL when no other engine holds the lock."""
    COMMAND = "command"
    """A short command beside both: writes, holds no lock."""
    READER = "reader"
    """Only reads."""


def open_store(folder: Path, role: Role = Role.INTERFACE, *, clock: Clock = system_clock) -> Store:
    """Open the store in `folder`, making folder and store where there is none. Blocks.

    A folder that cannot be written, a full disk, or (for INTERFACE) another interface gives a store that only reads,
    with a `notice`. A damaged store is set aside under a dated name and a new one made with what could be rescued.
    Raises StoreNewer; StoreFull when nothing can be read either; StoreLocked when a damaged store is in use elsewhere.
    """
    paths = StorePaths(folder)
    if role is Role.READER:
        return _reading(paths, clock, _("Opened for reading only."))
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        lock = _lock(paths, role)
    except (StoreFull, OSError) as error:
        return _only_reading(paths, clock, _sentence(folder, error))
    if lock is not None and not lock.held and role is Role.INTERFACE:
        return _reading(
            paths,
            clock,
            _("Another bantin is open on this cache (process {pid}); this one only reads.").format(pid=lock.holder()),
        )
    held = (lock,) if lock is not None and lock.held else ()
    try:
        notice = _prepare(paths, clock, held)
    except (sqlite3.Error, StoreError) as error:
        for one in held:
            one.release()
        known = error if isinstance(error, StoreError) else explained(error, paths.database)
        if isinstance(known, StoreFull):
            return _only_reading(paths, clock, known)
        if known is None or known is error:
            raise
        raise known from error
    return Store(
        paths,
        clock,
        locks=held,
        checkpoints=role is Role.ENGINE and bool(held),
        durable=role is not Role.ENGINE,
        keeps=MARKER_PAGES if role is Role.INTERFACE else WRITER_PAGES,
        notice=notice,
    )


def _lock(paths: StorePaths, role: Role) -> Lock | None:
    if role is Role.COMMAND:
        return None
    lock = Lock(paths.folder / (UI_LOCK if role is Role.INTERFACE else ENGINE_LOCK))
    lock.acquire()
    return lock


def _prepare(paths: StorePaths, clock: Clock, held: tuple[Lock, ...]) -> str:
    """Check, rescue and migrate; returns a notice."""
    notice = ""
    if paths.ready.exists():
        with taking_turns(paths.folder / MAKING_LOCK):
            finish(paths)
    if held:
        tidy(paths)
    try:
        check(paths)
    except StoreDamaged as damage:
        from . import rescue

        notice = rescue.replace_damaged(paths, clock(), damage, held)
    # One at a time: SQLite does not wait for another process that makes a file or begins its WAL, and a store that is
    # half made is none of an older version.
    with taking_turns(paths.folder / MAKING_LOCK):
        if not paths.database.exists():
            notice = _told_of_copies(paths)
        db = open_writer(paths.database, checkpoints=False, durable=True)
        try:
            if 0 < version(db) < LATEST:
                from . import backup

                # A migration is sound by itself; this is for the day when its author was not.
                backup.copy(db, paths.backup(clock()))
            migrate(db)
        finally:
            db.close()
    paths.suspect.unlink(missing_ok=True)
    return notice


def _told_of_copies(paths: StorePaths) -> str:
    """A sentence for whoever finds a new store where the one of before has gone; empty on a first start."""
    if not paths.backups.is_dir():
        return ""
    from . import backup

    if not backup.existing(paths):
        return ""
    return _(
        "There was no cache in {folder}, so a new one was made. There are copies: 'bantin restore' lists them."
    ).format(folder=paths.folder)


def _reading(paths: StorePaths, clock: Clock, notice: str) -> Store:
    """A store that only reads. Raises StoreFull when there is nothing to read, StoreDamaged, StoreNewer."""
    path = paths.database
    immutable = False
    written = False
    if is_there(path):
        if not path.is_file() or not os.access(path, os.R_OK):
            check(paths)
        try:
            written = _was_written(path, immutable=False)
        except sqlite3.OperationalError:
            # Without the right to make SQLite's shared memory file; then nobody else can write either.
            immutable = True
            written = _was_written(path, immutable=True)
    if not written:
        raise StoreFull(
            _("There is no cache in {folder} yet, and it cannot be made. {why}").format(folder=path.parent, why=notice)
        )
    if not immutable:
        check(paths)
    return Store(paths, clock, writable=False, immutable=immutable, notice=notice)


def _only_reading(paths: StorePaths, clock: Clock, why: object) -> Store:
    return _reading(paths, clock, _("{why} Opened for reading only.").format(why=why))


def _was_written(path: Path, *, immutable: bool) -> bool:
    """Whether the store was ever written (its first writer may have died, or found no room)."""
    db = None
    try:
        db = open_reader(path, immutable=immutable)
        found = version(db)
        if 0 < found < LATEST:
            raise StoreError(
                _("The cache {path} was written by an older bantin and cannot be brought up to date here.").format(
                    path=path
                )
            )
        check_newer(db)
        return found > 0
    except sqlite3.DatabaseError as error:
        known = explained(error, path)
        if isinstance(known, StoreDamaged):
            raise known from error
        raise
    finally:
        if db is not None:
            db.close()


def _sentence(folder: Path, error: Exception) -> str:
    if isinstance(error, OSError):
        return _("The folder {folder} cannot be written: {why}.").format(folder=folder, why=error.strerror)
    return str(error)
