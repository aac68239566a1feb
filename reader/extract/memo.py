"""What is remembered of a feed's entries, so that those that came unchanged need not be read and digested again.

Of each entry two marks: a hash of its element as it stood in the document, where the parser gives one
(`ParsedEntry.mark`), by which not even its fields are looked for; and a hash of all that its text and its language are
made from, before cleaning, for where something else in the element changed, like a count of comments. The memo goes
with the feed through the store, as bytes that nobody else reads; one that other code wrote, that is damaged or that
misses entries only costs time.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cache
from hashlib import blake2b
from pathlib import Path
from unicodedata import unidata_version

import msgspec
from lxml import etree

MOST = 512 * 1024
"""Bytes of a memo before it is packed, about; entries beyond it, the last of the document, are read again each time."""
_MARK = 8


class Seen(msgspec.Struct, frozen=True, array_like=True):
    """What reading an entry gave, as far as it is needed to tell what is the same as before."""

    text: bytes
    """The mark of its text."""
    content_hash: str
    language: str
    lead: str
    """Only where it identifies the entry: where title or date is missing."""
    mark: bytes = b""
    """`ParsedEntry.mark`; the fields that follow are empty without one."""
    key: str = ""
    id: str = ""
    url: str = ""
    url_key: str = ""
    title: str = ""
    published: datetime | None = None
    updated: datetime | None = None


class Memo:
    """The entries of the last time, by their marks."""

    def __init__(self, entries: Iterable[Seen] = ()) -> None:
        entries = tuple(entries)
        self.texts = {entry.text: entry for entry in entries}
        self.entries = {entry.mark: entry for entry in entries if entry.mark}


class _Written(msgspec.Struct, array_like=True):
    code: bytes
    """The code that read the texts."""
    entries: list[Seen]


_decode = msgspec.msgpack.Decoder(_Written).decode


def mark(parts: Sequence[str]) -> bytes:
    """The mark of what is made from `parts`."""
    lengths = ",".join([str(len(part)) for part in parts])
    return blake2b("".join((lengths, *parts)).encode("utf-8", "surrogatepass"), digest_size=_MARK).digest()


def load(memo: bytes) -> Memo:
    """The entries of a memo; none when other code wrote it or it cannot be read."""
    if not memo:
        return Memo()
    try:
        found = _decode(zlib.decompressobj().decompress(memo, 2 * MOST))
    except (zlib.error, msgspec.MsgspecError, ValueError):
        return Memo()
    return Memo(found.entries if found.code == fingerprint() else ())


def dump(entries: Iterable[Seen]) -> bytes:
    """The memo of these entries, in document order."""
    kept, size = [], 0
    for entry in entries:
        size += 150 + sum(len(field.encode("utf-8", "replace")) for field in (entry.lead, entry.id, entry.title))
        size += len(entry.url) + len(entry.url_key)
        if size > MOST:
            break
        kept.append(entry)
    return zlib.compress(msgspec.msgpack.encode(_Written(fingerprint(), kept)), 1) if kept else b""


@cache
def fingerprint() -> bytes:
    """What the code is that cleans and digests: another version of it may read a text in another way."""
    found = blake2b(repr((etree.LXML_VERSION, etree.LIBXML_VERSION, unidata_version)).encode(), digest_size=_MARK)
    package = Path(__file__).parent.parent
    for folder in ("extract", "domain"):
        for path in sorted((package / folder).glob("*.py")):
            found.update(path.read_bytes())
    return found.digest()
