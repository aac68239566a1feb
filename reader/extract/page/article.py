"""`extract_page`: a page's bytes and address in, its article out. Pure; every step is a module of its own."""

from __future__ import annotations

import re
from datetime import datetime

from lxml import etree, html

from reader.domain.blocks import Embed, Image, Paragraph, Span, texts
from reader.domain.identity import safe_url, url_key
from reader.domain.page import PageArticle
from reader.domain.text import clean_line, clean_text
from reader.extract.decode import decode
from reader.i18n import _

from . import authors, cards, choose, lead, meta, refuse, related
from .locate import Located, locate
from .tree import Page, letters
from .walk import Piece, Walker

_LEAST_ARTICLE = 140
"""Letters without which a page is no article; scripts without spaces say as much in half of them."""
_LEAST_SAID = 50
"""The same where the page says that it is an article: a flash is one sentence."""
_LONGEST_MADE_TITLE = 90
_MOST_BLOCKS = 5000
_MOST_LETTERS = 1_000_000
_LEAST_TRUSTED = 200
_MOST_ELEMENTS_TWICE = 6000
"""Pages with more elements than this are not read a second time by another library."""
_MOST_LINKS_TWICE = 10_000
"""Nor are those with more links in boxes in boxes (damaged pages nest without end): 27 µs each, 48 KB took 1.4 s."""
_BOXES = frozenset({"article", "dd", "div", "dl", "dt", "li", "main", "ol", "p", "section", "table", "td", "tr", "ul"})


def extract_page(body: bytes, url: str, *, content_type: str = "", fetched_at: datetime | None = None) -> PageArticle:
    """Read the article and the publisher's related stories from a page.

    `body` is the page as received, `url` where it was found after redirects, `content_type` the HTTP header or empty,
    `fetched_at` when it was fetched (aware), which bounds its dates. Pure: no network, no clock, any input. Raises
    NotAnArticle, whose `kind` and sentence say what the page is instead.
    """
    refuse.by_bytes(body, content_type)
    url = safe_url(url) or "http://localhost/"
    text = decode(body, content_type)
    refuse.by_text(text)
    page = Page(text, url)
    about = meta.read(page, fetched_at)
    page.set_apart(about.headline)
    own = {url_key(address) for address in (url, about.canonical, *about.aliases)}
    items = cards.items_of(page, own)
    leads = lead.candidates(page, about)
    found = locate(page, about.headline, (item.root for item in items), (element for _, element in leads), about.body)
    refuse.by_words(page, about, found)
    groups, holders = related.find(page, items, found.container if found else None)
    dek, pieces, method = _text(page, about, found, leads, holders | {item.root for item in items})
    pieces = _bounded(pieces)
    size = choose.size_of(pieces)
    located = method == "located"
    refuse.by_shape(page, about, size, 0 if located else choose.prose_in(pieces), len(items), located=located)
    blocks = tuple(piece.block for piece in pieces)
    shows = any(isinstance(block, Image | Embed) for block in blocks)
    least = _LEAST_SAID if refuse.says_it_is_one(about) else _LEAST_ARTICLE
    if choose.weight_of(pieces) + len(about.description) < least and not about.locked and not shows:
        raise refuse.refusal("other")
    image = about.image_url or next((b.url for b in blocks if isinstance(b, Image)), "")
    return PageArticle(
        url=url,
        title=about.title or clean_line(dek or next(texts(blocks), ""), _LONGEST_MADE_TITLE),
        source=about.source,
        authors=about.authors,
        published=about.published,
        updated=about.updated,
        section=about.section,
        language=about.language,
        lead=dek,
        blocks=blocks,
        canonical_url=about.canonical,
        aliases=about.aliases,
        access=_access(about, pieces),
        image_url=image,
        groups=groups,
        keywords=about.keywords,
        method=method,
    )


def _text(
    page: Page,
    about: meta.Meta,
    found: Located | None,
    leads: list[tuple[float, html.HtmlElement]],
    holders: set[html.HtmlElement],
) -> tuple[str, list[Piece], str]:
    """(lead, pieces of the body, how they were found)."""
    dek = ""
    pieces: list[Piece] = []
    if found is not None:
        path = {found.container, *found.container.iterancestors()}
        dek, element = lead.choose(page, about, leads, found)
        page.set_apart(element)
        apart = {e for e in (element, about.headline) if e is not None and e not in path}
        walker = Walker(page, frozenset(e for e in (*found.furniture, *holders, *apart) if e not in path), found.mute)
        cover = choose.head_pictures(page, about, found, walker)
        walker.walk(found.container)
        pieces = choose.body(page, choose.bind_captions(walker.without_captions(cover + walker.pieces)), about, dek)
        if not dek:
            dek, pieces = choose.subheading(pieces)
        name, pieces = choose.signature(pieces)
        if name and (not about.authors or about.authors == (about.source,)):
            about.authors = authors.tidy([name], set()) or about.authors
        pieces = choose.trim(pieces)
    if len(letters(about.body)) > 2.5 * choose.size_of(pieces) + 300:
        stated = _paragraphs(about.body)
        return dek, [p for p in pieces if isinstance(p.block, Image)] + stated, "data"
    if (
        choose.weight_of(pieces) < _LEAST_TRUSTED
        and len(page.elements) < _MOST_ELEMENTS_TWICE
        and _links_in_boxes(page.root) < _MOST_LINKS_TWICE
    ):
        other = _elsewhere(page)
        if len(letters(other)) > max(3 * choose.size_of(pieces), _LEAST_ARTICLE):
            return dek, [p for p in pieces if isinstance(p.block, Image)] + _paragraphs(other), "located"
    return dek, pieces, "container"


def _links_in_boxes(root: html.HtmlElement) -> int:
    """How many links the boxes of a page hold, each counted for every box around it: trafilatura reads it as often."""
    total = depth = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if element.tag in _BOXES:
            depth += 1 if event == "start" else -1
        elif event == "start" and element.tag == "a":
            total += depth
    return total


def _elsewhere(page: Page) -> str:
    """What trafilatura takes for the article, for pages in which we found next to nothing."""
    from trafilatura import extract

    try:
        return extract(page.root, fast=True, include_comments=False, include_tables=False) or ""
    except (RecursionError, ValueError, TypeError, AttributeError):
        # A second opinion on a page that is odd to begin with; its own failure changes nothing.
        return ""


def _bounded(pieces: list[Piece]) -> list[Piece]:
    """As many pieces as a reader can hold."""
    kept: list[Piece] = []
    size = 0
    for piece in pieces[:_MOST_BLOCKS]:
        size += piece.size
        if size > _MOST_LETTERS:
            break
        kept.append(piece)
    return kept


def _paragraphs(text: str) -> list[Piece]:
    """The article's text as the page's data states it, by its line ends."""
    lines = [line for line in (clean_line(line) for line in re.split(r"\n+|\r+", clean_text(text))) if line]
    return [Piece(Paragraph((Span(line),)), None, len(line)) for line in lines]


def _access(about: meta.Meta, pieces: list[Piece]) -> str:
    if about.locked and choose.size_of(pieces) < 3000:
        return _("The publisher shows only a part of this article; the rest is for subscribers.")
    return ""
