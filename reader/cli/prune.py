"""`prune`: let go what is older, or beyond the number, that the configuration wants kept."""

from __future__ import annotations

import argparse
import os

from reader.domain.errors import UsageError
from reader.domain.retention import limits_text
from reader.i18n import _, ngettext
from reader.library.retention_part import RetentionPlan

from . import exits, output
from .asking import Lines
from .session import library

_WIDE = 44
"""Cells of a feed's name."""


async def prune(args: argparse.Namespace) -> int:
    """Show what goes; remove it when that was agreed to, or is now."""
    async with library(args, writes=not args.dry_run) as lib:
        plan = await lib.retention_plan()
        names = {feed.id: feed.title for feed in await lib.subscriptions()}
        if args.json:
            _emit(plan, names)
        else:
            _show(plan, names)
        if args.dry_run or (plan.policy.keeps_all and not plan.going):
            return exits.OK
        if not (plan.agreed or args.yes or await _agrees(plan)):
            return exits.OK
        await lib.agree_to_retention(plan)
        line = output.ProgressLine()
        gone = await lib.prune(plan, progress=line.update)
        line.clear()
    if args.json:
        output.emit({"removed": gone})
    elif plan.going:
        print(ngettext("{count} story removed", "{count} stories removed", gone).format(count=gone))
    return exits.OK


async def _agrees(plan: RetentionPlan) -> bool:
    """Ask, the first time. Raises UsageError where nobody can answer."""
    if not plan.going:
        return False
    if not os.isatty(0):
        raise UsageError(_("nothing was removed: this is the first time, look it over and add --yes to agree"))
    output.say(_("Remove them, and from now on what goes beyond these limits by itself? [y/N] "))
    answer = await Lines().next()
    return (answer or "").strip().casefold() in ("y", "yes", "c", "có")


def _emit(plan: RetentionPlan, names: dict[int, str]) -> None:
    for feed in plan.feeds:
        output.emit(
            {
                "feed_id": feed.feed_id,
                "feed": names.get(feed.feed_id, ""),
                "days": feed.limits.days,
                "count": feed.limits.count,
                "going": len(feed.ids),
                "kept": feed.kept,
            }
        )
    output.emit({"going": plan.going, "kept": plan.kept, "stories": plan.listed, "agreed": plan.agreed})


def _show(plan: RetentionPlan, names: dict[int, str]) -> None:
    if plan.policy.keeps_all:
        print(_("All stories are kept: set days or count under [retention] in the configuration to change that."))
        return
    for feed in plan.feeds:
        name = names.get(feed.feed_id, "")
        name = name if len(name) <= _WIDE else name[: _WIDE - 1] + "…"
        output.line(
            _("{going:>7} go {kept:>6} stay beyond it  {feed} ({limits})").format(
                going=len(feed.ids), kept=feed.kept, feed=name, limits=limits_text(feed.limits)
            )
        )
    if not plan.going:
        print(_("Nothing is beyond the limits."))
        return
    text = ngettext(
        "{going} of {all} story goes; starred, tagged, queued and kept ones and those marked unread stay.",
        "{going} of {all} stories go; starred, tagged, queued and kept ones and those marked unread stay.",
        plan.listed,
    )
    print(text.format(going=plan.going, all=plan.listed))
