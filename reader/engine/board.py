"""Which entry is in which story: as the store says, and as the batch at work has changed it.

A story goes by its key: its id, or -id of the entry that is alone so far; 0 is none.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from reader.store import related
from reader.store.related import Membership, Stored


class Board:
    """The memberships of one batch, over a reading connection."""

    def __init__(self, db: Any) -> None:
        self._db = db
        self._members: dict[int, Membership] = {}
        self._counts: dict[int, int] = {}
        self._next = related.next_story(db)
        self.merged: dict[int, int] = {}
        """Story -> the story that took its entries over."""

    def members(self) -> list[Membership]:
        """The memberships that changed."""
        return [replace(member, story_id=self._current(member.story_id)) for member in self._members.values()]

    def key(self, entry: Stored) -> int:
        """The story of an entry that others may join; 0 for one that waits to be placed, and for a round-up."""
        member = self._members.get(entry.entry_id)
        if entry.roundup or not (entry.placed or member):
            return 0
        return self._current(member.story_id if member else entry.story_id) or -entry.entry_id

    def story(self, entry_id: int) -> int:
        """The story that an entry is in, 0 when it is alone or was not placed."""
        return self._current(self._member(entry_id).story_id)

    def root(self, entry_id: int) -> int:
        """The first entry with this one's text, itself when there is no other."""
        return self._member(entry_id).copy_of or entry_id

    def count(self, keys: Iterable[int]) -> dict[int, int]:
        """How many entries these stories have (and others, known from before)."""
        wanted = [key for key in keys if key not in self._counts]
        known = related.sizes(self._db, [key for key in wanted if key > 0])
        self._counts.update({key: max(1, known.get(key, 1)) for key in wanted})
        return self._counts

    def join(self, entry_id: int, voice: int, key: int, copy_of: int) -> None:
        """Put an entry into a story; what it was in before it leaves."""
        before = self.story(entry_id)
        if key == 0:
            story = 0
        else:
            story = self._begun(key)
            if story != before:
                self._counts[story] = self.count([story])[story] + 1
        if before and before != story:
            self._counts[before] = self.count([before])[before] - 1
        self._members[entry_id] = Membership(entry_id, story, voice, 0 if copy_of == entry_id else copy_of)

    def merge(self, old: int, *, into: int) -> int:
        """Move all entries of one story to another; returns the id of that."""
        story = self._begun(into)
        total = self.count([story])[story] + self.count([old])[old]
        if old < 0:
            self._members[-old] = replace(self._member(-old), story_id=story)
        else:
            self.merged[old] = story
        self._counts[story] = total
        return story

    def _begun(self, key: int) -> int:
        """The id of a story; one that an entry alone stood for is begun with it."""
        if key > 0:
            return self._current(key)
        member = self._member(-key)
        if member.story_id:
            return self._current(member.story_id)
        story, self._next = self._next, self._next + 1
        self._members[-key] = replace(member, story_id=story)
        self._counts[story] = 1
        return story

    def _member(self, entry_id: int) -> Membership:
        if entry_id in self._members:
            return self._members[entry_id]
        return next(iter(related.members(self._db, [entry_id])), Membership(entry_id, 0, 0, 0))

    def _current(self, story: int) -> int:
        while story in self.merged:
            story = self.merged[story]
        return story
