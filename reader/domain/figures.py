"""How much is in the cache, as values."""

from __future__ import annotations

from datetime import datetime

from reader.domain.records import dataclass

WEEKS = 4
"""Weeks back over which entries a week are counted."""


@dataclass(frozen=True, slots=True)
class FeedFigures:
    """One subscription."""

    id: int
    title: str
    entries: int
    unread: int
    starred: int
    a_week: float
    """New entries a week, over the last WEEKS."""
    last_success: datetime | None
    failures: int
    """Failures in a row."""
    bytes: int
    """What the texts take in the store."""

    @property
    def read_share(self) -> float:
        """The part of the entries that was read, 0 to 1."""
        return 1 - self.unread / self.entries if self.entries else 0.0


@dataclass(frozen=True, slots=True)
class Figures:
    """The whole cache."""

    feeds: tuple[FeedFigures, ...]
    entries: int
    unread: int
    starred: int
    full_texts: int
    stories: int
    """Events that two entries or more tell."""
    told_by_several: int
    """Those that two publishers or more tell in words of their own."""
    store_bytes: int
    picture_bytes: int
