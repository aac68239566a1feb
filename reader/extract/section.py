"""A section or home page as a feed: the stories that it presents, in the order in which it presents them.

What a story card is follows the same rules as in an article's related groups (`page.cards`, `page.related`). Lists of
what others read most, links to other publishers and lone text links are left out. Texts are teasers: the full text
comes from each story's own page.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from html import escape

from lxml import html

from reader.domain.errors import NotAFeed
from reader.domain.identity import host_of, safe_url, url_key
from reader.domain.models import RelatedLink
from reader.domain.text import clean_line, fold
from reader.i18n import _
from reader.sources.api import Fetched, Parsed, ParsedEntry

from . import misfit
from .decode import decode
from .page import data, related
from .page.cards import Item, items_of
from .page.links import is_story, site
from .page.tree import Page, names_of, self_and_up, text_of
from .probes import ENOUGH, Listing
from .section_select import choose, selectors_of
from .section_times import card_time, moment

SELECT = "select"
"""Name of the option that carries the address's fragment."""
MAX_STORIES = 200
MOST_GLANCED = 1_500_000
_MOST_READ = re.compile(
    r"(?:doc|xem) nhieu|nhieu nguoi doc|most ?(?:read|viewed|shared|commented|watched|popular)|mostread|popular posts"
    r"|meist ?(?:gelesen|geklickt)|am meisten gelesen|les (?:plus|\+) lus|plus lus|mas (?:leid|vist)|mais (?:lid|vist)"
    r"|piu lett|terpopuler|paling banyak dibaca|mest las|mest lest|meest gelezen|nejctenejsi|najczesciej czytane"
    r"|cok okunan|ランキング|よく読まれている|많이 본|랭킹|排行|самое читаемое"
)
_LONGEST_NAME = 40
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")


@dataclass(frozen=True, slots=True)
class Story:
    """One story as the page presents it."""

    link: RelatedLink
    published: datetime | None


def parse(fetched: Fetched) -> Parsed:
    """The stories of the page.

    Raises NotAFeed when it presents none or something else came in its place; SourceError for selectors that find
    nothing.
    """
    page = _page(fetched, fetched.body)
    language = _language(page)
    stories = _stories(page, language, fetched)
    if not stories:
        text = decode(fetched.body[:MOST_GLANCED], fetched.content_type)
        raise NotAFeed(misfit.obstacle(text) or _("No links to stories were found on this page."))
    return Parsed(
        title=_title(page),
        description=_described(page),
        site_url=page.url,
        language=language,
        icon_url=_icon(page),
        entries=[_entry(story) for story in stories],
    )


def glance(fetched: Fetched) -> Listing:
    """What the beginning of a page presents, for offering it; nothing when it is no page.

    Raises SourceError for selectors that find nothing.
    """
    if misfit.binary_kind(fetched.body):
        return Listing("", 0, None, False)
    page = _page(fetched, fetched.body[:MOST_GLANCED])
    stories = _stories(page, _language(page), fetched)
    dates = [story.published for story in stories if story.published is not None]
    return Listing(_title(page), len(stories), max(dates, default=None), _is_article(page))


def _is_article(page: Page) -> bool:
    """Whether the page says that it is a story itself: then what it lists is only related to it."""
    for element in page.root.iter("meta"):
        if (element.get("property") or "").lower() == "og:type":
            return (element.get("content") or "").strip().lower() == "article"
    return is_story(page.url) and data.is_article(data.article(data.nodes(page.data)))


def _page(fetched: Fetched, body: bytes) -> Page:
    if not body.strip():
        raise NotAFeed(_("The server sent an empty answer instead of a page."))
    if kind := misfit.binary_kind(body):
        raise NotAFeed(_("The server sent {kind} instead of a page.").format(kind=kind))
    return Page(decode(body, fetched.content_type), safe_url(fetched.url) or "http://localhost/")


