"""The stories that a section page or front page presents, found by the same rules as related stories."""

from __future__ import annotations

from reader.domain.identity import safe_url, url_key
from reader.domain.models import RelatedLink
from reader.extract.decode import decode

from . import cards, refuse, related
from .links import site
from .tree import Page

_MOST = 200


def story_links(body: bytes, url: str, *, content_type: str = "") -> tuple[RelatedLink, ...]:
    """The stories of the same publisher that a page links to, in page order, with title, teaser, picture and time.

    Takes what `extract_page` takes. Menus, footers, comments and advertising do not count, nor does the page itself.
    Raises NotAnArticle when the bytes are no page at all; a page without stories gives an empty tuple.
    """
    refuse.by_bytes(body, content_type)
    url = safe_url(url) or "http://localhost/"
    text = decode(body, content_type)
    refuse.by_text(text)
    page = Page(text, url)
    found: dict[str, RelatedLink] = {}
    for item in cards.items_of(page, {url_key(url)}):
        if item.key in found or site(item.url) != site(url) or len(found) >= _MOST:
            continue
        if link := related.link_of(page, item):
            found[item.key] = link
    return tuple(found.values())
