"""`mark`: read, unread, with a star or without, for one story or for many."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from reader.domain.errors import UsageError
from reader.i18n import _, ngettext
from reader.library import Library

from . import exits, output
from .selecting import is_given, numbered, selected
from .session import library


async def mark(args: argparse.Namespace) -> int:
    """Mark stories; the undo of the reader takes it back."""
    given = is_given(args)
    if bool(args.story) + given + args.all != 1:
        raise UsageError(_("name stories by number or address, or give --query, --feed, --older-than, or --all"))
    async with library(args, writes=True) as lib:
        if args.story:
            count = await _mark(lib, args.what, await numbered(lib, args.story))
        elif args.what == "read":
            count = await lib.mark_all_read(await selected(lib, args))
        else:
            count = await _mark(lib, args.what, await lib.entry_ids(await selected(lib, args)))
    if args.json:
        output.emit({"marked": args.what, "changed": count})
    else:
        print(ngettext("{count} story changed", "{count} stories changed", count).format(count=count))
    return exits.OK


async def _mark(lib: Library, what: str, ids: Sequence[int]) -> int:
    if what in ("read", "unread"):
        return await lib.set_read(ids, what == "read")
    return await lib.set_starred(ids, what == "star")
