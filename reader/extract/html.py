"""Feed HTML -> blocks. Any string is taken; nothing here touches the network, raises on bad markup or recurses deeply.

`blocks_from_html` is the way in, `html_to_text` gives one plain line for titles and leads. The walk over the tree keeps
its own stack; only what nests in the result (lists, quotes) calls itself, at most `MAX_NESTING` deep.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from html import unescape
from itertools import islice

from lxml import etree

from reader.domain.blocks import (
    BOLD,
    Block,
    Code,
    Heading,
    Image,
    ListBlock,
    Paragraph,
    Quote,
    Rule,
    Span,
    Text,
    plain,
)
from reader.domain.text import clean_line, clean_text

from .media import EMBEDS, PICTURES, embed, emoji, picture, split_credit
from .plaintext import paragraphs
from .spans import BLOCKS, SILENT, STYLES, Node, Runs, inline, link_target, nodes_of, push
from .tables import data_table, is_data, rows_of

MAX_CHARS = 2_000_000
"""What is beyond this in one text is not read."""
MAX_NODES = 200_000
MAX_NESTING = 8
"""Lists and quotes nested deeper become plain paragraphs."""

_CONTROLS = re.compile("[\x00-\x08\x0b-\x0c\x0e-\x1f\x7f]+")
_MARKUP = re.compile(r"<[a-zA-Z/!?]|&[a-zA-Z#]")
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>|<![^<>]*>|<\?[^<>]*>")
_UNREAD = re.compile(r"<(script|style|template|title)\b[^<>]*>.*?(?:</\1\s*>|$)|<!--.*?(?:-->|$)", re.I | re.S)
_BREAKING = re.compile(
    r"</?(?:p|div|br|li|ul|ol|tr|td|th|table|h[1-6]|blockquote|pre|hr|section|article|dt|dd)\b[^<>]*>", re.I
)
_ESCAPED = re.compile(
    r"&lt;(p|div|a|strong|em|b|i|ul|ol|li|span|blockquote|h[1-6])\b[^<]{0,4000}?&lt;/\1\s*&gt;|&lt;(?:br|img)\b", re.I
)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z]{2,31});")
_FURNITURE = re.compile(
    r"(?:^|[\s_-])(?:feedflare|sharedaddy|sr-only|screen-reader-text|visually-?hidden|headerlink|header-anchor|linenos?"
    r"|lineno|gutter|line-numbers?-rows|footnote-backref|mw-editsection)(?:$|[\s_-])",
    re.I,
)
_HIDDEN = re.compile(r"(?:^|[;\s])(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.I)
_CAPTIONED = re.compile(r"caption|figure|photo|image|picture|media", re.I)
_CREDIT_CLASS = re.compile(r"credit|copyright|source|photographer|author|byline", re.I)
_LANGUAGE = re.compile(
    r"(?:^|\s)(?:language-|lang-|highlight-source-|sourceCode\s+|brush:\s*)([\w+#.-]{1,24})|^(?:highlight|code)\s+([\w+#-]{1,24})$"
)
_LONGEST_CAPTION = 500
_LARGEST_BOX = 60
"""Elements: a box with more of them is no picture with its caption."""


@cache
def _parser() -> etree.HTMLParser:
    # huge_tree lifts the depth limit from 255 to 2047; deeper trees are flattened, see `_parse`.
    return etree.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=True)


def blocks_from_html(html: str, base_url: str = "") -> tuple[Block, ...]:
    """The content of `html` as blocks, addresses resolved against `base_url`.

    Text without markup becomes paragraphs at its blank lines. Markup that was escaped once too often is unescaped.
    Pixels, scripts and hidden parts are left out, a picture is shown once.
    """
    html = html[:MAX_CHARS]
    if "<" not in html and _ESCAPED.search(html):
        html = unescape(html)
    if not _MARKUP.search(html):
        return paragraphs(html)
    root = _parse(html)
    if root is None:
        return paragraphs(strip_tags(html))
    return tuple(_Flow(base_url).run(nodes_of(root)))


def blocks_from_element(element: etree._Element, base_url: str = "") -> tuple[Block, ...]:
    """The content of a parsed element as blocks; the element is not changed."""
    return tuple(_Flow(base_url).run(nodes_of(element)))


def html_to_text(html: str, limit: int = 0) -> str:
    """`html` as one clean line of at most `limit` characters (0: any number), for titles and leads.

    Entities that were escaped twice are resolved.
    """
    if not _MARKUP.search(html):
        return clean_line(html, limit)
    if limit and len(html) > 100 * limit + 20_000:
        html = html[: 100 * limit + 20_000]
    text = strip_tags(html)
    return clean_line(unescape(text) if _ENTITY.search(text) else text, limit)


def strip_tags(html: str) -> str:
    """The text of `html` without building a tree: blocks apart by blank lines, entities resolved once. Linear time."""
    if "<" in html:
        html = _UNREAD.sub(" ", html)
        html = _BREAKING.sub("\n\n", html)
        html = _TAG.sub("", html)
    return unescape(html)


def _parse(html: str) -> etree._Element | None:
    """The root element, or None when there is none or the tree is deeper than the parser builds."""
    parser = _parser()
    body = _CONTROLS.sub(" ", html).encode("utf-8", "replace")
    try:
        root = etree.fromstring(b"<html><body>" + body, parser)
    except (etree.XMLSyntaxError, ValueError):
        return None
    if len(parser.error_log) and any("depth" in error.message for error in parser.error_log.filter_from_errors()):
        return None
    return root


class _Shared:
    """What the flows of one text have in common."""

    __slots__ = ("base", "nodes", "pictures")

    def __init__(self, base: str) -> None:
        self.base = base
        self.nodes = MAX_NODES
        self.pictures: set[str] = set()


class _Flow:
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
        if _is_hidden(node):
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
        elif tag in EMBEDS and self._embed(node):
            return
        if tag in BLOCKS:
            self.flush()
            if _CAPTIONED.search(node.get("class") or "") and self._captioned(node):
                return
            self.todo.append((None, 0, ""))
        push(self.todo, node, style, href)

    def _inner(self, nodes: Iterable[Node]) -> list[Block]:
        return _Flow(depth=self.depth + 1, shared=self.shared).run(nodes)

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
                if not _is_hidden(child):
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
        text = clean_text(_raw_text(node)).strip("\n").rstrip()
        self.flush()
        if text.strip():
            self.blocks.append(Code(text, _language(node)))
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
        """A box that holds one picture and little else: the rest is its caption."""
        if sum(1 for _ in islice(node.iter(), _LARGEST_BOX + 1)) > _LARGEST_BOX:
            return False
        pictures = [image for image in node.iter(*PICTURES) if not emoji(image)]
        shown = {found.url: image for image in pictures if (found := picture(image, self.shared.base))}
        if len(shown) != 1 or next(node.iter("pre", "blockquote", "video", "iframe", "h2", "ul"), None) is not None:
            return False
        captions = [e for e in node.iter("figcaption") if e is not node] or [node]
        credits = [e for e in node.iter() if e is not node and _is_credit(e)]
        credit = clean_line(" ".join(_raw_text(e) for e in credits[:1]), 160)
        caption = _without(captions[0], {*credits, *pictures}, self.shared.base)
        if len(plain(caption)) > _LONGEST_CAPTION:
            return False
        self.flush()
        found = self._new_picture(next(iter(shown.values())))
        if found is not None:
            if not credit:
                caption, credit = split_credit(caption)
            alt = "" if found.alt == plain(caption) else found.alt
            self.blocks.append(Image(found.url, alt, caption, credit, found.width, found.height))
        return True

    def _term(self, node: etree._Element) -> bool:
        self.flush()
        self.todo.append((None, 0, ""))
        push(self.todo, node, BOLD, "")
        return True


_HANDLERS = {
    "hr": _Flow._rule,
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), _Flow._heading),
    **dict.fromkeys(("ul", "ol", "menu", "dir"), _Flow._list),
    "blockquote": _Flow._quote,
    **dict.fromkeys(("pre", "listing", "xmp", "plaintext"), _Flow._pre),
    "table": _Flow._table,
    "figure": _Flow._figure,
    **dict.fromkeys(("dt", "summary"), _Flow._term),
}


def _is_hidden(node: etree._Element) -> bool:
    """Hidden, or furniture that feed services and code highlighters add to the text."""
    get = node.get
    if (style := get("style")) and _HIDDEN.search(style):
        return True
    if (names := get("class")) and _FURNITURE.search(names):
        return True
    return get("hidden") is not None


def _raw_text(node: etree._Element) -> str:
    """All text below `node` with its white space, `<br>` as line ends."""
    parts: list[str] = []
    todo = list(nodes_of(node))[::-1]
    while todo:
        child = todo.pop()
        if isinstance(child, str):
            parts.append(child)
        elif child.tag == "br":
            parts.append("\n")
        elif child.tag not in SILENT and not _is_hidden(child):
            todo.extend(list(nodes_of(child))[::-1])
    return "".join(parts)


def _is_credit(node: etree._Element) -> bool:
    return bool(_CREDIT_CLASS.search(node.get("class") or "")) and node.tag not in (*PICTURES, "picture", "a")


def _without(node: etree._Element, left_out: set[etree._Element], base: str) -> Text:
    """The inline content of `node` but for some elements below it."""
    kept: list[Node] = []
    todo: list[Node] = list(nodes_of(node))[::-1]
    while todo:
        child = todo.pop()
        if isinstance(child, str):
            kept.append(child)
        elif child in left_out:
            continue
        elif any(below in left_out for below in child.iter()):
            kept.append(" ")
            todo.append(" ")
            todo.extend(list(nodes_of(child))[::-1])
        else:
            kept.append(child)
    return inline(kept, base)


def _language(pre: etree._Element) -> str:
    """The programming language that the classes around a code block name."""
    code = pre.find("code")
    parent = pre.getparent()
    for element in (code, pre, parent, parent.getparent() if parent is not None else None):
        if element is None:
            continue
        found = _LANGUAGE.search(element.get("class") or "")
        named = (found[1] or found[2]) if found else element.get("data-lang") or element.get("data-language") or ""
        if named:
            return clean_line(named, 24).lower()
    return ""
