"""A library in memory that behaves like the real one, and can be told to fail, to hang or to be offline."""

from __future__ import annotations

import asyncio
from array import array
from collections.abc import Callable, Sequence
from contextvars import Context
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from reader.domain.clock import Clock
from reader.domain.coverage import FollowedStory
from reader.domain.errors import Cancelled, Offline, ReaderError, SourceError
from reader.domain.folding import Folded, FoldEntry, LeadBy, RowEntry, Shown, same_story, waiting
from reader.domain.folding import fold as fold_rows
from reader.domain.front import FrontPage, FrontStory, Span, since
from reader.domain.identity import url_key
from reader.domain.models import (
    Article,
    Candidate,
    Counts,
    EntryRow,
    Folder,
    GroupKind,
    ListQuery,
    Mark,
    Order,
    RelatedGroup,
    RelatedLink,
    SavedSearch,
    ScopeKind,
    Subscription,
)
from reader.domain.pictures import Picture, PictureState
from reader.domain.tags import Tag
from reader.domain.text import fold
from reader.engine.protocol import Done, FeedChanged, Followed, Online, Progress
from reader.library import Coverage, ImportReport, StateChanged, Undone
from reader.library.feeds_part import Places
from reader.store.folding import Page
from reader.store.lists import Listing

from . import world

FAR_URL = "https://elsewhere.example/far.html"
"""The address of a related page that no entry has."""


