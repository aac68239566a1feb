"""The headline list: which place it shows, in which order, narrowed by what."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from reader.domain.folding import Folded, Shown
from reader.domain.models import ListQuery, Order, Scope, ScopeKind
from reader.i18n import N_, _
from reader.ui.commands import Pane
from reader.ui.places import ORDERS, dump, key_of, query_for
from reader.ui.render.headline import AUTO
from reader.ui.widgets.list_header import Bounds

from .base import Actions

if TYPE_CHECKING:
    from reader.ui.screens.main import MainScreen

_FIRST = 300
"""Ids of the first answer; the rest follows when these are on the screen."""
_CALM = 0.3
"""Seconds for which a list stays with its first answer: who goes on to another one needs no more of it, and reading all
of a million takes from the first pictures, the story beside them among these, what they need."""
_HELD = 0.04
"""Seconds for which the screen waits with where one is until the list is there too: that takes a quarter of it, on a
busy machine all. To paint one after the other takes 40 ms more there, since a painting asks every pane for its lines
and is followed by the next at the beat after next."""
_HITS = 1000
"""Hits of a search that are shown."""
_CYCLE = (Order.NEWEST, Order.OLDEST, Order.SOURCE)
_HEIGHTS = {
    "compact": N_("Headlines on one line."),
    "cosy": N_("Headlines on two lines."),
    "roomy": N_("Headlines on three lines."),
    AUTO: N_("Headlines as high as the room allows."),
}


class Lists(Actions):
    """Commands about the list as a whole."""

    def __init__(self, screen: MainScreen) -> None:
        super().__init__(screen)
        self._patient: ListQuery | None = None
        """The list for which no time is too long."""
        self._remembered = (self.desk.memory or {}).get("ui.place")
        """The place remembered last, as it is kept."""
        self._place = self._remembered
        self._remember_soon = screen.later(_CALM, self._remember)
        self._let_go: Callable[[], None] = lambda: None
        self._cut = False
        self._full = False
        self._best_of = 0
        self._hurry = asyncio.Event()
        """Somebody needs the whole list."""
        self._rest = asyncio.Event()
        """The list is whole, or will not be."""
        self._rest.set()

    # -- places

    def show_place(self, scope: Scope, *, go: bool = False, keep: int | None = None) -> None:
        """Show another place; `go` takes the focus there, `keep` is the entry to stand on."""
        desk, screen = self.desk, self.screen
        if scope.kind is ScopeKind.FRONT:
            self._show_front(keep=keep or 0, go=go)
            return
        screen.on_front = False
        if scope != desk.query.scope or keep is not None or not screen.headlines.count:
            order = Order(desk.orders.get(key_of(scope), desk.config.reading.order))
            query = query_for(scope, order, unread_only=desk.unread_only, now=desk.clock(), last_here=desk.last_here)
            self.show(replace(query, folded=screen.folding.wanted(scope)), keep=keep)
            if scope.kind is not ScopeKind.SEARCH:
                screen.places.go_to(scope)
                self._remember_place(scope)
        if go:
            screen.go_to_pane(Pane.HEADLINES)

    def _show_front(self, *, keep: int, go: bool) -> None:
        screen, front = self.screen, self.screen.front_page
        if not (front.is_place and screen.on_front):
            screen.places.go_to(Scope(ScopeKind.FRONT))
            self._remember_place(Scope(ScopeKind.FRONT))
            front.show(keep=keep)
        if go:
            screen.go_to_pane(Pane.FRONT)

    def _remember_place(self, scope: Scope) -> None:
        """For the next start. The place with which this one began is remembered already: a write waits for the disk."""
        self._place = dump(scope)
        if self._place != self._remembered:
            self._remember_soon()

    def _remember(self) -> None:
        self._remembered = self._place
        self.screen.work(self.library.remember, "ui.place", self._place, group="state")

    def show(self, query: ListQuery, *, keep: int | None = None) -> None:
        """Show exactly this query."""
        if query.scope.kind is ScopeKind.SEARCH and self.desk.query.scope.kind is not ScopeKind.SEARCH:
            self.desk.before_search = self.desk.query
            self.desk.before_search_at = self.screen.headlines.cursor_id
        self.desk.query = query
        before, self._let_go = self._let_go, self.screen.hold(_HELD)
        before()  # a task that was replaced before it began lets go of nothing
        self.screen.update_crumbs()
        self.screen.work(self._fill, query, keep, let_go=self._let_go, group="list", exclusive=True)

    async def reload(self, keep: int | None = None) -> None:
        """Ask for the same list again; the cursor stays on its entry."""
        if self.screen.on_front:
            self.screen.front_page.changed_soon()
            return
        await self._fill(self.desk.query, keep, whole=True)

    async def _fill(
        self, query: ListQuery, keep: int | None, *, whole: bool = False, let_go: Callable[[], None] = lambda: None
    ) -> None:
        """Ask for the list and show it: a first page at once and the rest after it, or (`whole`) all in one, for a list
        that is shown already and whose cursor may stand anywhere in it."""
        self._hurry, self._rest = asyncio.Event(), asyncio.Event()
        rest_is_here = self._rest
        try:
            await self._fill_all(query, keep, whole, let_go)
        finally:
            let_go()
            rest_is_here.set()

    async def _fill_all(self, query: ListQuery, keep: int | None, whole: bool, let_go: Callable[[], None]) -> None:
        headlines = self.screen.headlines
        most = 0 if whole or query == self._patient else _FIRST
        found, shown, whole = await self._rows(query, most, keep or 0)
        if query != self.desk.query:
            return
        if not found.ids and not self.desk.feeds_known:
            return
        if not found.ids:
            self.desk.missing = await self._missing(query)
            headlines.show_message(*self.why_empty(query))
            self.screen.list_shown(query, 0)
            return
        if not whole and keep and found.hidden.lead_of(keep) not in found.ids:
            found, shown, whole = await self._rows(query, 0, keep)
        self._put(query, found, shown, keep)
        if not whole and not await self._fill_rest(query, found, let_go):
            return
        self.screen.list_shown(query, headlines.count)

    async def _fill_rest(self, query: ListQuery, found: Folded, let_go: Callable[[], None]) -> bool:
        """What follows the first answer; False where another list is shown by then."""
        if self.desk.feeds_known:
            self.screen.list_shown(query, len(found.ids), whole=False)
        let_go()
        # A hundred thousand ids are of no use to the first picture of the screen.
        await self.screen.begun.wait()
        with suppress(TimeoutError):
            await asyncio.wait_for(self._hurry.wait(), _CALM)
        known = len(found.ids)
        rest, shown, _whole = await self._rows(query, 0)
        if query != self.desk.query:
            return False
        if rest.ids[:known] == found.ids:
            self.screen.headlines.extend(rest.ids[known:], rest.hidden)
        else:
            self._put(query, rest, shown, None)
        return True

    @property
    def is_whole(self) -> bool:
        """Whether all of the list is here, not its beginning only."""
        return self._rest.is_set()

    async def whole(self) -> bool:
        """Wait until the list is whole, without the pause before that; False where another one is shown by then."""
        query = self.desk.query
        self._hurry.set()
        await self._rest.wait()
        return query == self.desk.query

    def _put(self, query: ListQuery, found: Folded, shown: Shown, keep: int | None) -> None:
        self.desk.keep_rows(shown.rows)
        headlines = self.screen.headlines
        if keep is None and self.screen.session.untouched and not headlines.cursor_index:
            # Nobody reads yet: what folds away beneath another does so under this cursor too.
            keep = headlines.cursor_id
        headlines.show(
            *(query, found.ids, self.desk.load_rows, keep),
            hidden=found.hidden,
            waiting=self.library.waiting,
            spots=self.screen.searching.marks(),
            shown=shown,
        )

    async def _rows(self, query: ListQuery, limit: int, keep: int = 0) -> tuple[Folded, Shown, bool]:
        """The rows of a list, of its first `limit` entries or (0) of all; those of them that the screen has room for,
        at the entry `keep` or the beginning; and whether these are all."""
        most = (limit or _HITS) if query.scope.kind is ScopeKind.SEARCH else limit
        by, room = self.screen.folding.lead_by, self.screen.headlines.room
        page = await self.library.page(query, by, limit=most, room=room, keep=keep, patient=query == self._patient)
        found = page.listing
        self._cut, self._full = found.cut, bool(most) and not limit and len(found.ids) >= most
        self._best_of = found.best_of
        return page.folded, page.shown, not limit or len(found.ids) < limit

    def bounds(self) -> Bounds:
        """What the list leaves out."""
        if self._cut:
            key = self.screen.keymap.first_key("look-on")
            return Bounds(_("cut short · {key} looks on").format(key=key), _("cut short"))
        if self._best_of:
            return Bounds(first=_("of the newest {n}").format(n=f"{self._best_of:,}"))
        return Bounds(first=_("the first {n}").format(n=f"{_HITS:,}") if self._full else "")

    def look_on(self) -> None:
        """Look for the list that is shown in all texts, however long that takes."""
        if not self._cut or self.screen.on_front:
            self.screen.say(_("This list is whole: nothing was left out for want of time."))
            return
        self._patient = self.desk.query
        self.screen.say(_("Looking through all texts; esc or another list ends it."))
        self.show(self.desk.query, keep=self.screen.headlines.cursor_id)

    async def _missing(self, query: ListQuery) -> tuple[str, ...]:
        return await self.library.missing_in(query.scope.id) if query.scope.kind is ScopeKind.SAVED else ()

    def why_empty(self, query: ListQuery) -> tuple[str, str, list[tuple[str, str]]]:
        """Title, sentence and keys for a list without any entry."""
        feeds, helps = self.desk.feeds, self.screen.helps
        add = ("add-feed", _("add a feed"))
        kind = query.scope.kind
        if self._cut or query.filter or kind is ScopeKind.SEARCH:
            return self._why_nothing_is_found(query)
        if not feeds.subscriptions and not self.desk.greeted:
            return _("Welcome to bantin"), _("The sample feeds are being unpacked; they show here in a moment."), []
        if not feeds.subscriptions:
            return (
                _("No feeds yet"),
                _("Add the address of any site; its feed is found for you."),
                helps(add, ("palette", _("everything else: import from another reader, sample feeds"))),
            )
        if kind is ScopeKind.SAVED:
            return self._why_saved_is_empty(query)
        if kind is ScopeKind.STARRED:
            return _("No stars yet"), _("Starred stories are kept here for good."), helps(("star", _("star a story")))
        if kind is ScopeKind.TAG:
            return _("No story carries this tag"), _("It was taken from the last one."), helps(("undo", _("undo")))
        if kind is ScopeKind.HISTORY:
            return _("Nothing read yet"), _("Stories that you open are listed here, the last one first."), []
        if kind is ScopeKind.QUEUE:
            return _("Nothing waits"), _("What you open or keep while offline waits here for the network."), []
        feed = feeds.feed(query.scope.id) if kind is ScopeKind.FEED else None
        if feed and (feed.health.error or feed.health.gone):
            return (
                _("This feed is in trouble"),
                feed.health.error,
                helps(("refresh", _("try again now")), ("feed-details", _("see the details"))),
            )
        if feeds.first_fetch(query.scope):
            return self._not_fetched()
        if query.unread_only or kind is ScopeKind.UNREAD:
            return (
                _("All read"),
                _("There is nothing unread in this place."),
                helps(
                    ("unread-only" if query.unread_only else "go-all", _("show what was read too")),
                    ("next-feed", _("next feed")),
                    ("refresh-all", _("look for news")),
                ),
            )
        return _("Nothing here"), _("This place holds no stories yet."), helps(("refresh", _("look for news")), add)

    def _why_nothing_is_found(self, query: ListQuery) -> tuple[str, str, list[tuple[str, str]]]:
        """The same for a search, or for a list that is narrowed."""
        feeds, helps = self.desk.feeds, self.screen.helps
        if self._cut:
            sentence = _("Each text has to be looked at for this, and the time was up before the last one.")
            keys = (("look-on", _("look on")), ("search", _("search for something else")))
            return _("Nothing found in two seconds"), sentence, helps(*keys)
        if query.filter:
            title = _("Nothing matches “{text}”").format(text=query.filter)
            return (
                title,
                _("No headline in this list is like that; / looks into the texts too."),
                helps(("escape", _("show the whole list")), ("search", _("search everything"))),
            )
        title = _("Nothing found for “{text}”").format(text=query.scope.text)
        return (
            title,
            _("No story in {place} is like that.").format(place=feeds.name(query.within))
            if query.within.kind is not ScopeKind.ALL
            else _("No story in the cache is like that. Accents count where they are typed."),
            helps(("search", _("search for something else")), ("escape", _("back to the list"))),
        )

    def _not_fetched(self) -> tuple[str, str, list[tuple[str, str]]]:
        """The words for a place whose feeds were never read: on the first start, or just after an import."""
        helps, library = self.screen.helps, self.library
        if self.desk.feeds.only_samples or (self.desk.config.refresh.automatic and library.online):
            return _("On their way"), _("The first stories are being fetched; they show here as they come in."), []
        title = _("Not fetched yet")
        if library.offline_by_choice:
            return title, _("You work offline, and these feeds were never read."), helps(("offline", _("go online")))
        if not library.online:
            return title, _("There is no network at the moment; the stories come when it is back."), []
        return title, _("These feeds were never read."), helps(("refresh-all", _("fetch now")))

    def _why_saved_is_empty(self, query: ListQuery) -> tuple[str, str, list[tuple[str, str]]]:
        search, gone = self.desk.feeds.search(query.scope.id), self.desk.missing
        helps = self.screen.helps(("remove", _("remove this search, in Feeds")), ("search", _("search for something")))
        if search is None:
            return _("This search is gone"), _("It was removed; undo brings it back."), helps
        if gone:
            sentence = _("It asks for {names}, and no feed or folder is called so any more.")
            return _("Nothing can be found"), sentence.format(names=", ".join(f"“{name}”" for name in gone)), helps
        return _("Nothing found"), _("No story in the cache meets: {query}").format(query=search.query), helps

    def go_all(self) -> None:
        """All."""
        self.show_place(Scope(ScopeKind.ALL), go=True)

    def go_unread(self) -> None:
        """Unread."""
        self.show_place(Scope(ScopeKind.UNREAD), go=True)

    def go_today(self) -> None:
        """Today."""
        self.show_place(Scope(ScopeKind.TODAY), go=True)

    def go_since(self) -> None:
        """What came since the reader was last here."""
        self.show_place(Scope(ScopeKind.SINCE), go=True)

    def go_starred(self) -> None:
        """Starred."""
        self.show_place(Scope(ScopeKind.STARRED), go=True)

    def go_history(self) -> None:
        """History."""
        self.show_place(Scope(ScopeKind.HISTORY), go=True)

    def go_waiting(self) -> None:
        """What waits for the network."""
        self.show_place(Scope(ScopeKind.QUEUE), go=True)

    # -- order and looks

    async def sort(self) -> None:
        """The next order for this list, remembered for it; of the front page, the next span."""
        desk = self.desk
        if desk.query.scope.kind is ScopeKind.FRONT:
            self.screen.front_page.front_span()
            return
        cycle = (Order.BEST, *_CYCLE) if desk.query.scope.kind is ScopeKind.SEARCH else _CYCLE
        at = cycle.index(desk.query.order) if desk.query.order in cycle else -1
        order = cycle[(at + 1) % len(cycle)]
        self.show(replace(desk.query, order=order), keep=self.screen.headlines.cursor_id)
        self.screen.say(_("Order: {order}").format(order=_(ORDERS[order])))
        desk.orders[key_of(desk.query.scope)] = str(order)
        await self.library.remember("ui.orders", desk.orders)

    def change(self, *, folded: bool) -> None:
        """The same list with its stories folded or not; the cursor stays on its entry, or on the row of it."""
        self.show(replace(self.desk.query, folded=folded), keep=self.screen.headlines.cursor_id)

    async def unread_only(self) -> None:
        """Unread stories only, or all."""
        desk = self.desk
        if self.screen.on_front:
            self.screen.say(_("The front page always shows what you have read too."))
            return
        desk.unread_only = not desk.unread_only
        self.show(replace(desk.query, unread_only=desk.unread_only), keep=self.screen.headlines.cursor_id)
        self.screen.say(_("Only unread stories.") if desk.unread_only else _("Read stories too."))
        await self.library.remember("ui.unread_only", desk.unread_only)

    async def row_height(self) -> None:
        """The next row height."""
        headlines, wishes = self.screen.headlines, list(_HEIGHTS)
        wish = wishes[(wishes.index(headlines.rows or str(headlines.row_height)) + 1) % len(wishes)]
        headlines.rows = wish
        self.screen.say(_(_HEIGHTS[wish]))
        await self.library.remember("ui.rows", wish)
