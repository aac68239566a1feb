"""The pictures of an article: which address of an element is the picture, its caption and credit, and what is none."""

from __future__ import annotations

import re
from collections.abc import Callable

from lxml import html

from reader.domain.blocks import Image, Text, plain
from reader.domain.text import clean_line
from reader.extract.media import best_of_set, number, split_credit

from .inline import spans
from .links import is_story
from .tree import Page, names_of, text_of
from .vocabulary import CAPTION, CREDIT, NO_PICTURE, PEOPLE, PICTURE_BOX

_PICTURES = ("img", "picture", "amp-img")
_LAZY = re.compile(r"^data-.*(?:src|original|lazy|image|img|full|hi-?res|large|url|orig)", re.IGNORECASE)
_PLACEHOLDER = re.compile(
    r"(?:^data:|"
    r"/(?:blank|spacer|transparent|placeholder|pixel|loading|lazy|grey|gray|empty|1x1|default)[\w-]*\.(?:gif|png|svg|jpe?g)|"
    r"\.svg(?:$|\?)|/(?:pixel|beacon|track(?:ing)?)[/?.])",
    re.IGNORECASE,
)
_NOT_A_PICTURE = re.compile(r"\.(?:html?|php|aspx?|mp4|mp3|pdf|js|css)(?:$|\?)", re.IGNORECASE)
_DESCRIPTOR_ONLY = re.compile(r"/\d+w$")
_FURNITURE_ADDRESS = re.compile(
    r"/(?:logo|icon|avatar|sprite|emoji|badge)s?[/_.-]|gravatar\.com|pixel\.|tracker|/api/|scorecardresearch|"
    r"[/_-](?:banner|btn|button|play[_-](?:overlay|button|icon)|audio-player|counter)(?:[/_.-]|$)|^https?://[^/]+/?$",
    re.IGNORECASE,
)
_SMALL = 60
_MANY = 40
"""Picture elements that are looked at before an element counts as holding many."""
_LONGEST_CAPTION = 900
_LONGEST_LOOSE = 60
"""Characters of text that an element may hold around a picture without being named for pictures."""
_LONGEST_UNNAMED = 220


def is_picture(element: html.HtmlElement) -> bool:
    """Whether the element shows a picture by itself."""
    return element.tag in _PICTURES


def address(page: Page, element: html.HtmlElement) -> str:
    """The best address of a picture element, of about the width a terminal can use; empty when it has none."""
    img = element
    sources: list[html.HtmlElement] = []
    holder = element if element.tag == "picture" else element.getparent()
    if holder is not None and holder.tag == "picture":
        inner = holder.find(".//img")
        img = inner if inner is not None else element
        sources = [source for source in holder.iter("source") if _is_usual(source.get("type"))]
    sets: list[str] = []
    for name, value in img.items():
        if "srcset" in name:
            sets.append(value)
        elif (
            _LAZY.search(name)
            and value[:1] not in "{["
            and ("/" in value or "." in value)
            and (found := _usable(page, value))
        ):
            return found
    sets += [value for source in sources for name, value in source.items() if "srcset" in name]
    for value in sets:
        if found := _usable(page, best_of_set(value)):
            return found
    return _usable(page, img.get("src") or "")


def _is_usual(mime: str | None) -> bool:
    return not mime or mime.lower() in ("image/jpeg", "image/jpg", "image/png", "image/webp", "image/gif")


def _usable(page: Page, value: str) -> str:
    value = value.strip()
    if not value or _PLACEHOLDER.search(value[:2000]):
        return ""
    found = page.absolute(value)
    return (
        found
        if found.startswith("http") and not _NOT_A_PICTURE.search(found) and not _DESCRIPTOR_ONLY.search(found)
        else ""
    )


def read(
    page: Page, element: html.HtmlElement, skip: Callable[[html.HtmlElement], bool]
) -> tuple[Image, list[html.HtmlElement]] | None:
    """(the picture that `element` shows with its caption, the elements that print the caption), or None when it is an
    icon, a portrait, a pixel or a card."""
    img = element if element.tag != "picture" else element.find(".//img")
    img = element if img is None else img
    width, height = number(img.get("width")), number(img.get("height"))
    if 0 < width < _SMALL or 0 < height < _SMALL // 2:
        return None
    url = page.cached_address(element, address)
    if not url or _is_furniture(page, img, url):
        return None
    scope = _scope(page, element)
    caption, credit, used = _caption(page, scope, skip) if scope is not None else ((), "", [])
    alt = clean_line(img.get("alt") or "", 400)
    return Image(url, "" if alt == plain(caption) else alt, caption, credit, width, height), used


