"""`import`: subscriptions from OPML."""

from __future__ import annotations

import argparse
import sys

from reader.domain.errors import UsageError
from reader.i18n import _
from reader.paths import expanded

from . import exits, output
from .session import library

MAX_BYTES = 20_000_000
"""Larger than any list of subscriptions; a wrong file is refused before it is read into memory."""


async def import_opml(args: argparse.Namespace) -> int:
    """Take subscriptions over from an OPML file."""
    data = _read(args.file)
    line = output.ProgressLine()
    async with library(args, writes=True) as lib:
        report = await lib.import_opml(data, progress=line.update)
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
    try:
        if name == "-":
            data = sys.stdin.buffer.read(MAX_BYTES + 1)
        else:
            with expanded(name).open("rb") as file:
                data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise UsageError(_("{name} cannot be read: {why}").format(name=name, why=error.strerror)) from error
    if len(data) > MAX_BYTES:
        raise UsageError(_("{name} is larger than 20 MB and so no list of subscriptions").format(name=name))
    return data
