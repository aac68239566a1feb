"""Files that say who writes: the interface, the engine. The kernel drops a lock when its process ends."""

from __future__ import annotations

import contextlib
import fcntl
import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from reader.domain.errors import StoreFull
from reader.i18n import _

UI_LOCK = "interface.lock"
"""Held by the one interface that may write."""
ENGINE_LOCK = "engine.lock"
"""Held by the one engine that fetches for itself and checkpoints the WAL: SQLite before 3.51.3 can lose a commit when
two processes do."""
MAKING_LOCK = "making.lock"
"""Held for the moment in which a store is made or brought to today's version."""


open_here: Counter[tuple[int, int]] = Counter()
"""Which store files (device, number) this process has open, and how often. Such a file may be opened by SQLite alone:
whoever closes another handle of it drops SQLite's locks for the whole process (POSIX says so). The next process that
closes the store then takes itself for the last one and deletes the WAL under our hands, with all that comes after."""


def identity(path: Path) -> tuple[int, int] | None:
    """Which file is there, None for none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


class Lock:
    """An advisory lock on a file; the file stays when the lock is gone."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._descriptor = -1

    @property
    def held(self) -> bool:
        """True while this object holds the lock."""
        return self._descriptor >= 0

    def acquire(self) -> bool:
        """Try to take the lock, without waiting. Raises StoreFull when the file cannot be made."""
        if self.held:
            return True
        descriptor = _open(self.path)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(descriptor)
            return False
        self._descriptor = descriptor
        # Who holds it is only for a sentence; on a full disk nobody is named.
        with contextlib.suppress(OSError):
            os.ftruncate(descriptor, 0)
            os.write(descriptor, f"{os.getpid()}\n".encode())
        return True

    def release(self) -> None:
        """Give the lock back; nothing happens when it is not held."""
        if self.held:
            os.close(self._descriptor)
            self._descriptor = -1

    def holder(self) -> int:
        """Process id of whoever took it last, 0 when unknown."""
        try:
            return int(self.path.read_text().strip() or 0)
        except (OSError, ValueError):
            return 0


@contextlib.contextmanager
def taking_turns(path: Path) -> Iterator[None]:
    """Wait until no other process is inside a block on the same file. Raises StoreFull when it cannot be made."""
    descriptor = _open(path)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _open(path: Path) -> int:
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise StoreFull(
            _("The folder {folder} cannot be written: {why}.").format(folder=path.parent, why=error.strerror)
        ) from error
