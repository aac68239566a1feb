"""One page: fetch, extract, store as an entry or as the full text of one; and the queue of pages that wait.

Adapters with pages of their own (the samples, an archive, an intranet) are asked first, so their pages need no network.
"""

from __future__ import annotations

from hashlib import blake2b

from reader.domain import blocks
from reader.domain.errors import (
    Forbidden,
    HttpStatus,
    NotAnArticle,
    Offline,
    ReaderError,
    StoreError,
    Unreachable,
)
from reader.domain.identity import host_of, safe_url, url_key
from reader.domain.page import PageArticle
from reader.domain.text import count_words
from reader.i18n import _, ngettext
from reader.sources.api import Fetched, Request
from reader.store import feeds, pages
from reader.store.values import PageUpdate, QueueItem

from .protocol import Follow, Followed, Notice
from .tools import Tools

ACCEPT_PAGE = "text/html, application/xhtml+xml;q=0.9, */*;q=0.2"
MISSING = (404, 410)
FOR_GOOD = (400, 401, 402, 403, 404, 405, 406, 410, 414, 451)
"""Statuses that waiting longer does not change: such a page leaves the queue."""
_MARKUP = ("html", "xml", "text/plain", "text/markdown")
_KINDS = {"application/pdf": "pdf", "video": "video", "image": "image"}
_VARIANTS = ("www.", "m.", "mobile.", "amp.")


async def follow(tools: Tools, command: Follow) -> Followed:
    """Fetch the page of `command` and store it; without a network let it wait. Raises StoreError."""
    url = safe_url(command.url)
    if not url.startswith(("http://", "https://")):
        return Followed(
            job=command.job, url=command.url, error=_("{url} is no web address.").format(url=command.url[:200])
        )
    try:
        entry_id = await _bring(tools, url, command)
    except StoreError:
        raise
    except NotAnArticle as error:
        return Followed(job=command.job, url=command.url, not_article=error.kind, error=str(error))
    except (Offline, Unreachable) as error:
        waits = isinstance(error, Offline) or not tools.network.usable
        if waits and command.queue_when_offline:
            await tools.store.write(
                pages.enqueue, url, tools.clock(), entry_id=command.entry_id, referrer_id=command.referrer_id
            )
        return Followed(job=command.job, url=command.url, queued=waits and command.queue_when_offline, error=str(error))
    except HttpStatus as error:
        missing = "missing" if error.status in MISSING else ""
        return Followed(job=command.job, url=command.url, not_article=missing, error=str(error))
    except ReaderError as error:
        return Followed(job=command.job, url=command.url, error=str(error))
    return Followed(job=command.job, url=command.url, entry_id=entry_id)


async def fetch_queue(tools: Tools) -> int:
    """Fetch what waits for the network, longest first; stops when the network goes. Returns how many came in."""
    came = 0
    for item in await tools.store.read(pages.queued):
        if not tools.network.usable:
            break
        came += await _fetch_queued(tools, item)
    if came:
        text = ngettext("{n} story that waited for the network is here.", "{n} stories that waited are here.", came)
        tools.emit(Notice(text=text.format(n=came)))
    return came


async def _fetch_queued(tools: Tools, item: QueueItem) -> bool:
    command = Follow(job=0, url=item.url, entry_id=item.entry_id, referrer_id=item.referrer_id)
    try:
        entry_id = await _bring(tools, item.url, command)
    except StoreError:
        raise
    except (Offline, Unreachable) as error:
        await tools.store.write(pages.queue_failed, item.id, str(error))
        return False
    except ReaderError as error:
        kind = error.kind if isinstance(error, NotAnArticle) else ""
        if kind or (isinstance(error, HttpStatus) and error.status in FOR_GOOD):
            await tools.store.write(pages.dequeue, item.id)
        else:
            await tools.store.write(pages.queue_failed, item.id, str(error))
        tools.emit(Followed(url=item.url, not_article=kind, error=str(error)))
        return False
    # Also when the page was stored under other addresses than the one that waited.
    await tools.store.write(pages.dequeue, item.id)
    tools.emit(Followed(url=item.url, entry_id=entry_id))
    return True


async def _bring(tools: Tools, url: str, command: Follow) -> int:
    """Fetch, extract and store one page; returns the entry's id. Raises ReaderError."""
    fetched = await _fetch(tools, url)
    _check_type(fetched)
    article = await tools.digester.extract_page(fetched, tools.clock())
    return await tools.store.write(pages.store_page, page_update(article, fetched, url, command), tools.clock())


async def _fetch(tools: Tools, url: str) -> Fetched:
    found = await tools.sources.fetch_page(url, tools.http)
    if found is not None:
        return found
    request = Request(url, user_typed=False)
    try:
        fetched = await tools.http.get(request, accept=ACCEPT_PAGE)
    except Forbidden:
        if not await _is_own_host(tools, url):
            raise
        # The reader subscribed to a feed inside this machine or network: its own host may be followed there.
        fetched = await tools.http.get(Request(url, user_typed=True), accept=ACCEPT_PAGE)
    tools.network.answered()
    return fetched


async def _is_own_host(tools: Tools, url: str) -> bool:
    states = await tools.store.read(feeds.feed_states)
    return host_of(url) in {host_of(state.url) for state in states}


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
