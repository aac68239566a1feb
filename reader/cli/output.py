"""What the command line prints: JSON Lines with stable keys, plain lines, progress on stderr."""

from __future__ import annotations

import json
import os
import re
import sys
from datetime import date, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TextIO

from reader.domain.text import clean_line, clean_text

if TYPE_CHECKING:
    from reader.domain.coverage import FollowedStory
    from reader.domain.models import EntryRow, Subscription

_UNSAFE = re.compile("[\x7f-\x9f\u200b\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff\ufff9-\ufffb\U000e0000-\U000e0fff]")


def emit(value: dict[str, Any]) -> None:
    """Print one JSON line."""
    print(json_line(value, ascii_only=not _speaks_unicode()))


def json_line(value: dict[str, Any], *, ascii_only: bool = False) -> str:
    """A value as JSON on one line. Non-ASCII text stays readable, what could steer a terminal is escaped (addresses and
    file names are kept exactly); times are ISO 8601 in UTC."""
    text = json.dumps(value, ensure_ascii=ascii_only, default=_json)
    return _UNSAFE.sub(lambda match: json.dumps(match[0])[1:-1], text)


def line(text: str) -> None:
    """Print one plain line on stdout. Whatever it is made of, it cannot steer the terminal."""
    print(clean_text(text).replace("\n", " "))


def _speaks_unicode() -> bool:
    return (getattr(sys.stdout, "encoding", "") or "utf-8").lower().replace("-", "") == "utf8"


def _json(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    raise TypeError(f"no JSON form for {type(value).__name__}")


def say(text: str) -> None:
    """Print one sentence for a person on stderr, so that stdout stays clean for scripts."""
    print(f"bantin: {clean_line(text)}", file=sys.stderr)


def entry_json(row: EntryRow) -> dict[str, Any]:
    """The stable keys of an entry."""
    return {
        "id": row.id,
        "title": row.title,
        "url": row.url,
        "source": row.source,
        "feed_id": row.feed_id,
        "author": row.author,
        "section": row.section,
        "published": row.published,
        "sort_at": row.sort_at,
        "lead": row.lead,
        "read": row.read,
        "starred": row.starred,
        "sample": row.sample,
        "tags": list(row.tags),
    }


def feed_json(feed: Subscription, unread: int, folder: str) -> dict[str, Any]:
    """The stable keys of a subscription."""
    return {
        "id": feed.id,
        "title": feed.title,
        "url": feed.shown_url,
        "site": feed.site_url,
        "folder": folder,
        "adapter": feed.adapter,
        "unread": unread,
        "sample": feed.sample,
        "paused": feed.health.disabled,
        "gone": feed.health.gone,
        "failures": feed.health.failures,
        "error": feed.health.error,
        "warning": feed.health.warning,
        "last_success": feed.health.last_success,
        "next_due": feed.health.next_due,
    }


def followed_json(story: FollowedStory) -> dict[str, Any]:
    """The stable keys of a followed story."""
    return {
        "id": story.id,
        "title": story.title,
        "headline": story.headline,
        "new": story.new,
        "entries": story.entries,
        "added": story.added,
    }


@lru_cache(maxsize=1)
def _day_of(now: datetime) -> date:
    """The day here, the same for each of a million lines."""
    return now.astimezone().date()


def entry_line(row: EntryRow, now: datetime) -> str:
    """One plain line: id, marks, local time, source, title."""
    local = row.sort_at.astimezone()
    if local.date() == _day_of(now):
        stamp = f"{local.hour:02}:{local.minute:02}"
    else:
        stamp = f"{local.day:02}/{local.month:02}/{local.year}"
    marks = ("*" if row.starred else " ") + (" " if row.read else "•")
    title = clean_line(row.title or row.lead)
    return f"{row.id:>7} {marks} {stamp:>10}  {clean_line(row.source)}: {title}"


class ProgressLine:
    """One line on stderr that is rewritten while work goes on; silent where stderr is no terminal."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stderr
        self._shown = self._stream.isatty() and os.environ.get("TERM", "") != "dumb"
        self._width = 0

    def update(self, done: int, total: int, label: str = "") -> None:
        """Show `done` of `total` with what is being worked on."""
        if not self._shown:
            return
        cells = 24
        filled = cells * done // total if total else 0
        label = clean_line(label, 40)
        text = f"{'━' * filled}{'─' * (cells - filled)} {done}/{total}  {label}"
        self._stream.write("\r" + text.ljust(self._width))
        self._stream.flush()
        self._width = len(text)

    def clear(self) -> None:
        """Take the line away."""
        if self._shown and self._width:
            self._stream.write("\r" + " " * self._width + "\r")
            self._stream.flush()
            self._width = 0
