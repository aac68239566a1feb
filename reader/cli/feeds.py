"""`add`, `remove`, `refresh`: subscriptions on the command line."""

from __future__ import annotations

import argparse
import sys

from reader.domain.errors import UsageError
from reader.domain.models import Candidate
from reader.domain.secrets import masked
from reader.engine.protocol import Done, FeedChanged, Progress, RuleMet
from reader.i18n import _, ngettext
from reader.library import Event, Library

from . import exits, output
from .asking import Lines
from .names import find_feed, find_folder, folder_paths
from .session import heard, library


async def add(args: argparse.Namespace) -> int:
    """Subscribe to what is behind an address."""
    async with library(args, engine=True, writes=True) as lib:
        candidates = await lib.discover(args.url)
        if not candidates:
            output.say(_("no feed was found at {url}").format(url=masked(args.url)))
            return exits.SOME_FAILED
        chosen = candidates if args.all else [await _choose(candidates)]
        folder_id = await _folder(lib, args.folder)
        before = {feed.id for feed in await lib.subscriptions()}
        failed = False
        for candidate in chosen:
            feed_id = await lib.add(candidate, folder_id=folder_id, own_title=args.title)
            failed |= await _report_added(lib, feed_id, existed=feed_id in before, as_json=args.json)
        for other in () if args.all else candidates:
            if other not in chosen:
                output.say(_("also there: {url} {title}").format(url=other.shown_url, title=other.title))
    return exits.SOME_FAILED if failed else exits.OK


async def _choose(candidates: list[Candidate]) -> Candidate:
    if len(candidates) == 1 or not (sys.stdin.isatty() and sys.stderr.isatty()):
        return candidates[0]
    for number, candidate in enumerate(candidates, 1):
        output.say(f"{number}  {candidate.shown_title}  {candidate.shown_url}  {candidate.note}")
    print(_("Which one? [1] "), end="", file=sys.stderr, flush=True)
    answer = (await Lines().next() or "").strip() or "1"
    if answer.isdecimal() and len(answer) < 9 and 1 <= int(answer) <= len(candidates):
        return candidates[int(answer) - 1]
    raise UsageError(_("{answer!r} is none of the numbers; nothing was added").format(answer=answer))


async def _folder(lib: Library, path: str) -> int:
    """The id of the folder at `path`, made where it is missing; 0 for no folder."""
    folder_id, so_far = 0, ""
    for title in (part.strip() for part in path.split("/") if part.strip()):
        so_far = f"{so_far}/{title}" if so_far else title
        found = find_folder(await lib.folders(), so_far)
        folder_id = found.id if found else await lib.add_folder(title, folder_id)
    return folder_id


async def _report_added(lib: Library, feed_id: int, *, existed: bool, as_json: bool) -> bool:
    """Say what came of it; returns whether its first fetch failed."""
    feed = next(feed for feed in await lib.subscriptions() if feed.id == feed_id)
    unread = (await lib.counts()).unread.get(feed_id, 0)
    if as_json:
        paths = folder_paths(await lib.folders())
        output.emit({**output.feed_json(feed, unread, paths.get(feed.folder_id, "")), "existed": existed})
        return bool(feed.health.error)
    said = _("already there: {title}") if existed else _("added: {title}")
    stories = ngettext("{count} unread story", "{count} unread stories", unread).format(count=unread)
    output.line(f"{said.format(title=feed.title)} ({feed.id}, {stories})")
    if said := feed.health.error or feed.health.warning:
        output.say(said)
    return bool(feed.health.error)


async def remove(args: argparse.Namespace) -> int:
    """End subscriptions."""
    if bool(args.feed) == args.samples:
        raise UsageError(_("name one feed, or give --samples"))
    async with library(args, writes=True) as lib:
        if args.samples:
            count = await lib.remove_samples()
            message = ngettext("removed {count} sample feed", "removed {count} sample feeds", count)
            print(message.format(count=count))
            return exits.OK
        feed = find_feed(await lib.subscriptions(), args.feed)
        await lib.remove([feed.id])
        if args.json:
            output.emit({"removed": feed.id, "title": feed.title, "url": feed.shown_url})
        else:
            output.line(_("removed: {title}").format(title=feed.title))
    return exits.OK


async def refresh(args: argparse.Namespace) -> int:
    """Fetch what is new, with progress on stderr."""
    async with library(args, engine=True, writes=True) as lib:
        feeds = await lib.subscriptions()
        wanted = [find_feed(feeds, what).id for what in args.feed]
        line = output.ProgressLine()
        titles = {feed.id: feed.title for feed in feeds}
        try:
            with heard(lib, lambda event: _tell(event, line, titles, as_json=args.json)):
                done = await lib.refresh_and_wait(wanted, only_due=args.due)
        finally:
            line.clear()
        if not (args.json or done.cancelled):
            print(_outcome(done), flush=True)
        if not (done.cancelled or done.error):
            # Nobody asked for a line about that after the sentence.
            with heard(lib, lambda _event: None):
                await lib.relate_and_wait()
    if done.cancelled:
        output.say(_("stopped; what was fetched is kept"))
        return exits.INTERRUPTED
    if done.error:
        output.say(done.error)
    if done.offline:
        if not done.failed:
            # No feed is blamed for the network, so none was named.
            text = _("Nothing could be reached; what was fetched before stays.")
            output.say(f"{text} {done.reason}")
        return exits.UNAVAILABLE
    return exits.SOME_FAILED if done.failed or done.error else exits.OK


def _tell(event: Event, line: output.ProgressLine, titles: dict[int, str], *, as_json: bool) -> None:
    """Say what happens while feeds are fetched."""
    if isinstance(event, Progress):
        line.update(event.done, event.total, event.label)
    elif isinstance(event, RuleMet):
        line.clear()
        if as_json:
            output.emit({"rule": event.rule, "stories": event.count, "title": event.title})
        else:
            output.line(f"{event.rule} ({event.count}): {event.title}")
    elif isinstance(event, FeedChanged):
        title = titles.get(event.feed_id, str(event.feed_id))
        if as_json:
            numbers = {"new": event.new, "updated": event.updated}
            output.emit({"feed_id": event.feed_id, "title": title, **numbers, "error": event.error})
        elif event.error:
            line.clear()
            output.say(f"{title}: {event.error}")


def _outcome(done: Done) -> str:
    """How a refresh went, in one line."""
    message = ngettext("{count} new story", "{count} new stories", done.new).format(count=done.new)
    failed = ngettext("{count} feed failed", "{count} feeds failed", done.failed).format(count=done.failed)
    return f"{message}, {failed}" if done.failed else message
