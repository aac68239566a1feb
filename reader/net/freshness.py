"""What a server's caching headers ask of us: pure functions of header text and the time. Source: RFC 9110, RFC 9111."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

MAX_FRESH = 7 * 24 * 3600.0
"""Seconds; a longer wish is treated as this. The schedule has a lower ceiling of its own."""

_DIRECTIVE = re.compile(r"([a-z0-9-]+)(?:\s*=\s*(?:\"([^\"]*)\"|([^\s,]+)))?", re.IGNORECASE)


def http_date(text: str) -> datetime | None:
    """An HTTP date (RFC 1123, RFC 850 or asctime form) as aware UTC, or None."""
    try:
        moment = parsedate_to_datetime(text.strip())
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    try:
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def directives(cache_control: str) -> dict[str, str]:
    """The directives of a Cache-Control header, names in lower case, empty text for those without a value."""
    return {name.lower(): quoted or plain or "" for name, quoted, plain in _DIRECTIVE.findall(cache_control)}


def _seconds(text: str) -> float | None:
    digits = text.strip()
    return float(digits[:12]) if digits.isascii() and digits.isdigit() else None


def fresh_for(headers: Mapping[str, str], now: datetime) -> float:
    """Seconds for which the answer stays fresh, 0.0 when the server says nothing or says not to keep it.

    `headers` has lower-case names. `max-age` (less Age) wins over Expires; `s-maxage` is for shared caches, not for us.
    """
    control = directives(headers.get("cache-control", ""))
    if "no-store" in control or "no-cache" in control:
        return 0.0
    if "max-age" in control:
        age = _seconds(headers.get("age", "")) or 0.0
        return _bounded((_seconds(control["max-age"]) or 0.0) - age)
    expires = http_date(headers.get("expires", ""))
    if expires is None:
        return 0.0
    # Counted from the server's own clock where it tells it: ours may be wrong.
    start = http_date(headers.get("date", "")) or now
    return _bounded((expires - start) / timedelta(seconds=1))


def retry_after(text: str, now: datetime) -> float | None:
    """Seconds that a Retry-After header asks for (a number or an HTTP date), or None when it says nothing readable."""
    seconds = _seconds(text)
    if seconds is not None:
        return min(seconds, MAX_FRESH)
    moment = http_date(text) if text.strip() else None
    return None if moment is None else _bounded((moment - now) / timedelta(seconds=1))


def _bounded(seconds: float) -> float:
    return min(max(seconds, 0.0), MAX_FRESH)
