"""The order of the front page: stories by independent sources, each of which counts less with time. Pure.

A source counts one when it first tells a story in the span, and half as much a half-life later. The logarithm of the
sum only shifts as time goes by, the same for all stories: without news the order never changes.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum

from reader.domain.front import STORIES, TELLINGS, FrontEntry

MARGIN = 0.5
"""A story moves when its score has changed by more: two sources becoming three is enough, five becoming six is not."""
LEAST_SHARE = 3
"""Stories told by one source alone that it may always have before others have had their turn."""
_FULL = 4_000
_STEP = 1_000
"""Characters: texts in the same step are equally full, and one of `_FULL` is as full as any."""


class Tier(IntEnum):
    """What stands before what, whatever the scores."""

    SHARED = 0
    """Told by two sources or more."""
    SINGLE = 1
    REST = 2
    """What a source tells beyond its share, and round-ups."""


@dataclass(frozen=True, slots=True)
class Held:
    """How a story stood on the page that was shown last."""

    score: float
    lead: int


@dataclass(frozen=True, slots=True)
class Ranked:
    """A story in its place."""

    key: int
    """The story, or minus the entry that stands alone."""
    tier: Tier
    score: float
    """By which it stands there: what it was held at, until it has changed enough."""
    lead: int
    others: tuple[int, ...]
    sources: int


def rank(
    tellings: Iterable[FrontEntry],
    *,
    since: int,
    half_life: int,
    arrived: int = 0,
    held: Mapping[int, Held] | None = None,
    limit: int = STORIES,
    prefer: Container[int] = (),
) -> list[Ranked]:
    """The first `limit` stories that have news since `since` which came in since `arrived`, best first.

    All three times are in seconds; `held` is the page shown last, by key; of `prefer`red feeds the lead is
    taken where one of them tells the story.
    """
    stories: dict[int, list[FrontEntry]] = defaultdict(list)
    for telling in tellings:
        stories[telling.story_id or -telling.root].append(telling)
    held = held or {}
    found = [
        story
        for key, each in stories.items()
        if any(telling.arrived >= arrived for telling in each if telling.original and telling.at >= since)
        and (story := _ranked(key, each, since, half_life, held.get(key), prefer)) is not None
    ]
    found.sort(key=_order)
    voices = {telling.entry_id: telling.voice for each in stories.values() for telling in each}
    return sorted(_shared_out(found, voices, limit), key=_order)[:limit]


def _order(story: Ranked) -> tuple[int, float, int]:
    return story.tier, -story.score, story.key


def _ranked(
    key: int, tellings: Sequence[FrontEntry], since: int, half_life: int, held: Held | None, prefer: Container[int]
) -> Ranked | None:
    texts = _texts(tellings)
    if not any(text.at >= since for text in texts):
        return None
    first = _first_told(texts, since)
    score = _sum([at / half_life for at in first.values()])
    if held is not None and abs(score - held.score) <= MARGIN:
        score = held.score
    lead = _lead(texts, since, held.lead if held else 0, prefer)
    tier = Tier.SHARED if len(first) > 1 else Tier.REST if lead.roundup else Tier.SINGLE
    return Ranked(key, tier, score, lead.entry_id, _others(texts, lead), len(first))


def _texts(tellings: Iterable[FrontEntry]) -> list[FrontEntry]:
    """One telling of each text, the earliest; copies of a text that is not here bring nothing new."""
    texts: dict[int, FrontEntry] = {}
    for telling in sorted(tellings, key=lambda each: (each.at, each.entry_id)):
        if telling.original:
            texts.setdefault(telling.root, telling)
    return list(texts.values())


def _first_told(texts: Iterable[FrontEntry], since: int) -> dict[int, int]:
    """Source -> when it first told the story in the span; where it did only before, when it last did."""
    first: dict[int, int] = {}
    for text in texts:
        known = first.get(text.voice, 0)
        if known < since:
            first[text.voice] = text.at
    return first


def _sum(powers: Sequence[float]) -> float:
    """The logarithm of the sum of the powers of two."""
    most = max(powers)
    # Sorted and rounded: the same sources at the same times are a tie, in whatever order they are added up.
    return round(most + math.log2(sum(2 ** (power - most) for power in sorted(powers))), 6)


def _lead(texts: Sequence[FrontEntry], since: int, held: int, prefer: Container[int]) -> FrontEntry:
    """Which telling speaks for the story: a preferred source's, else the one that did so before, else the fullest, and
    of equally full ones the earliest; something told in the span."""
    liked = any(text.feed_id in prefer and text.at >= since for text in texts)
    for text in texts:
        if text.entry_id == held and (text.feed_id in prefer or not liked):
            return text
    return min(
        (text for text in texts if text.at >= since),
        key=lambda text: (text.feed_id not in prefer, -(min(text.size, _FULL) // _STEP), text.at, text.entry_id),
    )


def _others(texts: Iterable[FrontEntry], lead: FrontEntry) -> tuple[int, ...]:
    """Tellings by other sources, one of each: the fullest of them, the earliest first."""
    best: dict[int, FrontEntry] = {}
    for text in texts:
        if text.voice != lead.voice and (text.voice not in best or text.size > best[text.voice].size):
            best[text.voice] = text
    fullest = sorted(best.values(), key=lambda text: (-text.size, text.at, text.entry_id))[:TELLINGS]
    return tuple(text.entry_id for text in sorted(fullest, key=lambda text: (text.at, text.entry_id)))


def _shared_out(stories: Sequence[Ranked], voices: Mapping[int, int], limit: int) -> Iterable[Ranked]:
    """Stories told by one source: what goes beyond its share waits until all others had their turn."""
    sources = len({voices[story.lead] for story in stories if story.tier is Tier.SINGLE})
    share = max(LEAST_SHARE, -(-limit // max(1, sources)))
    told: dict[int, int] = defaultdict(int)
    for story in stories:
        voice = voices[story.lead]
        if story.tier is Tier.SINGLE:
            told[voice] += 1
            if told[voice] > share:
                story = replace(story, tier=Tier.REST)
        yield story
