"""The meta tags of a page by name."""

from __future__ import annotations

from reader.domain.text import clean_line

from . import data
from .tree import Page


def tags_of(page: Page) -> dict[str, list[str]]:
    """Values of the meta tags by lower-case name."""
    found: dict[str, list[str]] = {}
    for element in page.root.iter("meta"):
        name = element.get("property") or element.get("name") or element.get("itemprop") or element.get("http-equiv")
        value = element.get("content")
        if name and value and value.strip():
            found.setdefault(name.strip().lower(), []).append(value.strip())
    return found


def first(tags: dict[str, list[str]], *names: str) -> str:
    """The first value there is of the tags `names`, as a clean line; empty when there is none."""
    for name in names:
        for value in tags.get(name, ()):
            if text := clean_line(data.plain_text(value), 2000):
                return text
    return ""
