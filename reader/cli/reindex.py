"""`reindex`: compute again what is related to what, over everything in the cache."""

from __future__ import annotations

import argparse

from reader.engine.protocol import Progress
from reader.i18n import _, ngettext
from reader.library import Event

from . import exits, output
from .session import heard, library


async def reindex(args: argparse.Namespace) -> int:
    """Forget which stories belong together and find it out anew, with a bar on stderr. What is read, starred and stored
    is not touched; stopped in the middle, it goes on from there when called again or when the reader is open."""
    async with library(args, engine=True, writes=True) as lib:
        line = output.ProgressLine()

        def on_event(event: Event) -> None:
            if isinstance(event, Progress):
                line.update(event.done, event.total, event.label)

        try:
            with heard(lib, on_event):
                done = await lib.relate_and_wait(anew=True)
        finally:
            line.clear()
    if done.cancelled:
        output.say(_("stopped; the rest is done when the reader is open, or by reindex"))
        return exits.INTERRUPTED
    if done.error:
        output.say(done.error)
        return exits.SOME_FAILED
    output.line(ngettext("{count} story related", "{count} stories related", done.new).format(count=done.new))
    return exits.OK
