"""One page: fetch, extract, store as an entry or as the full text of one.

Adapters with pages of their own (the samples, an archive, an intranet) are asked first, so their pages need no network.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import blake2b

from reader.domain import blocks
from reader.domain.errors import Forbidden, NotAnArticle, Offline
from reader.domain.identity import host_of, in_place, url_key
from reader.domain.page import PageArticle
from reader.domain.text import count_words
from reader.i18n import _
from reader.sources.api import Fetched, Request
from reader.store import feeds, pages
from reader.store.values import PageUpdate

from .protocol import Follow
from .tools import Tools, explained

ACCEPT_PAGE = "text/html, application/xhtml+xml;q=0.9, */*;q=0.2"
MISSING = (404, 410)
FOR_GOOD = (400, 401, 402, 403, 404, 405, 406, 410, 414, 451)
"""Statuses that waiting longer does not change."""
ROBOTS = "robots"
"""The kind of a page that its site asks programs to leave alone."""
_MARKUP = ("html", "xml", "text/plain", "text/markdown")
_KINDS = {"application/pdf": "pdf", "video": "video", "image": "image"}
_VARIANTS = ("www.", "m.", "mobile.", "amp.")


@dataclass(frozen=True, slots=True)
class Brought:
    """A page that is in the cache now."""

    entry_id: int
    bytes: int
    """What was fetched."""


async def bring(
    tools: Tools, url: str, command: Follow, *, asked: bool = True, kept: bool = False, online: bool = True
) -> Brought:
    """Fetch, extract and store one page. `asked` False: nobody clicked on it, so the site may refuse; `kept`: the
    reader wants it kept; `online` False: only adapters that keep pages themselves are asked.

    Raises ReaderError, NotAnArticle of kind `robots` for a page that the site refuses.
    """
    with explained(tools):
        fetched = await _fetch(tools, url, asked=asked, online=online)
        _check_type(fetched)
        article = await tools.digester.extract_page(fetched, tools.clock())
        update = page_update(article, fetched, url, command)
        entry_id = await tools.store.write(pages.store_page, update, tools.clock(), kept=kept)
        return Brought(entry_id, len(fetched.body))


async def _fetch(tools: Tools, url: str, *, asked: bool, online: bool) -> Fetched:
    found = await tools.sources.fetch_page(url, tools.http)
    if found is not None:
        return found
    if not online:
        raise Offline(_("There is no network."))
    if not asked and not await tools.robots.may_fetch(url, tools.http):
        raise NotAnArticle(_("{host} asks programs to leave this page alone.").format(host=host_of(url)), ROBOTS)
    request = Request(url, user_typed=False)
    try:
        fetched = await tools.http.get(request, accept=ACCEPT_PAGE)
    except Forbidden:
        if not await is_own_host(tools, url):
            raise
        # The user typed the address of a feed inside this machine or network: its own host may be followed there.
        fetched = await tools.http.get(Request(url, user_typed=True), accept=ACCEPT_PAGE)
    tools.network.answered()
    return fetched


async def is_own_host(tools: Tools, url: str) -> bool:
    """Whether `url` lies on the host of a subscription that the user typed, at the same port: there even an address
    inside this network may be followed."""
    states = await tools.store.read(feeds.feed_states)
    return any(state.typed and in_place(url, state.url) for state in states)


def _check_type(fetched: Fetched) -> None:
    """Raise NotAnArticle for what the content type already says is no page."""
    mime = fetched.content_type.partition(";")[0].strip().lower()
    kind = _KINDS.get(mime) or _KINDS.get(mime.partition("/")[0])
    if kind is None and fetched.body.startswith(b"%PDF-"):
        kind = "pdf"
    if kind is None and mime and not any(word in mime for word in _MARKUP):
        kind = "other"
    if kind is not None:
        raise NotAnArticle(
            _("{url} is {what}, no article; it can be opened in the browser.").format(
                url=fetched.url, what=_WHAT[kind]()
            ),
            kind,
        )


_WHAT = {
    "pdf": lambda: _("a PDF"),
    "video": lambda: _("a video"),
    "image": lambda: _("a picture"),
    "other": lambda: _("a file of another kind"),
}


def page_update(article: PageArticle, fetched: Fetched, asked: str, command: Follow) -> PageUpdate:
    """What the store keeps of an extracted page. `asked` is the address that was followed."""
    dumped = blocks.dump(article.blocks)
    text = "\n".join(blocks.texts(article.blocks))
    named = (other for other in (article.canonical_url, *article.aliases) if is_same_site(other, fetched.url))
    keys = (url_key(url) for url in (asked, command.url, *named))
    digest = blake2b(f"{article.title}\0{article.lead}\0{dumped}".encode("utf-8", "surrogatepass"), digest_size=16)
    return PageUpdate(
        url=fetched.url,
        url_key=url_key(fetched.url),
        aliases=tuple(dict.fromkeys(key for key in keys if key)),
        entry_id=command.entry_id,
        referrer_id=command.referrer_id,
        title=article.title,
        source=article.source,
        lead=article.lead,
        author=", ".join(article.authors),
        authors=article.authors,
        section=article.section,
        categories=article.keywords,
        language=article.language,
        published=article.published,
        updated=article.updated,
        image_url=article.image_url,
        canonical_url=article.canonical_url if is_same_site(article.canonical_url, fetched.url) else fetched.url,
        access=article.access,
        blocks_json=dumped,
        words=count_words(f"{article.lead} {text}"),
        links=article.groups,
        content_hash=digest.hexdigest(),
    )


def is_same_site(one: str, other: str) -> bool:
    """Whether a page at `other` may say that `one` is its address: the same host, or one below the other.

    A page that could claim any address would be shown in place of the real one whenever that is followed.
    """
    hosts = []
    for url in (one, other):
        host = host_of(url)
        prefix = next((variant for variant in _VARIANTS if host.startswith(variant)), "")
        hosts.append(host.removeprefix(prefix))
    first, second = hosts
    return bool(first and second) and (first == second or first.endswith("." + second) or second.endswith("." + first))
