"""A story as a whole: everybody's tellings of it in order of time, what came before and after, and stories followed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from reader.domain.records import dataclass

from .models import EntryRow


@dataclass(frozen=True, slots=True)
class Telling:
    """One text about an event, and where else the same text stands."""

    row: EntryRow
    when: datetime
    """When it was published; when it was first seen where the source gives no time that can be true."""
    dated: bool = True
    """False when `when` is the time of the first sight."""
    copies: tuple[Telling, ...] = ()
    """The same text in other places, earliest first."""


@dataclass(frozen=True, slots=True)
class Chapter:
    """One event: its tellings, earliest first."""

    key: int
    """The story's id, or -id of the entry that tells it alone. Stories get new ids when they are computed anew."""
    tellings: tuple[Telling, ...]
    sources: int
    """How many publishers tell it, those of copies too."""

    @property
    def first(self) -> Telling:
        """Who came first."""
        return self.tellings[0]

    @property
    def last_at(self) -> datetime:
        """When the latest text about it came."""
        return max(telling.when for telling in self.everything())

    def everything(self) -> Iterator[Telling]:
        """All tellings with their copies."""
        for telling in self.tellings:
            yield telling
            yield from telling.copies


@dataclass(frozen=True, slots=True)
class StoryCoverage:
    """Who told a story when: the event of one entry, and the events that it follows from or that follow from it."""

    opened: int
    """The entry that was asked about."""
    story: Chapter
    later: tuple[Chapter, ...] = ()
    """What came after it, earliest first."""
    earlier: tuple[Chapter, ...] = ()
    """The story so far, newest first."""
    followed: int = 0
    """The followed story to which the entry belongs, 0 for none."""

    @property
    def chapters(self) -> tuple[Chapter, ...]:
        """All events: this one, then later and earlier ones."""
        return (self.story, *self.later, *self.earlier)


@dataclass(frozen=True, slots=True)
class FollowedStory:
    """A story that the reader keeps in Feeds: it gathers what is written about it from then on."""

    id: int
    headline: str
    """What it was called where it was first followed."""
    own_title: str = ""
    """What the reader calls it; wins when not empty."""
    new: int = 0
    """Unread entries that came since it was last looked at."""
    entries: int = 0
    """All that it has gathered."""
    added: datetime | None = None

    @property
    def title(self) -> str:
        """What the reader sees."""
        return self.own_title or self.headline
