"""`list` and `show`: stories and subscriptions on the command line."""

from __future__ import annotations

import argparse
import json
import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import AsyncIterator, Sequence
from dataclasses import asdict, replace
from datetime import UTC, datetime
from typing import Any

from reader.domain import blocks
from reader.domain.errors import QueryError, UsageError
from reader.domain.folding import LeadBy
from reader.domain.models import Article, EntryRow, ListQuery, Order, RelatedGroup, Scope, ScopeKind
from reader.domain.query import EVERYTHING
from reader.domain.query_parser import parse
from reader.domain.text import clean_text
from reader.i18n import _
from reader.library import Library

from . import exits, output, plain
from .names import find_feed, find_folder, folder_paths, smart_query
from .selecting import tell_missing
from .session import library, settings

PART = 500
"""Rows that are read at a time."""


async def list_entries(args: argparse.Namespace) -> int:
    """List stories, or subscriptions."""
    async with library(args) as lib:
        if args.feeds:
            return await _list_feeds(lib, args)
        if args.stories:
            return await _list_followed(lib, args)
        where = parse(args.query)
        await tell_missing(lib, where)
        query = replace(await _query(lib, args), where=where if where != EVERYTHING else None)
        if args.fold:
            await _list_folded(lib, query, args)
        else:
            await _print(lib, query, args)
    return exits.OK


async def _list_folded(lib: Library, query: ListQuery, args: argparse.Namespace) -> None:
    """One plain line for a story; in JSON still one for each entry, those of a story behind the one that leads it."""
    _paths, config = settings(args)
    found = await lib.fold(await lib.entry_ids(query), query, LeadBy(config.reading.fold_lead))
    now = datetime.now(UTC)
    leads = found.ids[: args.limit or None]
    beneath = {first: under for first in leads if (under := found.hidden.under(first))}
    if not args.json:
        async for row in _rows(lib, leads):
            more = f"  +{len(beneath[row.id])}" if row.id in beneath else ""
            output.line(output.entry_line(row, now) + more)
        return
    led_by = {entry: first for first in leads for entry in (first, *beneath.get(first, ()))}
    async for row in _rows(lib, list(led_by)):
        output.emit({**output.entry_json(row), "led_by": led_by[row.id]})


async def search(args: argparse.Namespace) -> int:
    """Search everything."""
    text = " ".join(args.query)
    where = parse(text)
    if where == EVERYTHING:
        raise QueryError(_("There is nothing to look for."), text, 0, 1)
    async with library(args) as lib:
        await tell_missing(lib, where)
        await _print(lib, ListQuery(Scope(ScopeKind.SEARCH), Order(args.order), where=where), args)
    return exits.OK


async def _print(lib: Library, query: ListQuery, args: argparse.Namespace) -> None:
    ids = await lib.entry_ids(query, limit=args.limit)
    now = datetime.now(UTC)
    async for row in _rows(lib, ids):
        if args.json:
            output.emit(output.entry_json(row))
        else:
            output.line(output.entry_line(row, now))


async def _rows(lib: Library, ids: Sequence[int]) -> AsyncIterator[EntryRow]:
    """The rows of a list, part by part: all of 280,000 at once took 460 MB, and the first line came after 20 s."""
    for start in range(0, len(ids), PART):
        for row in await lib.rows(ids[start : start + PART]):
            yield row


async def _query(lib: Library, args: argparse.Namespace) -> ListQuery:
    query = await smart_query(lib, args.scope)
    scope, unread_only = query.scope, False
    if sum(map(bool, (args.feed, args.folder, args.story))) > 1:
        raise UsageError(_("--feed, --folder and --story exclude each other"))
    if args.story:
        if args.story not in {story.id for story in await lib.followed()}:
            raise UsageError(_("no followed story has the number {number}").format(number=args.story))
        scope = Scope(ScopeKind.STORY, args.story)
    elif args.feed:
        feed = find_feed(await lib.subscriptions(), args.feed)
        scope, unread_only = Scope(ScopeKind.FEED, feed.id), args.scope == "unread"
    elif args.folder:
        folder = find_folder(await lib.folders(), args.folder)
        if folder is None:
            raise UsageError(_("no folder is called {name!r}").format(name=args.folder))
        scope, unread_only = Scope(ScopeKind.FOLDER, folder.id), args.scope == "unread"
    return ListQuery(scope, Order(args.order), unread_only, args.filter, since=query.since)


async def _list_followed(lib: Library, args: argparse.Namespace) -> int:
    for story in await lib.followed():
        if args.json:
            output.emit(output.followed_json(story))
        else:
            output.line(f"{story.id:>5} {story.new:>6} {story.entries:>6}  {story.title}")
    return exits.OK


async def _list_feeds(lib: Library, args: argparse.Namespace) -> int:
    counts = await lib.counts()
    paths = folder_paths(await lib.folders())
    for feed in await lib.subscriptions():
        unread, folder = counts.unread.get(feed.id, 0), paths.get(feed.folder_id, "")
        if args.json:
            output.emit(output.feed_json(feed, unread, folder))
            continue
        where = f"{folder}/" if folder else ""
        said = feed.health.error or feed.health.warning
        trouble = f"  ! {said}" if said else ""
        output.line(f"{feed.id:>5} {unread:>6}  {where}{feed.title}  {feed.shown_url}{trouble}")
    return exits.OK


async def show(args: argparse.Namespace) -> int:
    """Print one story with its related stories."""
    async with library(args) as lib:
        entry_id = (
            int(args.story) if args.story.isdecimal() and len(args.story) < 19 else await lib.find_url(args.story)
        )
        article = await lib.article(entry_id) if entry_id else None
        if article is None:
            raise UsageError(_("no story {story} is in the cache").format(story=args.story))
        groups = await lib.related(entry_id)
    if args.json:
        output.emit(article_json(article, groups))
        return exits.OK
    columns = shutil.get_terminal_size((80, 24)).columns
    width = args.width or min(78, columns)
    if width < 20:
        raise UsageError(_("--width takes 20 or more"))
    _page("\n".join(plain.article_lines(article, groups, width)) + "\n")
    return exits.OK


def article_json(article: Article, groups: tuple[RelatedGroup, ...]) -> dict[str, Any]:
    return {
        **output.entry_json(article.entry),
        "version": article.version,
        "article_lead": article.lead,
        "authors": list(article.authors),
        "categories": list(article.categories),
        "updated": article.updated,
        "language": article.language,
        "canonical_url": article.canonical_url,
        "comments_url": article.comments_url,
        "access": article.access,
        "words": article.words,
        "text": "\n\n".join(blocks.texts(article.blocks)),
        "blocks": json.loads(blocks.dump(article.blocks)),
        "enclosures": [asdict(enclosure) for enclosure in article.enclosures],
        "related": [
            {"kind": group.kind, "heading": group.heading, "links": [asdict(link) for link in group.links]}
            for group in groups
        ],
    }


def _page(text: str) -> None:
    """Print `text`, through $PAGER where a person looks at it and it is longer than the screen. Whatever the store
    holds, it steers neither."""
    text = clean_text(text)
    pager = os.environ.get("PAGER", "")
    lines = shutil.get_terminal_size().lines
    if sys.stdout.isatty() and pager and os.environ.get("TERM") != "dumb" and text.count("\n") >= lines:
        try:
            subprocess.run(shlex.split(pager), input=text, text=True, check=False)
            return
        except OSError as error:
            output.say(_("$PAGER ({pager}) cannot be run: {why}").format(pager=pager, why=error.strerror))
    sys.stdout.write(text)
