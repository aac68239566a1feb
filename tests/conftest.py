"""What all tests share: no test sees the user's own folders, locale or terminal."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from warm_program import Warm

# Two cores run everything in minutes: a property gets fewer examples here than in a long fuzz run, and no deadline,
# because the machine may be busy.
settings.register_profile("suite", max_examples=40, deadline=None)
settings.load_profile("suite")

SHARED = Path(__file__).resolve().parents[1].parent / "shared"


@pytest.fixture(autouse=True)
def own_world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """XDG folders under the test's own, English, UTC+7 as the founding readers live, a colour terminal."""
    home = tmp_path / "home"
    for name in ("CONFIG", "DATA", "CACHE", "STATE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(home / name.lower()))
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    monkeypatch.setenv("TERM", "xterm-256color")
    for name in ("LANGUAGE", "NO_COLOR", "BROWSER", "PAGER", "EDITOR"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real pages, feeds and clusters; tests that need it are skipped where it is not there."""
    if not (SHARED / "data").is_dir():
        pytest.skip("the real data of ../shared/data is not on this machine")
    return SHARED / "data"


@pytest.fixture(scope="session")
def bytecode(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Compiled modules, so that each start is as quick as an installed program's, wherever the tests may not write."""
    return tmp_path_factory.mktemp("bytecode")


@pytest.fixture(scope="session")
def warm(bytecode: Path) -> Iterator[Warm]:
    """The program with its modules imported."""
    waiting = Warm({"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "PYTHONPYCACHEPREFIX": str(bytecode)})
    yield waiting
    waiting.close()
