"""What is folded in a list of headlines, what stands unfolded, and what of it waits to be read."""

from __future__ import annotations

from array import array
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TypeAlias

from reader.domain.folding import Hidden
from reader.domain.models import EntryRow
from reader.ui.render.fold import ALONE, Fold

WaitingLoader: TypeAlias = Callable[[Sequence[Sequence[int]]], Awaitable[list[list[int]]]]
"""For rows (lead and what is folded beneath it) the entries that wait to be read."""


class Folds:
    """The folds of one list. `ids` are always those of its rows, unfolded ones among them."""

    def __init__(self) -> None:
        self.hidden = Hidden()
        self._open: set[int] = set()
        self._waiting: dict[int, int] = {}
        self._stands_at: dict[int, datetime] = {}

    def change(self, hidden: Hidden, *, forget: bool) -> None:
        """Other folds: of the same list, where what stood unfolded goes on to, or (`forget`) of another one."""
        leads = () if forget else [hidden.lead_of(lead) for lead in self._open]
        self.hidden = hidden
        self._open = {lead for lead in leads if hidden.under(lead)}
        if forget:
            self._waiting.clear()
        self._stands_at.clear()

    def __len__(self) -> int:
        """How many entries stand unfolded beneath others."""
        return sum(len(self.hidden.under(lead)) for lead in self._open)

    def spread(self, ids: Iterable[int]) -> array[int]:
        """`ids` of leads and lone entries, with what is unfolded behind its lead."""
        rows = ids if isinstance(ids, array) and ids.typecode == "q" else array("q", ids)
        if not self._open:
            return rows
        rows = array("q", rows)
        for lead in self._open:
            self._insert(rows, lead)
        return rows

    def _insert(self, rows: array[int], lead: int) -> None:
        try:
            place = rows.index(lead) + 1
        except ValueError:
            return
        rows[place:place] = array("q", self.hidden.under(lead))

    def with_hidden(self, rows: array[int]) -> array[int]:
        """`rows` of the list and what is folded away beneath them, in no special order."""
        # Of the leads, which are fewer than the rows: a set of a million rows takes 60 MB.
        folded = set(self.hidden.leads) - self._open
        leads = (row for row in rows if row in folded) if folded else ()
        return rows + array("q", [entry for lead in leads for entry in self.hidden.under(lead)])

    def unfold(self, lead: int) -> None:
        """What is beneath `lead` is shown from now on."""
        if self.hidden.under(lead):
            self._open.add(lead)

    def fold(self, lead: int) -> None:
        """It is not."""
        self._open.discard(lead)

    def is_open(self, lead: int) -> bool:
        """Whether what is beneath `lead` is shown."""
        return lead in self._open

    def row(self, entry_id: int) -> Sequence[int]:
        """The entries that the row of `entry_id` stands for, itself first."""
        return (entry_id,) if entry_id in self._open else (entry_id, *self.hidden.under(entry_id))

    def stands_at(self, times: Mapping[int, datetime]) -> None:
        """The time by which the rows of these leads have their place in the list."""
        self._stands_at.update(times)

    def dated(self, row: EntryRow) -> EntryRow:
        """A row with the age by which it stands where it does: folded, that of its newest telling."""
        when = None if row.id in self._open else self._stands_at.get(row.id)
        return replace(row, sort_at=when) if when is not None else row

    def told(self, leads: Sequence[int], waiting: Sequence[Sequence[int]]) -> None:
        """What waits in the rows of `leads`."""
        for lead, left in zip(leads, waiting, strict=True):
            self._waiting[lead] = sum(entry_id != lead for entry_id in left)

    def touched(self, ids: set[int], rows: Mapping[int, object]) -> set[int]:
        """The leads among `rows` beneath which one of `ids` is folded."""
        return {lead for lead in rows if not ids.isdisjoint(self.hidden.under(lead))}

    def fold_of(self, entry_id: int) -> Fold:
        """How the row of an entry stands to others of its story."""
        if not len(self.hidden):
            return ALONE
        if beneath := self.hidden.under(entry_id):
            return Fold(len(beneath), self._waiting.get(entry_id, 0), is_open=entry_id in self._open)
        lead = self.hidden.lead_of(entry_id)
        if lead == entry_id:
            return ALONE
        return Fold(inside=True, last=self.hidden.under(lead)[-1] == entry_id)
