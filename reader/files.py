"""How files are written: whole or not at all, and for nobody but their owner where they tell what is read."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import get_native_id


@contextmanager
def replacing(target: Path) -> Iterator[Path]:
    """A free path beside `target`, whose file takes the place of `target` when the block ends; where the block raises,
    it is deleted. So neither a full disk nor a kill leaves half a file where a whole one stood. Raises OSError."""
    fresh = target.with_name(f".{os.getpid()}-{get_native_id()}.part")
    fresh.unlink(missing_ok=True)
    try:
        yield fresh
        os.replace(fresh, target)
    finally:
        fresh.unlink(missing_ok=True)


def private(path: Path) -> int:
    """A file that only its owner may read, emptied and opened for writing, whatever the umask says. Raises OSError."""
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
