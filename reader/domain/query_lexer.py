"""Cuts a typed query into tokens. Nothing is wrong here: what a token means is the parser's business."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from enum import Enum, auto

from reader.domain.records import dataclass


class Kind(Enum):
    """What a token is."""

    OPEN = auto()
    CLOSE = auto()
    MINUS = auto()
    """`-` right before a term, or NOT."""
    AND = auto()
    OR = auto()
    WORD = auto()
    QUOTED = auto()
    REGEX = auto()
    FIELD = auto()
    """A word with a colon, and what stands right behind it."""


@dataclass(frozen=True, slots=True)
class Token:
    """One piece of the query; `text` is its value without quotes and slashes."""

    kind: Kind
    start: int
    end: int
    text: str
    field: str = ""
    value: Kind = Kind.WORD
    """For FIELD: whether the value is a WORD, QUOTED or a REGEX."""
    value_at: int = 0
    closed: bool = True
    """False for a quote or slash without its partner."""
    star: bool = False
    """Whether a `*` stands behind it: its last word may go on."""


_FIELD = re.compile(r"([^\W\d]+):(?!//)")
_WORD = re.compile(r"[^\s()]+")
_QUOTE = re.compile(r'"((?:[^"\\]|\\["\\]|\\)*)("|\Z)')
_REGEX = re.compile(r"/((?:[^/\\]|\\.|/(?![\s()]|\Z))+)/(?=[\s()]|\Z)")
# The one value of two words that needs no quotes: today and yesterday in Vietnamese.
_DAY = re.compile(r"h[oô]m\s+(?:nay|qua)(?=[\s()]|\Z)", re.IGNORECASE)
_DATED = ("before", "after")
_SIGNS = {"AND": Kind.AND, "OR": Kind.OR, "NOT": Kind.MINUS}


def tokens(text: str) -> Iterator[Token]:
    """The tokens of a query in their order; the whole text is covered."""
    at = 0
    while at < len(text):
        if text[at].isspace():
            at += 1
            continue
        token = _token(text, at)
        yield token
        at = token.end


def _token(text: str, at: int) -> Token:
    char = text[at]
    if char in "()":
        return Token(Kind.OPEN if char == "(" else Kind.CLOSE, at, at + 1, char)
    if char == "-" and at + 1 < len(text) and not text[at + 1].isspace() and text[at + 1] not in "-)":
        return Token(Kind.MINUS, at, at + 1, char)
    if match := _FIELD.match(text, at):
        name, begin = match[1].lower(), match.end()
        value = _value(text, begin, dated=name in _DATED)
        return replace(value, kind=Kind.FIELD, start=at, field=name, value=value.kind, value_at=begin)
    token = _value(text, at)
    return replace(token, kind=_SIGNS.get(token.text, token.kind)) if token.kind is Kind.WORD else token


def _value(text: str, at: int, *, dated: bool = False) -> Token:
    """The word, quotation or regular expression that begins at `at`."""
    if dated and (match := _DAY.match(text, at)):
        return Token(Kind.QUOTED, at, match.end(), match[0])
    if match := _QUOTE.match(text, at):
        value = re.sub(r'\\(["\\])', r"\1", match[1])
        star = bool(match[2]) and text.startswith("*", match.end())
        return Token(Kind.QUOTED, at, match.end() + star, value, closed=bool(match[2]), star=star)
    if match := _REGEX.match(text, at):
        return Token(Kind.REGEX, at, match.end(), match[1])
    match = _WORD.match(text, at)
    word = match[0] if match else ""
    bare = word.rstrip("*")
    closed = not word.startswith("/") or len(word) == 1
    return Token(Kind.WORD, at, at + len(word), bare, closed=closed, star=bare != word)
