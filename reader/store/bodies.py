"""The text of entries, by version, and the links that a version of an entry names."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import count
from typing import TYPE_CHECKING, Any

from reader.domain.identity import url_key
from reader.domain.models import Enclosure, GroupKind, RelatedGroup, RelatedLink
from reader.domain.records import dataclass

from .packing import from_db_or_none, hash64, pack_text, sound, to_db_or_none, unpack_text
from .schema import VERSION_FEED, VERSION_FULL
from .values import PageUpdate

if TYPE_CHECKING:
    from reader.domain.digested import DigestedEntry

VERSION_NAMES = {VERSION_FEED: "feed", VERSION_FULL: "full"}
VERSIONS = {name: number for number, name in VERSION_NAMES.items()}


@dataclass(frozen=True, slots=True)
class Body:
    """One version of an entry's text, as stored."""

    blocks_json: str = "[]"
    words: int = 0
    lead: str = ""
    authors: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    updated: datetime | None = None
    language: str = ""
    canonical_url: str = ""
    comments_url: str = ""
    enclosures: tuple[Enclosure, ...] = ()
    access: str = ""


def body_of(text: DigestedEntry | PageUpdate) -> Body:
    """The body of a feed's entry or of a page."""
    is_page = isinstance(text, PageUpdate)
    return Body(
        blocks_json=text.blocks_json,
        words=text.words,
        # A feed's lead is the beginning of its text, made for the lists; a page's stands apart from the text.
        lead=text.lead if is_page else "",
        authors=text.authors,
        categories=text.categories,
        updated=text.updated,
        language=text.language,
        canonical_url=text.canonical_url if isinstance(text, PageUpdate) else "",
        comments_url=text.comments_url,
        enclosures=text.enclosures,
        access=text.access if isinstance(text, PageUpdate) else "",
    )


def body_id(entry_id: int, version: int) -> int:
    """The key of a row in `body`."""
    return entry_id * 4 + version


def body_row(entry_id: int, version: int, body: Body) -> tuple[int, int, str, bytes]:
    """The row of `body` that holds this text."""
    return body_id(entry_id, version), body.words, _dump_meta(body), pack_text(body.blocks_json)


def read_body(db: sqlite3.Connection, entry_id: int, version: int) -> Body | None:
    """One version of an entry's text, None when it is not there. Raises ValueError when it cannot be read."""
    found = db.execute("SELECT words, meta, blocks FROM body WHERE id = ?", (body_id(entry_id, version),))
    row = next(sound(found, "itb"), None)
    if row is None:
        return None
    words, meta, blocks = row
    return _load_body(words, meta, unpack_text(blocks))


def versions_of(db: sqlite3.Connection, entry_id: int) -> tuple[int, ...]:
    """Which versions of an entry are there."""
    ids = [body_id(entry_id, version) for version in VERSION_NAMES]
    rows = db.execute(
        "SELECT id FROM body WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id", (json.dumps(ids),)
    )
    return tuple(number - body_id(entry_id, 0) for (number,) in rows)


def _dump_meta(body: Body) -> str:
    meta: dict[str, Any] = {
        "lead": body.lead,
        "authors": body.authors,
        "categories": body.categories,
        "updated": to_db_or_none(body.updated),
        "language": body.language,
        "canonical": body.canonical_url,
        "comments": body.comments_url,
        "access": body.access,
        "enclosures": [[e.url, e.mime, e.length, e.title, e.duration] for e in body.enclosures],
    }
    kept = {name: value for name, value in meta.items() if value}
    return json.dumps(kept, ensure_ascii=False, separators=(",", ":")) if kept else ""


def _load_body(words: int, dumped: str, blocks_json: str) -> Body:
    meta: dict[str, Any] = json.loads(dumped) if dumped else {}
    return Body(
        blocks_json=blocks_json,
        words=words,
        lead=meta.get("lead", ""),
        authors=tuple(meta.get("authors", ())),
        categories=tuple(meta.get("categories", ())),
        updated=from_db_or_none(meta.get("updated")),
        language=meta.get("language", ""),
        canonical_url=meta.get("canonical", ""),
        comments_url=meta.get("comments", ""),
        enclosures=tuple(Enclosure(*values) for values in meta.get("enclosures", ())),
        access=meta.get("access", ""),
    )


def link_rows(entry_id: int, version: int, groups: Sequence[RelatedGroup]) -> Iterator[tuple[object, ...]]:
    """The rows of `link` that hold these groups."""
    position = count()
    for number, group in enumerate(groups):
        for link in group.links:
            if not link.url:
                continue
            yield (
                entry_id,
                version,
                next(position),
                number,
                group.kind.value,
                group.heading,
                link.url,
                hash64(url_key(link.url) or link.url),
                link.title,
                link.teaser,
                link.image_url,
                to_db_or_none(link.published),
            )


INSERT_LINK = f"INSERT OR REPLACE INTO link VALUES ({', '.join('?' * 12)})"
INSERT_BODY = "INSERT OR REPLACE INTO body VALUES (?, ?, ?, ?)"


def read_groups(db: sqlite3.Connection, entry_id: int, version: int) -> list[RelatedGroup]:
    """The groups of links that this version of the entry named, in its order; not looked up in the cache."""
    groups: dict[int, tuple[GroupKind, str, list[RelatedLink]]] = {}
    for number, kind, heading, url, title, teaser, image_url, published in sound(
        db.execute(
            """SELECT grp, kind, heading, url, title, teaser, image_url, published FROM link
                WHERE entry_id = ? AND version = ? ORDER BY position""",
            (entry_id, version),
        ),
        "ittttttI",
    ):
        _kind, _heading, links = groups.setdefault(number, (_kind_of(kind), heading, []))
        links.append(RelatedLink(url, title, teaser, image_url, from_db_or_none(published)))
    return [RelatedGroup(kind, tuple(links), heading) for kind, heading, links in groups.values()]


def _kind_of(value: str) -> GroupKind:
    try:
        return GroupKind(value)
    except ValueError:
        return GroupKind.RELATED
