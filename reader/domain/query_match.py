"""Says whether an entry meets a query: the meaning of the language. The store's SQL gives the same answer."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import field
from datetime import datetime
from functools import lru_cache
from typing import TypeAlias

from reader.domain.records import dataclass

from .query import (
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
from .tags import tag_key
from .text import fold
from .words import Word, is_unspaced, words

Cut: TypeAlias = tuple[list[Word], frozenset[str]]
"""The words of a text, and these folded."""


@dataclass
class Facts:
    """What a query can ask of an entry."""

    feed_id: int = 0
    sort_at: datetime | None = None
    title: str = ""
    lead: str = ""
    author: str = ""
    text: str = ""
    """The whole text, as far as it is indexed."""
    language: str = ""
    """BCP 47."""
    tags: frozenset[str] = frozenset()
    """As `tags.tag_key` has them; asked for without accents they are found with any."""
    states: frozenset[Is] = frozenset()
    has: frozenset[Has] = frozenset()
    sources: int = 1
    """How many carry its story, itself included."""

    cut: dict[str, Cut] = field(default_factory=dict, repr=False, compare=False)
    """What `words` has cut; facts of the same entry, asked for by several queries, share it."""

    def words(self, name: str) -> list[Word]:
        """The words of `title`, `lead`, `author` or `text`; cut once."""
        return self._cut(name)[0]

    def holds(self, name: str, wanted: list[Word], *, prefix: bool) -> bool:
        """Whether `wanted` stands in `title`, `lead`, `author` or `text` (`stands_in`)."""
        text, folded = self._cut(name)
        whole = wanted[:-1] if prefix else wanted
        return all(word.folded in folded for word in whole) and stands_in(text, wanted, prefix=prefix)

    def _cut(self, name: str) -> Cut:
        found = self.cut.get(name)
        if found is None:
            text = words(getattr(self, name))
            found = self.cut[name] = text, frozenset(word.folded for word in text)
        return found


@dataclass(frozen=True)
class Setting:
    """What a query needs to know besides the entry."""

    now: datetime
    """Aware."""
    feeds: Mapping[Node, frozenset[int]] = field(default_factory=dict)
    """For each `In` feed or folder, and each `Text` that looks at names, the feeds that it names (`feeds_of`)."""
    marks: bool = True
    """Whether the index knows words as they are written, with their accents."""
    search: Callable[[str, str], bool] = lambda _source, _text: False
    """Whether a regular expression is found in a text; has a time limit of its own."""


COLUMNS = {
    Field.ANY: ("title", "lead", "author", "text"),
    Field.TITLE: ("title",),
    Field.TEXT: ("lead", "text"),
    Field.AUTHOR: ("author",),
    Field.HEADLINE: ("title", "lead", "author"),
}
"""The attributes of `Facts` in which a field looks."""


def matches(node: Node, facts: Facts, setting: Setting) -> bool:
    """Whether the entry meets the query."""
    match node:
        case And(nodes):
            return all(matches(inner, facts, setting) for inner in nodes)
        case Or(nodes):
            return any(matches(inner, facts, setting) for inner in nodes)
        case Not(inner):
            return not matches(inner, facts, setting)
        case Text(value, name, prefix):
            if facts.feed_id in setting.feeds.get(node, ()):
                return True
            literal = _literal(value, prefix)
            if literal and any(literal.search(getattr(facts, column).casefold()) for column in COLUMNS[name]):
                return True
            wanted = _wanted(value)
            return any(facts.holds(column, wanted, prefix=prefix) for column in COLUMNS[name])
        case Pattern(source, name):
            return any(setting.search(source, getattr(facts, column)) for column in COLUMNS[name])
        case In():
            return _is_in(node, facts, setting)
        case State(what):
            return what in facts.states
        case Holds(thing):
            return thing in facts.has
        case Sources():
            return node.holds(facts.sources)
        case Before(day):
            return facts.sort_at is not None and facts.sort_at < day.begins(setting.now)
        case After(day):
            return facts.sort_at is not None and facts.sort_at >= day.begins(setting.now)
        case Age():
            return facts.sort_at is not None and (facts.sort_at >= node.bound(setting.now)) == node.newer


@lru_cache(maxsize=256)
def _wanted(value: str) -> list[Word]:
    return words(value)


@lru_cache(maxsize=256)
def _literal(value: str, prefix: bool) -> re.Pattern[str] | None:
    """Finds words letter by letter, which spares cutting a long text into words; None where letters may lie apart."""
    plain = value.casefold()
    if not plain.replace(" ", "").isalnum() or any(map(is_unspaced, plain)):
        return None
    return re.compile(rf"(?<![^\W_]){re.escape(plain)}" + ("" if prefix else r"(?![^\W_]|[\u0300-\u036f])"))


def _is_in(node: In, facts: Facts, setting: Setting) -> bool:
    if node.what is Belongs.TAG:
        key = tag_key(node.name)
        return key in (facts.tags if key != fold(node.name) else map(fold, facts.tags))
    if node.what is Belongs.LANG:
        language, wanted = facts.language.lower(), node.name.lower()
        return language == wanted or language.startswith(f"{wanted}-")
    return facts.feed_id in setting.feeds.get(node, ())


def stands_in(text: list[Word], wanted: list[Word], *, prefix: bool = False) -> bool:
    """Whether `wanted` stands in `text`, one word right behind the other. A word with accents is found with just these,
    one without is found with any. `prefix`: the last word may go on."""
    if not wanted:
        return True
    if len(wanted) == 1:
        return any(_same(word, wanted[0], prefix) for word in text)
    *first, last = wanted
    count = len(wanted)
    return any(
        _same(text[at + count - 1], last, prefix) and all(_same(text[at + n], word) for n, word in enumerate(first))
        for at in range(len(text) - count + 1)
    )


def _same(word: Word, wanted: Word, prefix: bool = False) -> bool:
    if accented(wanted):
        return word.marked.startswith(wanted.marked) if prefix else word.marked == wanted.marked
    return word.folded.startswith(wanted.folded) if prefix else word.folded == wanted.folded


def accented(word: Word) -> bool:
    """Whether a word was typed with accents."""
    return word.marked != word.folded


@dataclass(frozen=True, slots=True)
class Feed:
    """A subscription, as far as its name matters."""

    id: int
    title: str
    host: str
    """Of its site, else of its address; without `www.`."""
    folders: tuple[tuple[int, str], ...] = ()
    """(id, title) of the folders that it lies in, however deep."""


def feeds_of(node: Node, feeds: Iterable[Feed]) -> dict[Node, frozenset[int]]:
    """The feeds that each part of a query means by name, for `Setting.feeds`.

    A name means the feeds (or folders) called just so, and where there is none those with these words in their title,
    or of that host; `#12` means the one with that number.
    """
    known = list(feeds)
    found: dict[Node, frozenset[int]] = {}
    for leaf in leaves(node):
        match leaf:
            case Text(value, Field.ANY | Field.HEADLINE, prefix):
                wanted = words(value)
                found[leaf] = frozenset(feed.id for feed in known if _is_called(feed.title, wanted, prefix))
            case In(Belongs.FEED, name):
                found[leaf] = _named(name, [((feed.id, feed.title, feed.host), feed.id) for feed in known])
            case In(Belongs.FOLDER, name):
                pairs = [((*folder, ""), feed.id) for feed in known for folder in feed.folders]
                found[leaf] = _named(name, pairs)
    return found


@lru_cache(maxsize=20_000)
def _title(title: str) -> list[Word]:
    return words(title)


@lru_cache(maxsize=20_000)
def _letters_of(title: str) -> str:
    return " ".join(word.folded for word in _title(title))


def _is_called(title: str, wanted: list[Word], prefix: bool) -> bool:
    # Of a thousand titles nearly all are told apart by their letters, in a fiftieth of the time.
    near = all(word.folded in _letters_of(title) for word in wanted)
    return near and stands_in(_title(title), wanted, prefix=prefix)


def _named(name: str, things: list[tuple[tuple[int, str, str], int]]) -> frozenset[int]:
    """The feeds of the things (id, title, host) that are called so."""
    if name[:1] == "#" and name[1:].isdecimal():
        return frozenset(feed for (number, _title, _host), feed in things if number == int(name[1:]))
    wanted, host = words(name), name.lower().removeprefix("www.")
    loose = [
        (feed, len(_title(title)) == len(wanted))
        for (_number, title, its), feed in things
        if its == host or (wanted and stands_in(_title(title), wanted))
    ]
    return frozenset(feed for feed, exact in loose if exact) or frozenset(feed for feed, _exact in loose)
