"""How common each feature is: document frequencies in two arrays of fixed size, learned from a sample of the entries.

A feature's count lies at its hash, so that a million entries with fifty million different pairs of words take three
megabytes, not three hundred. What shares a place with others looks a little more common than it is; that costs nothing
measurable, since what matters is to tell common words from rare ones. When `FULL` texts were counted all counts are
halved: old news fades from the measure of what is common.
"""

from __future__ import annotations

import math
import zlib
from array import array
from collections.abc import Collection, Iterable, Iterator

from .features import feature_of
from .stopwords import STOP_WORDS

WORD_PLACES = 1 << 19
PAIR_PLACES = 1 << 20
CHUNK = 1 << 15
"""Counts that are stored as one piece."""
FULL = 40_000
_LARGEST = 0xFFFF
IDF_POWER = 0.8
PRIOR = 60
"""Texts that are imagined beside those counted: with ten entries in the cache a word that stands in all of them is not
taken for worthless, nor one that stands in a single one for a name."""
KNOWS = 2000
"""Texts from which the counts alone tell what is common; with fewer, stop words count less."""


class Vocabulary:
    """Counts of features over the texts that were learned."""

    def __init__(self) -> None:
        self.texts = 0
        """How many texts were counted (halved with the counts)."""
        self._words = array("H", bytes(2 * WORD_PLACES))
        self._pairs = array("H", bytes(2 * PAIR_PLACES))
        self._idf: dict[int, float] = {}
        """idf by count, made when asked for."""
        self._stopped = frozenset(map(feature_of, STOP_WORDS))

    def learn(self, features: Iterable[int]) -> None:
        """Count one text."""
        if self.texts >= FULL:
            self._halve()
        words, pairs = self._words, self._pairs
        for feature in features:
            counts, place = (pairs, feature >> 1 & PAIR_PLACES - 1) if feature & 1 else (words, _word_place(feature))
            if counts[place] < _LARGEST:
                counts[place] += 1
        self.texts += 1
        self._idf.clear()

    def _halve(self) -> None:
        for counts in (self._words, self._pairs):
            for place, count in enumerate(counts):
                if count:
                    counts[place] = count >> 1
        self.texts >>= 1

    def idf(self, feature: int) -> float:
        """How much a feature says: high for rare ones, near 0 for those that stand everywhere."""
        return self.idfs((feature,))[0]

    def idfs(self, features: Collection[int]) -> list[float]:
        """`idf` of each; in one go, since a text has hundreds of features."""
        words, pairs, known = self._words, self._pairs, self._idf
        counts = [
            pairs[feature >> 1 & PAIR_PLACES - 1]
            if feature & 1
            else words[(feature >> 1 ^ feature >> 20) & WORD_PLACES - 1]
            for feature in features
        ]
        for count in set(counts).difference(known):
            known[count] = math.log((self.texts + PRIOR) / (min(count, self.texts) + 1)) ** IDF_POWER
        if self.texts >= KNOWS:
            return [known[count] for count in counts]
        young, stopped = self.texts / KNOWS, self._stopped
        return [
            known[count] * young if feature in stopped else known[count]
            for feature, count in zip(features, counts, strict=True)
        ]

    def dump(self) -> Iterator[tuple[int, bytes]]:
        """The counts in numbered compressed pieces; pieces without a count are left out."""
        for number, piece in enumerate(self._pieces()):
            if any(piece):
                yield number, zlib.compress(piece.tobytes(), 1)

    def _pieces(self) -> Iterator[array[int]]:
        for counts in (self._words, self._pairs):
            for start in range(0, len(counts), CHUNK):
                yield counts[start : start + CHUNK]

    @classmethod
    def load(cls, texts: int, pieces: Iterable[tuple[int, bytes]]) -> Vocabulary:
        """What `dump` gave. Raises ValueError for anything else."""
        vocabulary = cls()
        vocabulary.texts = texts
        for number, packed in pieces:
            piece = array("H")
            try:
                piece.frombytes(zlib.decompressobj().decompress(packed, 2 * CHUNK))
            except zlib.error as error:
                raise ValueError("a piece of the vocabulary cannot be read") from error
            counts, start = vocabulary._words, number * CHUNK
            if start >= WORD_PLACES:
                counts, start = vocabulary._pairs, start - WORD_PLACES
            if len(piece) != CHUNK or not 0 <= start < len(counts):
                raise ValueError("a piece of the vocabulary cannot be read")
            counts[start : start + CHUNK] = piece
        return vocabulary


def _word_place(feature: int) -> int:
    return (feature >> 1 ^ feature >> 20) & WORD_PLACES - 1
