"""One row for a story: which entries of a list fold into one, and which of them leads. No I/O here."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import field
from enum import StrEnum
from itertools import chain, groupby
from typing import NamedTuple

from reader.domain.models import EntryRow
from reader.domain.records import dataclass

ALMOST = 0.8
"""A text of at least this part of the fullest one's length counts as just as full: twins differ by a footer."""
_ALONE = -1


class LeadBy(StrEnum):
    """How the entry that stands for its story is chosen."""

    PREFERRED = "preferred"
    """The reader's preferred source, else the fullest text, of these the earliest."""
    FULLEST = "fullest"
    """The fullest text, of these the earliest."""
    EARLIEST = "earliest"
    NEWEST = "newest"
    FIRST = "first"
    """The first of the list: in a search the best hit."""


class FoldEntry(NamedTuple):
    """An entry as one telling of a story."""

    entry_id: int
    story_id: int
    copy_of: int = 0
    """The first entry with this text, 0 for a text of its own."""
    size: int = 0
    """Characters of its text."""
    at: int = 0
    """When it was told, in seconds."""
    preferred: bool = False
    """From a source that the reader prefers."""

    @property
    def text(self) -> int:
        """What copies of one text have in common."""
        return self.copy_of or self.entry_id


@dataclass(frozen=True, slots=True)
class Hidden:
    """What is folded beneath which row. Sorted arrays: 24 bytes a hidden entry where dictionaries take 150."""

    leads: array[int] = field(default_factory=lambda: array("q"))
    """Entries that lead others, ascending."""
    ends: array[int] = field(default_factory=lambda: array("q"))
    """Where in `below` the ones of each lead end."""
    below: array[int] = field(default_factory=lambda: array("q"))
    """The hidden entries, lead by lead, those of one lead in the order of the list."""
    entries: array[int] = field(default_factory=lambda: array("q"))
    """The hidden entries, ascending."""
    above: array[int] = field(default_factory=lambda: array("q"))
    """The lead of each of `entries`."""

    def __len__(self) -> int:
        return len(self.entries)

    def under(self, lead: int) -> Sequence[int]:
        """The entries that are folded beneath `lead`, in the order of the list."""
        place = bisect_left(self.leads, lead)
        if place == len(self.leads) or self.leads[place] != lead:
            return ()
        return self.below[self.ends[place - 1] if place else 0 : self.ends[place]]

    def lead_of(self, entry_id: int) -> int:
        """The entry that leads the row of `entry_id`: itself where it is not hidden."""
        place = bisect_left(self.entries, entry_id)
        hidden = place < len(self.entries) and self.entries[place] == entry_id
        return self.above[place] if hidden else entry_id


@dataclass(frozen=True, slots=True)
class Folded:
    """A list with each story in one row."""

    ids: array[int]
    """Leads and lone entries. A story stands where its first entry of the list stood: there what is new is seen."""
    hidden: Hidden = field(default_factory=Hidden)


class Shown(NamedTuple):
    """Rows of a folded list, with all that they show."""

    rows: Sequence[EntryRow] = ()
    waiting: Sequence[Sequence[int]] = ()
    """For each of them that leads others, the entries in its row that wait to be read."""
    beneath: Sequence[EntryRow] = ()
    """For each of these, the first entry beneath it; not those that are gone."""


def lead(tellings: Sequence[FoldEntry], by: LeadBy) -> FoldEntry:
    """The one of `tellings` (in the order of their list, at least one) that stands for all."""
    if by is LeadBy.FIRST:
        return tellings[0]
    if by is LeadBy.NEWEST:
        return max(tellings, key=_time)
    if by is LeadBy.PREFERRED:
        tellings = [telling for telling in tellings if telling.preferred] or tellings
    if by is not LeadBy.EARLIEST:
        enough = ALMOST * max(telling.size for telling in tellings)
        tellings = [telling for telling in tellings if telling.size >= enough]
    return min(tellings, key=_time)


def _time(telling: FoldEntry) -> tuple[int, int]:
    return telling.at, telling.entry_id


def same_story(telling: FoldEntry) -> int:
    """What folds in lists of several sources: all tellings of a story."""
    return telling.story_id


def same_text(telling: FoldEntry) -> int:
    """What folds in the list of one source: copies of one text."""
    return telling.text


