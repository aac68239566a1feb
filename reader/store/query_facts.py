"""What `domain.query_match` needs to know of entries and feeds, read from the store."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import lru_cache

from reader.domain.identity import host_of
from reader.domain.query import Belongs, Field, Holds, In, Is, Node, Pattern, Sources, State, Text, leaves
from reader.domain.query_match import COLUMNS, Facts, Feed, Setting, feeds_of, matches

from .indexing import indexed_text, knows_marks
from .packing import from_db, sound
from .query_sql import HAS, LANGUAGE, SOURCES, STATES
from .regexes import Regexes

BATCH = 100
"""Entries whose facts are read at once."""
TAGS = """(SELECT json_group_array(CAST(folded AS TEXT)) FROM tagged JOIN tag ON tag.id = tag_id
    WHERE entry_id = state.id)"""
"""SQL over a row of `state`: the names of its tags, folded, as a JSON array."""


def setting(db: sqlite3.Connection, node: Node, now: datetime, regexes: Regexes | None = None) -> Setting:
    """The setting in which `node` is asked at `now`: which feeds its names mean, how its regular expressions run."""
    regexes = regexes or Regexes()
    feeds = feeds_of(node, _feeds(db, node)) if _names_feeds(node) else {}
    return Setting(now, feeds, marks=knows_marks(db), search=regexes.found)


def _names_feeds(node: Node) -> bool:
    return any(
        (isinstance(leaf, In) and leaf.what in (Belongs.FEED, Belongs.FOLDER))
        or (isinstance(leaf, Text) and leaf.field in (Field.ANY, Field.HEADLINE))
        for leaf in leaves(node)
    )


def _feeds(db: sqlite3.Connection, node: Node) -> Iterator[Feed]:
    """The subscriptions with as much of them as the names in `node` ask for: with each key that is typed words are
    looked for in the titles of all feeds, whose hosts and folders cost ten times as much."""
    belongs = [leaf for leaf in leaves(node) if isinstance(leaf, In)]
    hosts = any(leaf.what is Belongs.FEED and "." in leaf.name for leaf in belongs)
    above = _above(db) if any(leaf.what is Belongs.FOLDER for leaf in belongs) else {}
    every = db.execute(
        f"""SELECT feed_id, folder_id, coalesce(nullif(own_title, ''), nullif(title, ''), url),
                {"coalesce(nullif(site_url, ''), url)" if hosts else "''"}
            FROM subscription JOIN feed ON feed.id = feed_id"""
    )
    for feed_id, folder, title, address in sound(every, "iitt"):
        yield Feed(feed_id, title, _host(address) if hosts else "", above.get(folder, ()))


def _above(db: sqlite3.Connection) -> dict[int, tuple[tuple[int, str], ...]]:
    """(id, title) of each folder and of those that it lies in, by its id."""
    named = sound(db.execute("SELECT id, parent_id, title FROM folder"), "iit")
    folders = {number: (parent, title) for number, parent, title in named}
    found = {}
    for number in folders:
        folder, above = number, dict[int, str]()
        while folder in folders and folder not in above:
            folder, above[folder] = folders[folder]
        found[number] = tuple(above.items())
    return found


@lru_cache(maxsize=20_000)
def _host(address: str) -> str:
    return host_of(address).removeprefix("www.")


def facts(
    db: sqlite3.Connection,
    node: Node,
    ids: Sequence[int],
    *,
    texts: bool = True,
    read: dict[int, Facts] | None = None,
) -> Iterator[tuple[int, Facts]]:
    """What `node` asks of each of `ids`, in their order; those that are gone are left out. Without `texts` the whole
    texts are not read. `read` holds what was read for other queries, whose texts are not read and cut again."""
    asked = list(leaves(node))
    states = sorted({leaf.what for leaf in asked if isinstance(leaf, State)})
    things = sorted({leaf.what for leaf in asked if isinstance(leaf, Holds)})
    by_text = texts and any(isinstance(leaf, Text | Pattern) and "text" in COLUMNS[leaf.field] for leaf in asked)
    belongs = {leaf.what for leaf in asked if isinstance(leaf, In)}
    columns = [
        *("state.id", "state.feed_id", "state.sort_at", "entry.title", "entry.lead", "entry.author"),
        LANGUAGE if Belongs.LANG in belongs else "''",
        SOURCES if any(isinstance(leaf, Sources) for leaf in asked) else "1",
        TAGS if Belongs.TAG in belongs else "'[]'",
        *(STATES[what] for what in states),
        *(HAS[what] for what in things),
    ]
    select = f"""SELECT {", ".join(columns)} FROM json_each(?) AS wanted
        CROSS JOIN state ON state.id = wanted.value JOIN entry ON entry.id = state.id ORDER BY wanted.key"""
    for start in range(0, len(ids), BATCH):
        found = db.execute(select, (json.dumps(list(ids[start : start + BATCH])),)).fetchall()
        rows = sound(found, "iiitttTIt" + "I" * (len(states) + len(things)))
        for number, feed_id, sort_at, title, lead, author, language, sources, tags, *flags in rows:
            before = read.get(number) if read is not None else None
            known = Facts(
                *(feed_id, from_db(sort_at), title, lead, author),
                text=((before.text if before else "") or indexed_text(db, number)) if by_text else "",
                language=language,
                sources=sources,
                tags=frozenset(json.loads(tags)),
                states=frozenset(Is(what) for what, flag in zip(states, flags, strict=False) if flag),
                has=frozenset(what for what, flag in zip(things, flags[len(states) :], strict=True) if flag),
                cut=before.cut if before else {},
            )
            if read is not None and (known.text or before is None):
                read[number] = known
            yield number, known


def matching(
    db: sqlite3.Connection,
    node: Node,
    ids: Sequence[int],
    within: Setting,
    *,
    texts: bool = True,
    read: dict[int, Facts] | None = None,
) -> Iterator[int]:
    """Those of `ids` that meet `node`, in their order: for rules, and where the index is not enough."""
    for number, known in facts(db, node, ids, texts=texts, read=read):
        if matches(node, known, within):
            yield number
