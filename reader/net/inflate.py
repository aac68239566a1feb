"""Decompression that never makes more bytes than the limit, whatever the input. Source: RFC 9110 8.4.1, RFC 1952.

httpx decodes a whole chunk at once: 405 bytes of brotli became 512 MB. Only gzip is asked for; deflate is understood
because some servers send it regardless; anything else is refused by name.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator

_STEP = 256 * 1024
_GZIP_MAGIC = b"\x1f\x8b"


class TooMuch(Exception):
    """More bytes than the limit."""


class BadCoding(Exception):
    """The body is not what its Content-Encoding says, or in a coding that was not asked for; the text names it."""


class Inflater:
    """Collects a body of at most `limit` bytes, decoding as it arrives."""

    def __init__(self, coding: str, limit: int) -> None:
        codings = [part.strip() for part in coding.lower().split(",") if part.strip() not in ("", "identity")]
        if len(codings) > 1 or (codings and codings[0] not in ("gzip", "x-gzip", "deflate")):
            raise BadCoding(coding)
        self._coding = codings[0] if codings else ""
        self._limit = limit
        self._raw = 0
        self._body = bytearray()
        self._decoder: zlib._Decompress | None = None
        self._plain = not self._coding
        self._held = b""

    def feed(self, data: bytes) -> Iterator[int]:
        """Take in the next bytes, step by step; the size of the body after each. Raises TooMuch or BadCoding."""
        self._raw += len(data)
        if self._raw > self._limit:
            raise TooMuch
        if self._decoder is None and not self._plain:
            data = self._held + data
            if len(data) < 2:
                self._held = data
                return
            self._held = b""
            self._start(data)
        if self._plain:
            self._keep(data)
            yield len(self._body)
        else:
            yield from self._decode(data)

    def _start(self, head: bytes) -> None:
        if self._coding != "deflate":
            if head.startswith(_GZIP_MAGIC):
                self._decoder = zlib.decompressobj(zlib.MAX_WBITS | 16)
            else:
                # Some servers label a plain body as gzip.
                self._plain = True
            return
        # "deflate" is a zlib stream by the book, a raw one from some servers.
        zlib_header = head[0] & 0x0F == 8 and (head[0] << 8 | head[1]) % 31 == 0
        self._decoder = zlib.decompressobj(zlib.MAX_WBITS if zlib_header else -zlib.MAX_WBITS)

    def _keep(self, data: bytes) -> None:
        if len(self._body) + len(data) > self._limit:
            raise TooMuch
        self._body += data

    def _decode(self, data: bytes) -> Iterator[int]:
        decoder = self._decoder
        try:
            while data and decoder is not None:
                if decoder.eof:
                    # A further member of a gzip file; anything else after the end is padding.
                    if not data.startswith(_GZIP_MAGIC):
                        return
                    decoder = self._decoder = zlib.decompressobj(zlib.MAX_WBITS | 16)
                self._keep(decoder.decompress(data, _STEP))
                yield len(self._body)
                data = decoder.unconsumed_tail or decoder.unused_data
        except zlib.error as error:
            raise BadCoding(self._coding) from error

    def finish(self) -> bytes:
        """The whole body. Raises BadCoding when the compressed stream broke off."""
        if self._held:
            self._keep(self._held)
        if self._decoder is not None:
            self._keep(self._decoder.flush())
            if not self._decoder.eof:
                raise BadCoding(self._coding)
        return bytes(self._body)


def is_gzip_file(data: bytes) -> bool:
    """Whether the body is a compressed file (`feed.xml.gz`)."""
    return data.startswith(_GZIP_MAGIC)
