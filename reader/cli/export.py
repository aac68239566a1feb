"""`export`: the subscriptions as OPML, or stories as a document."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from reader.domain.errors import UsageError
from reader.domain.text import clean_text
from reader.files import write
from reader.i18n import _
from reader.library import Library
from reader.library.export_part import DOCUMENTS
from reader.paths import expanded

from . import exits, output
from .selecting import is_given, selected
from .session import library

FORMS = ("opml", "json", *DOCUMENTS)


async def export(args: argparse.Namespace) -> int:
    """Write subscriptions or stories to a file, or to standard output."""
    form = args.format or _form_of(args.file) or ("md" if is_given(args) else "opml")
    if form == "opml" and is_given(args):
        raise UsageError(_("OPML holds feeds, not stories: --query, --feed and --older-than go with the other formats"))
    target = None if args.file == "-" else expanded(args.file)
    if target is not None and target.exists() and not args.force:
        raise UsageError(_("{name} exists already; --force writes over it").format(name=target))
    if target is None and form == "epub" and sys.stdout.isatty():
        raise UsageError(_("a book is no text for the terminal; name a file to write"))
    async with library(args) as lib:
        data = (await lib.export_opml()).encode("utf-8") if form == "opml" else await _stories(lib, args, form)
    if target is None and form == "epub":
        sys.stdout.buffer.write(data)
    elif target is None:
        text = data.decode("utf-8")
        # A file gets each letter; to a terminal nothing goes that steers it.
        sys.stdout.write(clean_text(text) if sys.stdout.isatty() else text)
    else:
        write(target, data)
    return exits.OK


async def _stories(lib: Library, args: argparse.Namespace, form: str) -> bytes:
    ids = await lib.entry_ids(await selected(lib, args), limit=args.limit)
    if form == "json":
        return await _lines(lib, ids)
    if not ids:
        raise UsageError(_("no story in the cache is like that; nothing was written"))
    line = output.ProgressLine()
    data = await lib.document(ids, form, args.title or args.query or "bantin", line.update)
    line.clear()
    return data


async def _lines(lib: Library, ids: Sequence[int]) -> bytes:
    """JSON Lines: what `show --json` prints of each story."""
    from .lists import article_json

    articles = [await lib.article(entry_id) for entry_id in ids]
    lines = [output.json_line(article_json(article, ())) + "\n" for article in articles if article is not None]
    return "".join(lines).encode("utf-8")


def _form_of(name: str) -> str:
    """The format that the ending of a file name asks for, empty for a name without one. Raises UsageError."""
    ending = Path(name).suffix.casefold()
    forms = {f".{form}": form for form in FORMS} | {".xml": "opml", "": ""}
    if ending not in forms:
        known = ", ".join(f".{form}" for form in FORMS)
        raise UsageError(
            _("{name}: no format has this ending; there are {known}, or say --format").format(name=name, known=known)
        )
    return forms[ending]
