"""From a page's bytes to text: which encoding it is in, whatever it claims."""

from __future__ import annotations

import re

from reader.domain.byte_order import decoded_by_mark

from .charsets import decoded, known
from .guess import guess, is_latin, is_vietnamese

_META = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9_.:-]{2,40})""", re.IGNORECASE)
_XML = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9_.:-]{2,40})""", re.IGNORECASE)
_HEADER = re.compile(r"""charset\s*=\s*["']?\s*([A-Za-z0-9_.:-]{2,40})""", re.IGNORECASE)
_VIETNAMESE = re.compile(
    rb"""<(?:html|rss|feed|rdf:RDF)\b[^>]{0,300}?\blang\s*=\s*["']?vi\b|<(?:dc:)?language>\s*vi\b""", re.IGNORECASE
)
_FOREIGN = re.compile("[^\x00-\x7f\ufffd]")
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_ODD = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_ANSI = {code: bytes([code]).decode("cp1252", "ignore") for code in range(0x80, 0xA0)}
"""What Windows-1252 has at these numbers: nobody writes C1 controls, but many convert it as if it were Latin-1."""

_HEAD_BYTES = 4096
_EBCDIC = "<?xm".encode("cp037")


def decode(body: bytes, content_type: str = "") -> str:
    """The text of `body`, without characters that no page may hold.

    A byte order mark wins; then strict UTF-8, since nothing else passes as UTF-8 by chance; then what the HTTP header,
    the page and its language say, whichever leaves the fewest unreadable places; then detection. `content_type` is the
    HTTP header or empty. Never raises.
    """
    text = _decode(body, content_type)
    # One look at nearly every text, instead of one for each.
    return _UNPRINTABLE.sub("", text).translate(_ANSI) if _ODD.search(text) else text


def _decode(body: bytes, content_type: str) -> str:
    if (marked := decoded_by_mark(body)) is not None:
        return marked
    if body[:64].count(0) > 8:
        return body.decode(_wide(body[:64]), "replace")
    if b"\x1b$" in body and body.isascii():
        # The only encoding in use whose bytes all pass as ASCII.
        return body.decode("iso2022_jp", "replace")
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        # A few broken bytes (a page cut in the middle of a character, a pasted quote) do not make it another encoding.
        text = body.decode("utf-8", "replace")
        broken, sound = text.count("\ufffd"), len(_FOREIGN.findall(text))
        if sound > 8 * broken or (broken == 1 and text.endswith("\ufffd")):
            return text
    best = ""
    least = len(body) // 50 + 1
    for name in [*_stated(body, content_type), *(["utf-8"] if sound > broken else [])]:
        text = decoded(body, name)
        broken = text.count("\ufffd")
        if broken < least:
            best, least = text, broken
        if not broken:
            break
    return best or guess(body)


def _wide(head: bytes) -> str:
    """The encoding of a text without a mark whose characters take two or four bytes, by where its zeros stand."""
    if head[1:4] == b"\0\0\0":
        return "utf-32-le"
    if head[:3] == b"\0\0\0":
        return "utf-32-be"
    return "utf-16-le" if head[1:2] == b"\0" else "utf-16-be"


def _stated(body: bytes, content_type: str) -> list[str]:
    """Python names of the encodings that the header, the page and its language name, most trusted first.

    UTF-8 is left out: it has been tried.
    """
    head = body[:_HEAD_BYTES]
    if head.startswith(_EBCDIC):
        head = head.decode("cp037").encode("ascii", "replace")
    names = [match.group(1) for match in [_HEADER.search(content_type)] if match]
    names += [match.group(1).decode("ascii") for pattern in (_XML, _META) if (match := pattern.search(head))]
    stated = [name for name in map(known, names) if name]
    found = [name for name in stated if not name.startswith("utf-")]
    if found[:1] == ["cp1252"] and (is_vietnamese(body) or not is_latin(body)):
        # What many servers say of everything; it decodes anything without a complaint.
        found = [name for name in found if name != "cp1252"]
    # Pages in the old Vietnamese code page often claim a western one, which decodes without a complaint.
    if _VIETNAMESE.search(head) and (not stated or stated[0] in {"cp1252", "utf-8"}):
        found.insert(0, "cp1258")
    return found
