"""From a feed's bytes to text that a strict XML parser has a chance with. Pure; nothing named inside is ever fetched.

A document type declaration is never handed to a parser: its entities are either plain (then put in here, within
limits), HTML's own (known here), or a trap (then the feed is refused).
"""

from __future__ import annotations

import html
import re
from html.entities import html5

from reader.domain.errors import ParseFailed
from reader.i18n import _

from .decode import decode
from .feedrepair import unescaped

_DECLARATION = re.compile(r"<\?xml\b[^>]{0,400}>")
_ENTITY = re.compile(
    r"<!ENTITY\s+(?P<param>%\s+)?(?P<name>[^\s\"'>%]{1,100})\s+(?:(?P<external>SYSTEM|PUBLIC)\b"
    r"|\"(?P<double>[^\"]*)\"|'(?P<single>[^']*)')",
    re.IGNORECASE,
)
_REFERENCE = re.compile(
    r"&(?!#\d{1,7};|#x[0-9a-fA-F]{1,6};|(?:amp|lt|gt|quot|apos);)(?:([A-Za-z][A-Za-z0-9._-]{0,100});)?"
)
_NESTED = re.compile(r"[&%][A-Za-z_:][^\s;]*;|&#(?:38|x26);", re.IGNORECASE)
"""A reference inside an entity; "&#38;" spells the ampersand of one."""
_HARMLESS = re.compile(r"&(?:amp|lt|gt|quot|apos);|&#38;#\d{1,4};")
_SECTION = re.compile(r"(<!\[CDATA\[.*?(?:\]\]>|\Z)|<!--.*?(?:-->|\Z))", re.DOTALL)
_START = re.compile(r"<(?:\?xml\s|rss[\s>]|feed[\s>]|rdf:RDF[\s>]|channel[\s>])", re.IGNORECASE)
_SUBSET_END = re.compile(r"\]\s*>")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_END = re.compile(r"</(?:rss|feed|rdf:RDF)\s*>", re.IGNORECASE)
_BAD_NUMBER = re.compile(r"&#(?:(\d{1,7})|x([0-9a-fA-F]{1,6}));")
_ANSI_NUMBER = re.compile(r"&#(?:(0{0,3}1(?:2[89]|[345]\d))|[xX](0{0,4}[89][0-9a-fA-F]));")
"""References to C1 controls: by them, Windows-1252 is meant, as browsers know and XML parsers do not."""

_DOCTYPE_WITHIN = 200_000
_MAX_PLAIN = 100
"""Characters of a plain entity that are put in for it; longer ones are left out, which bounds the growth."""


def feed_text(body: bytes, content_type: str) -> str:
    """The text of a feed's bytes, without byte order mark and XML declaration.

    Raises ParseFailed for entity bombs and for entities that name files.
    """
    text = _without_declaration(decode(body, content_type).lstrip("\ufeff"))
    text = _without_doctype(_without_declaration(unescaped(text)))
    return _ANSI_NUMBER.sub(_numbered, text) if "&#" in text else text


def _without_declaration(text: str) -> str:
    text = text.lstrip()
    declaration = _DECLARATION.match(text)
    return text[declaration.end() :].lstrip() if declaration else text


def _without_doctype(text: str) -> str:
    # Blanks instead of comments, so that places stay; behind the last end of one there is none, and no search for it.
    head = text[:_DOCTYPE_WITHIN]
    ended = head.rfind("-->") + 3
    head = _COMMENT.sub(lambda comment: " " * len(comment[0]), head[:ended]) + head[ended:] if ended > 2 else head
    start = head.upper().find("<!DOCTYPE")
    if start < 0 or _START.search(head[:start]):
        return text
    bracket, close = text.find("[", start), text.find(">", start)
    if bracket < 0 or (0 <= close < bracket):
        return text if close < 0 else text[:start] + text[close + 1 :].lstrip()
    end = _SUBSET_END.search(text, bracket)
    plain = _plain_entities(text[bracket : end.start()] if end else text[bracket:])
    # Of one that was never ended its first part goes, so that a feed behind it can be seen.
    place = end.end() if end else close + 1 if close >= 0 else len(text)
    rest = text[:start] + text[place:].lstrip()
    return _put_in(rest, plain) if plain else rest


def _plain_entities(subset: str) -> dict[str, str]:
    """Entities that stand for a few characters. Raises ParseFailed for those that stand for others or for files."""
    found: dict[str, str] = {}
    for match in _ENTITY.finditer(subset):
        value = match["double"] or match["single"] or ""
        if match["param"]:
            continue
        if match["external"]:
            raise ParseFailed(_("This feed tries to read files through XML entities; it is not opened."))
        if _NESTED.search(_HARMLESS.sub("", value)):
            raise ParseFailed(_("This feed holds XML entities inside each other, as a bomb does; it is not opened."))
        if len(value) <= _MAX_PLAIN and "<" not in value:
            found[match["name"]] = value
    return found


def _put_in(text: str, plain: dict[str, str]) -> str:
    return re.sub(r"&([A-Za-z][A-Za-z0-9._-]{0,100});", lambda m: plain.get(m[1], m[0]), text)


def _named(match: re.Match[str]) -> str:
    name = match[1]
    value = html5.get(f"{name};", "") if name else ""
    return "".join(f"&#{ord(char)};" for char in value) if value else "&amp;" + match[0][1:]


def _numbered(match: re.Match[str]) -> str:
    code = int(match[1]) if match[1] else int(match[2], 16)
    allowed = code in (9, 10, 13) or 0x20 <= code <= 0xD7FF or 0xE000 <= code <= 0xFFFD or 0x10000 <= code <= 0x10FFFF
    if 0x80 <= code <= 0x9F:
        return html.unescape(match[0])  # Windows-1252 by number, as browsers read it
    return match[0] if allowed else ""


def allowed(text: str) -> str:
    """`text` without references to characters that XML forbids; some of them end a parser that forgives all else."""
    return _BAD_NUMBER.sub(_numbered, text) if "&#" in text else text


def mend(text: str) -> str:
    """Mend what most often keeps a feed from being XML: HTML's named entities, bare ampersands, references to forbidden
    characters, comments that were never ended, and anything before the first or after the last tag of the feed. CDATA
    sections stay as they are."""
    start = _START.search(text[:20_000])
    if start:
        text = text[start.start() :]
    ends = list(_END.finditer(text, max(0, len(text) - 20_000)))
    if ends:
        text = text[: ends[-1].end()]
    tail = text.rfind("-->") + 1
    if "<!--" in text[tail:]:
        text = text[:tail] + text[tail:].replace("<!--", "")
    parts = _SECTION.split(_without_declaration(text))
    for index in range(0, len(parts), 2):
        if "&" in parts[index]:
            parts[index] = _BAD_NUMBER.sub(_numbered, _REFERENCE.sub(_named, parts[index]))
    return "".join(part for part in parts if not part.startswith("<!--"))
