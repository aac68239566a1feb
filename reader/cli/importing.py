"""`import`: subscriptions from another program's list."""

from __future__ import annotations

import argparse
import sys

from reader import files
from reader.domain.opml import MAX_BYTES
from reader.i18n import _
from reader.paths import expanded

from . import exits, output
from .session import library


async def import_list(args: argparse.Namespace) -> int:
    """Take subscriptions over from a list of feeds."""
    data = _read(args.file)
    line = output.ProgressLine()
    async with library(args, writes=True) as lib:
        report = await lib.import_list(data, progress=line.update)
    line.clear()
    for sentence in (*report.refused, *report.damage):
        output.say(sentence)
    if args.json:
        numbers = {"added": report.added, "existed": report.existed}
        output.emit({**numbers, "refused": list(report.refused), "damage": list(report.damage)})
    else:
        print(
            _("{added} added, {existed} already there, {refused} refused").format(
                added=report.added, existed=report.existed, refused=report.lines_refused
            )
        )
        if report.added:
            print(_("'bantin refresh' fetches them; the reader does so by itself."))
    return exits.SOME_FAILED if report.refused or report.damage else exits.OK


def _read(name: str) -> bytes:
    most = MAX_BYTES + 1  # no further than it takes to see that it is too large
    if name != "-":
        return files.read(expanded(name), most)
    with files.readable(name):
        return sys.stdin.buffer.read(most)
