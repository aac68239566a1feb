"""Lists of subscriptions as OPML: reading what other programs write, in all its shapes; `opml_write` writes our own.

Pure: bytes in, values out, values in, text out. Attributes that mean nothing to us are kept and written again. What an
OPML file names is only ever an address: a line that holds a command, a file of this machine or an unknown scheme is
refused with a sentence, and the rest is read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias
from xml.etree.ElementTree import ParseError, XMLParser

from reader.i18n import _

from . import opml_text
from .errors import UsageError
from .identity import safe_url
from .text import clean_line

MAX_BYTES = 20_000_000
MAX_FEEDS = 50_000
MAX_DEPTH = 64
"""Folders deeper than this are read into the one above them."""
MAX_TITLE = 300
MAX_CATEGORIES = 100
"""Folders that are made from categories."""
MAX_EXTRA = 40
"""Foreign attributes of one outline that are kept, each up to MAX_VALUE characters."""
MAX_VALUE = 4000

_NAME = re.compile(r"(?:\{[^{}\s]{1,300}\})?[A-Za-z_][\w.-]{0,99}")
EXACT = "exactTitle"
"""Our own attribute of an outline whose titles are escaped no more than XML asks, though they look as if."""
_OWN = frozenset({"text", "title", "type", "xmlurl", "htmlurl", EXACT.lower()})
_FEED_NAMES = ("feedurl", "rssurl", "atomurl")
_FEED_KINDS = ("rss", "atom", "rdf", "feed", "json", "rss1", "rss2")
_FEED_SCHEME = re.compile(r"(?:feed|rss|itpc|pcast|podcast):(?:(?://)?(?=https?:)|(?=//))", re.I)
"""Schemes that only say what an address leads to, the last ones to a podcast."""
_BARE_HOST = re.compile(r"(?:[a-z0-9](?:[\w-]{0,61}[a-z0-9])?\.)+[a-z]{2,24}(?::\d{1,5})?(?:/|$)", re.I)
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
    """A sentence for each line that was not taken over, up to a hundred of them."""
    lines_refused: int = 0
    damage: tuple[str, ...] = ()
    """A sentence for what is wrong with the file as a whole."""


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
    Raises UsageError when it is no OPML, defines entities of its own (no list of feeds needs that, and it could be a
    bomb), or is too large.
    """
    if len(data) > MAX_BYTES:
        raise too_large()
    target = _target(opml_text.read(data), trusted)
    nodes = target.nodes()
    if not target.is_opml:
        raise UsageError(_("This is no OPML file: it holds no list of feeds."))
    refused = target.refused
    if not nodes and refused.damage and not refused.count:
        raise UsageError(refused.damage[0])
    return Opml(nodes, target.title, tuple(refused.sentences), refused.count, tuple(refused.damage))


def too_large() -> UsageError:
    """What is said of a file of more than MAX_BYTES."""
    size = MAX_BYTES // 10**6
    return UsageError(_("The file is larger than {size} MB and so no list of feeds.").format(size=size))


def fetchable(address: str, title: str) -> tuple[str, str]:
    """(the address as it can be fetched, empty; or nothing, and a sentence that says why not) of a line of a list."""
    url = safe_url(_web_address(address))
    if url.startswith(("http://", "https://", "gemini://")):
        return url, ""
    if _COMMAND.match(address):
        why = _("“{title}” is no address but a command or a file ({url}); lists of feeds cannot bring those.")
    else:
        why = _("“{title}” has no address that can be fetched ({url}).")
    return "", why.format(title=title or "-", url=clean_line(address, 120))


class Refused:
    """What of a list was not taken over, as `Opml` has it."""

    def __init__(self) -> None:
        self.sentences: list[str] = []
        self.count = 0
        self.damage: list[str] = []

    def add(self, sentence: str) -> None:
        """One line more."""
        self.count += 1
        if self.count <= 100:
            self.sentences.append(sentence)
        elif self.count == 101:
            self.damage.append(_("More lines were refused than are named here."))


