"""One `item` or `entry` element as a `ParsedEntry`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from reader.domain.models import Enclosure
from reader.sources.api import ParsedEntry, ParsedLink

from . import feedfields as fields
from .feednames import Names
from .xmlnodes import XML_LANG, Group, Node, attribute, base_of, construct, text

ITEMS = ("item", "entry", "atom:entry", "atom:item")
_GROUPS = frozenset(("media:group",))
_RELATED = {"related": "related", "via": "via"}
_PUBLISHED = (
    "pubdate", "atom:published", "published", "dc:date", "dcterms:issued", "dcterms:created", "dcterms:date",
    "prism:publicationdate", "date", "created",
)  # fmt: skip
_UPDATED = ("atom:updated", "dcterms:modified", "updated", "modified", "lastmod")
_CONTENT = ("content:encoded", "atom:content", "xhtml:body", "fullitem", "content", "body")
_SUMMARY = (
    "description", "atom:summary", "summary", "media:description", "itunes:summary", "dc:description",
    "googleplay:description", "itunes:subtitle", "abstract",
)  # fmt: skip


def read_entry(node: Node, names: Names, base: str) -> ParsedEntry:
    """The entry in `node`; its addresses are relative to `base` unless an xml:base says otherwise."""
    group = Group(node, names, flatten=_GROUPS, skip=frozenset(ITEMS))
    base = base_of(node, base)
    links = list(_links(group, base))
    title, title_is_html = group.title("title", "atom:title", "dc:title", "media:title", "itunes:title")
    published = _date(group, _PUBLISHED)
    updated = _date(group, _UPDATED) or fields.first_date(attribute(node, "lastmod"))
    entry = ParsedEntry(
        id=_id(group) or _about(node),
        title=title,
        title_is_html=title_is_html,
        authors=_authors(group, names),
        categories=fields.distinct(_categories(group)),
        published=published or updated,
        updated=updated,
        comments_url=_comments(group, links, base),
        language=node.get(XML_LANG) or group.text("dc:language") or "",
        source_title=_source(group, names),
        links=[
            ParsedLink(href, fields.shown(label), _RELATED[rel]) for rel, href, label, _kind in links if rel in _RELATED
        ],
    )
    entry.url = _address(group, links, entry.id, base)
    _text(entry, group, base)
    _media(entry, group, node, base)
    return entry


def _id(group: Group) -> str:
    """The entry's identity; a relative one of Atom is made absolute only where the feed itself says by what."""
    found = group.text("guid", "atom:id", "id", "dc:identifier")
    if found and ":" not in found and (named := group.all("atom:id")) and (base := base_of(named[0], "")):
        return fields.resolve(found, base)
    return found


def _date(group: Group, names: tuple[str, ...]) -> datetime | None:
    """The first readable date by name; of one that is given twice the later, which corrects the other."""
    return fields.first_date(*(text for name in group.named(names) for text in reversed(group.texts(name))))


def _about(node: Node) -> str:
    """rdf:about, which RSS 1.0 uses for both address and identity."""
    return next((value for key, value in node.attrib.items() if key.rpartition("}")[2].lower() == "about"), "").strip()


def _atom_links(group: Group) -> list[Node]:
    """Atom's links, and RSS links in their shape: without text, with `href`."""
    bare = (node for node in group.all("link") if node.get("href") and not text(node))
    # The registered relations are in lower case; others in their letters stand back.
    return sorted([*group.all("atom:link"), *bare][: fields.MAX_LIST], key=_is_odd)


def _is_odd(link: Node) -> bool:
    rel = link.get("rel") or ""
    return rel != rel.lower()


def _links(group: Group, base: str) -> Iterator[tuple[str, str, str, str]]:
    """(rel, absolute address, title, type) of every Atom link."""
    for node in _atom_links(group):
        href = fields.resolve(node.get("href") or text(node), base_of(node, base))
        rel = (node.get("rel") or "alternate").strip().lower()
        if href:
            yield rel.rpartition("/")[2], href, node.get("title") or "", (node.get("type") or "").lower()


def _address(group: Group, links: list[tuple[str, str, str, str]], entry_id: str, base: str) -> str:
    original = group.text("feedburner:origlink")
    if fields.is_web(original):
        return original
    for node in group.all("link"):
        if found := fields.resolve(text(node), base):
            return found
    alternate = [(kind, href) for rel, href, _label, kind in links if rel == "alternate"]
    for kind, href in alternate:
        if "html" in kind or not kind:
            return href
    if alternate:
        return alternate[0][1]
    if channel_item := fields.resolve(attribute(group.node, "href"), base):
        return channel_item
    permalink = next((node.get("isPermaLink") or node.get("ispermalink") or "" for node in group.all("guid")), "")
    permalink = permalink.strip().lower()
    if (fields.is_web(entry_id) and permalink != "false") or (entry_id and permalink == "true"):
        return fields.resolve(entry_id, base)
    content = next((node.get("src") for node in group.all("atom:content") if node.get("src")), "")
    beside = next((href for rel, href, _label, _kind in links if rel in ("via", "self", "related")), "")
    return fields.resolve(content or "", base) or beside


