"""Lists of feeds as other programs keep them: OPML, newsboat's `urls`, addresses one on a line; also packed.

Pure: bytes in, values out. The same is refused as in OPML, with a sentence for each line.

Source for `urls`: the newsboat manual, "First Steps" and "Query Feeds".
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from itertools import islice

from reader.i18n import _

from . import opml, opml_text
from .errors import UsageError
from .opml import MAX_BYTES, Opml, OpmlFeed, OpmlFolder, OpmlNode, Refused
from .text import clean_line

_MEMBER = b"PK\x01\x02"
_MOST_MEMBERS = 10_000
"""Entries of a directory that Python reads whole: each costs it half a kilobyte."""
_LOOKED_AT = 100
"""Members of a zip file that may be lists."""
_MAX_LINE = 8000
_WORD = re.compile(r"\"((?:[^\"\\]|\\.)*)\"?|(#)|(\S+)")
_ESCAPED = re.compile(r"\\(.)")
_LOOKS = re.compile(r"[a-z][a-z+.-]{1,20}:\S|(?:[\w-]+\.)+[a-z]{2,24}(?:[/:]\S*)?$", re.IGNORECASE)
"""The beginning of an address or of what newsboat has in the place of one."""


def parse(data: bytes) -> Opml:
    """Read a list of feeds. Raises UsageError with a sentence when it is none, damaged at the packing, or too large."""
    if len(data) > MAX_BYTES:
        raise opml.too_large()
    if data.startswith(b"PK\x03\x04"):
        return _joined(data)
    return _parse_plain(_gunzipped(data) if data.startswith(b"\x1f\x8b") else data)


def _parse_plain(data: bytes) -> Opml:
    text = opml_text.decoded(data[:100_000]).lstrip("\ufeff \t\r\n")
    if text.startswith("<") or re.search(r"<(?:opml|outline)\b", text, re.IGNORECASE):
        return opml.parse(data)
    return _parse_lines(opml_text.decoded(data))


def _gunzipped(data: bytes) -> bytes:
    try:
        unpacked = zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(data, MAX_BYTES + 1)
    except zlib.error as error:
        raise UsageError(_("The gzip file is damaged; nothing was taken over.")) from error
    if len(unpacked) > MAX_BYTES:
        raise opml.too_large()
    return unpacked


def _joined(data: bytes) -> Opml:
    """All lists in a zip file, one after the other."""
    found: list[Opml] = []
    for member in _members(data):
        try:
            found.append(_parse_plain(member))
        except UsageError:
            continue  # a readme, a picture, the entries: what another program packs with its list
    if not found:
        raise UsageError(_("The zip file holds no list of feeds."))
    return Opml(
        tuple(node for one in found for node in one.nodes),
        found[0].title,
        tuple(sentence for one in found for sentence in one.refused),
        sum(one.lines_refused for one in found),
        tuple(sentence for one in found for sentence in one.damage),
    )


def _members(data: bytes) -> Iterator[bytes]:
    if data.count(_MEMBER) > _MOST_MEMBERS:
        raise opml.too_large()
    left = MAX_BYTES
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            for member in islice(packed.infolist(), _LOOKED_AT):
                with packed.open(member) as file:
                    content = file.read(left + 1)
                left -= len(content)
                if left < 0:
                    raise opml.too_large()
                yield content
    except (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, EOFError, OSError) as error:
        # Damaged, encrypted, or packed in a way that Python does not know.
        raise UsageError(_("The zip file cannot be unpacked; nothing was taken over.")) from error


def _parse_lines(text: str) -> Opml:
    refused = Refused()
    folders: dict[str, list[OpmlNode]] = {}
    count = 0
    for number, line in enumerate(text.splitlines(), 1):
        address, *tags = _words(line[:_MAX_LINE]) or [""]
        if not _LOOKS.match(address):
            if address:
                refused.add(_("“{line}” is no address.").format(line=clean_line(line, 120)))
            continue
        title = next((clean_line(tag[1:], opml.MAX_TITLE) for tag in tags if tag.startswith("~")), "")
        tags = [clean_line(tag, opml.MAX_TITLE) for tag in tags if not tag.startswith(("~", "!"))]
        kind, _colon, rest = address.partition(":")
        if kind.lower() == "query":
            name = clean_line(rest.partition(":")[0], 120)
            refused.add(_("“{title}” is a search of newsboat; ctrl+s keeps one here.").format(title=name or "-"))
            continue
        url, why = opml.fetchable(address, title or _("line {n}").format(n=number))
        if not url:
            refused.add(why)
            continue
        count += 1
        if count <= opml.MAX_FEEDS:
            extra = {"category": ",".join(tags)} if tags else {}
            # What the reader called it; the feed's own title is not known yet.
            feed = OpmlFeed(url, url if title else "", title, extra=extra)
            folders.setdefault(tags[0] if tags else "", []).append(feed)
    if not count:
        raise UsageError(_("This is no list of feeds: neither OPML nor addresses, one on a line."))
    if count > opml.MAX_FEEDS:
        refused.damage.append(_("Only the first {count} feeds were read.").format(count=opml.MAX_FEEDS))
    nodes = tuple(OpmlFolder(title, tuple(inside)) for title, inside in folders.items() if title)
    return Opml((*folders.get("", ()), *nodes), "", tuple(refused.sentences), refused.count, tuple(refused.damage))


def _words(line: str) -> list[str]:
    """The words of a line of `urls`: parted by blanks, in double quotes with backslashes, up to a comment."""
    found = []
    for word in _WORD.finditer(line):
        if word[2]:
            break
        found.append(_ESCAPED.sub(r"\1", word[1]) if word[1] is not None else word[3])
    return found