def _stories(page: Page, language: str, fetched: Fetched) -> list[Story]:
    now = fetched.fetched_at
    selectors = selectors_of(fetched.options.get(SELECT, ""))
    found: dict[str, Story] = {}
    if selectors is not None:
        for chosen in choose(page, selectors):
            link = related.link_of(page, chosen.item) or RelatedLink(chosen.item.url, "")
            dated = moment(chosen.date, language, now) if chosen.date else None
            link = RelatedLink(link.url, chosen.title or link.title, link.teaser, link.image_url)
            if link.title:
                published = dated or card_time(chosen.item.root, link.url, language, now)
                found.setdefault(chosen.item.key, Story(link, published))
        return list(found.values())[:MAX_STORIES]
    for item in _cards(page):
        read = related.link_of(page, item)
        if read is None or (len(read.title) <= _LONGEST_NAME and _MOST_READ.search(fold(read.title))):
            continue
        if item.key not in found and len(found) < MAX_STORIES:
            found[item.key] = Story(read, card_time(item.root, item.url, language, now))
    return list(found.values())


def _cards(page: Page) -> list[Item]:
    """The page's story cards that count, in page order."""
    items = items_of(page, {url_key(page.url)})
    own = [item for item in items if site(item.url) == site(page.url)]
    # A page that mostly points elsewhere (a blog of links) means its links to be followed; a newspaper's are partners'.
    items = own if len(own) >= ENOUGH or 2 * len(own) >= len(items) else items
    shapes = Counter(_shape(item.root) for item in items)
    first_item = {item.root: item for item in items}
    lists = related.lists_of(page, items)
    for group in lists:
        related.give_name(page, group, first_item, None, {})
    # On a page that is nothing but such a list, that is what the reader asked for.
    lists = [group for group in lists if not _is_most_read(group)] or lists
    cards = [item for group in lists for item in group.items]
    kept = [item for item in cards if shapes[_shape(item.root)] > 1 or _is_presented(page, item.root)]
    # A story may stand in a ticker and again, with its teaser, in the middle of the page: its best card tells most.
    best: dict[str, Item] = {}
    for item in kept:
        known = best.get(item.key)
        if known is None or _tells(page, item) > _tells(page, known):
            best[item.key] = item
    places: dict[str, int] = {}
    for item in kept:
        places[item.key] = min(places.get(item.key, len(page.order)), page.order[item.root])
    return sorted(best.values(), key=lambda item: places[item.key])


def _shape(card: html.HtmlElement) -> tuple[str, ...]:
    """What a card looks like: cards of one list share it."""
    parent = card.getparent()
    around = ("", "") if parent is None else (str(parent.tag), names_of(parent))
    return str(card.tag), names_of(card), *around


def _is_presented(page: Page, card: html.HtmlElement) -> bool:
    """Whether a card that is alone of its kind has a heading, a picture or a teaser: then it is no stray link."""
    if card.tag in _HEADINGS or next(card.iter(*_HEADINGS), None) is not None:
        return True
    if next(card.iter("img", "picture", "amp-img"), None) is not None:
        return True
    return page.text_size[card] - page.link_size[card] >= 60 or any(up.tag in _HEADINGS for up in self_and_up(card, 3))


def _is_most_read(group: related.Group) -> bool:
    if _MOST_READ.search(fold(group.heading)):
        return True
    return any(_MOST_READ.search(names_of(element)) for element in self_and_up(group.container, 3))


def _tells(page: Page, item: Item) -> tuple[bool, int]:
    return next(item.root.iter("img", "picture", "amp-img"), None) is not None, min(page.text_size[item.root], 600)


def _entry(story: Story) -> ParsedEntry:
    link = story.link
    return ParsedEntry(
        url=link.url,
        title=link.title,
        summary=escape(link.teaser, quote=False),
        published=story.published,
        image_url=link.image_url,
    )


def _title(page: Page) -> str:
    element = page.root.find(".//title")
    titles = [clean_line(element.text or "", 120)] if element is not None else []
    titles += [clean_line(text_of(heading), 120) for heading in page.root.iter("h1")]
    return next(filter(None, titles), "") or host_of(page.url)


def _described(page: Page) -> str:
    for element in page.root.iter("meta"):
        if (element.get("name") or element.get("property") or "").lower() in ("description", "og:description"):
            return clean_line(element.get("content") or "", 500)
    return ""


def _icon(page: Page) -> str:
    for element in page.root.iter("link"):
        if "icon" in (element.get("rel") or "").lower().split():
            return page.absolute(element.get("href"))
    return ""


def _language(page: Page) -> str:
    stated = (page.root.get("lang") or page.root.get("xml:lang") or "").strip()
    found = re.match(r"[A-Za-z]{2,3}(?:[-_][A-Za-z]{2,4})?", stated)
    return found[0].replace("_", "-") if found else ""
