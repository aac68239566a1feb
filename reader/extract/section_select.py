"""Stories of a page by the reader's own CSS selectors, for pages that the general rules read wrong.

The selectors are written into the source's address, after `#select=`, parts set apart by `|`::

    https://host/path#select=ITEM|LINK|TITLE|DATE

ITEM finds the cards; the others are looked for inside each card and may be left out or empty: LINK is then the card's
first link to a story, TITLE its heading or its link's text, DATE whatever the general rules find.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import unquote

from cssselect import HTMLTranslator, SelectorError
from lxml import etree, html

from reader.domain.errors import SourceError
from reader.domain.identity import url_key
from reader.domain.text import clean_line
from reader.i18n import _

from .page.cards import Item
from .page.links import is_story
from .page.tree import Page, text_of

MARK = "select="
_LONGEST = 300
_DEEPEST = 4
"""Steps "anywhere below" in one selector; each multiplies what a hostile page can make it cost."""
_MOST_CARDS = 500
_SEAM = re.compile(r"\|(?!=)")
"""`[lang|=en]` is one selector, and namespaces have no place in HTML."""


@dataclass(frozen=True, slots=True)
class Selectors:
    """What the reader chose; empty parts leave it to the general rules."""

    item: str
    link: str = ""
    title: str = ""
    date: str = ""


@dataclass(frozen=True, slots=True)
class Chosen:
    """One card that the selectors found."""

    item: Item
    title: str
    """As TITLE finds it, or empty."""
    date: str
    """Text as DATE finds it, or empty."""


def selectors_of(fragment: str) -> Selectors | None:
    """The selectors in the fragment of an address, None when it holds none. Raises SourceError for impossible ones."""
    if not fragment.startswith(MARK):
        return None
    parts = [clean_line(part) for part in _SEAM.split(unquote(fragment.removeprefix(MARK)))]
    if len(parts) > 4:
        raise SourceError(
            _("There are at most four selectors after #select=, for the card, its link, its title and its date.")
        )
    if not parts[0]:
        raise SourceError(_("The first selector after #select= must say what a card is, as in #select=article.card."))
    for part in filter(None, parts):
        _xpath(part)
    return Selectors(*parts)


@lru_cache(maxsize=64)
def _xpath(selector: str, prefix: str = "descendant-or-self::") -> str:
    try:
        if len(selector) > _LONGEST:
            raise ValueError
        path = HTMLTranslator().css_to_xpath(selector, prefix)
        if any(one.count("descendant") > _DEEPEST for one in path.split(" | ")):
            raise ValueError
    except (SelectorError, ValueError, RecursionError):
        raise SourceError(
            _("“{selector}” is no CSS selector that can be used here.").format(selector=clean_line(selector, 80))
        ) from None
    return path


def _find(element: html.HtmlElement, selector: str, prefix: str = "descendant::") -> list[html.HtmlElement]:
    try:
        found = element.xpath(_xpath(selector, prefix))
    except etree.XPathError:
        raise SourceError(
            _("“{selector}” is no CSS selector that can be used here.").format(selector=clean_line(selector, 80))
        ) from None
    return found if isinstance(found, list) else []


def choose(page: Page, selectors: Selectors) -> list[Chosen]:
    """The cards that the selectors find, in page order, without repetitions. Raises SourceError when they find none."""
    cards = _find(page.root, selectors.item, "descendant-or-self::")
    found: dict[str, Chosen] = {}
    for card in cards[:_MOST_CARDS]:
        if card not in page.order:
            continue
        link = _link(page, card, selectors.link)
        if link is None:
            continue
        url = page.absolute(link.get("href"))
        title = _first_text(card, selectors.title) or _first_text(card, "h1, h2, h3, h4, h5, h6")
        date = next(iter(_find(card, selectors.date)), None) if selectors.date else None
        said = (date.get("datetime") or date.get("content") or text_of(date, 20)) if date is not None else ""
        item = Item(card, url, url_key(url), [link])
        found.setdefault(item.key, Chosen(item, title or clean_line(text_of(link), 300), said))
    if not found:
        raise SourceError(
            _("The selector “{selector}” finds no links on this page; it may have been rebuilt.").format(
                selector=selectors.item
            )
        )
    return list(found.values())


def _link(page: Page, card: html.HtmlElement, selector: str) -> html.HtmlElement | None:
    """The card's link as `selector` finds it (or a link in or around what it finds), else its first one to a story."""
    if selector:
        places = _find(card, selector)
        links = [link for place in places for link in (place.iter("a") if place.tag != "a" else (place,))]
    else:
        links = list(card.iter("a"))
        if not links:
            links = list(card.iterancestors("a"))
        links.sort(key=lambda link: not is_story(page.absolute(link.get("href"))))
    return next((link for link in links if page.absolute(link.get("href")).startswith("http")), None)


def _first_text(card: html.HtmlElement, selector: str) -> str:
    if not selector:
        return ""
    return next((text for found in _find(card, selector)[:5] if (text := clean_line(text_of(found), 300))), "")
