"""The library's part for stories as a whole: their coverage, and those that the reader follows."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from reader.domain.coverage import FollowedStory, StoryCoverage
from reader.domain.text import clean_line
from reader.i18n import _
from reader.store import followed

from .base import Base

if TYPE_CHECKING:
    from reader.related.wording import Span
    from reader.store.gathering import Rules

MAX_TITLE = 300


class StoriesPart(Base):
    """What is imported inside of the methods is not needed for the first picture of the screen."""

    async def story_coverage(self, entry_id: int) -> StoryCoverage | None:
        """Who told the story of an entry when, with the events before and after it; None when the entry is gone."""
        from reader.store import coverage

        return await self._store.read(coverage.story_coverage, entry_id, _rules())

    async def same_wording(self, one: Sequence[str], other: Sequence[str]) -> tuple[list[list[Span]], list[list[Span]]]:
        """The sentences that two texts, given as paragraphs, share nearly word for word: their places in each."""
        from reader.related.wording import same_wording

        def both() -> tuple[list[list[Span]], list[list[Span]]]:
            return same_wording(one, other), same_wording(other, one)

        return await asyncio.to_thread(both)

    async def followed(self) -> list[FollowedStory]:
        """The stories that the reader follows, in the order in which they began, with what is new in them."""
        return await self._store.read(followed.followed)

    async def followed_with(self, entry_id: int) -> int:
        """The followed story that an entry belongs to, 0 for none."""
        return await self._store.read(followed.followed_with, entry_id)

    async def follow_story(self, entry_id: int) -> int:
        """Follow the story of an entry: it gathers what comes from now on, and what the cache has of its other
        chapters. Returns its id, 0 when the entry is gone."""
        label = _("followed a story")
        number = await self._store.write(_follow, entry_id, self._clock(), label)
        if number:
            self._changed(feeds=True)
        return number

    async def unfollow_story(self, followed_id: int) -> bool:
        """Follow a story no longer; an undo brings it back with all that it has gathered."""
        label = _("ended following a story")
        ended = await self._store.write(followed.unfollow, followed_id, self._clock(), label)
        if ended:
            self._changed(feeds=True)
        return ended

    async def rename_followed(self, followed_id: int, own_title: str) -> None:
        """Call a followed story otherwise; empty gives back its headline."""
        title = clean_line(own_title, MAX_TITLE)
        await self._record(followed.rename, followed_id, title, label=_("renamed a story"))

    async def look_at_followed(self, followed_id: int) -> None:
        """The reader looks at a followed story: what it has gathered is new no longer."""
        if not self.read_only and await self._store.write(followed.look_at, followed_id):
            self._changed()


def _follow(db: Any, entry_id: int, now: Any, label: str) -> int:
    from reader.store import coverage
    from reader.store.gathering import gather

    rules = _rules()
    number = followed.follow(db, entry_id, rules.core_of, now, label)
    told = coverage.read_coverage(db, entry_id, rules) if number else None
    if told is not None:
        ids = [telling.row.id for chapter in told.chapters for telling in chapter.everything()]
        gather(db, ids, rules, only=number)
        followed.look_at(db, number)
    return number


def _rules() -> Rules:
    from reader.related.following import belonging, core_of
    from reader.store.gathering import Rules

    return Rules(core_of, belonging)
