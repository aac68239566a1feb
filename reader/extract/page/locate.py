"""Where on the page the article's text stands: one element, by the prose it holds against everything else it holds."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from lxml import html

from reader.domain.text import fold

from .sites import tokens
from .tree import BLOCKS, WIDE, Page, letters, names_of, text_of
from .vocabulary import BODY, BOX, COMMENTS, DATE, DEAF, FURNITURE, HIDDEN, MUTE, REPLY, SMALL_FURNITURE, WALL

_NEVER_PROSE = frozenset([
    "nav", "footer", "form", "dialog", "figure", "figcaption", "address", "menu", "h1", "h2", "h3", "h4", "h5", "h6",
    "a", "summary",
])  # fmt: skip
_TRUSTED = frozenset(["html", "body", "main", "article"])
_NEVER_SMALL = _TRUSTED | {"a", "em", "strong", "b", "i", "mark"}
_SENTENCE = re.compile(r"[.!?…。！？।۔؟:;»”’\"')\]]\s*$")
_ABOUT_COOKIES = re.compile(
    r"\b(?:cookies?|consent|personal data|datenschutz|einwilligung|privacy policy|données personnelles|"
    r"our partners|unsere partner|nos partenaires|legitimate interest)\b",
    re.IGNORECASE,
)
_SHORT = 150
_HOLDS_OTHERS = 1200
"""Letters in all from which a box with little text of its own is no paragraph: how it ends says nothing, and of boxes
in boxes without end all would be read for each (60 KB took a second)."""
_MARKUP = 0.3
"""Share of the page's prose from which a name is how the site marks its text up, and tells nothing."""
_LARGEST_SMALL = 220
_LEAST_UNIT = 25
_LEAST_EMBEDDED = 250
_MOST_COMMENTS = 0.8
"""Share of the page's prose from which what is named for comments is the page's text after all."""
_LEAST_ABOVE = 120
"""Prose between a headline and its comments, however many these are."""
_LONGEST_REPLY, _FEW_REPLIES = 20, 3


@dataclass(frozen=True, slots=True)
class Located:
    """The outcome of `locate`."""

    container: html.HtmlElement
    weight: float
    """Prose inside `container`, in characters."""
    share: float
    """The part of the page's prose that stands in it."""
    prose: dict[html.HtmlElement, float]
    """Weight of every paragraph-like element of the page."""
    furniture: frozenset[html.HtmlElement]
    """Topmost elements that stand around the article."""
    mute: frozenset[html.HtmlElement]
    """Those of them whose pictures may be the article's all the same."""


def locate(
    page: Page,
    headline: html.HtmlElement | None,
    cards: Iterable[html.HtmlElement] = (),
    leads: Iterable[html.HtmlElement] = (),
    embedded: str = "",
) -> Located | None:
    """The element that holds the article, or None when the page has no prose at all.

    `headline` prints the title, `cards` show other stories, `leads` may be the lead; `embedded` is the article's text
    as the page's data states it (JSON-LD), or empty.
    """
    raw = _weigh(page)
    if not raw:
        return None
    around, hidden = _furniture(page, raw, headline, set(cards), set(leads))
    prose = {element: weight for element, weight in raw.items() if element not in hidden}
    if not prose:
        return None
    inside = _sums(page, prose)
    visible = _visible_size(page, prose, hidden)
    best = _best(page, inside, inside, visible)
    known = letters(embedded)
    if len(known) >= _LEAST_EMBEDDED:
        trusted = _matched(prose, known, complete=len(known) > 0.6 * inside[best])
        if trusted:
            best = _best(page, _sums(page, trusted), inside, visible)
    weight = inside[best]
    total = inside[page.elements[0]]
    mute = frozenset(e for e in around if MUTE.search(names := names_of(e)) and not DEAF.search(names))
    return Located(best, weight, weight / total, prose, around, mute)


def _best(
    page: Page,
    wanted: dict[html.HtmlElement, float],
    inside: dict[html.HtmlElement, float],
    visible: dict[html.HtmlElement, int],
) -> html.HtmlElement:
    """The element with the best product of recall (share of what is wanted) and purity (share of prose in its text)."""
    total = wanted[page.elements[0]]
    best, best_score = page.elements[0], -1.0
    for element in page.elements:
        weight = wanted[element]
        if weight < 0.15 * total or not weight or element.tag == "p":
            continue
        score = weight * inside[element] / (visible[element] + 40)
        if page.site.body and page.site.body & tokens(element):
            score *= 2
        elif element.get("itemprop") == "articleBody" or BODY.search(names_of(element)):
            score *= 1.3
        elif element.tag == "article":
            score *= 1.15
        if score >= best_score:
            best, best_score = element, score
    return best


