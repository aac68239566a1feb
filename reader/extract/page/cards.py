"""Story cards: every link to another story with the largest element that presents it and no other."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml import html

from reader.domain.identity import url_key
from reader.domain.text import clean_line

from . import headings
from .links import is_story
from .tree import BLOCKS, DEAD, WIDE, Page, names_of, self_and_up, text_of
from .vocabulary import COMMENTS, HIDDEN, NEVER, NOT_A_LIST

LEAST_TITLE = 18
LEAST_WIDE_TITLE = 8
_SEAM = "\x00"
_SEAMS = re.compile(r"(?<=[^\W\d_A-Z])\x00+(?=[A-ZÀ-ÖØ-Þ0-9«„“\"])|(?<=[A-Z]{3})\x00+(?=[A-Z][a-z])")
_LINES = frozenset(["p", "li", "div", "td", "section", "article", "blockquote", "dd"])
_MOST_REPEATS = 60
"""Links to one story that are looked at: no page means more, and each is compared with all."""
_LONGEST_TEASER = 450
"""Characters beside the links that a card may hold."""


@dataclass(slots=True)
class Item:
    """One story in a list: the largest element that holds its link and no other story's."""

    root: html.HtmlElement
    url: str
    key: str
    links: list[html.HtmlElement]


def items_of(page: Page, own: set[str]) -> list[Item]:
    """Every story link of the page with its largest own element, in page order.

    Args:
        page: the parsed page.
        own: keys (`url_key`) of the page's own addresses, which are no other stories.
    """
    links, urls = _story_links(page, own)
    shared = _shared_by(links)
    items: list[Item] = []
    for key, elements in links.items():
        done: set[html.HtmlElement] = set()
        for element in elements:
            if any(up in done for up in self_and_up(element, 12)) or _in_prose(page, element):
                continue
            root = _largest(page, element, shared)
            if _outside(page, root):
                continue
            mine = [link for link in elements if root in self_and_up(link, 40)]
            if any(_is_title(page, link) for link in mine):
                done.add(root)
                items.append(Item(root, urls[key], key, mine))
    items.sort(key=lambda item: page.order[item.root])
    return items


def _story_links(page: Page, own: set[str]) -> tuple[dict[str, list[html.HtmlElement]], dict[str, str]]:
    """(links to each story of which one at least reads as a title, its address), by the story's key."""
    links: dict[str, list[html.HtmlElement]] = {}
    urls: dict[str, str] = {}
    titled: set[str] = set()
    for element in page.root.iter("a"):
        href = element.get("href")
        if not href or href[0] == "#":
            continue
        url = page.absolute(href)
        if not is_story(url):
            continue
        key = url_key(url)
        if key in own or _sponsored(element):
            continue
        known = links.setdefault(key, [])
        if len(known) >= _MOST_REPEATS:
            continue
        known.append(element)
        urls.setdefault(key, url)
        if _is_title(page, element):
            titled.add(key)
    return {key: known for key, known in links.items() if key in titled}, urls


def _shared_by(links: dict[str, list[html.HtmlElement]]) -> set[html.HtmlElement]:
    """The elements that hold more than one story."""
    only: dict[html.HtmlElement, str] = {}
    shared: set[html.HtmlElement] = set()
    for key, elements in links.items():
        for element in elements:
            node: html.HtmlElement | None = element
            while node is not None and node not in shared and (held := only.get(node)) != key:
                if held is None:
                    only[node] = key
                else:
                    shared.add(node)
                node = node.getparent()
    return shared


def _largest(page: Page, link: html.HtmlElement, shared: set[html.HtmlElement]) -> html.HtmlElement:
    """The largest element around a link that presents its story and no other."""
    root = link
    while (parent := root.getparent()) is not None and parent.tag not in ("body", "html", "main"):
        prose = page.text_size[parent] - page.link_size[parent]
        if parent in page.apart or parent in shared or prose > _LONGEST_TEASER:
            break
        if parent.tag not in ("li", "p") and _begins_with_heading(page, parent, root):
            break
        root = parent
    return root


def title_of(page: Page, element: html.HtmlElement) -> str:
    """The element's text as a title: without words for screen readers, and with a space where two parts were set apart
    only by style (`<span>Kicker</span><span>Headline</span>`)."""
    parts: list[str] = []
    todo: list[html.HtmlElement | str] = [element]
    while todo:
        item = todo.pop()
        if isinstance(item, str):
            parts.append(item)
            continue
        if item.tag in DEAD or (item is not element and HIDDEN.search(names_of(item))):
            continue
        todo.append(" " if item.tag in BLOCKS else _SEAM)
        parts.append(" " if item.tag in BLOCKS or item.tag == "br" else _SEAM)
        if item.text:
            parts.append(item.text)
        for child in reversed(item):
            if child.tail:
                todo.append(child.tail)
            todo.append(child)
    text = _SEAMS.sub(" ", "".join(parts)).replace(_SEAM, "")
    return clean_line(text)


def _is_title(page: Page, link: html.HtmlElement) -> bool:
    """Whether the link's text is long enough to be a story's title."""
    size = page.text_size[link]
    if size >= LEAST_TITLE:
        return True
    if size < LEAST_WIDE_TITLE:
        return False
    text = text_of(link)
    return len(text) >= LEAST_TITLE or WIDE.search(text) is not None


def _sponsored(link: html.HtmlElement) -> bool:
    rel = (link.get("rel") or "").lower()
    return "sponsored" in rel or NEVER.search(names_of(link)) is not None


def _in_prose(page: Page, link: html.HtmlElement) -> bool:
    """Whether the link stands in running text: its line holds more words than the link's."""
    node = link
    while (parent := node.getparent()) is not None and parent.tag not in _LINES:
        node = parent
    line = node.getparent()
    if line is None:
        return False
    if line.tag == "p" or page.own_size[line] > page.text_size[link]:
        rest = (
            page.own_size[line] - page.link_size[line]
            if line not in page.has_blocks
            else page.own_size[line] - page.text_size[link]
        )
        return rest > max(30, 0.8 * page.text_size[link])
    return False


def _outside(page: Page, root: html.HtmlElement) -> bool:
    """Whether the item stands in the page's frame: menus, footers, comments, advertising."""
    for element in self_and_up(root, 30):
        tag = element.tag
        if tag in ("body", "html"):
            return False
        if tag in ("nav", "form") or element.get("role") == "navigation":
            return True
        if tag == "footer" and next(element.iterancestors("article"), None) is None:
            return True
        names = names_of(element)
        if names and (NEVER.search(names) or COMMENTS.search(names) or NOT_A_LIST.search(names)):
            return True
    return False


def _begins_with_heading(page: Page, parent: html.HtmlElement, root: html.HtmlElement) -> bool:
    """Whether a heading of a known list stands in `parent` before `root`."""
    for child in parent:
        if child is root:
            return False
        short = isinstance(child.tag, str) and 0 < page.text_size.get(child, 0) <= headings.LONGEST
        if short and headings.kind_of(clean_line(text_of(child))):
            return True
    return False
