"""Moving a sample's dates by whole days, in its markup and in what a reader sees of them.

The sample world has its own timeline. Its documents mark every printed date as `<time datetime="…">…</time>`, so moving
needs no guessing: the old date is known from the attribute, and only a printed form of exactly that date is replaced by
the same form of the new one. A clock time beside it stays.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import lru_cache

_TIME = re.compile(
    r"""(?P<open><time\b[^>]*?\bdatetime=["'])(?P<day>\d{4}-\d\d-\d\d)(?P<rest>[^"']*["'][^>]*>)(?P<text>[^<]*)""",
    re.IGNORECASE,
)
# Machine-readable dates of a page: meta properties and JSON-LD. Prose holds none, see `_TIME`.
_STAMP = re.compile(
    r'(?P<open>(?:content|datetime)="|"date(?:Published|Modified|Created)":\s*")(?P<day>\d{4}-\d\d-\d\d)'
)

_MONTHS_EN = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_MONTHS_AR = (
    *("يناير", "فبراير", "مارس", "أبريل", "مايو", "يونيو"),
    *("يوليو", "أغسطس", "سبتمبر", "أكتوبر", "نوفمبر", "ديسمبر"),
)
_WEEKDAYS = (
    ("Monday", "Thứ Hai", "thứ Hai", "月曜", "星期一", "周一", "الاثنين"),
    ("Tuesday", "Thứ Ba", "thứ Ba", "火曜", "星期二", "周二", "الثلاثاء"),
    ("Wednesday", "Thứ Tư", "thứ Tư", "水曜", "星期三", "周三", "الأربعاء"),
    ("Thursday", "Thứ Năm", "thứ Năm", "木曜", "星期四", "周四", "الخميس"),
    ("Friday", "Thứ Sáu", "thứ Sáu", "金曜", "星期五", "周五", "الجمعة"),
    ("Saturday", "Thứ Bảy", "thứ Bảy", "土曜", "星期六", "周六", "السبت"),
    ("Sunday", "Chủ nhật", "chủ nhật", "日曜", "星期日", "周日", "الأحد"),
)


def printed_forms(day: date) -> tuple[str, ...]:
    """The ways in which the samples print `day`; two dates give forms that stand for each other, in the same order.

    Where two forms of a day look alike (18/11 with and without a leading zero), the first one is meant.
    """
    d, m, y = day.day, day.month, day.year
    month, arabic = _MONTHS_EN[m - 1], _MONTHS_AR[m - 1]
    return (
        f"{y}-{m:02}-{d:02}",
        f"{d}/{m}/{y}",
        f"{d:02}/{m:02}/{y}",
        f"{d:02}-{m:02}-{y}",
        f"{d:02}.{m:02}.{y}",
        f"ngày {d} tháng {m} năm {y}",
        f"{d} {month} {y}",
        f"{month} {d}, {y}",
        f"{d} {month[:3]} {y}",
        f"{y}年{m}月{d}日",
        f"{d} {arabic} {y}",
        f"{d}/{m}",
        f"{d:02}/{m:02}",
        f"{d} tháng {m}",
        f"{d} {month}",
        f"{month} {d}",
        f"{d} {month[:3]}",
        f"{m}月{d}日",
        f"{d} {arabic}",
        *_WEEKDAYS[day.weekday()],
    )


@lru_cache(maxsize=256)
def _swap(old: date, new: date) -> tuple[re.Pattern[str], dict[str, str]]:
    forms = dict(zip(reversed(printed_forms(old)), reversed(printed_forms(new)), strict=True))
    longest_first = sorted(forms, key=len, reverse=True)
    return re.compile(r"(?<!\d)(?:" + "|".join(map(re.escape, longest_first)) + r")(?!\d)"), forms


def shift_text(text: str, old: date, days: int) -> str:
    """`text` with every printed form of `old` replaced by that of the date `days` later; anything else is kept."""
    pattern, forms = _swap(old, old + timedelta(days=days))
    return pattern.sub(lambda found: forms[found[0]], text)


def shift_times(markup: str, days: int) -> str:
    """HTML `markup` with each `<time datetime>` moved by `days`, its attribute and its visible text."""
    if not days:
        return markup

    def moved(found: re.Match[str]) -> str:
        old = date.fromisoformat(found["day"])
        new = old + timedelta(days=days)
        return found["open"] + new.isoformat() + found["rest"] + shift_text(found["text"], old, days)

    return _TIME.sub(moved, markup)


def shift_page(markup: str, days: int) -> str:
    """A whole page moved by `days`: its `<time>` elements, meta properties and JSON-LD dates."""
    if not days:
        return markup
    # A `time` element would also match the stamps, so the stamps are moved in what lies between such elements only.
    parts: list[str] = []
    end = 0
    for found in _TIME.finditer(markup):
        parts += (_shift_stamps(markup[end : found.start()], days), shift_times(found[0], days))
        end = found.end()
    return "".join((*parts, _shift_stamps(markup[end:], days)))


def _shift_stamps(markup: str, days: int) -> str:
    def moved(found: re.Match[str]) -> str:
        return found["open"] + (date.fromisoformat(found["day"]) + timedelta(days=days)).isoformat()

    return _STAMP.sub(moved, markup)
