"""Who wrote it: people or an agency as printed, never the publisher, a section or a wire's boilerplate."""

from __future__ import annotations

import re
from typing import Any

from lxml import html

from reader.domain.identity import host_of
from reader.domain.text import clean_line

from . import data
from .locate import letters
from .tree import Page, names_of, text_of
from .vocabulary import BYLINE

_BEFORE = re.compile(
    r"^\s*(by|von|door|par|por|di|av|af|de|from|text|words by|written by|reported by|story by|interview|bởi|tác giả|"
    r"theo|oleh|penulis|"
    r"reporter|tekst|von unserem korrespondenten|escrito por|scritto da|autor(?:in|en)?|author|mit|reportage|"
    r"nguồn)\s*[:：]?\s+(?=\S)",
    re.IGNORECASE,
)
_PARTICLES = frozenset(["von", "de", "di", "av", "af"])
_SPLIT = re.compile(
    r"\s*(?:,|;|\||\s/\s|&|\n|·|•| und | and | et | y | och | og | og | e | và | i | oraz | a (?=[A-ZČŠŽŘ]))\s*"
)
_NOISE = re.compile(
    r"https?:|www\.|@|\d{2,}|©|^(?:admin|editor|redaktion|redaction|staff|news desk|webdesk|web desk|administrator|"
    r"author|guest|online|"
    r"unknown|none|null|undefined|anonymous|n/a|user|root|the editors|redazione|redacción|newsroom|published|updated|"
    r"posted|share|follow)$",
    re.IGNORECASE,
)
_TRAILING = re.compile(
    r"\s*(?:\(.*?\)|\[.*?\]|,.*$| - .*$| in [A-ZÄÖÜ][a-zäöüß]+$|"
    r"\b(?:updated|published|posted|for|special to)\b.*$)\s*$",
    re.IGNORECASE,
)
_MOST = 12
_TAGS = (
    "author",
    "article:author",
    "byl",
    "dc.creator",
    "dcterms.creator",
    "sailthru.author",
    "parsely-author",
    "cxenseparse:author",
    "twitter:data1",
)


def authors_of(
    page: Page,
    tags: dict[str, list[str]],
    nodes: list[dict[str, Any]],
    node: dict[str, Any],
    source: str,
    headline: html.HtmlElement | None,
) -> tuple[str, ...]:
    """The authors as the page states them: data first, then meta tags, then the byline near the headline.

    The publisher is no author as long as anybody else is named.
    """
    host = host_of(page.url).removeprefix("www.")
    publishers = {
        letters(name) for name in (source, host, data.string(node.get("publisher")), *tags.get("og:site_name", ()))
    } - {""}
    stated = _stated(node, nodes)
    for values in (stated, *(tags.get(name, []) for name in _TAGS)):
        if found := tidy(values, publishers):
            return found
    return tidy(_printed(page, headline), publishers) or tidy(stated, set())


def _stated(node: dict[str, Any], nodes: list[dict[str, Any]]) -> list[str]:
    """Names of the data's authors; those it only refers to are looked up."""
    names: list[str] = []
    todo = [node.get("author") or node.get("creator")]
    while todo and len(names) < _MOST:
        item = todo.pop(0)
        if isinstance(item, list):
            todo = item[:_MOST] + todo
        elif isinstance(item, dict):
            name = item.get("name")
            if not name and (known := item.get("@id")):
                name = next((n.get("name") for n in nodes if n.get("@id") == known and n.get("name")), None)
            if name and name is not item:
                todo.insert(0, name)
        elif isinstance(item, str):
            names.append(item)
    return names


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


def tidy(values: list[str], publishers: set[str]) -> tuple[str, ...]:
    """Names from lines such as `By Ann Lee and Bob Ray (Hamburg)`, without the publisher and repetitions."""
    names: list[str] = []
    for value in values[:_MOST]:
        if "://" in value:
            continue
        line = clean_line(data.plain_text(value), 300)
        for index, part in enumerate(_SPLIT.split(_without_by(line))):
            name = _TRAILING.sub("", _without_by(part)).strip(" .,:;-–—|")
            key = letters(name)
            if not 2 <= len(key) <= 60 or len(name.split()) > 6 or _NOISE.search(name):
                continue
            if index == 0 and key in publishers:
                # `Publisher, Town, Country`
                break
            if any(
                key == known or (len(key) > 4 and key in known) or (len(known) > 4 and known in key)
                for known in publishers
            ):
                continue
            if key not in map(letters, names):
                names.append(name)
    return tuple(names[:_MOST])


def _without_by(line: str) -> str:
    """`By Ann Lee` -> `Ann Lee`, but `Van Morrison` and `De Niro` stay."""
    match = _BEFORE.match(line)
    if not match:
        return line
    rest = line[match.end() :]
    if rest[:1].islower() or (match.group(1).lower() in _PARTICLES and " " not in rest):
        return line
    return rest
