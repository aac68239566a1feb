"""Copies: the same text in another paper, told from another text about the same event."""

from __future__ import annotations

from hashlib import blake2b

from .features import MAX_CHARS, Text, feature_of
from .words import words

LENGTH = 3
"""Words of a shingle."""
ALIKE = 0.35
"""Only pairs with this cosine are looked at: below it none was a copy."""
CONTAINED = 0.5
CONTAINED_SHORT = 0.8
"""The part of the shorter text's shingles that stands in the longer one; of a mere headline more must."""
SHORT = 14
"""Shingles up to which a text is as short as a headline."""
FEWEST = 3
"""A text of fewer shingles is no copy of anything: `Photo of the day` stands over a new photo each day."""
LEAST_EXACT = 60
"""Characters from which two identical texts are taken for one without a look at anything else."""

Shingles = frozenset[tuple[int, ...]]


def shingles_of(text: Text) -> Shingles:
    """The runs of three words in a text, hashed. The title counts where there is no body: papers write their own."""
    numbers = list(map(feature_of, words(text.body[:MAX_CHARS] if text.body else text.title)))
    return frozenset(zip(*(numbers[start:] for start in range(LENGTH)), strict=False))


def is_copy(one: Shingles, other: Shingles) -> bool:
    """Whether the shorter of two texts is for the most part contained in the longer one."""
    shorter = min(len(one), len(other))
    if shorter < FEWEST:
        return False
    return len(one & other) >= shorter * (CONTAINED if shorter > SHORT else CONTAINED_SHORT)


def fingerprint(text: Text) -> int:
    """The same number (signed, 64 bits) for texts that differ in nothing but case and space; 0 for short ones."""
    if text.size < LEAST_EXACT:
        return 0
    plain = " ".join(f"{text.title} {text.body}".lower().split())
    digest = blake2b(plain.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True) or 1
