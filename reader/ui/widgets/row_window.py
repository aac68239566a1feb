"""The rows that a long list has in memory: a window around what is visible, filled from the disk as one moves."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping, Sequence

from reader.domain.models import EntryRow

AHEAD = 3
"""Screens of rows that are read ahead on each side."""
_KEEP = 4000
"""Rows kept, besides those of a high screen, before those far from it are let go; about 4 MB."""


class RowWindow:
    """Ids of the whole list, rows of a part of it. Every step costs the same at ten rows and at a million."""

    def __init__(self) -> None:
        self.ids: array[int] = array("q")
        self._rows: dict[int, EntryRow] = {}
        self._gone: set[int] = set()
        self._stale: set[int] = set()
        self._screen, self._around = 1, range(0)
        """Rows of the screen when it was last looked at, and the places that it wants with the screens around it."""

    def __len__(self) -> int:
        return len(self.ids)

    def replace(self, ids: Iterable[int], forget: bool) -> None:
        """Another list of ids; `forget` drops the rows as well, because it is another list altogether."""
        self.ids = ids if isinstance(ids, array) and ids.typecode == "q" else array("q", ids)
        if forget:
            self._rows.clear()
            self._stale.clear()
        self._gone.clear()

    def row(self, index: int) -> EntryRow | None:
        """The row at `index`, None while it is not here."""
        return self._rows.get(self.ids[index])

    def is_gone(self, index: int) -> bool:
        """True when the store no longer has the entry at `index`."""
        return self.ids[index] in self._gone

    def index(self, entry_id: int, near: int = 0) -> int:
        """Where `entry_id` stands, -1 when it is not in the list. Looks around `near` first."""
        low, high = max(0, near - 512), near + 512
        try:
            return low + self.ids[low:high].index(entry_id)
        except ValueError:
            pass
        try:
            return self.ids.index(entry_id)
        except ValueError:
            return -1

    def missing(self, first: int, last: int) -> list[int]:
        """Ids in first <= index < last whose rows are not here or are out of date."""
        return [
            entry_id
            for entry_id in self.ids[max(0, first) : max(0, last)]
            if (entry_id not in self._rows or entry_id in self._stale) and entry_id not in self._gone
        ]

    def wanted(self, top: int, count: int) -> list[int]:
        """Ids to read so that the `count` rows from `top` and the screens around them are here; empty while at least
        one screen on either side is."""
        count = max(count, 1)
        self._screen, self._around = count, range(max(0, top - AHEAD * count), max(0, top + (1 + AHEAD) * count))
        if not self.missing(top - count, top + 2 * count):
            return []
        return self.missing(self._around.start, self._around.stop)

    def wanted_at_ends(self) -> list[int]:
        """Ids to read so that the first and the last screen are here, out of date or not: keys lead there at once."""
        return [entry_id for entry_id in self._at_ends() if entry_id not in self._rows and entry_id not in self._gone]

    def _at_ends(self) -> array[int]:
        return self.ids[: self._screen] + self.ids[max(self._screen, len(self.ids) - self._screen) :]

    def put(self, rows: Sequence[EntryRow], asked: Sequence[int], centre: int) -> None:
        """Rows that were read. Of those `asked` for, the ones that did not come are gone from the store. The rows that
        were last wanted stay, however many, and so do the ends: else they were read again and again."""
        if len(self._rows) > _KEEP + 2 * len(self._around):
            near = {*self.ids[self._around.start : self._around.stop], *self._at_ends()}
            near.update(self.ids[max(0, centre - _KEEP // 4) : centre + _KEEP // 4])
            self._rows = {entry_id: row for entry_id, row in self._rows.items() if entry_id in near}
        self._stale.difference_update(asked)
        for row in rows:
            self._rows[row.id] = row
        self._gone.update(entry_id for entry_id in asked if entry_id not in self._rows)

    @property
    def rows(self) -> Mapping[int, EntryRow]:
        """The rows that are here, by entry."""
        return self._rows

    def touch(self, ids: Iterable[int]) -> None:
        """These rows have changed in the store; the old ones are shown until the new ones are read."""
        self._stale.update(entry_id for entry_id in ids if entry_id in self._rows)
        self._gone.difference_update(ids)
