"""Pictures in the store: sizes before files are read, failures that are left alone for a while, and what goes first."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from reader.domain.errors import StoreFull
from reader.domain.pictures import Cells, PictureRead, PictureState
from reader.store import images, pages, states
from reader.store.images import ImageRow
from reader.store.picture_files import PictureFiles, pack_cells, unpack_cells
from tests.store.store_world import NOW, World, digested

URL = "https://paper.example/media/a.jpg?w=800"
CELLS = Cells(2, 1, b"\x01\x02\x03\x04\x05\x06")
READ = PictureRead(640, 400, "jpg", b"written by us", CELLS)


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path / "data")


def kept(world: World, name: str, size: int = 100, *, entry_id: int = 0, file: str = "") -> str:
    url = f"https://paper.example/{name}.jpg"
    world.write(images.keep, ImageRow(url, file or name, "jpg", 640, 400, size), entry_id, world.now)
    return url


def test_a_picture_is_known_by_its_whole_address(world: World) -> None:
    world.write(images.keep, ImageRow(URL, "ab", "jpg", 640, 400, 10), 7, NOW)
    found = images.find(world.db, URL)
    assert found is not None
    assert (found.file, found.kind, found.width, found.height, found.used) == ("ab", "jpg", 640, 400, NOW)
    assert images.find(world.db, URL.replace("800", "200")) is None
    assert images.states(world.db, [URL, "https://paper.example/b.jpg"], NOW) == {URL: PictureState(640, 400)}


def test_a_failure_is_left_alone_for_longer_each_time(world: World) -> None:
    waits = []
    for _time in range(12):
        world.write(images.failed, URL, 0, "The server is ill.", NOW)
        found = images.find(world.db, URL)
        assert found is not None
        assert found.retry is not None
        waits.append(found.retry - NOW)
    assert waits[:3] == [timedelta(minutes=10), timedelta(minutes=20), timedelta(minutes=40)]
    assert max(waits) == images.RETRY_LONGEST


def test_a_failure_is_told_until_its_time_has_come(world: World) -> None:
    world.write(images.failed, URL, 0, "It is a web page.", NOW, for_good=True)
    assert images.states(world.db, [URL], NOW) == {URL: PictureState(error="It is a web page.")}
    assert images.states(world.db, [URL], NOW + images.RETRY_FOR_GOOD) == {}


def test_a_picture_that_is_here_outlives_a_failure(world: World) -> None:
    url = kept(world, "a")
    world.write(images.failed, url, 0, "Gone.", NOW, for_good=True)
    assert images.states(world.db, [url], NOW) == {url: PictureState(640, 400)}


def test_what_was_shown_longest_ago_goes_first(world: World) -> None:
    for number, name in enumerate("abcd"):
        world.now = NOW + timedelta(hours=number)
        kept(world, name)
    world.write(images.touch, "https://paper.example/a.jpg", NOW + timedelta(days=1))
    assert world.write(images.trim, 250) == ["b", "c"]
    assert images.taken(world.db) == 200
    assert world.write(images.trim, 250) == []


def test_pictures_of_starred_and_kept_stories_stay(world: World) -> None:
    feed = world.feed()
    starred, plain = world.fetched(feed, digested(1), digested(2)).new
    world.write(states.set_starred, [starred], True, NOW, str)
    kept(world, "a", entry_id=starred)
    kept(world, "b", entry_id=plain)
    assert world.write(images.trim, 0) == ["b"]


def test_addresses_with_the_same_bytes_share_their_files(world: World) -> None:
    kept(world, "a", file="same")
    kept(world, "b", file="same")
    assert images.taken(world.db) == 100
    world.write(images.grew, "same", 300)
    assert images.taken(world.db) == 300
    assert world.write(images.trim, 0) == ["same"]
    assert images.find(world.db, "https://paper.example/b.jpg") is None


def test_files_are_written_read_and_deleted_together(tmp_path: Path) -> None:
    files = PictureFiles(tmp_path)
    name = files.write(READ)
    assert files.has(name)
    assert files.cells(name) == CELLS
    assert files.read(name, "jpg") == READ.data
    first = files.write_drawn(name, "sixel", 80, 50, b"x" * 1000)
    assert files.write_drawn(name, "sixel", 90, 50, b"x" * 1000) == first, "one size of a form is enough"
    assert files.read(name, "sixel-90x50") == b"x" * 1000
    files.delete(name)
    assert not [path for path in files.folder.rglob("*") if path.is_file()]
    assert files.cells(name) is None


@pytest.mark.parametrize("name", ["", "../../etc/passwd", "ab*", "AB" * 16])
def test_only_names_of_our_own_reach_the_disk(tmp_path: Path, name: str) -> None:
    files = PictureFiles(tmp_path)
    assert not files.has(name)
    assert files.read(name, "jpg") is None
    assert files.size(name) == 0


@pytest.mark.parametrize(
    "data",
    [b"", b"bpx1", pack_cells(CELLS)[:-6], b"nope" + pack_cells(CELLS)[4:], pack_cells(Cells(9, 9, b"\0" * 6))],
)
def test_damaged_cells_are_none(data: bytes) -> None:
    assert unpack_cells(data) is None


def test_a_folder_that_cannot_be_written_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "pictures").write_text("a file stands in the way")
    with pytest.raises(StoreFull, match="pictures"):
        PictureFiles(tmp_path).write(READ)


def test_the_store_is_sound_with_pictures(world: World) -> None:
    kept(world, "a")
    assert pages.find_url(world.db, "https://paper.example/a.jpg") == 0, "a picture is no entry"
    assert world.sound()
