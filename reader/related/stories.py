"""Which story a newcomer belongs to, and in which order other entries are related to it. Pure, given candidates."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

DAY = 86_400
WINDOW = 5 * DAY
"""A story takes newcomers within so many seconds of its last entry; later coverage is an earlier-later chain."""
STORY_FADE = 5 * DAY
RANK_FADE = 3 * DAY
HEADLINE, SNIPPET, LONG = 120, 300, 1800
"""Sizes, in characters of the shorter text, between which the threshold moves."""
AT_HEADLINE, AT_SNIPPET, AT_LONG = 0.18, 0.15, 0.30
BEST = 3
"""Members of a story that a newcomer is measured against: those most like it."""
MERGE = 1.3
"""A newcomer that fits two stories so well, one of them with at most `MERGE_SIZE` entries, shows that they are one.
Among headlines, where one event begins many stories, this gained 14 points of BCubed F1; elsewhere nothing changed."""
MERGE_SIZE = 6
LARGEST = 300
"""Entries of a story that takes newcomers: more are no event but a flood from one source."""
STAYS = 0.5
"""An entry whose text changed stays in its story from this part of the threshold on."""
TOUCHED = 3
LONG_ENOUGH = 600
APART = 0.5
"""A text of some length that fits `TOUCHED` stories, whose likeness to each other is below this part of the threshold,
tells of many things: it is a round-up."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """Another entry, as the newcomer sees it."""

    entry_id: int
    story_id: int
    """0 while it belongs to none: not placed yet, or a round-up of many stories."""
    cosine: float
    at: int
    """Seconds since 1970."""
    size: int
    """Characters."""


def nearness(cosine: float, seconds: float) -> float:
    """What the related entries are ranked by: likeness, half of which fades with the time between."""
    return cosine * (0.5 + 0.5 * math.exp(-abs(seconds) / RANK_FADE))


def threshold(size: int) -> float:
    """The likeness from which two texts, the shorter of `size` characters, tell the same event.

    Headlines tell little, so they need more than a snippet; long texts share words by chance.
    """
    if size <= HEADLINE:
        return AT_HEADLINE
    if size <= SNIPPET:
        return AT_HEADLINE + (AT_SNIPPET - AT_HEADLINE) * (size - HEADLINE) / (SNIPPET - HEADLINE)
    if size < LONG:
        return AT_SNIPPET + (AT_LONG - AT_SNIPPET) * (size - SNIPPET) / (LONG - SNIPPET)
    return AT_LONG


@dataclass(frozen=True, slots=True)
class Fit:
    """How well a newcomer fits a story."""

    story_id: int
    ratio: float
    """Its likeness as a part of the threshold: 1 and above is the same event."""


def fits(at: int, size: int, candidates: Iterable[Candidate], members: dict[int, int]) -> list[Fit]:
    """The stories of the candidates, best first, for a newcomer of that time and size.

    `members` tells how many entries each story has; those that are no candidates share next to nothing.
    """
    stories: dict[int, list[Candidate]] = {}
    for candidate in candidates:
        if candidate.story_id:
            stories.setdefault(candidate.story_id, []).append(candidate)
    found = [_fit(at, size, story, each, members.get(story, 1)) for story, each in stories.items()]
    return sorted(found, key=lambda fit: fit.ratio, reverse=True)


def _fit(at: int, size: int, story_id: int, candidates: Sequence[Candidate], count: int) -> Fit:
    nearest = min(abs(candidate.at - at) for candidate in candidates)
    best = sorted(candidates, key=lambda candidate: candidate.cosine, reverse=True)[:BEST]
    mean = sum(candidate.cosine for candidate in best) / max(len(best), min(BEST, count))
    wanted = threshold(min(size, best[0].size))
    # Something must be shared with one member at least, not only a little with each of a long chain.
    whole = min(mean * math.exp(-nearest / STORY_FADE), best[0].cosine)
    return Fit(story_id, whole / wanted if nearest <= WINDOW else min(whole / wanted, 0.999))


@dataclass(frozen=True, slots=True)
class Placing:
    """Where a newcomer goes."""

    story_id: int
    """0 begins a story of its own."""
    merged_id: int = 0
    """A story that turned out to be the same one, 0 when none did."""


def place(found: Sequence[Fit], members: dict[int, int]) -> Placing:
    """The story that takes a newcomer; `found` as `fits` gives it."""
    taking = [fit for fit in found if fit.ratio >= 1 and members.get(fit.story_id, 1) < LARGEST]
    if not taking:
        return Placing(0)
    # The larger of the two that it fits best, the older of equals.
    kept, *merged = sorted((fit.story_id for fit in taking[:2]), key=lambda story: (-members.get(story, 1), story))
    if merged and taking[1].ratio >= MERGE and members.get(merged[0], 1) <= MERGE_SIZE:
        return Placing(kept, merged[0])
    return Placing(taking[0].story_id)
