"""The fixture of the library's tests."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest
from library_world import NOW, clock

from reader.domain.blocks import Paragraph, Span, dump
from reader.domain.digested import DigestedEntry, DigestedFeed
from reader.store import feeds, ingest
from reader.store.opening import Role, open_store
from reader.store.paths import StorePaths
from reader.store.values import FeedUpdate, NewEntry, NewSubscription
from tests.empty_store import lay_empty


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder whose store has two feeds with five entries each."""
    folder = tmp_path / "data"

    async def fill() -> None:
        lay_empty(StorePaths(folder).database)
        store = open_store(folder, Role.ENGINE, clock=clock)
        for name in ("one", "two"):
            new = NewSubscription(f"https://{name}.example/feed", "feed", feed_title=name.title())
            feed_id, _existed = await store.write(feeds.subscribe, new, NOW)
            (state,) = await store.read(feeds.feed_states, [feed_id])
            entries = tuple(
                NewEntry(
                    DigestedEntry(
                        key=f"{name}{number}",
                        url=f"https://{name}.example/{number}",
                        url_key=f"{name}.example/{number}",
                        title=f"{name} {number}",
                        content_hash=f"{number}",
                        teaser_only=number == 4,
                        blocks_json=dump([Paragraph((Span("Text"),))]),
                    ),
                    NOW - timedelta(hours=number),
                )
                for number in range(5)
            )
            await store.write(ingest.apply, FeedUpdate(state, DigestedFeed(), entries), NOW)
        await store.close()

    asyncio.run(fill())
    return folder
