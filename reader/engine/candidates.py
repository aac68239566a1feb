"""Finding the entries that may be related to one: through the inverted file, newest first, then by exact likeness."""

from __future__ import annotations

from array import array
from heapq import nlargest
from typing import Any

from reader.related.vector import cosine, indexed, weights_of
from reader.store import related
from reader.store.related import Stored

POSTINGS = 1000
"""Entries looked at under one feature, the newest: what stands in more says little."""
RANGE = 100_000
"""Ids to either side that are looked at. Ids follow time, so that a million entries cost no more than the newest."""
MOST_POSTINGS = 4_000
"""Entries looked at in all, under the weightiest features first: what is left are words that stand in many texts. Among
a million entries 48,000 took four times as long. Nothing is lost: in sets of 5,000 dated articles a fortieth of both
limits found as many events first as none."""
COMPARED = 120
"""Entries that are compared exactly: those found under the weightiest features."""
WEAKEST = 0.04
"""Cosines below are none."""


def candidates(db: Any, entry_id: int, vector: array[int]) -> list[tuple[float, Stored]]:
    """Cosine and entry, for the entries most like one, in no order."""
    weights = weights_of(vector)
    scores: dict[int, float] = {}
    get = scores.get
    left = MOST_POSTINGS
    for feature in indexed(vector):
        weight = weights[feature]
        found = related.postings(db, feature, entry_id - RANGE, entry_id + RANGE, min(POSTINGS, left))
        for (number,) in found:
            scores[number] = get(number, 0.0) + weight
        left -= len(found)
    scores.pop(entry_id, None)
    best = nlargest(COMPARED, scores, key=scores.__getitem__)
    compared = ((cosine(weights, entry.vector), entry) for entry in related.stored(db, best))
    return [(likeness, entry) for likeness, entry in compared if likeness >= WEAKEST]
