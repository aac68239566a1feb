"""The walk over a parsed tree: nodes in document order become blocks.

It keeps its own stack; only what nests in the result (lists, quotes) calls itself, at most `MAX_NESTING` deep.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from lxml import etree

from reader.domain.blocks import BOLD, Block, Heading, Image, ListBlock, Paragraph, Quote, Rule, Span, plain
from reader.domain.text import clean_line

from .captions import captioned, may_caption
from .codeblock import code_block
from .media import EMBEDS, PICTURES, embed, emoji, picture
from .spans import BLOCKS, SILENT, STYLES, Node, Runs, inline, link_target, nodes_of, push
from .tables import data_table, is_data, rows_of
from .visible import is_hidden

MAX_NODES = 50_000
"""Elements of one text; what comes after is not read."""
MAX_EMBEDS = 500
"""Frames, videos and sounds of one text."""
MAX_NESTING = 8
"""Lists and quotes nested deeper become plain paragraphs."""


class _Shared:
    """What the flows of one text have in common."""

    __slots__ = ("base", "embeds", "nodes", "pictures")

    def __init__(self, base: str) -> None:
        self.base = base
        self.nodes = MAX_NODES
        self.embeds = MAX_EMBEDS
        self.pictures: set[str] = set()


class Flow:
    """Turns nodes into blocks, in document order."""

    def __init__(self, base: str = "", depth: int = 0, shared: _Shared | None = None) -> None:
        self.shared = shared or _Shared(base)
        self.depth = depth
        self.blocks: list[Block] = []
        self.runs = Runs()
        self.heading = 0
        self.todo: list[tuple[Node | None, int, str]] = []

    def run(self, nodes: Iterable[Node]) -> list[Block]:
        """The blocks of `nodes`, an iterable of strings and elements."""
        todo = self.todo
        todo.extend([(node, 0, "") for node in nodes][::-1])
        runs = self.runs
        while todo:
            node, style, href = todo.pop()
            if isinstance(node, str):
                runs.add(node, style, href)
            elif node is None:
                self.flush()
                self.heading = 0
            else:
                self.shared.nodes -= 1
                if self.shared.nodes < 0:
                    break
                self._element(node, style, href)
        self.flush()
        return self.blocks

    def flush(self) -> None:
        """End the paragraph (or heading) under way."""
        for text in self.runs.take():
            if self.heading:
                self.blocks.append(Heading(tuple(Span(s.text, s.style & ~BOLD, s.href) for s in text), self.heading))
            else:
                self.blocks.append(Paragraph(text))

    def _element(self, node: etree._Element, style: int, href: str) -> None:
        tag = node.tag
        if not isinstance(tag, str) or tag in SILENT:
            return
        if is_hidden(node):
            return
        if tag in STYLES:
            style |= STYLES[tag]
        elif tag == "a":
            href = link_target(node, self.shared.base) or href
        elif tag == "br":
            self.runs.line_break()
            return
        elif tag in PICTURES:
            self._picture(node, style, href)
            return
        elif tag == "q":
            self.todo.append(("”", style, href))
            push(self.todo, node, style, href)
            self.runs.add("“", style, href)
            return
        elif (handler := _HANDLERS.get(tag)) is not None:
            if handler(self, node):
                return
        elif tag in EMBEDS and self._embed(node) and tag != "embed":
            # libxml2 puts what follows an <embed> inside it; what is inside the others is said in place of them.
            return
        if tag in BLOCKS:
            self.flush()
            if may_caption(node) and self._captioned(node):
                return
            self.todo.append((None, 0, ""))
        push(self.todo, node, style, href)

    def _inner(self, nodes: Iterable[Node]) -> list[Block]:
        return Flow(depth=self.depth + 1, shared=self.shared).run(nodes)

    # -- one kind of element each; True when the element is dealt with

    def _rule(self, node: etree._Element) -> bool:
        self.flush()
        if self.blocks and not isinstance(self.blocks[-1], Rule):
            self.blocks.append(Rule())
        return True

    def _heading(self, node: etree._Element) -> bool:
        self.flush()
        self.heading = int(node.tag[1])
        self.todo.append((None, 0, ""))
        push(self.todo, node, 0, "")
        return True

    def _picture(self, node: etree._Element, style: int, href: str) -> None:
        if character := emoji(node):
            self.runs.add(character, style, href)
        elif found := self._new_picture(node):
            self.flush()
            self.blocks.append(found)

    def _new_picture(self, node: etree._Element) -> Image | None:
        found = picture(node, self.shared.base)
        if found is None or found.url in self.shared.pictures:
            return None
        self.shared.pictures.add(found.url)
        return found

    def _embed(self, node: etree._Element) -> bool:
        self.shared.embeds -= 1
        if self.shared.embeds < 0:
            return node.tag != "object"
        found = embed(node, self.shared.base)
        if found is None:
            # An <object> may hold a picture or a film for browsers that cannot show it.
            return node.tag != "object"
        self.flush()
        if found not in self.blocks[-1:]:
            self.blocks.append(found)
        return True

    def _list(self, node: etree._Element) -> bool:
        if self.depth >= MAX_NESTING:
            return False
        items: list[list[Block]] = []
        for child in nodes_of(node):
            if isinstance(child, str):
                if child.strip():
                    items.append(self._inner([child]))
            elif child.tag == "li":
                if not is_hidden(child):
                    items.append(self._inner(nodes_of(child)))
            elif blocks := self._inner([child]):
                # A list directly inside a list belongs to the item before it.
                if items:
                    items[-1].extend(blocks)
                else:
                    items.append(blocks)
        kept = tuple(tuple(item) for item in items if item)
        self.flush()
        if kept:
            start = node.get("start") or ""
            first = int(start) if re.fullmatch(r"-?\d{1,6}", start, re.A) else 1
            self.blocks.append(ListBlock(kept, node.tag == "ol", first))
        return True

    def _quote(self, node: etree._Element) -> bool:
        if self.depth >= MAX_NESTING:
            return False
        self.flush()
        nodes = list(nodes_of(node))
        cite = ""
        while nodes and isinstance(nodes[-1], str) and not nodes[-1].strip():
            nodes.pop()
        if len(nodes) > 1 and not isinstance(nodes[-1], str) and nodes[-1].tag in ("cite", "footer"):
            cite = clean_line(plain(inline(nodes.pop(), self.shared.base)), 200).lstrip("—–- ")
        blocks = self._inner(nodes)
        if blocks:
            self.blocks.append(Quote(tuple(blocks), cite))
        return True

    def _pre(self, node: etree._Element) -> bool:
        self.flush()
        if (code := code_block(node)) is not None:
            self.blocks.append(code)
        for image in node.iter("img"):
            self._picture(image, 0, "")
        return True

    def _table(self, node: etree._Element) -> bool:
        if is_data(node):
            self.flush()
            table = data_table(node, self.shared.base)
            if len(table.rows) > 1:
                self.blocks.append(table)
                return True
        return self._captioned(node) if rows_of(node) else False

    def _figure(self, node: etree._Element) -> bool:
        return self._captioned(node)

    def _captioned(self, node: etree._Element) -> bool:
        found = captioned(node, self.shared.base)
        if found is None or found.url in self.shared.pictures:
            return False
        self.shared.pictures.add(found.url)
        self.flush()
        self.blocks.append(found)
        return True

    def _term(self, node: etree._Element) -> bool:
        self.flush()
        self.todo.append((None, 0, ""))
        push(self.todo, node, BOLD, "")
        return True


_HANDLERS = {
    "hr": Flow._rule,
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), Flow._heading),
    **dict.fromkeys(("ul", "ol", "menu", "dir"), Flow._list),
    "blockquote": Flow._quote,
    **dict.fromkeys(("pre", "listing", "xmp", "plaintext"), Flow._pre),
    "table": Flow._table,
    "figure": Flow._figure,
    **dict.fromkeys(("dt", "summary"), Flow._term),
}
