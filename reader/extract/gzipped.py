"""Files that a server sends packed without saying so."""

from __future__ import annotations

import zlib

from reader.domain.errors import ParseFailed
from reader.i18n import _

_MAGIC = b"\x1f\x8b"


def unpacked(body: bytes, most: int) -> bytes:
    """`body`, or the first `most` bytes that it holds when it is a gzip file, of a torn one what is there.

    Raises ParseFailed for a damaged one.
    """
    if not body.startswith(_MAGIC):
        return body
    try:
        return zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(body, most)
    except zlib.error:
        raise ParseFailed(_("The server sent a damaged gzip file.")) from None
