"""One entry with one version of its text: what the article pane shows."""

from __future__ import annotations

import sqlite3

from reader.domain import blocks
from reader.domain.models import Article
from reader.i18n import _

from .bodies import VERSION_NAMES, VERSIONS, Body, read_body, versions_of
from .rows import rows
from .schema import VERSION_FEED, VERSION_FULL


def article(db: sqlite3.Connection, entry_id: int, version: str = "") -> Article | None:
    """The entry with the wanted version of its text; None when the entry is gone.

    `""` is the version that was chosen for it (`states.choose_version`), else the full text where the feed is set so or
    gives only a teaser. A version that is not there gives the other one.
    """
    found = rows(db, [entry_id])
    if not found:
        return None
    there = versions_of(db, entry_id)
    chosen = VERSIONS[version] if version in VERSIONS else _best(db, entry_id)
    number = chosen if chosen in there or not there else there[0]
    body, tree = _text(db, entry_id, number)
    return Article(
        entry=found[0],
        blocks=tree,
        version=VERSION_NAMES[number],
        versions=tuple(VERSION_NAMES[each] for each in there) or (VERSION_NAMES[number],),
        lead=body.lead,
        authors=body.authors,
        categories=body.categories,
        updated=body.updated,
        language=body.language,
        canonical_url=body.canonical_url,
        comments_url=body.comments_url,
        enclosures=body.enclosures,
        access=body.access,
        words=body.words,
    )


def _best(db: sqlite3.Connection, entry_id: int) -> int:
    row = db.execute(
        """SELECT version, teaser_only OR coalesce(full_text, 0) OR entry.feed_id = 0
            FROM entry JOIN state ON state.id = entry.id LEFT JOIN subscription ON subscription.feed_id = entry.feed_id
            WHERE entry.id = ?""",
        (entry_id,),
    ).fetchone()
    chosen, wants_full = row or (-1, 0)
    if chosen in VERSION_NAMES:
        return int(chosen)
    return VERSION_FULL if wants_full else VERSION_FEED


def _text(db: sqlite3.Connection, entry_id: int, version: int) -> tuple[Body, tuple[blocks.Block, ...]]:
    try:
        body = read_body(db, entry_id, version)
        if body is not None:
            return body, blocks.load(body.blocks_json)
    except (ValueError, TypeError, IndexError):
        # One unreadable row is that story's trouble, not the program's.
        body = None
    if db.execute("SELECT 1 FROM queue WHERE entry_id = ?", (entry_id,)).fetchone() is not None:
        return Body(access=_("This story waits for the network; it comes in by itself.")), ()
    lost = _("The text of this story cannot be read from the cache; refresh its feed, or open it in the browser.")
    return Body(access=lost), ()
