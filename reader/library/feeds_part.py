"""The library's part for the Feeds pane: subscriptions, folders, samples; refresh and the network."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Any, NamedTuple

from reader.domain.coverage import FollowedStory
from reader.domain.errors import ReaderError, Unreachable, UsageError
from reader.domain.models import Candidate, Counts, Folder, ListQuery, SavedSearch, Subscription
from reader.domain.tags import Tag
from reader.domain.text import clean_line
from reader.engine.protocol import (
    Cancel,
    Discover,
    Discovered,
    Done,
    Refresh,
    Relate,
    SetOffline,
    Subscribe,
    Subscribed,
)
from reader.i18n import _
from reader.store import counters, followed, lists, saved, subscriptions, tags

from . import keeping, labels
from .base import Base
from .jobs import first

MAX_TITLE = 300
_OFFERED = "samples.offered"
"""Remembered: the samples were offered once."""


class Places(NamedTuple):
    """What the Feeds pane lists."""

    subscriptions: list[Subscription] | None
    """None, and no folders either, where they were not asked for."""
    folders: list[Folder]
    counts: Counts
    stories: list[FollowedStory]
    searches: list[SavedSearch]
    tags: list[Tag]
    counted: list[int]
    """How many entries each list has that was asked about."""


class FeedsPart(Base):
    """Feeds and folders: what is there, how it is arranged, how it is fetched."""

    # -- feeds pane

    async def places(self, counted: Sequence[ListQuery], most: int, *, feeds: bool = True) -> Places:
        """All that the Feeds pane lists, in one go: each reading by itself waits for a thread and for the event loop.
        The lists in `counted` are counted up to `most`. Subscriptions and folders only with `feeds`: 5,000 of them take
        0.1 s, and to mark a story changes none."""
        places = await self._store.read(_places, counted, most, self._clock(), feeds)
        self._counts = places.counts
        return places

    async def subscriptions(self) -> list[Subscription]:
        """All subscriptions: those at the top first, then in the order of the folders."""
        return await self._store.read(subscriptions.subscriptions)

    async def folders(self) -> list[Folder]:
        """All folders, parents before children."""
        return await self._store.read(subscriptions.folders)

    async def counts(self) -> Counts:
        """The counters; never counted when asked."""
        self._counts = await self._store.read(counters.counts)
        return self._counts

    async def discover(self, url: str) -> list[Candidate]:
        """The feeds behind what the user typed, best first. Raises ReaderError with a sentence: UsageError when it is
        no address, Unreachable when nothing answers there or there is no network."""
        events, done = await self._jobs.run(Discover(job=self._jobs.next_number(), url=url))
        found = first(events, Discovered)
        if found and found.kind:
            raise (UsageError if found.kind == "typed" else Unreachable)(found.error)
        if error := (found.error if found else "") or done.error:
            raise ReaderError(error)
        return list(found.candidates) if found else []

    async def add(self, candidate: Candidate, *, folder_id: int = 0, own_title: str = "") -> int:
        """Subscribe, and wait for the first fetch; returns the feed's id. A first fetch that fails leaves the
        subscription, with its error. Raises ReaderError when nothing was subscribed."""
        number = self._jobs.next_number()
        command = Subscribe(
            job=number,
            url=candidate.url,
            adapter=candidate.adapter,
            folder_id=folder_id,
            own_title=clean_line(own_title, MAX_TITLE),
            typed=candidate.typed,
        )
        events, done = await self._jobs.run(command)
        made = first(events, Subscribed)
        if made is None or not made.feed_id:
            raise ReaderError((made.error if made else "") or done.error or _("Nothing was subscribed."))
        if not made.existed:
            label = _("added {title}").format(title=candidate.shown_title)
            await self._record(subscriptions.record_added, [made.feed_id], label=label)
        return made.feed_id

    async def rename(self, feed_id: int, own_title: str) -> None:
        """Give a subscription a title of the reader's own; empty goes back to the feed's."""
        title = clean_line(own_title, MAX_TITLE)
        await self._record(subscriptions.rename, feed_id, title, label=_("renamed a feed"))

    async def move(self, feed_id: int, folder_id: int, position: int | None = None) -> None:
        """Put a subscription into a folder (0: the top), before the one at `position`, or last."""
        await self._record(subscriptions.move, feed_id, folder_id, position, label=_("moved a feed"))

    async def configure(
        self,
        feed_id: int,
        *,
        interval: int | None = None,
        full_text: bool | None = None,
        keep_full: int | None = None,
        keep_days: int | None = None,
        keep_count: int | None = None,
        disabled: bool | None = None,
        preferred: bool | None = None,
    ) -> None:
        """Change what is given: minutes between refreshes, always full text, newest N kept in full, days and number
        of stories that are kept, paused, preferred among the tellings of a story."""
        given = {
            "interval": interval,
            "full_text": full_text,
            "keep_full": keep_full,
            "keep_days": keep_days,
            "keep_count": keep_count,
            "disabled": disabled,
            "preferred": preferred,
        }
        values = {name: value for name, value in given.items() if value is not None}
        await self._record(subscriptions.configure, feed_id, values, label=_("changed a feed's settings"))

    async def remove(self, feed_ids: Sequence[int]) -> None:
        """Unsubscribe. Starred entries stay under Starred; an undo brings everything back."""
        removed = await self._store.write(subscriptions.remove, list(feed_ids), self._clock(), labels.removed)
        if removed:
            self._changed(feeds=True)

    async def add_folder(self, title: str, parent_id: int = 0) -> int:
        """Make a folder; returns its id."""
        name = clean_line(title, MAX_TITLE) or _("Untitled")
        label = _("made the folder {title}").format(title=name)
        return await self._record(subscriptions.add_folder, name, parent_id, label=label)

    async def rename_folder(self, folder_id: int, title: str) -> None:
        """Give a folder another title."""
        name = clean_line(title, MAX_TITLE) or _("Untitled")
        await self._record(subscriptions.rename_folder, folder_id, name, label=_("renamed a folder"))

    async def move_folder(self, folder_id: int, parent_id: int, position: int | None = None) -> None:
        """Put a folder into another one (0: the top). Raises UsageError for one inside itself."""
        await self._record(subscriptions.move_folder, folder_id, parent_id, position, label=_("moved a folder"))

    async def remove_folder(self, folder_id: int) -> None:
        """Remove a folder; its feeds and folders move to its parent."""
        await self._record(subscriptions.remove_folder, folder_id, label=_("removed a folder"))

    async def set_expanded(self, folder_id: int, expanded: bool) -> None:
        """Remember whether a folder is shown open."""
        await self._write_quietly(subscriptions.set_expanded, folder_id, expanded)

    async def add_samples(self, *, wait: bool = False) -> int:
        """Subscribe to the samples that are not there and fetch them; returns how many. `wait` returns when they are
        in the cache."""
        nodes = keeping.sample_nodes()
        from reader.store.exchange import import_nodes

        work = partial(import_nodes, trusted=True, sample=True)
        done = await self._store.write(work, nodes, self._clock(), labels.samples_added)
        if done.feeds:
            self._changed(feeds=True)
            if self._jobs.has_engine:
                await (self.refresh_and_wait(done.feeds) if wait else self.refresh(done.feeds))
        return len(done.feeds)

    async def offer_samples(self, *, wait: bool = False) -> int:
        """`add_samples` on the very first start, when nothing is subscribed; whoever removes them stays without."""
        if self.read_only or await self.recall(_OFFERED) or await self.subscriptions():
            return 0
        await self.remember(_OFFERED, True)
        return await self.add_samples(wait=wait)

    async def remove_samples(self) -> int:
        """Unsubscribe from all samples; returns how many there were."""
        samples = await self._store.read(subscriptions.sample_ids)
        work = partial(subscriptions.remove, tidy=True)
        removed = await self._store.write(work, samples, self._clock(), labels.samples_removed)
        if removed:
            self._changed(feeds=True)
        return len(removed)

    # -- refresh and network

    async def refresh(self, feed_ids: Sequence[int] = (), *, only_due: bool = False) -> int:
        """Begin to refresh subscriptions (none named: all); returns the job's number, events tell the rest."""
        number = self._jobs.next_number()
        await self._jobs.send(Refresh(job=number, feeds=tuple(feed_ids), only_due=only_due))
        return number

    async def refresh_and_wait(self, feed_ids: Sequence[int] = (), *, only_due: bool = False) -> Done:
        """As `refresh`, to its end."""
        command = Refresh(job=self._jobs.next_number(), feeds=tuple(feed_ids), only_due=only_due)
        _events, done = await self._jobs.run(command)
        return done

    async def relate_and_wait(self, *, anew: bool = False) -> Done:
        """Compute what is related to new entries, or to all (`anew`); returns the end, whose `new` says how many."""
        _events, done = await self._jobs.run(Relate(job=self._jobs.next_number(), anew=anew))
        return done

    async def cancel(self, job: int = 0) -> None:
        """Stop a job (0: all); what was fetched stays."""
        await self._jobs.send(Cancel(job=self._jobs.next_number(), target=job))

    async def set_offline(self, offline: bool) -> None:
        """Work offline by choice, or online again."""
        await self._jobs.run(SetOffline(job=self._jobs.next_number(), offline=offline))

    @property
    def online(self) -> bool:
        """Whether the network was there when it was last asked for."""
        return self._jobs.online

    @property
    def offline_by_choice(self) -> bool:
        """Whether the user switched it off."""
        return self._jobs.offline_by_choice


def _places(db: Any, queries: Sequence[ListQuery], most: int, now: datetime, with_feeds: bool) -> Places:
    feeds, folders = (subscriptions.subscriptions(db), subscriptions.folders(db)) if with_feeds else (None, [])
    stories, searches = followed.followed(db), saved.searches(db)
    counted = [lists.count_up_to(db, query, most, now) for query in queries]
    return Places(feeds, folders, counters.counts(db), stories, searches, tags.tags(db), counted)
