"""What all tests share: no test sees the user's own folders, locale or terminal."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Iterator
from contextlib import suppress
from itertools import count
from pathlib import Path

import pytest
from bytecode import BYTECODE, share
from floods import THOROUGH, TURN
from hypothesis import settings
from hypothesis.internal.constants_ast import constants_from_module
from sample_store import keep_samples_in
from warm_children import WarmChildren
from warm_program import Warm

from reader.extract import children

# Two cores run everything in minutes: a property gets fewer examples here than in a long fuzz run, and no deadline,
# because the machine may be busy.
settings.register_profile("suite", max_examples=40, deadline=None)
settings.load_profile("suite")

pytest_plugins = ["pytest_httpserver.pytest_plugin"]

TESTS = Path(__file__).resolve().parent
SHARED = TESTS.parents[1] / "shared"


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """A property is tried with the examples of the day: what fails, fails in the next run too. The long run seeks."""
    if config.option.hypothesis_seed is None and not THOROUGH:
        config.option.hypothesis_seed = str(TURN)


def pytest_collection(session: pytest.Session) -> None:
    """Nothing that collecting makes is garbage (a third of a second of CPU in each worker).

    Where all tests are collected, each worker begins with others: what is compiled then, and what Hypothesis looks up
    in the sources for its examples, the rest finds on the disk."""
    gc.disable()
    if "PYTEST_XDIST_WORKER" not in os.environ or [Path(name).resolve() for name in session.config.args] != [TESTS]:
        return
    for path in share(sorted(TESTS.glob("**/test_*.py"))):
        with suppress(pytest.Collector.CollectError, pytest.skip.Exception):  # said when it is collected
            _ = pytest.Module.from_parent(session, path=path).obj
    for module in share([sys.modules[name] for name in sorted(sys.modules) if name.startswith("reader.")]):
        constants_from_module(module)


def pytest_collection_finish() -> None:
    """What was made until now stays to the end: the collector need not look through thousands of tests again and again
    (an eighth of the CPU of a test that presses keys)."""
    gc.enable()
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how to have the same samples again."""
    if not THOROUGH and terminalreporter.stats.get("failed"):
        terminalreporter.write_line(f"TURN={TURN} pytest … tries the same cases again, THOROUGH=1 all of them")


@pytest.fixture(scope="session")
def homes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Homes of no test yet: none is made before a test writes into it."""
    top = tmp_path_factory.mktemp("homes")
    return (top / str(number) for number in count())


@pytest.fixture(autouse=True)
def own_world(homes: Iterator[Path]) -> None:
    """XDG folders under the test's own, English, UTC+7 as the founding readers live, a colour terminal.

    Nothing is put back at the end: the next test sets the same."""
    home = str(next(homes))
    os.environ.update({f"XDG_{name}_HOME": f"{home}/{name.lower()}" for name in ("CONFIG", "DATA", "CACHE", "STATE")})
    os.environ.update(HOME=home, LC_ALL="C.UTF-8", TERM="xterm-256color")
    for name in ("LANGUAGE", "NO_COLOR", "BROWSER", "PAGER", "EDITOR"):
        os.environ.pop(name, None)


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real pages, feeds and clusters; tests that need it are skipped where it is not there."""
    if not (SHARED / "data").is_dir():
        pytest.skip("the real data of ../shared/data is not on this machine")
    return SHARED / "data"


@pytest.fixture(scope="session")
def warm_children() -> Iterator[WarmChildren]:
    """Extraction children without their imports."""
    waiting = WarmChildren()
    yield waiting
    waiting.close()


_spawn = children._spawn


@pytest.fixture
def cold_children(monkeypatch: pytest.MonkeyPatch) -> None:
    """Extraction children that start as in the program."""
    monkeypatch.setattr(children, "_spawn", _spawn)


@pytest.fixture(scope="session", autouse=True)
def _shared_samples(tmp_path_factory: pytest.TempPathFactory) -> None:
    # A worker's folder lies in that of its run.
    own = tmp_path_factory.getbasetemp()
    keep_samples_in(own.parent if "PYTEST_XDIST_WORKER" in os.environ else own)


@pytest.fixture(scope="session", autouse=True)
def _quick_children(warm_children: WarmChildren) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(children, "_spawn", warm_children.spawn)
        yield


@pytest.fixture(scope="session")
def warm(warm_children: WarmChildren) -> Iterator[Warm]:
    """The program with its modules imported."""
    waiting = Warm({"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"} | BYTECODE, warm_children.door)
    yield waiting
    waiting.close()
