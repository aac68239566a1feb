"""Pictures through the engine: fetched once, kept, refused, left alone; read and drawn by the real parsing process."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest

from reader.domain.errors import ParseFailed
from reader.domain.pictures import MOST_BYTES, PictureRead
from reader.engine.core import Engine
from reader.engine.protocol import (
    AnyCommand,
    AnyEvent,
    Cancel,
    Done,
    DrawPicture,
    FetchPicture,
    PictureDrawn,
    PictureFetched,
)
from reader.engine.tools import Shelf
from reader.extract.pool import Pool
from reader.store import images
from reader.store.picture_files import PictureFiles
from tests.engine.engine_world import OpenWorld, World, feed_body
from tests.extract.picture_files import SVG, picture

HTML = {"Content-Type": "text/html"}


async def answer(world: World, command: AnyCommand) -> AnyEvent:
    before = len(world.events)
    await world.run(command)
    (event,) = [event for event in world.events[before:] if isinstance(event, PictureFetched | PictureDrawn)]
    return event


async def fetched(world: World, url: str, job: int = 1) -> PictureFetched:
    event = await answer(world, FetchPicture(job=job, url=url, entry_id=7))
    assert isinstance(event, PictureFetched)
    return event


def files(world: World) -> PictureFiles:
    return PictureFiles(world.store.paths.folder / "cache")


def test_a_picture_is_fetched_once_kept_and_drawn(open_world: OpenWorld) -> None:
    async def scene() -> None:
        pool = Pool(1)
        async with open_world(digester=pool) as (world, net):
            await world.subscribe(net.put("/feed", feed_body()))
            url = net.put("/a.jpg", picture(), headers={"Content-Type": "text/plain"})
            assert (await fetched(world, url)).here
            assert (await fetched(world, url, 2)).here
            assert net.paths().count("/a.jpg") == 1
            image = await world.store.read(images.find, url)
            assert image is not None
            assert (image.width, image.height) == (300, 200)
            cells = files(world).cells(image.file)
            assert cells is not None
            assert (cells.width, cells.height) == (300, 200)
            drawn = await answer(world, DrawPicture(job=3, url=url, form="sixel", width=60, height=40))
            assert isinstance(drawn, PictureDrawn)
            assert (files(world).read(drawn.name, drawn.suffix) or b"").startswith(b"\x1bP")
            assert (await world.store.read(images.taken)) == files(world).size(image.file)
        await pool.close()

    asyncio.run(scene())


def test_pictures_asked_for_at_once_are_fetched_once(open_world: OpenWorld) -> None:
    async def scene() -> None:
        pool = Pool(1)
        async with open_world(digester=pool) as (world, net):
            await world.subscribe(net.put("/feed", feed_body()))
            url = net.put("/a.png", picture(kind="PNG"))
            found = await asyncio.gather(*(fetched_by(world.engine, world, url, job) for job in range(1, 6)))
            assert all(event.here for event in found)
            assert net.paths().count("/a.png") == 1
        await pool.close()

    asyncio.run(scene())


def test_who_waits_for_a_fetch_that_is_cancelled_fetches_himself(open_world: OpenWorld) -> None:
    async def scene() -> None:
        pool = Pool(1)
        async with open_world(digester=pool) as (world, net):
            await world.subscribe(net.put("/feed", feed_body()))
            url = net.put("/a.png", picture(kind="PNG"))
            world.engine.handle(FetchPicture(job=1, url=url))
            await asyncio.sleep(0)
            other = asyncio.ensure_future(fetched_by(world.engine, world, url, 2))
            await asyncio.sleep(0)
            world.engine.handle(Cancel(job=3, target=1))
            assert (await other).here
            done = await world.until(lambda event: isinstance(event, Done) and event.job == 1)
            assert isinstance(done, Done)
            assert done.cancelled
        await pool.close()

    asyncio.run(scene())


async def fetched_by(engine: Engine, world: World, url: str, job: int) -> PictureFetched:
    engine.handle(FetchPicture(job=job, url=url))
    event = await world.until(lambda event: isinstance(event, PictureFetched) and event.job == job)
    assert isinstance(event, PictureFetched)
    return event


def test_what_is_no_picture_is_not_asked_for_again_for_days(open_world: OpenWorld) -> None:
    async def scene() -> None:
        pool = Pool(1)
        async with open_world(digester=pool) as (world, net):
            await world.subscribe(net.put("/feed", feed_body()))
            bad = {
                "web page": net.put("/a.jpg", "<!doctype html><p>Not here", headers={"Content-Type": "image/jpeg"}),
                "SVG": net.put("/b.svg", SVG, headers={"Content-Type": "image/svg+xml"}),
                "damaged": net.put("/c.png", picture(kind="PNG")[:90], headers={"Content-Type": "image/png"}),
                "404": net.url("/missing.jpg"),
                "8 MB": net.put("/d.bmp", b"BM" + b"\0" * MOST_BYTES),
            }
            for why, url in bad.items():
                event = await fetched(world, url)
                assert not event.here
                assert why in event.error
                again = await fetched(world, url, 2)
                assert again.error == event.error
                world.later(days=1)
                assert net.paths().count("/" + url.rpartition("/")[2]) == 1
            assert not [path for path in files(world).folder.rglob("*") if path.is_file()]
            world.later(days=3)
            net.put("/a.jpg", picture())
            assert (await fetched(world, bad["web page"], 3)).here
        await pool.close()

    asyncio.run(scene())


def test_a_server_that_is_ill_is_asked_again_soon(open_world: OpenWorld) -> None:
    async def scene() -> None:
        pool = Pool(1)
        async with open_world(digester=pool) as (world, net):
            await world.subscribe(net.put("/feed", feed_body()))
            url = net.put("/a.jpg", "ill", status=503)
            assert not (await fetched(world, url)).here
            net.put("/a.jpg", picture())
            assert not (await fetched(world, url, 2)).here
            world.now += timedelta(minutes=11)
            assert (await fetched(world, url, 3)).here
        await pool.close()

    asyncio.run(scene())


def test_a_reading_process_that_died_is_not_held_against_the_picture_for_days(
    open_world: OpenWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def scene() -> None:
        pool = Pool(1)
        read = pool.read_picture

        async def dies(*_told: object) -> PictureRead:
            raise ParseFailed("The reader ended.")

        async with open_world(digester=pool) as (world, net):
            await world.subscribe(net.put("/feed", feed_body()))
            url = net.put("/a.jpg", picture())
            monkeypatch.setattr(pool, "read_picture", dies)
            assert (await fetched(world, url)).error == "The reader ended."
            monkeypatch.setattr(pool, "read_picture", read)
            world.now += timedelta(minutes=11)
            assert (await fetched(world, url, 2)).here
        await pool.close()

    asyncio.run(scene())


def test_offline_nothing_is_fetched_and_nothing_is_held_against_the_picture(open_world: OpenWorld) -> None:
    async def scene() -> None:
        async with open_world(offline=True) as (world, net):
            url = net.put("/a.jpg", picture())
            assert "offline" in (await fetched(world, url)).error
            assert await world.store.read(images.find, url) is None

    asyncio.run(scene())


def test_addresses_inside_and_of_other_kinds_are_not_fetched(open_world: OpenWorld) -> None:
    async def scene() -> None:
        async with open_world() as (world, net):
            inside = net.put("/a.jpg", picture())
            for url in (inside, "file:///etc/passwd", "data:image/png;base64,AAAA", "javascript:alert(1)"):
                assert not (await fetched(world, url)).here
            assert net.asked == []

    asyncio.run(scene())


def test_an_adapter_brings_its_own_pictures_without_a_network(open_world: OpenWorld) -> None:
    async def scene() -> None:
        pool = Pool(1)
        async with open_world(digester=pool, offline=True) as (world, _net):
            world.sources.shelf.pages["https://shelf.example/a.jpg"] = picture()
            assert (await fetched(world, "https://shelf.example/a.jpg")).here
        await pool.close()

    asyncio.run(scene())


def test_a_cache_folder_that_was_cleared_is_filled_again(open_world: OpenWorld) -> None:
    async def scene() -> None:
        pool = Pool(1)
        async with open_world(digester=pool) as (world, net):
            await world.subscribe(net.put("/feed", feed_body()))
            url = net.put("/a.jpg", picture())
            await fetched(world, url)
            image = await world.store.read(images.find, url)
            assert image is not None
            files(world).delete(image.file)
            gone = await answer(world, DrawPicture(job=2, url=url, form="png", width=9, height=9))
            assert isinstance(gone, PictureDrawn)
            assert gone.error
            assert (await fetched(world, url, 3)).here
            assert net.paths().count("/a.jpg") == 2
        await pool.close()

    asyncio.run(scene())


def test_pictures_over_their_budget_make_room(open_world: OpenWorld) -> None:
    async def scene() -> None:
        pool = Pool(1)
        async with open_world(digester=pool, shelf=Shelf(bytes=60_000)) as (world, net):
            await world.subscribe(net.put("/feed", feed_body()))
            for number in range(12):
                world.later(hours=1)
                assert (await fetched(world, net.put(f"/{number}.jpg", picture(800, 500 + number)), number + 1)).here
            assert await world.store.read(images.taken) <= 30_000
            left = {path.name.partition(".")[0] for path in files(world).folder.rglob("*") if path.is_file()}
            assert 0 < len(left) < 12
            newest = await world.store.read(images.find, net.url("/11.jpg"))
            assert newest is not None
            assert newest.file in left
        await pool.close()

    asyncio.run(scene())


def test_pictures_may_lie_in_a_folder_of_their_own(open_world: OpenWorld, tmp_path: Path) -> None:
    async def scene() -> None:
        pool = Pool(1)
        async with open_world(digester=pool, cache_dir=tmp_path / "elsewhere") as (world, _net):
            world.sources.shelf.pages["https://shelf.example/a.jpg"] = picture()
            assert (await fetched(world, "https://shelf.example/a.jpg")).here
        assert [path.suffix for path in sorted((tmp_path / "elsewhere").rglob("*.*"))] == [".cells", ".jpg"]
        await pool.close()

    asyncio.run(scene())
