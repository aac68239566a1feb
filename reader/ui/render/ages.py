"""Times as a reader wants them: the age of a headline, the date line of an article, the reading time."""

from __future__ import annotations

from datetime import datetime, timedelta, tzinfo

from reader.i18n import _, language, ngettext

WORDS_PER_MINUTE = 230
"""Silent reading of news text; Brysbaert 2019 gives 238 for English non-fiction, Vietnamese syllables read alike."""
_MINUTE, _HOUR, _DAY = 60, 3600, 86400


def _months() -> tuple[str, ...]:
    return (
        _("Jan"), _("Feb"), _("Mar"), _("Apr"), _("May"), _("Jun"),
        _("Jul"), _("Aug"), _("Sep"), _("Oct"), _("Nov"), _("Dec"),
    )  # fmt: skip


def day(when: datetime, now: datetime, zone: tzinfo | None = None) -> str:
    """The date without its time: `2 Dec`, with the year when it is another one."""
    local, today = when.astimezone(zone), now.astimezone(zone)
    if language() == "vi":
        short = f"{local.day}/{local.month}"
        return short if local.year == today.year else f"{short}/{local.year}"
    short = f"{local.day} {_months()[local.month - 1]}"
    return short if local.year == today.year else f"{short} {local.year}"


def _weekdays() -> tuple[str, ...]:
    return (
        _("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"), _("Saturday"), _("Sunday"),
    )  # fmt: skip


def long_day(when: datetime, now: datetime, zone: tzinfo | None = None) -> str:
    """The date as a heading: `Today · 4 May`, `Saturday · 2 May`, and the date alone when it is long ago."""
    local, today = when.astimezone(zone).date(), now.astimezone(zone).date()
    apart = (today - local).days
    name = {0: _("Today"), 1: _("Yesterday")}.get(apart) or _weekdays()[local.weekday()]
    return f"{name} · {day(when, now, zone)}" if abs(apart) < 300 else day(when, now, zone)


def lag(span: timedelta) -> str:
    """How much later something came, in at most eight cells: `+25 min`, `+3 h`, `+2 d`; empty for the same moment."""
    minutes = round(span.total_seconds() / _MINUTE)
    if minutes < 1:
        return ""
    if minutes < 90:
        return _("+{count} min").format(count=minutes)
    if minutes < 36 * 60:
        return _("+{count} h").format(count=round(minutes / 60))
    return _("+{count} d").format(count=round(minutes / 1440))


def age(when: datetime, now: datetime, zone: tzinfo | None = None) -> str:
    """How long ago, in at most six cells: `now`, `2m`, `2h`, `3d`, then the date, and for older ones the year.

    What lies a little ahead (a clock that is off, an announced hour) counts as now; what lies days ahead gets its date.
    """
    seconds = int((now - when).total_seconds())
    if -_HOUR < seconds < _MINUTE:
        return _("now")
    if 0 < seconds < _HOUR:
        return _("{count}m").format(count=seconds // _MINUTE)
    if 0 < seconds < _DAY:
        return _("{count}h").format(count=seconds // _HOUR)
    if 0 < seconds < 7 * _DAY:
        return _("{count}d").format(count=seconds // _DAY)
    local = when.astimezone(zone)
    if local.year == now.astimezone(zone).year or abs(seconds) < 180 * _DAY:
        return day(when, local, zone)
    return str(local.year)


def hour(when: datetime, zone: tzinfo | None = None, clock: str = "24h") -> str:
    """The time of day: `14:30`, or `2:30 pm`."""
    local = when.astimezone(zone)
    if clock == "12h":
        return f"{local.hour % 12 or 12}:{local.minute:02} {'am' if local.hour < 12 else 'pm'}"
    return f"{local.hour:02}:{local.minute:02}"


def moment(when: datetime, now: datetime, zone: tzinfo | None = None, clock: str = "24h") -> str:
    """Date and time of an article: `4 Dec 2018 14:30`; the year is left out when it is this one."""
    local, today = when.astimezone(zone), now.astimezone(zone)
    time = hour(when, zone, clock)
    if local.date() == today.date():
        return _("today {time}").format(time=time)
    return f"{day(when, now, zone)} {time}"


def reading_time(words: int) -> str:
    """`3 min`; empty for what has no words."""
    if words <= 0:
        return ""
    minutes = max(1, round(words / WORDS_PER_MINUTE))
    return ngettext("{count} min", "{count} min", minutes).format(count=minutes)
