"""Reads the query language. There is one grammar, read in two manners.

    any   = all { OR all }              words behind each other are all asked for; AND may stand between them
    all   = term { [AND] term }
    term  = [ - | NOT ] atom
    atom  = ( any ) | "phrase" | /regex/ | field:value | word | prefix*

`read` takes whatever a person types and never fails: what cannot be understood is looked for as words, or left out, and
said in `problems`. It is what the search box and the filter of a list use. `parse` wants every problem gone: it is for
what is kept (saved searches, rules) or acts at once (the command line).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from unicodedata import combining, east_asian_width

from reader.domain.records import dataclass
from reader.i18n import _

from . import query_values as values
from .errors import QueryError
from .query import (
    EVERYTHING,
    After,
    Before,
    Belongs,
    Field,
    Has,
    Holds,
    In,
    Is,
    Node,
    Pattern,
    State,
    Text,
    both,
    either,
    opposite,
)
from .query_lexer import Kind, Token, tokens
from .text import clean_line
from .words import is_unspaced, split_words

MAX_TERMS = 64
"""Terms of a query that count; more only cost time."""
MAX_DEPTH = 40
"""Parentheses in parentheses."""
MAX_LENGTH = 20_000
"""Characters that are looked at."""

_DATED: dict[str, Callable[[str], Node]] = {
    "before": lambda value: Before(values.day_of(value)),
    "after": lambda value: After(values.day_of(value)),
    "newer": lambda value: values.age_of(value, newer=True),
    "older": lambda value: values.age_of(value, newer=False),
    "sources": values.sources_of,
    "is": lambda value: State(Is(values.choice_of(value, "is", Is))),
    "has": lambda value: Holds(Has(values.choice_of(value, "has", Has))),
}
_WORDED = (Field.TITLE, Field.TEXT, Field.AUTHOR, Field.HEADLINE)
FIELDS = (*_WORDED, *Belongs, *_DATED)
"""Names of all fields."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a query, and where."""

    sentence: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Reading:
    """What was understood of a query."""

    node: Node
    text: str
    """The query that the places of the problems are in: as typed, cleaned."""
    problems: tuple[Problem, ...] = ()

    @property
    def empty(self) -> bool:
        """Nothing is asked for."""
        return self.node == EVERYTHING


def parse(text: str) -> Node:
    """The query in `text`; EVERYTHING when it is blank. Raises QueryError, which points at the first problem."""
    reading = read(text)
    for problem in sorted(reading.problems, key=lambda problem: problem.start):
        raise QueryError(problem.sentence, reading.text, problem.start, problem.end)
    return reading.node


def read(text: str, *, typing: bool = False) -> Reading:
    """What can be understood of `text`. While it is being typed (`typing`) its last word may go on."""
    cleaned = clean_line(text[:MAX_LENGTH])
    parser = _Parser(cleaned)
    if len(text) > MAX_LENGTH:
        parser.problem(_("A query may have {count} characters at most.").format(count=MAX_LENGTH), len(cleaned) - 1)
    node = parser.whole(going_on=typing and not text[-1:].isspace())
    return Reading(node, cleaned, tuple(parser.problems))


