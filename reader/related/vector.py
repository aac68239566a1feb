"""The vector of an entry: its strongest features with their weights, four bytes each, and the cosine of two of them."""

from __future__ import annotations

import math
from array import array
from collections.abc import Sequence
from heapq import nlargest

from .features import Features
from .vocabulary import Vocabulary

KEPT = 96
"""Features of a vector."""
INDEXED = 32
"""The strongest of them, which lead to the entry from others."""

Vector = array
"""`array('I')` of feature << 8 | weight, strongest first."""
Weights = dict[int, float]
"""Feature -> weight; the squares sum up to 1."""

# A weight is stored as its square root in 255 steps: fine where most weights are.
_WEIGHT = tuple((step / 255) ** 2 for step in range(256))


def vector_of(features: Features, vocabulary: Vocabulary) -> Vector[int]:
    """The vector of a text; empty for one without features that say anything."""
    log1p = math.log1p
    idfs = vocabulary.idfs(features)
    weighted = [(log1p(count) * idf, feature) for (feature, count), idf in zip(features.items(), idfs, strict=True)]
    strongest = [pair for pair in nlargest(KEPT, weighted) if pair[0] > 0]
    length = math.sqrt(sum(weight * weight for weight, _feature in strongest)) or 1.0
    return array("I", (feature << 8 | max(1, round(math.sqrt(weight / length) * 255)) for weight, feature in strongest))


def weights_of(vector: Sequence[int]) -> Weights:
    """A vector ready to be compared."""
    return {code >> 8: _WEIGHT[code & 255] for code in vector}


def cosine(weights: Weights, vector: Sequence[int]) -> float:
    """How alike two texts are: 0 for nothing in common, 1 for the same."""
    return min(sum([weights[n] * _WEIGHT[code & 255] for code in vector if (n := code >> 8) in weights]), 1.0)


def shared(weights: Weights, vector: Sequence[int]) -> list[int]:
    """The words (not the pairs) that two texts share, as features, those that join them most first."""
    both = [
        (weights[code >> 8] * _WEIGHT[code & 255], code >> 8)
        for code in vector
        if not code >> 8 & 1 and code >> 8 in weights
    ]
    return [feature for _weight, feature in sorted(both, reverse=True)]


def indexed(vector: Sequence[int]) -> list[int]:
    """The features under which an entry is found."""
    return [code >> 8 for code in vector[:INDEXED]]
