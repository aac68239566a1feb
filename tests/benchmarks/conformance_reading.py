"""What a document says by its own letters: a plain reading of XML and JSON that shares no code with the program's.

It knows the formats' rules and none of their bad habits: Python's own XML parser, exact names, types and dates. What it
cannot read so gives no claim.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urljoin
from xml.etree import ElementTree

from .conformance_claims import Claim

_ATOM = "{http://www.w3.org/2005/Atom}"
_ATOM_03 = "{http://purl.org/atom/ns#}"
_RSS = ("", "{http://purl.org/rss/1.0/}", "{http://my.netscape.com/rdf/simple/0.9/}", "{http://purl.org/net/rss1.1#}")
_HOMES = (*_RSS, _ATOM, _ATOM_03)
_DC = "{http://purl.org/dc/elements/1.1/}"
_BASE = "{http://www.w3.org/XML/1998/namespace}base"
_ALTERNATE = ("alternate", "http://www.iana.org/assignments/relation/alternate")
_ROOTS = ("rss", "feed", "entry", "RDF", "Channel")


def of_xml(body: bytes, url: str) -> list[Claim]:
    """The claims of an XML feed that was fetched from `url`; none when it is not well-formed or no feed."""
    try:
        root = ElementTree.fromstring(body)
    except (ElementTree.ParseError, ValueError, LookupError):
        return []
    home, _brace, name = root.tag.rpartition("}")
    if name not in _ROOTS or (name in ("feed", "entry") and f"{home}}}" not in _HOMES):
        return []
    base = urljoin(url, root.get(_BASE, ""))
    found = [(root, url)] if name == "entry" else _entries(root, base)
    # Of an entry that is repeated to the letter one counts.
    entries = list({ElementTree.tostring(node).strip(): (node, inside) for node, inside in found}.values())
    claims = [Claim("entries", len(entries))]
    for number, (node, inside) in enumerate(entries):
        claims += _entry(node, urljoin(inside, node.get(_BASE, "")), number)
    return [*claims, *_head(root, home)]


def _entries(node: Any, base: str) -> Iterator[tuple[Any, str]]:
    """Every entry with what its addresses are relative to; one within another (a version in conflict) is none."""
    for child in node:
        home, _brace, name = child.tag.rpartition("}")
        inside = urljoin(base, child.get(_BASE, ""))
        home = f"{home}}}" if home else ""
        if home in _HOMES and name in ("item", "entry"):
            yield child, base
        elif home in _HOMES and name in ("channel", "items"):
            yield from _entries(child, inside)


def _head(root: Any, home: str) -> Iterator[Claim]:
    channel = next((node for node in root if node.tag.rpartition("}")[2] == "channel"), root)
    name = f"{home}}}title" if home and channel is root else channel.tag.replace("channel", "title")
    if root.tag.rpartition("}")[2] != "entry" and (title := _one(channel, name)):
        yield Claim("feed title", title)


def _entry(node: Any, base: str, number: int) -> Iterator[Claim]:
    home = node.tag.rpartition("}")[0] + "}" if "}" in node.tag else ""
    atom = home in (_ATOM, _ATOM_03)
    if title := _one(node, f"{home}title"):
        yield Claim("title", title, number)
    identity = _one(node, f"{home}id" if atom else "guid")
    if identity and (not atom or ":" in identity):
        yield Claim("id", identity, number)
    if links := tuple(_atom_links(node, home, base) if atom else _rss_links(node, home)):
        yield Claim("link", links, number)
    if (moment := _date(node, home)) is not None:
        yield Claim("date", moment, number)


def _atom_links(node: Any, home: str, base: str) -> Iterator[str]:
    for link in node.findall(f"{home}link"):
        if link.get("rel", "alternate") in _ALTERNATE and link.get("href") is not None:
            yield urljoin(urljoin(base, link.get(_BASE, "")), link.get("href").strip())


def _rss_links(node: Any, home: str) -> Iterator[str]:
    links = [text for one in node.findall(f"{home}link") if (text := _text(one))]
    original = node.findtext("{http://rssnamespace.org/feedburner/ext/1.0}origLink", "").strip()
    guid = node.find("guid")
    if original.startswith("http"):
        yield original
    elif links:
        yield from (link for link in links if ":" in link)
    elif guid is not None and guid.get("isPermaLink", "true") == "true" and _text(guid).startswith("http"):
        yield _text(guid)


def _date(node: Any, home: str) -> datetime | None:
    """The first date that follows its own standard to the letter."""
    for name in ("published", "issued", "created", "updated", "modified") if home in (_ATOM, _ATOM_03) else ():
        if (moment := _iso(_one(node, f"{home}{name}"))) is not None:
            return moment
    try:
        moment = parsedate_to_datetime(_one(node, f"{home}pubDate"))
    except (ValueError, TypeError, IndexError):
        return _iso(_one(node, f"{_DC}date"))
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _iso(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    # Before 1971 and after 2099 nobody means it; the program says so of every date.
    return moment if moment.tzinfo and 1971 <= moment.year < 2100 else None


def _one(node: Any, name: str) -> str:
    """The text of the child called `name`; empty when there are several that say something, or it is not plain text."""
    found = [one for one in node.findall(name) if _text(one)]
    return _text(found[0]) if len(found) == 1 and _is_plain(found[0]) else ""


def _is_plain(node: Any) -> bool:
    kind = node.get("type", "text")
    return node.get("mode") != "base64" and (kind in ("text", "html", "xhtml") or kind.startswith("text/"))


def _text(node: Any) -> str:
    return "".join(node.itertext()).strip()


def of_json(body: bytes) -> list[Claim]:
    """The claims of a JSON Feed; none for other JSON. A value of the wrong type claims nothing."""
    try:
        data = json.loads(body.decode("utf-8-sig"))
    except ValueError:
        return []
    if not isinstance(data, dict) or "jsonfeed.org" not in str(data.get("version")):
        return []
    items = [item for item in data.get("items") or () if isinstance(item, dict)]
    claims = [Claim("entries", len(items))]
    if isinstance(data.get("title"), str):
        claims.append(Claim("feed title", data["title"]))
    for number, item in enumerate(items):
        claims += _item(item, number)
    return claims


def _item(item: dict[str, Any], number: int) -> Iterator[Claim]:
    for name, key in (("title", "title"), ("link", "url"), ("id", "id")):
        if isinstance(item.get(key), str) and item[key].strip():
            yield Claim(name, item[key].strip(), number)
    for key in ("content_html", "content_text"):
        if isinstance(item.get(key), str) and item[key].strip():
            yield Claim("text", item[key], number)
            break
    if isinstance(item.get("date_published"), str) and (moment := _iso(item["date_published"])) is not None:
        yield Claim("date", moment, number)
