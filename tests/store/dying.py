"""A process that dies at a statement of its own choosing, or at a step that touches files."""

from __future__ import annotations

import os
import shutil
import sqlite3
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from random import Random

from reader.store.connect import open_writer
from reader.store.paths import StorePaths

DIED = 77


FILE_STEPS = ("os.rename", "os.link", "os.remove", "sqlite3.connect")
"""Audit events of a process that moves stores about."""


def dies_at(number: int, folder: Path, work: Callable[[sqlite3.Connection], object]) -> bool:
    """Do `work` on the store in another process that ends hard before its `number`-th statement; False when it had
    fewer."""

    def run(step: Callable[[], None]) -> None:
        db = open_writer(StorePaths(folder).database, checkpoints=True, durable=False)
        db.set_trace_callback(lambda _statement: step())
        work(db)

    return _died(number, run)


def dies_at_file(number: int, work: Callable[[], object]) -> bool:
    """Do `work` in another process that ends hard before it touches files for the `number`-th time."""

    def run(step: Callable[[], None]) -> None:
        sys.addaudithook(lambda event, _args: step() if event in FILE_STEPS else None)
        work()

    return _died(number, run)


def _died(number: int, run: Callable[[Callable[[], None]], None]) -> bool:
    child = os.fork()
    if child == 0:
        code = 1
        try:
            left = number

            def step() -> None:
                nonlocal left
                left -= 1
                if left == 0:
                    os._exit(DIED)

            run(step)
            code = 0
        finally:
            os._exit(code)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert code in (0, DIED)
    return code == DIED


def statements(start: Path, scratch: Path, work: Callable[[sqlite3.Connection], object]) -> int:
    """How many statements `work` takes on a copy of a store."""
    folder = scratch / "counted"
    shutil.copytree(start, folder)
    seen: list[str] = []
    db = open_writer(StorePaths(folder).database, checkpoints=True, durable=False)
    try:
        db.set_trace_callback(seen.append)
        work(db)
    finally:
        db.close()
        shutil.rmtree(folder)
    return len(seen)


def some_of(count: int, most: int, seed: object = 0) -> Iterable[int]:
    """Points to die at among `count`: the first and the last ones, and so many in between, the same ones each time. The
    benchmark takes them all."""
    ends = {1, 2, count - 1, count}
    between = range(3, count - 1)
    return sorted(ends | {*Random(str(seed)).sample(between, min(most, len(between)))})
