"""A data folder with the sample world in it, fetched and related: made once in a run (it takes three seconds of CPU),
then copied. Nothing is left to be related in the background of each test."""

from __future__ import annotations

import asyncio
import fcntl
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

_shelves: list[Path] = []


def keep_samples_in(shelf: Path) -> None:
    """Where the folder is made; the processes of a run share it."""
    _shelves[:] = [shelf]


def lay_samples(folder: Path) -> None:
    """Put the data folder of a first start, with all samples arrived, at `folder`."""
    shutil.copytree(_made(), folder, dirs_exist_ok=True)


def _made() -> Path:
    data, made = _shelves[0] / "samples", _shelves[0] / "samples-made"
    with (_shelves[0] / "samples-lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            shutil.rmtree(data, ignore_errors=True)
            # In a thread of its own: who asks may be in a running loop.
            with ThreadPoolExecutor(1) as thread:
                thread.submit(lambda: asyncio.run(_fill(data))).result()
            made.touch()
    return data


async def _fill(folder: Path) -> None:
    # Here, because every test process imports this module.
    from reader.engine.inline import InlineEngine
    from reader.engine.settings import EngineSettings
    from reader.library import Library

    engine = InlineEngine(EngineSettings(data_dir=str(folder), automatic=False))
    library = await Library.open(folder, engine=engine)
    try:
        await library.offer_samples(wait=True)
        await library.relate_and_wait()
    finally:
        await library.close()
