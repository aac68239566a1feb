"""The forms in which feeds and pages write dates; behind `dates.parse_date`, loaded when first needed.

Tried in turn: ISO 8601 and RFC 822 as whole patterns, since nearly every feed keeps to them; then any date, time and
zone that can be found in the text.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

from .months import month_of

EARLIEST, LATEST = 1971, 2099
"""Years that are believed."""

_ISO = re.compile(
    r"(\d{4})(?:-(\d\d?)(?:-(\d\d?))?)?"
    r"(?:(?:[Tt]|\s+|[Tt]\s+)(\d\d?):(\d\d)(?::(\d\d)(?:[.,]\d+)?)?)?"
    r"\s*([Zz]|[+-]\d\d:?\d\d|[+-]\d\d?|UTC|GMT)?$"
)
_RFC822 = re.compile(
    r"(?:[A-Za-z]{3,9}\.?,?\s+)?(\d\d?)[\s-]+([A-Za-z]{3,9})\.?,?[\s-]+(\d{4}|\d\d)"
    r"(?:,?\s+(\d\d?):(\d\d)(?::(\d\d)(?:\.\d+)?)?)?\s*([+-]\d{4}|[A-Za-z]{1,5})?$"
)
_BASIC = re.compile(r"(\d{4})(\d\d)(\d\d)(?:[Tt]?(\d\d)(\d\d)(\d\d)?(?:\.\d+)?)?\s*([Zz]|[+-]\d\d:?\d\d)?$")
_WEEK = re.compile(r"(\d{4})-?[Ww](\d\d)(?:-?([1-7]))?(?![\d])")
_ORDINAL = re.compile(r"(\d{4})-(\d{3})(?!\d)")
_EPOCH = re.compile(r"\d{9,10}(?:\.\d+)?$|\d{13}$|\d{16}$")

_TIME = re.compile(
    r"(?<!\d)(\d\d?)\s?[:hH時点點시]\s?(\d\d)(?:\s?[:分분]\s?(\d\d)(?:[.,]\d+)?)?(?:\s?[分분秒초])?(?!\d)"
    r"\s*([AaPp]\.?[Mm]\b\.?|SA\b|CH\b)?"
)
_HOUR = re.compile(r"(?<![\d/.-])(\d\d?)\s?([AaPp]\.?[Mm]\b\.?|giờ\b|[時点點시](?!間|간))")
# With a point only where a word says that it is a time: 10.30 may be a price or a day.
_DOTTED = re.compile(
    r"\bkl\.?\s?(\d\d?)\.(\d\d)(?!\d)|(?<![\d.])(\d\d?)\.(\d\d)(?=\s?(?:Uhr|WIB|WITA|WIT|BST|GMT|น)\b)", re.I
)
_HALF_BEFORE = re.compile(r"(?:(오전|上午|午前)|(?:오후|下午|午後))\s?$")
_OFFSET = re.compile(r"(?:\b(?:GMT|UTC|UT)\s?)?([+\-−])(\d\d?):?(\d\d)?(?!\d)")
_NAMED_ZONE = re.compile(r"\b([A-Z]{1,5})\b\)?\s*(?:\d{4})?$")
_YMD = re.compile(r"(?<!\d)(\d{4})\s?[-/.年년]\s?(\d\d?)\s?[-/.月월]\s?(\d\d?)(?!\d)")
_DMY = re.compile(r"(?<![\d:])(\d\d?)(?P<dash>\s?[-/.]\s?)(\d\d?)(?P=dash)(\d{4}|\d\d)(?![\d:])")
_VIETNAMESE = re.compile(r"(\d\d?)\s+tháng\s+(\d\d?)(?:\s*,?\s*(?:năm\s+)?(\d{4}))", re.I)
# Not only letters: Thai, Hindi and Bengali names hold vowel signs, short Thai ones points.
_NAME = r"([^\W\d_][^\s\d,/|()<>-]{1,13}?)"
_NAMED_DMY = re.compile(
    rf"(?<!\d)(\d\d?)(?:st|nd|rd|th|er|\.|º)?[\s-]+(?:de\s+)?{_NAME}\.?,?[\s-]+(?:de\s+)?(\d{{4}}|\d\d)(?![\d:])"
)
_NAMED_YMD = re.compile(rf"(?<!\d)(\d{{4}})\.?,?\s+{_NAME}\.?\s+(\d\d?)(?![\d:])")
_NAMED_MDY = re.compile(
    r"([^\W\d_]{3,12})\.?\s+(\d\d?)(?:st|nd|rd|th)?,?\s+(?:\d\d?:\d\d(?::\d\d)?\s+(?:[A-Z]{3,4}\s+)?)?(\d{4})(?!\d)"
)

_ZONES = {
    "Z": 0, "UT": 0, "UTC": 0, "GMT": 0, "WET": 0, "BST": 60, "WEST": 60, "IST": 330, "CET": 60, "MET": 60, "MEZ": 60,
    "CEST": 120, "MEST": 120, "MESZ": 120, "EET": 120, "SAST": 120, "EEST": 180, "MSK": 180, "TRT": 180, "GST": 240,
    "PKT": 300, "ICT": 420, "WIB": 420, "HKT": 480, "SGT": 480, "PHT": 480, "AWST": 480, "JST": 540, "KST": 540,
    "ACST": 570, "AEST": 600, "ACDT": 630, "AEDT": 660, "NZST": 720, "NZDT": 780, "AST": -240, "ADT": -180,
    "NST": -210, "NDT": -150, "EST": -300, "EDT": -240, "CST": -360, "CDT": -300, "MST": -420, "MDT": -360,
    "PST": -480, "PDT": -420, "AKST": -540, "AKDT": -480, "HST": -600, "BRT": -180, "ART": -180,
}  # fmt: skip
_AMERICAN = {"ET": -300, "CT": -360, "MT": -420, "PT": -480}
"""As American papers print it, winter's offset: the same letters in summer."""
_BUDDHIST = 543
"""Years by which the Thai calendar is ahead."""


