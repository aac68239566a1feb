"""A parsed XML tree (RSS 0.9x, 1.0, 2.0, RDF, Atom 1.0) as a `Parsed` feed. Pure; the tree may come from damaged input.

Sources: RFC 4287, RFC 4685 (threads), the RSS 0.91-2.0 and RSS 1.0 specifications, CDF (channels of 1997), Media RSS
1.5, Dublin Core, Apple's podcast tags, the syndication module.
"""

from __future__ import annotations

from collections.abc import Set
from itertools import islice

from lxml import etree

from reader.sources.api import Parsed, ParsedEntry

from . import feedfields as fields
from . import memo
from .feednames import ATOM, Names
from .xmlentry import ITEMS, persons, read_entry
from .xmlnodes import XML_LANG, Group, Node, attribute, base_of, text

_CONTAINERS = ("channel", "atom:feed")


def is_feed(root: Node) -> bool:
    """Whether the tree's root is one of the feed formats read here."""
    return names_for(root)(root.tag) in ("rss", "rdf:rdf", "atom:feed", "atom:entry", "channel")


def names_for(root: Node) -> Names:
    """Names for this tree: elements without a namespace belong to Atom when the root is a bare `feed` or `entry`, those
    in the namespace of the root belong to RSS when the root is an `rss`, and those in the one that it gives to names
    without a prefix when it is an `RDF`."""
    space, _brace, local = root.tag.rpartition("}") if isinstance(root.tag, str) else ("", "", "")
    local = local.lower()
    home = space[1:] if local == "rss" else root.nsmap.get(None, "") if local == "rdf" else ""
    return Names("atom:" if local in ("feed", "entry") and f"{{{ATOM}}}" not in root.tag else "", home)


def read(root: Node, url: str, *, most: int = fields.MAX_ENTRIES, known: Set[bytes] = frozenset()) -> Parsed:
    """The feed in the tree under `root`, which was fetched from `url`, with its first entries, `most` of them.

    Of entries whose mark is among `known` there is only the mark.
    """
    names = names_for(root)
    container = next((node for node in root.iter() if names(node.tag) in _CONTAINERS), root)
    head = Group(container, names, skip=frozenset(ITEMS))
    parsed = _head(head, root, url)
    # RSS means addresses relative to the site; Atom has xml:base and otherwise the feed's own address.
    base = parsed.site_url if names(container.tag) == "channel" and fields.is_web(parsed.site_url) else url
    base = fields.resolve(attribute(container, "base"), base) or base
    nodes = (node for node in root.iter() if names(node.tag) in ITEMS and not _is_kept_inside(node, names))
    around = (url, base, base_of(container, ""), parsed.site_url, parsed.language, names.default, names.home)
    for node in islice(nodes, most):
        # Only what stands right in the feed: what is inside another entry may be changed by reading that one, and a
        # thousand entries inside each other would be written out a thousand times.
        direct = node.getparent() is container or node.getparent() is root
        # Before it is read, which takes namespaces off its markup.
        mark = memo.mark((*around, etree.tostring(node, encoding="unicode", with_tail=False))) if direct else b""
        entry = ParsedEntry() if mark and mark in known else read_entry(node, names, base)
        entry.mark = mark
        parsed.entries.append(entry)
    inherited = persons(head.all("atom:author"), names)
    for entry in parsed.entries:
        if not entry.authors:
            entry.authors = list(inherited)
    return parsed


def _is_kept_inside(node: Node, names: Names) -> bool:
    """Whether an extension keeps this entry inside another one: a version in conflict (FeedSync), a quotation. An entry
    right inside another is damage: an end tag is missing."""
    foreign = False
    for above in node.iterancestors():
        name = names(above.tag)
        if name in ITEMS:
            return foreign
        foreign = foreign or name.startswith("?:")
    return False


def _head(head: Group, root: Node, url: str) -> Parsed:
    base = base_of(head.node, url)
    language = head.text("language", "dc:language") or head.node.get(XML_LANG) or root.get(XML_LANG) or ""
    return Parsed(
        title=head.plain("title", "atom:title", "dc:title"),
        description=head.plain(
            "atom:subtitle", "description", "dc:description", "itunes:summary", "itunes:subtitle", "abstract"
        ),
        site_url=_site(head, base),
        language=language,
        icon_url=fields.resolve(_icon(head, root), base),
        ttl=fields.count(head.text("ttl")) * 60
        or fields.period(head.text("sy:updateperiod"), head.text("sy:updatefrequency")),
        skip_hours=fields.skipped_hours(_listed(head, "skiphours")),
        skip_days=fields.skipped_days(_listed(head, "skipdays")),
        new_url=fields.resolve(head.text("itunes:new-feed-url"), base),
    )


def _site(head: Group, base: str) -> str:
    for node in head.all("link"):
        if found := text(node):
            return fields.resolve(found, base)
    for node in head.all("link", "atom:link"):
        if (node.get("rel") or "alternate").lower() == "alternate" and node.get("href"):
            return fields.resolve(node.get("href"), base_of(node, base))
    return fields.resolve(attribute(head.node, "href"), base)


def _icon(head: Group, root: Node) -> str:
    for node in head.all("atom:icon", "atom:logo", "itunes:image", "googleplay:image"):
        if found := node.get("href") or text(node):
            return str(found)
    names = Names()
    # RSS 1.0 has its image beside the channel, RSS 2.0 inside.
    beside = [node for node in root if names(node.tag) == "image"]
    for node in [*head.all("image"), *beside]:
        if found := Group(node, names).text("url"):
            return found
    return ""


def _listed(head: Group, name: str) -> list[str]:
    group = head.sub(name)
    return [text(node) for node in group.node] if group else []
