"""Where compiled modules are kept from run to run if Python may not write them beside the sources: half of what a child
costs, and two thirds of collecting the tests, went into compiling the same modules again. Imported before all that is
large. Elsewhere everything shares what stands beside the sources: a second place would be filled anew.

In a fresh checkout each process of a run compiles its share, instead of all of them the same modules at the same time
(five seconds of CPU in each of four)."""

from __future__ import annotations

import compileall
import os
import sys
import sysconfig
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")


def _folder() -> Path:
    folder = Path(tempfile.gettempdir(), f"bantin-bytecode-{os.getuid()}")
    folder.mkdir(mode=0o700, exist_ok=True)
    status = folder.lstat()
    if status.st_uid != os.getuid() or status.st_mode & 0o077:
        return Path(tempfile.mkdtemp(prefix="bantin-bytecode-"))  # somebody else's: what lies there is not run
    return folder


def _kept() -> dict[str, str]:
    if sys.dont_write_bytecode or not os.access(PACKAGE, os.W_OK):
        prefix = _folder()
        for library in ("stdlib", "purelib"):
            _link(Path(sysconfig.get_path(library)), prefix)
        return {"PYTHONPYCACHEPREFIX": str(prefix)}
    return {}


def _link(library: Path, prefix: Path) -> None:
    """Let what was installed compiled be found under `prefix`, where Python looks for nothing but its own."""
    done = Path(f"{prefix}{library}") / "linked"
    if done.exists():
        return
    for folder, folders, files in os.walk(library):
        if "site-packages" in folders:
            folders.remove("site-packages")
        if folder.endswith("/__pycache__"):
            own = f"{prefix}{os.path.dirname(folder)}"
            os.makedirs(own, exist_ok=True)
            for name in files:
                if name.endswith(f".{sys.implementation.cache_tag}.pyc") and not os.path.lexists(f"{own}/{name}"):
                    os.symlink(f"{folder}/{name}", f"{own}/{name}")
    done.parent.mkdir(parents=True, exist_ok=True)
    done.touch()


def share(things: Sequence[T]) -> Sequence[T]:
    """What of `things` falls to this process of the run."""
    number = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    return things[number :: int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))]


PACKAGE = Path(__file__).resolve().parents[1] / "reader"
BYTECODE = _kept()
"""What programs that the tests start find in their environment, so that a start is as quick as an installed one's."""
if BYTECODE:
    sys.dont_write_bytecode = False
    sys.pycache_prefix = BYTECODE["PYTHONPYCACHEPREFIX"]
    os.environ.update(BYTECODE)
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
if "PYTEST_XDIST_WORKER" in os.environ:
    for module in share(sorted(PACKAGE.rglob("*.py"))):
        compileall.compile_file(module, quiet=2)
