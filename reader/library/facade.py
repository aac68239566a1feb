"""The `Library` itself: each method says what is asked, the work stands in the store and in the engine."""

from __future__ import annotations

import asyncio
from array import array
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path

from reader.domain import opml
from reader.domain.clock import Clock, system_clock
from reader.domain.errors import ReaderError
from reader.domain.models import (
    Article,
    Candidate,
    Counts,
    EntryRow,
    Folder,
    ListQuery,
    Mark,
    RelatedGroup,
    Subscription,
)
from reader.domain.text import clean_line
from reader.engine.protocol import (
    AnyEvent,
    Cancel,
    Discover,
    Discovered,
    Done,
    EngineLink,
    Follow,
    Followed,
    Refresh,
    SetOffline,
    Subscribe,
    Subscribed,
)
from reader.i18n import _
from reader.store import (
    articles,
    counters,
    exchange,
    lists,
    memory,
    pages,
    pane,
    rows,
    states,
    subscriptions,
    undo,
    upkeep,
)
from reader.store.opening import Role, open_store
from reader.store.store import Store

from . import keeping, labels
from .events import Event, ImportReport, StateChanged, Undone
from .jobs import Jobs, first

MAX_TITLE = 300
_OFFERED = "samples.offered"


class Library:
    """Everything that the interface and the command line may ask. Make one with `Library.open`."""

    def __init__(self, store: Store, engine: EngineLink | None, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._handlers: list[Callable[[Event], None]] = []
        self._jobs = Jobs(engine, self._tell)
        self._keeper = keeping.Keeper(store)
        self.read_only = not store.writable
        self.notice = store.notice
        """One sentence for the status line after opening, empty when all is well."""

    # -- life

    @classmethod
    async def open(
        cls,
        data_dir: Path,
        *,
        engine: EngineLink | None = None,
        clock: Clock = system_clock,
        read_only: bool = False,
        exclusive: bool = False,
    ) -> Library:
        """Open the cache in `data_dir`, making or upgrading it.

        `exclusive` is for the interface: where another one is open already this one only reads, and `notice` says so;
        a short command writes beside it. Raises StoreError when nothing can be read.
        """
        role = Role.READER if read_only else Role.INTERFACE if exclusive else Role.COMMAND
        store = await asyncio.get_running_loop().run_in_executor(None, lambda: open_store(data_dir, role, clock=clock))
        library = cls(store, engine, clock)
        if exclusive:
            library._keeper.begin()
        return library

    async def close(self) -> None:
        """End the engine, finish the writes, close the files."""
        try:
            await self._jobs.close()
            await self._keeper.close()
        finally:
            await self._store.close()

    def subscribe(self, handler: Callable[[Event], None]) -> Callable[[], None]:
        """Call `handler` on the event loop for each event of the engine and each change made here; returns a function
        that ends it."""
        self._handlers.append(handler)

        def unsubscribe() -> None:
            if handler in self._handlers:
                self._handlers.remove(handler)

        return unsubscribe

    def _tell(self, event: AnyEvent | StateChanged) -> None:
        for handler in list(self._handlers):
            handler(event)

    def _changed(self, ids: Iterable[int] = (), label: str = "", *, feeds: bool = False) -> None:
        if feeds:
            self._keeper.feeds_changed()
        self._tell(StateChanged(tuple(ids), label, feeds))

    # -- feeds pane

    async def subscriptions(self) -> list[Subscription]:
        """All subscriptions: those at the top first, then in the order of the folders."""
        return await self._store.read(subscriptions.subscriptions)

    async def folders(self) -> list[Folder]:
        """All folders, parents before children."""
        return await self._store.read(subscriptions.folders)

    async def counts(self) -> Counts:
        """The counters; never counted when asked."""
        return await self._store.read(counters.counts)

    async def discover(self, url: str) -> list[Candidate]:
        """The feeds behind what the user typed, best first. Raises ReaderError with a sentence."""
        events, done = await self._jobs.run(Discover(job=self._jobs.next_number(), url=url))
        found = first(events, Discovered)
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
        )
        events, done = await self._jobs.run(command)
        made = first(events, Subscribed)
        if made is None or not made.feed_id:
            raise ReaderError((made.error if made else "") or done.error or _("Nothing was subscribed."))
        if not made.existed:
            label = _("added {title}").format(title=candidate.title or candidate.url)
            await self._store.write(subscriptions.record_added, [made.feed_id], self._clock(), label)
            self._changed(label=label, feeds=True)
        return made.feed_id

    async def rename(self, feed_id: int, own_title: str) -> None:
        """Give a subscription a title of the reader's own; empty goes back to the feed's."""
        title = clean_line(own_title, MAX_TITLE)
        label = _("renamed a feed")
        await self._store.write(subscriptions.rename, feed_id, title, self._clock(), label)
        self._changed(label=label, feeds=True)

    async def move(self, feed_id: int, folder_id: int, position: int | None = None) -> None:
        """Put a subscription into a folder (0: the top), before the one at `position`, or last."""
        label = _("moved a feed")
        await self._store.write(subscriptions.move, feed_id, folder_id, position, self._clock(), label)
        self._changed(label=label, feeds=True)

    async def configure(
        self,
        feed_id: int,
        *,
        interval: int | None = None,
        full_text: bool | None = None,
        keep_full: int | None = None,
        disabled: bool | None = None,
    ) -> None:
        """Change what is given: minutes between refreshes, always full text, newest N kept in full, paused."""
        given = {"interval": interval, "full_text": full_text, "keep_full": keep_full, "disabled": disabled}
        values = {name: value for name, value in given.items() if value is not None}
        label = _("changed a feed's settings")
        await self._store.write(subscriptions.configure, feed_id, values, self._clock(), label)
        self._changed(label=label, feeds=True)

    async def remove(self, feed_ids: Sequence[int]) -> None:
        """Unsubscribe. Starred entries stay under Starred; an undo brings everything back."""
        removed = await self._store.write(subscriptions.remove, list(feed_ids), self._clock(), labels.removed)
        if removed:
            self._changed(label=labels.removed(len(removed)), feeds=True)

    async def add_folder(self, title: str, parent_id: int = 0) -> int:
        """Make a folder; returns its id."""
        name = clean_line(title, MAX_TITLE) or _("Untitled")
        label = _("made the folder {title}").format(title=name)
        number = await self._store.write(subscriptions.add_folder, name, parent_id, self._clock(), label)
        self._changed(label=label, feeds=True)
        return number

    async def rename_folder(self, folder_id: int, title: str) -> None:
        """Give a folder another title."""
        name = clean_line(title, MAX_TITLE) or _("Untitled")
        label = _("renamed a folder")
        await self._store.write(subscriptions.rename_folder, folder_id, name, self._clock(), label)
        self._changed(label=label, feeds=True)

    async def move_folder(self, folder_id: int, parent_id: int, position: int | None = None) -> None:
        """Put a folder into another one (0: the top). Raises UsageError for one inside itself."""
        label = _("moved a folder")
        await self._store.write(subscriptions.move_folder, folder_id, parent_id, position, self._clock(), label)
        self._changed(label=label, feeds=True)

    async def remove_folder(self, folder_id: int) -> None:
        """Remove a folder; its feeds and folders move to its parent."""
        label = _("removed a folder")
        await self._store.write(subscriptions.remove_folder, folder_id, self._clock(), label)
        self._changed(label=label, feeds=True)

    async def set_expanded(self, folder_id: int, expanded: bool) -> None:
        """Remember whether a folder is shown open."""
        await self._write_quietly(subscriptions.set_expanded, folder_id, expanded)

    async def add_samples(self, *, wait: bool = False) -> int:
        """Subscribe to the samples that are not there and fetch them; returns how many. `wait` returns when they are
        in the cache."""
        nodes = keeping.sample_nodes()
        work = partial(exchange.import_nodes, trusted=True, sample=True)
        done = await self._store.write(work, nodes, self._clock(), labels.samples_added)
        if done.feeds:
            self._changed(label=labels.samples_added(len(done.feeds)), feeds=True)
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
            self._changed(label=labels.samples_removed(len(removed)), feeds=True)
        return len(removed)

    # -- headlines pane

    async def entry_ids(self, query: ListQuery, *, limit: int = 0) -> array[int]:
        """The ids of a list in its order, the first `limit` of them or all (0)."""
        return await self._store.read(lists.entry_ids, query, limit)

    async def rows(self, ids: Sequence[int]) -> list[EntryRow]:
        """The rows of `ids` in their order; ids that are gone are left out."""
        return await self._store.read(rows.rows, ids)

    async def search_ids(self, text: str, query: ListQuery, *, limit: int = 1000) -> array[int]:
        """The entries of a list in which `text` is found, in the list's order; BEST puts the best first."""
        return await self._store.read(lists.search_ids, text, query, limit)

    async def neighbour_unread(self, query: ListQuery, entry_id: int, step: int) -> int:
        """The next (+1) or previous (-1) unread entry in list order, 0 when there is none."""
        return await self._store.read(lists.neighbour_unread, query, entry_id, step)

    # -- article and related panes

    async def article(self, entry_id: int, version: str = "") -> Article | None:
        """An entry with its text: the version asked for (`feed`, `full`), or the chosen or best one."""
        return await self._store.read(articles.article, entry_id, version)

    async def choose_version(self, entry_id: int, version: str) -> None:
        """Remember which version of an entry's text to show; empty forgets it."""
        await self._write_quietly(states.choose_version, entry_id, version)

    async def related(self, entry_id: int) -> tuple[RelatedGroup, ...]:
        """The groups of the related pane, from the cache."""
        return await self._store.read(pane.related, entry_id)

    async def find_url(self, url: str) -> int:
        """The entry known under this address, 0 when there is none."""
        return await self._store.read(pages.find_url, url)

    async def follow(self, url: str, *, entry_id: int = 0, referrer_id: int = 0) -> Followed:
        """Bring the page at `url`: from the cache where its text is there, else from the engine, which stores it (as
        the full text of `entry_id` where given) or queues it. What went wrong is a sentence in the answer."""
        if not entry_id and (known := await self.find_url(url)):
            found = await self.rows([known])
            if found and found[0].mark is Mark.HERE:
                return Followed(url=url, entry_id=known)
            entry_id = known
        number = self._jobs.next_number()
        try:
            command = Follow(job=number, url=url, entry_id=entry_id, referrer_id=referrer_id)
            events, done = await self._jobs.run(command)
        except ReaderError as error:
            return Followed(url=url, error=str(error))
        return first(events, Followed) or Followed(job=number, url=url, error=done.error or _("Nothing came back."))

    # -- state

    async def set_read(self, ids: Sequence[int], read: bool) -> int:
        """Mark entries read or unread; returns how many changed."""
        label = labels.read if read else labels.unread
        changed = await self._store.write(states.set_read, ids, read, self._clock(), label)
        return self._told(changed, label)

    async def set_starred(self, ids: Sequence[int], starred: bool) -> int:
        """Star entries, or take their stars; returns how many changed."""
        label = labels.starred if starred else labels.unstarred
        changed = await self._store.write(states.set_starred, ids, starred, self._clock(), label)
        return self._told(changed, label)

    async def mark_all_read(self, query: ListQuery, *, before: datetime | None = None) -> int:
        """Mark everything in a list read, or only what sorts before a time; returns how many changed."""
        changed = await self._store.write(states.mark_all_read, query, before, self._clock(), labels.read)
        return self._told(changed, labels.read)

    def _told(self, changed: Sequence[int], label: Callable[[int], str]) -> int:
        if changed:
            self._changed(changed, label(len(changed)))
        return len(changed)

    async def opened(self, entry_id: int) -> None:
        """The reader opened this entry now: it leads the History. Does not mark it read."""
        await self._write_quietly(states.opened, entry_id, self._clock())

    async def undo(self) -> Undone | None:
        """Take back the last change that is left; None when there is none."""
        undone = await self._store.write(undo.undo, self._clock())
        if undone is not None:
            self._changed(undone.entry_ids, feeds=undone.feeds)
        return undone

    async def _write_quietly(self, work: Callable[..., object], *args: object) -> None:
        """A write that only remembers something: a copy that cannot write goes on without."""
        if not self.read_only:
            await self._store.write(work, *args)

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

    # -- small memory of the interface

    async def remember(self, key: str, value: object) -> None:
        """Keep a JSON value; None forgets it."""
        await self._write_quietly(memory.remember, key, value)

    async def recall(self, key: str, default: object = None) -> object:
        """The value kept under `key`."""
        return await self._store.read(memory.recall, key, default)

    # -- whole library

    async def export_opml(self) -> str:
        """The subscriptions as OPML, samples left out."""
        nodes = await self._store.read(exchange.export_nodes)
        return opml.write(nodes, title=keeping.OPML_TITLE, now=self._clock())

    async def import_opml(self, data: bytes, progress: Callable[[int, int], None] | None = None) -> ImportReport:
        """Subscribe to what an OPML file lists. Raises UsageError when it is none; lines that cannot be taken over are
        named in the report."""
        loop = asyncio.get_running_loop()
        read = await loop.run_in_executor(None, opml.parse, data)

        def step(done: int, total: int) -> None:
            if progress is not None and (done % 50 == 0 or done == total):
                loop.call_soon_threadsafe(progress, done, total)

        done = await self._store.write(exchange.import_nodes, read.nodes, self._clock(), labels.imported, step)
        if done.feeds or done.folders:
            self._changed(label=labels.imported(len(done.feeds)), feeds=True)
        return ImportReport(len(done.feeds), done.existed, read.refused)

    async def backup(self) -> Path:
        """Write a dated copy of the cache, and the subscriptions as OPML beside it; returns the copy's path."""
        return await self._keeper.backup()

    async def stats(self) -> dict[str, object]:
        """Figures and findings about the cache, for the doctor."""
        return await self._store.read(upkeep.stats, self._store.places)
