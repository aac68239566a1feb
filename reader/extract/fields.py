"""Whatever an adapter put into a field -> a clean, bounded value of the right type. Nothing here raises."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any
from urllib.parse import urlsplit

from reader.domain.dateforms import EARLIEST, LATEST
from reader.domain.dates import from_epoch, parse_date
from reader.domain.identity import safe_url
from reader.domain.models import Enclosure
from reader.domain.text import clean_line, is_blank

MAX_TITLE, MAX_NAME, MAX_LEAD = 500, 160, 280
MAX_ENCLOSURES, MAX_AUTHORS, MAX_CATEGORIES, MAX_LINKS = 20, 20, 30, 40
_FAR_FUTURE = timedelta(days=400)
"""A date further ahead is a slip, not an announcement."""

_TYPES = {
    "mp3": "audio/mpeg", "m4a": "audio/mp4", "aac": "audio/aac", "ogg": "audio/ogg", "oga": "audio/ogg",
    "opus": "audio/ogg", "flac": "audio/flac", "wav": "audio/wav", "mp4": "video/mp4", "m4v": "video/mp4",
    "webm": "video/webm", "mov": "video/quicktime", "mkv": "video/x-matroska", "pdf": "application/pdf",
    "epub": "application/epub+zip", "zip": "application/zip", "torrent": "application/x-bittorrent",
}  # fmt: skip
"""What an enclosure without a type is, by the ending of its address."""


def string(value: Any) -> str:
    """A string, a number as written, or bytes as UTF-8; anything else is empty."""
    if isinstance(value, str):
        return value
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    return ""


def line(value: Any, limit: int = MAX_NAME) -> str:
    """One clean line of at most `limit` characters."""
    return seen(clean_line(string(value), limit))


def seen(text: str) -> str:
    """`text`, empty when nothing of it would be seen: a title like that would be a row without words."""
    return "" if is_blank(text) else text


def items(value: Any, limit: int) -> list[Any]:
    """At most `limit` members of a list, tuple or set; a lone string or value is a list of one, None is empty."""
    if value is None or value == "":
        return []
    if isinstance(value, str | bytes | dict) or not isinstance(value, Iterable):
        return [value]
    try:
        return list(islice(value, limit))
    except Exception:  # noqa: BLE001 - an adapter's own iterable may raise anything
        return []


def lines(value: Any, limit: int, width: int = MAX_NAME) -> tuple[str, ...]:
    """Clean lines without empty ones and repetitions, in order."""
    found: dict[str, str] = {}
    for item in items(value, 10 * limit):
        if name := line(item, width).strip(" ,;"):
            found.setdefault(name.casefold(), name)
    return tuple(islice(found.values(), limit))


def number(value: Any, largest: int = 2**53) -> int:
    """A whole number from 0 to `largest`, 0 for anything else."""
    if isinstance(value, str) and value.strip().isascii() and value.strip().isdigit() and len(value) < 20:
        value = int(value)
    if isinstance(value, float) and value == value and abs(value) < largest:
        value = int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= largest else 0


def numbers(value: Any, largest: int) -> frozenset[int]:
    """The whole numbers from 0 to `largest` in a collection; none when it holds them all, which would mean never."""
    whole = (n for n in items(value, 100) if isinstance(n, int) and not isinstance(n, bool))
    found = frozenset(int(n) for n in whole if 0 <= n <= largest)
    return found if len(found) <= largest else frozenset()


def mark(value: Any) -> bytes:
    """A mark of an entry, or nothing where it is no hash."""
    return bytes(value) if isinstance(value, bytes) and 8 <= len(value) <= 32 else b""


def moment(value: Any, now: datetime) -> datetime | None:
    """An aware UTC datetime from a datetime (naive counts as UTC), seconds since 1970 or a text.

    None for no date, one before 1971 or after 2099, and one more than 400 days ahead of `now`.
    """
    try:
        if isinstance(value, str):
            value = parse_date(value)
        elif isinstance(value, int | float) and not isinstance(value, bool):
            value = from_epoch(value)
        if not isinstance(value, datetime):
            return None
        value = value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
    except (ValueError, OverflowError, OSError, TypeError):
        return None
    if not EARLIEST <= value.year <= LATEST or value > now + _FAR_FUTURE:
        return None
    # Plain, whatever subclass an adapter returned.
    return datetime(value.year, value.month, value.day, value.hour, value.minute, value.second, tzinfo=UTC)


def address(value: Any, base: str = "") -> str:
    """A safe absolute http, https, mailto or gemini address, or empty."""
    return safe_url(string(value), base)


def web_address(value: Any, base: str = "") -> str:
    """A safe absolute http or https address, or empty."""
    found = address(value, base)
    return found if found.startswith("http") else ""


def _ending(url: str) -> str:
    return urlsplit(url).path.rpartition(".")[2].lower()


def enclosures(value: Any, base: str) -> tuple[Enclosure, ...]:
    """The enclosures that have a usable address, each address once."""
    found: dict[str, Enclosure] = {}
    for item in items(value, 10 * MAX_ENCLOSURES):
        if not isinstance(item, Enclosure):
            continue
        url = web_address(item.url, base)
        if url and url not in found:
            mime = line(item.mime, 80).lower().split(";")[0].strip() or _TYPES.get(_ending(url), "")
            length, duration = number(item.length), number(item.duration, 10_000_000)
            found[url] = Enclosure(url, mime, length, line(item.title), duration)
    return tuple(islice(found.values(), MAX_ENCLOSURES))