def _comments(group: Group, links: list[tuple[str, str, str, str]], base: str) -> str:
    stated = fields.resolve(group.text("comments"), base)
    return stated or next((href for rel, href, _label, kind in links if rel == "replies" and "html" in kind), "")


def persons(nodes: Iterable[Node], names: Names) -> list[str]:
    """The names in author elements: Atom's with a `name` inside, the others' plain text."""
    found = []
    for node in nodes:
        if len(node):
            group = Group(node, names)
            found.append(
                fields.person(group.text("atom:name", "name", "itunes:name") or group.text("atom:email", "email"))
            )
        else:
            found.append(fields.person(text(node)))
    return [name for name in fields.distinct(found) if name.casefold() not in ("unknown", "noreply@blogger.com")]


def _authors(group: Group, names: Names) -> list[str]:
    own = persons(
        group.all("atom:author", "dc:creator", "author", "itunes:author", "dc:author", "googleplay:author"), names
    )
    if own:
        return own
    source = group.sub("atom:source")
    return persons(source.all("atom:author"), names) if source else []


def _categories(group: Group) -> Iterator[str]:
    for node in group.all("category", "atom:category", "dc:subject", "media:category", "itunes:category"):
        own = (node.text or "").strip() or text(node)
        yield node.get("label") or node.get("term") or own or node.get("text") or ""
    for keywords in group.texts("itunes:keywords", "media:keywords"):
        yield from fields.words_of(keywords)


def _source(group: Group, names: Names) -> str:
    source = group.sub("atom:source")
    if source:
        return source.plain("atom:title")
    stated = group.plain("source", "dc:source")
    return "" if fields.is_web(stated) else stated


def _text(entry: ParsedEntry, group: Group, base: str) -> None:
    """Content, summary and what their relative links are relative to."""
    bodies = [(node, *construct(node, typed=group.typed(node))) for node in group.all(*_CONTENT)]
    filled = [(node, value if is_html else fields.plain_to_html(value)) for node, value, is_html in bodies if value]
    node = None
    if filled:
        node, entry.content = max(filled, key=lambda pair: len(pair[1]))
    summaries = [(one, group.html_of(one)) for one in group.all(*_SUMMARY)]
    summaries = [(one, value) for one, value in summaries if value]
    if summaries:
        entry.summary = summaries[0][1]
        same = [pair for pair in summaries if pair[0].tag == summaries[0][0].tag]
        longest = max(same, key=lambda pair: len(pair[1]))
        if not entry.content and longest is not same[0]:
            # Two descriptions: the short form and the full one.
            node, entry.content = longest
    if entry.content == entry.summary:
        entry.summary = ""
    stated = base_of(node if node is not None else summaries[0][0], "") if node is not None or summaries else ""
    entry.base_url = stated if fields.is_web(stated) else (entry.url if fields.is_web(entry.url) else base)


def _media(entry: ParsedEntry, group: Group, node: Node, base: str) -> None:
    """Enclosures and the entry's picture."""
    found: list[Enclosure] = []
    pictures: list[tuple[int, str]] = []
    length = fields.duration(group.text("itunes:duration"))
    for one in [*group.all("enclosure"), *(link for link in _atom_links(group) if link.get("rel") == "enclosure")]:
        href = fields.resolve(one.get("url") or one.get("href") or text(one), base_of(one, base))
        mime = (one.get("type") or "").strip().lower()
        if href and fields.is_picture(mime, "", href):
            pictures.append((1, href))
        elif href:
            found.append(Enclosure(href, mime, fields.count(one.get("length")), one.get("title") or "", length))
    for one in group.all("media:content"):
        href = fields.resolve(one.get("url") or "", base)
        mime = (one.get("type") or "").strip().lower()
        medium = (one.get("medium") or "").strip().lower()
        inside = [child for child in one if isinstance(child.tag, str)]
        pictures += [
            (fields.count(child.get("width")) or 1, fields.resolve(child.get("url") or text(child), base))
            for child in inside
            if child.tag.endswith("}thumbnail")
        ]
        if href and fields.is_picture(mime, medium, href):
            pictures.append((fields.count(one.get("width")) or 2, href))
        elif href and fields.is_medium(mime, medium):
            seconds = fields.duration(one.get("duration") or "")
            size = fields.count(one.get("fileSize") or one.get("filesize"))
            found.append(Enclosure(href, mime or f"{medium}/*", size, "", seconds))
    for one in group.all("media:thumbnail", "thumbnail"):
        href = fields.resolve(one.get("url") or text(one), base)
        pictures.append((fields.count(one.get("width")) or 1, href))
    for one in group.all("itunes:image", "googleplay:image", "image"):
        picture = Group(one, Names()).text("url") if len(one) else ""
        pictures.append((1, fields.resolve(one.get("href") or one.get("url") or picture or text(one), base)))
    entry.enclosures = fields.merge_enclosures(found)
    entry.image_url = max((pair for pair in pictures if pair[1]), key=lambda pair: pair[0], default=(0, ""))[1]
