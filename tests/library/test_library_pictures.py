"""Pictures through the library, with everything real: the samples bring theirs without a network."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from reader.domain.pictures import PictureState
from reader.engine.inline import InlineEngine
from reader.engine.settings import EngineSettings
from reader.library import Library

BRIDGE = "https://baotrieu.example/media/bridge.jpg"
GONE = "https://baotrieu.example/media/never.jpg"


@asynccontextmanager
async def opened(folder: Path, *, engine: bool = True) -> AsyncIterator[Library]:
    cache = folder / "pictures here"
    settings = EngineSettings(data_dir=str(folder), cache_dir=str(cache), offline=True, automatic=False)
    library = await Library.open(folder, engine=InlineEngine(settings) if engine else None, cache_dir=cache)
    try:
        yield library
    finally:
        await library.close()


def test_a_picture_is_fetched_shown_from_the_cache_and_drawn(tmp_path: Path) -> None:
    async def scene() -> None:
        async with opened(tmp_path) as library:
            assert await library.picture(BRIDGE) is None
            assert await library.picture_states([BRIDGE]) == {}
            picture, why = await library.fetch_picture(BRIDGE, 3)
            assert picture is not None
            assert (picture.width, picture.height, why) == (640, 400, "")
            assert Path(picture.file).is_relative_to(tmp_path / "pictures here")
            assert (await library.picture_file(picture)).startswith(b"\xff\xd8")
            png = await library.draw_picture(BRIDGE, "png", 90, 60)
            assert png.startswith(b"\x89PNG")
        async with opened(tmp_path, engine=False) as library:
            again = await library.picture(BRIDGE)
            assert again == picture
            assert await library.picture_states([BRIDGE, GONE]) == {BRIDGE: PictureState(640, 400)}
            assert await library.draw_picture(BRIDGE, "png", 90, 60) == png
            assert await library.draw_picture(BRIDGE, "png", 91, 60) == b"", "there is nobody to draw it"
            assert (await library.fetch_picture(BRIDGE))[0] == again
            found, why = await library.fetch_picture(GONE)
            assert found is None
            assert why

    asyncio.run(scene())


def test_a_picture_that_cannot_be_had_is_a_sentence_twice(tmp_path: Path) -> None:
    async def scene() -> None:
        async with opened(tmp_path) as library:
            found, why = await library.fetch_picture(GONE)
            assert found is None
            assert GONE in why
            assert await library.picture_states([GONE]) == {GONE: PictureState(error=why)}
            assert await library.fetch_picture(GONE) == (None, why)
            assert await library.draw_picture(GONE, "png", 9, 9) == b""

    asyncio.run(scene())


def test_pictures_that_nobody_waits_for_any_more_are_stopped(tmp_path: Path) -> None:
    async def scene() -> None:
        async with opened(tmp_path) as library:
            await library.fetch_picture(GONE)
            waiting = asyncio.ensure_future(library.fetch_picture(BRIDGE))
            while not library._fetching:
                await asyncio.sleep(0)
            await library.stop_pictures()
            assert await waiting == (None, "Stopped.")
            states = await library.picture_states([BRIDGE])
            assert not any(state.error for state in states.values()), "nothing is held against it"
            both = await asyncio.gather(library.fetch_picture(BRIDGE), library.fetch_picture(BRIDGE))
            assert [why for _picture, why in both] == ["", ""]

    asyncio.run(scene())


def test_files_that_were_deleted_are_no_picture(tmp_path: Path) -> None:
    async def scene() -> None:
        async with opened(tmp_path) as library:
            picture, _why = await library.fetch_picture(BRIDGE)
            assert picture is not None
            for path in Path(picture.file).parent.iterdir():
                path.unlink()
            assert await library.picture(BRIDGE) is None
            assert await library.picture_file(picture) == b""
            assert (await library.fetch_picture(BRIDGE))[0] is not None

    asyncio.run(scene())
