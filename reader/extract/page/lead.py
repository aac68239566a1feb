"""The lead (sapo, dek, standfirst): found by name, by the page's own description, or by where it stands."""

from __future__ import annotations

import re

from lxml import html

from reader.domain.text import clean_line

from .locate import Located
from .meta import Meta
from .sites import tokens
from .tree import BLOCKS, Page, letters, names_of, text_of
from .vocabulary import LEAD, NOT_A_LEAD

_SHORTEST, _LONGEST = 20, 900
_REACH = 260
"""How many elements after the headline a lead is looked for."""
_NEVER = frozenset([
    "a", "figcaption", "h1", "li", "time", "nav", "button", "footer", "aside", "form", "label", "ul", "ol", "span",
    "strong", "b", "em",
])  # fmt: skip
_SENTENCE = re.compile(r"[.!?…。！？।۔؟»”\"][\s)\]]*$")


def candidates(page: Page, meta: Meta) -> list[tuple[float, html.HtmlElement]]:
    """(score, element) of what may be the lead, best first; asked before the text is located."""
    start = page.order.get(meta.headline, 0) if meta.headline is not None else 0
    known = letters(meta.description)
    title = letters(meta.title)
    found: list[tuple[float, html.HtmlElement]] = []
    for element in page.elements[max(0, start - 12) : start + _REACH]:
        size = page.text_size[element]
        if (
            not _SHORTEST <= size <= _LONGEST
            or element.tag in _NEVER
            or element.tag not in BLOCKS
            or page.density(element) > 0.5
        ):
            continue
        names = names_of(element)
        named = (LEAD.search(names) is not None and NOT_A_LEAD.search(names) is None) or element.get("itemprop") in (
            "description",
            "alternativeHeadline",
        )
        known_site = bool(page.site.lead & tokens(element))
        named = named or known_site
        if not named and (element in page.has_blocks or len(known) < 30):
            continue
        mine = letters(text_of(element))
        if not mine or mine == title or (meta.headline is not None and element in meta.headline.iterancestors()):
            continue
        score = (2.0 if known_site else 1.0 if named else 0.0) + _likeness(mine, known)
        if score > 0.5:
            # Of nested elements the inner one is the lead; the outer may hold a byline too.
            found.append((score - (0.05 if element in page.has_blocks else 0.0), element))
    found.sort(key=lambda row: -row[0])
    return found[:8]


def _likeness(mine: str, known: str) -> float:
    """How far the text is the page's description, 0 to 1.5."""
    if len(known) < 30:
        return 0.0
    if mine == known:
        return 1.5
    if known.startswith(mine) and len(mine) > 0.6 * len(known):
        return 1.2
    return 1.0 if mine.startswith(known[:80]) and len(mine) < 2 * len(known) + 60 else 0.0


def choose(
    page: Page, meta: Meta, found: list[tuple[float, html.HtmlElement]], located: Located
) -> tuple[str, html.HtmlElement | None]:
    """(lead, its element): the best candidate that stands before the text, else what stands alone between headline and
    text. Empty when there is none."""
    first = _first_prose(page, located)
    for _, element in found:
        if page.order[element] <= first and not _in(element, located.furniture):
            return clean_line(text_of(element)), element
    start = page.order.get(meta.headline) if meta.headline is not None else None
    begin = page.order[located.container]
    if start is None or start > begin:
        return "", None
    title = letters(meta.title)
    for element in page.elements[start + 1 : begin]:
        size = page.text_size[element]
        if not 60 <= size <= 600 or element in page.has_blocks or element.tag not in ("p", "h2", "h3", "h4", "div"):
            continue
        if page.density(element) > 0.2 or _in(element, located.furniture):
            continue
        text = clean_line(text_of(element))
        if letters(text) != title and _SENTENCE.search(text):
            return text, element
    return "", None


def _in(element: html.HtmlElement, top: frozenset[html.HtmlElement]) -> bool:
    return element in top or any(up in top for up in element.iterancestors())


def _first_prose(page: Page, located: Located) -> int:
    """Where in the page the second paragraph of the located text begins: a lead stands before it."""
    begin = page.order[located.container]
    inside = sorted(page.order[e] for e in located.prose if page.order[e] >= begin and page.text_size[e] >= 60)
    return inside[1] if len(inside) > 1 else inside[0] if inside else begin
