"""The sample world as the tests read it: straight from the folder, and through the adapter and the real parsers."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from reader.domain import blocks as B
from reader.domain.digested import DigestedEntry, DigestedFeed
from reader.extract.digest import digest
from reader.sources.api import Fetched, Request
from reader.sources.samples import SampleSource, parse

FOLDER = Path(__file__).resolve().parents[2] / "sample_feeds"
EPOCH = datetime.fromisoformat("2025-11-19T10:30:00+07:00")


class NoHttp:
    """The samples must never ask the network for anything."""

    async def get(self, request: Request, *, accept: str = "") -> Fetched:
        raise AssertionError(f"the network was asked for {request.url}")


@dataclass
class World:
    """Index and feeds of the samples, as on the day that the world calls now."""

    index: dict[str, Any]
    feeds: dict[str, DigestedFeed]

    @property
    def entries(self) -> list[tuple[str, DigestedEntry]]:
        return [(name, entry) for name, feed in self.feeds.items() for entry in feed.entries]

    @property
    def urls(self) -> dict[str, DigestedEntry]:
        return {entry.url: entry for _name, entry in self.entries}

    def text(self, entry: DigestedEntry) -> str:
        return "\n".join(B.texts(B.load(entry.blocks_json)))


def read_world() -> World:
    """Fetch every sample through the adapter, on the day that the world calls now, and digest it."""
    index = json.loads((FOLDER / "index.json").read_text())
    source = SampleSource(FOLDER, clock=lambda: EPOCH.astimezone(UTC))

    async def read() -> dict[str, DigestedFeed]:
        feeds = {}
        for feed in index["feeds"]:
            fetched = await source.fetch(Request(f"sample:{feed['name']}"), NoHttp())
            feeds[feed["name"]] = digest(parse(fetched), feed["url"], EPOCH.astimezone(UTC))
        return feeds

    return World(index, asyncio.run(read()))
