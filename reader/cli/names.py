"""What the user calls things on the command line: feeds by number, address or title; scopes by word."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time
from typing import TYPE_CHECKING

from reader.domain.errors import UsageError
from reader.domain.text import fold
from reader.i18n import _

if TYPE_CHECKING:
    # The parser imports this for whatever is asked, `--help` and mistakes too.
    from reader.domain.models import Folder, ListQuery, Subscription
    from reader.library import Library

SCOPES = ("all", "unread", "today", "since", "starred", "history", "queue")


def find_feed(feeds: Sequence[Subscription], what: str) -> Subscription:
    """The subscription that `what` names: a number, an address, a title, or a part of a title that fits only one.

    Raises UsageError with what would fit.
    """
    for feed in feeds:
        if what in (str(feed.id), feed.url):
            return feed
    # Two feeds may have one title, and a site several feeds: which of them is meant is not for us to guess.
    fits = [feed for feed in feeds if fold(feed.title) == fold(what) or what == feed.site_url]
    fits = fits or [feed for feed in feeds if fold(what) in fold(feed.title) or what in feed.url]
    if len(fits) == 1:
        return fits[0]
    if fits:
        names = ", ".join(f"{feed.id} {feed.title}" for feed in fits[:8])
        raise UsageError(_("{what!r} fits several feeds: {names}; give the number").format(what=what, names=names))
    raise UsageError(_("no feed is called {what!r}; 'bantin list --feeds' shows them all").format(what=what))


def find_folder(folders: Sequence[Folder], path: str) -> Folder | None:
    """The folder with the path `path` (titles joined by `/`, from the top), or None."""
    paths = folder_paths(folders)
    return next((folder for folder in folders if fold(paths[folder.id]) == fold(path.strip("/"))), None)


def folder_paths(folders: Sequence[Folder]) -> dict[int, str]:
    """The path of each folder by its id, titles joined by `/`."""
    by_id = {folder.id: folder for folder in folders}
    paths: dict[int, str] = {0: ""}
    for folder in folders:
        parts: list[str] = []
        at: Folder | None = folder
        while at is not None and len(parts) < len(folders):
            parts.append(at.title)
            at = by_id.get(at.parent_id)
        paths[folder.id] = "/".join(reversed(parts))
    return paths


async def smart_query(library: Library, name: str) -> ListQuery:
    """The list of the smart entry that is called `name`, one of SCOPES."""
    from reader.domain.models import ListQuery, Scope, ScopeKind

    scope = Scope(ScopeKind(name))
    if scope.kind is ScopeKind.TODAY:
        midnight = datetime.combine(datetime.now().astimezone().date(), time()).astimezone()
        return ListQuery(scope, since=midnight)
    return ListQuery(scope, since=await library.last_here() if scope.kind is ScopeKind.SINCE else None)
