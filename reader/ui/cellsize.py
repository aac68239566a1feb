"""How many pixels a cell of the terminal has."""

from __future__ import annotations

import fcntl
import struct
import sys
import termios
from typing import NamedTuple

_SIZE = struct.Struct("HHHH")


class CellSize(NamedTuple):
    """Pixels of one cell."""

    width: int = 10
    height: int = 20

    @property
    def aspect(self) -> float:
        """Width over height."""
        return self.width / self.height


def cell_size() -> CellSize:
    """As the terminal tells (TIOCGWINSZ); the VT340's cell where it tells nothing, as over many a remote line."""
    for stream in (sys.__stdout__, sys.__stderr__):
        try:
            data = fcntl.ioctl(stream.fileno(), termios.TIOCGWINSZ, b"\0" * _SIZE.size) if stream else b""
        except (OSError, ValueError):
            continue
        if len(data) == _SIZE.size:
            return from_window(*_SIZE.unpack(data))
    return CellSize()


def from_window(rows: int, columns: int, width: int, height: int) -> CellSize:
    """The cell of a window of so many cells and pixels; the VT340's where the figures cannot be true."""
    if not (rows and columns):
        return CellSize()
    size = CellSize(width // columns, height // rows)
    return size if 3 <= size.width <= 100 and size.width <= size.height <= 4 * size.width else CellSize()
