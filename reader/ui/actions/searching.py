"""Searching, narrowing a list, and searches that are kept beside the feeds."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache, partial
from typing import TYPE_CHECKING

from reader.domain.models import ListQuery, Order, SavedSearch, Scope, ScopeKind
from reader.domain.query import EVERYTHING, Belongs, In, Node, both, text_of
from reader.i18n import _
from reader.ui.commands import Pane
from reader.ui.places import key_of, query_for
from reader.ui.render.finding import Spots
from reader.ui.widgets.promptline import Asking

from .base import Actions, opens

if TYPE_CHECKING:
    from reader.ui.screens.main import MainScreen

_TYPING = 0.12  # seconds of quiet before what is typed is looked for
_AGAIN = 0.05  # seconds beyond the rest that counting needs
_NAMES = {ScopeKind.FEED: Belongs.FEED, ScopeKind.FOLDER: Belongs.FOLDER, ScopeKind.TAG: Belongs.TAG}
_CONDITIONS = {ScopeKind.UNREAD: "is:unread", ScopeKind.STARRED: "is:starred", ScopeKind.TODAY: "after:today"}


class Searching(Actions):
    """Commands about searches."""

    def __init__(self, screen: MainScreen) -> None:
        super().__init__(screen)
        self._typing = screen.later(_TYPING, self._rested)
        self._unsought = False
        """Something was typed that was not looked for yet."""
        self._typed: tuple[Asking, str] = (Asking.FILTER, "")
        self._here = False
        """Whether the place that one came from is searched, not everything."""
        self._marked: Spots | None = None
        """What is marked in the story that is shown."""

    # -- the prompt line

    def filter(self) -> None:
        """Type words that narrow the list; that of the front page shows as headlines for it."""
        if self.screen.on_front:
            self.screen.on_front = False
            self.screen.go_to_pane(Pane.HEADLINES)
        self.screen.prompt.ask(Asking.FILTER, self.desk.query.filter)
        self._comment(Asking.FILTER, self.desk.query.filter)

    def search(self) -> None:
        """Type words to look for, everywhere or in the place one is in."""
        query = self.desk.query
        shown = query.scope.kind is ScopeKind.SEARCH
        self._here = shown and query.within.kind is not ScopeKind.ALL
        text = query.scope.text if shown else ""
        self.screen.prompt.ask(Asking.SEARCH, text)
        self._comment(Asking.SEARCH, text)

    def _place(self) -> Scope:
        """The place that a search can be confined to: where one was when it was begun."""
        query = self.desk.query
        if query.scope.kind is ScopeKind.SEARCH:
            query = self.desk.before_search or ListQuery()
        return query.scope

    def switch(self) -> None:
        """Search the place one came from, or everything."""
        asking, text = self._typed
        if self._place().kind in (ScopeKind.ALL, ScopeKind.SEARCH, ScopeKind.SAVED):
            self.screen.say(_("Open a feed, a folder or a list first to search only there."))
            return
        self._here = not self._here
        self._comment(Asking.SEARCH, text if asking is Asking.SEARCH else "")
        self._look_for()

    def typed(self, asking: Asking, text: str) -> None:
        """The prompt line changed: look for it after a moment of quiet."""
        self._unsought = True
        self._comment(asking, text)
        self._typing()

    def _comment(self, asking: Asking, text: str) -> None:
        """Say beside the prompt what of the query is not understood, and else where is searched."""
        from reader.domain.query_parser import read

        self._typed = (asking, text)
        if asking is Asking.FIND:
            self.screen.prompt.note("")
            return
        problems = read(text, typing=True).problems
        if problems and text.strip():
            self.screen.prompt.note(problems[-1].sentence, problem=True)
        elif asking is Asking.SEARCH:
            place = self._place()
            name = self.desk.feeds.name(place)
            here = _("in {place}  ·  tab: everything") if self._here else _("everything  ·  tab: in {place}")
            plain = place.kind in (ScopeKind.ALL, ScopeKind.SEARCH, ScopeKind.SAVED)
            self.screen.prompt.note(_("F1: how to search") if plain else here.format(place=name))
        else:
            self.screen.prompt.note(_("F1: how to search"))

    def _rested(self) -> None:
        # Who submits the line or leaves it within this moment has had an answer already, and may be elsewhere by now.
        if self._unsought:
            self._look_for()

    def _look_for(self) -> None:
        self._unsought = False
        asking, text = self._typed
        if asking is Asking.FILTER:
            self.set_filter(text)
        elif asking is Asking.FIND:
            self.screen.find(text)
        elif text.strip():
            scope = Scope(ScopeKind.SEARCH, text=text.strip())
            order = Order(self.desk.orders.get(key_of(scope), Order.BEST))
            within = self._place() if self._here else Scope()
            now, last_here = self.desk.clock(), self.desk.last_here
            query = query_for(within, order, unread_only=False, now=now, last_here=last_here)
            query = replace(query, scope=scope, within=within, folded=self.screen.folding.wanted(scope))
            if query != self.desk.query:
                self.screen.lists.show(query)

    def done(self, asking: Asking, text: str) -> None:
        """The prompt line was submitted."""
        self._typed = (asking, text)
        self._look_for()
        if asking is Asking.SEARCH and not text:
            self.leave_search()
        self.screen.go_to_pane(Pane.ARTICLE if asking is Asking.FIND else Pane.HEADLINES)
        if asking is not Asking.FIND:
            self.screen.looking.at_cursor()

    def given_up(self, asking: Asking) -> None:
        """Esc in the prompt line."""
        self._unsought = False
        self._typed = (Asking.FILTER, self.desk.query.filter)
        if asking is Asking.FILTER:
            self.set_filter("")
        elif asking is Asking.FIND:
            self.screen.find("")
        elif self.desk.query.scope.kind is ScopeKind.SEARCH:
            self.leave_search()
        self.screen.go_to_pane(self.screen.pane)

    def set_filter(self, text: str) -> None:
        """Narrow the list to headlines that meet this query; empty shows all."""
        if text != self.desk.query.filter:
            keep = None if text else self.screen.headlines.cursor_id
            self.screen.lists.show(replace(self.desk.query, filter=text), keep=keep)

    def leave_search(self) -> bool:
        """Back to the list from which the search was begun; False when none is shown."""
        if self.desk.query.scope.kind is not ScopeKind.SEARCH:
            return False
        query = self.desk.before_search or ListQuery()
        keep, self.desk.before_search, self.desk.before_search_at = self.desk.before_search_at, None, 0
        self._marked = None
        self.screen.article.mark(None)
        if query.scope.kind is ScopeKind.FRONT:
            self.screen.lists.show_place(query.scope, keep=keep, go=True)
            return True
        self.screen.lists.show(query, keep=keep or None)
        self.screen.places.go_to(query.scope)
        return True

    # -- marking what was found

    def marks(self) -> Spots | None:
        """What is to be marked in headlines and texts for the list that is shown."""
        query = self.desk.query
        texts = [query.filter]
        if query.scope.kind is ScopeKind.SEARCH:
            texts.append(query.scope.text)
        elif query.scope.kind is ScopeKind.SAVED and (search := self.desk.feeds.search(query.scope.id)):
            texts.append(search.query + " ")
        return _marks(" ".join(text for text in texts if text))

    def mark_article(self) -> None:
        """Mark what was searched for in the story that is shown."""
        if not self.screen.finding:
            self._marked = self.marks()
            self.screen.article.mark(self._marked)

    def list_shown(self) -> None:
        """The story that is shown may have stood there before the list was searched."""
        if self.marks() is not self._marked:
            self.mark_article()

    # -- saved searches

    def searched(self) -> str:
        """The query of the list that is shown, place and filter included, as it can be kept; empty for a mere place."""
        from reader.domain.query_parser import read

        query, feeds = self.desk.query, self.desk.feeds
        parts: list[Node] = []
        if query.scope.kind is ScopeKind.SEARCH:
            parts.append(read(query.scope.text).node)
        elif query.scope.kind is ScopeKind.SAVED and (search := feeds.search(query.scope.id)):
            parts.append(read(search.query).node)
        if query.filter:
            parts.append(read(query.filter).node)
        place = query.within if query.scope.kind is ScopeKind.SEARCH else query.scope
        if any(part != EVERYTHING for part in parts):
            if place.kind in _NAMES:
                parts.append(In(_NAMES[place.kind], feeds.name(place)))
            elif place.kind in _CONDITIONS:
                parts.append(read(_CONDITIONS[place.kind]).node)
        node = both(parts)
        return "" if node == EVERYTHING else text_of(node)

    @opens
    async def save_search(self) -> None:
        """Keep the search that is shown beside the feeds."""
        query = self.searched()
        if not query:
            key = self.screen.keymap.first_key("search")
            self.screen.say(_("Search for something first ({key}); then it can be kept.").format(key=key))
            return
        from reader.ui.screens.dialog import Prompt

        sentence = _("It stands beside the feeds with its unread count, and finds: {query}").format(query=query)
        title = await self.screen.app.push_screen_wait(Prompt(_("Save this search"), sentence, value=query))
        if title is None:
            return
        number = await self.library.save_search(title, query)
        await self.screen.reload_feeds()
        self.desk.before_search = None
        self.screen.lists.show_place(Scope(ScopeKind.SAVED, number))

    async def rename_saved(self, search: SavedSearch) -> None:
        """Give a saved search another name."""
        from reader.ui.screens.dialog import Prompt

        sentence = _("A name for the search. It finds: {query}").format(query=search.query)
        title = await self.screen.app.push_screen_wait(Prompt(_("Rename"), sentence, value=search.title))
        if title:
            await self.library.change_saved(search, title=title)
            await self.screen.reload_feeds()

    async def remove_saved(self, search: SavedSearch) -> None:
        """Remove a saved search; it can be undone, so nobody is asked."""
        await self.library.remove_saved(search)
        await self.screen.reload_feeds()
        key = self.screen.keymap.first_key("undo")
        self.screen.say(_("Removed: {title}. {key} brings it back.").format(title=search.title, key=key))

    async def move_saved(self, search: SavedSearch) -> None:
        """Move a saved search one place down, from the last place to the first."""
        if not await self.library.move_saved(search.id, 1):
            await self.library.move_saved(search.id, -len(self.desk.feeds.searches))
        await self.screen.reload_feeds()

    async def count_saved(self) -> None:
        """Bring the unread counts of saved searches up to date."""
        await self.screen.begun.wait()
        if not self.desk.feeds.searches:
            return
        counts = await self.library.recount_saved()
        if counts != self.desk.feeds.saved:
            self.desk.feeds = replace(self.desk.feeds, saved=counts)
            self.screen.places.show(self.desk.feeds)
        if waits := self.library.recount_waits:
            self.screen.set_timer(waits + _AGAIN, self.recount)

    def recount(self) -> None:
        """Count in the background."""
        self.screen.work(self.count_saved, group="saved", exclusive=True)


@lru_cache(maxsize=4)
def _marks(text: str) -> Spots | None:
    if not text:
        return None
    from reader.domain.query_parser import read
    from reader.domain.query_spots import spots, wanted_words

    wanted = wanted_words(read(text, typing=not text.endswith(" ")).node)
    return partial(spots, wanted=wanted) if wanted else None
