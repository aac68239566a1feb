"""A list in which several entries can be selected for the next command."""

from __future__ import annotations

from array import array

from textual.message import Message as TextualMessage

from reader.domain.records import dataclass

from .row_list import RowList
from .selection import Selection


class SelectingList(RowList):
    """Selects what the cursor passes over; what a selected row looks like is its heir's affair."""

    @dataclass
    class Selected(TextualMessage):
        """So many entries are selected now."""

        count: int

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._selection = Selection(self._window)

    @property
    def selecting(self) -> bool:
        """Whether entries are selected."""
        return bool(self._selection)

    def is_selected(self, index: int) -> bool:
        """Whether the entry of this row is."""
        return self._selection.holds(index, self._cursor)

    def selected(self) -> array[int]:
        """The selected entries in the order of the list."""
        return self._selection.ids(self._cursor)

    def select(self) -> None:
        """Begin to select at the cursor, or keep what is selected and go on without."""
        self._selection.turn(self._cursor)
        self._tell_selected()

    def select_none(self) -> bool:
        """Select nothing any more; False when nothing was."""
        if not self._selection:
            return False
        self._selection.clear()
        self._tell_selected()
        return True

    def move_to_index(self, index: int) -> bool:
        """As in every list; what is selected follows."""
        moved = super().move_to_index(index)
        if moved and self._selection.open:
            self._tell_selected()
        return moved

    def _tell_selected(self) -> None:
        self.refresh()
        self.post_message(self.Selected(self._selection.count(self._cursor)))
