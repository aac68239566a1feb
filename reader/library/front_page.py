"""A front page, put together from what the store holds and how `related.front` ranks it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from reader.domain.front import LATE, FrontPage, FrontStory, Span, half_life, since
from reader.domain.models import EntryRow
from reader.related.front import Held, Ranked, rank
from reader.store import folding, front, memory, rows
from reader.store.connect import snapshot


def front_page(db: Any, span: Span, now: datetime, last_here: datetime | None) -> FrontPage:
    """The front page of `span` as the cache has it at `now`."""
    begin, fading = since(span, now, last_here), half_life(span)
    # What came in since the last visit is new to the reader, even where it was published before.
    published = begin - LATE if span is Span.LAST else begin
    with snapshot(db):
        ranked = rank(
            front.tellings(db, published, fading),
            since=int(published.timestamp()),
            arrived=int(begin.timestamp()) if span is Span.LAST else 0,
            half_life=int(fading.total_seconds()),
            held=_held(memory.recall(db, _key(span))),
            prefer=folding.preferred_feeds(db),
        )
        wanted = [number for story in ranked for number in (story.lead, *story.others)]
        found = {row.id: row for row in rows.rows(db, wanted)}
    return FrontPage(span, begin, tuple(_story(each, found) for each in ranked if each.lead in found))


def _story(ranked: Ranked, found: dict[int, EntryRow]) -> FrontStory:
    others = tuple(found[number] for number in ranked.others if number in found)
    return FrontStory(ranked.key, found[ranked.lead], others, ranked.sources, ranked.score)


def hold(db: Any, page: FrontPage) -> None:
    """Remember how the stories of a page stand."""
    kept = [[story.key, story.score, story.lead.id] for story in page.stories]
    if memory.recall(db, _key(page.span)) != kept:
        memory.remember(db, _key(page.span), kept)


def _key(span: Span) -> str:
    return f"front.{span}"


def _held(value: object) -> dict[int, Held]:
    held: dict[int, Held] = {}
    for item in value if isinstance(value, Sequence) else ():
        match item:
            case [int(key), int() | float() as score, int(lead)]:
                held[key] = Held(float(score), lead)
    return held
