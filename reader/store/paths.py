"""Where the files of a store lie."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

from reader.domain.records import dataclass

DATABASE = "bantin.db"


@dataclass(frozen=True, slots=True)
class StorePaths:
    """The files in one data folder."""

    folder: Path

    @property
    def database(self) -> Path:
        """The store itself; `-wal` and `-shm` stand beside it."""
        return self.folder / DATABASE

    @property
    def companions(self) -> tuple[Path, ...]:
        """SQLite's own files beside the database."""
        return tuple(self.folder / f"{DATABASE}{suffix}" for suffix in ("-wal", "-shm", "-journal"))

    def last_written(self) -> tuple[int, int]:
        """(time in ns, size) of the log of writes, which every write changes; zeros where there is none."""
        try:
            found = self.companions[0].stat()
        except OSError:
            return 0, 0
        return found.st_mtime_ns, found.st_size

    @property
    def suspect(self) -> Path:
        """Stands there when a read or write met damage: the next start checks the whole file."""
        return self.folder / f"{DATABASE}.suspect"

    @property
    def restoring(self) -> Path:
        """A dated copy on its way to the store's place."""
        return self.folder / f"{DATABASE}.restore"

    @property
    def rescuing(self) -> Path:
        """What is being rescued from a damaged store."""
        return self.folder / f"{DATABASE}.rescue"

    @property
    def ready(self) -> Path:
        """One of these, whole, whose place is free or about to be."""
        return self.folder / f"{DATABASE}.ready"

    @property
    def backups(self) -> Path:
        """Folder of dated copies."""
        return self.folder / "backups"

    @property
    def opml(self) -> Path:
        """The subscriptions as plain OPML, for any program to read."""
        return self.folder / "subscriptions.opml"

    def aside(self, now: datetime) -> Path:
        """A free dated name for a damaged database."""
        return free_name(self.folder, f"bantin.damaged-{stamp(now)}", ".db")

    def replaced(self, now: datetime) -> Path:
        """A free dated name for a database that a restored copy takes the place of."""
        return free_name(self.folder, f"bantin.replaced-{stamp(now)}", ".db")

    def asides(self) -> list[Path]:
        """Databases under such names."""
        return [*self.folder.glob("bantin.damaged-*.db"), *self.folder.glob("bantin.replaced-*.db")]

    def backup(self, now: datetime) -> Path:
        """A free dated name for a copy."""
        return free_name(self.backups, f"bantin-{stamp(now)}", ".db")


def stamp(now: datetime) -> str:
    """`now` as it stands in file names: sorts by time."""
    return now.strftime("%Y%m%d-%H%M%S")


def stamped(name: str) -> datetime | None:
    """The time in a file's name that `stamp` wrote, None when there is none."""
    found = re.search(r"-(\d{8}-\d{6})(?:\D|$)", name)
    try:
        return datetime.strptime(found[1], "%Y%m%d-%H%M%S").replace(tzinfo=UTC) if found else None
    except ValueError:
        return None


def free_name(folder: Path, stem: str, suffix: str) -> Path:
    """`stem` + `suffix` in `folder`, numbered when that name is taken: nothing is ever overwritten."""
    path = folder / f"{stem}{suffix}"
    number = 2
    while path.exists():
        path = folder / f"{stem}-{number}{suffix}"
        number += 1
    return path
