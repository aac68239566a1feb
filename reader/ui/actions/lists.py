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
        before, self._let_go = self._let_go, self._hold(query)
        before()  # a task that was replaced before it began lets go of nothing
        self.screen.update_crumbs()
        self.screen.work(self._fill, query, keep, let_go=self._let_go, group="list", exclusive=True)

    def _hold(self, query: ListQuery) -> Callable[[], None]:
        """Paint nothing before the list has come, and let what is typed be for it: under the cursor stands a story of
        the one before."""
        paint = self.screen.hold(_HELD)
        come = self.screen.wait_for_list() if query != self._patient else None

        def let_go() -> None:
            paint()
            if come is not None:
                come()

        return let_go

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
            from .emptiness import why_empty

            headlines.show_message(*why_empty(self.screen, query, cut=self._cut))
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
