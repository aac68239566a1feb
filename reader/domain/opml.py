"""Lists of subscriptions as OPML: reading what other programs write, in all its shapes, and writing our own.

Pure: bytes in, values out, values in, text out. Attributes that mean nothing to us are kept and written again. What an
OPML file names is only ever an address: a line that holds a command, a file of this machine or an unknown scheme is
refused with a sentence, and the rest is read.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import format_datetime
from html.entities import html5
from typing import TypeAlias
from xml.etree.ElementTree import ParseError, XMLParser

from reader.i18n import _

from .errors import UsageError
from .identity import safe_url
from .text import clean_line

MAX_BYTES = 20_000_000
MAX_FEEDS = 50_000
MAX_DEPTH = 64
"""Folders deeper than this are read into the one above them."""
MAX_TITLE = 300
MAX_EXTRA = 40
"""Foreign attributes of one outline that are kept, each up to MAX_VALUE characters."""
MAX_VALUE = 4000

_NAME = re.compile(r"(?:\{[^{}\s]{1,300}\})?[A-Za-z_][\w.-]{0,99}")
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_OWN = frozenset({"text", "title", "type", "xmlurl", "htmlurl"})
_COMMAND = re.compile(r"\s*(?:exec|filter|query|javascript|data|file|shell)\s*:|\s*\|", re.I)


@dataclass(frozen=True, slots=True)
class OpmlFeed:
    """One subscription."""

    url: str
    title: str = ""
    """The feed's own title, as the file gives it."""
    own_title: str = ""
    """The title that the reader gave it, empty when it is the feed's."""
    site_url: str = ""
    kind: str = "rss"
    """The `type` attribute in lower case."""
    extra: Mapping[str, str] = field(default_factory=dict)
    """Attributes that mean nothing to us; names of foreign name spaces as `{uri}name`."""


@dataclass(frozen=True, slots=True)
class OpmlFolder:
    """A folder of subscriptions and folders."""

    title: str
    nodes: tuple[OpmlNode, ...] = ()
    extra: Mapping[str, str] = field(default_factory=dict)


OpmlNode: TypeAlias = OpmlFeed | OpmlFolder


@dataclass(frozen=True, slots=True)
class Opml:
    """A list of subscriptions."""

    nodes: tuple[OpmlNode, ...] = ()
    title: str = ""
    refused: tuple[str, ...] = ()
    """A sentence for each line that was not taken over, and for damage."""


def feeds(nodes: Sequence[OpmlNode], path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], OpmlFeed]]:
    """Every feed with the titles of the folders it is in, from the top."""
    for node in nodes:
        if isinstance(node, OpmlFeed):
            yield path, node
        else:
            yield from feeds(node.nodes, (*path, node.title))


def parse(data: bytes, *, trusted: bool = False) -> Opml:
    """Read an OPML file; damage costs the damaged place and what follows it, never what stood before.

    `trusted` is for the file that we wrote ourselves: there an address may also be a path or an adapter's own form.
    Raises UsageError when it is no OPML, holds a document type (no list of feeds needs one, and it could hold an entity
    bomb), or is too large.
    """
    if len(data) > MAX_BYTES:
        size = MAX_BYTES // 10**6
        raise UsageError(_("The file is larger than {size} MB and so no list of feeds.").format(size=size))
    target = _Target(trusted)
    try:
        _feed(data, target)
    except ParseError as error:
        # Common in the wild: a bare &, an HTML entity, a wrong encoding. Once more, forgiving.
        target = _Target(trusted)
        try:
            _feed(_mended(data), target)
        except ParseError:
            line = error.position[0] if error.position else 0
            target.refused.append(_("The file is damaged at line {line}; what follows is lost.").format(line=line))
    except (LookupError, ValueError) as error:
        raise UsageError(_("This is no OPML: its encoding cannot be read ({why}).").format(why=error)) from error
    nodes = target.nodes()
    if not target.is_opml:
        raise UsageError(_("This is no OPML file: it holds no list of feeds."))
    if not nodes and target.refused and not target.lines_refused:
        raise UsageError(target.refused[0])
    return Opml(nodes, target.title, tuple(target.refused))


def _feed(data: bytes, target: _Target) -> None:
    parser = XMLParser(target=target)
    parser.feed(data)
    parser.close()


