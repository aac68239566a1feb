"""How files are written: whole or not at all, and for nobody but their owner where they tell what is read."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from stat import S_IMODE
from threading import get_native_id

from reader.domain.errors import UsageError
from reader.i18n import _

_BEGINS, _ENDS = ".bantin-", ".part"
_LEFT = 3600.0
"""Seconds after which an unfinished file is nobody's whose process does not run here: it may run on another machine."""


@contextmanager
def replacing(target: Path) -> Iterator[Path]:
    """A free path beside `target`, whose file takes the place of `target` when the block ends; where the block raises,
    it is deleted. So neither a full disk nor a kill leaves half a file where a whole one stood. Raises OSError."""
    fresh = target.with_name(f"{_BEGINS}{os.getpid()}-{get_native_id()}{_ENDS}")
    fresh.unlink(missing_ok=True)
    try:
        yield fresh
        _tidy(fresh)
        os.replace(fresh, target)
    finally:
        fresh.unlink(missing_ok=True)


def _tidy(fresh: Path) -> None:
    """Delete what processes that died left beside `fresh`, with SQLite's own files for it."""
    with suppress(OSError):
        now = fresh.stat().st_mtime
        for path in fresh.parent.glob(f"{_BEGINS}*{_ENDS}*"):
            writer = path.name.removeprefix(_BEGINS).partition("-")[0]
            if writer.isdecimal() and now - path.stat().st_mtime > _LEFT and not _runs(int(writer)):
                path.unlink()


def _runs(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        pass
    return True


def private(path: Path) -> int:
    """A file that only its owner may read, emptied and opened for writing, whatever the umask says. Raises OSError."""
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)


def read(source: Path, most: int) -> bytes:
    """The first `most` bytes of a file that the user named. Raises UsageError."""
    with readable(str(source)), source.open("rb") as file:
        return file.read(most)


@contextmanager
def readable(name: str) -> Iterator[None]:
    """What reads `name` in here raises UsageError where that cannot be done."""
    try:
        yield
    except OSError as error:
        raise UsageError(_("{name} cannot be read: {why}").format(name=name, why=error.strerror)) from error


def write(target: Path, data: bytes, *, new: bool = False) -> None:
    """Write a file that the user named, whole or not at all. A link stays and what it points at is replaced; a pipe or
    a device is written to. Raises UsageError, also for a `new` one that has come to stand there meanwhile."""
    try:
        if new and target.exists():
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST))
        target = target.resolve()
        if target.exists() and not target.is_file():
            target.write_bytes(data)
            return
        with replacing(target) as fresh, fresh.open("xb") as file:
            file.write(data)
            if target.exists():
                fresh.chmod(S_IMODE(target.stat().st_mode))
    except OSError as error:
        raise UsageError(_("{name} cannot be written: {why}").format(name=target, why=error.strerror)) from error