def read_date(s: str) -> datetime | None:
    """What `dates.parse_date` promises, for a text of reasonable length."""
    if (m := _ISO.match(s)) and not _EPOCH.match(s):
        year, month, day, hour, minute, second, zone = m.groups()
        return _moment(int(year), int(month or 1), int(day or 1), hour, minute, second, _offset(zone))
    if m := _RFC822.match(s):
        day, name, year, hour, minute, second, zone = m.groups()
        number = month_of(name) or month_of(name[:3])
        if number:
            return _moment(_full_year(year), number, int(day), hour, minute, second, _offset(zone))
    return _loose(s)


def _loose(s: str) -> datetime | None:
    """Look for a date anywhere in `s`, then for a time and a zone in what is left."""
    if m := _EPOCH.match(s):
        number = float(s)
        scale = 1 if number < 1e11 else 1e3 if number < 1e14 else 1e6
        found = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=number / scale)
        return found if EARLIEST <= found.year <= LATEST else None
    if m := _BASIC.match(s):
        year, month, day, hour, minute, second, zone = m.groups()
        return _moment(int(year), int(month), int(day), hour, minute, second, _offset(zone))
    named = _find_date(s)
    if named is None:
        return None
    (year_, month_, day_), (start, end) = named
    rest = s[:start] + " " + s[end:]
    hour = minute = second = None
    half = ""
    # In "Nov 23 08:05:00 2026" the time lies inside the date's own span.
    for where in (rest, s[start:end]):
        if m := _TIME.search(where):
            hour, minute, second, half = m[1], m[2], m[3], m[4] or ""
        elif m := _DOTTED.search(where):
            hour, minute = m[1] or m[3], m[2] or m[4]
        elif m := _HOUR.search(where):
            hour, minute, half = m[1], "0", m[2]
        else:
            continue
        if before := _HALF_BEFORE.search(where[: m.start()]):
            half = "AM" if before[1] else "PM"
        rest = where[: m.start()] + " " + where[m.end() :] if where is rest else rest
        break
    if hour is not None and half:
        hour = str(_clock_hour(int(hour), half))
    return _moment(year_, month_, day_, hour, minute, second, _find_zone(rest, month_) if hour is not None else 0)


