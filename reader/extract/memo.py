"""What is remembered of a feed's entries, so that those that came unchanged need not be cleaned and digested again.

Of each entry a mark: a hash of all that its text and its language are made from, before cleaning. An equal mark is an
equal text. The memo goes with the feed through the store, as bytes that nobody else reads; one that other code wrote,
that is damaged or that misses entries only costs time.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple
from unicodedata import unidata_version

import msgspec
from lxml import etree

MOST = 64 * 1024
"""Bytes of a memo, about; entries beyond it, the last of the document, are read again each time."""
_MARK = 8


class Seen(NamedTuple):
    """What reading an entry's text gave, as far as it is needed to tell that it is the same as before."""

    content_hash: str
    language: str
    lead: str
    """Only where it identifies the entry: where title or date is missing."""


class _Memo(msgspec.Struct, array_like=True):
    code: bytes
    """The code that read the texts."""
    entries: list[tuple[bytes, bytes, str, str]]
    """Mark, content hash, language, lead."""


_decode = msgspec.msgpack.Decoder(_Memo).decode


def mark(parts: Sequence[str]) -> bytes:
    """The mark of an entry that is made from `parts`."""
    lengths = ",".join([str(len(part)) for part in parts])
    return blake2b("".join((lengths, *parts)).encode("utf-8", "surrogatepass"), digest_size=_MARK).digest()


def load(memo: bytes) -> dict[bytes, Seen]:
    """The entries of a memo by their marks; none when other code wrote it or it cannot be read."""
    if not memo:
        return {}
    try:
        found = _decode(memo)
    except (msgspec.MsgspecError, ValueError):
        return {}
    if found.code != fingerprint():
        return {}
    return {mark: Seen(content.hex(), language, lead) for mark, content, language, lead in found.entries}


def dump(entries: Mapping[bytes, Seen]) -> bytes:
    """The memo of these entries, in document order."""
    kept, size = [], 0
    for key, (content, language, lead) in entries.items():
        size += 40 + len(lead.encode("utf-8", "replace"))
        if size > MOST:
            break
        kept.append((key, bytes.fromhex(content), language, lead))
    return msgspec.msgpack.encode(_Memo(fingerprint(), kept)) if kept else b""


@cache
def fingerprint() -> bytes:
    """What the code is that cleans and digests: another version of it may read a text in another way."""
    found = blake2b(repr((etree.LXML_VERSION, etree.LIBXML_VERSION, unidata_version)).encode(), digest_size=_MARK)
    package = Path(__file__).parent.parent
    for folder in ("extract", "domain"):
        for path in sorted((package / folder).glob("*.py")):
            found.update(path.read_bytes())
    return found.digest()
