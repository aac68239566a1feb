"""When an article was published and updated: by its data, its tags, or what the page prints near the headline."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from lxml import html

from reader.domain.dates import parse_date
from reader.domain.text import clean_line

from . import data
from .tree import Page, letters, names_of, text_of
from .vocabulary import DATE

_HAS_ZONE = re.compile(r"(?:[zZ]|[+-]\d\d:?\d\d|\b(?:GMT|UTC|[CE]E?S?T|[ECMP][SD]T)\b.*)\s*$")
_HAS_TIME = re.compile(r"\d\d?[:hH]\d\d")
_PRINTED = re.compile(
    r"\d{1,2}[./-]\d{1,2}[./-]\d{4}|\d{4}[./-]\d{1,2}[./-]\d{1,2}|\d{1,2}\.?\s+[^\W\d_]{3,12}\.?,?\s+\d{4}|"
    r"[^\W\d_]{3,12}\.?\s+\d{1,2},?\s+\d{4}|\d{4}[年년]|\d{1,2}\s+[^\W\d_][^\s\d]{1,13}\s+\d{4}"
)
_NEAR = 60
_VIETNAMESE_ZONE = timedelta(hours=7)
# Names of meta tags as `letters` has them: sites write the same name with colons, points, dashes and underscores.
_PUBLISHED = (
    "articlepublishedtime", "ogarticlepublishedtime", "ogpublishedtime", "datepublished", "articlepublished",
    "parselypubdate", "sailthrudate", "dctermscreated", "dcdateissued", "dcdatecreated", "dcdate", "dctermsdate",
    "pubdate", "publishdate", "publisheddate", "publishedat", "publicationdate", "cxenseparserecspublishtime", "date",
    "btpubdate", "rbpubdate", "contentpublisheddate", "ogpubdate", "dctermsissued", "originalpublicationdate",
    "lastupdated",
)  # fmt: skip
_UPDATED = ("articlemodifiedtime", "ogupdatedtime", "ogarticlemodifiedtime", "datemodified", "lastmod", "lastmodified",
            "dctermsmodified", "articleupdatedtime")  # fmt: skip
_LABEL = re.compile(
    r"^\W*(?:date|datum|fecha|data|ngày(?: đăng)?|đăng (?:lúc|ngày)|published|publication date|posted|veröffentlicht|"
    r"publié le|publicado|pubblicato|gepubliceerd|publisert|publicerad|julkaistu|opublikowano|diterbitkan|"
    r"yayın(?:lanma)?|дата|опубликовано|发布(?:时间|日期)|發布時間|公開日?|掲載日|配信|입력|등록)\b",
    re.IGNORECASE,
)
_IN_ADDRESS = re.compile(r"/((?:19|20)\d\d)[/-]?(0[1-9]|1[0-2])[/-]?([0-2]\d|3[01])(?=[/_-]|$)")
_OTHERS = frozenset(["a", "h2", "h3", "h4", "h5", "h6", "figcaption"])
"""What a date stands in when it is another story's, or tells of something else."""


def dates_of(
    page: Page,
    tags: dict[str, list[str]],
    node: dict[str, Any],
    headline: html.HtmlElement | None,
    language: str,
    fetched_at: datetime | None,
) -> tuple[datetime | None, datetime | None]:
    """(published, updated), both aware UTC or None. Vietnamese times without a zone are Vietnam's; a date more than two
    days after `fetched_at` is none."""
    local = _VIETNAMESE_ZONE if language.startswith("vi") else timedelta()
    latest = fetched_at + timedelta(days=2) if fetched_at else None

    def moment(value: str) -> datetime | None:
        found = parse_date(value)
        if found and local and _HAS_TIME.search(value) and not _HAS_ZONE.search(value):
            found -= local
        return None if found and latest and found > latest else found

    stated = [data.string(node.get("datePublished")), data.string(node.get("dateCreated"))]
    known = _by_letters(tags)
    stated += [value for name in _PUBLISHED for value in known.get(name, ())]
    published = _best(stated, moment)
    if published is None or _is_midnight(published):
        printed = _printed(page, headline, moment)
        if printed and (published is None or abs(printed - published) < timedelta(days=1)):
            published = printed
    updated = _best(
        [data.string(node.get("dateModified")), *(v for name in _UPDATED for v in known.get(name, ()))], moment
    )
    if published is None:
        # The day in the address, or the last change, is all that is left to tell when it was.
        day = _IN_ADDRESS.search(page.url.partition("?")[0])
        published = (moment("-".join(day.groups())) if day else None) or updated
    return published, updated if updated and published and updated > published else None


def _by_letters(tags: dict[str, list[str]]) -> dict[str, list[str]]:
    """The tags by the letters of their names."""
    found: dict[str, list[str]] = {}
    for name, values in tags.items():
        found.setdefault(letters(name), []).extend(values)
    return found


def _is_others(element: html.HtmlElement) -> bool:
    """Whether a date stands in a link or a heading: another story's, or a section's."""
    return element.tag in _OTHERS or any(up.tag in _OTHERS for up in islice(element.iterancestors(), 6))


def _is_labelled(page: Page, element: html.HtmlElement) -> bool:
    return element not in page.has_blocks and _LABEL.match(text_of(element, 20)) is not None


def _is_midnight(moment: datetime) -> bool:
    return moment.hour == moment.minute == moment.second == 0


def _best(values: list[str], moment: Callable[[str], datetime | None]) -> datetime | None:
    """The first date of the list, or a later one of the same day that knows the time too."""
    best: datetime | None = None
    for value in values:
        found = moment(value) if value else None
        if found is None:
            continue
        if best is None or (abs(found - best) < timedelta(days=1) and not _is_midnight(found)):
            best = found
        if not _is_midnight(best):
            break
    return best


def _printed(
    page: Page, headline: html.HtmlElement | None, moment: Callable[[str], datetime | None]
) -> datetime | None:
    """A date that the page prints: a time element, an element named for it, or one that holds hardly more than a date,
    the nearest to the headline."""
    start = page.order.get(headline, 0) if headline is not None else 0
    best: tuple[int, datetime] | None = None
    for element in page.elements:
        distance = abs(page.order[element] - start)
        size = page.text_size[element]
        if element.tag == "time":
            value = element.get("datetime") or text_of(element)
        elif element.get("itemprop") == "datePublished":
            value = element.get("content") or element.get("datetime") or text_of(element)
        elif 6 <= size <= 60 and (DATE.search(names_of(element)) or _is_labelled(page, element)):
            value = text_of(element)
        elif 8 <= size <= 40 and distance < _NEAR and element not in page.has_blocks and element.tag != "a":
            value = text_of(element)
            match = _PRINTED.search(value)
            if match is None or len(value) - len(match.group()) > 24:
                continue
            distance += _NEAR
        else:
            continue
        if (
            (best is None or distance < best[0])
            and not _is_others(element)
            and (found := moment(clean_line(value, 120)))
        ):
            best = (distance, found)
    return best[1] if best else None
