"""Why a story is related: the words that it has in common with the open one, as they are written there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from reader.domain.models import GroupKind, RelatedGroup, RelatedLink
from reader.related.features import Text, named_features
from reader.related.vector import shared, weights_of
from reader.store import pane, related
from reader.store.related_texts import texts

OURS = frozenset({GroupKind.SAME, GroupKind.EARLIER, GroupKind.SIMILAR})
TERMS = 5
"""Words or pairs of words that are named."""
LOOKED_AT = 12
"""The strongest of the shared features, among which these are found."""


def related_with_reasons(db: Any, entry_id: int) -> tuple[RelatedGroup, ...]:
    """The related pane of an entry (`store.pane.related`), with `why` filled in the groups that are ours."""
    groups = pane.related(db, entry_id)
    links = [link.entry_id for group in groups if group.kind in OURS for link in group.links]
    if not links:
        return groups
    reasons = _reasons(db, entry_id, links)
    return tuple(_explained(group, reasons) if group.kind in OURS else group for group in groups)


def _explained(group: RelatedGroup, reasons: Mapping[int, str]) -> RelatedGroup:
    links: tuple[RelatedLink, ...] = tuple(replace(link, why=reasons.get(link.entry_id, "")) for link in group.links)
    return replace(group, links=links)


def _reasons(db: Any, entry_id: int, others: Iterable[int]) -> dict[int, str]:
    own = {entry.entry_id: entry for entry in related.stored(db, _with_roots(db, [entry_id]))}
    vector = max((entry.vector for entry in own.values()), key=len, default=None)
    if not vector:
        return {}
    weights = weights_of(vector)
    common: dict[int, list[int]] = {}
    for entry in related.stored(db, list(others)):
        # One with the very text of another has no vector; that it is the same text says enough.
        common[entry.entry_id] = shared(weights, entry.vector)[:LOOKED_AT]
    names = _names(db, entry_id, {feature for features in common.values() for feature in features})
    return {number: ", ".join(_chosen(features, names)) for number, features in common.items()}


def _with_roots(db: Any, ids: list[int]) -> list[int]:
    return [*ids, *(member.copy_of for member in related.members(db, ids) if member.copy_of)]


def _names(db: Any, entry_id: int, wanted: set[int]) -> dict[int, str]:
    """The words of features as the entry writes them; its text is read only as far as it takes to find all."""
    names: dict[int, str] = {}
    for text in texts(db, [entry_id]):
        for feature, name in named_features(Text(text.title, text.body)):
            if feature in wanted and feature not in names:
                names[feature] = name
                if len(names) == len(wanted):
                    return names
    return names


def _chosen(features: Iterable[int], names: Mapping[int, str]) -> list[str]:
    """The strongest, a pair of words rather than its halves."""
    chosen: list[str] = []
    for name in (names[feature] for feature in features if feature in names):
        if any(_within(name, other) for other in chosen):
            continue
        chosen = [other for other in chosen if not _within(other, name)]
        chosen.append(name)
    return chosen[:TERMS]


def _within(name: str, other: str) -> bool:
    return f" {name.casefold()} " in f" {other.casefold()} "
