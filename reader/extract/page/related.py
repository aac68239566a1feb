"""The publisher's own related groups: lists of links to other stories, with the heading it printed above them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime

from lxml import html

from reader.domain.dates import parse_date
from reader.domain.identity import strip_trackers
from reader.domain.models import GroupKind, RelatedGroup, RelatedLink
from reader.domain.text import clean_line

from . import headings, pictures
from .cards import LEAST_TITLE, LEAST_WIDE_TITLE, Item, title_of
from .sites import tokens
from .tree import Page, names_of, self_and_up, split_names, text_of
from .vocabulary import GROUP

_MOST_LINKS = 40
_MOST_GROUPS = 12
_CLIMB = 4
_LONGEST_HEADING = 60
_HEADINGS = frozenset(["h1", "h2", "h3", "h4", "h5", "h6"])
_SPONSORED = re.compile(
    r"\b(?:sponsor\w*|anzeigen?|advert\w*|promoted|paid|publicidad|publicité|pubblicità|annonse\w*|quảng cáo|tài trợ|"
    r"shopping|shop)\b",
    re.IGNORECASE,
)
_TITLE_NAMES = re.compile(
    r" (?:title|heading|header|headline|head|label|caption|name|kicker|tit|hdg|box title|cate|zone title) "
)


@dataclass(slots=True)
class Group:
    """A list of items, before it is decided whether it counts."""

    container: html.HtmlElement
    items: list[Item] = field(default_factory=list)
    heading: str = ""
    heading_element: html.HtmlElement | None = None
    kind: GroupKind | None = None


def find(
    page: Page, items: list[Item], body: html.HtmlElement | None
) -> tuple[tuple[RelatedGroup, ...], set[html.HtmlElement]]:
    """(groups in page order, the elements that hold them and their headings).

    `items` are the page's story cards; `body` is the element of the article's text: what stands in it without a
    heading is a card in the text.
    """
    groups = lists_of(page, items)
    labels = _labels(page)
    first_item = {item.root: item for item in items}
    previous: Group | None = None
    for group in groups:
        give_name(page, group, first_item, body, labels)
        if group.kind is None and previous is not None and previous.heading and _continues(group, previous):
            group.heading, group.heading_element, group.kind = previous.heading, previous.heading_element, previous.kind
        if _SPONSORED.search(group.heading):
            group.kind = None
        previous = group if group.kind else None
    kept = _merge([g for g in groups if g.kind is not None])
    found: list[RelatedGroup] = []
    roots: set[html.HtmlElement] = set()
    for group in kept[:_MOST_GROUPS]:
        links = _links(page, group)
        if links:
            found.append(RelatedGroup(group.kind or GroupKind.RELATED, links, group.heading))
            roots.update(item.root for item in group.items)
            if group.heading_element is not None:
                roots.add(group.heading_element)
    return tuple(found), roots


# Lists.


def lists_of(page: Page, items: list[Item]) -> list[Group]:
    """Items that stand beside each other, as groups in page order."""
    groups: dict[html.HtmlElement, Group] = {}
    for item in items:
        container = item.root.getparent()
        if container is None:
            continue
        groups.setdefault(container, Group(container)).items.append(item)
    return list(groups.values())


def give_name(
    page: Page,
    group: Group,
    first_item: dict[html.HtmlElement, Item],
    body: html.HtmlElement | None,
    labels: dict[str, html.HtmlElement],
) -> None:
    """Find the heading above the group, or the one of `labels` (id -> element) that names what holds it, and decide
    what kind of list it is, if any."""
    node = group.items[0].root
    named = _named(page, group.items[0].links[0], node)
    for level in range(_CLIMB + 1):
        parent = node.getparent()
        if parent is None or parent.tag == "html":
            break
        heading = labels.get(node.get("id") or "")
        if heading is None:
            heading = _before(page, node, first_item)
        if heading is not None:
            text = _says(heading)
            kind = headings.kind_of(text)
            if kind or (level <= 2 and (heading.tag in _HEADINGS or named)):
                group.heading, group.heading_element, group.kind = text, heading, kind
                break
        if parent is body or parent in page.apart or parent.tag == "body":
            break
        named = named or _named(page, parent, parent)
        node = parent
    inside = body is not None and body in self_and_up(group.container, 40)
    if group.kind is None:
        if named is None:
            group.heading, group.heading_element = "", None
            group.kind = GroupKind.INLINE if all(map(_is_labelled, group.items)) else None
            return
        group.kind = named
        if (
            inside
            and group.heading_element is not None
            and page.order[group.heading_element] < page.order[group.items[0].root] - 12
        ):
            # A heading of the article's own text that happens to stand above the card.
            group.heading, group.heading_element = "", None
    if inside and not group.heading and len(group.items) <= 4:
        group.kind = GroupKind.INLINE


def _is_labelled(item: Item) -> bool:
    """Whether a card says itself what it is, before its link: "Read also: …"."""
    title = clean_line(text_of(item.links[0]))
    label = _says(item.root).partition(title)[0].strip(" :-–—>»|") if title else ""
    return bool(label) and headings.kind_of(label) is not None


def _labels(page: Page) -> dict[str, html.HtmlElement]:
    """Tabs and the like: id of a part of the page -> the element whose text is its name."""
    found: dict[str, html.HtmlElement] = {}
    for element in page.root.iter("a", "button", "li", "div", "span"):
        href = element.get("href") or element.get("data-target") or element.get("data-bs-target") or ""
        target = element.get("aria-controls") or (href[1:] if href.startswith("#") else "")
        if target and 0 < len(_says(element)) <= _LONGEST_HEADING:
            found.setdefault(target, element)
    return found


def _says(element: html.HtmlElement) -> str:
    # A button's text is no text of the page's; as the name of a tab it is.
    return clean_line("".join(element.itertext())) if element.tag == "button" else clean_line(text_of(element))


def _continues(group: Group, previous: Group) -> bool:
    """Whether the group is the next column or row of the list before it."""
    node: html.HtmlElement | None = group.items[0].root
    for _ in range(3):
        if node is None:
            return False
        before = node.getprevious()
        if (
            before is not None
            and before.tag == node.tag
            and names_of(before) == names_of(node)
            and any(before in self_and_up(item.root, 4) for item in previous.items)
        ):
            return True
        node = node.getparent()
    return False


def _named(page: Page, inner: html.HtmlElement, outer: html.HtmlElement) -> GroupKind | None:
    """The kind that the names of `inner` or of what is around it up to `outer` tell, or None."""
    for element in self_and_up(inner, 12):
        for name in page.site.groups.keys() & tokens(element):
            return page.site.groups[name]
        if match := GROUP.search(names_of(element) + _types(element)):
            return _named_kind(match.group())
        if element is outer:
            break
    return None


def _types(element: html.HtmlElement) -> str:
    get = element.get
    value = get("type") or get("data-role") or get("aria-label") or get("data-module") or ""
    return split_names(value) if value else ""


def _named_kind(words: str) -> GroupKind:
    if re.search(r"popular|most|trending|doc nhieu|xem nhieu|hot", words):
        return GroupKind.POPULAR
    if re.search(r"topic|thema|chu de|su kien|event", words):
        return GroupKind.TOPIC
    if re.search(r"section|cung chuyen muc|same|cate|latest", words):
        return GroupKind.SECTION
    return GroupKind.RELATED


def _before(page: Page, node: html.HtmlElement, first_item: dict[html.HtmlElement, Item]) -> html.HtmlElement | None:
    """The heading right before `node` among its siblings; None when another story or long text stands between."""
    looked = 0
    for sibling in node.itersiblings(preceding=True):
        if not isinstance(sibling.tag, str):
            continue
        size = page.text_size.get(sibling, 0)
        if not size:
            continue
        looked += 1
        if sibling in page.apart or sibling in first_item or size > _LONGEST_HEADING * 2 or looked > 2:
            return None
        if size <= _LONGEST_HEADING:
            inner = next((e for e in sibling.iter(*_HEADINGS) if page.text_size[e] and e not in page.apart), None)
            if inner is not None:
                return inner
            if (
                sibling.tag in _HEADINGS
                or _TITLE_NAMES.search(names_of(sibling))
                or headings.kind_of(clean_line(text_of(sibling)))
            ):
                return sibling
    return None


def _merge(groups: list[Group]) -> list[Group]:
    """Join lists under one heading, lists whose headings say the same, and neighbouring cards in the text."""
    merged: list[Group] = []
    by_heading: dict[str, Group] = {}
    for group in groups:
        key = group.heading.casefold()
        if key and key in by_heading:
            by_heading[key].items += group.items
        elif (
            merged
            and group.kind is GroupKind.INLINE
            and (last := merged[-1]).kind is GroupKind.INLINE
            and not (key or last.heading)
        ):
            last.items += group.items
        else:
            merged.append(group)
            if key:
                by_heading[key] = group
    return merged


# Links.


def _links(page: Page, group: Group) -> tuple[RelatedLink, ...]:
    found: dict[str, RelatedLink] = {}
    for item in group.items:
        if item.key not in found and len(found) < _MOST_LINKS and (link := link_of(page, item)):
            found[item.key] = link
    titles = {link.title for link in found.values()}
    if len(found) > 2 and len(titles) == 1:
        return ()
    # One lonely link without a heading, away from the text, is a promotion or the menu's.
    if (
        len(found) == 1
        and group.kind is not GroupKind.INLINE
        and (not group.heading or group.kind is GroupKind.POPULAR)
    ):
        return ()
    return tuple(found.values())


def link_of(page: Page, item: Item) -> RelatedLink | None:
    """What a card says of its story: title, teaser, picture, time; None when it has no title."""
    root = item.root
    heading = next((e for e in root.iter(*_HEADINGS) if page.text_size[e] >= LEAST_WIDE_TITLE), None)
    if heading is not None:
        title = title_of(page, heading)
    else:
        texts = [text for link in item.links if 0 < len(text := title_of(page, link)) <= 300]
        stated = [clean_line(link.get("title") or "") for link in item.links]
        title = next((t for t in stated if len(t) >= LEAST_TITLE and any(t in x for x in texts)), "")
        title = title or max(texts, key=len, default="")
    title = clean_line(title, 300)
    if not title:
        return None
    teaser = ""
    for element in root.iter("p", "div", "span"):
        size = page.text_size[element]
        if size >= 30 and element not in page.has_blocks and page.density(element) < 0.5:
            text = clean_line(text_of(element), 400)
            if title not in text and text not in title:
                teaser = text
                break
    image = ""
    for img in root.iter("img", "amp-img"):
        if image := pictures.address(page, img):
            break
    return RelatedLink(strip_trackers(item.url), title, teaser, image, _time(root))


def _time(root: html.HtmlElement) -> datetime | None:
    for element in root.iter("time"):
        if found := parse_date(element.get("datetime") or clean_line(text_of(element), 100)):
            return found
    return None
