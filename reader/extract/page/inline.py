"""From the inline content of elements to a run of spans: looks and links kept, white space as a browser would show it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from lxml import html

from reader.domain.blocks import BOLD, CODE, ITALIC, STRIKE, SUB, SUPER, UNDERLINE, Span, Text
from reader.domain.text import clean_text

from .tree import BLOCKS, DEAD

_STYLES = {
    "b": BOLD,
    "strong": BOLD,
    "i": ITALIC,
    "em": ITALIC,
    "cite": ITALIC,
    "dfn": ITALIC,
    "var": ITALIC,
    "code": CODE,
    "kbd": CODE,
    "samp": CODE,
    "tt": CODE,
    "s": STRIKE,
    "strike": STRIKE,
    "del": STRIKE,
    "u": UNDERLINE,
    "ins": UNDERLINE,
    "sup": SUPER,
    "sub": SUB,
}
_SILENT = DEAD | {"img", "picture", "figure", "rt", "rp"}
_SPACES = re.compile(r"[ \t\r\n\f\v\u00a0\u2000-\u200a\u202f\u205f\u3000]+")

Node = html.HtmlElement | str
Skip = Callable[[html.HtmlElement], bool]


def spans(nodes: Iterable[Node], absolute: Callable[[str | None], str], skip: Skip) -> Text:
    """The text of `nodes` (elements, and strings between them) as spans; empty when nothing is left.

    `absolute` makes a href a safe URL or empty; elements for which `skip` is true are left out.
    """
    runs: list[tuple[str, int, str]] = []
    todo: list[tuple[Node, int, str]] = [(node, 0, "") for node in nodes][::-1]
    while todo:
        node, style, href = todo.pop()
        if isinstance(node, str):
            runs.append((node, style, href))
            continue
        tag = node.tag
        if tag == "br":
            runs.append(("\n", -1, ""))
            continue
        if tag in _SILENT or skip(node):
            continue
        if tag in _STYLES:
            style |= _STYLES[tag]
        elif tag == "a":
            href = absolute(node.get("href")) or href
        if tag in BLOCKS:
            runs.append((" ", style, ""))
            todo.append((" ", style, ""))
        for child in reversed(node):
            if child.tail:
                todo.append((child.tail, style, href))
            if isinstance(child.tag, str):
                todo.append((child, style, href))
        if node.text:
            todo.append((node.text, style, href))
    return _tidy(runs)


def _tidy(runs: list[tuple[str, int, str]]) -> Text:
    """Collapse white space over the borders of runs, merge runs of one look, clean, and trim both ends."""
    out: list[tuple[str, int, str]] = []
    glue = True  # whether a space here would be the second one, or the first of a line
    for text, style, href in runs:
        if style < 0:
            while out and not (trimmed := out[-1][0].rstrip(" ")):
                out.pop()
            if out:
                out[-1] = (trimmed + "\n", *out[-1][1:])
            glue = True
            continue
        text = _SPACES.sub(" ", text)
        if glue:
            text = text.lstrip(" ")
        if not text:
            continue
        glue = text.endswith(" ")
        if out and out[-1][1:] == (style, href):
            out[-1] = (out[-1][0] + text, style, href)
        else:
            out.append((text, style, href))
    while out and not (trimmed := out[-1][0].rstrip()):
        out.pop()
    if out:
        out[-1] = (trimmed, *out[-1][1:])
    cleaned = ((clean_text(text), style, href) for text, style, href in out)
    return tuple(Span(text, style, href) for text, style, href in cleaned if text)
