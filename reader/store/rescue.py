"""A damaged store: set aside, never overwritten, and everything of value carried over into a new one."""

from __future__ import annotations

from datetime import datetime

from reader.domain.errors import StoreDamaged

from .locks import Lock
from .places import Places


def replace_damaged(places: Places, now: datetime, damage: StoreDamaged, held: tuple[Lock, ...]) -> str:
    """Set the damaged store aside. Raises `damage` when that cannot be done now."""
    raise damage
