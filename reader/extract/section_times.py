"""When the story of a card was published: as the card states or prints it ("2 giờ trước"), or as its address says.

Nothing here guesses: a card that says nothing gives None.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from lxml import html

from reader.domain.dates import parse_date
from reader.domain.text import clean_line, fold

from .page.tree import names_of, text_of
from .page.vocabulary import DATE

_MOST_ELEMENTS = 120
_LONGEST = 60
_SLACK = timedelta(days=2)
_EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
_HANOI = timedelta(hours=7)
_HAS_TIME = re.compile(r"\d\d?\s?[:hH]\s?\d\d")
_HAS_ZONE = re.compile(r"(?:[zZ]|[+-]\d\d:?\d\d|\b(?:GMT|UTC|[CE]E?S?T|[ECMP][SD]T)\b.*)\s*$")
_PRINTED = re.compile(
    r"\d{1,2}[./-]\d{1,2}[./-]\d{4}|\d{4}[./-]\d{1,2}[./-]\d{1,2}|\d{1,2}\.?\s+[^\W\d_]{3,12}\.?,?\s+\d{4}"
    r"|[^\W\d_]{3,12}\.?\s+\d{1,2},?\s+\d{4}|\d{4}\s?[年년]"
)
_IN_ADDRESS = re.compile(
    r"(?<!\d)(?P<y>(?:19|20)\d\d)(?P<s>[/_-]?)(?P<m>0[1-9]|1[0-2])(?P=s)(?P<d>0[1-9]|[12]\d|3[01])"
    r"(?:(?P<H>[01]\d|2[0-3])(?P<M>[0-5]\d)(?P<S>[0-5]\d)\d{0,4})?(?!\d)"
)

_SECOND, _MINUTE, _HOUR, _DAY, _WEEK = 1, 60, 3600, 86400, 7 * 86400
_UNITS = {
    _SECOND: "giay|secs?|seconds?|sekunden?|secondes?|segundos?|secondi|detik|秒|초",
    _MINUTE: "phut|m|mins?|minutes?|minuten?|minutos?|minut[oi]|menit|分钟|分鐘|分|분",
    _HOUR: "gio|tieng|h|hrs?|hours?|stunden?|heures?|horas?|or[ae]|jam|小时|小時|時間|시간",
    _DAY: "ngay|d|days?|tage?n?|jours?|dias?|giorn[oi]|hari|天|日|일",
    _WEEK: "tuan|w|weeks?|wochen?|semaines?|semanas?|settiman[ae]|minggu|周|週間|週|주",
}
_AGO = tuple(
    (
        re.compile(
            rf"(?<![\w.,])(?P<n>\d{{1,3}}|an?|mot)\s?(?:{names})\s?(?:truoc|ago|fa|atras|(?:yang )?lalu|前|전)(?!\w)"
            rf"|(?<!\w)(?:vor|il y a|hace|ha)\s(?P<n2>\d{{1,3}}|einer?|une?)\s(?:{names})(?!\w)"
        ),
        seconds,
    )
    for seconds, names in _UNITS.items()
)
_JUST_NOW = re.compile(r"^\W*(?:vua xong|just now|gerade eben|a l'instant|刚刚|剛剛|たった今|방금 ?전?)\W*$")


def card_time(card: html.HtmlElement, url: str, language: str, now: datetime | None) -> datetime | None:
    """When the story at `url`, which `card` presents, was published, or None when neither says.

    `language` is the page's (Vietnamese times without a zone are Vietnam's), `now` when the page was fetched (aware):
    no date lies far after it, and without it "2 hours ago" says nothing.
    """
    for value in _stated(card):
        if found := moment(value, language, now):
            return found
    return address_time(url, language, now)


def moment(value: str, language: str, now: datetime | None) -> datetime | None:
    """What the text `value` says: a date, or a time gone by before `now`."""
    value = clean_line(value, 120)
    if not value:
        return None
    if now is not None and (ago := _ago(value)) is not None:
        return now - ago
    found = parse_date(value)
    if found is None:
        return None
    if language.startswith("vi") and _HAS_TIME.search(value) and not _HAS_ZONE.search(value):
        found -= _HANOI
    return _believed(found, now)


def _ago(value: str) -> timedelta | None:
    folded = fold(value)
    if len(folded) > _LONGEST:
        return None
    if _JUST_NOW.match(folded):
        return timedelta()
    for pattern, seconds in _AGO:
        if match := pattern.search(folded):
            number = match["n"] or match["n2"]
            return timedelta(seconds=seconds * (int(number) if number.isdecimal() else 1))
    return None


def address_time(url: str, language: str, now: datetime | None) -> datetime | None:
    """The date that stands in an article's address (`/2026/11/23/`, `-20261123104500`), or None."""
    match = _IN_ADDRESS.search(url.partition("://")[2].partition("/")[2])
    if match is None:
        return None
    hour, minute, second = (int(match[part] or 0) for part in "HMS")
    try:
        found = datetime(int(match["y"]), int(match["m"]), int(match["d"]), hour, minute, second, tzinfo=UTC)
    except ValueError:
        return None
    if match["H"] and language.startswith("vi"):
        found -= _HANOI
    return _believed(found, now)


def _believed(found: datetime, now: datetime | None) -> datetime | None:
    if found < _EARLIEST or (now is not None and found > now + _SLACK):
        return None
    return found


def _stated(card: html.HtmlElement) -> Iterator[str]:
    """Texts of the card that may be its date, the surest first."""
    named: list[html.HtmlElement] = []
    loose: list[html.HtmlElement] = []
    for number, element in enumerate(card.iter()):
        if number >= _MOST_ELEMENTS:
            break
        if not isinstance(element.tag, str):
            continue
        if element.tag == "time":
            yield from filter(None, (element.get("datetime"), element.get("title")))
            named.insert(0, element)
        elif element.get("itemprop") == "datePublished" or DATE.search(names_of(element)):
            yield from filter(None, (element.get("content"), element.get("datetime")))
            named.append(element)
        elif len(element) == 0 and element.text and len(element.text) <= _LONGEST:
            loose.append(element)
    for element in named:
        if title := element.get("title"):
            yield title
        text = text_of(element, 20)
        if len(text) <= 2 * _LONGEST:
            yield text
    for element in loose:
        text = (element.text or "").strip()
        if element.tag not in ("a", "h1", "h2", "h3", "h4") and (_PRINTED.search(text) or _ago(text) is not None):
            yield text
