"""Byte order marks: the one sign of an encoding that a document carries itself. It is wrong only where software put
that of UTF-16 before bytes of another encoding, which shows at once: markup in UTF-16 is half zeros."""

from __future__ import annotations

import codecs

# That of UTF-32 begins with that of UTF-16.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def decoded_by_mark(data: bytes) -> str | None:
    """`data` without its byte order mark, in the encoding that this names; None for data without one. What cannot be
    read becomes U+FFFD."""
    for mark, name in _MARKS:
        if data.startswith(mark):
            if len(mark) == 2 and _is_single(data[2:66]):
                return decoded_by_mark(data[2:]) or data[2:].decode("utf-8", "replace")
            return data[len(mark) :].decode(name, "replace")
    return None


def _is_single(head: bytes) -> bool:
    """Whether this is markup or JSON of one byte a character, which in UTF-16 would be Chinese without a line end."""
    head = head.removeprefix(codecs.BOM_UTF8)
    return head[:1] in (b"<", b"{") and head.isascii() and 0 not in head