def _is_furniture(page: Page, img: html.HtmlElement, url: str) -> bool:
    if NO_PICTURE.search(names_of(img)) or _FURNITURE_ADDRESS.search(url):
        return True
    node = img.getparent()
    for _ in range(4):
        if node is None or node.tag in ("body", "article", "main"):
            return False
        names = names_of(node)
        if NO_PICTURE.search(names) or (PEOPLE.search(names) and page.text_size.get(node, 0) < 200):
            return True
        if node.tag == "a" and _is_card(page, node):
            return True
        node = node.getparent()
    return False


def _is_card(page: Page, link: html.HtmlElement) -> bool:
    """A link around the picture that leads to another story and carries that story's title."""
    if page.text_size[link] < 15 or link.find(".//figcaption") is not None:
        return False
    return is_story(page.absolute(link.get("href")))


def _scope(page: Page, element: html.HtmlElement) -> html.HtmlElement | None:
    """The widest element around the picture that holds no other picture and hardly more text than a caption."""
    scope: html.HtmlElement | None = None
    node = element.getparent()
    for _ in range(7):
        if node is None or node in page.apart or node.tag in ("body", "article", "main", "html"):
            break
        size = page.text_size.get(node, 0)
        if pictures_in(page, node) > 1 or size > _LONGEST_CAPTION:
            break
        if (
            size > _LONGEST_LOOSE
            and not _is_loose_caption(page, node, size)
            and not _is_box(node)
            and _holder(page, node) is None
        ):
            break
        scope = node
        if node.tag == "figure" and size:
            break
        node = node.getparent()
    return scope


def _is_box(node: html.HtmlElement) -> bool:
    """Whether an element is made, or named, for a picture with its caption."""
    names = names_of(node)
    return node.tag in ("figure", "table") or bool(PICTURE_BOX.search(names) or CAPTION.search(names))


def _is_loose_caption(page: Page, node: html.HtmlElement, size: int) -> bool:
    """Whether the text around a picture, in an element without a telling name, can only be its caption: short, no
    paragraph of prose, no heading."""
    if size > _LONGEST_UNNAMED or node.tag not in ("div", "span", "center", "td", "a", "section"):
        return False
    return all(page.text_size.get(e, 0) < 40 for e in node.iter("p", "h1", "h2", "h3", "h4", "ul"))


def pictures_in(page: Page, element: html.HtmlElement) -> int:
    """How many different pictures stand in the element, where two are as good as many; icons, and copies for readers
    without scripts, do not count."""
    found: set[str] = set()
    for count, img in enumerate(element.iter("img", "amp-img")):
        parent = img.getparent()
        if parent is not None and parent.tag == "noscript":
            continue
        if 0 < number(img.get("width")) < _SMALL or not (url := page.cached_address(img, address)):
            continue
        found.add(url)
        if len(found) > 1 or count > _MANY:
            return 2
    return len(found)


def _holder(page: Page, scope: html.HtmlElement) -> html.HtmlElement | None:
    """The element in the scope that is made for a caption."""
    for element in scope.iter("figcaption"):
        if page.text_size.get(element, 0):
            return element
    return next(
        (e for e in scope.iter() if e is not scope and page.text_size.get(e, 0) and CAPTION.search(names_of(e))), None
    )


def _caption(
    page: Page, scope: html.HtmlElement, skip: Callable[[html.HtmlElement], bool]
) -> tuple[Text, str, list[html.HtmlElement]]:
    """(caption, credit, the elements that print them) inside the scope of one picture."""
    size = page.text_size.get(scope, 0)
    if not size:
        return (), "", []
    holder = _holder(page, scope)
    boxed = _is_box(scope) or _is_loose_caption(page, scope, size)
    if holder is None and boxed:
        holder = scope
    if holder is None or page.text_size.get(holder, 0) > _LONGEST_CAPTION:
        return (), "", []
    credits = [
        e
        for e in scope.iter()
        if e is not holder and e is not scope and 0 < page.text_size.get(e, 0) < 160 and CREDIT.search(names_of(e))
    ]
    credit = clean_line(text_of(credits[0]), 160) if credits else ""
    inside = set(credits)
    text = spans(
        [holder],
        page.absolute,
        lambda e: e in inside or e.tag in ("button", "h1", "h2", "h3") or (skip(e) and page.text_size.get(e, 0) < 60),
    )
    if not credit:
        text, credit = split_credit(text)
    return text, credit, [scope if boxed else holder, *credits]
