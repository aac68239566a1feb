"""Following one page, and the queue of pages that wait for the network."""

from __future__ import annotations

from dataclasses import replace

from reader.domain.errors import BadAnswer, FetchError, HttpStatus, NotAnArticle, Offline, Unreachable
from reader.domain.identity import host_of, safe_url
from reader.domain.secrets import masked
from reader.domain.text import clean_line
from reader.i18n import _, ngettext
from reader.store import offline, pages
from reader.store.values import QueueItem

from .page import FOR_GOOD, MISSING, bring
from .protocol import Follow, Followed, Notice
from .tools import Tools

MAX_TITLE = 300


async def follow(tools: Tools, command: Follow) -> Followed:
    """Fetch the page of `command` and store it; without a network let it wait. Raises StoreError."""
    url = safe_url(command.url)
    if not url.startswith(("http://", "https://")):
        sentence = _("{url} is no web address.").format(url=masked(command.url)[:200])
        return Followed(job=command.job, url=command.url, error=sentence)
    try:
        brought = await bring(tools, url, command)
    except NotAnArticle as error:
        await tools.store.write(offline.mark_unfit, url, error.kind, tools.clock())
        return Followed(job=command.job, url=command.url, not_article=error.kind, error=str(error))
    except (Offline, Unreachable) as error:
        if isinstance(error, BadAnswer):
            tools.network.answered()
        elif isinstance(error, Unreachable):
            tools.network.unreached(host_of(url), routed=tools.routed())
        waits = isinstance(error, Offline) or not tools.network.usable
        if waits and command.queue_when_offline:
            await tools.store.write(
                pages.enqueue,
                url,
                tools.clock(),
                entry_id=command.entry_id,
                referrer_id=command.referrer_id,
                title=clean_line(command.title, MAX_TITLE),
            )
        return Followed(job=command.job, url=command.url, queued=waits and command.queue_when_offline, error=str(error))
    except HttpStatus as error:
        missing = "missing" if error.status in MISSING else ""
        if missing:
            await tools.store.write(offline.mark_unfit, url, missing, tools.clock())
        return Followed(job=command.job, url=command.url, not_article=missing, error=str(error))
    except FetchError as error:
        return Followed(job=command.job, url=command.url, error=str(error))
    return Followed(job=command.job, url=command.url, entry_id=brought.entry_id)


async def fetch_queue(tools: Tools) -> list[QueueItem]:
    """Fetch what waits for the network, longest first; stops when the network goes. Returns what came in, each with
    the entry that it became.

    While the network is gone only the first is tried, which is how one sees that it is back.
    """
    came: list[QueueItem] = []
    for item in await tools.store.read(pages.queued):
        if tools.network.by_choice:
            break
        entry_id = await _fetch_queued(tools, item)
        if entry_id:
            came.append(replace(item, entry_id=entry_id))
        elif not tools.network.there:
            break
    if came:
        text = ngettext(
            "{n} story that waited for the network is here.",
            "{n} stories that waited for the network are here.",
            len(came),
        )
        tools.emit(Notice(text=text.format(n=len(came))))
    return came


async def _fetch_queued(tools: Tools, item: QueueItem) -> int:
    """Bring one page of the queue; the entry that it became, 0 when it did not come."""
    command = Follow(job=0, url=item.url, entry_id=item.entry_id, referrer_id=item.referrer_id)
    try:
        brought = await bring(tools, item.url, command, kept=item.keep > 0)
    except (Offline, Unreachable) as error:
        await tools.store.write(pages.queue_failed, item.id, str(error))
        return 0
    except FetchError as error:
        kind = error.kind if isinstance(error, NotAnArticle) else ""
        if kind or (isinstance(error, HttpStatus) and error.status in FOR_GOOD):
            await tools.store.write(pages.dequeue, item.id)
            await tools.store.write(offline.mark_unfit, item.url, kind or "missing", tools.clock())
        else:
            await tools.store.write(pages.queue_failed, item.id, str(error))
        tools.emit(Followed(url=item.url, not_article=kind, error=str(error)))
        return 0
    # Also when the page was stored under other addresses than the one that waited.
    await tools.store.write(pages.dequeue, item.id)
    tools.emit(Followed(url=item.url, entry_id=brought.entry_id))
    return brought.entry_id
