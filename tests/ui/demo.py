"""The interface over the library in memory, for photographs: `python -m tests.ui.demo [--theme NAME] …`."""

from __future__ import annotations

import argparse
import asyncio
from dataclasses import replace
from pathlib import Path

from reader.config import Config, Keys, Look
from reader.domain.errors import StoreError
from reader.engine.protocol import Progress
from reader.ui.app import BantinApp

from .fakes import FakeLibrary
from .world import NOW

STATES = ("full", "empty", "samples", "error", "offline", "refresh", "readonly")


def library_in(state: str) -> FakeLibrary:
    """A library in the state to be photographed."""
    library = FakeLibrary()
    if state == "empty":
        library = FakeLibrary([], [], [])
        library.memory["ui.samples_offered"] = True
    elif state == "samples":
        library = FakeLibrary([], [], [])
    elif state == "error":
        library.fail["article"] = StoreError("The cache on disk cannot be read: the disk is full.")
    elif state == "offline":
        library.online, library.offline_by_choice = False, True
    elif state == "readonly":
        library.read_only, library.notice = True, "Another bantin is open; this one only reads."
    return library


async def main() -> None:
    """Parse the command line and run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--theme", default="bantin-dark")
    parser.add_argument("--light", action="store_true")
    parser.add_argument("--state", default="full", choices=STATES)
    parser.add_argument("--preset", default="default")
    parser.add_argument("--rows", default="roomy")
    arguments = parser.parse_args()
    library = library_in(arguments.state)
    theme = "bantin-light" if arguments.light else arguments.theme
    config = Config(look=replace(Look(), theme=theme, rows=arguments.rows), keys=Keys(preset=arguments.preset))
    app = BantinApp(library, config, log_file=Path("/tmp/bantin-demo.log"), clock=lambda: NOW)  # type: ignore[arg-type]
    if arguments.state == "refresh":

        async def progress() -> None:
            await asyncio.sleep(1)
            library.emit(Progress(job=1, done=12, total=40))

        app.call_later(lambda: app.run_worker(progress()))
    await app.run_async()


if __name__ == "__main__":
    asyncio.run(main())
