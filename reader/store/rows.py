"""Rows of the headline list: what `EntryRow` needs and nothing of the text."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence

from reader.domain.identity import host_of
from reader.domain.models import EntryRow, Mark

from .packing import from_db, from_db_or_none, sound
from .tags import LIST

_SELECT = f"""SELECT entry.id, entry.feed_id, entry.title, entry.url,
        coalesce(nullif(subscription.own_title, ''), nullif(feed.title, ''), feed.url, entry.source),
        entry.lead, state.sort_at, entry.published, entry.author, entry.section, state.read, state.starred,
        entry.has_enclosure, entry.image_url, entry.has_full, entry.teaser_only,
        EXISTS (SELECT 1 FROM queue WHERE queue.entry_id = entry.id AND queue.entry_id > 0), subscription.sample,
        {LIST}, state.hidden, coalesce(mine.story_id, 0), iif(mine.story_id > 0, (
            SELECT count(DISTINCT other.voice) FROM member AS other JOIN state AS theirs ON theirs.id = other.entry_id
            WHERE other.story_id = mine.story_id AND other.story_id > 0 AND other.voice <> mine.voice
                AND theirs.place > 0
        ), 0)
    FROM json_each(?) AS wanted
    CROSS JOIN entry ON entry.id = wanted.value CROSS JOIN state ON state.id = entry.id
    LEFT JOIN feed ON feed.id = entry.feed_id LEFT JOIN subscription ON subscription.feed_id = entry.feed_id
    LEFT JOIN member AS mine ON mine.entry_id = entry.id
    ORDER BY wanted.key"""


def rows(db: sqlite3.Connection, ids: Sequence[int]) -> list[EntryRow]:
    """The rows of `ids` in their order; ids that are gone are left out."""
    found = sound(db.execute(_SELECT, (json.dumps(list(ids)),)), "iittttiIttiiitiiiItiii")
    return [_row(*values) for values in found]


def _row(
    entry_id: int,
    feed_id: int,
    title: str,
    url: str,
    source: str,
    lead: str,
    sort_at: int,
    published: int | None,
    author: str,
    section: str,
    read: int,
    starred: int,
    has_enclosure: int,
    image_url: str,
    has_full: int,
    teaser_only: int,
    queued: int,
    sample: int | None,
    tags: str,
    hidden: int,
    story_id: int,
    others: int,
) -> EntryRow:
    return EntryRow(
        id=entry_id,
        feed_id=feed_id,
        title=title,
        url=url,
        source=_shown(source) or host_of(url).removeprefix("www."),
        lead=lead,
        sort_at=from_db(sort_at),
        published=from_db_or_none(published),
        author=author,
        section=section,
        read=bool(read),
        starred=bool(starred),
        has_enclosure=bool(has_enclosure),
        image_url=image_url,
        mark=mark(bool(has_full), bool(teaser_only), bool(queued)),
        story_id=story_id,
        others=others,
        sample=bool(sample),
        tags=tuple(json.loads(tags)) if tags != "[]" else (),
        hidden=bool(hidden),
    )


def _shown(source: str) -> str:
    """The name of a source; one without a title is called by its address, which may hold a password."""
    if "://" not in source:
        return source
    from reader.domain.secrets import masked

    return masked(source)


def mark(has_full: bool, teaser_only: bool, queued: bool) -> Mark:
    """Whether an entry can be read with no network: a teaser without its page's text cannot."""
    if has_full or not teaser_only:
        return Mark.HERE
    return Mark.QUEUED if queued else Mark.FETCH
