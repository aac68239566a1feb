"""Best first: which of the newest hits of a search are most about what was asked for.

Each word counts where it stands: most in the title, less in lead and author, and in the text once more for queries
whose hits need not have all words. Words typed behind each other count again where they stand so: the syllables of a
Vietnamese word mean something together. Among equals the newest comes first.

Not FTS5's `bm25`: before it ranks anything it walks through all hits of every word in the whole index to see how rare
it is, which of a million entries takes 0.7 s for each key that is typed; and it knows nothing of words that stand
together.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from reader.domain.query import And, Field, Node, Or, Text
from reader.domain.words import split_words

from .query_sql import Endings, phrase
from .shapes import Key

RANKED = 3_000
"""So many of the newest hits are ranked."""
_FAR_APART = 50
"""Entries between two hits from which on these are looked at each by itself."""
_EACH = 100
"""So many of them."""
_COUNTED = 4
"""Words of a query that count; each is looked for among the hits some times more."""
_TITLE, _LEAD, _TEXT = 8, 3, 1
_TOGETHER_IN_TITLE, _TOGETHER = 8, 4


class _Clause(NamedTuple):
    """What a hit gets `weight` for."""

    weight: int
    match: str


def best_first(
    db: sqlite3.Connection, node: Node, match: str, keys: Sequence[Key], endings: Endings, *, sifted: bool = False
) -> list[Key]:
    """`keys`, hits of `match`, which FTS5 understands and `node` asks for, the best first. `sifted`: there may be other
    hits between them."""
    numbers = [number for _time, number in keys]
    if not numbers:
        return []
    scores: Counter[int] = Counter()
    first, last = min(numbers), max(numbers)
    among: tuple[str, tuple[object, ...]] = ("rowid BETWEEN ? AND ?", (first, last))
    if sifted and len(numbers) * _FAR_APART < last - first:
        # Few of the hits stand in the list: a look at each, of the newest, costs less than a walk through all others.
        among = ("rowid IN (SELECT value FROM json_each(?))", (json.dumps(numbers[:_EACH]),))
    for weight, clause in _clauses(node, endings):
        asked = f"SELECT rowid FROM search WHERE search MATCH ? AND {among[0]}"
        for (number,) in db.execute(asked, (f"({match}) AND ({clause})", *among[1])):
            scores[number] += weight
    return sorted(keys, key=lambda key: (scores[key[1]], key), reverse=True)


def _clauses(node: Node, endings: Endings) -> Iterator[_Clause]:
    asked = [text for text in _asked(node) if text.field is not Field.AUTHOR][:_COUNTED]
    for text in asked:
        what = phrase(text.value, endings, prefix=text.prefix)
        if text.field is not Field.TITLE:
            yield _Clause(_LEAD, f"{{lead author}} : {what}")
        if text.field is not Field.TEXT:
            yield _Clause(_TITLE, f"{{title}} : {what}")
        if isinstance(node, Or):
            yield _Clause(_TEXT, f"{{body}} : {what}")
    alike = [text for text in asked if text.field in (Field.ANY, Field.HEADLINE)]
    if isinstance(node, And) and len(alike) > 1:
        value = " ".join(word for text in alike for word in split_words(text.value))
        what = phrase(value, endings, prefix=alike[-1].prefix)
        yield _Clause(_TOGETHER_IN_TITLE, f"{{title}} : {what}")
        yield _Clause(_TOGETHER, f"{{title lead author body}} : {what}")


def _asked(node: Node) -> Iterator[Text]:
    """The words that a hit may have; those that it must not have are left out."""
    if isinstance(node, Text):
        yield node
    elif isinstance(node, And | Or):
        for inner in node.nodes:
            yield from _asked(inner)
