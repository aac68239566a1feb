"""Flipped bytes anywhere in a store: it opens or is set aside, and whatever is asked of it fails with a sentence."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Awaitable
from pathlib import Path
from random import Random

from reader.domain.errors import ReaderError
from reader.domain.models import GroupKind, ListQuery, RelatedGroup, RelatedLink, Scope, ScopeKind
from reader.library import Library
from reader.store import backup, indexing, saved, states, subscriptions
from reader.store.paths import StorePaths
from tests.store.store_world import NOW, World, digested, label

PLACES = (ScopeKind.ALL, ScopeKind.UNREAD, ScopeKind.STARRED, ScopeKind.TODAY, ScopeKind.HISTORY)


def build(folder: Path) -> Path:
    """A closed store of two feeds with a copy of it, stars, reads, a saved search and an index."""
    world = World(folder)
    inside = world.write(subscriptions.add_folder, "Ordner", 0, NOW, "")
    group = RelatedGroup(GroupKind.RELATED, (RelatedLink("https://far.example/1", "Eins"),), "Mehr")
    for number, name in enumerate(("one", "two")):
        feed_id = world.feed(name, inside)  # type: ignore[arg-type]
        world.fetched(feed_id, *(digested(number * 100 + story, links=(group,)) for story in range(25)))
    world.write(indexing.index_pending, 1000)
    world.write(states.set_starred, [3, 40], True, NOW, label)
    world.write(states.set_read, list(range(1, 20)), True, NOW, label)
    world.write(saved.add, "S", "is:unread tin", NOW, "x")
    backup.copy(world.db, world.paths.backup(NOW))
    world.db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    world.db.close()
    return folder


def rot(start: Path, scratch: Path, seed: int) -> list[str]:
    """Flip some bytes and use the store twice; returns what ended without a sentence, or what was lost."""
    random = Random(seed)
    folder = scratch / f"rot-{seed}"
    shutil.copytree(start, folder)
    database = StorePaths(folder).database
    data = bytearray(database.read_bytes())
    for _flip in range(random.choice((1, 3, 10, 40))):
        # Often near the beginning of a page, where the structure stands.
        page = random.randrange(len(data) // 4096) * 4096
        at = random.choice((random.randrange(len(data)), page + random.randrange(100)))
        data[at] = random.choice((random.randrange(256), data[at] ^ (1 << random.randrange(8))))
    database.write_bytes(data)
    if random.random() < 0.3:
        StorePaths(folder).suspect.touch()
    found = []
    try:
        for _start in range(2):
            asyncio.run(_use(folder))
    except ReaderError:
        # A sentence, and the file is left as it is.
        assert database.exists()
    except Exception as error:  # noqa: BLE001 - that is what is looked for
        found.append(f"seed {seed}: {type(error).__name__}: {error}")
    finally:
        shutil.rmtree(folder)
    return found


async def _use(folder: Path) -> None:
    library = await Library.open(folder, exclusive=True, clock=lambda: NOW)
    try:
        for work in (library.subscriptions(), library.folders(), library.counts(), library.saved_searches()):
            await _try(work)
        ids: list[int] = []
        for kind in PLACES:
            found = await _try(library.entry_ids(ListQuery(Scope(kind))))
            ids += found if found is not None else []  # type: ignore[misc]  # ids
            await _try(library.rows(ids))
        for number in dict.fromkeys(ids):
            await _try(library.article(number))
            await _try(library.related(number))
        await _try(library.entry_ids(ListQuery(Scope(ScopeKind.SEARCH, text="dung bai"))))
        for work in (library.set_read(ids[:5], True), library.undo(), library.undo(), library.stats()):
            await _try(work)
        await _try(library.export_opml())
    finally:
        await library.close()


async def _try(work: Awaitable[object]) -> object:
    try:
        return await work
    except ReaderError:
        return None
