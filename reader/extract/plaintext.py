"""Plain text without markup -> paragraphs, with the addresses in it as links."""

from __future__ import annotations

import re

from reader.domain.blocks import Paragraph, Span, Text
from reader.domain.identity import safe_url
from reader.domain.text import clean_line, clean_text

_BLANK = re.compile(r"\n[ ]*\n\s*")
_ADDRESS = re.compile(r"\bhttps?://[^\s<>\"“”]+", re.I)
_TRAILING = ".,;:!?)]}'»”…"


def paragraphs(text: str) -> tuple[Paragraph, ...]:
    """`text` as paragraphs, apart where it has blank lines.

    Single line ends stay in a text whose lines are short (a description, a poem, a list) and become spaces in one that
    was wrapped at a fixed width or merely indented in its file.
    """
    parts = _BLANK.split(clean_text(text).strip())
    found = []
    for part in parts:
        lines = [line for line in (clean_line(line) for line in part.split("\n")) if line]
        if not lines:
            continue
        keep = len(parts) > 1 and not _is_wrapped(lines)
        found.append(Paragraph(_linked(("\n" if keep else " ").join(lines))))
    return tuple(found)


def _is_wrapped(lines: list[str]) -> bool:
    """True when every line but the last is about as long as the longest."""
    longest = max(map(len, lines))
    return len(lines) > 1 and longest >= 50 and all(len(line) > longest - 20 for line in lines[:-1])


def _linked(text: str) -> Text:
    spans: list[Span] = []
    end = 0
    for match in _ADDRESS.finditer(text):
        shown = match[0].rstrip(_TRAILING)
        if "(" in shown and match[0][len(shown) : len(shown) + 1] == ")":
            shown += ")"
        url = safe_url(shown)
        if not url:
            continue
        if match.start() > end:
            spans.append(Span(text[end : match.start()]))
        spans.append(Span(shown, 0, url))
        end = match.start() + len(shown)
    if end < len(text):
        spans.append(Span(text[end:]))
    return tuple(spans)
