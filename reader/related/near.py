"""The entries of other stories that an entry is related to, strongest first: a short list that is stored with it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

KEPT = 14
"""Links that are kept of an entry."""
UNRELATED = 0.15
"""The cosine that one in a thousand pairs of texts about different things reaches by chance, whether they are headlines
(0.16 to 0.22), snippets (0.16) or articles (0.10 to 0.21): below it nothing is called similar, however recent it is."""
WEAKEST = 0.25
"""A link below this part of the threshold of one event is none."""
STEP = 1 / 64
"""How finely ratios are stored: less of a difference is none."""


class Near(NamedTuple):
    """One related entry."""

    entry_id: int
    ratio: float
    """How related, as a part of the threshold of one event; with time counted in."""


def strongest(links: Iterable[Near]) -> list[Near]:
    """The links that are kept, strongest first, each entry once."""
    best: dict[int, Near] = {}
    for link in links:
        if link.ratio >= WEAKEST and (link.entry_id not in best or best[link.entry_id].ratio < link.ratio):
            best[link.entry_id] = link
    return sorted(best.values(), key=lambda link: (-link.ratio, -link.entry_id))[:KEPT]


def joined(links: Sequence[Near], newcomer: Near) -> list[Near] | None:
    """The links with a newcomer among them; None when it is too weak to get in, or is there as it is."""
    if len(links) >= KEPT and newcomer.ratio <= links[-1].ratio:
        return None
    old = next((link for link in links if link.entry_id == newcomer.entry_id), None)
    if old is not None and abs(old.ratio - newcomer.ratio) <= STEP:
        return None
    others = [link for link in links if link.entry_id != newcomer.entry_id]
    return strongest([*others, newcomer])
