"""Subscriptions out of the store as OPML values, and into it from such values."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from reader.domain.models import Subscription
from reader.domain.opml import OpmlFeed, OpmlFolder, OpmlNode
from reader.domain.secrets import without_login

from .feeds import subscribe
from .packing import sound
from .subscriptions import folders, insert_folder, read_extra, with_extra
from .undo import Change, Label, record
from .values import NewSubscription

ADAPTER = "bantinAdapter"
"""Attribute of our own outlines that names the adapter, where it is not the ordinary one."""
_PLAIN = ("feed", "")
_OF_THE_WEB = ("section", "sitemap")
"""Adapters that read web addresses and nothing else: any list may name them."""


@dataclass(slots=True)
class Imported:
    """What an import did."""

    feeds: list[int] = field(default_factory=list)
    """Subscriptions that are new."""
    folders: list[int] = field(default_factory=list)
    existed: int = 0


Progress = Callable[[int, int], None]


def export_nodes(db: sqlite3.Connection, *, samples: bool = False) -> tuple[OpmlNode, ...]:
    """The folders and subscriptions as OPML values; those that came with the program only with `samples`."""
    by_folder: dict[int, list[OpmlNode]] = {}
    of_samples: set[int] = set()
    for subscription, extra in with_extra(db):
        if samples or not subscription.sample:
            by_folder.setdefault(subscription.folder_id, []).append(_outline(subscription, extra))
        else:
            of_samples.add(subscription.folder_id)
    outlines = sound(db.execute("SELECT id, extra FROM folder"), "it")
    extras = {number: read_extra(extra) for number, extra in outlines if extra}
    every = folders(db)
    known = {folder.id for folder in every}
    children: dict[int, list[OpmlNode]] = {}
    # Children come after their parents: from the back, each folder finds its own complete.
    for folder in reversed(every):
        inside = (*reversed(children.get(folder.id, [])), *by_folder.get(folder.id, ()))
        if not inside and folder.id in of_samples:
            continue
        parent = folder.parent_id if folder.parent_id in known else 0
        children.setdefault(parent, []).append(OpmlFolder(folder.title, inside, extras.get(folder.id, {})))
    return (*reversed(children.get(0, [])), *by_folder.get(0, ()))


def _outline(subscription: Subscription, extra: Mapping[str, str]) -> OpmlFeed:
    named = {ADAPTER: subscription.adapter} if subscription.adapter not in _PLAIN else {}
    return OpmlFeed(
        url=without_login(subscription.url),
        title=subscription.feed_title,
        own_title=subscription.own_title,
        site_url=subscription.site_url,
        kind="json" if subscription.adapter == "jsonfeed" else "rss",
        extra={**extra, **named},
    )


def import_nodes(
    db: sqlite3.Connection,
    nodes: Sequence[OpmlNode],
    now: datetime,
    label: Label,
    progress: Progress | None = None,
    *,
    trusted: bool = False,
    sample: bool = False,
) -> Imported:
    """Subscribe to every feed in `nodes`, in folders of these names, which are made where they are missing.

    All of it in one transaction, and taken back by one undo. A feed that is there already stays where it is. An adapter
    that the list names is believed only from ourselves (`trusted`), unless it can do no more than a feed. `sample`
    marks the new ones as samples.
    """
    done = Imported()
    total = sum(1 for _feed in _every(nodes))
    there = {(folder.parent_id, folder.title.casefold()): folder.id for folder in folders(db)}
    ends: dict[int, int] = {}

    def walk(inside: Sequence[OpmlNode], folder_id: int) -> None:
        for node in inside:
            if isinstance(node, OpmlFolder):
                key = (folder_id, node.title.casefold())
                if key not in there:
                    extra = json.dumps(dict(node.extra), ensure_ascii=False) if node.extra else ""
                    there[key] = insert_folder(db, node.title, folder_id, extra)
                    done.folders.append(there[key])
                walk(node.nodes, there[key])
                continue
            new = replace(_subscription(node, folder_id, trusted=trusted), sample=sample)
            feed_id, existed = subscribe(db, new, now, ends)
            if existed:
                done.existed += 1
            else:
                done.feeds.append(feed_id)
            if progress is not None:
                progress(done.existed + len(done.feeds), total)

    walk(nodes, 0)
    if done.feeds or done.folders:
        record(db, now, label(len(done.feeds)), Change(new_feeds=tuple(done.feeds), new_folders=tuple(done.folders)))
    return done


def _every(nodes: Sequence[OpmlNode]) -> list[OpmlFeed]:
    found: list[OpmlFeed] = []
    for node in nodes:
        if isinstance(node, OpmlFeed):
            found.append(node)
        else:
            found += _every(node.nodes)
    return found


def _subscription(node: OpmlFeed, folder_id: int, *, trusted: bool) -> NewSubscription:
    extra = dict(node.extra)
    named = extra.pop(ADAPTER, "")
    return NewSubscription(
        url=node.url,
        adapter=named if named and (trusted or named in _OF_THE_WEB) else _adapter(node),
        # An address in a list is nobody's word that it may lead inside; one for an adapter of files was once typed.
        typed=trusted and bool(named) and named not in _OF_THE_WEB,
        folder_id=folder_id,
        own_title=node.own_title,
        feed_title=node.title,
        site_url=node.site_url,
        imported=True,
        extra=extra,
    )


def _adapter(node: OpmlFeed) -> str:
    path = node.url.partition("?")[0].lower()
    return "jsonfeed" if "json" in node.kind or path.endswith(".json") else "feed"
