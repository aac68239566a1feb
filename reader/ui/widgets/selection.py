"""Rows of a list that the next command is meant for: a range that follows the cursor, and others kept before it."""

from __future__ import annotations

from array import array

from .row_window import RowWindow


class Selection:
    """The selected entries of one list. Nothing here costs more than the range is long."""

    def __init__(self, window: RowWindow) -> None:
        self._window = window
        self._kept: set[int] = set()
        self._anchor = 0
        """The entry at which the range begins, 0 while there is none."""
        self._known: tuple[tuple[int, int, int], range] = ((0, 0, 0), range(0))

    def __bool__(self) -> bool:
        return bool(self._anchor or self._kept)

    @property
    def open(self) -> bool:
        """A range follows the cursor."""
        return self._anchor > 0

    def clear(self) -> None:
        """Select nothing."""
        self._kept.clear()
        self._anchor = 0

    def turn(self, cursor: int) -> None:
        """Begin a range at the row `cursor`; or end the one that is open, which stays selected."""
        if self._anchor:
            covered = self._range(cursor)
            self._kept.update(self._window.ids[covered.start : covered.stop])
            self._anchor = 0
        elif cursor < len(self._window):
            self._anchor = self._window.ids[cursor]

    def holds(self, index: int, cursor: int) -> bool:
        """Whether the row `index` is selected while the cursor stands on the row `cursor`."""
        return bool(self) and (self._window.ids[index] in self._kept or index in self._range(cursor))

    def count(self, cursor: int) -> int:
        """How many rows are selected."""
        covered = self._range(cursor)
        if not self._kept:
            return len(covered)
        return len(self._kept.union(self._window.ids[covered.start : covered.stop]))

    def ids(self, cursor: int) -> array[int]:
        """The selected entries in the order of the list."""
        covered, ids = self._range(cursor), self._window.ids
        if not self._kept:
            return ids[covered.start : covered.stop]
        chosen = self._kept.union(ids[covered.start : covered.stop])
        return array("q", [number for number in ids if number in chosen])

    def _range(self, cursor: int) -> range:
        if not self._anchor or cursor >= len(self._window):
            return range(0)
        asked = (self._anchor, cursor, len(self._window))
        if asked != self._known[0]:
            at = self._window.index(self._anchor, cursor)
            at = cursor if at < 0 else at
            self._known = asked, range(min(at, cursor), max(at, cursor) + 1)
        return self._known[1]
