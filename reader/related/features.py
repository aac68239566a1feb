"""From a cleaned text to features: hashed words and pairs of words, with how often each occurs.

A feature is an integer of 24 bits; its lowest bit tells a pair (1) from a word (0).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from zlib import crc32

from .words import normal, words

Features = dict[int, float]
"""Feature -> weighted number of occurrences."""

TITLE_WEIGHT = 3.0
PAIR_WEIGHT = 0.25
"""A pair of words counts this part of a word: 0.5 cost English snippets 1.4 points of MRR and gained nothing."""
MAX_CHARS = 60_000
"""Characters of a text that are looked at: the longest articles have half of it; a book is no news."""
MAX_COUNT = 25.0
"""Occurrences that count: a word said a thousand times says nothing more."""


@dataclass(frozen=True, slots=True)
class Text:
    """What relatedness looks at in one entry, cleaned (`clean`)."""

    title: str
    body: str
    """Paragraphs or sentences, one a line."""

    @property
    def size(self) -> int:
        """Characters in all."""
        return len(self.title) + len(self.body)


@lru_cache(maxsize=1 << 15)
def _hashed(word: str) -> tuple[int, bytes]:
    """The hash of a word as written, and the bytes that make it the second of a pair."""
    data = normal(word).encode("utf-8", "surrogatepass")
    return crc32(data), b" " + data


def features_of(text: Text) -> Features:
    """The features of a text. Empty for one without words."""
    found: Features = {}
    _count(words(text.title[:MAX_CHARS]), TITLE_WEIGHT, found)
    for line in text.body[:MAX_CHARS].split("\n"):
        _count(words(line), 1.0, found)
    for feature, count in found.items():
        if count > MAX_COUNT:
            found[feature] = MAX_COUNT
    return found


@lru_cache(maxsize=1 << 15)
def feature_of(word: str) -> int:
    """The feature of one word, as `words.words` gives it."""
    return _hashed(word)[0] & 0xFFFFFE


def _count(line: Iterable[str], weight: float, found: Features) -> None:
    get = found.get
    pair_weight = weight * PAIR_WEIGHT
    last = 0
    for word in line:
        number, data = _hashed(word)
        feature = number & 0xFFFFFE
        found[feature] = get(feature, 0.0) + weight
        if last:
            pair = crc32(data, last) & 0xFFFFFF | 1
            found[pair] = get(pair, 0.0) + pair_weight
        last = number