def fold(
    ids: Sequence[int],
    tellings: Iterable[FoldEntry],
    by: LeadBy,
    alike: Callable[[FoldEntry], int] = same_story,
    beyond: Sequence[FoldEntry] = (),
    walk: Callable[[Iterable[int]], Iterable[int]] = iter,
) -> Folded:
    """`ids` with one row for those of `tellings` that are `alike`.

    `tellings` must come with those that are alike one after another: a list may have a million, so none is kept longer
    than that. There may be more of them than `ids`; these do not count. `beyond` do: where `ids` are the first of a
    longer list, the tellings that this list holds further down, in its order. So the first page folds as the whole list
    does. `walk` goes through long lists: whoever has something to do between their entries does it there.
    """
    tellings = iter(tellings)
    if (first := next(tellings, None)) is None and not beyond:
        # In a store without stories, all of 100,000 were walked through twice, which took 60 ms.
        return Folded(array("q", ids))
    tellings = chain([first] if first else [], tellings)
    if beyond:
        here = set(ids)
        tellings = sorted([*(one for one in tellings if one.entry_id in here), *beyond], key=alike)
    order = array("q", ids)
    order.extend(telling.entry_id for telling in beyond)
    groups = _grouped(walk(order), max(order, default=0), tellings, by, alike)
    if not groups.members:
        return Folded(array("q", ids))
    rows = array("q")
    for place, entry_id in enumerate(walk(order)):
        group = groups.of[entry_id]
        if group != _ALONE and (place < len(ids) or groups.filled[group] > groups.begins[group]):
            if groups.add(group, entry_id):
                rows.append(groups.leads[group])
        elif place < len(ids):
            rows.append(entry_id)
    return Folded(rows, groups.hidden())


@dataclass(slots=True)
class _Groups:
    """The entries of a list that fold, group by group; the first group is number 1. Arrays, as in `Hidden`."""

    of: array[int]
    """By the number of an entry: its group, `_ALONE`, or 0 where it is not in the list."""
    leads: array[int]
    """By group: who leads it, 0 where that is the first that is added."""
    begins: array[int]
    """By group: where in `members` it begins."""
    filled: array[int]
    """By group: up to where in `members` it was added."""
    members: array[int]

    def add(self, group: int, entry_id: int) -> bool:
        """Add the next entry of a group, in the order of the list; True for the first one."""
        place = self.filled[group]
        self.members[place] = entry_id
        self.filled[group] = place + 1
        self.leads[group] = self.leads[group] or entry_id
        return place == self.begins[group]

    def hidden(self) -> Hidden:
        """What is folded beneath the leads of the groups to which something was added."""
        leads, ends, below = array("q"), array("q"), array("q")
        for group in sorted(range(1, len(self.leads)), key=self.leads.__getitem__):
            first, members = self.leads[group], self.members[self.begins[group] : self.filled[group]]
            if members:
                below.extend(entry_id for entry_id in members if entry_id != first)
                leads.append(first)
                ends.append(len(below))
        entries = array("q", sorted(below))
        return Hidden(leads, ends, below, entries, array("q", (self.leads[self.of[one]] for one in entries)))


def _grouped(
    order: Iterable[int], most: int, tellings: Iterable[FoldEntry], by: LeadBy, alike: Callable[[FoldEntry], int]
) -> _Groups:
    of = array("i", bytes(4 * (most + 1)))
    for entry_id in order:
        of[entry_id] = _ALONE
    leads, begins, size = array("q", [0]), array("q", [0]), 0
    for _kind, run in groupby(tellings, alike):
        group = [telling for telling in run if telling.entry_id < len(of) and of[telling.entry_id]]
        if len(group) > 1:
            for telling in group:
                of[telling.entry_id] = len(leads)
            leads.append(0 if by is LeadBy.FIRST else lead(group, by).entry_id)
            begins.append(size)
            size += len(group)
    return _Groups(of, leads, begins, begins[:], array("q", bytes(8 * size)))


class RowEntry(NamedTuple):
    """An entry of a row, as far as it matters whether there is still something to read in it."""

    entry_id: int
    text: int
    """As `FoldEntry.text`."""
    read: bool


def waiting(row: Sequence[RowEntry]) -> Iterator[int]:
    """The entries of one row, its lead first, that wait to be read: the lead when it is unread, and unread tellings in
    other words; of several with the same words the first. A copy of what was read, or of the lead, waits for nobody."""
    done = {entry.text for entry in row if entry.read}
    for place, entry in enumerate(row):
        if not entry.read and (place == 0 or entry.text not in done):
            yield entry.entry_id
        done.add(entry.text)
