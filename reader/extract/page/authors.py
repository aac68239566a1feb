"""Who wrote it: people or an agency as printed, never the publisher, a section or a wire's boilerplate."""

from __future__ import annotations

import re
from typing import Any

from lxml import html

from reader.domain.text import clean_line

from . import data
from .locate import letters
from .tree import Page, names_of, text_of
from .vocabulary import BYLINE

_BEFORE = re.compile(
    r"^\s*(?:by|von|door|par|por|di|av|af|de|from|text|words by|written by|reported by|story by|interview|bởi|tác giả|theo|oleh|penulis|"
    r"reporter|tekst|von unserem korrespondenten|escrito por|scritto da|autor(?:in|en)?|author|mit|reportage|nguồn)\s*[:：]?\s+(?=\S)",
    re.IGNORECASE,
)
_SPLIT = re.compile(r"\s*(?:,|;|\||/|&|\n|·|•| und | and | et | y | och | og | og | e | và | i | oraz | a (?=[A-ZČŠŽŘ]))\s*")
_NOISE = re.compile(
    r"https?:|www\.|@|\d{2,}|©|^(?:admin|editor|redaktion|redaction|staff|news desk|webdesk|web desk|administrator|author|guest|online|"
    r"unknown|none|null|undefined|anonymous|n/a|user|root|the editors|redazione|redacción|newsroom|published|updated|posted|share|follow)$",
    re.IGNORECASE,
)
_TRAILING = re.compile(
    r"\s*(?:\(.*?\)|\[.*?\]|,.*$| - .*$| in [A-ZÄÖÜ][a-zäöüß]+$|\b(?:updated|published|posted|for|special to)\b.*$)\s*$", re.IGNORECASE
)
_MOST = 12


def authors_of(
    page: Page, tags: dict[str, list[str]], node: dict[str, Any], source: str, headline: html.HtmlElement | None
) -> tuple[str, ...]:
    """The authors as the page states them: data first, then meta tags, then the byline near the headline."""
    stated: list[str] = []
    value = node.get("author") or node.get("creator")
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, dict):
            names = item.get("name")
            for name in names if isinstance(names, list) else [names]:
                if isinstance(name, str):
                    stated.append(name)
        elif isinstance(item, str):
            stated.append(item)
    found = _tidy(stated, source)
    if found:
        return found
    for name in ("author", "article:author", "byl", "dc.creator", "dcterms.creator", "sailthru.author", "parsely-author", "cxenseparse:author", "twitter:data1"):
        if found := _tidy(tags.get(name, []), source):
            return found
    return _tidy(_printed(page, headline), source)


def _printed(page: Page, headline: html.HtmlElement | None) -> list[str]:
    """Author links, itemprops and bylines, the group nearest to the headline."""
    start = page.order.get(headline, 0) if headline is not None else 0
    groups: list[tuple[int, int, str]] = []
    for element in page.elements:
        size = page.text_size[element]
        if not 3 <= size <= 80:
            continue
        if element.get("rel") == "author" or element.get("itemprop") == "author":
            rank = 0
        elif BYLINE.search(names_of(element)):
            rank = 1
        else:
            continue
        groups.append((rank, abs(page.order[element] - start), text_of(element)))
    if not groups:
        return []
    rank, distance, _ = min(groups)
    near = [text for r, d, text in groups if r == rank and d - distance < 12]
    return near[:1] if rank else near


def _tidy(values: list[str], source: str) -> tuple[str, ...]:
    """Names from lines such as `By Ann Lee and Bob Ray (Hamburg)`, without the publisher and repetitions."""
    names: list[str] = []
    publisher = letters(source)
    for value in values[:_MOST]:
        line = clean_line(data.plain_text(value), 300)
        line = _BEFORE.sub("", line)
        for part in _SPLIT.split(line):
            name = _TRAILING.sub("", _BEFORE.sub("", part)).strip(" .,:;-–—|")
            key = letters(name)
            if not 2 <= len(key) <= 60 or len(name.split()) > 6 or _NOISE.search(name):
                continue
            if publisher and (key == publisher or (len(key) > 4 and key in publisher) or (len(publisher) > 4 and publisher in key)):
                continue
            if key not in map(letters, names):
                names.append(name)
    return tuple(names[:_MOST])
