"""How values lie in columns: hashes, times, compressed text, lists of ids."""

from __future__ import annotations

import zlib
from array import array
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from typing import Any

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)
_EARLIEST = -62_135_596_800_000
_LATEST = 253_402_300_799_999
"""Milliseconds of the years 1 and 9999: what a damaged row names beyond them is brought back to them."""
_MANY = 1_000_000_000
_MAX_BLOCKS = 64 * 1024 * 1024
"""No text that we store is larger; a damaged row must not eat the memory."""


def sound(rows: Iterable[Sequence[Any]], kinds: str) -> Iterator[Sequence[Any]]:
    """Rows of a statement with each value of the kind that its column is declared to have: `i` integer, `n` a number of
    things or minutes, which is never large, `f` number, `t` text, `b` bytes; in capitals it may be None.

    A flipped byte turns a value into one of any kind, which SQLite hands out as it is. What does not fit becomes as
    little as there is of its kind, so that one such value does not take a whole list with it.
    """
    bounded = [place for place, kind in enumerate(kinds) if kind.lower() in "fn"]
    good: set[tuple[type, ...]] = set()
    for row in rows:
        found = tuple(map(type, row))
        if found in good and (not bounded or all(row[at] is None or -_MANY < row[at] < _MANY for at in bounded)):
            yield row
            continue
        fitting = tuple(map(_fitting, row, kinds))
        if tuple(map(type, fitting)) == found:
            good.add(found)
        yield fitting


def _fitting(value: Any, kind: str) -> Any:
    if value is None and kind.isupper():
        return None
    match kind.lower():
        case "i":
            return value if isinstance(value, int) else 0
        case "n":
            return max(-_MANY, min(value, _MANY)) if isinstance(value, int) else 0
        case "f":
            return float(value) if isinstance(value, int | float) and abs(value) < _MANY else 0.0
        case "t":
            return (
                str(value, "utf-8", "replace") if isinstance(value, bytes) else value if isinstance(value, str) else ""
            )
    return value if isinstance(value, bytes) else b""


def figure(total: float) -> int:
    """What `total()` of SQLite summed up; a damaged summand has no end."""
    return int(min(total, _LATEST))


def hash64(text: str) -> int:
    """A 64-bit hash as SQLite holds integers (signed). Never changes: it is in the store."""
    return int.from_bytes(blake2b(text.encode("utf-8", "replace"), digest_size=8).digest(), "big", signed=True)


def to_db(when: datetime) -> int:
    """Milliseconds since 1970 of an aware time."""
    return (when - _EPOCH) // _MILLISECOND


def to_db_or_none(when: datetime | None) -> int | None:
    """As `to_db`, None for no time."""
    return None if when is None else (when - _EPOCH) // _MILLISECOND


def from_db(millis: int) -> datetime:
    """The aware UTC time of a column."""
    if not _EARLIEST < millis < _LATEST:
        millis = min(max(millis, _EARLIEST), _LATEST)
    return _EPOCH + timedelta(milliseconds=millis)


def from_db_or_none(millis: int | None) -> datetime | None:
    """As `from_db`, None for an empty column."""
    return None if millis is None else from_db(millis)


def pack_text(text: str) -> bytes:
    """Compressed text. Level 1: at this size the higher levels save 4 % and cost three times as much."""
    return zlib.compress(text.encode("utf-8", "replace"), 1)


def unpack_text(data: bytes) -> str:
    """What `pack_text` was given. Raises ValueError for anything else."""
    try:
        return zlib.decompressobj().decompress(data, _MAX_BLOCKS).decode("utf-8")
    except zlib.error as error:
        raise ValueError("compressed text cannot be read") from error


def pack_ids(ids: Iterable[int]) -> bytes:
    """Compressed ids, in order. They are stored as differences, which compress to a byte or less an entry in lists."""
    steps = array("q")
    last = 0
    for number in ids:
        steps.append(number - last)
        last = number
    return zlib.compress(steps.tobytes(), 1)


def unpack_ids(data: bytes) -> array[int]:
    """The ids that `pack_ids` was given. Raises ValueError for anything else."""
    steps = array("q")
    try:
        steps.frombytes(zlib.decompress(data))
    except zlib.error as error:
        raise ValueError("a list of entries cannot be read") from error
    total = 0
    for place, step in enumerate(steps):
        total += step
        steps[place] = total
    return steps


def bits(numbers: Iterable[int]) -> int:
    """A set of small numbers (hours, weekdays) as a bit set."""
    return sum(1 << number for number in set(numbers) if 0 <= number < 32)


def from_bits(mask: int) -> frozenset[int]:
    """The set that `bits` was given."""
    return frozenset(number for number in range(32) if mask >> number & 1)
