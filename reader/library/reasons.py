"""Why a story is related: the words that it has in common with the open one, as they are written there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

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
    lines = [_words(line) for text in texts(db, [entry_id]) for line in (text.title, *text.body[:READ].split("\n"))]
    # An entry with the very text of another has no vector; that it is the same text says enough.
    return {
        entry.entry_id: ", ".join(named(lines, shared(weights, entry.vector)))
        for entry in related.stored(db, list(others))
    }


def _words(line: str) -> list[tuple[int, str]]:
    """The words of a line as written, each with its feature; 0 for words that say nothing."""
    return [(0 if word.lower() in STOP_WORDS else feature_of(word.lower()), word) for word in spelled(line)]


def named(lines: Iterable[Sequence[tuple[int, str]]], features: Sequence[int]) -> list[str]:
    """The shared words as a text has them, words that stand together as one; what is shared most strongly first."""
    strength = {feature: 1 / (place + 2) for place, feature in enumerate(features[:SHARED])}
    runs: dict[str, float] = {}
    spelling: dict[str, str] = {}
    for line in lines:
        for run in _runs(line, strength):
            name = " ".join(word for _feature, word in run)
            spelling.setdefault(name.casefold(), name)
            runs[name.casefold()] = runs.get(name.casefold(), 0.0) + sum(strength[feature] for feature, _word in run)
    chosen: list[str] = []
    for name in sorted(runs, key=lambda name: runs[name], reverse=True):
        if not any(f" {name} " in f" {other} " or f" {other} " in f" {name} " for other in chosen):
            chosen.append(name)
    return [spelling[name] for name in chosen[:TERMS]]


def _runs(line: Iterable[tuple[int, str]], wanted: Mapping[int, float]) -> Iterator[list[tuple[int, str]]]:
    run: list[tuple[int, str]] = []
    for feature, word in line:
        if feature in wanted and len(run) < LONGEST:
            run.append((feature, word))
            continue
        if run:
            yield run
        run = [(feature, word)] if feature in wanted else []
    if run:
        yield run
