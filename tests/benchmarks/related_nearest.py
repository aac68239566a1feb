"""What is asked of related stories here: the ranking alone, without the stories that the engine makes of it."""

from __future__ import annotations

from heapq import nlargest
from typing import Any

from reader.engine.candidates import candidates
from reader.related.stories import nearness
from reader.store import related


def nearest(db: Any, entry_id: int, limit: int = 10) -> list[tuple[int, float]]:
    """The entries most related to one, best first, with their scores: likeness and time, whatever story they are of."""
    own = related.stored(db, [entry_id])
    if not own:
        return []
    at, vector = own[0].at, own[0].vector
    found = candidates(db, entry_id, vector)
    ranked = [(nearness(likeness, entry.at - at), entry.entry_id) for likeness, entry in found]
    return [(number, score) for score, number in nlargest(limit, ranked)]
