"""Find in the article: accents, case and width of letters do not matter, and a hit may run over the end of a line."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import NamedTuple, TypeAlias

from reader.domain.text import fold

from .lines import Line

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