def _matched(prose: dict[html.HtmlElement, float], known: str, *, complete: bool) -> dict[html.HtmlElement, float]:
    """Prose weighed by whether the page's data holds it; where the data is complete, what it lacks hardly counts."""
    weights: dict[html.HtmlElement, float] = {}
    hits = 0.0
    for element, weight in prose.items():
        text = letters(text_of(element))
        probe = text[:60] if len(text) < 120 else text[30:90]
        if probe in known:
            hits += weight
            weights[element] = weight * 2
        else:
            weights[element] = weight * (0.15 if complete else 0.7)
    return weights if hits > 0.4 * len(known) else {}


def _weigh(page: Page) -> dict[html.HtmlElement, float]:
    """Paragraph-like elements and how much prose each holds."""
    weights: dict[html.HtmlElement, float] = {}
    for element in page.elements:
        size = page.own_size[element]
        tag = element.tag
        if (size < _LEAST_UNIT and not (size >= 10 and tag == "p")) or tag in _NEVER_PROSE:
            continue
        if tag not in BLOCKS and element not in page.has_blocks:
            continue
        density = page.density(element)
        if density > 0.6:
            continue
        weight = size * (1 - density)
        if _ABOUT_COOKIES.search(element.text or ""):
            weight *= 0.2
        text = ""
        if size < _SHORT:
            text = text_of(element) if page.text_size[element] < _HOLDS_OTHERS else ""
            if WIDE.search(text):
                size *= 2
        elif WIDE.search((element.text or "")[:80]):
            weight *= 2
        if tag == "p":
            weight *= 1.0 if size >= 60 else 0.5
        elif tag in ("li", "td", "dd"):
            weight *= 0.4
        else:
            weight *= 0.8 if size >= 100 else 0.3
        if text and not _SENTENCE.search(text):
            # Headlines and labels end without a stop.
            weight *= 0.5
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
    page: Page,
    raw: dict[html.HtmlElement, float],
    headline: html.HtmlElement | None,
    cards: set[html.HtmlElement],
    leads: set[html.HtmlElement],
) -> tuple[frozenset[html.HtmlElement], set[html.HtmlElement]]:
    """(topmost elements around the article, everything in them)."""
    inside = _sums(page, raw)
    total = inside[page.elements[0]] or 1.0
    # A class that holds much of the page's prose in all its places is how this site marks text up.
    by_names: dict[str, float] = {}
    for element in page.elements:
        if inside[element] and (names := names_of(element)) and _is_telling(names):
            parent = element.getparent()
            if parent is None or names_of(parent) != names:
                by_names[names] = by_names.get(names, 0.0) + inside[element]
    strangers = _other_articles(page, inside, headline) | _threads(page, headline)
    kept = {headline, *headline.iterancestors()} if headline is not None else set()
    kept |= leads
    top: set[html.HtmlElement] = set()
    hidden: set[html.HtmlElement] = set()
    for element in page.elements:
        parent = element.getparent()
        if parent is not None and parent in hidden:
            hidden.add(element)
        elif element in cards or element in strangers or (page.site.drop and page.site.drop & tokens(element)):
            top.add(element)
            hidden.add(element)
        elif element in kept or _is_in_line(page, element):
            continue
        else:
            share = max(inside[element], by_names.get(names_of(element), 0.0)) / total
            if share >= _MOST_COMMENTS and headline is not None and _stands_below(page, raw, headline, element):
                share = 0.0
            if (share < _MARKUP and _is_small_furniture(page, element)) or is_furniture(element, share):
                top.add(element)
                hidden.add(element)
    return frozenset(top), hidden


def _is_telling(names: str) -> bool:
    """Whether the names are among those that tell furniture."""
    return any(pattern.search(names) for pattern in (FURNITURE, BOX, SMALL_FURNITURE))


def _other_articles(
    page: Page, inside: dict[html.HtmlElement, float], headline: html.HtmlElement | None
) -> set[html.HtmlElement]:
    """The `article` elements that are other articles: beside the one with the headline (or most prose), or small ones
    within it."""
    articles = [e for e in page.elements if e.tag == "article"]
    if len(articles) < 2:
        return set()
    total = inside[page.elements[0]] or 1.0
    around = set(headline.iterancestors()) if headline is not None else set()
    main = next((e for e in reversed(articles) if e in around and inside[e] > 0.1 * total), None)
    if main is None:
        main = max(articles, key=lambda e: inside[e])
        if inside[main] < 0.35 * total:
            return set()
    family = {main, *main.iterancestors()}
    within = set(main.iterdescendants("article"))
    # The posts of a live blog are articles too, and they are its text.
    if sum(inside[e] for e in within) > 0.5 * inside[main]:
        within = set()
        family |= set(main.iterdescendants("article"))
    return {e for e in articles if e not in family and inside[e] < (0.2 if e in within else 0.6) * total}


