"""What the page says of itself in JSON-LD: the one object that describes the article, whatever it is wrapped in."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import unescape
from typing import Any

from reader.domain.text import clean_line

_ARTICLE = re.compile(r"(?:article|blogposting|newsitem|report|review|recipe|liveblogposting|posting)$", re.IGNORECASE)
_PAGE = re.compile(r"(?:webpage|itempage|videoobject)$", re.IGNORECASE)
_FENCE = re.compile(r"^\s*(?://\s*)?(?:<!\[CDATA\[|<!--)|(?://\s*)?(?:\]\]>|-->)\s*;?\s*$")
_COMMA = re.compile(r",\s*(?=[}\]])")
_CONTROL = re.compile(r"[\x00-\x1f]+")
_MOST_NODES = 2000
_TAG = re.compile(r"<[^<>]{0,500}>")


def nodes(blocks: list[str]) -> list[dict[str, Any]]:
    """Every object of the JSON-LD blocks that has a type, outermost first. Damaged blocks are mended or left out."""
    found: list[dict[str, Any]] = []
    for block in blocks:
        for node in _typed(_load(block)):
            found.append(node)
            if len(found) >= _MOST_NODES:
                return found
    return found


def _load(block: str) -> Any:
    text = _FENCE.sub("", block).strip().rstrip(";")
    if not text or len(text) > 3_000_000:
        return None
    for attempt in range(3):
        try:
            return json.loads(text, strict=False)
        except RecursionError:
            return None
        except ValueError:
            if attempt == 0:
                text = _CONTROL.sub(" ", _COMMA.sub("", text))
            elif attempt == 1 and "&quot;" in text:
                text = unescape(text)
            else:
                return None
    return None


def _typed(value: Any) -> Iterator[dict[str, Any]]:
    todo = [value]
    seen = 0
    while todo and seen < _MOST_NODES:
        item = todo.pop(0)
        seen += 1
        if isinstance(item, list):
            todo = item[:200] + todo
        elif isinstance(item, dict):
            if "@type" in item:
                yield item
            for key in ("@graph", "mainEntity", "mainEntityOfPage", "itemListElement", "item", "hasPart"):
                inner = item.get(key)
                if isinstance(inner, dict | list):
                    todo.append(inner)


def types(node: dict[str, Any]) -> list[str]:
    """The node's types as a list of strings."""
    value = node.get("@type")
    return [str(v) for v in value] if isinstance(value, list) else [str(value or "")]


def article(found: list[dict[str, Any]]) -> dict[str, Any]:
    """The node that describes the page's article (an empty one when there is none): the one that says most."""
    best: dict[str, Any] = {}
    best_score = 0
    for node in found:
        kinds = types(node)
        score = 0
        if any(_ARTICLE.search(kind) for kind in kinds):
            score = 10
        elif any(_PAGE.search(kind) for kind in kinds):
            score = 1
        if score:
            keys = ("headline", "datePublished", "author", "articleBody", "description", "dateModified")
            score += sum(bool(node.get(key)) for key in keys)
        if score > best_score:
            best, best_score = node, score
    return best


def is_article(node: dict[str, Any]) -> bool:
    """Whether the node says that the page is an article."""
    return any(_ARTICLE.search(kind) for kind in types(node))


def string(value: Any, limit: int = 0) -> str:
    """A property as one clean line; lists give their first, objects their name. Entities may be encoded twice."""
    return clean_line(plain_text(_text_in(value, "name", "@value", "headline", "url", "@id")), limit)


def _text_in(value: Any, *names: str) -> str:
    """The text in a property: of a list that in its first, of an object that in the first of `names` it has."""
    for _ in range(4):
        if isinstance(value, list):
            value = value[0] if value else ""
        elif isinstance(value, dict):
            value = next((found for name in names if (found := value.get(name))), "")
    return value if isinstance(value, str) else ""


def plain_text(value: str) -> str:
    """Text without tags and with its entities read, up to two layers of them."""
    for _ in range(2):
        if "&" not in value:
            break
        value = unescape(value)
    return _TAG.sub(" ", value) if "<" in value else value


def strings(value: Any) -> list[str]:
    """A property that may be one thing or a list of them, as clean lines."""
    values = value if isinstance(value, list) else [value]
    return [text for v in values[:50] if (text := string(v))]


def address(value: Any) -> str:
    """A property that is an address, or an object with one."""
    return _text_in(value, "url", "contentUrl", "@id")
