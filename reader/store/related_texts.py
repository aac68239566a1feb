"""The texts of entries as relating them needs it: the fullest version, in plain lines."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass

from reader.domain import blocks
from reader.domain.identity import host_of

from .bodies import read_body
from .packing import sound
from .schema import VERSION_FEED, VERSION_FULL


@dataclass(frozen=True, slots=True)
class EntryText:
    """One entry's text and what else tells where it stands."""

    entry_id: int
    feed_id: int
    names: tuple[str, ...]
    """What its source is called: the feed's title, the original source, the host."""
    publisher: str
    """The same for all feeds of one publisher: the host, or the source where there is none."""
    title: str
    body: str
    """Paragraphs, one a line."""
    published: int | None
    """Milliseconds since 1970, as the source says."""
    first_seen: int


_PREFIXES = ("www.", "m.", "mobile.", "amp.", "rss.", "feeds.", "feed.")


def texts(db: sqlite3.Connection, ids: Iterable[int]) -> list[EntryText]:
    """The texts of entries that are here, in the order of `ids`."""
    return [
        _text(db, *row)
        for row in sound(
            db.execute(
                """SELECT entry.id, entry.feed_id, entry.url, entry.title, entry.lead, entry.source, entry.published,
                    entry.first_seen, coalesce(feed.title, '')
                    FROM json_each(?) AS wanted CROSS JOIN entry ON entry.id = wanted.value
                    LEFT JOIN feed ON feed.id = entry.feed_id ORDER BY wanted.key""",
                (json.dumps(list(ids)),),
            ),
            "iittttIit",
        )
    ]


def _text(
    db: sqlite3.Connection,
    entry_id: int,
    feed_id: int,
    url: str,
    title: str,
    lead: str,
    source: str,
    published: int | None,
    first_seen: int,
    feed_title: str,
) -> EntryText:
    host = host_of(url)
    prefix = next((prefix for prefix in _PREFIXES if host.startswith(prefix)), "")
    host = host.removeprefix(prefix)
    return EntryText(
        entry_id=entry_id,
        feed_id=feed_id,
        names=tuple(dict.fromkeys(name for name in (source, feed_title, host) if name)),
        publisher=host or source or f"feed {feed_id}",
        title=title,
        body=_body(db, entry_id) or lead,
        published=published,
        first_seen=first_seen,
    )


def _body(db: sqlite3.Connection, entry_id: int) -> str:
    """The text of the fullest version that can be read; a page's lead stands before it."""
    for version in (VERSION_FULL, VERSION_FEED):
        try:
            body = read_body(db, entry_id, version)
            if body is None:
                continue
            lines = [body.lead, *blocks.texts(blocks.load(body.blocks_json))]
        except (ValueError, TypeError, IndexError):
            continue  # a damaged text is shown as such when opened; here the other version does, or the lead
        if text := "\n".join(line for line in lines if line):
            return text
    return ""
