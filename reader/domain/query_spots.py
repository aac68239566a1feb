"""Where in a text the words of a query stand, for marking them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .query import And, Node, Not, Or, Text
from .query_match import accented
from .words import Word, is_unspaced, words

_RUN = re.compile(r"[^\W_][^\W_\u0300-\u036f]*(?:[\u0300-\u036f]+[^\W_]*)*")
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
    for run in _RUN.finditer(text) if wanted else ():
        if any(map(is_unspaced, run[0])):
            pieces = [(char, run.start() + at, run.start() + at + 1) for at, char in enumerate(run[0])]
        else:
            pieces = [(run[0], run.start(), run.end())]
        found += [(word, start, end) for piece, start, end in pieces for word in words(piece)]
    places: list[tuple[int, int]] = []
    at = 0
    while at < len(found):
        count = max((len(asked) for asked, prefix in wanted if asked and _stands(found, at, asked, prefix)), default=0)
        if count:
            places.append((found[at][1], found[at + count - 1][2]))
        at += max(1, count)
    return places


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
