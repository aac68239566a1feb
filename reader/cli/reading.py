"""`bantin` without a command: the reader, its linear mode, or plain headlines where there is no terminal."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from reader.domain.models import ListQuery, Scope, ScopeKind
from reader.i18n import _
from reader.library import Library

from . import exits, output
from .quiet import is_dumb
from .session import library

if TYPE_CHECKING:
    import argparse

PLAIN_HEADLINES = 50


async def open_reader(args: argparse.Namespace) -> int:
    """Open the screen. Without a terminal, or on a dumb one, print the headlines plainly instead."""
    if args.linear:
        from .linear import LinearReader

        async with library(args, engine=True) as lib:
            await lib.offer_samples(wait=True)
            return await LinearReader(lib).run()
    if is_dumb() or not (sys.stdin.isatty() and sys.stdout.isatty()):
        async with library(args, engine=True) as lib:
            await lib.offer_samples(wait=True)
            return await _headlines(lib)
    from .screen import run_screen

    return await run_screen(args)


async def _headlines(lib: Library) -> int:
    now = datetime.now(UTC)
    ids = await lib.entry_ids(ListQuery(Scope(ScopeKind.UNREAD)), limit=PLAIN_HEADLINES)
    for row in await lib.rows(ids):
        output.line(output.entry_line(row, now))
    if not ids:
        output.say(_("nothing unread; 'bantin add ADDRESS' subscribes to a feed, 'bantin refresh' fetches what is new"))
    return exits.OK
