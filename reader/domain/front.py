"""The front page as a value: stories in their order, each with its lead and other tellings, and its sections."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from enum import StrEnum

from reader.domain.records import dataclass

from .models import EntryRow, Folder, Subscription

STORIES = 60
"""Stories of a front page at most."""
TELLINGS = 3
"""Other tellings that stand with a story."""
TOP = 5
"""Stories above the sections."""


class Span(StrEnum):
    """Of which time a front page tells."""

    TODAY = "today"
    LAST = "last"
    """Since the reader was last here."""
    WEEK = "week"


_HALF_LIFE = {Span.TODAY: timedelta(hours=8), Span.LAST: timedelta(hours=12), Span.WEEK: timedelta(hours=48)}
_MORNING = timedelta(hours=16)
_FIRST_VISIT = timedelta(hours=24)
_LONGEST = timedelta(days=31)
LATE = timedelta(hours=24)
"""What comes in so long after it was published is no news any more."""


def half_life(span: Span) -> timedelta:
    """After how long a source counts half in the order of a span."""
    return _HALF_LIFE[span]


def since(span: Span, now: datetime, last_here: datetime | None = None) -> datetime:
    """Where a span begins. `now` is aware; days are those of the reader's time zone.

    Today begins at midnight, but a page that is read in the morning tells the evening before too. It moves in steps of
    an hour, so that it is the same between two looks.
    """
    local = now.astimezone()
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    if span is Span.TODAY:
        return min(midnight, (local - _MORNING).replace(minute=0, second=0, microsecond=0))
    if span is Span.WEEK:
        return midnight - timedelta(days=6)
    return max(last_here or now - _FIRST_VISIT, now - _LONGEST)


@dataclass(frozen=True, slots=True)
class FrontEntry:
    """An entry as the ranking sees it."""

    entry_id: int
    feed_id: int
    story_id: int
    """0: alone so far."""
    voice: int
    """The publisher, as a number."""
    at: int
    """Seconds since 1970."""
    root: int
    """The first entry with its text, itself where there is none before."""
    original: bool
    """False for a copy of another entry that can be seen."""
    size: int = 0
    """Characters of its text."""
    roundup: bool = False
    """It tells many stories."""
    arrived: int = 0
    """When it came in, in seconds since 1970."""


@dataclass(frozen=True, slots=True)
class FrontStory:
    """A story of the front page."""

    key: int
    """Its number, or minus the entry that stands alone."""
    lead: EntryRow
    others: tuple[EntryRow, ...]
    """Other tellings, one of a source, the earliest first."""
    sources: int
    """How many independent sources tell it."""
    score: float = 0.0
    """By which it stands where it stands (`related.front`)."""

    def with_rows(self, rows: Mapping[int, EntryRow]) -> FrontStory:
        """The same with these entries as they are now."""
        others = tuple(rows.get(row.id, row) for row in self.others)
        return replace(self, lead=rows.get(self.lead.id, self.lead), others=others)


@dataclass(frozen=True, slots=True)
class FrontPage:
    """The stories of a span, in their order."""

    span: Span
    since: datetime
    stories: tuple[FrontStory, ...] = ()

    def with_rows(self, rows: Mapping[int, EntryRow]) -> FrontPage:
        """The same with these entries as they are now."""
        return replace(self, stories=tuple(story.with_rows(rows) for story in self.stories))


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the page: what stands above all sections (`folder_id` -1), a folder, or what is in none (0)."""

    folder_id: int
    title: str
    """Of the folder; empty for the other two."""
    stories: tuple[FrontStory, ...]


ABOVE = -1


def sections(page: FrontPage, feeds: Sequence[Subscription], folders: Sequence[Folder]) -> tuple[Section, ...]:
    """The page by folders (those at the top, with what is below them), after the first few stories. Empty ones are left
    out; stories keep their order inside."""
    by_id = {folder.id: folder for folder in folders}
    home = {feed.id: _top_of(feed.folder_id, by_id) for feed in feeds}
    inside: dict[int, list[FrontStory]] = {}
    for story in page.stories[TOP:]:
        inside.setdefault(home.get(story.lead.feed_id, 0), []).append(story)
    order = sorted(
        (folder for folder in folders if folder.id in inside), key=lambda folder: (folder.position, folder.id)
    )
    found = [Section(ABOVE, "", page.stories[:TOP])]
    found += [Section(folder.id, folder.title, tuple(inside[folder.id])) for folder in order]
    found.append(Section(0, "", tuple(inside.get(0, ()))))
    return tuple(section for section in found if section.stories)


def _top_of(folder_id: int, folders: Mapping[int, Folder]) -> int:
    """The folder at the top in which a folder lies; 0 for one that is not there."""
    for _step in range(len(folders)):
        folder = folders.get(folder_id)
        if folder is None:
            return 0
        if not folder.parent_id or folder.parent_id not in folders:
            return folder.id
        folder_id = folder.parent_id
    return 0
