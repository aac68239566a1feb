"""Values of the query language as people type them: dates, ages, numbers, regular expressions, names."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterable
from datetime import date

from reader.i18n import _

from .query import UNITS, Age, Day, Sources
from .text import clean_line, fold

_ISO = re.compile(r"(\d{4})(?:[-/.](\d{1,2})(?:[-/.](\d{1,2}))?)?")
_DAY_FIRST = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})")
_AGE = re.compile(r"(\d{1,4})\s*([a-z])[a-z]*", re.IGNORECASE)
_NUMBER = re.compile(r"(>=|<=|>|<|=|)\s*(\d{1,4})")
_NAMED_DAYS = {"today": 0, "hom nay": 0, "homnay": 0, "yesterday": 1, "hom qua": 1, "homqua": 1}
MAX_REGEX = 500
"""Characters of a regular expression."""


class BadValue(Exception):
    """A value that cannot be read; the message is a sentence for the reader."""


def _shown(value: str) -> str:
    """As much of what was typed as a sentence needs."""
    return clean_line(value, 60)


def day_of(value: str) -> Day:
    """2026-11-28, 28/11/2026, 2026-11, 2026, today, yesterday, hôm nay, hôm qua. Raises BadValue."""
    if (ago := _NAMED_DAYS.get(re.sub(r"[\s_-]+", " ", fold(value)).strip())) is not None:
        return Day(ago=ago)
    if match := _ISO.fullmatch(value):
        year, month, day = int(match[1]), int(match[2] or 1), int(match[3] or 1)
    elif match := _DAY_FIRST.fullmatch(value):
        year, month, day = int(match[3]), int(match[2]), int(match[1])
    else:
        raise BadValue(
            _("“{value}” is no date; write 2026-11-28, 28/11/2026, today or yesterday.").format(value=_shown(value))
        )
    try:
        # A day's beginning in any time zone has to be a moment that can be told.
        if not 1900 <= date(year, month, day).year <= 9000:
            raise ValueError
    except ValueError:
        raise BadValue(_("There is no day {value}.").format(value=_shown(value))) from None
    return Day(year, month, day)


def age_of(value: str, *, newer: bool) -> Age:
    """3d, 12h, 2w, 6m, 1y. Raises BadValue."""
    match = _AGE.fullmatch(value)
    if match is None or match[2].lower() not in UNITS:
        raise BadValue(
            _("“{value}” is no length of time; write a number and h, d, w, m or y, like 3d.").format(
                value=_shown(value)
            )
        )
    return Age(newer, int(match[1]), match[2].lower())


def sources_of(value: str) -> Sources:
    """>=3, <2, =1; a plain 3 is at least three. Raises BadValue."""
    match = _NUMBER.fullmatch(value)
    if match is None:
        raise BadValue(_("“{value}” is no number of sources; write it like >=3.").format(value=_shown(value)))
    return Sources(match[1] or ">=", int(match[2]))


def regex_of(source: str) -> str:
    """`source`, when it is a regular expression. Raises BadValue."""
    if len(source) > MAX_REGEX:
        raise BadValue(_("A regular expression may have {count} characters at most.").format(count=MAX_REGEX))
    try:
        with warnings.catch_warnings():
            # Of what a later Python may read differently; printed over the screen otherwise.
            warnings.simplefilter("ignore", FutureWarning)
            re.compile(source)
    except (re.error, OverflowError, RecursionError) as error:
        raise BadValue(_("This regular expression cannot be read: {why}.").format(why=error)) from None
    return source


def choice_of(value: str, field: str, choices: Iterable[str]) -> str:
    """One of a few words, in any case. Raises BadValue."""
    names = list(choices)
    if (name := value.lower()) in names:
        return name
    raise BadValue(
        _("{field}: knows no “{value}”.").format(field=field, value=_shown(value)) + " " + meant(name, names)
    )


def meant(name: str, names: Iterable[str]) -> str:
    """The one of `names` that was meant, or where none is near all of them, as a sentence."""
    from difflib import get_close_matches

    known = list(names)
    if close := get_close_matches(name.lower(), known, 1, 0.6):
        return _("Did you mean {name}?").format(name=close[0])
    return _("There are {names}.").format(names=", ".join(known))
