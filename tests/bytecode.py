"""Where compiled modules are kept from run to run if Python may not write them beside the sources: half of what a child
costs, and two thirds of collecting the tests, went into compiling the same modules again. Imported before all that is
large. Elsewhere everything shares what stands beside the sources: a second place would be filled anew."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path


def _folder() -> Path:
    folder = Path(tempfile.gettempdir(), f"bantin-bytecode-{os.getuid()}")
    folder.mkdir(mode=0o700, exist_ok=True)
    status = folder.lstat()
    if status.st_uid != os.getuid() or status.st_mode & 0o077:
        return Path(tempfile.mkdtemp(prefix="bantin-bytecode-"))  # somebody else's: what lies there is not run
    return folder


def _kept() -> dict[str, str]:
    if sys.dont_write_bytecode or not os.access(PACKAGE, os.W_OK):
        return {"PYTHONPYCACHEPREFIX": str(_folder())}
    return {}


PACKAGE = Path(__file__).resolve().parents[1] / "reader"
BYTECODE = _kept()
"""What programs that the tests start find in their environment, so that a start is as quick as an installed one's."""
if BYTECODE:
    sys.dont_write_bytecode = False
    sys.pycache_prefix = BYTECODE["PYTHONPYCACHEPREFIX"]
    os.environ.update(BYTECODE)
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
