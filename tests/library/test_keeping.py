"""What a short session did stands in a copy too: a store that is cut off afterwards loses no star."""

from __future__ import annotations

import asyncio
import os
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sample_store import lay_samples

from reader.domain import opml_write
from reader.domain.errors import StoreFull
from reader.domain.models import ListQuery, Scope, ScopeKind
from reader.library import Library
from reader.store import backup
from reader.store.paths import StorePaths

NOW = datetime.now(UTC) + timedelta(days=2)
STARRED = ListQuery(Scope(ScopeKind.STARRED))


def test_stars_of_a_short_session_outlive_a_store_that_is_cut_off(tmp_path: Path) -> None:
    paths = StorePaths(tmp_path / "data")
    lay_samples(paths.folder)

    async def session(now: datetime, star: int = 0) -> list[int]:
        library = await Library.open(paths.folder, clock=lambda: now)
        try:
            ids = list(await library.entry_ids(ListQuery(), limit=5))
            if star:
                await library.set_starred([ids[star]], True)
            return list(await library.entry_ids(STARRED))
        finally:
            await library.close()

    before = len(backup.existing(paths))
    asyncio.run(session(NOW))
    assert len(backup.existing(paths)) == before, "nothing of the reader's own, nothing to copy"
    asyncio.run(session(NOW, star=1))
    assert len(backup.existing(paths)) == before + 1
    asyncio.run(session(NOW + timedelta(hours=1), star=2))
    assert len(backup.existing(paths)) == before + 1, "once a day"
    stars = asyncio.run(session(NOW + timedelta(days=1), star=3))
    os.truncate(paths.database, paths.database.stat().st_size // 5)
    assert sorted(asyncio.run(session(NOW + timedelta(days=2)))) == sorted(stars)


def test_a_fault_in_what_nobody_waits_for_is_told_of_at_once(tmp_path: Path) -> None:
    lay_samples(tmp_path / "data")
    told: list[object] = []

    async def stumble() -> None:
        raise ZeroDivisionError

    async def day() -> None:
        asyncio.get_running_loop().set_exception_handler(lambda _loop, context: told.append(context["exception"]))
        library = await Library.open(tmp_path / "data", clock=lambda: NOW)
        library._keeper.chores.insert(0, stumble)
        library._keeper._begin_upkeep()
        assert library._keeper._upkeep is not None
        await asyncio.wait([library._keeper._upkeep])
        await asyncio.sleep(0)
        assert [type(error) for error in told] == [ZeroDivisionError]
        await library.close()

    asyncio.run(day())


def test_upkeep_that_fails_keeps_no_copy_from_being_made(tmp_path: Path) -> None:
    paths = StorePaths(tmp_path / "data")
    lay_samples(paths.folder)

    async def fail() -> None:
        raise StoreFull("There is no room.")

    async def day() -> None:
        library = await Library.open(paths.folder, clock=lambda: NOW + timedelta(days=8))
        library._keeper.chores.insert(0, fail)
        await library._keeper.look_after()
        await library.close()

    before = len(backup.existing(paths))
    asyncio.run(day())
    assert len(backup.existing(paths)) == before + 1


def test_the_list_of_feeds_is_not_written_where_keys_are_answered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lay_samples(tmp_path / "data")
    where: list[threading.Thread] = []
    write = opml_write.write
    monkeypatch.setattr(
        opml_write, "write", lambda *given, **named: where.append(threading.current_thread()) or write(*given, **named)
    )

    async def session() -> None:
        library = await Library.open(tmp_path / "data", clock=lambda: NOW)
        await library.write_opml()
        await library.export_opml()
        await library.close()

    asyncio.run(session())
    assert len(where) == 2
    assert threading.main_thread() not in where
