"""Single fields of a feed, whatever it was read with: persons, plain text or HTML, durations, pictures. Pure."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from datetime import datetime
from urllib.parse import urljoin

from reader.domain.dates import parse_date
from reader.domain.models import Enclosure

MAX_LIST = 60
"""Categories, authors, links or enclosures that one entry may have; more are spam."""

MAX_ENTRIES = 20_000
"""Entries that are read from one feed; ten times what is kept."""

_TAGS = (
    "a|abbr|address|article|aside|audio|b|big|blockquote|br|center|cite|code|dd|del|details|div|dl|dt|em|embed|figcaption"
    "|figure|font|footer|h[1-6]|header|hr|i|iframe|img|ins|kbd|li|main|mark|object|ol|p|picture|pre|q|s|section|small|span"
    "|strike|strong|sub|summary|sup|table|tbody|td|th|thead|time|tr|tt|u|ul|video|wbr"
)
_TAG = re.compile(rf"</?(?:{_TAGS})(?:\s[^<>]*)?/?>", re.IGNORECASE)
_LONE_TAG = re.compile(r"<(?:link|meta|frame|input|param|base|area|source|track)\s[^<>=]*=[^<>]*>", re.IGNORECASE)
_OPENED = re.compile(r"<([A-Za-z][A-Za-z0-9:-]{0,40})(?=[\s/>])[^<>]*>")
_CLOSED = re.compile(r"</([A-Za-z][A-Za-z0-9:-]{0,40})\s*>")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")
_MAIL = re.compile(r"[^\s<>()\"',;:]{1,64}@[^\s<>()\"',;:]{1,190}")
_HOUR = re.compile(r"\d{1,2}", re.ASCII)
_PERIODS = {"hourly": 3600, "daily": 86400, "weekly": 604800, "monthly": 2592000, "yearly": 31536000}
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def has_entity(text: str) -> bool:
    """Whether `text` holds a character reference that nobody would write by hand."""
    return any(ref[1] == "#" or html.unescape(ref) != ref for ref in _ENTITY.findall(text))


def looks_html(text: str) -> bool:
    """Whether `text` is HTML rather than plain text: it holds a known tag, any tag opened and closed, or a character
    reference."""
    if "<" in text and (_TAG.search(text) is not None or _LONE_TAG.search(text) is not None):
        return True
    if "</" in text and not {name.lower() for name in _CLOSED.findall(text)}.isdisjoint(
        name.lower() for name in _OPENED.findall(text)
    ):
        return True
    return "&" in text and has_entity(text)


def shown(text: str) -> str:
    """Plain text by declaration, as it was meant: nobody means a reader to see "&#8217;"."""
    return html.unescape(html.unescape(text)) if "<" not in text and has_entity(text) else text


def plain_to_html(text: str) -> str:
    """Plain text as HTML: characters escaped, blank lines end paragraphs, single line ends stay."""
    text = text.strip()
    if "\n" not in text:
        return html.escape(text, quote=False)
    paragraphs = [part.strip() for part in re.split(r"\n[ \t\r]*\n", text) if part.strip()]
    return "".join("<p>" + html.escape(part, quote=False).replace("\n", "<br>") + "</p>" for part in paragraphs)


def to_html(text: str) -> str:
    """Text of unknown kind as HTML."""
    return text if looks_html(text) else plain_to_html(text)


def person(text: str) -> str:
    """The name in an author field: `mail@host (Name)`, `Name <mail@host>` or a plain name; empty for a bare address."""
    text = text.strip()[:400]
    if "@" not in text:
        return text
    inside = re.search(r"\(([^()]*)\)", text)
    if inside and _MAIL.match(text):
        return inside[1].strip()
    name = re.sub(r"[<(\[]?\s*(?:mailto:)?" + _MAIL.pattern + r"\s*[>)\]]?", " ", text)
    return re.sub(r"\s+", " ", name).strip(" ,;<>()\"'")


def distinct(values: Iterable[str]) -> list[str]:
    """`values` without empty ones and repetitions, in order, at most MAX_LIST."""
    found: dict[str, str] = {}
    for value in values:
        value = value.strip()
        if value:
            found.setdefault(value.casefold(), value)
        if len(found) >= MAX_LIST:
            break
    return list(found.values())


def words_of(text: str) -> list[str]:
    """A list written with commas (`itunes:keywords`, `media:keywords`)."""
    return [part.strip() for part in text.split(",")]


def resolve(url: str, base: str) -> str:
    """`url` made absolute against `base`; empty for what cannot be one."""
    url = "".join(url.split()) if "\n" in url else url.strip()
    if not url or not base or (is_web(url) and "/." not in url):
        return url
    try:
        return urljoin(base, url)
    except ValueError:
        return ""


def is_web(url: str) -> bool:
    """Whether `url` is an absolute http(s) address."""
    return url[:8].lower().startswith(("http://", "https://"))


def duration(text: str) -> int:
    """Seconds of an `itunes:duration` (`3600`, `1:00:00`, `59:30`) or a media duration; 0 when unreadable."""
    parts = text.strip().split(":")
    if not 1 <= len(parts) <= 3:
        return 0
    try:
        numbers = [float(part or 0) for part in parts]
    except ValueError:
        return 0
    total = 0.0
    for number in numbers:
        total = total * 60 + number
    return int(total) if 0 < total < 10_000_000 else 0


def count(text: str | None) -> int:
    """A non-negative whole number (`length`, `width`), 0 when there is none."""
    digits = re.match(r"\s*(\d{1,15})", text or "")
    return int(digits[1]) if digits else 0


def period(unit: str, frequency: str) -> int:
    """Seconds between updates by `sy:updatePeriod` and `sy:updateFrequency`, 0 when unreadable."""
    times = count(frequency) or 1
    return _PERIODS.get(unit.strip().lower(), 0) // times


def skipped_hours(values: Iterable[str]) -> frozenset[int]:
    """skipHours as hours 0-23; 24 is midnight. All 24 hours count as none: that feed could never be fetched."""
    hours = frozenset(
        int(value) % 24 for value in (v.strip() for v in values) if _HOUR.fullmatch(value) and int(value) <= 24
    )
    return hours if len(hours) < 24 else frozenset()


def skipped_days(values: Iterable[str]) -> frozenset[int]:
    """skipDays as weekdays, Monday is 0; all seven count as none."""
    days = frozenset(_DAYS.index(value) for value in (v.strip().lower() for v in values) if value in _DAYS)
    return days if len(days) < 7 else frozenset()


def first_date(*texts: str) -> datetime | None:
    """The first of `texts` that can be read as a date."""
    for text in texts:
        if text and (found := parse_date(text)) is not None:
            return found
    return None


def is_picture(mime: str, medium: str, url: str) -> bool:
    """Whether a media object is a still picture, by its type, its medium, or its file name."""
    if mime or medium:
        return mime.startswith("image/") or medium == "image"
    return re.search(r"\.(?:jpe?g|png|webp|gif|avif)(?:[?#]|$)", url, re.IGNORECASE) is not None


def is_medium(mime: str, medium: str) -> bool:
    """Whether a media object that is no picture can be played or opened: not a document, not a player of old."""
    return bool(mime or medium) and medium != "document" and mime != "application/x-shockwave-flash"


def merge_enclosures(found: Iterable[Enclosure]) -> list[Enclosure]:
    """Enclosures without repetitions by address; the fuller description wins."""
    by_url: dict[str, Enclosure] = {}
    for item in found:
        old = by_url.get(item.url)
        if old is None:
            by_url[item.url] = item
        else:
            by_url[item.url] = Enclosure(
                item.url,
                old.mime or item.mime,
                old.length or item.length,
                old.title or item.title,
                old.duration or item.duration,
            )
        if len(by_url) >= MAX_LIST:
            break
    return list(by_url.values())
