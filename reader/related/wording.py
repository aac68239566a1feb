"""Which sentences two texts have in common, nearly word for word: the rest is what only one of them tells. Pure."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise

from .words import tokens

ALIKE = 0.6
"""The part of the longer sentence's word pairs that stand in the other one."""
CONTAINED = 0.85
"""The part of the shorter one's, for a sentence that was made part of a longer one, or cut."""
LONG_ENOUGH = 6
"""Word pairs of a sentence that may be found inside of another."""
MOST = 1500
"""Sentences of a text that are looked at."""

_STOP = re.compile(r"(?<=[.!?…])\s+|(?<=[。！？])\s*|\n+")  # full-width stops need no space after them

Span = tuple[int, int]
"""Beginning and end of a sentence in its paragraph, in characters."""


def same_wording(ones: Sequence[str], others: Sequence[str]) -> list[list[Span]]:
    """For each paragraph of `ones` the sentences that stand in one of the paragraphs `others` too."""
    known = [_pairs(sentence) for paragraph in others for _span, sentence in _sentences(paragraph)][:MOST]
    index: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for number, pairs in enumerate(known):
        for pair in pairs:
            index[pair].append(number)
    left = MOST
    found: list[list[Span]] = []
    for paragraph in ones:
        spans: list[Span] = []
        for span, sentence in _sentences(paragraph):
            left -= 1
            if left >= 0 and _stands(_pairs(sentence), known, index):
                spans.append(span)
        found.append(spans)
    return found


def _stands(
    pairs: frozenset[tuple[str, ...]],
    known: Sequence[frozenset[tuple[str, ...]]],
    index: dict[tuple[str, ...], list[int]],
) -> bool:
    common = Counter(number for pair in pairs for number in index.get(pair, ()))
    for number, count in common.items():
        shorter, longer = sorted((len(pairs), len(known[number])))
        if count >= ALIKE * longer or (shorter >= LONG_ENOUGH and count >= CONTAINED * shorter):
            return True
    return False


def _sentences(paragraph: str) -> Iterator[tuple[Span, str]]:
    start = 0
    for stop in (*_STOP.finditer(paragraph), None):
        end, after = stop.span() if stop else (len(paragraph), len(paragraph))
        if sentence := paragraph[start:end]:
            yield (start, end), sentence
        start = after


def _pairs(sentence: str) -> frozenset[tuple[str, ...]]:
    """The pairs of neighbouring words; of a sentence of one word that word."""
    words = tokens(sentence)
    return frozenset(pairwise(words)) or frozenset(zip(words, strict=True))
