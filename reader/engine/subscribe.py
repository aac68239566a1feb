"""From an address that somebody typed to a subscription: discovery, and the first fetch."""

from __future__ import annotations

from reader.domain.errors import Offline, ReaderError, Unreachable, UsageError
from reader.store import feeds
from reader.store.values import NewSubscription

from .protocol import Discover, Discovered, Done, EventHandler, Subscribe, Subscribed
from .refresh import refresh_feeds
from .tools import Tools


async def discover(tools: Tools, command: Discover) -> Discovered:
    """The feeds behind what was typed; a failure is a sentence in the answer."""
    try:
        candidates = await tools.sources.discover(command.url, tools.http)
    except ReaderError as error:
        kind = "typed" if isinstance(error, UsageError) else ""
        kind = "unreachable" if isinstance(error, Offline | Unreachable) else kind
        return Discovered(job=command.job, candidates=(), error=str(error), kind=kind)
    return Discovered(job=command.job, candidates=tuple(candidates))


async def subscribe(tools: Tools, command: Subscribe, emit: EventHandler) -> Done:
    """Subscribe, say so at once, then fetch for the first time. Raises StoreError.

    A first fetch that fails leaves the subscription with its error, to be tried again like any other.
    """
    new = NewSubscription(
        url=command.url,
        adapter=command.adapter,
        folder_id=command.folder_id,
        own_title=command.own_title,
        typed=command.typed,
    )
    feed_id, existed = await tools.store.write(feeds.subscribe, new, tools.clock())
    emit(Subscribed(job=command.job, feed_id=feed_id, existed=existed))
    if existed:
        return Done(job=command.job)
    states = await tools.store.read(feeds.feed_states, (feed_id,))
    return await refresh_feeds(tools, command.job, states)
