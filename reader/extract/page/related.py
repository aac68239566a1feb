"""The publisher's own related groups: lists of links to other stories, with the heading it printed above them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import datetime

from lxml import html

from reader.domain.dates import parse_date
from reader.domain.identity import strip_trackers, url_key
from reader.domain.models import GroupKind, RelatedGroup, RelatedLink
from reader.domain.text import clean_line
from . import headings, pictures
from .links import is_story, site
from .tree import Page, names_of, text_of
from .vocabulary import COMMENTS, GROUP, NEVER, NOT_A_LIST

_LEAST_TITLE = 18
_LEAST_WIDE_TITLE = 8
_WIDE = re.compile("[\u0e00-\u0eff\u1100-\u11ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_MOST_LINKS = 40
_MOST_GROUPS = 12
_CLIMB = 4
_LONGEST_HEADING = 60
_HEADINGS = frozenset("h1 h2 h3 h4 h5 h6".split())
_TITLE_NAMES = re.compile(r" (?:title|heading|header|headline|head|label|caption|name|kicker|tit|hdg|box title|cate|zone title) ")


@dataclass(slots=True)
class Item:
    """One story in a list: the largest element that holds its link and no other story's."""

    root: html.HtmlElement
    url: str
    key: str
    links: list[html.HtmlElement]


@dataclass(slots=True)
class Group:
    """A list of items, before it is decided whether it counts."""

    container: html.HtmlElement
    items: list[Item] = field(default_factory=list)
    heading: str = ""
    heading_element: html.HtmlElement | None = None
    kind: GroupKind | None = None


def find(page: Page, own: set[str], body: html.HtmlElement | None) -> tuple[tuple[RelatedGroup, ...], set[html.HtmlElement]]:
    """(groups in page order, the elements that hold them and their headings).

    `own` are the url keys of the page itself; `body` is the element of the article's text: what stands in it without a
    heading is a card in the text.
    """
    items = _items(page, own)
    groups = _lists(page, items)
    first_item = {item.root: item for item in items}
    for group in groups:
        _name(page, group, first_item, body)
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


# Items.


def _items(page: Page, own: set[str]) -> list[Item]:
    """Every story link of the page with its largest own element, in page order."""
    links: dict[str, list[html.HtmlElement]] = {}
    urls: dict[str, str] = {}
    counted: dict[html.HtmlElement, set[str]] = {}
    titled: set[str] = set()
    for element in page.root.iter("a"):
        href = element.get("href")
        if not href or href[0] == "#":
            continue
        url = page.absolute(href)
        if not is_story(url):
            continue
        key = url_key(url)
        if key in own or _sponsored(element):
            continue
        links.setdefault(key, []).append(element)
        urls.setdefault(key, url)
        if _is_title(page, element):
            titled.add(key)
    # Which stories each ancestor holds; two are as good as many.
    for key, elements in links.items():
        if key not in titled:
            continue
        for element in elements:
            node: html.HtmlElement | None = element
            while node is not None:
                holds = counted.setdefault(node, set())
                if key in holds or len(holds) >= 2:
                    if key in holds:
                        break
                    node = node.getparent()
                    continue
                holds.add(key)
                node = node.getparent()
    items: list[Item] = []
    for key in titled:
        done: set[html.HtmlElement] = set()
        for element in links[key]:
            if any(up in done for up in _self_and_up(element, 12)) or _in_prose(page, element):
                continue
            root = element
            while (parent := root.getparent()) is not None and parent.tag not in ("body", "html", "main", "article"):
                if len(counted.get(parent, ())) > 1 or page.text_size[parent] > 900:
                    break
                if parent.tag not in ("li", "p") and _begins_with_heading(page, parent, root):
                    break
                root = parent
            if _outside(page, root):
                continue
            mine = [link for link in links[key] if root in _self_and_up(link, 40)]
            if any(_is_title(page, link) for link in mine):
                done.add(root)
                items.append(Item(root, urls[key], key, mine))
    items.sort(key=lambda item: page.order[item.root])
    return items


def _self_and_up(element: html.HtmlElement, most: int) -> list[html.HtmlElement]:
    found = [element]
    while len(found) < most and (element := element.getparent()) is not None:
        found.append(element)
    return found


def _is_title(page: Page, link: html.HtmlElement) -> bool:
    """Whether the link's text is long enough to be a story's title."""
    size = page.text_size[link]
    if size >= _LEAST_TITLE - 3:
        return True
    return size >= _LEAST_WIDE_TITLE and _WIDE.search(text_of(link)) is not None


def _sponsored(link: html.HtmlElement) -> bool:
    rel = (link.get("rel") or "").lower()
    return "sponsored" in rel or NEVER.search(names_of(link)) is not None


def _in_prose(page: Page, link: html.HtmlElement) -> bool:
    """Whether the link stands in running text: its line holds more words than the link's."""
    node = link
    while (parent := node.getparent()) is not None and parent.tag not in ("p", "li", "div", "td", "section", "article", "blockquote", "dd"):
        node = parent
    line = node.getparent()
    if line is None:
        return False
    if line.tag == "p" or page.own_size[line] > page.text_size[link]:
        rest = page.own_size[line] - page.link_size[line] if line not in page.has_blocks else page.own_size[line] - page.text_size[link]
        return rest > max(30, 0.8 * page.text_size[link])
    return False


