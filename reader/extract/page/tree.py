"""A parsed page with what every later step asks of its elements: size of text, share of links, blocks below."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import chain, islice
from urllib.parse import urljoin

from lxml import etree, html

from reader.domain.identity import safe_url

from .links import site
from .sites import site_of

BLOCKS = frozenset([
    "address", "article", "aside", "blockquote", "body", "center", "dd", "details", "dialog", "dir", "div", "dl",
    "dt", "fieldset", "figcaption", "figure", "footer", "form", "frameset", "h1", "h2", "h3", "h4", "h5", "h6",
    "header", "hgroup", "hr", "legend", "li", "main", "menu", "nav", "ol", "p", "pre", "section", "summary", "table",
    "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
])  # fmt: skip
"""Elements that start a new line; all others flow with the text around them (custom elements are asked by content)."""
DEAD = frozenset([
    "noscript", "head", "title", "meta", "link", "base", "param", "source", "track", "area", "audio", "video",
    "iframe", "frame", "button", "progress", "meter",
])  # fmt: skip
"""Elements that stay in the tree (they are asked for pictures and addresses) but whose text is never the article's."""

_GONE = (
    "script", "style", "template", "svg", "math", "canvas", "select", "datalist", "textarea", "input", "applet",
    "object",
)  # fmt: skip
_MAX_BYTES = 12_000_000
_MAX_ELEMENTS = 60_000
# Both parts of three letters or more: made-up names (`jdxiQR`) come apart into words that mean something.
_CAMEL = re.compile(r"(?<=[a-z]{3})(?=[A-Z][a-z]{2})")
_SPACE = re.compile(r"\s+")
_UNLETTER = re.compile(r"[\W_]+")
WIDE = re.compile("[\u0e00-\u0eff\u1100-\u11ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
"""A letter of a script without spaces between words."""


class Page:
    """One parsed page. Elements are lxml's; every measure is computed once, in one pass over the document."""

    def __init__(self, text: str, url: str) -> None:
        """Parse `text`, found at `url`. An unparsable page becomes an empty one; never raises."""
        self.url = url
        self.site = site_of(url)
        self.root = _parse(text)
        self.data = [e.text or "" for e in self.root.iter("script") if "ld+json" in (e.get("type") or "").lower()]
        """The JSON-LD blocks as they stand in the page."""
        self.asks_password = any((e.get("type") or "").lower() == "password" for e in self.root.iter("input"))
        etree.strip_elements(self.root, *_GONE, with_tail=False)
        _unnest(self.root)
        for button in self.root.iter("button"):
            # Pictures that open large on a click stand in buttons, with their captions.
            if button.find(".//img") is not None:
                button.tag = "div"
        _cut(self.root)
        # Holding the list keeps lxml's proxies alive, so that they are made once and can be keys.
        self.elements: list[html.HtmlElement] = [e for e in self.root.iter() if isinstance(e.tag, str)]
        self.base = self._base()
        self.order = {element: index for index, element in enumerate(self.elements)}
        self.text_size: dict[html.HtmlElement, int] = {}
        """Characters of living text in the element, spaces not counted."""
        self.link_size: dict[html.HtmlElement, int] = {}
        """The part of `text_size` that is link text."""
        self.own_size: dict[html.HtmlElement, int] = {}
        """Characters that flow directly in the element: its own text and that of inline children, links included."""
        self.has_blocks: set[html.HtmlElement] = set()
        """Elements with a block element somewhere below."""
        self.title = self.root.findtext(".//title") or ""
        """What the page calls itself in its head, as it stands there."""
        self.live = "LiveBlogPosting" in text
        """The page says that it is a live blog."""
        self._addresses: dict[html.HtmlElement, str] = {}
        self.apart: set[html.HtmlElement] = set()
        """Elements that hold the headline or the lead: no picture's box reaches so far."""
        self._measure()

    def _base(self) -> str:
        """The address that relative links are against: a base tag counts only when it stays on the page's own site."""
        for element in self.root.iter("base"):
            base = safe_url(urljoin(self.url, element.get("href") or ""))
            if base.startswith("http") and site(base) == site(self.url):
                return base
            break
        return self.url

    def _measure(self) -> None:
        text_size, link_size, own_size, has_blocks = self.text_size, self.link_size, self.own_size, self.has_blocks
        for element in reversed(self.elements):
            tag = element.tag
            if tag in DEAD:
                text_size[element] = link_size[element] = own_size[element] = 0
                continue
            size = own = _letters(element.text)
            links = 0
            for child in element:
                tail = _letters(child.tail)
                size += tail
                own += tail
                if child not in text_size:
                    continue
                size += text_size[child]
                links += link_size[child]
                if child.tag in BLOCKS or child in has_blocks:
                    has_blocks.add(element)
                else:
                    own += own_size[child]
            text_size[element] = size
            link_size[element] = size if tag == "a" else links
            own_size[element] = own

    def set_apart(self, element: html.HtmlElement | None) -> None:
        """Note `element` (headline, lead) and all around it in `apart`."""
        if element is not None:
            self.apart.update((element, *element.iterancestors()))

    def cached_address(self, element: html.HtmlElement, find: Callable[[Page, html.HtmlElement], str]) -> str:
        """The address that `find` gives for a picture element, asked once."""
        found = self._addresses.get(element)
        if found is None:
            found = self._addresses[element] = find(self, element)
        return found

    def density(self, element: html.HtmlElement) -> float:
        """Share of the element's text that is link text, 0 to 1."""
        size = self.text_size[element]
        return self.link_size[element] / size if size else 0.0

    def absolute(self, href: str | None) -> str:
        """`href` as a safe absolute URL, or empty."""
        return safe_url(href.strip(), self.base) if href else ""


def text_of(element: html.HtmlElement, limit: int = 0) -> str:
    """Living text of the element on one line, blocks set apart by a space; not yet cleaned. A `limit` above 0 stops the
    walk after about so many pieces of text."""
    parts: list[str] = []
    todo: list[html.HtmlElement | str] = [element]
    while todo and not 0 < limit < len(parts):
        item = todo.pop()
        if isinstance(item, str):
            parts.append(item)
            continue
        tag = item.tag
        if tag in DEAD:
            continue
        edge = " " if tag in BLOCKS or tag == "br" else ""
        parts.append(edge)
        if item.text:
            parts.append(item.text)
        todo.append(edge)
        for child in reversed(item):
            if child.tail:
                todo.append(child.tail)
            todo.append(child)
    return _SPACE.sub(" ", "".join(parts)).strip()


def letters(text: str) -> str:
    """`text` as one lower-case string of letters and digits, for comparing what was typed differently."""
    return _UNLETTER.sub("", text).lower()


def self_and_up(element: html.HtmlElement, most: int) -> Iterator[html.HtmlElement]:
    """The element and those around it, `most` in all."""
    return islice(chain((element,), element.iterancestors()), most)


def names_of(element: html.HtmlElement) -> str:
    """Class, id and similar attributes of the element in one lower-case string, words set apart by spaces."""
    get = element.get
    part = get("data-component") or get("data-testid") or get("data-type") or ""
    raw = f"{get('class') or ''} {get('id') or ''} {part}"
    return split_names(raw) if len(raw) > 2 else ""


@lru_cache(maxsize=4096)
def split_names(raw: str) -> str:
    """`relatedBox js-teaser` -> ` related box js teaser `: words that a pattern can match whole."""
    # Utility classes with a variant (`print:hidden`, `md:w-[12px]`) say how it looks, not what it is.
    words = " ".join(word for word in raw[:300].split() if ":" not in word and "[" not in word)
    spaced = _CAMEL.sub(" ", words)
    return " " + re.sub(r"[^a-z0-9]+", " ", spaced.lower()).strip() + " "


def _letters(text: str | None) -> int:
    """Characters that are no space; cheap, as it runs on every text node."""
    return len(text) - text.count(" ") - text.count("\n") - text.count("\t") if text else 0


def _cut(root: html.HtmlElement) -> None:
    """Drop what stands after the first `_MAX_ELEMENTS` elements: no article needs so many."""
    last = next(islice(root.iter(), _MAX_ELEMENTS, None), None)
    while last is not None and (parent := last.getparent()) is not None:
        del parent[parent.index(last) + 1 :]
        last = parent


def _unnest(root: html.HtmlElement) -> None:
    """`source` and `track` hold nothing, but libxml2 puts what follows them inside."""
    for element in list(root.iter("source", "track")):
        parent = element.getparent()
        if len(element) and parent is not None:
            index = parent.index(element) + 1
            for child in reversed(element):
                parent.insert(index, child)


def _parse(text: str) -> html.HtmlElement:
    # `huge_tree` lifts the depth limit from 255 to 2047 and that of one text node; beyond, libxml2 stops by itself.
    parser = html.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    body = text.encode("utf-8", "replace")[:_MAX_BYTES]
    try:
        root = html.document_fromstring(body, parser=parser)
    except (etree.LxmlError, ValueError, AssertionError):
        root = html.document_fromstring(b"<html><body></body></html>", parser=parser)
    return root
