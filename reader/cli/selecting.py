"""Which stories a command is about: numbers, or a query, a feed, an age, or all."""

from __future__ import annotations

import argparse
import re
from collections.abc import Sequence

from reader.domain.errors import UsageError
from reader.domain.models import ListQuery, Order, Scope, ScopeKind
from reader.domain.query import EVERYTHING, UNITS, Age, Node, both
from reader.i18n import _
from reader.library import Library

from . import output
from .names import find_feed

_AGE = re.compile(rf"(\d{{1,4}})([{''.join(UNITS)}])")


def is_given(args: argparse.Namespace) -> bool:
    """Whether any of these options is."""
    return bool(args.query or args.feed or args.older_than)


async def selected(lib: Library, args: argparse.Namespace) -> ListQuery:
    """The list that the options of a selection make. Raises UsageError, QueryError."""
    from reader.domain.query_parser import parse

    nodes = [parse(args.query)]
    if args.older_than:
        nodes.append(_older(args.older_than))
    where = both(nodes)
    await tell_missing(lib, where)
    scope = Scope(ScopeKind.ALL if where == EVERYTHING else ScopeKind.SEARCH)
    if args.feed:
        feed = find_feed(await lib.subscriptions(), args.feed)
        scope = Scope(ScopeKind.FEED, feed.id)
    return ListQuery(scope, Order.NEWEST, where=None if where == EVERYTHING else where)


async def tell_missing(lib: Library, where: Node) -> None:
    """Say which names of a query nothing has: it may find less than was meant."""
    for name in await lib.missing(where):
        output.say(_("no feed, folder or tag is called {name!r}").format(name=name))


async def numbered(lib: Library, words: Sequence[str]) -> list[int]:
    """The stories that are called by number or address. Raises UsageError for one that is not in the cache."""
    ids = [int(word) if word.isdecimal() and len(word) < 19 else await lib.find_url(word) for word in words]
    here = {row.id for row in await lib.rows(ids)}
    for word, number in zip(words, ids, strict=True):
        if number not in here:
            raise UsageError(_("no story {story} is in the cache").format(story=word))
    return ids


def _older(text: str) -> Age:
    match = _AGE.fullmatch(text.strip().casefold())
    if match is None:
        raise UsageError(
            _("--older-than takes a number and a unit: 12h, 3d, 2w, 6m, 1y; not {text!r}").format(text=text)
        )
    return Age(newer=False, amount=int(match[1]), unit=match[2])
