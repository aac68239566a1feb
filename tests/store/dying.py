"""A process that dies at a statement of its own choosing."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from pathlib import Path

from reader.store.connect import open_writer
from reader.store.places import Places

DIED = 77


def dies_at(number: int, folder: Path, work: Callable[[sqlite3.Connection], object]) -> bool:
    """Do `work` on the store in another process that ends hard before its `number`-th statement; False when it had
    fewer."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            db = open_writer(Places(folder).database, checkpoints=True, durable=False)
            left = number

            def count(_statement: str) -> None:
                nonlocal left
                left -= 1
                if left == 0:
                    os._exit(DIED)

            db.set_trace_callback(count)
            work(db)
            code = 0
        finally:
            os._exit(code)
    _pid, status = os.waitpid(child, 0)
    code = os.waitstatus_to_exitcode(status)
    assert code in (0, DIED)
    return code == DIED
