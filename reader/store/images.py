"""Which pictures are in the cache folder, and which could not be had and why. The files are `picture_files`' business.

A picture is known by its whole address: the same path with another size in the query is another picture. Two addresses
with the same bytes share their files.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from reader.domain.pictures import PictureState
from reader.domain.records import dataclass

from .packing import figure, from_db, hash64, sound, to_db

RETRY_FIRST = timedelta(minutes=10)
RETRY_LONGEST = timedelta(days=1)
RETRY_FOR_GOOD = timedelta(days=3)
"""How long what is no picture is left alone: publishers do repair their pages."""


@dataclass(frozen=True, slots=True)
class ImageRow:
    """A picture that is kept, or (no `file`) one that could not be had."""

    url: str
    file: str = ""
    """Hash of the content, the name of its files."""
    kind: str = ""
    """`jpg` or `png`."""
    width: int = 0
    """Pixels of the original."""
    height: int = 0
    bytes: int = 0
    """What its files take."""
    error: str = ""
    failures: int = 0
    retry: datetime | None = None
    """When a picture that could not be had may be asked for again."""
    used: datetime | None = None


def find(db: sqlite3.Connection, url: str) -> ImageRow | None:
    """What is known of the picture at `url`."""
    row = db.execute(
        """SELECT url, file, kind, width, height, bytes, error, failures, retry, used FROM image
            WHERE url_hash = ? AND url = ?""",
        (hash64(url), url),
    )
    found = next(sound(row, "tttiiitiii"), None)
    if found is None:
        return None
    url, file, kind, width, height, size, error, failures, retry, used = found
    return ImageRow(url, file, kind, width, height, size, error, failures, from_db(retry), from_db(used))


def states(db: sqlite3.Connection, urls: Iterable[str], now: datetime) -> dict[str, PictureState]:
    """Sizes of the pictures that are kept, and why others were not to be had; what may be asked for is left out."""
    hashes = json.dumps([hash64(url) for url in urls])
    return {
        url: PictureState(width, height, error)
        for url, width, height, error in sound(
            db.execute(
                """SELECT url, width, height, error FROM image WHERE url_hash IN (SELECT value FROM json_each(?))
                    AND (file <> '' OR retry > ?)""",
                (hashes, to_db(now)),
            ),
            "tiit",
        )
    }


def keep(db: sqlite3.Connection, image: ImageRow, entry_id: int, now: datetime) -> None:
    """Note that the files of `image` are there."""
    _put(db, image, entry_id, now)


def failed(
    db: sqlite3.Connection, url: str, entry_id: int, error: str, now: datetime, *, for_good: bool = False
) -> None:
    """Note that the picture could not be had, so that it is left alone for a while: days when it is none, ten minutes
    and then longer and longer where a server or the way to it was ill. Files that are there stay."""
    known = find(db, url)
    if known is not None and known.file:
        return
    failures = (known.failures if known else 0) + 1
    wait = RETRY_FOR_GOOD if for_good else min(RETRY_FIRST * 2 ** min(failures - 1, 10), RETRY_LONGEST)
    _put(db, ImageRow(url, error=error, failures=failures, retry=now + wait), entry_id, now)


def _put(db: sqlite3.Connection, image: ImageRow, entry_id: int, now: datetime) -> None:
    db.execute(
        """INSERT OR REPLACE INTO image(url_hash, url, entry_id, file, kind, width, height, bytes, error, failures,
            retry, used) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
        (
            hash64(image.url),
            image.url,
            entry_id,
            image.file,
            image.kind,
            image.width,
            image.height,
            image.bytes,
            image.error,
            image.failures,
            to_db(image.retry) if image.retry else 0,
            to_db(now),
        ),
    )


def touch(db: sqlite3.Connection, url: str, now: datetime) -> None:
    """The picture was shown."""
    db.execute("UPDATE image SET used = ? WHERE url_hash = ? AND url = ?", (to_db(now), hash64(url), url))


def grew(db: sqlite3.Connection, file: str, size: int) -> None:
    """The files of a picture take `size` bytes now."""
    db.execute("UPDATE image SET bytes = ? WHERE file = ?", (size, file))


def taken(db: sqlite3.Connection) -> int:
    """Bytes that all pictures take; shared files count once."""
    (size,) = db.execute(
        "SELECT total(size) FROM (SELECT max(bytes) AS size FROM image WHERE file <> '' GROUP BY file)"
    ).fetchone()
    return figure(size)


def forget_of(db: sqlite3.Connection, ids: Sequence[int]) -> list[str]:
    """Forget the pictures of entries that are gone; returns the files that no other picture shares."""
    inside = json.dumps(list(ids))
    files = {
        str(file)
        for (file,) in db.execute(
            "DELETE FROM image WHERE entry_id IN (SELECT value FROM json_each(?)) RETURNING file", (inside,)
        ).fetchall()
        if file
    }
    shared = db.execute(
        "SELECT file FROM image WHERE file <> '' AND file IN (SELECT value FROM json_each(?))",
        (json.dumps(sorted(files)),),
    )
    return sorted(files - {file for (file,) in shared})


def trim(db: sqlite3.Connection, budget: int) -> list[str]:
    """Forget the pictures not shown for longest until the rest takes at most `budget` bytes; returns the files that may
    be deleted now. Pictures of starred stories and of those kept for offline stay, whatever they take."""
    over = taken(db) - budget
    if over <= 0:
        return []
    loose = db.execute(
        """SELECT file, max(bytes) FROM image WHERE file <> '' GROUP BY file
            HAVING max(EXISTS (SELECT 1 FROM state WHERE state.id = image.entry_id AND starred = 1)
                OR EXISTS (SELECT 1 FROM whole WHERE whole.entry_id = image.entry_id AND kept > 0)) = 0
            ORDER BY max(used)"""
    ).fetchall()
    gone = []
    for file, size in loose:
        if over <= 0:
            break
        gone.append(str(file))
        over -= size
    db.executemany("DELETE FROM image WHERE file = ?", ((file,) for file in gone))
    return gone
