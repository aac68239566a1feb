"""Finding entries by words: any string a person can type becomes a safe FTS5 expression."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from reader.domain.words import is_unspaced, split_words

from .indexing import feed_token
from .shapes import Key, Shape

HEADLINE = "title lead author"
"""The columns that the filter of a list looks at."""
MAX_TERMS = 24
"""Words of a query that count; more only cost time."""
UNINDEXED_WINDOW = 2000
"""Entries that wait for the index are looked through one by one, this many of them."""
RANKED = 10_000
"""Best first is asked among this many of the newest hits."""

_TERM = re.compile(r'(-?)"([^"]*)"?|(\S+)')


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that must follow each other, in the form they are indexed in."""

    words: tuple[str, ...]
    open_end: bool = False
    """The last word may go on: it is still being typed."""

    def fts(self) -> str:
        """As FTS5 asks for it."""
        return '"' + " ".join(self.words) + '"' + (" *" if self.open_end else "")

    def is_in(self, words: str) -> bool:
        """Whether it stands in a text given as ` word word … `."""
        return f" {' '.join(self.words)}{'' if self.open_end else ' '}" in words


def phrases(text: str) -> tuple[list[Phrase], list[Phrase]]:
    """What a text must hold, and what it must not (`-word`), from anything a person types.

    Words in quotes form one phrase and match whole; the last word without quotes may go on.
    """
    wanted: list[Phrase] = []
    unwanted: list[Phrase] = []
    pieces = _TERM.findall(text[:1000])[:MAX_TERMS]
    for number, (minus, quoted, bare) in enumerate(pieces):
        refused = bool(minus) or (len(bare) > 1 and bare[0] == "-")
        words = split_words(bare or quoted)
        if not words:
            continue
        last = number == len(pieces) - 1 and bool(bare) and not text[-1:].isspace()
        if last and wanted and len("".join(words)) == 1 and not is_unspaced(words[0]):
            break  # the first letter of the next word: it begins half of all words, and asks for nothing yet
        phrase = Phrase(tuple(words), open_end=last and len(words[-1]) > 1)
        (unwanted if refused else wanted).append(phrase)
    return wanted, unwanted


def expression(wanted: Iterable[Phrase], unwanted: Iterable[Phrase] = (), columns: str = "") -> str:
    """The FTS5 expression for phrases; empty when nothing is asked for."""
    asked = " AND ".join(phrase.fts() for phrase in wanted)
    if not asked:
        return ""
    refused = "".join(f" NOT {phrase.fts()}" for phrase in unwanted)
    return f"{{{columns}}} : (({asked}){refused})" if columns else f"({asked}){refused}"


def search_keys(db: sqlite3.Connection, text: str, shape: Shape, limit: int, *, by_rank: bool = False) -> list[Key]:
    """The entries of a list in which `text` is found, newest first or best first; the first `limit`, or all for 0."""
    wanted, unwanted = phrases(text)
    if not wanted:
        return []
    waiting = _waiting(db, wanted, unwanted, shape)
    found = _matching(db, expression(wanted, unwanted), shape, limit, by_rank=by_rank)
    keys = [*waiting, *found] if by_rank else sorted({*waiting, *found}, reverse=True)
    return keys[:limit] if limit else keys


def filtered_keys(db: sqlite3.Connection, text: str, shape: Shape, limit: int = 0) -> list[Key]:
    """The entries of a list whose title, lead, author or source holds every word of `text`, newest first.

    With a `limit` only so many of the newest hits are looked at: a first page, not the whole truth.
    """
    wanted, unwanted = phrases(text)
    if not wanted:
        return []
    found = set(_matching(db, expression(wanted, unwanted, HEADLINE), shape, limit))
    found.update(_waiting(db, wanted, unwanted, shape))
    for feeds, rest in _by_source_words(db, wanted):
        inside = replace(shape, feeds=feeds if shape.feeds is None else tuple({*feeds} & {*shape.feeds}))
        if rest:
            found.update(_matching(db, expression(rest, unwanted, HEADLINE), inside, limit))
        else:
            where, params = _conditions(inside)
            select = f"SELECT state.{shape.time}, state.id FROM state WHERE {where}"
            hits = set(db.execute(select, params))
            if unwanted:
                hits -= set(_matching(db, " OR ".join(p.fts() for p in unwanted), inside, 0))
            found.update(hits)
    return sorted(found, reverse=True)


def _matching(db: sqlite3.Connection, match: str, shape: Shape, limit: int, *, by_rank: bool = False) -> list[Key]:
    where, params = _conditions(shape)
    if shape.feed:
        # The index narrows a common word down to one feed far sooner than a look at each hit does.
        match = f'({match}) AND feed : "{feed_token(shape.feed)}"'
    columns = f"SELECT state.{shape.time}, state.id FROM"
    if by_rank:
        # A title counts for more than a mention in the text.
        return db.execute(
            f"""{columns} (SELECT rowid AS hit, bm25(search, 8.0, 3.0, 3.0, 1.0, 0.0) AS score FROM search
                WHERE search MATCH ? ORDER BY rowid DESC LIMIT {RANKED})
                CROSS JOIN state ON state.id = hit WHERE {where} ORDER BY score LIMIT ?""",
            [match, *params, limit or -1],
        ).fetchall()
    # In the order of the index, which is nearly that of time: the newest come without looking at the others.
    return db.execute(
        f"""{columns} search CROSS JOIN state ON state.id = search.rowid
            WHERE search MATCH ? AND {where} ORDER BY search.rowid DESC LIMIT ?""",
        [match, *params, limit or -1],
    ).fetchall()


def _conditions(shape: Shape) -> tuple[str, list[object]]:
    where, params = shape.conditions()
    if shape.feeds is not None:
        where += " AND state.feed_id IN (SELECT value FROM json_each(?))"
        params.append(json.dumps(shape.feeds))
    return where, params


def _waiting(db: sqlite3.Connection, wanted: Sequence[Phrase], unwanted: Sequence[Phrase], shape: Shape) -> list[Key]:
    """Hits among the entries that are not indexed yet, by title, lead and author."""
    where, params = _conditions(shape)
    rows = db.execute(
        f"""SELECT state.{shape.time}, state.id, title, lead, author
            FROM (SELECT entry_id FROM unindexed ORDER BY entry_id DESC LIMIT {UNINDEXED_WINDOW}) AS waiting
            CROSS JOIN state ON state.id = waiting.entry_id CROSS JOIN entry ON entry.id = state.id WHERE {where}""",
        params,
    )
    hits = []
    for time, number, *texts in rows:
        words = "  ".join(" ".join(split_words(text)) for text in texts)
        words = f" {words} "
        if all(p.is_in(words) for p in wanted) and not any(p.is_in(words) for p in unwanted):
            hits.append((time, number))
    return hits


def _by_source_words(
    db: sqlite3.Connection, wanted: Sequence[Phrase]
) -> Iterator[tuple[tuple[int, ...], list[Phrase]]]:
    """Feeds whose title holds some of the phrases, with the phrases that are still to be found in their entries."""
    groups: dict[tuple[bool, ...], list[int]] = {}
    for feed_id, title in db.execute(
        """SELECT feed_id, coalesce(nullif(own_title, ''), nullif(title, ''), url)
            FROM subscription JOIN feed ON feed.id = feed_id"""
    ):
        words = f" {' '.join(split_words(title))} "
        held = tuple(phrase.is_in(words) for phrase in wanted)
        if any(held):
            groups.setdefault(held, []).append(feed_id)
    for held, feeds in groups.items():
        yield tuple(feeds), [phrase for phrase, there in zip(wanted, held, strict=True) if not there]