def _stands_below(
    page: Page, raw: dict[html.HtmlElement, float], headline: html.HtmlElement, element: html.HtmlElement
) -> bool:
    """Whether `element` is named for comments and a text of its own stands between the headline and it."""
    if COMMENTS.search(names_of(element)) is None:
        return False
    start, end = page.order[headline], page.order[element]
    return sum(weight for one, weight in raw.items() if start < page.order[one] < end) >= _LEAST_ABOVE


def _threads(page: Page, headline: html.HtmlElement | None) -> set[html.HtmlElement]:
    """What readers wrote, whatever it is called: of the element that holds all the links to reply, the children that
    hold some."""
    around: dict[html.HtmlElement, int] = {}
    total = 0
    for element in page.root.iter("a", "button", "span"):
        if element.text and len(element.text) < _LONGEST_REPLY and REPLY.fullmatch(fold(element.text)):
            total += 1
            for up in element.iterancestors():
                around[up] = around.get(up, 0) + 1
    if total < _FEW_REPLIES:
        return set()
    whole = [element for element, count in around.items() if count == total]
    shared = max(whole, key=lambda element: page.order.get(element, -1))
    kept = {headline, *headline.iterancestors()} if headline is not None else set()
    return {child for child in shared if child in around and child not in kept}


def _is_in_line(page: Page, element: html.HtmlElement) -> bool:
    """Whether the element is a few words in running text, where its name says how they look and not what they are."""
    if element.tag in BLOCKS or element in page.has_blocks:
        return False
    parent = element.getparent()
    if parent is None or parent.tag in ("body", "html"):
        return False
    if page.own_size[parent] - page.text_size[element] < 40:
        return False
    return HIDDEN.search(names_of(element)) is None


def _is_small_furniture(page: Page, element: html.HtmlElement) -> bool:
    """Dates, bylines, labels and controls: little text under a telling name."""
    if page.live and (element.tag == "time" or DATE.search(names_of(element))):
        return False
    size = page.text_size[element]
    if not 0 < size <= _LARGEST_SMALL or element.tag in _NEVER_SMALL:
        return False
    names = names_of(element)
    if next(element.iter("img", "picture", "amp-img"), None) is not None and not DEAF.search(names):
        return False
    return (
        bool(names) and SMALL_FURNITURE.search(names) is not None and (size < 90 or not _has_paragraph(page, element))
    )


def _has_paragraph(page: Page, element: html.HtmlElement) -> bool:
    return any(page.text_size[p] >= 90 and page.density(p) < 0.3 for p in element.iter("p"))


def is_furniture(element: html.HtmlElement, share: float) -> bool:
    """Whether `element`, holding `share` of the page's prose, is something around the article and not the article."""
    tag = element.tag
    if tag in _TRUSTED:
        return False
    if tag in ("nav", "footer", "dialog") or (tag == "form" and share < _MARKUP) or (tag == "aside" and share < 0.5):
        return True
    style = element.get("style")
    if style and share < 0.5 and "display:none" in style.replace(" ", "").lower():
        return True
    if element.get("hidden") is not None and share < 0.5:
        return True
    names = names_of(element)
    if not names:
        return False
    if WALL.search(names):
        return True
    if COMMENTS.search(names):
        return share < _MOST_COMMENTS
    if share < _MARKUP and BOX.search(names):
        return True
    return share < _MARKUP and FURNITURE.search(names) is not None and element.get("itemprop") != "articleBody"


def _visible_size(
    page: Page, prose: dict[html.HtmlElement, float], hidden: set[html.HtmlElement]
) -> dict[html.HtmlElement, int]:
    """Characters of text in each element that are not in furniture."""
    sizes = dict.fromkeys(page.elements, 0)
    for element in reversed(page.elements):
        if element in hidden:
            continue
        # Cells and captions are neither prose nor a sign against it.
        aside = element.tag in ("td", "th", "figcaption", "caption") and element not in prose
        own = 0 if aside else page.own_size[element]
        value = sizes[element] = sizes[element] + own
        parent = element.getparent()
        if parent is not None and (element.tag in BLOCKS or element in page.has_blocks):
            sizes[parent] += value
    return sizes
