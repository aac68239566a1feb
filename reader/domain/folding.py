"""One row for a story: which entries of a list fold into one, and which of them leads. No I/O here."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import field
from enum import StrEnum
from itertools import chain, filterfalse
from typing import NamedTuple

from reader.domain.records import dataclass

ALMOST = 0.8
"""A text of at least this part of the fullest one's length counts as just as full: twins differ by a footer."""


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


class Telling(NamedTuple):
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


def lead(tellings: Sequence[Telling], by: LeadBy) -> Telling:
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


def _time(telling: Telling) -> tuple[int, int]:
    return telling.at, telling.entry_id


def same_story(telling: Telling) -> int:
    """What folds in lists of several sources: all tellings of a story."""
    return telling.story_id


def same_text(telling: Telling) -> int:
    """What folds in the list of one source: copies of one text."""
    return telling.text


def fold(
    ids: Sequence[int],
    tellings: Iterable[Telling],
    by: LeadBy,
    alike: Callable[[Telling], int] = same_story,
    beyond: Iterable[Telling] = (),
) -> Folded:
    """`ids` with one row for those of `tellings` that are `alike`.

    `tellings` may hold more than `ids`; they do not count. `beyond` do: where `ids` are the first of a longer list, the
    tellings that this list holds further down, in its order. So the first page folds as the whole list does.
    """
    known = {telling.entry_id: telling for telling in tellings}
    groups: dict[int, list[Telling]] = {}
    for entry_id in filter(known.__contains__, ids):
        groups.setdefault(alike(known[entry_id]), []).append(known[entry_id])
    for telling in beyond:
        if alike(telling) in groups:
            groups[alike(telling)].append(telling)
    leads: dict[int, list[int]] = {}
    place: dict[int, int] = {}
    for group in groups.values():
        if len(group) > 1:
            first = lead(group, by).entry_id
            leads[first] = [telling.entry_id for telling in group if telling.entry_id != first]
            place[group[0].entry_id] = first
    dropped = set(chain.from_iterable(leads.values())).union(leads).difference(place)
    rows = array("q", (place.get(entry_id, entry_id) for entry_id in filterfalse(dropped.__contains__, ids)))
    return Folded(rows, _pack(leads))


def _pack(leads: dict[int, list[int]]) -> Hidden:
    order = sorted(leads)
    ends, below = array("q"), array("q")
    for first in order:
        below.extend(leads[first])
        ends.append(len(below))
    pairs = sorted((entry_id, first) for first, entries in leads.items() for entry_id in entries)
    entries, above = array("q", [pair[0] for pair in pairs]), array("q", [pair[1] for pair in pairs])
    return Hidden(array("q", order), ends, below, entries, above)


class Held(NamedTuple):
    """An entry of a row, as far as it matters whether there is still something to read in it."""

    entry_id: int
    text: int
    """As `Telling.text`."""
    read: bool


def waiting(row: Sequence[Held]) -> Iterator[int]:
    """The entries of one row, its lead first, that wait to be read: the lead when it is unread, and unread tellings in
    other words; of several with the same words the first. A copy of what was read, or of the lead, waits for nobody."""
    done = {held.text for held in row if held.read}
    for place, held in enumerate(row):
        if not held.read and (place == 0 or held.text not in done):
            yield held.entry_id
        done.add(held.text)
