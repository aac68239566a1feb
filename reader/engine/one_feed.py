"""One feed: fetch, stop at 304 or the same bytes, parse elsewhere, decide, store in one transaction."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from time import monotonic
from typing import Any

from reader.domain.digested import DigestedFeed
from reader.domain.errors import ParseFailed
from reader.domain.identity import host_of
from reader.i18n import _
from reader.sources.api import Fetched
from reader.store import feeds, ingest, met
from reader.store.values import Applied, FeedState, FeedUpdate

from . import outcome
from .decide import decide_feed
from .tools import Tools, explained


@dataclass(frozen=True, slots=True)
class Brought:
    """What a server answered for a feed."""

    fetched: Fetched
    seconds: float
    """How long that took."""


async def bring(tools: Tools, state: FeedState) -> Brought:
    """Fetch the document of a feed. Raises ReaderError."""
    with explained(tools):
        started = monotonic()
        fetched = await tools.sources.fetch(state.adapter, outcome.request_for(state, tools.clock()), tools.http)
        return Brought(fetched, monotonic() - started)


async def digest(tools: Tools, state: FeedState, brought: Brought) -> tuple[FeedUpdate, Applied | None]:
    """Read and store what was brought. Raises ReaderError; nothing is stored then.

    Returns the update and what storing it did; or None where there was nothing new, and the update is then still to be
    written by the caller.
    """
    with explained(tools):
        return await _digest(tools, state, brought)


async def _digest(tools: Tools, state: FeedState, brought: Brought) -> tuple[FeedUpdate, Applied | None]:
    started, now, fetched = monotonic(), tools.clock(), brought.fetched
    if outcome.is_unchanged(state, fetched):
        update = outcome.after_success(state, fetched, None, now, tools.default_minutes)
        return replace(update, millis=round(brought.seconds * 1000)), None
    if not fetched.body.strip():
        # By its host: an address may hold a password.
        raise ParseFailed(_("{source} sent an empty answer.").format(source=host_of(state.url) or state.url))
    parser = tools.sources.parser_of(state.adapter)
    for known in (await tools.store.read(feeds.memo_of, state.id), b""):
        feed = await tools.digester.parse_feed(parser, fetched, now, known)
        millis = round((brought.seconds + monotonic() - started) * 1000)
        update = replace(outcome.after_success(state, fetched, feed, now, tools.default_minutes), millis=millis)
        if (applied := await tools.store.write(merge, update, feed, tools.clock())) is not None:
            break
    return update, applied


def merge(db: Any, update: FeedUpdate, feed: DigestedFeed, now: datetime) -> Applied | None:
    """Decide, store and apply the rules in one transaction, on the writer's thread: what was decided on cannot change
    in between.

    None, and nothing is stored, when the store is to take the text of an entry that is the `same` and was not read: it
    went meanwhile, or the store was put back to an older state.
    """
    decision = decide_feed(feed, lambda entries: ingest.known_entries(db, update.state.id, entries), now)
    if any(one.entry.same for one in decision.new) or any(one.entry.same for one in decision.changed):
        return None
    whole = replace(update, new=decision.new, changed=decision.changed, rekeyed=decision.rekeyed)
    applied = ingest.apply(db, whole, now)
    hidden = met.apply(db, applied.arrived, now)
    return replace(applied, new=tuple(number for number in applied.new if number not in hidden))
