"""`python -m reader.engine SETTINGS`: the engine as a child process; SETTINGS is JSON (`settings.EngineSettings`)."""

from __future__ import annotations

import gc
import sys

# Until all is there nothing is garbage; `main` switches it on again.
gc.disable()

from .process import main  # noqa: E402

if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
