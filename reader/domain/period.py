"""How often a feed is asked, as a person types it and as the interface says it."""

from __future__ import annotations

import re

from reader.i18n import ngettext

SHORTEST, LONGEST = 15, 7 * 24 * 60
"""Minutes; the shortest is the floor of the schedule, below which it would not go."""
_TYPED = re.compile(r"(\d{1,5})\s*([^\W\d]*)")
_UNITS = {
    1: ("", "m", "min", "minute", "minutes", "p", "phút"),
    60: ("h", "hour", "hours", "g", "giờ"),
    24 * 60: ("d", "day", "days", "ngày"),
}


def minutes_of(text: str) -> int:
    """Minutes of `30`, `30m`, `2h`, `1d`, `2 giờ`; 0 for anything else, and outside SHORTEST and LONGEST."""
    typed = _TYPED.fullmatch(text.strip().casefold())
    if typed is None:
        return 0
    minutes = next((size * int(typed[1]) for size, names in _UNITS.items() if typed[2] in names), 0)
    return minutes if SHORTEST <= minutes <= LONGEST else 0


def interval_text(minutes: int) -> str:
    """The interval in words, in its largest whole unit; empty for 0."""
    if not minutes:
        return ""
    if minutes % (24 * 60) == 0:
        return ngettext("{n} day", "{n} days", minutes // (24 * 60)).format(n=minutes // (24 * 60))
    if minutes % 60 == 0:
        return ngettext("{n} hour", "{n} hours", minutes // 60).format(n=minutes // 60)
    return ngettext("{n} minute", "{n} minutes", minutes).format(n=minutes)
