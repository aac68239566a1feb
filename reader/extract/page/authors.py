"""Who wrote it: people or an agency as printed, never the publisher, a section or a wire's boilerplate."""

from __future__ import annotations

import re
from typing import Any

from lxml import html

from reader.domain.identity import host_of
from reader.domain.text import clean_line

from . import data
from .tree import WIDE, Page, letters, names_of, text_of
from .vocabulary import BYLINE

_BEFORE = re.compile(
    r"^\s*(by|von|door|par|por|di|av|af|de|from|text|words by|written by|reported by|story by|interview|bởi|tác giả|"
    r"theo|oleh|penulis|"
    r"reporter|tekst|von unserem korrespondenten|escrito por|scritto da|autor(?:in|en)?|author|mit|reportage|"
    r"nguồn)\s*[:：]?\s+(?=\S)",
    re.IGNORECASE,
)
_LINE = re.compile(
    r"^\W*(?i:by|von|par|por|door|bởi|oleh|written by|escrito por|reporter|text)\s*[:：]?\s+(?=[^\W\d_a-z])|"
    r"^(?:(?:記者|记者)[:：／/\s]*|(?:作者|撰文|文)\s*[:：／/]\s*)(?=[一-鿿]{2,4}(?:[\s／/]|$))"
)
"""How a line begins that only names who wrote it."""
_LABEL = re.compile(
    r"^\W*(?i:tác giả|penulis|autor(?:in|es?)?(?:\s?/\s?autor(?:in)?)?|authors?|автор|текст)\s*[:：]?\s+(?=[^\W\d_a-z])"
)
"""How one begins that does so wherever it stands."""
_REPORTER = re.compile(r"^\w{2,4}\s*(?:기자|記者|记者)$")
_AFTER_WIDE = re.compile(r"[\s／/].*$")
_REACH = 60
"""Elements between a headline and a line that names its author."""
_IN_NAMES = frozenset(["de", "da", "di", "der", "den", "van", "von", "bin", "al", "la", "le", "y"])
_PARTICLES = frozenset(["von", "de", "di", "av", "af"])
_SPLIT = re.compile(
    r"\s*(?:,|;|\||\s/\s|(?<=[a-zà-ÿ])/(?=[A-ZÀ-Þ])|&|\n|·|•| und | and | et | y | och | og | e | và | i | oraz | "
    r"a (?=[A-ZČŠŽŘ]))\s*"
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
    printed: tuple[str, ...] | None = None
    if _is_organization(node):
        # The house signs in the data; who wrote it may stand on the page.
        printed = tidy(_printed(page, headline), publishers)
        if printed and all(are_names(name) or WIDE.search(name) for name in printed):
            return printed
    for values in (stated, *(tags.get(name, []) for name in _TAGS)):
        if found := tidy(values, publishers):
            return found
    return printed or tidy(_printed(page, headline), publishers) or tidy(stated, set())


def _is_organization(node: dict[str, Any]) -> bool:
    authors = node.get("author")
    found = authors if isinstance(authors, list) else [authors]
    return all(isinstance(one, dict) and "Organization" in "".join(data.types(one)) for one in found)


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
        distance = abs(page.order[element] - start)
        if element.get("rel") == "author" or element.get("itemprop") == "author":
            rank = 0
        elif BYLINE.search(names_of(element)):
            rank = 1
        elif element not in page.has_blocks and (name := _signed(text_of(element), distance < _REACH)):
            groups.append((2, distance, name))
            continue
        else:
            continue
        groups.append((rank, distance, text_of(element)))
    if not groups:
        return []
    rank, distance, _ = min(groups)
    near = [text for r, d, text in groups if r == rank and d - distance < 12]
    return near[:1] if rank else near


def _signed(text: str, near: bool) -> str:
    """The names in a short line that only tells who wrote it: `Autor: Ann Lee`, and `near` the headline `Von Ann Lee`,
    `記者王小明`, `홍길동 기자` too. Empty for any other line."""
    line = clean_line(text, 200)
    match = _LABEL.match(line) or (_LINE.match(line) if near else None)
    if match is None:
        return line if near and _REPORTER.match(line) else ""
    rest = line[match.end() :]
    if WIDE.match(rest):
        return _AFTER_WIDE.sub("", rest)
    return rest if are_names(rest) else ""


def are_names(text: str) -> bool:
    """Whether the text is nothing but names of people: two to five words each, every one capital but for particles."""
    parts = [part.split() for part in _SPLIT.split(text.strip(" .:|–—-")) if part]
    return bool(parts) and all(
        2 <= len(words) <= 5
        and all(word[0].isupper() or word in _IN_NAMES for word in words)
        and not any(c.isdigit() or c in '?!:;"' for word in words for c in word)
        for words in parts
    )


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
