"""Boxes that hold one picture and the words under it: figures, caption boxes of blogs, tables that set a caption."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import islice

from lxml import etree

from reader.domain.blocks import Image, Text, plain
from reader.domain.text import clean_line

from .media import PICTURES, emoji, picture, split_credit
from .spans import Node, inline, nodes_of
from .visible import raw_text

_BOX = re.compile(r"caption|figure|photo|image|picture|media", re.I)
_CAPTION = re.compile(r"caption", re.I)
_CREDIT = re.compile(r"credit|copyright|source|photographer|author|byline", re.I)
_LONGEST, _LONGEST_UNMARKED = 500, 250
"""Characters of a caption that is marked as one, and of one that is merely the rest of its box."""
_MOST_BESIDE = 60
"""Characters that a box may hold besides picture, caption and credit."""
_LARGEST_BOX = 60
"""Elements: a box with more of them is no picture with its caption."""
_NO_CAPTION = frozenset(("pre", "blockquote", "video", "audio", "iframe", "h2", "h3", "ul", "ol"))


def may_caption(element: etree._Element) -> bool:
    """Whether the element calls itself a box for a picture."""
    names = element.get("class")
    return names is not None and _BOX.search(names) is not None


def captioned(box: etree._Element, base: str) -> Image | None:
    """The one picture of `box` with its caption and credit; None when the box holds more, or other things."""
    below = list(islice(box.iter(), _LARGEST_BOX + 1))
    if len(below) > _LARGEST_BOX or any(element.tag in _NO_CAPTION for element in below):
        return None
    images = [element for element in below if element.tag in PICTURES and not emoji(element)]
    shown = {found.url: found for image in images if (found := picture(image, base))}
    if len(shown) != 1:
        return None
    (found,) = shown.values()
    holder = _holder(below)
    credits = [element for element in below[1:] if _is_credit(element)]
    marked = holder is not None
    if holder is None:
        caption = _without(box, {*credits, *images}, base)
    else:
        caption = _without(holder, {*credits, *images}, base) if credits else inline(holder, base)
        if _size(box) - _size(holder) - sum(map(_size, credits)) > _MOST_BESIDE:
            return None
    words = plain(caption)
    if len(words) > (_LONGEST if marked else _LONGEST_UNMARKED):
        return None
    credit = clean_line(raw_text(credits[0]), 160) if credits else ""
    if not credit:
        caption, credit = split_credit(caption)
    return replace(found, alt="" if found.alt == words else found.alt, caption=caption, credit=credit)


def _holder(below: list[etree._Element]) -> etree._Element | None:
    """The element that is marked as the caption; the box itself does not count."""
    for element in below[1:]:
        if element.tag == "figcaption" or (_CAPTION.search(element.get("class") or "") and _size(element)):
            return element
    return None


def _size(element: etree._Element) -> int:
    return sum(len(text.strip()) for text in element.itertext())


def _is_credit(node: etree._Element) -> bool:
    names = node.get("class")
    return bool(names and _CREDIT.search(names)) and node.tag not in PICTURES and node.tag not in ("picture", "a")


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
