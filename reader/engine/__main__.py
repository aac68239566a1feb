"""`python -m reader.engine SETTINGS`: the engine as a child process; SETTINGS is JSON (`settings.EngineSettings`)."""

from __future__ import annotations

import sys

from .process import main

if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
