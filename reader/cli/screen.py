"""The screen: the library with its engine in a child process, and the interface over it."""

from __future__ import annotations

import argparse

from reader.engine.link import ChildEngine
from reader.library import Library
from reader.ui.app import run

from .session import engine_settings, settings


async def run_screen(args: argparse.Namespace) -> int:
    """Open the reader on the terminal until the user leaves; returns the exit code. Raises StoreError, ConfigError."""
    paths, config = settings(args)
    library = await Library.open(paths.data_dir, engine=ChildEngine(engine_settings(args, paths, config)))
    try:
        return await run(library, config, paths)
    finally:
        await library.close()
