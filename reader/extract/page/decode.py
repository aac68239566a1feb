"""From a page's bytes to text: which encoding it is in, whatever it claims."""

from __future__ import annotations

import codecs
import re

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_META = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9_.:-]{2,40})""", re.IGNORECASE)
_XML = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9_.:-]{2,40})""", re.IGNORECASE)
_HEADER = re.compile(r"""charset\s*=\s*["']?\s*([A-Za-z0-9_.:-]{2,40})""", re.IGNORECASE)
_VIETNAMESE = re.compile(rb"""<html[^>]{0,300}?\blang\s*=\s*["']?vi\b""", re.IGNORECASE)
_FOREIGN = re.compile("[^\x00-\x7f\ufffd]")
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")

# What browsers read where a page says the left (WHATWG Encoding): the right one holds all of the left and more.
_WIDER = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "big5": "big5hkscs",
}
_HEAD_BYTES = 4096


def decode(body: bytes, content_type: str = "") -> str:
    """The text of `body`, without characters that no page may hold.

    A byte order mark wins; then strict UTF-8, since nothing else passes as UTF-8 by chance; then what the HTTP header,
    the page and its language say, whichever leaves the fewest unreadable places; then detection. `content_type` is the
    HTTP header or empty. Never raises.
    """
    return _UNPRINTABLE.sub("", _decode(body, content_type))


def _decode(body: bytes, content_type: str) -> str:
    for mark, name in _BOMS:
        if body.startswith(mark):
            return body[len(mark) :].decode(name, "replace")
    if body[:64].count(0) > 8:
        name = "utf-16-le" if body[1:2] == b"\x00" else "utf-16-be"
        return body.decode(name, "replace")
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        # A few broken bytes (a page cut in the middle of a character, a pasted quote) do not make it another encoding.
        text = body.decode("utf-8", "replace")
        broken = text.count("\ufffd")
        if len(_FOREIGN.findall(text)) > 8 * broken or (broken == 1 and text.endswith("\ufffd")):
            return text
    best = ""
    least = len(body) // 50 + 1
    for name in [*_stated(body, content_type), "utf-8"]:
        text = body.decode(name, "replace")
        broken = text.count("\ufffd")
        if broken < least:
            best, least = text, broken
        if not broken:
            break
    return best or _detected(body)


def _stated(body: bytes, content_type: str) -> list[str]:
    """Python names of the encodings that the header, the page and its language name, most trusted first."""
    head = body[:_HEAD_BYTES]
    names = [match.group(1) for match in [_HEADER.search(content_type)] if match]
    names += [match.group(1).decode("ascii") for pattern in (_XML, _META) if (match := pattern.search(head))]
    found = [name for name in map(_python_name, names) if name and not name.startswith(("utf-16", "utf-32"))]
    # Pages in the old Vietnamese code page often claim a western one, which decodes without a complaint.
    if _VIETNAMESE.search(head) and (not found or found[0] in {"cp1252", "utf-8"}):
        found.insert(0, "cp1258")
    return found


def _python_name(name: str) -> str:
    try:
        normal = codecs.lookup(name.strip().lower()).name
    except LookupError:
        return ""
    return _WIDER.get(normal, normal)


def _detected(body: bytes) -> str:
    from charset_normalizer import from_bytes

    best = from_bytes(body[:200_000]).best()
    return body.decode(best.encoding if best else "cp1252", "replace")
