"""What of an element a reader would see: hidden parts and the furniture of feed services are not."""

from __future__ import annotations

import re

from lxml import etree

from .spans import SILENT, nodes_of

_FURNITURE = re.compile(
    r"(?:^|[\s_-])(?:feedflare|sharedaddy|sr-only|screen-reader-text|visually-?hidden|headerlink|header-anchor|linenos?"
    r"|lineno|gutter|line-numbers?-rows|footnote-backref|mw-editsection)(?:$|[\s_-])",
    re.I,
)
_HIDDEN = re.compile(r"(?:^|[;\s])(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.I)


def is_hidden(node: etree._Element) -> bool:
    """Hidden, or furniture that feed services and code highlighters add to the text."""
    get = node.get
    if (style := get("style")) and _HIDDEN.search(style):
        return True
    if (names := get("class")) and _FURNITURE.search(names):
        return True
    return get("hidden") is not None


def raw_text(node: etree._Element) -> str:
    """All text below `node` with its white space, `<br>` as line ends."""
    parts: list[str] = []
    todo = list(nodes_of(node))[::-1]
    while todo:
        child = todo.pop()
        if isinstance(child, str):
            parts.append(child)
        elif child.tag == "br":
            parts.append("\n")
        elif child.tag not in SILENT and not is_hidden(child):
            todo.extend(list(nodes_of(child))[::-1])
    return "".join(parts)
