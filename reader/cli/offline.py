"""`offline`: packing the bag before the flight, and how much can be read without a network."""

from __future__ import annotations

import argparse
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from time import monotonic

from reader.amounts import percent, size
from reader.domain.errors import UsageError
from reader.domain.models import ListQuery, Scope, ScopeKind
from reader.engine.protocol import Done, Followed, Progress
from reader.i18n import _, ngettext
from reader.library import Coverage, Event, Library

from . import exits, output
from .names import find_feed
from .session import heard, library, settings


async def offline(args: argparse.Namespace) -> int:
    """Keep stories whole, with progress on stderr; or only report."""
    if args.report:
        async with library(args) as lib:
            _report(await lib.coverage(), as_json=args.json)
        return exits.OK
    if args.hours < 0 or args.size < 0:
        raise UsageError(_("--hours and --size take no negative numbers"))
    _paths, config = settings(args)
    async with library(args, engine=True, writes=True) as lib:
        query = await _query(lib, args)
        if args.refresh:
            await _with_progress(lib, args, lambda: lib.refresh_and_wait())
        ids = list(await lib.entry_ids(query, limit=args.limit))
        depth = config.offline.depth if args.depth is None else args.depth
        started = monotonic()
        done = await _with_progress(
            lib,
            args,
            lambda: lib.keep_and_wait(ids, depth=depth, pictures=not args.no_pictures, megabytes=args.size),
        )
        _say_end(done, len(ids), monotonic() - started, await lib.coverage(), as_json=args.json)
    if done.cancelled:
        return exits.INTERRUPTED
    if done.offline:
        return exits.UNAVAILABLE
    return exits.SOME_FAILED if done.failed or done.error else exits.OK


async def _query(lib: Library, args: argparse.Namespace) -> ListQuery:
    scope = Scope(ScopeKind.ALL)
    if args.feed:
        feed = find_feed(await lib.subscriptions(), args.feed)
        scope = Scope(ScopeKind.FEED, feed.id)
    since = datetime.now(UTC) - timedelta(hours=args.hours) if args.hours else None
    return ListQuery(scope, unread_only=args.unread or not (args.feed or args.hours), since=since)


async def _with_progress(lib: Library, args: argparse.Namespace, work: Callable[[], Awaitable[Done]]) -> Done:
    """Run a job to its end with a bar of counts, bytes and time; Ctrl+C stops it and keeps what came."""
    line = output.ProgressLine()
    started = monotonic()

    def on_event(event: Event) -> None:
        if isinstance(event, Progress):
            fetched = f"{size(event.bytes)}  " if event.bytes else ""
            line.update(event.done, event.total, f"{fetched}{span(monotonic() - started)}  {event.label}")
        elif isinstance(event, Followed) and args.json:
            values = {"url": event.url, "id": event.entry_id, "not_article": event.not_article, "error": event.error}
            output.emit(values)

    try:
        with heard(lib, on_event):
            return await work()
    finally:
        line.clear()


def _say_end(done: Done, stories: int, seconds: float, coverage: Coverage, *, as_json: bool) -> None:
    if as_json:
        output.emit(
            {
                "stories": stories,
                "fetched": done.new,
                "failed": done.failed,
                "skipped": done.skipped,
                "queued": done.queued,
                "bytes": done.bytes,
                "seconds": round(seconds, 2),
                "cancelled": done.cancelled,
                "full": done.full,
            }
        )
        return
    pages = ngettext("{n} page fetched", "{n} pages fetched", done.new).format(n=done.new)
    kept = ngettext("{n} story", "{n} stories", stories).format(n=stories)
    print(f"{kept}: {pages}, {size(done.bytes)}, {span(seconds)}")
    if done.skipped:
        message = ngettext("{n} page holds no article", "{n} pages hold no article", done.skipped)
        print(message.format(n=done.skipped))
    if done.failed:
        print(ngettext("{n} page failed", "{n} pages failed", done.failed).format(n=done.failed))
    if done.queued:
        text = ngettext("{n} story waits for the network", "{n} stories wait for the network", done.queued)
        print(text.format(n=done.queued))
    if done.full:
        output.say(_("stopped early: the size that was given, or `offline.megabytes`, is used up"))
    if done.cancelled:
        output.say(_("stopped; what came is kept, and the same command goes on from there"))
    if done.error:
        output.say(done.error)
    _report(coverage, as_json=False)


def _report(coverage: Coverage, *, as_json: bool) -> None:
    if as_json:
        output.emit(
            {
                "unread": coverage.stories,
                "unread_here": coverage.stories_here,
                "related": coverage.links,
                "related_here": coverage.links_here,
                "full_texts": coverage.texts,
                "bytes": coverage.bytes,
                "queued": coverage.queued,
            }
        )
        return
    print(_line(_("unread stories readable offline"), coverage.stories_here, coverage.stories))
    print(_line(_("their related stories readable offline"), coverage.links_here, coverage.links))
    texts = ngettext("{n} full text", "{n} full texts", coverage.texts).format(n=coverage.texts)
    print(_("{texts}, {size} with pictures").format(texts=texts, size=size(coverage.bytes)))
    if coverage.queued:
        text = ngettext("{n} story waits for the network", "{n} stories wait for the network", coverage.queued)
        print(text.format(n=coverage.queued))


def _line(what: str, here: int, total: int) -> str:
    share = f" ({percent(here, total)})" if total else ""
    return f"{what}: {here}/{total}{share}"


def span(seconds: float) -> str:
    """Seconds as m:ss."""
    return f"{int(seconds) // 60}:{int(seconds) % 60:02d}"
