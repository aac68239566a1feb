"""Where compiled modules are kept from run to run if Python was told not to write them beside the sources: half of what
a child costs, and two thirds of collecting the tests, went into compiling the same modules again. Imported before all
that is large."""

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


BYTECODE = _folder()
if sys.dont_write_bytecode:
    sys.dont_write_bytecode = False
    sys.pycache_prefix = str(BYTECODE)
    os.environ["PYTHONPYCACHEPREFIX"] = str(BYTECODE)
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
