"""`restore`: list the dated copies of the cache, or go back to one."""

from __future__ import annotations

import argparse

from reader.amounts import size
from reader.i18n import _, ngettext
from reader.library.restoring import DatedCopy, dated_copies
from reader.library.restoring import restore as restore_copy
from reader.paths import expanded

from . import exits, output
from .session import settings


async def restore(args: argparse.Namespace) -> int:
    """Without a name: list the copies. With one: set the present cache aside and put the copy in its place."""
    paths, _config = settings(args)
    if not args.copy:
        copies = await dated_copies(paths.data_dir)
        for copy in copies:
            if args.json:
                output.emit(_json(copy))
            else:
                output.line(f"{copy.path.stem}  {copy.problem or _content(copy)}")
        if not copies:
            output.say(_("there is no copy yet; the reader makes one every week while it is open"))
        return exits.OK
    done = await restore_copy(paths.data_dir, str(expanded(args.copy)))
    if args.json:
        output.emit({**_json(done.copy), "kept": str(done.aside) if done.aside else None})
        return exits.OK
    output.line(_("restored {name}: {content}").format(name=done.copy.path.stem, content=_content(done.copy)))
    if done.aside is not None:
        output.line(_("the cache that was there is kept as {path}").format(path=done.aside))
    output.line(_("'bantin refresh' fetches what came since; the reader does so by itself."))
    return exits.OK


def _content(copy: DatedCopy) -> str:
    parts = (
        ngettext("{n} feed", "{n} feeds", copy.feeds).format(n=copy.feeds),
        ngettext("{n} story", "{n} stories", copy.entries).format(n=copy.entries),
        _("{n} starred").format(n=copy.starred),
        size(copy.bytes),
    )
    return ", ".join(parts)


def _json(copy: DatedCopy) -> dict[str, object]:
    return {
        "name": copy.path.stem,
        "path": str(copy.path),
        "made": copy.made,
        "bytes": copy.bytes,
        "feeds": copy.feeds,
        "stories": copy.entries,
        "starred": copy.starred,
        "problem": copy.problem,
    }
