"""Why a story is related: the words that it has in common with the open one, as they are written there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeAlias

from reader.domain.models import GroupKind, RelatedGroup
from reader.related.features import feature_of
from reader.related.stopwords import STOP_WORDS
from reader.related.vector import shared, weights_of
from reader.related.words import spelled
from reader.store import pane, related
from reader.store.related_texts import texts

OURS = frozenset({GroupKind.SAME, GroupKind.EARLIER, GroupKind.SIMILAR})
TERMS = 4
"""Words, or runs of words, that are named."""
SHARED = 16
"""The strongest of the shared features, of which these are made."""
LONGEST = 3
"""Words of a run."""
READ = 4000
"""Characters of the open text in which the words are looked for."""


def related_with_reasons(db: Any, entry_id: int) -> tuple[RelatedGroup, ...]:
    """The related pane of an entry (`store.pane.related`), with `why` filled in the groups that are ours."""
    groups = pane.related(db, entry_id)
    links = [link.entry_id for group in groups if group.kind in OURS for link in group.links]
    if not links:
        return groups
    reasons = _reasons(db, entry_id, links)
    return tuple(_explained(group, reasons) if group.kind in OURS else group for group in groups)


def _explained(group: RelatedGroup, reasons: Mapping[int, str]) -> RelatedGroup:
    return replace(group, links=tuple(replace(link, why=reasons.get(link.entry_id, "")) for link in group.links))


def _reasons(db: Any, entry_id: int, others: Iterable[int]) -> dict[int, str]:
    roots = [member.copy_of for member in related.members(db, [entry_id]) if member.copy_of]
    vectors = [entry.vector for entry in related.stored(db, [entry_id, *roots]) if entry.vector]
    if not vectors:
        return {}
    weights = weights_of(vectors[0])
    places = _places(line for text in texts(db, [entry_id]) for line in (text.title, *text.body[:READ].split("\n")))
    # An entry with the very text of another has no vector; that it is the same text says enough.
    return {
        entry.entry_id: ", ".join(_named(places, shared(weights, entry.vector)))
        for entry in related.stored(db, list(others))
    }


Place: TypeAlias = tuple[int, str]
"""Of a word in the text: a number, one higher than that of the word before it in the same line; and the word."""


def _places(lines: Iterable[str]) -> dict[int, list[Place]]:
    """Where each feature stands in a text, by feature: the text is read once, however many stories share words with
    it. Words that say nothing are left out."""
    places: dict[int, list[Place]] = defaultdict(list)
    number = 0
    for line in lines:
        for word in spelled(line):
            number += 1
            if (small := word.lower()) not in STOP_WORDS:
                places[feature_of(small)].append((number, word))
        number += 1
    return places


def _named(places: Mapping[int, Sequence[Place]], features: Sequence[int]) -> list[str]:
    """The shared words as a text has them, words that stand together as one; what is shared most strongly first."""
    found = [
        (*place, 1 / (rank + 2)) for rank, feature in enumerate(features[:SHARED]) for place in places.get(feature, ())
    ]
    runs: dict[str, float] = {}
    spelling: dict[str, str] = {}
    for run in _runs(sorted(found)):
        name = " ".join([word for _number, word, _strength in run])
        small = name.casefold()
        spelling.setdefault(small, name)
        runs[small] = runs.get(small, 0.0) + sum([strength for _number, _word, strength in run])
    chosen: list[str] = []
    for name in sorted(runs, key=runs.__getitem__, reverse=True):
        if not any(f" {name} " in f" {other} " or f" {other} " in f" {name} " for other in chosen):
            chosen.append(name)
            if len(chosen) == TERMS:
                break
    return [spelling[name] for name in chosen]


def _runs(found: Iterable[tuple[int, str, float]]) -> Iterator[list[tuple[int, str, float]]]:
    """Words that stand side by side, at most so many together."""
    run: list[tuple[int, str, float]] = []
    for word in found:
        if run and (word[0] != run[-1][0] + 1 or len(run) == LONGEST):
            yield run
            run = []
        run.append(word)
    if run:
        yield run