@dataclass
class FakeLibrary:
    """The methods of `reader.library.Library` over lists and dictionaries."""

    feeds: list[Subscription] = field(default_factory=world.subscriptions)
    folder_list: list[Folder] = field(default_factory=lambda: list(world.FOLDERS))
    entry_list: list[EntryRow] = field(default_factory=world.entries)
    clock: Clock = lambda: world.NOW
    fail: dict[str, Exception] = field(default_factory=dict)
    """Method name -> what it raises."""
    hold: dict[str, asyncio.Event] = field(default_factory=dict)
    """Method name -> what it waits for before it answers."""
    calls: list[tuple[str, object]] = field(default_factory=list)
    """(method, argument) of every call that changes something."""
    candidates: list[Candidate] = field(default_factory=list)
    memory: dict[str, object] = field(default_factory=dict)
    answers: int = 0
    """How often a key was pressed."""
    pictures: dict[str, Picture] = field(default_factory=dict)
    """Pictures in the cache."""
    pictures_away: dict[str, Picture] = field(default_factory=dict)
    """Pictures that can be fetched."""
    fetched_pictures: list[str] = field(default_factory=list)
    """What was asked of the network."""
    drawn_pictures: list[tuple[str, str, int, int]] = field(default_factory=list)
    no_pictures: dict[str, str] = field(default_factory=dict)
    """Why pictures are known not to be had."""
    tellings: list[FoldEntry] = field(default_factory=list)
    """Which entries tell one story."""
    read_only: bool = False
    notice: str = ""
    online: bool = True
    offline_by_choice: bool = False

    def __post_init__(self) -> None:
        self._handlers: list[Callable[[object], None]] = []
        self._undo: list[tuple[str, list[EntryRow], list[Subscription]]] = []
        self._opened: list[int] = []
        self.visited: datetime | None = None
        self._job = 0

    # -- for tests

    def emit(self, event: object) -> None:
        """Send an event to whoever listens: as from the library, in whose tasks nothing is known of the app."""
        for handler in list(self._handlers):
            Context().run(handler, event)

    def entry(self, entry_id: int) -> EntryRow | None:
        """An entry as it stands now."""
        return next((row for row in self.entry_list if row.id == entry_id), None)

    async def _gate(self, name: str) -> None:
        if name in self.hold:
            await self.hold[name].wait()
        if name in self.fail:
            raise self.fail[name]

    def _changed(self, rows: Sequence[EntryRow], label: str) -> None:
        new = {row.id: row for row in rows}
        self._undo.append((label, [row for row in self.entry_list if row.id in new], []))
        self.entry_list = [new.get(row.id, row) for row in self.entry_list]
        self.emit(StateChanged(entry_ids=tuple(new)))

    # -- life

    async def close(self) -> None:
        """Nothing to close."""

    def subscribe(self, handler: Callable[[object], None]) -> Callable[[], None]:
        """Listen."""
        self._handlers.append(handler)
        return lambda: self._handlers.remove(handler)

    # -- feeds

    async def subscriptions(self) -> list[Subscription]:
        """All feeds."""
        await self._gate("subscriptions")
        return list(self.feeds)

    async def folders(self) -> list[Folder]:
        """All folders."""
        return list(self.folder_list)

    async def counts(self) -> Counts:
        """Counted afresh."""
        unread: dict[int, int] = {}
        for row in self.entry_list:
            if not row.read:
                unread[row.feed_id] = unread.get(row.feed_id, 0) + 1
        starred = sum(row.starred for row in self.entry_list)
        return Counts(unread, sum(unread.values()), starred, 0, len(self.entry_list))

    async def places(self, counted: Sequence[ListQuery], most: int, *, feeds: bool = True) -> Places:
        """One after the other."""
        numbers = [len(self._ids(query)[:most]) for query in counted]
        return Places(
            await self.subscriptions() if feeds else None,
            await self.folders() if feeds else [],
            await self.counts(),
            await self.followed(),
            await self.saved_searches(),
            await self.tags(),
            numbers,
        )

    async def discover(self, url: str) -> list[Candidate]:
        """The candidates that the test put there."""
        self.calls.append(("discover", url))
        await self._gate("discover")
        return list(self.candidates)

    async def add(self, candidate: Candidate, *, folder_id: int = 0, own_title: str = "") -> int:
        """Subscribe."""
        await self._gate("add")
        self.calls.append(("add", (candidate.url, folder_id)))
        new = max((feed.id for feed in self.feeds), default=0) + 1
        place = {"folder_id": folder_id, "position": 99}
        self.feeds.append(Subscription(new, candidate.url, candidate.adapter, candidate.title, own_title, **place))
        return new

    def _change_feed(self, feed_id: int, **changes: object) -> None:
        self.feeds = [replace(f, **changes) if f.id == feed_id else f for f in self.feeds]  # type: ignore[arg-type]

    async def rename(self, feed_id: int, own_title: str) -> None:
        """Another name."""
        self.calls.append(("rename", (feed_id, own_title)))
        self._change_feed(feed_id, own_title=own_title)

    async def move(self, feed_id: int, folder_id: int, position: int | None = None) -> None:
        """Another folder."""
        self.calls.append(("move", (feed_id, folder_id)))
        self._change_feed(feed_id, folder_id=folder_id)

    async def configure(
        self, feed_id: int, *, disabled: bool | None = None, interval: int | None = None, **_other: object
    ) -> None:
        """Pause or not, or another interval."""
        self.calls.append(("configure", (feed_id, disabled if interval is None else interval)))
        feed = next(f for f in self.feeds if f.id == feed_id)
        if interval is not None:
            self._change_feed(feed_id, interval=interval)
        else:
            self._change_feed(feed_id, health=replace(feed.health, disabled=bool(disabled)))

    async def remove(self, feed_ids: Sequence[int]) -> None:
        """Unsubscribe; undoable."""
        self.calls.append(("remove", tuple(feed_ids)))
        self._undo.append(("remove", [], [f for f in self.feeds if f.id in feed_ids]))
        self.feeds = [f for f in self.feeds if f.id not in feed_ids]
        self.emit(StateChanged(feeds=True))

    async def add_folder(self, title: str, parent_id: int = 0) -> int:
        """A new folder."""
        new = max((f.id for f in self.folder_list), default=0) + 1
        self.folder_list.append(Folder(new, title, parent_id, 99))
        return new

    def _change_folder(self, folder_id: int, **changes: object) -> None:
        self.folder_list = [
            replace(f, **changes) if f.id == folder_id else f  # type: ignore[arg-type]
            for f in self.folder_list
        ]

    async def rename_folder(self, folder_id: int, title: str) -> None:
        """Another name."""
        self._change_folder(folder_id, title=title)

    async def move_folder(self, folder_id: int, parent_id: int, position: int | None = None) -> None:
        """Another parent."""
        self._change_folder(folder_id, parent_id=parent_id)

    async def remove_folder(self, folder_id: int) -> None:
        """Its feeds move up."""
        self.folder_list = [f for f in self.folder_list if f.id != folder_id]
        self.feeds = [replace(f, folder_id=0) if f.folder_id == folder_id else f for f in self.feeds]

    async def set_expanded(self, folder_id: int, expanded: bool) -> None:
        """Folded or not."""
        self.calls.append(("set_expanded", (folder_id, expanded)))
        self._change_folder(folder_id, expanded=expanded)

    async def add_samples(self) -> int:
        """The world's feeds, marked as samples."""
        self.calls.append(("add_samples", None))
        if self.feeds:
            return 0
        self.feeds = [replace(f, sample=True) for f in world.subscriptions()]
        self.folder_list, self.entry_list = list(world.FOLDERS), world.entries()
        self.emit(StateChanged(feeds=True))
        return len(self.feeds)

    async def offer_samples(self) -> int:
        """The samples, once, where nothing is subscribed."""
        if self.feeds or self.memory.get("samples.offered"):
            return 0
        self.memory["samples.offered"] = True
        return await self.add_samples()

    async def remove_samples(self) -> int:
        """Without them."""
        gone = [f.id for f in self.feeds if f.sample]
        self.feeds = [f for f in self.feeds if not f.sample]
        self.entry_list = [row for row in self.entry_list if row.feed_id not in gone]
        self.emit(StateChanged(feeds=True))
        return len(gone)

    # -- headlines

    def _below(self, folder_id: int) -> set[int]:
        inside = {f.id for f in self.folder_list if f.parent_id == folder_id}
        found = {f.id for f in self.feeds if f.folder_id == folder_id}
        for folder in inside:
            found |= self._below(folder)
        return found

    def _in(self, row: EntryRow, query: ListQuery) -> bool:
        scope = query.scope
        match scope.kind:
            case ScopeKind.UNREAD if row.read:
                return False
            case ScopeKind.STARRED if not row.starred:
                return False
            case ScopeKind.HISTORY if row.id not in self._opened:
                return False
            case ScopeKind.TODAY if query.since and row.sort_at < query.since:
                return False
            case ScopeKind.SINCE if query.since and row.sort_at < query.since:
                return False
            case ScopeKind.FRONT if row.id not in query.entries:
                return False
            case ScopeKind.FEED if row.feed_id != scope.id:
                return False
            case ScopeKind.FOLDER if row.feed_id not in self._below(scope.id):
                return False
        if query.unread_only and row.read:
            return False
        searched = scope.text if scope.kind is ScopeKind.SEARCH else ""
        words = fold(f"{query.filter} {searched}").split()
        text = fold(f"{row.title} {row.lead} {row.author} {row.source}") if words else ""
        return all(word in text for word in words)

    def _ids(self, query: ListQuery) -> list[int]:
        rows = [row for row in self.entry_list if self._in(row, query)]
        if query.scope.kind is ScopeKind.HISTORY:
            rows.sort(key=lambda row: self._opened.index(row.id), reverse=True)
        elif query.scope.kind is ScopeKind.FRONT:
            rows.sort(key=lambda row: query.entries.index(row.id))
        elif query.order is Order.OLDEST:
            rows.reverse()
        elif query.order is Order.SOURCE:
            rows.sort(key=lambda row: row.source)
        return [row.id for row in rows]

    async def page(
        self, query: ListQuery, by: LeadBy, *, limit: int = 0, room: int = 0, keep: int = 0, patient: bool = False
    ) -> Page:
        """The list, with its rows unless a test holds these back."""
        ids = await self.entry_ids(query, limit=limit)
        folded = await self.fold(ids, query, by) if query.folded else Folded(ids)
        if "rows" in {*self.hold, *self.fail}:
            return Page(Listing(ids), folded, Shown())
        there = await self.rows(folded.ids[: 2 * room])
        groups = [(row.id, *beneath) for row in there if (beneath := folded.hidden.under(row.id))]
        beneath = await self.rows([group[1] for group in groups])
        return Page(Listing(ids), folded, Shown(there, await self.waiting(groups), beneath))

    async def entry_ids(self, query: ListQuery, *, limit: int = 0) -> array[int]:
        """The list."""
        await self._gate("entry_ids")
        ids = self._ids(query)
        return array("q", ids[:limit] if limit else ids)

    async def rows(self, ids: Sequence[int]) -> list[EntryRow]:
        """In the order asked."""
        await self._gate("rows")
        known = {row.id: row for row in self.entry_list}
        return [known[entry_id] for entry_id in ids if entry_id in known]

    async def fold(self, ids: Sequence[int], query: ListQuery, by: LeadBy) -> Folded:
        """By `tellings`."""
        await self._gate("fold")
        return fold_rows(ids, sorted(self.tellings, key=same_story), by)

    async def waiting(self, rows: Sequence[Sequence[int]]) -> list[list[int]]:
        """As the entries stand now."""
        await self._gate("waiting")
        text = {telling.entry_id: telling.text for telling in self.tellings}
        known = {row.id: row for row in self.entry_list}
        return [list(waiting([RowEntry(n, text.get(n, n), known[n].read) for n in row])) for row in rows]

    async def neighbour_unread(self, query: ListQuery, entry_id: int, step: int) -> int:
        """The next or previous unread in list order."""
        await self._gate("waiting")
        ids = self._ids(replace(query, unread_only=False))
        at = ids.index(entry_id) if entry_id in ids else -1
        beyond = ids[at + 1 :] if step > 0 else list(reversed(ids[: max(0, at)]))
        return next((found for found in beyond if not self.entry(found).read), 0)  # type: ignore[union-attr]

    # -- saved searches

    recount_waits = 0.0

    async def tags(self) -> list[Tag]:
        """None."""
        return []

    async def saved_searches(self) -> list[SavedSearch]:
        """None."""
        return []

    async def saved_counts(self) -> dict[int, int]:
        """None."""
        return {}

    async def recount_saved(self) -> dict[int, int]:
        """None."""
        return {}

    # -- article and related

    async def article(self, entry_id: int, version: str = "") -> Article | None:
        """The text."""
        await self._gate("article")
        row = self.entry(entry_id)
        return world.article(row) if row else None

    async def related(self, entry_id: int) -> tuple[RelatedGroup, ...]:
        """Three groups."""
        row = self.entry(entry_id)
        if row is None:
            return ()
        others = [o for o in self.entry_list if o.id != row.id and o.story_id % 9 == row.story_id % 9][:7]
        links = [
            RelatedLink(o.url, o.title, o.lead, "", o.published, o.source, entry_id=o.id, mark=o.mark, read=o.read)
            for o in others
        ]
        away = RelatedLink(FAR_URL, "A page that is not in the cache", source="elsewhere.example")
        return (
            RelatedGroup(GroupKind.RELATED, (*links[:2], away), "Tin liên quan"),
            RelatedGroup(GroupKind.SECTION, tuple(links[2:4]), "Cùng chuyên mục"),
            RelatedGroup(GroupKind.SAME, tuple(replace(link, note="1h later") for link in links[4:6])),
            RelatedGroup(GroupKind.NEIGHBOURS, tuple(links[6:])),
        )

    async def find_url(self, url: str) -> int:
        """By canonical form."""
        return next((row.id for row in self.entry_list if url_key(row.url) == url_key(url)), 0)

    async def choose_version(self, entry_id: int, version: str) -> None:
        """Remembered."""
        self.calls.append(("choose_version", (entry_id, version)))

    async def known_unfit(self, url: str) -> str:
        """Nothing is known."""
        return ""

    async def keep(self, ids: Sequence[int], *, depth: int = 1, pictures: bool = True, megabytes: float = 0.0) -> int:
        """A job number; the test sends the events."""
        self._job += 1
        self.calls.append(("keep", (tuple(ids), depth)))
        return self._job

    async def unqueue(self, ids: Sequence[int]) -> int:
        """Nothing waits."""
        return 0

    async def coverage(self, *, links: bool = True) -> Coverage:
        """Counted afresh."""
        unread = [row for row in self.entry_list if not row.read]
        return Coverage(len(unread), sum(row.mark is Mark.HERE for row in unread))

    async def follow(self, url: str, *, entry_id: int = 0, referrer_id: int = 0, title: str = "") -> Followed:
        """Fetches a page: it becomes an entry, unless told otherwise."""
        self.calls.append(("follow", url))
        await self._gate("follow")
        known = entry_id or await self.find_url(url)
        if known and (row := self.entry(known)) and (row.mark is Mark.HERE or self.online):
            self.entry_list = [replace(r, mark=Mark.HERE) if r.id == known else r for r in self.entry_list]
            return Followed(url=url, entry_id=known)
        if not self.online or self.offline_by_choice:
            return Followed(url=url, queued=True)
        if url.endswith(".pdf"):
            return Followed(url=url, not_article="pdf")
        now = self.clock()
        new = EntryRow(90_000 + len(self.calls), 0, "A page fetched just now", url, "elsewhere.example", "", now, now)
        self.entry_list.append(new)
        return Followed(url=url, entry_id=new.id)

    # -- state

    async def set_read(self, ids: Sequence[int], read: bool, *, also: str = "none") -> int:
        """Read or unread."""
        await self._gate("set_read")
        rows = [replace(row, read=read) for row in self.entry_list if row.id in ids and row.read != read]
        if rows:
            self._changed(rows, f"{len(rows)} marked {'read' if read else 'unread'}")
        return len(rows)

    async def set_starred(self, ids: Sequence[int], starred: bool) -> int:
        """With or without a star."""
        rows = [replace(row, starred=starred) for row in self.entry_list if row.id in ids and row.starred != starred]
        if rows:
            self._changed(rows, "star" if starred else "star taken away")
        return len(rows)

    async def mark_all_read(self, query: ListQuery, *, before: datetime | None = None) -> int:
        """The whole list, or what is older."""
        rows = [self.entry(entry_id) for entry_id in self._ids(query)]
        return await self.set_read([row.id for row in rows if row and (before is None or row.sort_at < before)], True)

    async def here(self) -> None:
        """The reader is here."""

    async def front(self, span: Span) -> FrontPage:
        """The entries by story, those with most sources first."""
        await self._gate("front")
        begin = since(span, self.clock(), self.visited)
        stories: dict[int, list[EntryRow]] = {}
        for row in self.entry_list:
            if row.sort_at >= begin:
                stories.setdefault(row.story_id or -row.id, []).append(row)
        ranked = sorted(stories.items(), key=lambda item: len({row.source for row in item[1]}), reverse=True)
        told = (FrontStory(key, each[0], tuple(each[1:4]), len({row.source for row in each})) for key, each in ranked)
        return FrontPage(span, begin, tuple(told)[:60])

    async def front_shown(self, page: FrontPage) -> None:
        """Remembered."""
        self.calls.append(("front_shown", page.span))

    async def last_here(self) -> datetime | None:
        """As the test set it."""
        return self.visited

    async def opened(self, entry_id: int) -> None:
        """History."""
        self._opened.append(entry_id)

    async def undo(self) -> Undone | None:
        """The last change."""
        if not self._undo:
            return None
        label, rows, feeds = self._undo.pop()
        old = {row.id: row for row in rows}
        self.entry_list = [old.get(row.id, row) for row in self.entry_list]
        self.feeds = sorted([*self.feeds, *feeds], key=lambda feed: feed.id)
        self.emit(StateChanged(entry_ids=tuple(old), feeds=bool(feeds)))
        return Undone(label, tuple(old))

    # -- refresh and network

    async def refresh(self, feed_ids: Sequence[int] = (), *, only_due: bool = False) -> int:
        """A job number; the test sends the events."""
        await self._gate("refresh")
        self._job += 1
        self.calls.append(("refresh", (tuple(feed_ids), only_due)))
        if only_due:
            self.emit(Done(job=self._job))
        return self._job

    async def cancel(self, job: int = 0) -> None:
        """The job ends."""
        self.calls.append(("cancel", job))
        self.emit(Done(job=job, cancelled=True))

    async def set_offline(self, offline: bool) -> None:
        """The switch."""
        self.offline_by_choice, self.online = offline, not offline
        self.emit(Online(online=not offline, by_choice=offline))

    # -- pictures

    async def picture_states(self, urls: Sequence[str]) -> dict[str, PictureState]:
        """Sizes of those in the cache, why others are known not to be had."""
        known = {url: PictureState(error=why) for url, why in self.no_pictures.items() if url in urls}
        return known | {url: PictureState(p.width, p.height) for url, p in self.pictures.items() if url in urls}

    async def picture(self, url: str) -> Picture | None:
        """Out of the cache."""
        await self._gate("picture")
        return self.pictures.get(url)

    async def fetch_picture(self, url: str, entry_id: int = 0) -> tuple[Picture | None, str]:
        """From elsewhere."""
        self.fetched_pictures.append(url)
        await self._gate("fetch_picture")
        if url in self.pictures_away:
            self.pictures[url] = self.pictures_away.pop(url)
        found = self.pictures.get(url)
        return found, "" if found else "There is no such picture."

    async def stop_pictures(self) -> None:
        """Nothing is under way."""

    async def draw_picture(self, url: str, form: str, width: int, height: int) -> bytes:
        """Something that says what was asked for."""
        self.drawn_pictures.append((url, form, width, height))
        return f"{form} {width}x{height}".encode() if url in self.pictures else b""

    async def picture_file(self, picture: Picture) -> bytes:
        """Not much of a picture file."""
        return b"file"

    # -- stories

    async def followed(self) -> list[FollowedStory]:
        """Nothing is followed."""
        return []

    # -- small memory and the whole

    async def remember(self, key: str, value: object) -> None:
        """Keep a value."""
        self.memory[key] = value

    def answering(self) -> None:
        """Nothing here takes long."""
        self.answers += 1

    async def recall(self, key: str, default: object = None) -> object:
        """Give it back."""
        return self.memory.get(key, default)

    async def recall_all(self, beginning: str) -> dict[str, object]:
        """Give them back."""
        return {key: value for key, value in self.memory.items() if key.startswith(beginning)}

    async def export_opml(self) -> str:
        """Not much of an OPML."""
        return "<opml/>"

    async def import_list(
        self, data: bytes, progress: Callable[..., None], *, stop: Callable[[], bool]
    ) -> ImportReport:
        """Refuses what does not look like OPML."""
        if b"<opml" not in data:
            raise SourceError("This is no OPML file: it does not begin with <opml>; nothing was changed.")
        self.calls.append(("import_list", data))
        while "import_list" in self.hold and not self.hold["import_list"].is_set():
            progress(1, 3)
            if stop():
                raise Cancelled("The import was stopped.")
            await asyncio.sleep(0.01)
        return ImportReport(2, 1, ("exec:rm: commands are not imported",))

    async def backup(self) -> Path:
        """No file."""
        return Path("/nowhere")

    async def stats(self) -> dict[str, object]:
        """Nothing."""
        return {}


__all__ = ["Done", "FakeLibrary", "FeedChanged", "Mark", "Offline", "Progress", "ReaderError"]
