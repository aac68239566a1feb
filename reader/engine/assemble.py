"""Putting an engine together from the real parts: store, network, adapters, parsing children."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from reader.domain.clock import Clock, system_clock
from reader.extract.pool import Pool
from reader.net.client import Client
from reader.net.limits import DEFAULT_LIMITS, MEGABYTE, Limits
from reader.net.lookup import has_route
from reader.net.robots import Robots
from reader.net.room import Room
from reader.sources.registry import Registry
from reader.store.opening import Role, open_store

from .core import Engine
from .network import Network
from .outbox import Outbox
from .protocol import EventHandler, Online
from .settings import EngineSettings
from .tools import Shelf, Tools


@asynccontextmanager
async def assembled(
    settings: EngineSettings, deliver: EventHandler, *, clock: Clock = system_clock
) -> AsyncIterator[Engine]:
    """A working engine; its events go to `deliver`, on the event loop. Raises StoreError without a usable store.

    At the end jobs are stopped, what they stored is kept, and the children are gone.
    """
    store = await asyncio.to_thread(open_store, Path(settings.data_dir), Role.ENGINE, clock=clock)
    limits = Limits(
        total_seconds=settings.timeout,
        # Shorter than the whole: a fetch that uses up all its time has reached a server.
        connect_seconds=min(DEFAULT_LIMITS.connect_seconds, settings.timeout * 0.4),
        max_bytes=int(settings.max_megabytes * MEGABYTE),
        total=settings.connections,
    )
    room = Room()
    http = Client(limits, offline=settings.offline, room=room, clock=clock)
    pool = Pool()
    outbox = Outbox(deliver)
    engine: Engine | None = None

    def say_online(event: Online) -> None:
        http.offline = network.by_choice
        if engine is not None:
            engine.came_online(event)

    network = Network(clock, say_online, by_choice=settings.offline)
    tools = Tools(
        store=store,
        http=http,
        sources=Registry(prober=pool.probe),
        digester=pool,
        network=network,
        clock=clock,
        emit=outbox.put,
        routed=has_route,
        default_minutes=settings.interval,
        places=settings.connections,
        robots=Robots(clock),
        room=room,
        cache_dir=Path(settings.cache_dir) if settings.cache_dir else None,
        log_file=settings.log_file,
        shelf=Shelf(int(settings.offline_megabytes * MEGABYTE), settings.related, settings.pictures),
    )
    try:
        engine = Engine(tools, outbox, automatic=settings.automatic)
        yield engine
    finally:
        if engine is not None:
            await engine.close()
        await pool.close()
        await http.aclose()
        await store.close()
