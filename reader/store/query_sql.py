"""A query as SQL over `state` and FTS5 over `search`; nothing else turns the language into either.

Words become one FTS5 expression as far as they can, because that is what finds newest first without looking at the
rest. What only a look at the text can tell (regular expressions, accents in a phrase or in one field) is replaced by a
bound that is never too narrow, and the plan says so: `searching` then asks `domain.query_match` about every candidate.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import TypeAlias

from reader.domain.query import (
    After,
    Age,
    And,
    Before,
    Belongs,
    Field,
    Has,
    Holds,
    In,
    Is,
    Node,
    Not,
    Or,
    Pattern,
    Sources,
    State,
    Text,
    leaves,
)
from reader.domain.query_match import Setting, accented
from reader.domain.records import dataclass
from reader.domain.tags import tag_key
from reader.domain.text import fold
from reader.domain.words import split_words, words

from .indexing import feed_token, marked_token
from .packing import to_db
from .schema import PUBLISHER_KINDS, VERSION_FULL

MANY_FEEDS = 200
"""Feeds that one FTS5 expression names; more are looked up by number."""

STATES = {
    Is.UNREAD: "state.read = 0",
    Is.READ: "state.read <> 0",
    Is.STARRED: "state.starred <> 0",
    Is.QUEUED: "state.id IN (SELECT queue.entry_id FROM queue WHERE queue.entry_id > 0)",
    Is.OFFLINE: "EXISTS (SELECT 1 FROM entry WHERE entry.id = state.id AND (has_full <> 0 OR teaser_only = 0))",
    Is.HIDDEN: "state.hidden = 1",
}
HAS = {
    Has.IMAGE: "EXISTS (SELECT 1 FROM entry WHERE entry.id = state.id AND image_url <> '')",
    Has.ENCLOSURE: "EXISTS (SELECT 1 FROM entry WHERE entry.id = state.id AND has_enclosure <> 0)",
    Has.FULLTEXT: "state.id IN (SELECT whole.entry_id FROM whole)",
    Has.RELATED: f"""(EXISTS (SELECT 1 FROM link WHERE link.entry_id = state.id AND kind IN {PUBLISHER_KINDS})
        OR EXISTS (SELECT 1 FROM member WHERE member.entry_id = state.id AND member.story_id > 0)
        OR EXISTS (SELECT 1 FROM near WHERE near.entry_id = state.id))""",
}
SOURCES = """(SELECT max(1, count(DISTINCT other.voice)) FROM member AS mine
    JOIN member AS other ON other.story_id = mine.story_id AND other.story_id > 0
    JOIN state AS theirs ON theirs.id = other.entry_id AND theirs.place > 0 WHERE mine.entry_id = state.id)"""
LANGUAGE = f"""lower(coalesce((SELECT nullif(json_extract(meta, '$.language'), '') FROM body
    WHERE body.id IN (state.id * 4, state.id * 4 + {VERSION_FULL}) AND json_valid(meta) ORDER BY body.id DESC LIMIT 1),
    (SELECT language FROM feed WHERE feed.id = state.feed_id), ''))"""
"""SQL over a row of `state`, as conditions here and as columns of `query_facts`."""

_COLUMNS = {
    Field.ANY: "{title lead author body}",
    Field.TITLE: "{title}",
    Field.TEXT: "{lead body}",
    Field.AUTHOR: "{author}",
    Field.HEADLINE: "{title lead author}",
}


@dataclass(frozen=True, slots=True)
class Sql:
    """A condition with its parameters."""

    text: str
    params: tuple[object, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """How to find what meets a query."""

    match: str
    """FTS5 expression that every hit among the indexed entries meets; empty when words narrow nothing down."""
    where: Sql
    """Over a row of `state`."""
    exact: bool
    """False when `match` and `where` let too much through."""
    worded: bool
    """The index is looked into: entries that wait for it must be asked one by one."""


Endings: TypeAlias = Callable[[str], Sequence[str]]
"""The words of the index that begin with some letters; empty where there are none, or too many."""
PHRASES = 20
"""Phrases that one is written out as whose last word may go on."""

_Fts: TypeAlias = bool | tuple[bool, str] | None
"""What FTS5 can say of a query: always, never, (True, expression), (False, all but expression), or nothing (None)."""


def plan(node: Node, setting: Setting, endings: Endings = lambda _letters: (), *, since: int = 0) -> Plan:
    """The plan for a query whose names `setting.feeds` knows; its `where` for entries from the id `since` on."""
    parts = node.nodes if isinstance(node, And) else (node,)
    builder = _Builder(setting, endings, since)
    worded = _is_worded(node)
    # A feed alone is found by its list; beside words its token narrows these down.
    by_words = [part for part in parts if _is_worded(part)]
    named = [part for part in parts if isinstance(part, In)] if by_words else []
    told = {part: what for part in (*by_words, *named) if (what := builder.fts(part, upper=True)) is not None}
    whole = _all(list(told.values()))
    match = whole[1] if isinstance(whole, tuple) and whole[0] else ""
    rest = [part for part in parts if part not in told] if match else list(parts)
    where = builder.all(rest, upper=True)
    if since:
        where = _and([Sql(f"state.id >= {since}"), where])
    if worded and not match:
        where = _and([where, Sql("NOT EXISTS (SELECT 1 FROM unindexed WHERE entry_id = state.id)")])
    return Plan(match, where, not any(_is_inexact(leaf, setting) for leaf in leaves(node)), worded)


def _is_worded(node: Node) -> bool:
    return any(isinstance(leaf, Text) for leaf in leaves(node))


def _is_inexact(leaf: Node, setting: Setting) -> bool:
    """Whether the index tells less than the query asks: of words with accents it knows which stand in an entry, not
    where."""
    if not isinstance(leaf, Text):
        return isinstance(leaf, Pattern)
    asked = words(leaf.value)
    known = setting.marks and leaf.field is Field.ANY and len(asked) == 1
    return not known and any(map(accented, asked))


def phrase(value: str, endings: Endings, *, prefix: bool) -> str:
    """FTS5 for words that follow each other; with `prefix` the last one may go on.

    Such a word is written out as all that it can be: FTS5 itself reads all hits of all of them and sorts them before it
    gives the first, where of words that stand beside each other it finds the newest without a look at the rest.
    """
    *first, last = split_words(value)
    lasts = endings(last) if prefix else ()
    if not lasts or (first and len(lasts) > PHRASES):
        return f'"{" ".join([*first, last])}"{" *" if prefix else ""}'
    return _either([" ".join([*first, word]) for word in lasts])


def _either(phrases: Sequence[str]) -> str:
    quoted = [f'"{each}"' for each in phrases]
    return quoted[0] if len(quoted) == 1 else f"({' OR '.join(quoted)})"


class _Builder:
    """Bounds of queries: `upper` is met by every hit and perhaps more, its opposite by nothing else than hits."""

    def __init__(self, setting: Setting, endings: Endings, since: int) -> None:
        self._setting = setting
        self._endings = endings
        self._since = since

    def fts(self, node: Node, *, upper: bool) -> _Fts:
        match node:
            case Text():
                return self._words(node, upper=upper)
            case Pattern():
                return upper
            case In(Belongs.FEED | Belongs.FOLDER):
                return _tokens(self._setting.feeds.get(node, frozenset()))
            case Not(inner):
                return _opposite(self.fts(inner, upper=not upper))
            case And(nodes):
                return _all([self.fts(inner, upper=upper) for inner in nodes])
            case Or(nodes):
                return _opposite(_all([_opposite(self.fts(inner, upper=upper)) for inner in nodes]))
            case _:
                return None

    def _words(self, node: Text, *, upper: bool) -> _Fts:
        named = _tokens(self._setting.feeds.get(node, frozenset()))
        if _is_inexact(node, self._setting) and not upper:
            return named
        parts = [f"{_COLUMNS[node.field]} : {phrase(node.value, self._endings, prefix=node.prefix)}"]
        asked = words(node.value) if self._setting.marks else []
        for number, word in enumerate(asked, 1):
            if accented(word):
                token, goes_on = marked_token(word.marked), node.prefix and number == len(asked)
                known = self._endings(token) if goes_on else ()
                parts.append(f"feed : {_either(known)}" if known else f'feed : "{token}"{" *" if goes_on else ""}')
        return _opposite(_all([_opposite(named), (False, _chain(parts, " AND "))]))

    def sql(self, node: Node, *, upper: bool) -> Sql:
        found = self.fts(node, upper=upper)
        if isinstance(found, bool):
            return Sql(str(int(found)))
        # Feeds alone are known by their numbers, and need no look at all their entries in the index.
        if found is not None and _is_worded(node):
            wanted, expression = found
            inside = "IN" if wanted else "NOT IN"
            hits = "SELECT rowid FROM search WHERE search MATCH ?" + (
                f" AND rowid >= {self._since}" if self._since else ""
            )
            return Sql(f"state.id {inside} ({hits})", (expression,))
        match node:
            case Not(inner):
                what = self.sql(inner, upper=not upper)
                return Sql(f"NOT ({what.text})", what.params)
            case And(nodes):
                return self.all(nodes, upper=upper)
            case Or(nodes):
                return _join([self.sql(inner, upper=upper) for inner in nodes], " OR ", "0")
            case Text():  # whose words are in the names of many feeds
                alone = _Builder(replace(self._setting, feeds={}), self._endings, self._since).sql(node, upper=upper)
                return _join([_feeds(self._setting.feeds[node]), alone], " OR ", "0")
            case _:
                return self._fact(node)

    def all(self, nodes: Sequence[Node], *, upper: bool) -> Sql:
        """All of them: what FTS5 can say together in one expression."""
        by_fts = [node for node in nodes if self.fts(node, upper=upper) is not None]
        by_fts = by_fts if any(map(_is_worded, by_fts)) else []
        others = [self.sql(node, upper=upper) for node in nodes if node not in by_fts]
        if len(by_fts) > 1:
            others.append(self.sql(And(tuple(by_fts)), upper=upper))
        else:
            others += [self.sql(node, upper=upper) for node in by_fts]
        return _and(others)

    def _fact(self, node: Node) -> Sql:
        now = self._setting.now
        match node:
            case In(Belongs.TAG, name):
                key = tag_key(name)
                tagged = f"""SELECT entry_id FROM tagged JOIN tag ON tag.id = tag_id
                    WHERE {"plain" if key == fold(name) else "folded"} = ?"""
                return Sql(f"state.id IN ({tagged})", (key,))
            case In(Belongs.LANG, name):
                wanted = name.lower()
                return Sql(f"substr({LANGUAGE} || '-', 1, ?) = ?", (len(wanted) + 1, f"{wanted}-"))
            case In():
                return _feeds(self._setting.feeds.get(node, frozenset()))
            case State(what):
                return Sql(STATES[what])
            case Holds(thing):
                return Sql(HAS[thing])
            case Sources(sign, number):
                return Sql(f"{SOURCES} {sign} ?", (number,))
            case Before(day):
                return Sql("state.sort_at < ?", (to_db(day.begins(now)),))
            case After(day):
                return Sql("state.sort_at >= ?", (to_db(day.begins(now)),))
            case Age(newer):
                return Sql(f"state.sort_at {'>=' if newer else '<'} ?", (to_db(node.bound(now)),))
        raise TypeError(node)


def _feeds(ids: Iterable[int]) -> Sql:
    return Sql("state.feed_id IN (SELECT value FROM json_each(?))", (json.dumps(sorted(ids)),))


def _tokens(feeds: frozenset[int]) -> _Fts:
    if len(feeds) > MANY_FEEDS:
        return None
    tokens = " OR ".join(f'"{feed_token(number)}"' for number in sorted(feeds))
    return (True, f"feed : ({tokens})") if tokens else False


def _opposite(what: _Fts) -> _Fts:
    if isinstance(what, tuple):
        return not what[0], what[1]
    return what if what is None else not what


def _all(parts: Sequence[_Fts]) -> _Fts:
    """Everything that all parts say, in FTS5's words, whose NOT needs something on its left."""
    if any(part is False for part in parts):
        return False
    if any(part is None for part in parts):
        return None
    wanted = [part[1] for part in parts if isinstance(part, tuple) and part[0]]
    refused = [part[1] for part in parts if isinstance(part, tuple) and not part[0]]
    if not wanted:
        return (False, _chain(refused, " OR ")) if refused else True
    asked = _chain(wanted, " AND ")
    return True, f"({asked}) NOT ({_chain(refused, ' OR ')})" if refused else asked


def _chain(parts: Sequence[str], sign: str) -> str:
    return parts[0] if len(parts) == 1 else sign.join(f"({part})" for part in parts)


def _and(parts: Sequence[Sql]) -> Sql:
    if any(part.text == "0" for part in parts):
        return Sql("0")
    return _join([part for part in parts if part.text != "1"], " AND ", "1")


def _join(parts: Sequence[Sql], sign: str, none: str) -> Sql:
    if not parts:
        return Sql(none)
    if len(parts) == 1:
        return parts[0]
    return Sql(sign.join(f"({part.text})" for part in parts), tuple(value for part in parts for value in part.params))
