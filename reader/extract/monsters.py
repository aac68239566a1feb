"""Tags and texts of a size that no software writes, cut to one that parsers can bear. Pure.

libxml2 compares each attribute of a tag with all before it: 100,000 of them take 20 s, and the entries beside them are
lost with their feed at its limit of time. At a text of 10 MB it gives up.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

MOST_ATTRIBUTES = 256
LONGEST_TEXT = 3_000_000
"""Characters of three bytes. No entry's text is kept beyond 1,000,000."""
_SECTION, _SECTION_END = "<![CDATA[", "]]>"
_MOST_TAGS = 1_000_000  # beyond which a list of what stands between them takes 100 MB
_LONG = 8000  # characters from a tag's beginning in which no other begins, below which nobody counts
_TAG = re.compile(rf"<(?=[A-Za-z])[^<]{{{_LONG}}}")
_NAME = re.compile(r"<[^\s<>/]{1,200}")
_ATTRIBUTE = re.compile(
    r"""\s++[^\s"'<>/=]{1,2000}+(?:\s*+=\s*+(?:"[^"]{0,50000}+"|'[^']{0,50000}+'|[^\s"'<>]{1,50000}+))?+"""
)


def slimmed(text: str) -> str:
    """`text` with no more than MOST_ATTRIBUTES attributes in any tag, the first ones of it."""
    parts: list[str] = []
    done = 0
    for tag in _TAG.finditer(text) if len(text) > _LONG else ():
        name = _NAME.match(text, tag.start())
        if name is None:
            continue
        at, kept = name.end(), 0
        for number, at in enumerate(_ends(text, name.end()), 1):
            if number == MOST_ATTRIBUTES:
                kept = at
        if kept and kept < at:
            parts.append(text[done:kept])
            done = at
    return "".join((*parts, text[done:])) if parts else text


def _ends(text: str, at: int) -> Iterator[int]:
    """Where each of the attributes ends that stand one after the other from `at`."""
    while found := _ATTRIBUTE.match(text, at):
        at = found.end()
        yield at


def shortened(text: str) -> str:
    """`text` with nothing of more than LONGEST_TEXT in one section or between two tags."""
    if len(text) <= LONGEST_TEXT:
        return text
    parts: list[str] = []
    done, start = 0, text.find(_SECTION)
    while start >= 0 and (end := text.find(_SECTION_END, start)) >= 0:
        if end - start > LONGEST_TEXT:
            parts.append(text[done : start + LONGEST_TEXT])
            done = end
        start = text.find(_SECTION, end)
    text = "".join((*parts, text[done:])) if parts else text
    if text.count("<") > _MOST_TAGS:
        return text
    between = text.split("<")
    return "<".join(each[:LONGEST_TEXT] for each in between) if max(map(len, between)) > LONGEST_TEXT else text
