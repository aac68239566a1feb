"""Byte order marks: the one sign of an encoding that a document carries itself and that is never wrong."""

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
            return data[len(mark) :].decode(name, "replace")
    return None
