"""Where on the page the article's text stands: one element, by the prose it holds against everything else it holds."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml import html

from .tree import BLOCKS, Page, names_of, text_of
from .vocabulary import BODY, COMMENTS, FURNITURE

_NEVER_PROSE = frozenset("nav footer form dialog figure figcaption address menu h1 h2 h3 h4 h5 h6 a summary".split())
_TRUSTED = frozenset("html body main article".split())
_WIDE = re.compile("[\u0e00-\u0eff\u1100-\u11ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_UNLETTER = re.compile(r"[\W_]+")
_LEAST_UNIT = 25
_LEAST_EMBEDDED = 250


@dataclass(frozen=True, slots=True)
class Located:
    """The outcome of `locate`."""

    container: html.HtmlElement
    weight: float
    """Prose inside `container`, in characters."""
    share: float
    """The part of the page's prose that stands in it."""
    purity: float
    """The part of its text that is prose."""
    prose: dict[html.HtmlElement, float]
    """Weight of every paragraph-like element of the page."""
    furniture: frozenset[html.HtmlElement]
    """Topmost elements that stand around the article."""


def letters(text: str) -> str:
    """`text` as one lower-case string of letters and digits, for comparing what was typed differently."""
    return _UNLETTER.sub("", text).lower()


def locate(page: Page, embedded: str = "") -> Located | None:
    """The element that holds the article, or None when the page has no prose at all.

    `embedded` is the article's text as the page's data states it (JSON-LD), or empty.
    """
    raw = _weigh(page)
    if not raw:
        return None
    inside = _sums(page, raw)
    total = inside[page.elements[0]]
    furniture, hidden = _furniture(page, inside, total)
    known = letters(embedded)
    prose: dict[html.HtmlElement, float] = {}
    for element, weight in raw.items():
        if element in hidden:
            continue
        if len(known) >= _LEAST_EMBEDDED:
            text = letters(text_of(element))
            probe = text[:60] if len(text) < 120 else text[30:90]
            weight = weight * 3 if probe in known else weight * 0.15
        prose[element] = weight
    if not prose:
        return None
    inside = _sums(page, prose)
    total = inside[page.elements[0]]
    best, best_score = page.elements[0], -1.0
    visible = _visible_size(page, hidden)
    for element in page.elements:
        weight = inside.get(element, 0.0)
        if weight < 0.15 * total:
            continue
        size = visible[element] + 40
        score = weight * weight / size
        if element.get("itemprop") == "articleBody" or BODY.search(names_of(element)):
            score *= 1.3
        elif element.tag == "article":
            score *= 1.15
        if score >= best_score:
            best, best_score = element, score
    weight = inside[best]
    return Located(best, weight, weight / total, weight / (visible[best] + 1), prose, furniture)


def _weigh(page: Page) -> dict[html.HtmlElement, float]:
    """Paragraph-like elements and how much prose each holds."""
    weights: dict[html.HtmlElement, float] = {}
    for element in page.elements:
        size = page.own_size[element]
        tag = element.tag
        if size < _LEAST_UNIT and not (size >= 10 and tag == "p") or tag in _NEVER_PROSE:
            continue
        if tag not in BLOCKS and element not in page.has_blocks:
            continue
        density = page.density(element)
        if density > 0.6:
            continue
        weight = size * (1 - density)
        if size < 200 and _WIDE.search(element.text or ""):
            weight *= 2
            size *= 2
        if tag == "p":
            weight *= 1.0 if size >= 60 else 0.5
        elif tag in ("li", "td", "dd"):
            weight *= 0.4
        else:
            weight *= 0.8 if size >= 100 else 0.3
        weights[element] = weight
    return weights


def _sums(page: Page, weights: dict[html.HtmlElement, float]) -> dict[html.HtmlElement, float]:
    """For every element the weight inside it."""
    sums = dict.fromkeys(page.elements, 0.0)
    for element in reversed(page.elements):
        value = sums[element] = sums[element] + weights.get(element, 0.0)
        parent = element.getparent()
        if value and parent is not None:
            sums[parent] += value
    return sums


def _furniture(
    page: Page, inside: dict[html.HtmlElement, float], total: float
) -> tuple[frozenset[html.HtmlElement], set[html.HtmlElement]]:
    """(topmost elements around the article, everything in them)."""
    top: set[html.HtmlElement] = set()
    hidden: set[html.HtmlElement] = set()
    for element in page.elements:
        parent = element.getparent()
        if parent is not None and parent in hidden:
            hidden.add(element)
            continue
        if is_furniture(element, inside[element] / total if total else 0.0):
            top.add(element)
            hidden.add(element)
    return frozenset(top), hidden


def is_furniture(element: html.HtmlElement, share: float) -> bool:
    """Whether `element`, holding `share` of the page's prose, is something around the article and not the article."""
    tag = element.tag
    if tag in _TRUSTED:
        return False
    if tag in ("nav", "footer", "dialog") or (tag in ("aside", "form") and share < 0.3):
        return True
    style = element.get("style")
    if style and "display:none" in style.replace(" ", "").lower() and share < 0.5:
        return True
    if element.get("hidden") is not None and share < 0.5:
        return True
    names = names_of(element)
    if not names:
        return False
    if COMMENTS.search(names):
        return share < 0.8
    return share < 0.3 and FURNITURE.search(names) is not None and element.get("itemprop") != "articleBody"


def _visible_size(page: Page, hidden: set[html.HtmlElement]) -> dict[html.HtmlElement, int]:
    """Characters of text in each element that are not in furniture."""
    sizes = dict.fromkeys(page.elements, 0)
    for element in reversed(page.elements):
        if element in hidden:
            continue
        value = sizes[element] = sizes[element] + page.own_size[element]
        parent = element.getparent()
        if parent is not None and (element.tag in BLOCKS or element in page.has_blocks):
            sizes[parent] += value
    return sizes
