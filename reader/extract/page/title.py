"""The title of a page: as printed, unless what the page states for others agrees against it."""

from __future__ import annotations

import re
from typing import Any

from lxml import html

from reader.domain.dates import parse_date
from reader.domain.identity import host_of
from reader.domain.text import clean_line

from . import data
from .tags import first
from .tree import Page, letters, text_of

_SEPARATOR = re.compile(r"\s+(?:[|•·»›«—–-]|::|//)\s+|\s*[｜：]\s*")


def title_of(
    page: Page, tags: dict[str, list[str]], node: dict[str, Any], source: str
) -> tuple[str, html.HtmlElement | None]:
    """The headline as printed, and the element that prints it."""
    headline = data.string(node.get("headline"), 400) if data.is_article(node) else ""
    weighed = (
        (headline, 2.0),
        (first(tags, "og:title"), 2.0),
        (first(tags, "twitter:title"), 0.5),
        (clean_line(page.title, 400), 1.0),
    )
    stated = [(_without_source(text, source, page.url), weight) for text, weight in weighed if text]
    known = [letters(text) for text, _ in stated]
    best: html.HtmlElement | None = None
    best_text, best_score = "", 0.0
    for element in page.root.iter("h1", "h2"):
        if not 4 <= page.text_size[element] <= 350:
            continue
        text = clean_line(text_of(element))
        mine = letters(text)
        score = max((_likeness(mine, other) for other in known), default=0.0)
        score += 0.3 if element.tag == "h1" else 0.0
        if element.get("itemprop") == "headline":
            score += 0.2
        if score > best_score:
            best, best_text, best_score = element, text, score
    # A heading that is a little like the stated title is the title as printed; one that is not may be the site's name.
    if best is None or best_score < (0.75 if not _is_only_headline(page, best, source) else 0.3):
        return (stated[0][0] if stated else best_text), best
    return _elected(best_text, stated), best


def _is_only_headline(page: Page, element: html.HtmlElement, source: str) -> bool:
    """Whether the element is the page's one `h1`, of several words, and not the publisher's name."""
    others = [e for e in page.root.iter("h1") if page.text_size[e] and e is not element]
    text = text_of(element)
    return element.tag == "h1" and not others and len(text.split()) >= 4 and letters(text) not in letters(source)


def _elected(printed: str, stated: list[tuple[str, float]]) -> str:
    """The wording of the title that most of the page agrees on: as printed, unless what the page states agrees against
    it, or is the same without the kicker before it."""
    votes: dict[str, float] = {letters(printed): 2.5}
    wording = {letters(printed): printed}
    for text, weight in stated:
        key = letters(text)
        votes[key] = votes.get(key, 0.0) + weight
        wording.setdefault(key, text)
    best = max(votes, key=lambda key: votes[key])
    for key, count in votes.items():
        if (
            count >= 2.0
            and key not in (best, letters(printed))
            and len(key) >= 0.5 * len(best)
            and (best.endswith(key) or best.startswith(key))
        ):
            best = key
            break
    return wording[best]


def _without_source(text: str, source: str, url: str) -> str:
    """`Headline | Publisher` -> `Headline`; sections and dates after the publisher's name go with it."""
    name = letters(source)
    host = letters(host_of(url).removeprefix("www.").split(".")[0])
    kept = text
    shorter = text
    for _ in range(3):
        found = list(_SEPARATOR.finditer(shorter))
        if not found:
            break
        last = letters(shorter[found[-1].end() :])
        shorter = shorter[: found[-1].start()].strip()
        if last and ((name and (last in name or name in last)) or (host and (last in host or host in last))):
            kept = shorter
        elif parse_date(text[len(shorter) :].strip(" |–—-")) is None:
            break
    return kept or text


def _likeness(one: str, other: str) -> float:
    """0 to 1: equal, or one in the other, or a shared beginning."""
    if not one or not other:
        return 0.0
    if one == other:
        return 1.0
    shorter, longer = sorted((one, other), key=len)
    if len(shorter) >= 12 and shorter in longer:
        return 0.5 + 0.45 * len(shorter) / len(longer)
    a = {one[i : i + 4] for i in range(len(one) - 3)}
    b = {other[i : i + 4] for i in range(len(other) - 3)}
    return 0.9 * len(a & b) / (len(a | b) or 1)
