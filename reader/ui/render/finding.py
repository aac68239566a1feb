"""Find in the article: accents, case and width of letters do not matter, and a hit may run over the end of a line."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import NamedTuple, TypeAlias

from reader.domain.text import fold

from .lines import Line

Finder: TypeAlias = "Callable[[Sequence[Line]], list[Hit]]"
"""What finds the hits in some lines, counted from 0 as these are."""
Spots: TypeAlias = Callable[[str], list[tuple[int, int]]]
"""(start, end) of what is to be marked in a text."""


class Hit(NamedTuple):
    """What was found, as characters of one line; a hit over two lines has two, with the same number."""

    number: int
    line: int
    start: int
    end: int


@lru_cache(maxsize=4096)
def _folded(char: str) -> str:
    return fold(char)


def find_hits(lines: Sequence[Line], wanted: str) -> list[Hit]:
    """Every place of `wanted` in the lines, in order; empty for blank text."""
    needle = fold(" ".join(wanted.split()))
    if not needle:
        return []
    letters: list[str] = []
    owners: list[tuple[int, int]] = []  # (line, character) of each folded letter
    for number, line in enumerate(lines):
        for position, char in enumerate(line.text):
            for letter in _folded(char):
                letters.append(letter)
                owners.append((number, position))
        for letter in line.joint:
            letters.append(letter)
            owners.append((number, -1))
    text = "".join(letters)
    hits: list[Hit] = []
    at, count = text.find(needle), 0
    while at >= 0:
        hits += _pieces(owners[at : at + len(needle)], count)
        count += 1
        at = text.find(needle, at + len(needle))
    return hits


def find_spots(lines: Sequence[Line], spots: Spots) -> list[Hit]:
    """Every place that `spots` finds in the text of the lines, which may run over the end of a line."""
    letters: list[str] = []
    owners: list[tuple[int, int]] = []
    for number, line in enumerate(lines):
        letters += [line.text, line.joint]
        owners += [(number, position) for position in range(len(line.text))]
        owners += [(number, -1)] * len(line.joint)
    found = spots("".join(letters))
    return [hit for count, (start, end) in enumerate(found) for hit in _pieces(owners[start:end], count)]


def _pieces(owners: Sequence[tuple[int, int]], number: int) -> list[Hit]:
    hits: list[Hit] = []
    for line, position in owners:
        if position < 0:
            continue
        if hits and hits[-1].line == line:
            hits[-1] = hits[-1]._replace(end=position + 1)
        else:
            hits.append(Hit(number, line, position, position + 1))
    return hits


class Found:
    """What was found in a text so far: it is looked through in portions, as it is laid out in them."""

    def __init__(self, finder: Finder) -> None:
        self._finder = finder
        self.searched = 0
        """Parts that were looked through."""
        self.places: list[int] = []
        """The line on which each hit begins."""
        self._on: dict[int, list[Hit]] = {}

    def take(self, lines: Sequence[Line], first: int) -> None:
        """Look through the next part: these lines, of which the first one has the number `first`."""
        self.searched += 1
        before = len(self.places)
        for hit in self._finder(lines):
            number, line = before + hit.number, first + hit.line
            if number == len(self.places):
                self.places.append(line)
            self._on.setdefault(line, []).append(hit._replace(number=number, line=line))

    def on(self, line: int) -> Sequence[Hit]:
        """The hits on a line."""
        return self._on.get(line, ())
