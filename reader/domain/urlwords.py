"""The words of an address, which stand in for a title until a better one is known. Pure."""

from __future__ import annotations

import re
from urllib.parse import unquote, urlsplit

from .text import clean_line

_ENDING = re.compile(r"\.(?:html?|php|aspx?|shtml|amp|chn|ldo|vnp|tpo|epi|ece|cms|jsp)$", re.IGNORECASE)
_SEPARATORS = re.compile(r"[-_+\s]+")
_NUMBER = re.compile(r"(?=.*\d)(?:[a-z]{0,5}\d{4,}|[0-9a-f]{8,})(?:\.[a-z]{2,5})?", re.IGNORECASE)
"""An article's number at the end of its name: 4861234, post874887, 5f2b9c1e, ar1234567."""


def words_of(url: str) -> str:
    """The longest name in the path of `url` as a line of words: `Mua lon o mien trung`, or the host and path as they
    stand when it holds no words; empty for what is no address."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    best: list[str] = []
    for segment in parts.path.split("/"):
        words = _words(segment)
        if len(words) > 1 and len("".join(words)) >= len("".join(best)):
            best = words
    line = clean_line(" ".join(best), 200)
    if line:
        return line[0].upper() + line[1:]
    return clean_line(unquote((parts.hostname or "") + parts.path).rstrip("/"), 200)


def _words(segment: str) -> list[str]:
    words = [word for word in _SEPARATORS.split(_ENDING.sub("", unquote(segment))) if word]
    while words and _NUMBER.fullmatch(words[-1]):
        words.pop()
    return words
