"""`stats`: how much is in the cache, feed by feed and as a whole."""

from __future__ import annotations

import argparse
from dataclasses import asdict

from reader.domain.figures import FeedFigures, Figures
from reader.domain.text import clean_line
from reader.i18n import _

from . import exits, output
from .session import library

_TITLE = 32


async def stats(args: argparse.Namespace) -> int:
    """Print the figures of each feed, then those of the cache."""
    async with library(args) as lib:
        found = await lib.figures()
        coverage = await lib.coverage()
    if args.json:
        for feed in found.feeds:
            output.emit({"kind": "feed", **asdict(feed), "read_share": round(feed.read_share, 3)})
        whole = {name: value for name, value in asdict(found).items() if name != "feeds"}
        output.emit({"kind": "cache", **whole, "unread_here": coverage.stories_here})
        return exits.OK
    output.line(
        f"{_('stories'):>8} {_('unread'):>9} {_('read'):>7} {_('a week'):>9} {'MB':>6} {_('fetched'):>11}  {_('feed')}"
    )
    for feed in found.feeds:
        output.line(_row(feed))
    for line in _whole(found):
        output.line(line)
    output.line(
        _("{here} of {unread} unread stories are readable offline").format(
            here=coverage.stories_here, unread=coverage.stories
        )
    )
    return exits.OK


def _row(feed: FeedFigures) -> str:
    when = feed.last_success.astimezone().strftime("%d/%m %H:%M") if feed.last_success else "-"
    trouble = " !" if feed.failures else ""
    return (
        f"{feed.entries:>8} {feed.unread:>9} {feed.read_share:>7.0%} {feed.a_week:>9.1f} {feed.bytes / 1e6:>6.1f} "
        f"{when:>11}  {clean_line(feed.title, _TITLE)}{trouble}"
    )


def _whole(found: Figures) -> list[str]:
    return [
        "",
        _("{entries} entries, {full} with full text").format(entries=found.entries, full=found.full_texts),
        _("{stories} events told more than once, {several} of them by several publishers").format(
            stories=found.stories, several=found.told_by_several
        ),
        _("{store:.1f} MB of texts and indexes, {pictures:.1f} MB of pictures").format(
            store=found.store_bytes / 1e6, pictures=found.picture_bytes / 1e6
        ),
    ]