def _target(text: str, trusted: bool) -> _Target:
    """What an XML parser makes of the text; where it gives up, as much as can be found."""
    target = _Target(trusted)
    try:
        _feed(text, target)
        return target
    except ParseError:
        # Common in the wild: a bare &, an HTML entity. Once more, forgiving.
        text, target = opml_text.mended(text), _Target(trusted)
    try:
        _feed(text, target)
        return target
    except ParseError as error:
        line = error.position[0] if error.position else 0
    scanned = _scanned(text, trusted)
    if scanned.count > target.count:
        scanned.refused.damage.append(
            _("The file is damaged at line {line}; the feeds that could still be read were taken.").format(line=line)
        )
        return scanned
    if not target.is_closed:
        target.refused.damage.append(_("The file is damaged at line {line}; what follows is lost.").format(line=line))
    return target


def _feed(text: str, target: _Target) -> None:
    parser = XMLParser(target=target)
    parser.feed(text)
    parser.close()


def _scanned(text: str, trusted: bool) -> _Target:
    """What can be found in text that is no XML, tag by tag."""
    target = _Target(trusted)
    for name, attributes, opens, closes in opml_text.tags(text):
        if opens:
            target.start(name, attributes)
        if closes:
            target.end(name)
    return target


class _Target:
    """Takes the parser's events; keeps what was complete when the file breaks off."""

    def __init__(self, trusted: bool) -> None:
        self.title = ""
        self.refused = Refused()
        self.is_opml = False
        self.is_closed = False
        """The end of the list was there; whatever stands behind it is none of it."""
        self.count = 0
        """Feeds so far."""
        self._trusted = trusted
        self._stack: list[tuple[str, dict[str, str], list[OpmlNode], bool]] = [("", {}, [], False)]
        """Open folders: title, foreign attributes, what is in them, whether it says that it is a feed. The first is the
        top."""
        self._open: list[bool] = []
        """For each open outline whether it opened a folder."""
        self._in_title = False
        self._commented: int | None = None
        """How many outlines were open when one began that is commented out, while inside it."""

    @property
    def _describes(self) -> bool:
        """Whether `text` is no name but what the feed says of itself, as gPodder writes it."""
        return self.title.startswith("gPodder")

    def doctype(self, name: str, pubid: str | None, system: str | None) -> None:
        raise opml_text.own_entities(name)

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = _local(tag)
        if name in ("opml", "outline", "outlinedocument"):
            self.is_opml = True
        if name == "outline" and (self._commented is not None or _is_commented(attributes)):
            self._commented = len(self._open) if self._commented is None else self._commented
            self._open.append(False)
        elif name == "outline":
            self._outline(attributes)
        elif name == "title" and not self._open:
            self._in_title = True

    def end(self, tag: str) -> None:
        name = _local(tag)
        if name == "outline" and self._open:
            if self._open.pop():
                self._close_folder()
            if self._commented == len(self._open):
                self._commented = None
        elif name == "title":
            self._in_title = False
        elif name == "opml":
            self.is_closed = True

    def data(self, text: str) -> None:
        if self._in_title and len(self.title) < MAX_TITLE:
            self.title = clean_line(self.title + text, MAX_TITLE)

    def close(self) -> None:
        """The end of the document."""

    def nodes(self) -> tuple[OpmlNode, ...]:
        """What was read; folders that were never closed are closed here."""
        while len(self._stack) > 1:
            self._close_folder()
        return _by_category(self._stack[0][2])

    def _close_folder(self) -> None:
        title, extra, inside, says_feed = self._stack.pop()
        if says_feed and not inside:
            self.refused.add(_("“{title}” says that it is a feed, but gives no address.").format(title=title or "-"))
            return
        title = title or _("Untitled")
        self._stack[-1][2].append(OpmlFolder(title, tuple(inside), extra))

    def _outline(self, raw: dict[str, str]) -> None:
        known = {_local(name): value for name, value in raw.items() if _local(name) in _OWN}
        extra = {
            name: clean_line(value, MAX_VALUE)
            for name, value in raw.items()
            if _local(name) not in _OWN and _NAME.fullmatch(name)
        }
        extra = dict(list(extra.items())[:MAX_EXTRA])
        exact = self._trusted or EXACT.lower() in known
        text, title = (_title(known.get(name, ""), exact) for name in ("text", "title"))
        kind = clean_line(known.get("type", ""), 40).lower()
        address = _address_in(known, raw, kind)
        if not address:
            self._folder_or_other(text or title, kind, extra, raw)
            return
        # A feed may, against all custom, hold further outlines: they stand beside it.
        self._open.append(False)
        url = self._address(address, text or title)
        if not url:
            return
        self.count += 1
        if self.count > MAX_FEEDS:
            if self.count == MAX_FEEDS + 1:
                self.refused.damage.append(_("Only the first {count} feeds were read.").format(count=MAX_FEEDS))
            return
        own = text if text and title and text != title and not self._describes else ""
        self._stack[-1][2].append(
            OpmlFeed(url, title or text, own, safe_url(known.get("htmlurl", "")), kind or "rss", extra)
        )

    def _folder_or_other(self, title: str, kind: str, extra: dict[str, str], raw: dict[str, str]) -> None:
        linked = next((value for name, value in raw.items() if _local(name) == "url"), "")
        if linked and kind in ("include", "link"):
            self._open.append(False)
            if kind == "include":
                self.refused.add(
                    _("“{title}” includes another list ({url}), which is not fetched; import it by itself.").format(
                        title=title or "-", url=clean_line(linked, 200)
                    )
                )
            return
        deep = len(self._stack) > MAX_DEPTH
        self._open.append(not deep)
        if not deep:
            self._stack.append((title, extra, [], kind == "rss"))

    def _address(self, address: str, title: str) -> str:
        if self._trusted:
            return clean_line(address, 4096)
        url, why = fetchable(address, title)
        if why:
            self.refused.add(why)
        return url


