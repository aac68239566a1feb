"""What is left out of a text before it is compared: the source's own name in titles, sentences that it prints often."""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable
from functools import lru_cache
from zlib import crc32

from .features import Text
from .words import tokens

SEEN_OFTEN = 3
"""A sentence in so many articles of one source is not about any of them."""
HEAD, TAIL = 2, 8
"""Sentences at the beginning and the end of an article that are watched: boilerplate stands there."""
BEGINNING = 400
"""Characters by which a sentence is known again."""
REMEMBERED = 400
"""Sentences that are remembered of one source."""

_SENTENCE = re.compile(r"(?<=[.!?…。！？])\s+|\n+")
_BREAKS = " \t-–—|·:»«•/"


def without_source(title: str, source: str) -> str:
    """`title` without the name of its source at its beginning or end (`Flood in Hue - Daily News`)."""
    name = source.strip().casefold()
    if not name or len(title) <= len(name) + 3:
        return title
    folded = title.casefold()
    if len(folded) != len(title):
        return title  # folding changed its length: places in one are not places in the other
    if folded.endswith(name) and title[: -len(name)].rstrip(" ")[-1:] in _BREAKS:
        return title[: -len(name)].rstrip(_BREAKS) or title
    if folded.startswith(name) and title[len(name) :].lstrip(" ")[:1] in _BREAKS:
        return title[len(name) :].lstrip(_BREAKS) or title
    return title


def sentences(body: str) -> list[str]:
    """The sentences of a text, in order."""
    return [sentence for sentence in _SENTENCE.split(body) if sentence and not sentence.isspace()]


class Habits:
    """The sentences that one source printed lately at the edges of its articles, and how often."""

    def __init__(self, packed: bytes = b"") -> None:
        codes = array("Q")
        codes.frombytes(packed[: len(packed) - len(packed) % codes.itemsize])
        self._seen: dict[int, tuple[int, int]] = {code >> 32: (code & 0xFFFF, code >> 16 & 0xFFFF) for code in codes}
        """By hash: how often, and under which title last. In the order in which they were last seen."""

    def note(self, entry_id: int, text: Text) -> None:
        """Count the sentences of an entry; those under one title once, however often it is edited or published again:
        what stands under every title is boilerplate, what comes with the same one each time is its text."""
        mine = crc32((text.title or str(entry_id)).encode("utf-8", "surrogatepass")) & 0xFFFF
        for number in {_hash(sentence[:BEGINNING]) for sentence in _edges(sentences(text.body))}:
            count, last = self._seen.pop(number, (0, -1))
            self._seen[number] = (count if last == mine else min(count + 1, 0xFFFF), mine)
        if len(self._seen) > REMEMBERED:
            self._forget()

    def _forget(self) -> None:
        rare = [number for number, (count, _last) in self._seen.items() if count < SEEN_OFTEN]
        surplus = len(self._seen) - REMEMBERED * 3 // 4
        for number in [*rare[:surplus], *list(self._seen)[: max(0, surplus - len(rare))]]:
            self._seen.pop(number, None)

    def without(self, body: str) -> str:
        """A text without the sentences that its source prints often, one sentence a line; whole if it has no other."""
        found = sentences(body)
        often = {
            sentence
            for sentence in _edges(found)
            if self._seen.get(_hash(sentence[:BEGINNING]), (0, 0))[0] >= SEEN_OFTEN
        }
        left = [sentence for sentence in found if sentence not in often]
        return "\n".join(left or found)

    def pack(self) -> bytes:
        """As it is stored."""
        return array("Q", (n << 32 | last << 16 | count for n, (count, last) in self._seen.items())).tobytes()


def _edges(found: list[str]) -> Iterable[str]:
    return found if len(found) <= HEAD + TAIL else (*found[:HEAD], *found[-TAIL:])


@lru_cache(maxsize=1 << 10)  # each is asked for when it is counted and again when the text is cleaned
def _hash(sentence: str) -> int:
    return crc32(" ".join(tokens(sentence)).encode("utf-8", "surrogatepass"))
