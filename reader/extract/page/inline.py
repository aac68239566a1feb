"""From the inline content of a page's elements to a run of spans, without the parts that stand around the article."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeAlias

from lxml import html

from reader.domain.blocks import Span, Text
from reader.extract.spans import STYLES, Runs

from .tree import BLOCKS, DEAD

_SILENT = DEAD | {"img", "picture", "figure", "rt", "rp"}

Node: TypeAlias = "html.HtmlElement | str"
Skip: TypeAlias = Callable[[html.HtmlElement], bool]


def spans(nodes: Iterable[Node], absolute: Callable[[str | None], str], skip: Skip) -> Text:
    """The text of `nodes` (elements, and strings between them) as spans; empty when nothing is left.

    `absolute` makes a href a safe URL or empty; elements for which `skip` is true are left out. Does not recurse.
    """
    runs = Runs()
    todo: list[tuple[Node | None, int, str]] = [(node, 0, "") for node in nodes][::-1]
    while todo:
        node, style, href = todo.pop()
        if node is None:
            runs.add(" ")
        elif isinstance(node, str):
            runs.add(node, style, href)
        elif node.tag == "br":
            runs.line_break()
        elif node.tag not in _SILENT and not skip(node):
            style |= STYLES.get(node.tag, 0)
            if node.tag == "a":
                href = absolute(node.get("href")) or href
            if node.tag in BLOCKS:
                runs.add(" ")
                todo.append((None, 0, ""))
            for child in reversed(node):
                if child.tail:
                    todo.append((child.tail, style, href))
                if isinstance(child.tag, str):
                    todo.append((child, style, href))
            if node.text:
                todo.append((node.text, style, href))
    return _joined(runs.take())


def _joined(texts: list[Text]) -> Text:
    """One run of several paragraphs, a line break between them."""
    if len(texts) <= 1:
        return texts[0] if texts else ()
    whole: list[Span] = list(texts[0])
    for text in texts[1:]:
        whole += [Span("\n"), *text]
    return tuple(whole)
