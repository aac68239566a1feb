"""The form of what is expected of a feed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

FIELDS = ("read", "entries", "title", "link", "id", "date", "text", "author", "language", "feed title", "feed link")


@dataclass(frozen=True, slots=True)
class Claim:
    """One thing that is expected: of the entry with that number, else of the feed."""

    field: str
    value: Any
    """A link may be one of several: then a tuple."""
    entry: int | None = None
