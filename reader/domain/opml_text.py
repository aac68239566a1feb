"""The bytes of a list of subscriptions as text that an XML parser has a chance with, and reading where it has none."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from html.entities import html5
from typing import TypeAlias

from reader.i18n import _

from .byte_order import decoded_by_mark
from .errors import UsageError
from .text import clean_line

_DECLARATION = re.compile(r"<\?xml\b[^>]{0,400}>")
_ENCODING = re.compile(rb"\s*<\?xml[^>]{0,400}?encoding\s*=\s*['\"]([\w.:-]{1,40})")
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")


def read(data: bytes) -> str:
    """The text of the file, from its first tag on, without declaration and document type.

    Raises UsageError for a document type with entities of its own: no list of feeds needs it, and it could be a bomb.
    """
    text = decoded(data)
    text = text[max(0, text.find("<")) :]
    text = _DECLARATION.sub("", text[:2000]).lstrip() + text[2000:]
    start = text[:10_000].upper().find("<!DOCTYPE")
    if start < 0:
        return text
    bracket, close = text.find("[", start), text.find(">", start)
    if bracket < 0 or 0 <= close < bracket:
        return text[:start] + (text[close + 1 :].lstrip() if close >= 0 else "")
    end = re.compile(r"\]\s*>").search(text, bracket)
    if "<!ENTITY" in text[bracket : end.start() if end else len(text)].upper():
        name = re.match(r"<!DOCTYPE\s*([^\s\[>]{0,80})", text[start : start + 200], re.IGNORECASE)
        raise own_entities(name[1] if name else "")
    return text[:start] + (text[end.end() :].lstrip() if end else "")


def own_entities(doctype: str) -> UsageError:
    """What is said of a document type of that name which defines entities."""
    return UsageError(
        _(
            "The file has a document type ({name}) with entities of its own, which no list of feeds needs; "
            "it is not read."
        ).format(name=clean_line(doctype, 40))
    )


def decoded(data: bytes) -> str:
    """The text of a list, by its marks, its looks and what it says."""
    if (marked := decoded_by_mark(data)) is not None:
        return marked
    if data[:64].count(0) > 8:
        name = "utf-32" if data[:4].count(0) == 3 else "utf-16"
        return data.decode(f"{name}-{'be' if data[0] == 0 else 'le'}", "replace")
    declared = _ENCODING.match(data)
    for encoding in ("utf-8", declared[1].decode("ascii") if declared else "", "cp1252"):
        try:
            return data.decode(encoding)
        except (ValueError, LookupError):
            continue
    return data.decode("utf-8", "replace")


def mended(text: str) -> str:
    """The same text with what XML does not allow taken out or written right."""
    text = _NO_XML.sub("", text)
    text = re.sub(r"&#(?:(\d{1,7})|[xX]([0-9a-fA-F]{1,6}));", _mended_number, text)
    text = re.sub(r"&(?!#\d{1,7};|#[xX][0-9a-fA-F]{1,6};)(\w{1,40};)?", _mended_entity, text)
    return text.lstrip()


def _mended_number(match: re.Match[str]) -> str:
    code = int(match[1] or match[2], 10 if match[1] else 16)
    return "" if code > 0x10FFFF or _NO_XML.match(chr(code)) else match[0]


def _mended_entity(match: re.Match[str]) -> str:
    name = match[1] or ""
    if name in ("amp;", "lt;", "gt;", "quot;", "apos;"):
        return match[0]
    plain = html5.get(name, "")
    if plain and not set(plain) & set("<&"):
        return plain.replace('"', "&quot;").replace("'", "&apos;")
    return f"&amp;{name}"


def shown(title: str) -> str:
    """A title as it was meant: many programs escape once too often."""
    while _ENTITY.search(title) and (plain := unescape(title)) != title:
        title = plain
    return title


Tag: TypeAlias = tuple[str, dict[str, str], bool, bool]
"""Name, attributes, whether it opens, whether it closes."""
_TAG = re.compile(r"<(/?)(?:[\w.-]{1,40}:)?(opml|outline|title|head|body)(?=[\s/>])", re.IGNORECASE)
_QUOTED = re.compile(r"\"([^\"<>=]{0,300}(?:\"[^\"<>=]{0,300}){1,6}?)\"(?=\s*/?>|\s+[\w.:-]{1,100}\s*=)")
"""A value with quotes inside it."""
_NAME = re.compile(r"\s*([A-Za-z_][\w.:-]{0,99})\s*=\s*")
_IN_VALUE, _BEHIND = r"((?:(?!<outline\b).){0,4000}?)", r"(?=[\s/>]|[A-Za-z_][\w.:-]{0,99}=[\"'“”„‘’])"
"""No value goes on into the next outline; some writers leave no space behind one."""
_VALUE = re.compile(
    rf"\"{_IN_VALUE}\"{_BEHIND}|'{_IN_VALUE}'{_BEHIND}|[“”„]{_IN_VALUE}[“”]{_BEHIND}|[‘’]{_IN_VALUE}[‘’]{_BEHIND}"
    r"|([^\s\"'“”„‘’<>]{1,2000})",
    re.DOTALL | re.IGNORECASE,
)
_JUNK = re.compile(r"\s*(?:[^\s<>/]+|/(?!>))")
_END = re.compile(r"\s*(/?)>")
_MAX_JUNK = 500
"""Places that are no attribute after which the rest is given up: each costs a look through what follows it."""


def tags(text: str) -> Iterator[Tag]:
    """The tags in text that is no XML: attributes without quotes, with quotes or brackets inside, given twice.

    Quotes may be typographic, as word processors make them.

    Takes time in proportion to the text; a tag that the text ends in is left out.
    """
    at, junk = 0, 0
    while (tag := _TAG.search(text, at)) and junk < _MAX_JUNK:
        attributes: dict[str, str] = {}
        at = tag.end()
        while not (end := _END.match(text, at)):
            name = _NAME.match(text, at)
            if name and (found := _QUOTED.match(text, name.end()) or _VALUE.match(text, name.end())):
                value = next(filter(None, found.groups()), "")
                attributes.setdefault(name[1].rpartition(":")[2], unescape(value))
                at = found.end()
            elif rest := _JUNK.match(text, at):
                junk += 1
                at = rest.end()
            else:
                break
        if end:
            at = end.end()
            yield tag[2].lower(), attributes, not tag[1], bool(tag[1] or end[1])
