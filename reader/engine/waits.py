"""Which hosts asked to be left alone, kept over restarts and shared with another copy that refreshes the same store."""

from __future__ import annotations

from reader.store import memory

from . import schedule
from .tools import Tools

KEY = "engine.waits"
MOST = 500
"""Hosts that are remembered; of more, those that asked for the longest."""


async def recall(tools: Tools) -> None:
    """Learn what was remembered. What is damaged there, past, or longer than is believed counts as nothing."""
    found = await tools.store.read(memory.recall, KEY)
    for host, until in found.items() if isinstance(found, dict) else ():
        left = until - tools.clock().timestamp() if isinstance(until, int | float) else 0
        if 0 < left <= schedule.CEILING:
            tools.network.asked_to_wait(host, left)


async def asked_to_wait(tools: Tools, host: str, seconds: float) -> None:
    """A server sent Retry-After. Raises StoreError."""
    tools.network.asked_to_wait(host, seconds)
    latest = sorted(tools.network.waits.items(), key=lambda wait: wait[1], reverse=True)[:MOST]
    kept = {host: round(until.timestamp()) for host, until in latest}
    await tools.store.write(memory.remember, KEY, kept or None)