def _mended(data: bytes) -> bytes:
    """The same file as UTF-8 with what XML does not allow taken out or written right."""
    text = _decoded(data)
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", text)
    text = _NO_XML.sub("", text)
    text = re.sub(r"&#(?:(\d{1,7})|[xX]([0-9a-fA-F]{1,6}));", _mended_number, text)
    text = re.sub(r"&(?!#\d{1,7};|#[xX][0-9a-fA-F]{1,6};)(\w{1,40};)?", _mended_entity, text)
    return text.lstrip().encode("utf-8")


def _mended_number(match: re.Match[str]) -> str:
    code = int(match[1] or match[2], 10 if match[1] else 16)
    return "" if code > 0x10FFFF or _NO_XML.match(chr(code)) else match[0]


def _mended_entity(match: re.Match[str]) -> str:
    name = match[1] or ""
    if name in ("amp;", "lt;", "gt;", "quot;", "apos;"):
        return match[0]
    plain = html5.get(name, "")
    if plain and not set(plain) & set("<&"):
        return plain.replace('"', "&quot;").replace("'", "&apos;")
    return f"&amp;{name}"


def _decoded(data: bytes) -> str:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", "replace")
    data = data.removeprefix(codecs.BOM_UTF8)
    declared = re.match(rb"\s*<\?xml[^>]*encoding\s*=\s*['\"]([\w.-]+)", data)
    for encoding in ("utf-8", declared[1].decode("ascii") if declared else "", "cp1252"):
        try:
            return data.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
    return data.decode("utf-8", "replace")


class _Target:
    """Takes the parser's events; keeps what was complete when the file breaks off."""

    def __init__(self, trusted: bool) -> None:
        self.title = ""
        self.refused: list[str] = []
        self.lines_refused = 0
        self.is_opml = False
        self._trusted = trusted
        self._count = 0
        self._stack: list[tuple[str, dict[str, str], list[OpmlNode]]] = [("", {}, [])]
        """Open folders: title, foreign attributes, what is in them. The first is the top."""
        self._open: list[bool] = []
        """For each open outline whether it opened a folder."""
        self._in_title = False

    def doctype(self, name: str, pubid: str | None, system: str | None) -> None:
        raise UsageError(
            _("The file has a document type ({name}), which no list of feeds needs; it is not read.").format(
                name=clean_line(name, 40)
            )
        )

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = _local(tag)
        if name in ("opml", "outline", "outlinedocument"):
            self.is_opml = True
        if name == "outline":
            self._outline(attributes)
        elif name == "title" and not self._open:
            self._in_title = True

    def end(self, tag: str) -> None:
        name = _local(tag)
        if name == "outline" and self._open and self._open.pop():
            self._close_folder()
        elif name == "title":
            self._in_title = False

    def data(self, text: str) -> None:
        if self._in_title and len(self.title) < MAX_TITLE:
            self.title = clean_line(self.title + text, MAX_TITLE)

    def close(self) -> None:
        """The end of the document."""

    def nodes(self) -> tuple[OpmlNode, ...]:
        """What was read; folders that were never closed are closed here."""
        while len(self._stack) > 1:
            self._close_folder()
        return tuple(self._stack[0][2])

    def _close_folder(self) -> None:
        title, extra, inside = self._stack.pop()
        self._stack[-1][2].append(OpmlFolder(title, tuple(inside), extra))

    def _outline(self, raw: dict[str, str]) -> None:
        known = {_local(name): value for name, value in raw.items() if _local(name) in _OWN}
        extra = {
            name: clean_line(value, MAX_VALUE)
            for name, value in raw.items()
            if _local(name) not in _OWN and _NAME.fullmatch(name)
        }
        extra = dict(list(extra.items())[:MAX_EXTRA])
        text = clean_line(known.get("text", ""), MAX_TITLE)
        title = clean_line(known.get("title", ""), MAX_TITLE)
        address = known.get("xmlurl", "").strip()
        kind = clean_line(known.get("type", ""), 40).lower()
        if not address:
            self._folder_or_other(text or title, kind, extra, raw)
            return
        # A feed may, against all custom, hold further outlines: they stand beside it.
        self._open.append(False)
        url = self._address(address, text or title)
        if not url:
            return
        self._count += 1
        if self._count > MAX_FEEDS:
            if self._count == MAX_FEEDS + 1:
                self.refused.append(_("Only the first {count} feeds were read.").format(count=MAX_FEEDS))
            return
        own = text if text and title and text != title else ""
        self._stack[-1][2].append(
            OpmlFeed(url, title or text, own, safe_url(known.get("htmlurl", "")), kind or "rss", extra)
        )

    def _folder_or_other(self, title: str, kind: str, extra: dict[str, str], raw: dict[str, str]) -> None:
        linked = next((value for name, value in raw.items() if _local(name) == "url"), "")
        if linked and kind in ("include", "link"):
            self._open.append(False)
            if kind == "include":
                self._refuse(
                    _("“{title}” includes another list ({url}), which is not fetched; import it by itself.").format(
                        title=title or "-", url=clean_line(linked, 200)
                    )
                )
            return
        if kind == "rss":
            self._open.append(False)
            self._refuse(_("“{title}” says that it is a feed, but gives no address.").format(title=title or "-"))
            return
        deep = len(self._stack) > MAX_DEPTH
        self._open.append(not deep)
        if not deep:
            self._stack.append((title or _("Untitled"), extra, []))

    def _address(self, address: str, title: str) -> str:
        shown = clean_line(address, 120)
        if self._trusted:
            return clean_line(address, 4096)
        url = safe_url(re.sub(r"^feed:(?=https?:)|^feed(?=://)", lambda m: "http" if m[0] == "feed" else "", address))
        if url.startswith(("http://", "https://", "gemini://")):
            return url
        if _COMMAND.match(address):
            why = _("“{title}” is no address but a command or a file ({url}); lists of feeds cannot bring those.")
        else:
            why = _("“{title}” has no address that can be fetched ({url}).")
        self._refuse(why.format(title=title or "-", url=shown))
        return ""

    def _refuse(self, sentence: str) -> None:
        self.lines_refused += 1
        if self.lines_refused <= 100:
            self.refused.append(sentence)
        elif self.lines_refused == 101:
            self.refused.append(_("More lines were refused than are named here."))


