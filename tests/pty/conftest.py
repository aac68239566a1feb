"""The real program in a real pseudo-terminal, on a data folder of the test's own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from pty_screen import Screen
from pty_terminal import Terminal
from warm_program import Warm

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = (sys.executable, "-m", "reader")
Launch = Callable[..., Terminal]


@pytest.fixture
def environment(bytecode: Path) -> dict[str, str]:
    """What the program finds in its environment: the test's own folders (see the top conftest), a colour terminal."""
    dropped = ("PYTHON", "TEXTUAL", "COLORTERM", "COLUMNS", "LINES")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(dropped)}
    return kept | {"PYTHONPYCACHEPREFIX": str(bytecode), "COLORTERM": "truecolor"}


@pytest.fixture(scope="session")
def sample_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder into which the first start has brought the samples, as a model to copy."""
    folder = tmp_path_factory.mktemp("samples")
    subprocess.run(
        [*PROGRAM, "--data-dir", str(folder)], cwd=ROOT, check=True, stdin=subprocess.DEVNULL, capture_output=True
    )
    return folder


@pytest.fixture
def samples(sample_folder: Path, tmp_path: Path) -> Path:
    """The test's own data folder with the samples in it."""
    return Path(shutil.copytree(sample_folder, tmp_path / "data"))


@pytest.fixture
def launch(environment: dict[str, str], samples: Path, warm: Warm) -> Iterator[Launch]:
    """`launch(*arguments, columns=…, rows=…, …)` starts the program on the samples; it is gone when the test ends.
    `program=PROGRAM` starts it as a user does, not warm."""
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
