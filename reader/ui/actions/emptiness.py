"""What is said where a list has no entry: why, and which keys help."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from reader.domain.models import ListQuery, ScopeKind
from reader.i18n import _

if TYPE_CHECKING:
    from reader.ui.screens.main import MainScreen

Words: TypeAlias = "tuple[str, str, list[tuple[str, str]]]"
"""Title, sentence and keys with what they do."""


def why_empty(screen: MainScreen, query: ListQuery, *, cut: bool = False) -> Words:
    """What is said of the list of `query`, which has no entry; `cut` where the time was up before all was looked at."""
    desk, feeds, helps = screen.desk, screen.desk.feeds, screen.helps
    add = ("add-feed", _("add a feed"))
    kind = query.scope.kind
    if cut or query.filter or kind is ScopeKind.SEARCH:
        return _why_nothing_is_found(screen, query, cut)
    if not feeds.subscriptions and not desk.greeted:
        return _("Welcome to bantin"), _("The sample feeds are being unpacked; they show here in a moment."), []
    if not feeds.subscriptions:
        return (
            _("No feeds yet"),
            _("Add the address of any site; its feed is found for you."),
            helps(add, ("palette", _("everything else: import from another reader, sample feeds"))),
        )
    if kind is ScopeKind.SAVED:
        return _why_saved_is_empty(screen, query)
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
        return _not_fetched(screen)
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


def _why_nothing_is_found(screen: MainScreen, query: ListQuery, cut: bool) -> Words:
    """The same for a search, or for a list that is narrowed."""
    feeds, helps = screen.desk.feeds, screen.helps
    if cut:
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


def _not_fetched(screen: MainScreen) -> Words:
    """The words for a place whose feeds were never read: on the first start, or just after an import."""
    desk, helps, library = screen.desk, screen.helps, screen.desk.library
    if desk.feeds.only_samples or (desk.config.refresh.automatic and library.online):
        return _("On their way"), _("The first stories are being fetched; they show here as they come in."), []
    title = _("Not fetched yet")
    if library.offline_by_choice:
        return title, _("You work offline, and these feeds were never read."), helps(("offline", _("go online")))
    if not library.online:
        return title, _("There is no network at the moment; the stories come when it is back."), []
    return title, _("These feeds were never read."), helps(("refresh-all", _("fetch now")))


def _why_saved_is_empty(screen: MainScreen, query: ListQuery) -> Words:
    search, gone = screen.desk.feeds.search(query.scope.id), screen.desk.missing
    helps = screen.helps(("remove", _("remove this search, in Feeds")), ("search", _("search for something")))
    if search is None:
        return _("This search is gone"), _("It was removed; undo brings it back."), helps
    if gone:
        sentence = _("It asks for {names}, and no feed or folder is called so any more.")
        return _("Nothing can be found"), sentence.format(names=", ".join(f"“{name}”" for name in gone)), helps
    return _("Nothing found"), _("No story in the cache meets: {query}").format(query=search.query), helps