def _local(name: str) -> str:
    return name.rpartition("}")[2].lower()


def write(nodes: Sequence[OpmlNode], *, title: str, now: datetime) -> str:
    """The OPML 2.0 document that holds `nodes`; `parse` reads equal values from it."""
    spaces: dict[str, str] = {}
    body = "".join(_lines(nodes, 2, spaces))
    declared = "".join(f" xmlns:{prefix}={_quoted(uri)}" for uri, prefix in spaces.items())
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<opml version="2.0"{declared}>\n'
        f"  <head>\n    <title>{_escaped(title)}</title>\n"
        f"    <dateCreated>{format_datetime(now)}</dateCreated>\n  </head>\n"
        f"  <body>\n{body}  </body>\n</opml>\n"
    )


def _lines(nodes: Sequence[OpmlNode], depth: int, spaces: dict[str, str]) -> Iterator[str]:
    indent = "  " * depth
    for node in nodes:
        if isinstance(node, OpmlFeed):
            own = {
                "type": node.kind,
                "text": node.own_title or node.title,
                "title": node.title,
                "xmlUrl": node.url,
                "htmlUrl": node.site_url,
            }
            kept = {name: value for name, value in own.items() if value or name == "text"}
            yield f"{indent}<outline{_attributes({**kept, **node.extra}, spaces)}/>\n"
        else:
            yield f"{indent}<outline{_attributes({'text': node.title, 'title': node.title, **node.extra}, spaces)}>\n"
            yield from _lines(node.nodes, depth + 1, spaces)
            yield f"{indent}</outline>\n"


def _attributes(values: Mapping[str, str], spaces: dict[str, str]) -> str:
    return "".join(f" {_prefixed(name, spaces)}={_quoted(value)}" for name, value in values.items())


def _prefixed(name: str, spaces: dict[str, str]) -> str:
    if not name.startswith("{"):
        return name
    uri, _brace, local = name[1:].partition("}")
    if uri == "http://www.w3.org/XML/1998/namespace":
        return f"xml:{local}"
    return f"{spaces.setdefault(uri, f'ns{len(spaces)}')}:{local}"


# XML cannot hold most controls, not even as references; the C1 controls are legal there, and steer a terminal.
_UNHOLDABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def _escaped(text: str) -> str:
    return _UNHOLDABLE.sub("", text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _quoted(value: str) -> str:
    # A line break or tab in an attribute would come back as a space.
    value = _escaped(value).replace('"', "&quot;")
    return '"' + value.replace("\n", "&#10;").replace("\r", "&#13;").replace("\t", "&#9;") + '"'
