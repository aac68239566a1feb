"""A data folder with the sample world in it, fetched and related: made once by each test process (it takes three
seconds), then copied. Nothing is left to be related in the background of each test."""

from __future__ import annotations

import asyncio
import atexit
import shutil
import tempfile
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path

from reader.engine.inline import InlineEngine
from reader.engine.settings import EngineSettings
from reader.library import Library


def lay_samples(folder: Path) -> None:
    """Put the data folder of a first start, with all samples arrived, at `folder`."""
    shutil.copytree(_made(), folder, dirs_exist_ok=True)


@cache
def _made() -> Path:
    top = tempfile.mkdtemp(prefix="bantin-samples-")
    atexit.register(shutil.rmtree, top, ignore_errors=True)
    # In a thread of its own: who asks may be in a running loop.
    with ThreadPoolExecutor(1) as thread:
        thread.submit(lambda: asyncio.run(_fill(Path(top) / "data"))).result()
    return Path(top) / "data"


async def _fill(folder: Path) -> None:
    engine = InlineEngine(EngineSettings(data_dir=str(folder), automatic=False))
    library = await Library.open(folder, engine=engine)
    try:
        await library.offer_samples(wait=True)
        await library.relate_and_wait()
    finally:
        await library.close()
