"""The real program in a real pseudo-terminal, on a data folder of the test's own."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from bytecode import BYTECODE
from pty_screen import Screen
from pty_terminal import Terminal
from sample_store import lay_samples
from warm_program import Warm

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = (sys.executable, "-m", "reader")
Launch = Callable[..., Terminal]


@pytest.fixture
def environment() -> dict[str, str]:
    """What the program finds in its environment: the test's own folders (see the top conftest), a colour terminal."""
    dropped = ("PYTHON", "TEXTUAL", "COLORTERM", "COLUMNS", "LINES")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(dropped)}
    return kept | BYTECODE | {"COLORTERM": "truecolor"}


@pytest.fixture
def samples(tmp_path: Path) -> Path:
    """The test's own data folder with the samples in it."""
    lay_samples(tmp_path / "data")
    return tmp_path / "data"


@pytest.fixture
def launch(environment: dict[str, str], samples: Path, warm: Warm) -> Iterator[Launch]:
    """`launch(*arguments, columns=…, rows=…, …)` starts the program on the samples; it is gone when the test ends.
    `program=PROGRAM` starts it as a user does, not warm; `own_engine=True` only its engine."""
    with ExitStack() as stack:

        def start(
            *arguments: str,
            columns: int = 120,
            rows: int = 36,
            program: tuple[str, ...] = (),
            data: Path = samples,
            **more: object,
        ) -> Terminal:
            terminal = Terminal(
                [*(program or ("bantin",)), "--data-dir", str(data), *arguments],
                columns=columns,
                rows=rows,
                screen=Screen(columns, rows),
                folder=ROOT,
                warm=None if program else warm,
                **({"environment": environment} | more),  # type: ignore[arg-type]
            )
            return stack.enter_context(terminal)

        yield start
