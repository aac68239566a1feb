"""The beginning of an entry for the lists, and whether its text is only a teaser for the page."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from reader.domain import blocks as B
from reader.domain.text import clean_line, fold

from .fields import MAX_LEAD

_SHORT, _VERY_SHORT = 80, 40
"""Words: a summary, or even a full text, below which the page surely holds more."""

_MORE_WORDS = (
    r"(?:continue|keep) reading"
    r"|read (?:the )?(?:more|on|rest|full(?: story| article)?)|(?:full|whole) (?:story|article)"
    r"|xem (?:thêm|tiếp|chi tiết)|đọc (?:thêm|tiếp)|chi tiết|weiterlesen|mehr lesen|lire (?:la suite|plus)|leer más"
    r"|continuar leyendo|leia mais|continua a leggere|leggi tutto|lees (?:meer|verder)|читать (?:далее|дальше)"
    r"|続きを読む|阅读全文|閱讀全文|더 ?보기|اقرأ المزيد|selengkapnya"
)
_BROKEN_OFF = r"…|\.\.\.|\[(?:…|\.\.\.|\+\d+ chars)\]|\(…\)|\(\.\.\.\)"
_MORE = re.compile(rf"(?:{_BROKEN_OFF}|(?:^|[\s.…\[(»])(?:{_MORE_WORDS})[^\w]*)\s*$", re.I)
_EDGE = " \t:-–—|.·…»\"'“”‘’"


def lead_of(title: str, summary: str, tree: Sequence[B.Block]) -> str:
    """Plain text of at most 280 characters: the summary, else the first paragraphs; the title is not said again."""
    for text in (summary, _beginning(tree)):
        if text and (lead := _after_title(text, title)):
            return clean_line(lead, MAX_LEAD)
    return ""


def _beginning(tree: Sequence[B.Block]) -> str:
    parts: list[str] = []
    size = 0
    for part in _prose(tree):
        parts.append(part)
        size += len(part)
        if size > 2 * MAX_LEAD:
            break
    return clean_line(" ".join(parts), 3 * MAX_LEAD)


def _prose(tree: Sequence[B.Block]) -> Iterator[str]:
    """Running text only: captions, headings, buttons, tables and code make no lead."""
    for block in B.walk(tree):
        if isinstance(block, B.Paragraph) and not _is_label(block.text):
            yield B.plain(block.text)


def _is_label(text: B.Text) -> bool:
    """A bare link of a few words ("Comments", "Read more"): a button rather than a sentence."""
    return all(span.href or not span.text.strip() for span in text) and len(B.plain(text)) < 30


def _after_title(text: str, title: str) -> str:
    """`text` without the title at its beginning."""
    if title and _starts_with(text, title):
        return text[len(title) :].lstrip(_EDGE)
    if title and len(text) <= len(title) + 8 and fold(text.strip(_EDGE)) == fold(title.strip(_EDGE)):
        return ""
    return text


def _starts_with(text: str, title: str) -> bool:
    """Whether `text` begins with the whole title and then a new sentence: "Title. Text", "Title Text".

    A short title proves nothing: a first sentence may well begin with the same word.
    """
    head, rest = text[: len(title)], text[len(title) :]
    if len(title) < 12 or head[:1].casefold() != title[:1].casefold() or fold(head) != fold(title):
        return False
    after = rest.lstrip(" ")
    return not after or (not rest[0].isalnum() and (not after[0].isalnum() or after[0].isupper()))


def is_teaser(title: str, has_content: bool, texts: Sequence[str], words: int) -> bool:
    """Whether the page surely holds more than the feed gave.

    True when the text breaks off ("…", "Read more"), and when it is short for its kind. An entry without a title is a
    post of its own, however short.
    """
    last = next((text for text in reversed(texts) if text.strip()), "")
    if words < 600 and _MORE.search(last[-120:].rstrip()):
        return True
    if not title:
        return False
    return words < (_VERY_SHORT if has_content else _SHORT)
