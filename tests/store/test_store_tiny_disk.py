"""A disk that is really full: a small file system in memory, filled to the last block."""

from __future__ import annotations

import asyncio
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from reader.domain.errors import StoreFull, StoreLocked
from reader.store import subscriptions
from reader.store.opening import Role, open_store
from reader.store.store import Store


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 2 MiB; skips where none may be mounted."""
    place = tmp_path / "disk"
    place.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(place)]
    if os.getuid() != 0 or subprocess.run(command, capture_output=True, check=False).returncode != 0:
        pytest.skip("needs the right to mount")
    yield place
    # Lazily: a test that failed may have left the store open.
    subprocess.run(["umount", "--lazy", str(place)], check=True)


def fill(disk: Path) -> None:
    with (disk / "filling").open("wb", buffering=0) as file:
        try:
            while True:
                file.write(b"0" * 1024)
        except OSError:
            pass


def add(store: Store, url: str) -> None:
    asyncio.run(store.write(subscriptions.add_folder, url, 0, store.clock(), "added"))


def test_a_full_disk_is_called_full_and_reading_goes_on(disk: Path) -> None:
    store = open_store(disk)
    add(store, "one")
    store.close_now()
    fill(disk)
    for role in (Role.INTERFACE, Role.ENGINE, Role.COMMAND):
        store = open_store(disk, role)
        assert not store.writable
        assert "the disk is full" in store.notice
        assert [folder.title for folder in asyncio.run(store.read(subscriptions.folders))] == ["one"]
        with pytest.raises(StoreLocked, match="disk is full"):
            add(store, "two")
        store.close_now()
    (disk / "filling").unlink()
    store = open_store(disk)
    assert store.writable
    assert [folder.title for folder in asyncio.run(store.read(subscriptions.folders))] == ["one"]
    store.close_now()


def test_a_new_store_without_room_is_not_called_old(disk: Path) -> None:
    (disk / "bantin.db").touch()
    fill(disk)
    with pytest.raises(StoreFull, match=r"There is no cache in .* yet.*(the disk is full|No space left)"):
        open_store(disk)


def test_a_store_that_was_never_written_has_nothing_to_read(tmp_path: Path) -> None:
    (tmp_path / "bantin.db").touch()
    with pytest.raises(StoreFull, match="There is no cache"):
        open_store(tmp_path, Role.READER)
