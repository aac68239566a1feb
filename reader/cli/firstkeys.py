"""The first keys: the picture of last time follows those that go down and up in its headlines, before anything is
loaded that could really answer them. The interface then begins where the picture stands.

All that it takes was painted when the picture was made: each headline with the cursor and without. Any other key ends
this; it and what follows wait for the interface. Imports next to nothing, for the reason that `quiet` gives.
"""

from __future__ import annotations

import os
import select
from collections.abc import Mapping, Sequence
from contextlib import suppress

TYPE_CHECKING = False
if TYPE_CHECKING:
    from threading import Thread

Row = tuple[int, bytes, bytes]
"""An entry, and what is to be written for its headline without the cursor and with it."""
_ARROWS = {b"\x1b[A": "up", b"\x1bOA": "up", b"\x1b[B": "down", b"\x1bOB": "down"}
_BEGUN = (b"\x1b", b"\x1b[", b"\x1bO")


def pack(keys: Mapping[str, int], rows: Sequence[Row], at: int) -> bytes:
    """What `FirstKeys` needs: names of keys with the way they go (+1 or -1), the rows, the one with the cursor."""
    words = " ".join(f"{'+' if step > 0 else '-'}{name}" for name, step in keys.items())
    sizes = " ".join(f"{entry}:{len(plain)}:{len(selected)}" for entry, plain, selected in rows)
    blobs = (blob for _entry, plain, selected in rows for blob in (plain, selected))
    return b"".join((f"{at}\n{words}\n{sizes}\n".encode(), *blobs))


def unpack(packed: bytes) -> tuple[dict[str, int], list[Row], int]:
    """What `pack` was given. Raises ValueError where it was something else."""
    place, words, sizes, blobs = packed.split(b"\n", 3)
    keys = {word[1:]: 1 if word[0] == "+" else -1 for word in words.decode().split()}
    rows: list[Row] = []
    for size in sizes.split():
        entry, plain, selected = map(int, size.split(b":"))
        rows.append((entry, blobs[:plain], blobs[plain : plain + selected]))
        blobs = blobs[plain + selected :]
    return keys, rows, int(place)


class FirstKeys:
    """Answers keys on the picture: those that it reads itself from `listen` to `stop`, and those that are passed to
    `press`."""

    def __init__(self, packed: bytes = b"") -> None:
        """`packed` comes from `pack`; nothing, or what makes no sense, answers no key."""
        self._keys: dict[str, int] = {}
        self._rows: list[Row] = []
        self._at = 0
        with suppress(ValueError):
            self._keys, self._rows, self._at = unpack(packed)
        self._over = not 0 <= self._at < len(self._rows)
        self._left = b""
        self._thread: Thread | None = None
        self._woken = self._wake = -1
        self.entry = 0
        """The entry on which the cursor stands since it was moved; 0 while it was not."""

    def press(self, name: str) -> bool:
        """Whether this key moved the cursor. After the first that did not, none does."""
        step = self._keys.get(name, 0)
        at = self._at + step
        self._over = self._over or not step or not 0 <= at < len(self._rows)
        if self._over:
            return False
        _write(self._rows[self._at][1] + self._rows[at][2])
        self._at, self.entry = at, self._rows[at][0]
        return True

    def finish(self) -> int:
        """No key moves the cursor any more; gives the `entry`."""
        self._over = True
        return self.entry

    def listen(self) -> None:
        """Read keys from the terminal until `stop`, or until one came that is for the interface."""
        if self._over:
            return
        from threading import Thread

        from reader.heap import share_one_heap

        # Before the first thread: the heap that one without it has is for the next thread when it ends, which was one
        # that reads the store.
        share_one_heap()
        self._woken, self._wake = os.pipe()
        self._thread = Thread(target=self._listen, name="first-keys", daemon=True)
        self._thread.start()

    def stop(self) -> bytes:
        """Leave the terminal to the interface; gives what was read and is for it."""
        if self._thread is not None:
            os.write(self._wake, b".")
            self._thread.join()
            self._thread = None
            os.close(self._woken)
            os.close(self._wake)
        left, self._left = self._left, b""
        return left

    def _listen(self) -> None:
        with suppress(OSError):
            while self._woken not in select.select([0, self._woken], [], [])[0]:
                key = os.read(0, 1)
                while key in _BEGUN and _more():
                    key += os.read(0, 1)
                if not key:
                    return
                if not self.press(_ARROWS.get(key) or (chr(key[0]) if key.isalnum() and key.isascii() else "")):
                    self._left = key + (os.read(0, 4000) if _more() else b"")
                    return


def _more() -> bool:
    return bool(select.select([0], [], [], 0)[0])


def _write(text: bytes) -> None:
    with suppress(OSError):
        while text:
            text = text[os.write(1, text) :]
