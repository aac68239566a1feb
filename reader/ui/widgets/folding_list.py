"""A list in which entries are folded beneath others that tell the same story."""

from __future__ import annotations

from array import array
from collections.abc import Sequence

from textual.geometry import Size

from reader.domain.models import EntryRow, ListQuery, Order

from .folds import Folds, WaitingLoader
from .selecting_list import SelectingList


class FoldingList(SelectingList):
    """Unfolds rows in their place and folds them again; how many are beneath a row is painted by its heir."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._query: ListQuery | None = None
        """What is listed, None for nothing."""
        self._folds = Folds()
        self._load_waiting: WaitingLoader | None = None

    @property
    def stories(self) -> int:
        """How many rows there are, those unfolded beneath another one left out."""
        return len(self._window) - len(self._folds)

    def with_hidden(self, rows: array[int]) -> array[int]:
        """These rows and what is folded away beneath them; of a million 0.2 s, so not for the event loop."""
        return self._folds.with_hidden(rows)

    def toggle_fold(self) -> bool:
        """Unfold what is beneath the cursor's row, or fold it again, from any of its rows; False without any."""
        lead = self._folds.hidden.lead_of(self.cursor_id)
        if not self._folds.hidden.under(lead):
            return False
        self._set_open(lead, not self._folds.is_open(lead))
        return True

    def reveal(self, entry_id: int) -> bool:
        """Move the cursor to an entry, unfolding its row where it is folded away; False when the list has it not."""
        if (lead := self._above_if_hidden(entry_id)) and not self._folds.is_open(lead) and self.move_to(lead):
            self._set_open(lead, True)
        return self.cursor_id == entry_id or self.move_to(entry_id)

    def _set_open(self, lead: int, is_open: bool) -> None:
        index = self._window.index(lead, self._cursor)
        beneath = self._folds.hidden.under(lead)
        behind = self._window.ids
        if is_open:
            self._folds.unfold(lead)
            behind[index + 1 : index + 1] = array("q", beneath)
        else:
            self._folds.fold(lead)
            del behind[index + 1 : index + 1 + len(beneath)]
        old_id = self.cursor_id if is_open else 0
        self._cursor = index
        self.virtual_size = Size(self.line_width, len(behind) * self.row_height.pitch)
        self.repaint((lead, *beneath))
        self._follow_cursor()
        self._ensure_rows()
        self.refresh()
        if self.cursor_id != old_id:
            self._announce()

    def rows_beyond(self, step: int, most: int) -> list[Sequence[int]]:
        """The next (`step` +1) or previous (-1) rows seen from the cursor, at most `most`, each as the entries that it
        stands for, itself first."""
        here = self._cursor
        ids = self._window.ids[here + 1 : here + 1 + most] if step > 0 else self._window.ids[max(0, here - most) : here]
        return [self._folds.row(entry_id) for entry_id in (ids if step > 0 else reversed(ids))]

    def row_and_place(self, entry_id: int) -> tuple[Sequence[int], int]:
        """The row of an entry, hidden or not, with its place in the list; the place is -1 when the list has it not."""
        entry_id = self._row_of(entry_id)
        return self._folds.row(entry_id), self._window.index(entry_id, self._cursor)

    def _above_if_hidden(self, entry_id: int) -> int:
        lead = self._folds.hidden.lead_of(entry_id)
        return lead if lead != entry_id else 0

    def _row_of(self, entry_id: int) -> int:
        lead = self._above_if_hidden(entry_id)
        return lead if lead and not self._folds.is_open(lead) else entry_id

    async def load_more(self, rows: Sequence[EntryRow]) -> None:
        """What waits beneath those that lead others, and how old they look."""
        leads = self._leads(rows)
        if not leads or self._load_waiting is None or self._loader is None:
            return
        groups = [(lead.id, *self._folds.hidden.under(lead.id)) for lead in leads]
        waiting = await self._load_waiting(groups)
        self._tell(leads, waiting, await self._loader([group[1] for group in groups]))

    def _leads(self, rows: Sequence[EntryRow]) -> list[EntryRow]:
        return [row for row in rows if self._folds.hidden.under(row.id)]

    def _tell(self, leads: Sequence[EntryRow], waiting: Sequence[Sequence[int]], beneath: Sequence[EntryRow]) -> None:
        self._folds.told([lead.id for lead in leads], waiting)
        first = {Order.NEWEST: max, Order.OLDEST: min}.get(self._query.order) if self._query else None
        if first is None:
            return
        times = {row.id: row.sort_at for row in beneath}
        self._folds.stands_at(
            {
                lead.id: first(lead.sort_at, times.get(self._folds.hidden.under(lead.id)[0], lead.sort_at))
                for lead in leads
            }
        )