def _find_date(s: str) -> tuple[tuple[int, int, int], tuple[int, int]] | None:
    """((year, month, day), span) of the first date in `s`."""
    if m := _YMD.search(s):
        return (int(m[1]), int(m[2]), int(m[3])), m.span()
    if m := _VIETNAMESE.search(s):
        return (int(m[3]), int(m[2]), int(m[1])), m.span()
    for m in _NAMED_DMY.finditer(s):
        if number := month_of(m[2]):
            return (_full_year(m[3]), number, int(m[1])), m.span()
    for m in _NAMED_MDY.finditer(s):
        if number := month_of(m[1]):
            return (int(m[3]), number, int(m[2])), m.span()
    for m in _NAMED_YMD.finditer(s):
        if number := month_of(m[2]):
            return (int(m[1]), number, int(m[3])), m.span()
    if m := _DMY.search(s):
        day, month, year = int(m[1]), int(m[3]), _full_year(m[4])
        if month > 12 >= day:
            day, month = month, day
        return (year, month, day), m.span()
    if m := _WEEK.search(s):
        try:
            found = date.fromisocalendar(int(m[1]), int(m[2]), int(m[3] or 1))
        except ValueError:
            return None
        return (found.year, found.month, found.day), m.span()
    if m := _ORDINAL.search(s):
        if not (EARLIEST <= int(m[1]) <= LATEST and 1 <= int(m[2]) <= 366):
            return None
        found = date(int(m[1]), 1, 1) + timedelta(days=int(m[2]) - 1)
        return (found.year, found.month, found.day), m.span()
    return None


def _find_zone(rest: str, month: int = 0) -> int:
    """Minutes east of UTC named in what date and time left over; `month` tells summer time where the name does not."""
    if m := _OFFSET.search(rest):
        minutes = int(m[2]) * 60 + int(m[3] or 0)
        return (minutes if m[1] == "+" else -minutes) if minutes <= 14 * 60 else 0
    if m := _NAMED_ZONE.search(rest.strip()):
        if m[1] in _AMERICAN:
            return _AMERICAN[m[1]] + (60 if 3 <= month <= 10 else 0)
        return _ZONES.get(m[1], 0)
    return 0


def _offset(zone: str | None) -> int:
    """Minutes east of UTC for one zone token; 0 for none, an unknown or an impossible one."""
    if not zone:
        return 0
    if zone[0] in "+-":
        return _find_zone(zone)
    return _ZONES.get(zone.upper(), 0)


def _clock_hour(hour: int, half: str) -> int:
    half = half.replace(".", "").upper()
    if half in ("PM", "CH") and hour < 12:
        return hour + 12
    return 0 if half in ("AM", "SA") and hour == 12 else hour


def _full_year(year: str) -> int:
    number = int(year)
    if len(year) > 2:
        return number
    return number + (2000 if number < 69 else 1900)


def _moment(
    year: int, month: int, day: int, hour: str | None, minute: str | None, second: str | None, offset: int
) -> datetime | None:
    """Put the parts together; an impossible time of day counts as midnight, an impossible date as none."""
    if EARLIEST <= year - _BUDDHIST <= LATEST:
        year -= _BUDDHIST
    if not EARLIEST <= year <= LATEST:
        return None
    try:
        midnight = datetime(year, month, day, tzinfo=UTC)
    except ValueError:
        return None
    h, m, s = int(hour or 0), int(minute or 0), int(second or 0)
    if h > 24 or m > 59 or s > 60 or (h == 24 and (m or s)):
        return midnight
    moment = midnight + timedelta(hours=h, minutes=m - offset, seconds=min(s, 59))
    return moment if EARLIEST <= moment.year <= LATEST else None