def _title(value: str, exact: bool) -> str:
    return clean_line(value if exact else opml_text.shown(value), MAX_TITLE)


def _local(name: str) -> str:
    return name.rpartition("}")[2].lower()


def _by_category(nodes: Sequence[OpmlNode]) -> tuple[OpmlNode, ...]:
    """With each feed that is in no folder in that of its first category. By the OPML 2.0 specification one with slashes
    is a place in a hierarchy (`/Tech/News`), one without is a tag."""
    placed: list[OpmlNode] = []
    groups: dict[tuple[str, ...], list[OpmlNode]] = {}
    for node in nodes:
        category = node.extra.get("category", "").partition(",")[0] if isinstance(node, OpmlFeed) else ""
        path = tuple(clean_line(part, MAX_TITLE) for part in category.split("/") if part.strip())[:MAX_DEPTH]
        known = path in groups or len(groups) < MAX_CATEGORIES
        (groups.setdefault(path, []) if path and "/" in category and known else placed).append(node)
    for path, group in groups.items():
        _put(placed, path, group)
    return tuple(placed)


def _put(nodes: list[OpmlNode], path: Sequence[str], group: Sequence[OpmlNode]) -> None:
    if not path:
        nodes += group
        return
    folders = ((at, one) for at, one in enumerate(nodes) if isinstance(one, OpmlFolder) and one.title == path[0])
    at, folder = next(folders, (len(nodes), OpmlFolder(path[0])))
    inside = list(folder.nodes)
    _put(inside, path[1:], group)
    nodes[at : at + 1] = [OpmlFolder(path[0], tuple(inside), folder.extra)]


def _is_commented(attributes: Mapping[str, str]) -> bool:
    return any(_local(name) == "iscomment" and value.strip().lower() == "true" for name, value in attributes.items())


def _address_in(known: Mapping[str, str], raw: Mapping[str, str], kind: str) -> str:
    """The address of a feed under the names that programs have for it; empty for a folder or a link."""
    if "xmlurl" in known:
        return known["xmlurl"].strip()
    other = _FEED_NAMES if kind not in _FEED_KINDS else (*_FEED_NAMES, "url")
    return next((value.strip() for name, value in raw.items() if _local(name) in other), "")


def _web_address(address: str) -> str:
    """What was meant: without `feed:` and the like, with what a bare host lacks, unfolded, escaped once."""
    if scheme := _FEED_SCHEME.match(address):
        rest = address[scheme.end() :]
        address = f"http:{rest}" if rest.startswith("//") else rest
    address = re.sub(r"\s{2,}", "", address).replace("&amp;", "&")
    return f"http://{address}" if _BARE_HOST.match(address) else address
