"""The screen: the library with its engine in a child process, and the interface over it."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from reader.engine.link import ChildEngine
from reader.heap import share_one_heap
from reader.library import Library

from . import firstkeys, lastframe
from .quiet import terminal
from .session import engine_settings, settings

if TYPE_CHECKING:
    import argparse


async def run_screen(args: argparse.Namespace) -> int:
    """Open the reader on the terminal until the user leaves; returns the exit code. Raises StoreError, ConfigError."""
    paths, config = settings(args)
    share_one_heap()
    engine = ChildEngine(engine_settings(args, paths, config))
    opening = asyncio.ensure_future(
        Library.open(paths.data_dir, engine=engine, exclusive=True, cache_dir=paths.cache_dir)
    )
    # The store is opened on a thread, beside which the interface is imported.
    await asyncio.sleep(0)
    # Textual (8.2) paints what comes right after another painting at the beat after next: at its usual 60 beats a
    # second a key waited 33 ms. At more than these, keys that come faster would be painted one by one and fall behind.
    os.environ.setdefault("TEXTUAL_FPS", "120")
    from reader.ui.app import run
    from reader.ui.handover import Handover

    library = await opening
    library.keeps_everywhere = (config.retention.days, config.retention.count)
    try:
        with _screen_on_terminal():
            handover = Handover(terminal.modes, held=terminal.shows_frame, ended_by=lambda: terminal.ended_by)
            handover.first_keys = terminal.first_keys
            terminal.handed_over = True
            try:
                return await run(library, config, paths, handover)
            finally:
                terminal.shows_frame = terminal.shows_frame and not handover.taken
                if terminal.frame_file and handover.picture:
                    steps = handover.steps
                    packed = firstkeys.pack(steps.keys, steps.rows, steps.at) if steps else b""
                    lastframe.keep(terminal.frame_file, handover.picture, packed)
    finally:
        await library.close()


@contextmanager
def _screen_on_terminal() -> Iterator[None]:
    """Textual paints on standard error; where that leads elsewhere (`bantin 2>log`), it paints on standard output."""
    if os.isatty(2):
        yield
        return
    sys.stderr.flush()
    kept = os.dup(2)
    os.dup2(1, 2)
    try:
        yield
    finally:
        sys.stderr.flush()
        os.dup2(kept, 2)
        os.close(kept)
