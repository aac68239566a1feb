"""Whole journeys that die at some statement, run out of room, or start on an older store; `python -m
tests.benchmarks.crash` tries every statement and every size.
Half of the journeys and a third of the older stores have their turn each day."""

from __future__ import annotations

import asyncio
from pathlib import Path
from random import Random

import old_stores
import pytest
from dying import dies_at
from floods import todays

from reader.domain.models import ListQuery, Scope, ScopeKind
from reader.engine.protocol import Refresh, Relate
from reader.library import Library
from reader.store.paths import StorePaths
from reader.store.schema import LATEST
from tests.engine.engine_world import World
from tests.store import crash_journeys, rotten_stores

POINTS = 2
VERSIONS = sorted({1, *todays(range(2, LATEST - 1), 3), LATEST - 1})


@pytest.fixture(scope="module")
def start(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The store that every journey starts from."""
    folder = tmp_path_factory.mktemp("journeys") / "start"
    crash_journeys.prepare(folder)
    return folder


@pytest.mark.parametrize("name", todays(crash_journeys.JOURNEYS, 2))
def test_a_journey_that_dies_loses_nothing_and_can_be_gone_again(start: Path, tmp_path: Path, name: str) -> None:
    statements, end = crash_journeys.undisturbed(name, start, tmp_path)
    assert statements > 10
    # The same ones every time, spread over the whole journey, never at the same place of each.
    chosen = Random(name).sample(range(3, statements - 2), POINTS)
    tried = [crash_journeys.crash(name, start, tmp_path, at, end) for at in chosen]
    assert [each for _died, found in tried for each in found] == []
    assert any(died for died, _found in tried)


@pytest.mark.parametrize(("name", "room"), [("read", 0), ("refresh", 40_000)])
def test_a_journey_on_a_full_disk_loses_nothing_and_can_be_gone_again(
    start: Path, tmp_path: Path, name: str, room: int
) -> None:
    _statements, end = crash_journeys.undisturbed(name, start, tmp_path)
    stopped, found = crash_journeys.full_disk(name, start, tmp_path, room, end)
    assert found == []
    assert stopped


@pytest.mark.parametrize("number", VERSIONS)
def test_a_store_of_every_version_is_read_refreshed_searched_and_related(tmp_path: Path, number: int) -> None:
    folder = old_stores.build(tmp_path / f"version-{number}", number)

    async def refresh() -> None:
        world = World(folder)
        try:
            assert (await world.run(Refresh(job=1))).error == ""
            assert (await world.run(Relate(job=2))).error == ""
        finally:
            await world.close()

    async def read() -> None:
        library = await Library.open(folder, exclusive=True)
        try:
            found = await library.entry_ids(ListQuery(Scope(ScopeKind.SEARCH, text="cau tra lam")))
            assert sorted(found) == [1, 2, 3]
            article = await library.article(3, "full")
            assert article is not None
            assert article.words == 5
            assert (await library.counts()).starred == 1
            assert await library.related(2)
            assert await library.recall("ui.place") == "here"
            undone = await library.undo()
            assert undone is not None
            assert list(undone.entry_ids) == [1]
        finally:
            await library.close()

    asyncio.run(refresh())
    assert old_stores.losses(folder) == []
    assert len(list(StorePaths(folder).backups.glob("bantin-*.db"))) == 1, "a copy from before the migration"
    asyncio.run(read())


@pytest.mark.parametrize("number", VERSIONS)
def test_a_migration_with_something_in_it_dies_anywhere(tmp_path: Path, number: int) -> None:
    start = old_stores.build(tmp_path / f"version-{number}", number)
    for at in range(2 + 4 * number, 999, 40):
        died, found = old_stores.crash(start, tmp_path, at, dies_at)
        assert found == []
        if not died:
            break
    assert not died


def test_flipped_bytes_end_in_a_sentence(tmp_path: Path) -> None:
    start = rotten_stores.build(tmp_path / "start")
    for seed in (*range(3), 130):  # the last one turns the name of a folder into nothing
        assert rotten_stores.rot(start, tmp_path, seed) == []
