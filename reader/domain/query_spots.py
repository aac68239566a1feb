"""Where in a text the words of a query stand, for marking them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from .query import And, Node, Not, Or, Text
from .query_match import accented
from .text import MARKS
from .words import Word, is_letter, is_unspaced, words

# Python takes a mark for no part of a word: in scripts that write vowels with them a word was many.
_RUN = re.compile(rf"[^\W_](?:[^\W_]|{MARKS})*")
_ONE = re.compile(r"[^\W_]\W*")
"""A letter of a run with its marks."""
Wanted = tuple[list[Word], bool]


def wanted_words(node: Node) -> list[Wanted]:
    """The words that a query asks for (those it refuses left out), each with whether the last may go on."""
    match node:
        case Text(value, _field, prefix):
            return [(words(value), prefix)]
        case And(nodes) | Or(nodes):
            return [wanted for inner in nodes for wanted in wanted_words(inner)]
        case Not():
            return []
        case _:
            return []


def spots(text: str, wanted: Sequence[Wanted]) -> list[tuple[int, int]]:
    """(start, end) of every place in `text` where some of the `wanted` words stand, in order, none inside another."""
    found: list[tuple[Word, int, int]] = []
    for run, start in _runs(text) if wanted else ():
        if any(map(is_unspaced, run)):
            pieces = [(one[0], start + one.start(), start + one.end()) for one in _ONE.finditer(run)]
        else:
            pieces = [(run, start, start + len(run))]
        found += [(word, start, end) for piece, start, end in pieces for word in words(piece)]
    places: list[tuple[int, int]] = []
    at = 0
    while at < len(found):
        count = max((len(asked) for asked, prefix in wanted if asked and _stands(found, at, asked, prefix)), default=0)
        if count:
            places.append((found[at][1], found[at + count - 1][2]))
        at += max(1, count)
    return places


def _runs(text: str) -> Iterator[tuple[str, int]]:
    """Letters that stand together, and where they begin."""
    for run in _RUN.finditer(text):
        if run[0].isalnum():
            yield run[0], run.start()
            continue
        for letters, group in groupby(range(*run.span()), key=lambda at: is_letter(text[at])):
            if letters:
                places = list(group)
                yield text[places[0] : places[-1] + 1], places[0]


def _stands(found: Sequence[tuple[Word, int, int]], at: int, asked: Sequence[Word], prefix: bool) -> bool:
    if at + len(asked) > len(found):
        return False
    for number, want in enumerate(asked):
        word = found[at + number][0]
        have, need = (word.marked, want.marked) if accented(want) else (word.folded, want.folded)
        goes_on = prefix and number == len(asked) - 1
        if not (have.startswith(need) if goes_on else have == need):
            return False
    return True
