"""`tag`: put tags on stories, take them away, list and rename them."""

from __future__ import annotations

import argparse

from reader.domain.errors import UsageError
from reader.domain.tags import Edit, Tag, read_edit, tag_key
from reader.i18n import _, ngettext
from reader.library import Library

from . import exits, output
from .selecting import is_given, numbered, selected
from .session import library


async def tag(args: argparse.Namespace) -> int:
    """Change tags; the undo of the reader takes it back."""
    async with library(args, writes=args.what != "list") as lib:
        if args.what == "list":
            _list(await lib.tags(), args)
            return exits.OK
        if args.what == "rename":
            count = await _rename(lib, args)
        else:
            count = await _change(lib, args)
    if args.json:
        output.emit({"tag": args.tag, "done": args.what, "changed": count})
    else:
        print(ngettext("{count} story changed", "{count} stories changed", count).format(count=count))
    return exits.OK


def _list(tags: list[Tag], args: argparse.Namespace) -> None:
    for one in tags:
        if args.json:
            output.emit({"id": one.id, "tag": one.name, "stories": one.entries})
        else:
            output.line(f"{one.entries:>7}  {one.name}")


async def _change(lib: Library, args: argparse.Namespace) -> int:
    names = read_edit(args.tag).add
    if not names:
        raise UsageError(_("name a tag: bantin tag {what} later 17").format(what=args.what))
    if args.what == "remove" and not args.story and not is_given(args):
        # From all its stories.
        changed = 0
        for name in names:
            found = await _find(lib, name)
            changed += found.entries
            await lib.remove_tag(found)
        return changed
    if bool(args.story) + is_given(args) != 1:
        raise UsageError(_("name stories by number or address, or give --query, --feed or --older-than"))
    ids = await numbered(lib, args.story) if args.story else await lib.entry_ids(await selected(lib, args))
    return await lib.tag(ids, Edit(add=names) if args.what == "add" else Edit(remove=names))


async def _rename(lib: Library, args: argparse.Namespace) -> int:
    if len(args.story) != 1:
        raise UsageError(_("give the tag and its new name: bantin tag rename later 'read later'"))
    found = await _find(lib, args.tag)
    await lib.rename_tag(found, args.story[0])
    return found.entries


async def _find(lib: Library, name: str) -> Tag:
    """The tag of that name. Raises UsageError when no story carries one."""
    known = {tag_key(one.name): one for one in await lib.tags()}
    if (found := known.get(tag_key(name))) is None:
        raise UsageError(_("no story carries the tag {name!r}; 'bantin tag list' shows them all").format(name=name))
    return found
