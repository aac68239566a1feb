"""What a search, a list's filter, a saved search, a rule or the command line asks for, as a value.

`query_parser` makes it from what a person types, `query_match` says whether an entry meets it, the store turns it into
SQL. `text_of` writes it down again, in words that the parser reads back as the same value.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import TypeAlias

from reader.domain.records import dataclass


class Field(StrEnum):
    """Where words are looked for."""

    ANY = ""
    """Title, lead, text, author and the name of the feed."""
    TITLE = "title"
    TEXT = "text"
    """Lead and text."""
    AUTHOR = "author"
    HEADLINE = "headline"
    """Title, lead, author and the name of the feed: what the filter of a list looks at."""


class Is(StrEnum):
    """What the reader has done with an entry, or can do."""

    UNREAD = "unread"
    READ = "read"
    STARRED = "starred"
    QUEUED = "queued"
    """Waits for the network."""
    OFFLINE = "offline"
    """Can be read with no network."""
    HIDDEN = "hidden"
    """A rule hid it."""


class Has(StrEnum):
    """What comes with an entry."""

    IMAGE = "image"
    ENCLOSURE = "enclosure"
    FULLTEXT = "fulltext"
    """The text of its page is in the cache."""
    RELATED = "related"
    """Stories that its publisher prints beside it, or others in the cache on the same event or like it."""


class Belongs(StrEnum):
    """What an entry belongs to, by name."""

    FEED = "feed"
    FOLDER = "folder"
    TAG = "tag"
    LANG = "lang"


@dataclass(frozen=True, slots=True)
class Text:
    """Words that follow each other."""

    value: str
    """As typed: accents that are there are asked for."""
    field: Field = Field.ANY
    prefix: bool = False
    """The last word may go on."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """A regular expression; case does not matter, accents do."""

    source: str
    field: Field = Field.ANY


@dataclass(frozen=True, slots=True)
class In:
    """In a feed, in a folder, tagged, in a language."""

    what: Belongs
    name: str


@dataclass(frozen=True, slots=True)
class State:
    """Read, starred and the like."""

    what: Is


@dataclass(frozen=True, slots=True)
class Holds:
    """Has a picture and the like."""

    what: Has


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the calendar, or one seen from today."""

    year: int = 0
    month: int = 0
    day: int = 0
    ago: int = 0
    """Days before today, when there is no `year`."""

    def begins(self, now: datetime) -> datetime:
        """Its first moment where the reader is. `now` is aware; so is the answer."""
        midnight = now.astimezone().replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None)
        day = datetime(self.year, self.month, self.day) if self.year else midnight - timedelta(days=self.ago)  # noqa: DTZ001
        return day.astimezone()


@dataclass(frozen=True, slots=True)
class Before:
    """Older than the beginning of a day."""

    day: Day


@dataclass(frozen=True, slots=True)
class After:
    """Of that day, or later."""

    day: Day


UNITS = {"h": 1, "d": 24, "w": 24 * 7, "m": 24 * 30, "y": 24 * 365}
"""Hours of `newer:` and `older:` by letter."""


@dataclass(frozen=True, slots=True)
class Age:
    """Not older (or older) than so many hours, days, weeks, months, years."""

    newer: bool
    amount: int
    unit: str

    def bound(self, now: datetime) -> datetime:
        """The moment that parts newer from older."""
        try:
            return now - timedelta(hours=self.amount * UNITS[self.unit])
        except OverflowError:
            # Longer ago than the calendar reaches: before everything.
            return datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Sources:
    """Its story is carried by so many sources; one that stands alone has one."""

    sign: str
    number: int

    def holds(self, sources: int) -> bool:
        """Whether a number of sources is such a number."""
        return {
            ">=": sources >= self.number,
            "<=": sources <= self.number,
            ">": sources > self.number,
            "<": sources < self.number,
            "=": sources == self.number,
        }[self.sign]


@dataclass(frozen=True, slots=True)
class Not:
    """Does not meet a query."""

    node: Node


@dataclass(frozen=True, slots=True)
class And:
    """Meets all of them."""

    nodes: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """Meets one of them."""

    nodes: tuple[Node, ...]


Node: TypeAlias = Text | Pattern | In | State | Holds | Before | After | Age | Sources | Not | And | Or
EVERYTHING = And(())
"""Asks for nothing, so every entry meets it."""
NOTHING = Or(())
"""No entry meets it."""


def both(nodes: Iterable[Node]) -> Node:
    """All of `nodes`, as simple as can be."""
    flat = tuple(inner for node in nodes for inner in (node.nodes if isinstance(node, And) else (node,)))
    return flat[0] if len(flat) == 1 else And(flat)


def either(nodes: Iterable[Node]) -> Node:
    """One of `nodes` (at least one is given), as simple as can be."""
    flat = tuple(inner for node in nodes for inner in (node.nodes if isinstance(node, Or) else (node,)))
    return flat[0] if len(flat) == 1 else Or(flat)


def opposite(node: Node) -> Node:
    """Not `node`, as simple as can be."""
    return node.node if isinstance(node, Not) else Not(node)


def headline(node: Node) -> Node:
    """The same query, but words in no special field are looked for in headlines alone."""
    match node:
        case Text(field=Field.ANY) | Pattern(field=Field.ANY):
            return replace(node, field=Field.HEADLINE)
        case Not(inner):
            return Not(headline(inner))
        case And(nodes):
            return And(tuple(map(headline, nodes)))
        case Or(nodes):
            return Or(tuple(map(headline, nodes)))
        case _:
            return node


def leaves(node: Node) -> Iterator[Node]:
    """Everything in a query but `Not`, `And`, `Or`."""
    if isinstance(node, Not):
        yield from leaves(node.node)
    elif isinstance(node, And | Or):
        for inner in node.nodes:
            yield from leaves(inner)
    else:
        yield node


def text_of(node: Node) -> str:
    """The query as it is typed; `query_parser.parse` reads the same value from it."""
    match node:
        case And(nodes):
            return " ".join(f"({text_of(inner)})" if isinstance(inner, Or) else text_of(inner) for inner in nodes)
        case Or(nodes):
            return " OR ".join(text_of(inner) for inner in nodes)
        case Not(inner):
            return f"-({text_of(inner)})" if isinstance(inner, And | Or) else f"-{text_of(inner)}"
        case Text(value, field, prefix):
            return _named(field, _quoted(value, bare=not field) + ("*" if prefix else ""))
        case Pattern(source, field):
            return _named(field, f"/{source}/")
        case In(what, name):
            return _named(what, _quoted(name))
        case State(what):
            return f"is:{what}"
        case Holds(what):
            return f"has:{what}"
        case Before(day) | After(day):
            return f"{'before' if isinstance(node, Before) else 'after'}:{_day(day)}"
        case Age(newer, amount, unit):
            return f"{'newer' if newer else 'older'}:{amount}{unit}"
        case Sources(sign, number):
            return f"sources:{sign}{number}"


def _named(name: str, value: str) -> str:
    return f"{name}:{value}" if name else value


_PLAIN = re.compile(r"""[^\s()"/\\*:-][^\s()"\\*:]*""")


def _quoted(value: str, *, bare: bool = False) -> str:
    """`value`, in quotes where it would be read as something else without. A word that stands alone (`bare`) may be one
    of the language's own."""
    if _PLAIN.fullmatch(value) and not (bare and value in ("AND", "OR", "NOT")):
        return value
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _day(day: Day) -> str:
    if day.year:
        return f"{day.year:04}-{day.month:02}-{day.day:02}"
    return {0: "today", 1: "yesterday"}.get(day.ago, "today")
