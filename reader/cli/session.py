"""One run of a command: its configuration, its folders, its library."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import TYPE_CHECKING

from reader import i18n
from reader.config import Config, load_config
from reader.paths import Paths, default_paths

from . import output
from .exits import AlreadySaid

if TYPE_CHECKING:
    import argparse
    import asyncio

    from reader.engine.settings import EngineSettings
    from reader.library import Event, Library


def settings(args: argparse.Namespace) -> tuple[Paths, Config]:
    """The folders and the configuration that `args` name. Raises ConfigError."""
    paths = default_paths(data_dir=args.data_dir, config_file=args.config)
    config = load_config(paths.config_file)
    i18n.set_language(config.general.language)
    return paths, config


def engine_settings(args: argparse.Namespace, paths: Paths, config: Config) -> EngineSettings:
    """What the engine must know of the configuration and the command line."""
    from reader.engine.settings import EngineSettings

    return EngineSettings(
        data_dir=str(paths.data_dir),
        cache_dir=str(paths.cache_dir),
        log_file=str(paths.log_file),
        automatic=config.refresh.automatic,
        interval=config.refresh.interval,
        connections=config.refresh.connections,
        offline=args.offline or config.network.offline,
        timeout=float(config.network.timeout),
        max_megabytes=float(config.network.max_megabytes),
        offline_megabytes=float(config.offline.megabytes),
        related=config.offline.related,
        pictures=config.offline.pictures,
        language=i18n.language(),
    )


@asynccontextmanager
async def library(args: argparse.Namespace, *, engine: bool = False, writes: bool = False) -> AsyncIterator[Library]:
    """The library for one command; `engine` when the command may fetch: the engine then runs in this process. `writes`
    when it is nothing without a store that can be written.

    Raises StoreError, ConfigError, and AlreadySaid where the store can only be read and the command writes.
    """
    # Neither with the module: what prints a table of its own (`keys`, `themes`, `config`) asks for no story.
    from reader.library import Library

    paths, config = settings(args)
    link = None
    if engine:
        # Fetching imports httpx and the rest of the engine; commands that only read stay quick without it.
        from dataclasses import replace

        from reader.engine.inline import InlineEngine
        from reader.heap import share_one_heap

        share_one_heap()
        link = InlineEngine(replace(engine_settings(args, paths, config), automatic=False))
    opened = await Library.open(paths.data_dir, engine=link, cache_dir=paths.cache_dir)
    opened.keeps_everywhere = (config.retention.days, config.retention.count)
    if opened.notice:
        output.say(opened.notice)
    try:
        if writes and opened.read_only:
            raise AlreadySaid
        yield opened
    finally:
        await opened.close()


@contextmanager
def heard(lib: Library, on_event: Callable[[Event], None]) -> Iterator[None]:
    """Tell `on_event` what happens until the block ends. Ctrl+C then ends what the engine does, not the command: what
    was fetched stays."""
    import asyncio
    import signal

    loop = asyncio.get_running_loop()
    cancels: set[asyncio.Task[None]] = set()
    unsubscribe = lib.subscribe(on_event)
    loop.add_signal_handler(signal.SIGINT, lambda: cancels.add(loop.create_task(lib.cancel())))
    try:
        yield
    finally:
        loop.remove_signal_handler(signal.SIGINT)
        unsubscribe()
