"""The Link field of an HTTP answer, as values. Pure.

Source: RFC 8288, 3; parameters in any order and case, with or without quotes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_LINK = re.compile(r'<([^<>]{0,4096})>\s*+((?:;[^;,"]{0,200}+(?:"(?:[^"\\]|\\.){0,2000}+"[^;,"]{0,20}+)?+)*+)')
_PARAMETER = re.compile(r';\s*+([\w*-]{1,40})\s*+=\s*+(?:"((?:[^"\\]|\\.)*+)"|([^\s;,"]*))')
_ESCAPED = re.compile(r"\\(.)")


@dataclass(frozen=True, slots=True)
class HeaderLink:
    """One link of the field."""

    url: str
    """As it stands, perhaps relative."""
    parameters: dict[str, str]
    """By name in lower case; of one that is given twice the first."""


def links(field: str) -> list[HeaderLink]:
    """The links in the value of a Link field, several are joined by commas; what is unreadable is left out."""
    found = []
    for url, rest in _LINK.findall(field):
        parameters: dict[str, str] = {}
        for name, quoted, bare in _PARAMETER.findall(rest):
            parameters.setdefault(name.lower(), _ESCAPED.sub(r"\1", quoted) or bare)
        found.append(HeaderLink(url.strip(), parameters))
    return found
