"""Rules: what is done with a story that arrives and meets a query. Pure values; `store.rules` acts."""

from __future__ import annotations

import re
from datetime import datetime
from enum import StrEnum
from itertools import pairwise

from reader.domain.records import dataclass
from reader.i18n import _

from .errors import QueryError, UsageError
from .query import EVERYTHING, Belongs, Field, Has, Holds, In, Is, Node, Sources, State, Text, both, leaves, text_of
from .query_parser import parse
from .tags import tag_key, tag_name
from .text import clean_line, fold
from .words import split_words

MAX_NAME = 120
_TAG = "tag:"
_LONG_WORD = 4
_MOST_WORDS = 8
_VIETNAMESE = frozenset("ăâđêôơưạảấầẩẫậắằẳẵặẹẻẽếềểễệịỉĩọỏốồổỗộớờởỡợụủũứừửữựỳỵỷỹ")
# Of Vietnamese: what parts one word of several syllables from the next.
_PARTING = frozenset(
    """
    và ở của các những là với cho trong ngoài tại về từ khi được bị đã sẽ đang một có không này đó đến tới theo như vì
    do ra vào lên xuống trên dưới sau trước để thì mà nhưng còn vẫn cũng rất hơn nhất""".split()  # noqa: SIM905  read more easily
)


class Do(StrEnum):
    """What a rule does besides tagging."""

    READ = "read"
    STAR = "star"
    HIDE = "hide"
    """Out of the lists and the counts, and read; searches still find it."""
    KEEP = "keep"
    """Fetch the text of its page for reading offline."""
    NOTIFY = "notify"


@dataclass(frozen=True, slots=True)
class Actions:
    """What a rule does."""

    do: tuple[Do, ...] = ()
    tags: tuple[str, ...] = ()

    def __str__(self) -> str:
        return ", ".join([*self.do, *(f"{_TAG}{name}" for name in self.tags)])


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule; they act in their order."""

    id: int
    name: str
    query: str
    """As it is typed."""
    actions: Actions
    enabled: bool = True
    hits: int = 0
    """How many stories it has met."""
    last_hit: datetime | None = None
    trouble: str = ""
    """Why it was switched off, a sentence."""


def read_actions(text: str) -> Actions:
    """`read, star, hide, keep, notify, tag:later`, parted by commas. Raises UsageError."""
    do: list[Do] = []
    tags: dict[str, str] = {}
    for part in filter(None, (clean_line(part) for part in text.split(","))):
        word = part.casefold()
        if word.startswith(_TAG) and (name := tag_name(part[len(_TAG) :])):
            tags.setdefault(tag_key(name), name)
        elif word in tuple(Do):
            do.append(Do(word))
        else:
            sentence = _("“{word}” is nothing that a rule does; there are {names} and tag:NAME.")
            raise UsageError(sentence.format(word=part, names=", ".join(Do)))
    if not do and not tags:
        raise UsageError(_("Say what the rule does: {names} or tag:NAME.").format(names=", ".join(Do)))
    return Actions(tuple(dict.fromkeys(do)), tuple(tags.values()))


def read_query(text: str) -> Node:
    """The query of a rule. Raises QueryError for one that cannot be read, that asks for nothing, or for what nobody
    knows of a story in the moment in which it arrives."""
    node = parse(text)
    cleaned = clean_line(text)
    if node == EVERYTHING:
        raise QueryError(_("There is nothing to look for."), cleaned, 0, max(1, len(cleaned)))
    for leaf in leaves(node):
        if _comes_later(leaf):
            words = text_of(leaf)
            at = max(0, cleaned.casefold().find(words.partition(":")[0]))
            sentence = _("{words} is not known yet when a story arrives, so no rule can ask for it.")
            raise QueryError(sentence.format(words=words), cleaned, at, min(len(cleaned), at + len(words)))
    return node


def _comes_later(leaf: Node) -> bool:
    return isinstance(leaf, Sources) or leaf in (Holds(Has.RELATED), Holds(Has.FULLTEXT), State(Is.QUEUED))


@dataclass(frozen=True, slots=True)
class Mute:
    """Something that a reader may want to hear no more of."""

    kind: str
    """`word`, `author`, `source`."""
    value: str
    query: str


def mutes(title: str, author: str, source: str, feed: str) -> list[Mute]:
    """What can be muted about a story in the feed that is called so (empty: everywhere): names and words of its
    title, its author, its source."""
    feed, author = clean_line(feed), clean_line(author)
    where = [In(Belongs.FEED, feed)] if feed else []
    found: dict[str, Mute] = {}
    for words in _names(title) + _common(title)[:_MOST_WORDS]:
        query = text_of(both([*where, Text(words, Field.TITLE)]))
        found.setdefault(fold(words), Mute("word", words, query))
    choices = list(found.values())
    if split_words(author):
        choices.append(Mute("author", author, text_of(both([*where, Text(author, Field.AUTHOR)]))))
    if feed:
        choices.append(Mute("source", source or feed, text_of(both(where))))
    return choices


def _words(title: str) -> list[str]:
    return re.findall(r"[^\W_]+(?:['’-][^\W_]+)*", clean_line(title))


def _common(title: str) -> list[str]:
    """Long words; in Vietnamese, which writes one word as several syllables, pairs of these: gió mùa, đông bắc."""
    words = _words(title)
    if not _VIETNAMESE.intersection(title.casefold()):
        return [word for word in words if len(word) >= _LONG_WORD]
    pairs = pairwise(words)
    return [f"{one} {two}" for one, two in pairs if not _PARTING.intersection((one.casefold(), two.casefold()))]


def _names(title: str) -> list[str]:
    """Runs of two to four words that begin with a capital: Hà Nội, Real Madrid."""
    runs: list[list[str]] = [[]]
    for word in _words(title):
        if word[:1].isupper():
            runs[-1].append(word)
        else:
            runs.append([])
    return [" ".join(run) for run in runs if 2 <= len(run) <= 4]
