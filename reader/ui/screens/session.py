"""What the main screen remembers from one day to the next, and how it begins."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from dataclasses import asdict, fields
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from reader.domain.front import Span
from reader.domain.models import Order, Scope, ScopeKind
from reader.ui.commands import Pane
from reader.ui.layout import Sizes, beside, resize
from reader.ui.places import Feeds, dump, load, query_for
from reader.ui.render.headline import AUTO, RowHeight

if TYPE_CHECKING:
    from reader.ui.screens.main import MainScreen

_MINUTE = 60.0
_SIGN = timedelta(seconds=20)
_LOOK, _LOOKS = 0.008, 12
"""Seconds between two looks whether the first painting can begin, and how many looks one part waits for the others
where no picture of last time stands on the screen meanwhile."""
_MOST_COUNTED = 2000
"""Unread stories of today, or since last time, are counted up to here; more than anybody reads in a day."""

_SPARING, _LONGEST = 10, 5.0
"""How many times as long as the last count of what can be read with no network took nothing is to change before the
next one, and seconds at most: of a million entries each takes 0.15 s of CPU, and each story that is read changes it."""


class Session:
    """Reads and writes the small memory of the interface."""

    def __init__(self, screen: MainScreen) -> None:
        self._screen = screen
        self._signed: datetime | None = None
        self._looks = 0
        self._count_took = 0.0

    async def begin(self) -> None:
        """Fill the panes: the list of last time first, then the feeds, then whatever is due in the background."""
        screen, desk = self._screen, self._screen.desk
        library = desk.library
        # Four paintings of panes that are still empty would cost as much as reading the list.
        with screen.app.batch_update():
            memory = desk.memory if desk.memory is not None else await library.recall_all("ui.")
            self._recall_looks(memory)
            scope = self._first_place(memory)
            if scope.kind is ScopeKind.SINCE:
                desk.last_here = await library.last_here()
            story = memory.get("ui.story")
            keep = story if isinstance(story, int) else 0
            screen.lists.show_place(scope, keep=keep)
            screen.go_to_pane(Pane.HEADLINES)
        self._watch = screen.set_interval(_LOOK, self._reveal_when_whole)
        await screen.reload_feeds()
        screen.show_network()
        if not desk.feeds.subscriptions:
            await self._greet()
        elif not screen.headlines.count and not screen.on_front:
            screen.lists.show(desk.query, keep=keep)
        screen.places.go_to(desk.query.scope)
        if library.notice:
            screen.say(library.notice, problem=library.read_only)
        await screen.begun.wait()
        if desk.config.refresh.automatic:
            screen.set_interval(_MINUTE, self._look_for_due)
            self._look_for_due()

    def _reveal_when_whole(self) -> None:
        """The first rows are there with the story beside them, and the feeds; or what is there has waited for the rest
        long enough, for a thousand feeds, or for rows where there are none. Over the picture of last time it waits for
        all: what stood there must not vanish for a moment."""
        screen, first_keys = self._screen, self._screen.bantin.handover.first_keys
        self._stand_on(first_keys.entry)
        row = screen.headlines.cursor_row
        known = screen.desk.feeds_known
        shown = bool(screen.front.count) if screen.on_front else row is not None
        if row and not screen.on_front and beside(screen.shape):
            screen.opening.show(row, preview=True)
            shown = screen.desk.article is not None
        self._looks += shown or known
        patience = screen.bantin.handover.held and not known
        if (shown and known) or (self._looks > _LOOKS and not patience):
            self._watch.stop()
            self._stand_on(first_keys.finish())
            screen.reveal()

    def _stand_on(self, entry_id: int) -> None:
        """Where the cursor stands in the picture of last time, if it was moved there, or the row beneath which that
        entry is folded by now."""
        headlines = self._screen.headlines
        if entry_id and entry_id != headlines.cursor_id:
            _row, place = headlines.row_and_place(entry_id)
            if place >= 0:
                headlines.move_to_index(place)

    async def _greet(self) -> None:
        """No feeds: the samples, the first time; the words for an empty list after that."""
        screen, library = self._screen, self._screen.desk.library
        if not library.read_only and not await library.recall("ui.samples_offered", False):
            # They start the engine, which would take from the first picture what it needs.
            await screen.begun.wait()
            await library.remember("ui.samples_offered", True)
            await library.add_samples()
            await screen.reload_feeds()
        screen.desk.greeted = True
        screen.lists.show_place(Scope(ScopeKind.ALL), keep=0)
        if not screen.desk.feeds.subscriptions:
            screen.go_to_pane(Pane.FEEDS)

    def _look_for_due(self) -> None:
        library = self._screen.desk.library
        if self._screen.desk.feeds.subscriptions and not library.read_only and not library.offline_by_choice:
            self._screen.work(self._refresh_due, group="due")

    async def _refresh_due(self) -> None:
        self._screen.happenings.begin(await self._screen.desk.library.refresh(only_due=True), "due")

    def exists(self, scope: Scope) -> bool:
        """True unless the place is a feed, folder, saved search or followed story that is not there any more."""
        feeds = self._screen.desk.feeds
        known = {
            ScopeKind.FEED: feeds.feed,
            ScopeKind.FOLDER: feeds.folder,
            ScopeKind.STORY: feeds.story,
            ScopeKind.SAVED: feeds.search,
            ScopeKind.TAG: feeds.tag,
        }
        return scope.kind not in known or known[scope.kind](scope.id) is not None

    def _first_place(self, memory: Mapping[str, object]) -> Scope:
        start = self._screen.desk.config.reading.start
        if start == "last":
            return load(memory.get("ui.place")) or Scope(ScopeKind.ALL)
        return Scope(ScopeKind(start))

    def _recall_looks(self, memory: Mapping[str, object]) -> None:
        screen, desk = self._screen, self._screen.desk
        span = memory.get("ui.span")
        desk.span = next((one for one in Span if one == span), Span.TODAY)
        orders = memory.get("ui.orders")
        if isinstance(orders, dict):
            desk.orders = {str(key): str(value) for key, value in orders.items()}
        folds = memory.get("ui.folds")
        if isinstance(folds, dict):
            desk.folds = {str(key): bool(value) for key, value in folds.items()}
        desk.unread_only = bool(memory.get("ui.unread_only", desk.config.reading.unread_only))
        rows = memory.get("ui.rows")
        screen.headlines.rows = str(rows) if rows in (AUTO, *RowHeight) else desk.config.look.rows
        sizes = memory.get("ui.sizes")
        if isinstance(sizes, dict):
            for field in fields(Sizes):
                cells = sizes.get(field.name)
                if isinstance(cells, int) and cells:
                    desk.sizes = resize(desk.sizes, field.name, cells)
            screen.lay_out()

    async def load_feeds(self, *, anew: bool) -> None:
        """Read the counters and what the reader has made, and (`anew`) feeds and folders too."""
        desk = self._screen.desk
        desk.last_here = await desk.library.last_here()
        counted = [
            query_for(Scope(kind), Order.NEWEST, unread_only=True, now=desk.clock(), last_here=desk.last_here)
            for kind in (ScopeKind.TODAY, ScopeKind.SINCE)
        ]
        found = await desk.library.places(counted, _MOST_COUNTED, feeds=anew)
        saved = await desk.library.saved_counts()
        today, since = found.counted
        if found.subscriptions is None:
            subscriptions, folders = desk.feeds.subscriptions, desk.feeds.folders
        else:
            subscriptions, folders = tuple(found.subscriptions), tuple(found.folders)
        desk.feeds = Feeds(
            subscriptions,
            folders,
            found.counts,
            today,
            since,
            tuple(found.searches),
            saved,
            tuple(found.stories),
            tuple(found.tags),
        )
        desk.feeds_known = True

    async def count_here(self) -> None:
        """How many of the unread stories can be read with no network; a large cache takes a moment to say, so that it
        is asked when nothing has been marked for some time."""
        await self._screen.begun.wait()
        await asyncio.sleep(min(_SPARING * self._count_took, _LONGEST))
        began = time.perf_counter()
        coverage = await self._screen.desk.library.coverage(links=False)
        self._count_took = time.perf_counter() - began
        self._screen.top.change(here=coverage.stories_here)

    @property
    def untouched(self) -> bool:
        """No key was pressed yet."""
        return self._signed is None

    def sign(self) -> None:
        """A key was pressed: the reader is here. Told to the library now and then."""
        now = self._screen.desk.clock()
        if self._signed is None or abs(now - self._signed) >= _SIGN:
            self._signed = now
            self._screen.work(self._screen.desk.library.here, group="here")

    async def remember_sizes(self) -> None:
        """After a pane edge was dragged."""
        await self._screen.desk.library.remember("ui.sizes", asdict(self._screen.desk.sizes))

    async def remember_place(self) -> None:
        """Before leaving."""
        await self._screen.desk.library.here()
        desk = self._screen.desk
        if desk.query.scope.kind is not ScopeKind.SEARCH:
            await desk.library.remember("ui.place", dump(desk.query.scope))
        await desk.library.remember("ui.story", self._screen.headlines.cursor_id)
