"""From inline HTML to runs of text: looks and links kept, white space as a browser shows it, every string clean."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from typing import TypeAlias

from lxml import etree

from reader.domain.blocks import BOLD, CODE, ITALIC, STRIKE, SUB, SUPER, UNDERLINE, Span, Text
from reader.domain.identity import safe_url
from reader.domain.text import clean_line

STYLES = {
    "b": BOLD, "strong": BOLD, "i": ITALIC, "em": ITALIC, "cite": ITALIC, "dfn": ITALIC, "var": ITALIC, "code": CODE,
    "kbd": CODE, "samp": CODE, "tt": CODE, "s": STRIKE, "strike": STRIKE, "del": STRIKE, "u": UNDERLINE,
    "ins": UNDERLINE, "sup": SUPER, "sub": SUB,
}  # fmt: skip
"""What an element adds to the look of its text."""

SILENT = frozenset({
    "script", "style", "template", "head", "title", "meta", "link", "base", "svg", "canvas", "button", "select",
    "option", "textarea", "input", "label", "dialog", "rp", "rt", "param", "area", "map",
    "noframes", "frame", "frameset", "applet", "datalist", "progress", "meter",
})  # fmt: skip
"""Elements whose content is never text. Not `source` and `track`: libxml2 puts what follows them inside."""

BLOCKS = frozenset({
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "dir", "div", "dl",
    "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header",
    "hgroup", "html", "legend", "li", "main", "menu", "nav", "noscript", "ol", "p", "pre", "section", "summary",
    "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul", "amp-carousel",
})  # fmt: skip
"""Elements that begin and end a line."""

Node: TypeAlias = "etree._Element | str"


def nodes_of(element: etree._Element) -> Iterator[Node]:
    """The content of `element`: strings and elements in turn; comments and the like are left out."""
    if element.text:
        yield element.text
    for child in element:
        if isinstance(child.tag, str):
            yield child
        if child.tail:
            yield child.tail


def push(todo: list[tuple[Node | None, int, str]], element: etree._Element, style: int, href: str) -> None:
    """Put the content of `element` on the stack `todo`, so that it comes off in document order."""
    for child in element.iterchildren(reversed=True):
        if tail := child.tail:
            todo.append((tail, style, href))
        if isinstance(child.tag, str):
            todo.append((child, style, href))
    if text := element.text:
        todo.append((text, style, href))


_JOINED = frozenset(("Mn", "Mc", "Me", "Cf"))


class Runs:
    """Collects running text and gives it back as paragraphs of spans."""

    __slots__ = ("_breaks", "_done", "_href", "_parts", "_space", "_spans", "_style", "inside_line")

    def __init__(self) -> None:
        self._done: list[Text] = []
        self._spans: list[Span] = []
        # The span under way, in pieces.
        self._parts: list[str] = []
        self._style = 0
        self._href = ""
        self._space = False
        self._breaks = 0
        self.inside_line = False
        """True when the present line holds text."""

    def add(self, text: str, style: int = 0, href: str = "") -> None:
        """Append the text of one node, as it stands in the source."""
        core = clean_line(" ".join(text.split()))
        if not core:
            self._space = self._space or bool(text)
            return
        if self._breaks:
            if self._breaks > 1:
                self._end()
            elif self._parts:
                self._parts.append("\n")
            self._breaks = 0
        space = self.inside_line and (self._space or text[0].isspace())
        self._space = text[-1].isspace()
        self.inside_line = True
        parts = self._parts
        if not parts:
            self._style, self._href = style, href
        elif not space and core[0] > "\u02ff" and unicodedata.category(core[0]) in _JOINED:
            # A mark or joiner in a node of its own belongs to the letter before: many nodes would flood one cell.
            self._parts = [clean_line("".join(parts) + core)] if parts[-1] != "\n" else [*parts, core]
            return
        elif self._style == style and self._href == href:
            if space:
                parts.append(" ")
        else:
            self._change(style, href, space)
        self._parts.append(core)

    def _change(self, style: int, href: str, space: bool) -> None:
        """End the span under way. A space goes to the plainer side, so that links end with their words."""
        before, after = self._style, self._href
        ahead = bool(after) or (bool(before) and not href)
        if space and not ahead:
            self._parts.append(" ")
        self._spans.append(Span("".join(self._parts), before, after))
        self._style, self._href = style, href
        self._parts = []
        if space and ahead:
            if href:
                self._spans.append(Span(" "))
            else:
                self._parts.append(" ")

    def line_break(self) -> None:
        """A `<br>`: the second one in a row ends the paragraph."""
        self._breaks += 1
        self._space = False
        self.inside_line = False

    def take(self) -> list[Text]:
        """The paragraphs collected so far; the collection is empty afterwards."""
        self._end()
        self._breaks = 0
        done, self._done = self._done, []
        return done

    def _end(self) -> None:
        if self._parts:
            self._spans.append(Span("".join(self._parts), self._style, self._href))
            self._done.append(tuple(self._spans))
            self._parts, self._spans = [], []
        self._space = False
        self.inside_line = False


def link_target(element: etree._Element, base: str) -> str:
    """The safe address of an `<a>`, empty for a jump inside the page."""
    href = element.get("href")
    if not href or href.lstrip().startswith("#"):
        return ""
    return safe_url(href, base)


def inline(content: etree._Element | Iterable[Node], base: str) -> Text:
    """The content of one element (or these nodes) as one run of spans; inner blocks and `<br>` become line breaks.

    Links are resolved against `base`. Walks without recursion, so that depth costs nothing.
    """
    runs = Runs()
    nodes = nodes_of(content) if isinstance(content, etree._Element) else content
    todo: list[tuple[Node | None, int, str]] = []
    todo.extend([(node, 0, "") for node in nodes][::-1])
    while todo:
        node, style, href = todo.pop()
        if isinstance(node, str):
            runs.add(node, style, href)
            continue
        if node is None or node.tag == "br":
            if runs.inside_line:
                runs.line_break()
            continue
        tag = node.tag
        if tag in SILENT:
            continue
        if tag == "img":
            runs.add(node.get("alt") or "", style, href)
            continue
        style |= STYLES.get(tag, 0)
        if tag == "a":
            href = link_target(node, base) or href
        if tag in BLOCKS:
            if runs.inside_line:
                runs.line_break()
            todo.append((None, 0, ""))
        push(todo, node, style, href)
    texts = runs.take()
    return texts[0] if texts else ()