def _outside(page: Page, root: html.HtmlElement) -> bool:
    """Whether the item stands in the page's frame: menus, footers, comments, advertising."""
    for element in _self_and_up(root, 30):
        tag = element.tag
        if tag in ("nav", "footer", "form") or element.get("role") == "navigation":
            return True
        if tag in ("body", "html"):
            return False
        names = names_of(element)
        if names and (NEVER.search(names) or COMMENTS.search(names) or NOT_A_LIST.search(names)):
            return True
    return False


# Lists.


def _lists(page: Page, items: list[Item]) -> list[Group]:
    """Items that stand beside each other, as groups in page order."""
    groups: dict[html.HtmlElement, Group] = {}
    for item in items:
        container = item.root.getparent()
        if container is None:
            continue
        groups.setdefault(container, Group(container)).items.append(item)
    return list(groups.values())


def _begins_with_heading(page: Page, parent: html.HtmlElement, root: html.HtmlElement) -> bool:
    """Whether a heading of a known list stands in `parent` before `root`."""
    for child in parent:
        if child is root:
            return False
        if isinstance(child.tag, str) and 0 < page.text_size.get(child, 0) <= _LONGEST_HEADING:
            if headings.kind_of(clean_line(text_of(child))):
                return True
    return False


def _name(page: Page, group: Group, first_item: dict[html.HtmlElement, Item], body: html.HtmlElement | None) -> None:
    """Find the heading above the group and decide what kind of list it is, if any."""
    first = group.items[0].root
    node = first
    named: GroupKind | None = None
    for level in range(_CLIMB + 1):
        parent = node.getparent()
        if parent is None or parent.tag in ("html",):
            break
        heading = _before(page, node, first_item)
        if heading is not None:
            text = clean_line(text_of(heading))
            kind = headings.kind_of(text)
            if kind or level <= 2 and (heading.tag in _HEADINGS or heading.find(".//h2") is not None):
                group.heading, group.heading_element, group.kind = text, heading, kind
                break
        if named is None and (match := GROUP.search(names_of(parent) + _types(parent))):
            named = _named_kind(match.group())
        if parent is body or parent.tag in ("body", "article", "main"):
            break
        node = parent
    inside = body is not None and body in _self_and_up(group.container, 40)
    if named is None:
        for element in _self_and_up(group.container, 4):
            if element is body or element.tag in ("body", "article", "main"):
                break
            if match := GROUP.search(names_of(element) + _types(element)):
                named = _named_kind(match.group())
                break
    if group.kind is None and named is not None:
        group.kind = named
        if group.heading_element is not None and body is not None and group.heading_element in _self_and_up(body, 60):
            group.heading, group.heading_element = "", None
    if group.kind and inside and not group.heading and len(group.items) <= 4:
        group.kind = GroupKind.INLINE
    if group.kind is None:
        group.heading, group.heading_element = "", None


def _types(element: html.HtmlElement) -> str:
    value = element.get("type") or element.get("data-role") or element.get("aria-label") or element.get("data-module") or ""
    return names_of_value(value)


def names_of_value(value: str) -> str:
    """Words of one attribute, in the form of `tree.names_of`."""
    from .tree import split_names

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
        if sibling in first_item or size > _LONGEST_HEADING * 2 or looked > 2:
            return None
        if size <= _LONGEST_HEADING:
            inner = next((e for e in sibling.iter(*_HEADINGS) if page.text_size[e]), None)
            if inner is not None:
                return inner
            if sibling.tag in _HEADINGS or _TITLE_NAMES.search(names_of(sibling)) or headings.kind_of(clean_line(text_of(sibling))):
                return sibling
    return None


def _merge(groups: list[Group]) -> list[Group]:
    """Join lists that stand under one heading, and neighbouring cards in the text."""
    merged: list[Group] = []
    by_heading: dict[html.HtmlElement, Group] = {}
    for group in groups:
        if group.heading_element is not None and group.heading_element in by_heading:
            by_heading[group.heading_element].items += group.items
            continue
        if group.heading_element is not None:
            by_heading[group.heading_element] = group
        elif merged and group.kind is GroupKind.INLINE and merged[-1].kind is GroupKind.INLINE and not merged[-1].heading:
            merged[-1].items += group.items
            continue
        merged.append(group)
    return merged


# Links.


def _links(page: Page, group: Group) -> tuple[RelatedLink, ...]:
    found: dict[str, RelatedLink] = {}
    for item in group.items:
        link = _link(page, item)
        if link and item.key not in found and len(found) < _MOST_LINKS:
            found[item.key] = link
    return tuple(found.values())


def _link(page: Page, item: Item) -> RelatedLink | None:
    root = item.root
    title = ""
    heading = next((e for e in root.iter(*_HEADINGS) if page.text_size[e] >= _LEAST_WIDE_TITLE), None)
    if heading is not None:
        title = clean_line(text_of(heading), 300)
    else:
        texts = [clean_line(text_of(link)) or clean_line(link.get("title") or "") for link in item.links]
        stated = [clean_line(link.get("title") or "") for link in item.links]
        title = next((t for t in stated if len(t) >= _LEAST_TITLE and any(t in x for x in texts)), "")
        title = title or max((t for t in texts if len(t) <= 300), key=len, default=texts[0] if texts else "")
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


def own_site_only(groups: tuple[RelatedGroup, ...], url: str) -> tuple[RelatedGroup, ...]:
    """The groups without links to other publishers, as template mistakes and networks print them."""
    home = site(url)
    kept = (replace(g, links=tuple(link for link in g.links if site(link.url) == home)) for g in groups)
    return tuple(g for g in kept if g.links)