def pointer(text: str, start: int, end: int, room: int = 72) -> str:
    """Two lines for a terminal: the query, cut to `room` characters around the place, and carets under it."""
    first = max(0, min(start - room // 2, len(text) - room))
    shown = ("…" if first else "") + text[first : first + room] + ("…" if first + room < len(text) else "")
    before = _cells(text[first:start]) + bool(first)
    under = max(1, _cells(text[start : min(end, first + room)]))
    return f"{shown}\n{' ' * before}{'^' * under}"


def _cells(text: str) -> int:
    return sum(0 if combining(c) else 2 if east_asian_width(c) in "WF" else 1 for c in text)


class _Parser:
    def __init__(self, text: str) -> None:
        self.problems: list[Problem] = []
        self._text = text
        self._tokens = list(tokens(text))
        self._at = 0
        self._terms = 0

    def problem(self, sentence: str, start: int, end: int = 0) -> None:
        """Note what is wrong."""
        self.problems.append(Problem(sentence, max(0, start), max(end, start + 1)))

    def whole(self, *, going_on: bool) -> Node:
        """The query; with `going_on` its last word is not typed to its end."""
        last = self._tokens[-1] if self._tokens else None
        if going_on and last and last.kind is Kind.WORD:
            found = split_words(last.text)
            if len("".join(found)) > 1:
                self._tokens[-1] = replace(last, star=last.star or len(found[-1]) > 1)
            elif len(self._tokens) > 1 and found and not is_unspaced(found[0]):
                # The first letter of the next word begins half of all words, and asks for nothing yet.
                self._tokens.pop()
        parts = []
        while self._at < len(self._tokens):
            parts.append(self._any(0))
            if self._at < len(self._tokens):
                self.problem(_("This parenthesis closes nothing."), self._next().start)
        node = _joined(parts)
        if node == EVERYTHING and self._text and not self.problems:
            self.problem(_("There is no letter and no digit to look for."), 0, len(self._text))
        return node

    def _peek(self) -> Kind | None:
        return self._tokens[self._at].kind if self._at < len(self._tokens) else None

    def _next(self) -> Token:
        self._at += 1
        return self._tokens[self._at - 1]

    def _any(self, depth: int) -> Node:
        found = [self._all(depth)]
        while self._peek() is Kind.OR:
            sign = self._next()
            found.append(self._all(depth))
            if EVERYTHING in found[-2:]:
                self.problem(_("OR needs something on either side."), sign.start, sign.end)
        kept = [node for node in found if node != EVERYTHING]
        return either(kept) if kept else EVERYTHING

    def _all(self, depth: int) -> Node:
        found: list[Node] = []
        while (kind := self._peek()) not in (None, Kind.CLOSE, Kind.OR):
            if kind is Kind.AND:
                sign = self._next()
                if not found or self._peek() in (None, Kind.CLOSE, Kind.OR, Kind.AND):
                    self.problem(_("AND needs something on either side."), sign.start, sign.end)
                continue
            found.append(self._term(depth))
        return _joined(found)

    def _term(self, depth: int) -> Node:
        refused = False
        while self._peek() is Kind.MINUS:
            sign = self._next()
            refused = not refused
            if self._peek() in (None, Kind.CLOSE, Kind.OR, Kind.AND):
                self.problem(_("Nothing stands behind the {sign}.").format(sign=sign.text), sign.start, sign.end)
                return EVERYTHING
        node = self._atom(depth)
        return opposite(node) if refused and node != EVERYTHING else node

    def _atom(self, depth: int) -> Node:
        token = self._next()
        if token.kind is Kind.OPEN:
            return self._group(token, depth)
        self._terms += 1
        if self._terms > MAX_TERMS:
            if self._terms == MAX_TERMS + 1:
                sentence = _("A query may have {count} words and conditions at most.").format(count=MAX_TERMS)
                self.problem(sentence, token.start, token.end)
            return EVERYTHING
        try:
            return self._field(token) if token.kind is Kind.FIELD else self._words(token.kind, token, Field.ANY)
        except values.BadValue as bad:
            self.problem(str(bad), (token.value_at if token.text else 0) or token.start, token.end)
            return EVERYTHING

    def _group(self, token: Token, depth: int) -> Node:
        before = self._at
        if depth >= MAX_DEPTH:
            self.problem(_("Too many parentheses in each other."), token.start)
            return EVERYTHING
        node = self._any(depth + 1)
        if self._peek() is Kind.CLOSE:
            closing = self._next()
            if self._at == before + 1:
                self.problem(_("There is nothing between these parentheses."), token.start, closing.end)
        else:
            self.problem(_("This parenthesis is never closed."), token.start)
        return node

    def _field(self, token: Token) -> Node:
        name = token.field
        if name not in FIELDS:
            if token.text:
                sentence = _("There is no field {name}:.").format(name=name)
                hint = values.meant(f"{name}:", [f"{field}:" for field in FIELDS])
                self.problem(f"{sentence} {hint}", token.start, token.value_at)
            return _plain(self._text[token.start : token.end].rstrip("*"), Field.ANY, prefix=token.star)
        if not token.text:
            raise values.BadValue(_("{field}: needs something behind it.").format(field=name))
        if name in _WORDED:
            return self._words(token.value, token, Field(name))
        self._closed(token, token.value)
        if name in _DATED:
            return _DATED[name](token.text.strip())
        return In(Belongs(name), token.text.strip())

    def _words(self, kind: Kind, token: Token, field: Field) -> Node:
        self._closed(token, kind)
        if kind is Kind.REGEX:
            return Pattern(values.regex_of(token.text), field)
        return _plain(token.text, field, prefix=token.star)

    def _closed(self, token: Token, kind: Kind) -> None:
        if not token.closed:
            sentence = (
                _("This quotation is never closed.") if kind is Kind.QUOTED else _("A /regex/ ends with a slash.")
            )
            self.problem(sentence, token.value_at or token.start, token.end)


def _plain(text: str, field: Field, *, prefix: bool = False) -> Node:
    """Words to look for; nothing where there is no letter and no digit."""
    value = " ".join(text.split())
    return Text(value, field, prefix) if split_words(value) else EVERYTHING


def _joined(nodes: list[Node]) -> Node:
    return both(node for node in nodes if node != EVERYTHING)
