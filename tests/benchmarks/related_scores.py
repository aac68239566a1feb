"""Scores for ranking and clustering, as the literature defines them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence


class Clusters:
    """Which entry belongs to which event or story."""

    def __init__(self, cluster_of: Mapping[int, str]) -> None:
        self.of = dict(cluster_of)
        self._members: dict[str, set[int]] = defaultdict(set)
        for entry, cluster in self.of.items():
            self._members[cluster].add(entry)

    @property
    def events(self) -> int:
        """How many there are."""
        return len(self._members)

    def others(self, entry: int) -> set[int]:
        """The entries of the same event."""
        return self._members[self.of[entry]] - {entry}


def ranks(gold: Clusters, answers: Mapping[int, Sequence[int]]) -> str:
    """MRR@10 and recall@5 over the entries that have others in their event."""
    reciprocal, recalled, asked = 0.0, 0.0, 0
    for entry, answer in answers.items():
        wanted = gold.others(entry)
        if not wanted:
            continue
        asked += 1
        first = next((place for place, other in enumerate(answer[:10], 1) if other in wanted), 0)
        reciprocal += 1 / first if first else 0.0
        recalled += len(wanted & set(answer[:5])) / min(5, len(wanted))
    return f"MRR@10 {reciprocal / max(1, asked):.3f}  recall@5 {recalled / max(1, asked):.3f}"


def bcubed(gold: Clusters, found: Clusters) -> str:
    """BCubed precision, recall and F1 (Bagga and Baldwin 1998)."""
    both = Counter((found.of[entry], cluster) for entry, cluster in gold.of.items())
    in_found, in_gold = Counter(found.of.values()), Counter(gold.of.values())
    total = max(1, len(gold.of))
    precision = sum(n * n / in_found[story] for (story, _event), n in both.items()) / total
    recall = sum(n * n / in_gold[event] for (_story, event), n in both.items()) / total
    return _three(precision, recall)


def pairwise(gold: Clusters, found: Clusters) -> str:
    """Precision, recall and F1 over pairs of entries."""
    both = Counter((found.of[entry], cluster) for entry, cluster in gold.of.items())
    right = _pairs(both)
    precision = right / max(1, _pairs(Counter(found.of.values())))
    recall = right / max(1, _pairs(Counter(gold.of.values())))
    return _three(precision, recall)


def _pairs(sizes: Counter[str] | Counter[tuple[str, str]]) -> int:
    return sum(n * (n - 1) // 2 for n in sizes.values())


def _three(precision: float, recall: float) -> str:
    f1 = 2 * precision * recall / max(1e-9, precision + recall)
    return f"P {precision:.3f} R {recall:.3f} F1 {f1:.3f}"
