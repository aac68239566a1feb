"""Damage of a whole feed that a human sees through at once: mended in its text, before any parser sees it. Pure.

`unescaped` and `repaired` look at every feed and leave sound ones as they are; `closed` is for feeds that are not
well-formed.
"""

from __future__ import annotations

import re

_ESCAPED = re.compile(r"\s*&lt;(?:\?xml\s|rss[\s&]|feed[\s&]|rdf:RDF[\s&]|!--)", re.IGNORECASE)
_BEGINNING = re.compile(
    r"\s*<(title|link|channel|item|entry|id|subtitle|updated|description|language|generator)[\s>/]", re.IGNORECASE
)
_ENTRY = re.compile(
    r"<(item|entry)(?:\s[^<>]{0,500})?>\s*<(?:title|link|guid|id|pubDate|description|updated)[\s>/]", re.IGNORECASE
)
"""An entry that begins as entries do; on a page about feeds, the tag alone may stand."""
_PAGE = re.compile(r"<(?:html|head|body|!doctype|meta|script|style)[\s>]", re.IGNORECASE)
_ROOT_END = re.compile(r"(?:\s*</(?:rss|feed|rdf:RDF)\s*>)+\s*\Z", re.IGNORECASE)
_HEAD, _TAIL = 20_000, 200

_SECTION, _SECTION_END = "<![CDATA[", "]]>"
_OPENED = re.compile(r"<([A-Za-z][\w:.-]{0,60})(?:\s[^<>]{0,200})?>\s*\Z")
"""The start tag right before a section."""
_NEXT_ENTRY = re.compile(r"<(?:item|entry)[\s>]", re.IGNORECASE)
_MAX_TRIES = 200

_PLAIN = r"title|link|guid|id|pubDate|updated|published|description|comments|dc:[a-z]{1,20}"
"""Fields that hold text and no elements."""
_FIELDS = (
    rf"{_PLAIN}|summary|author|category|source|content|enclosure|(?!x?html:)[a-z][\w.-]{{0,20}}:[a-z][\w.-]{{0,40}}"
)
"""Every field that an entry has, the end of another one's text."""
_VALUE = r"(?:\s*+<!\[CDATA\[(?:[^\]<]|<(?!!)|\](?!\]>)){0,2000}+\]\]>\s*+|[^<]*+)"
_CONTAINERS = "item|entry|channel|feed|rss|rdf:RDF"
_UNCLOSED = re.compile(
    rf"<(?P<name>{_PLAIN})(?:\s[^<>]{{0,500}})?(?<!/)>{_VALUE}"
    rf"(?P<end></[^<>]{{0,60}}>)?(?=\s*<(?:(?:{_FIELDS})[\s>/]|/?(?:{_CONTAINERS})[\s>]))",
    re.IGNORECASE,
)
_UNOPENED = re.compile(
    rf"(<(?:item|entry)(?:\s[^<>]{{0,500}})?>|</(?:{_FIELDS})\s*>)(?=\s*+[^<\s]|\s*+<!)({_VALUE})(?=</({_PLAIN})\s*>)",
    re.IGNORECASE,
)
_TORN = re.compile(rf"</?+(?!{_CONTAINERS})[^<>]*+\Z", re.IGNORECASE)
"""The beginning of a tag at the very end."""
_UNREADABLE = re.compile(r"(</?[A-Za-z:]{0,20})\ufffd++(?=[A-Za-z:]{0,20}[\s/>])")
_CUT = re.compile(rf"<(?P<name>{_PLAIN})(?:\s[^<>]{{0,500}})?(?<!/)>{_VALUE}\Z", re.IGNORECASE)


def unescaped(text: str) -> str:
    """A feed that was escaped as a whole as it was before; anything else as it is."""
    if _ESCAPED.match(text):
        for reference, char in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&#39;", "'"), ("&amp;", "&")):
            text = text.replace(reference, char)
    return text


def repaired(text: str) -> str:
    """A feed that has lost its root, or ends of CDATA sections, with them."""
    return _sections_ended(_rooted(text))


def _rooted(text: str) -> str:
    beginning = _BEGINNING.match(text)
    if not beginning or _PAGE.search(text[:_HEAD]) or not (entry := _ENTRY.search(text)):
        return text
    first = beginning[1].lower()
    whole = first in ("item", "entry") and not _NEXT_ENTRY.search(text, entry.end())
    if whole or (first == "channel" and not _NEXT_ENTRY.search(text, max(0, text.lower().rfind("</channel")))):
        return text
    text = text[:-_TAIL] + _ROOT_END.sub("", text[-_TAIL:])
    if entry[1].lower() == "entry":
        return f'<feed xmlns="http://www.w3.org/2005/Atom">{text}</feed>'
    return f"<rss>{text}</rss>" if first == "channel" else f"<rss><channel>{text}</channel></rss>"


def _sections_ended(text: str) -> str:
    """End each CDATA section that swallows the following entry, or has no end at all, where its element ends."""
    parts: list[str] = []
    done = place = tries = 0
    while tries < _MAX_TRIES and (start := text.find(_SECTION, place)) >= 0:
        end = text.find(_SECTION_END, start)
        end = len(text) if end < 0 else end
        inner = text.find(_SECTION, start + len(_SECTION), end)
        place = end
        if inner < 0 and end < len(text):
            continue
        tries += 1
        opened = _OPENED.search(text, max(0, start - 300), start)
        close = text.find(f"</{opened[1]}", start, inner if inner >= 0 else end) if opened else -1
        if close >= 0 and (inner < 0 or _NEXT_ENTRY.search(text, close, inner)):
            parts += text[done:close], _SECTION_END
            done = place = close
    return "".join((*parts, text[done:])) if parts else text


def closed(text: str) -> str:
    """Fields of entries that lack a tag, end with that of another, or break off with `text`, with theirs; names of tags
    without bytes that were none of the encoding."""
    text = _UNCLOSED.sub(_with_end, _UNREADABLE.sub(r"\1", text) if "\ufffd" in text else text)
    text = _UNOPENED.sub(r"\1<\3>\2", text)
    if text.rfind(_SECTION) > text.rfind(_SECTION_END):
        text += _SECTION_END
    return _CUT.sub(r"\g<0></\g<name>>", _TORN.sub("", text))


def _with_end(field: re.Match[str]) -> str:
    end = field["end"] or ""
    name = end[2:-1].strip().lower()
    if name == field["name"].lower():
        return field[0]
    start = field[0].removesuffix(end)
    return f"{start}</{field['name']}>{end if name in _CONTAINERS.lower().split('|') else ''}"
