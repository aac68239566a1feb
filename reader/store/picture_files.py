"""The files of pictures in the cache folder, named by their content: everything here may be deleted at any time.

pictures/3f/3f9c….jpg            the picture as the parsing process wrote it
pictures/3f/3f9c….cells          its pixels for half blocks: width and height, then red, green and blue, compressed
pictures/3f/3f9c….sixel-800x500  drawn for a terminal, the last size of each form
"""

from __future__ import annotations

import re
import struct
import zlib
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path

from reader.domain.errors import StoreFull
from reader.domain.pictures import CELLS_SIDE, Cells, Form, PictureRead
from reader.files import private, replacing
from reader.i18n import _

FOLDER = "pictures"
_HEAD = struct.Struct(">4sHH")
_MAGIC = b"bpx1"
_NAME = re.compile(r"[0-9a-f]{32}\Z")


class PictureFiles:
    """The files below `cache_dir`; the folder need not exist. Blocks: call it in a thread."""

    def __init__(self, cache_dir: Path) -> None:
        self.folder = cache_dir / FOLDER

    def write(self, picture: PictureRead) -> str:
        """Keep a picture; returns its name. Raises StoreFull."""
        name = blake2b(picture.data, digest_size=16).hexdigest()
        self._put(self.path(name, picture.kind), picture.data)
        self._put(self.path(name, "cells"), pack_cells(picture.cells))
        return name

    def has(self, name: str) -> bool:
        """Whether its pixels are there."""
        return bool(_NAME.match(name)) and self.path(name, "cells").is_file()

    def cells(self, name: str) -> Cells | None:
        """Its pixels for half blocks, None where they are gone or damaged."""
        data = self.read(name, "cells")
        return None if data is None else unpack_cells(data)

    def read(self, name: str, suffix: str) -> bytes | None:
        """One of its files, None where it is gone."""
        if not _NAME.match(name):
            return None
        try:
            return self.path(name, suffix).read_bytes()
        except OSError:
            return None

    def write_drawn(self, name: str, form: Form, width: int, height: int, data: bytes) -> int:
        """Keep a drawn form in place of the one of another size; returns the bytes that all its files take now.

        Raises StoreFull.
        """
        for old in self._all(name, f"{form}-*"):
            old.unlink(missing_ok=True)
        self._put(self.path(name, drawn_suffix(form, width, height)), data)
        return self.size(name)

    def size(self, name: str) -> int:
        """Bytes of all its files."""
        sizes = 0
        for path in self._all(name):
            with suppress(OSError):
                sizes += path.stat().st_size
        return sizes

    def delete(self, name: str) -> None:
        """Delete all its files, as far as that is possible."""
        for path in self._all(name):
            with suppress(OSError):
                path.unlink()

    def path(self, name: str, suffix: str) -> Path:
        """Where a file stands."""
        return self.folder / name[:2] / f"{name}.{suffix}"

    def _all(self, name: str, suffix: str = "*") -> list[Path]:
        return sorted((self.folder / name[:2]).glob(f"{name}.{suffix}")) if _NAME.match(name) else []

    def _put(self, path: Path, data: bytes) -> None:
        """Write a file whole or not at all."""
        try:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            with replacing(path) as part, open(private(part), "wb") as file:
                file.write(data)
        except OSError as error:
            raise StoreFull(
                _("The picture cannot be kept in {folder} ({why}).").format(folder=self.folder, why=error.strerror)
            ) from error


def drawn_suffix(form: Form, width: int, height: int) -> str:
    """The end of the name of a drawn form."""
    return f"{form}-{width}x{height}"


def pack_cells(cells: Cells) -> bytes:
    """Cells as they lie in a file."""
    return _HEAD.pack(_MAGIC, cells.width, cells.height) + zlib.compress(cells.rgb, 6)


def unpack_cells(data: bytes) -> Cells | None:
    """What `pack_cells` was given, None for anything else."""
    if len(data) < _HEAD.size:
        return None
    magic, width, height = _HEAD.unpack_from(data)
    if magic != _MAGIC or not 0 < width <= CELLS_SIDE or not 0 < height <= CELLS_SIDE:
        return None
    size = width * height * 3
    try:
        rgb = zlib.decompressobj().decompress(data[_HEAD.size :], size + 1)
    except zlib.error:
        return None
    return Cells(width, height, rgb) if len(rgb) == size else None
