"""Places of the Feeds pane: their names, marks and the queries behind them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import field
from datetime import datetime
from functools import cached_property

from reader.domain.coverage import FollowedStory
from reader.domain.models import Counts, Folder, ListQuery, Order, SavedSearch, Scope, ScopeKind, Subscription
from reader.domain.records import dataclass
from reader.domain.tags import Tag
from reader.i18n import N_, _

SMART: Mapping[ScopeKind, tuple[str, str]] = {
    ScopeKind.FRONT: ("◆", N_("Front page")),
    ScopeKind.ALL: ("≡", N_("All")),
    ScopeKind.UNREAD: ("●", N_("Unread")),
    ScopeKind.TODAY: ("◐", N_("Today")),
    ScopeKind.SINCE: ("◔", N_("Since last time")),
    ScopeKind.STARRED: ("★", N_("Starred")),
    ScopeKind.HISTORY: ("↺", N_("History")),
    ScopeKind.QUEUE: ("⇣", N_("Waiting")),
}
"""Mark and name of the smart entries, in their order."""

STORY_MARK = "✱"
"""Mark of a followed story, like the key that follows one."""

ORDERS: Mapping[Order, str] = {
    Order.NEWEST: N_("newest"),
    Order.OLDEST: N_("oldest"),
    Order.SOURCE: N_("source"),
    Order.BEST: N_("best match"),
}


@dataclass(frozen=True)
class Feeds:
    """What the Feeds pane shows, as one value. A look-up costs the same with ten feeds and with ten thousand."""

    subscriptions: tuple[Subscription, ...] = ()
    folders: tuple[Folder, ...] = ()
    counts: Counts = field(default_factory=lambda: Counts({}))
    today: int = 0
    """Unread stories of today."""
    since: int = 0
    """Unread stories that came since the reader was last here."""
    searches: tuple[SavedSearch, ...] = ()
    saved: dict[int, int] = field(default_factory=dict)
    """Unread stories by saved search; one that is not counted is missing."""
    stories: tuple[FollowedStory, ...] = ()
    """Stories that the reader follows."""
    tags: tuple[Tag, ...] = ()

    @cached_property
    def _by_id(self) -> dict[int, Subscription]:
        return {feed.id: feed for feed in self.subscriptions}

    @cached_property
    def _folder_by_id(self) -> dict[int, Folder]:
        return {folder.id: folder for folder in self.folders}

    @cached_property
    def _in_folder(self) -> dict[int, list[Subscription]]:
        inside: dict[int, list[Subscription]] = defaultdict(list)
        for feed in self.subscriptions:
            inside[feed.folder_id if feed.folder_id in self._folder_by_id else 0].append(feed)
        return inside

    @cached_property
    def _children(self) -> dict[int, list[Folder]]:
        children: dict[int, list[Folder]] = defaultdict(list)
        for folder in sorted(self.folders, key=lambda folder: folder.position):
            if folder.parent_id != folder.id:
                children[folder.parent_id].append(folder)
        return children

    @cached_property
    def _unread_below(self) -> dict[int, int]:
        unread = self.counts.unread
        return {folder.id: sum(unread.get(feed.id, 0) for feed in self.below(folder.id)) for folder in self.folders}

    def same_lines(self, other: Feeds) -> bool:
        """Whether the pane has the same lines for `other`, whatever it counts and calls them."""

        def made(feeds: Feeds) -> list[list[int]]:
            return [[place.id for place in kind] for kind in (feeds.stories, feeds.searches, feeds.tags)]

        feeds_too = self.subscriptions == other.subscriptions and self.folders == other.folders
        return feeds_too and made(self) == made(other)

    def story(self, followed_id: int) -> FollowedStory | None:
        """The followed story with this id."""
        return next((story for story in self.stories if story.id == followed_id), None)

    def feed(self, feed_id: int) -> Subscription | None:
        """The subscription with this id."""
        return self._by_id.get(feed_id)

    def folder(self, folder_id: int) -> Folder | None:
        """The folder with this id."""
        return self._folder_by_id.get(folder_id)

    def search(self, number: int) -> SavedSearch | None:
        """The saved search with this id."""
        return next((search for search in self.searches if search.id == number), None)

    @cached_property
    def _tag_by_id(self) -> dict[int, Tag]:
        return {tag.id: tag for tag in self.tags}

    def tag(self, number: int) -> Tag | None:
        """The tag with this id."""
        return self._tag_by_id.get(number)

    def feeds_in(self, folder_id: int) -> tuple[Subscription, ...]:
        """The feeds of a folder, in order; 0 gives those in none."""
        return tuple(self._in_folder.get(folder_id, ()))

    def folders_in(self, folder_id: int) -> tuple[Folder, ...]:
        """The folders directly inside a folder, in order; 0 gives those at the top."""
        return tuple(self._children.get(folder_id, ()))

    def below(self, folder_id: int, *, depth: int = 0) -> tuple[Subscription, ...]:
        """The feeds of a folder and of the folders below it."""
        found = list(self.feeds_in(folder_id))
        # The store keeps folders a tree; the limit keeps a damaged one from going round.
        for folder in self.folders_in(folder_id) if depth < 20 else ():
            found += self.below(folder.id, depth=depth + 1)
        return tuple(found)

    def unread(self, scope: Scope) -> int:
        """Unread (for STARRED and TAG: all, for QUEUE: waiting, for STORY: new) entries of a place, 0 where nothing is
        counted."""
        match scope.kind:
            case ScopeKind.ALL | ScopeKind.UNREAD:
                return self.counts.total_unread
            case ScopeKind.TODAY:
                return self.today
            case ScopeKind.SINCE:
                return self.since
            case ScopeKind.STARRED:
                return self.counts.starred
            case ScopeKind.QUEUE:
                return self.counts.queued
            case ScopeKind.FEED:
                return self.counts.unread.get(scope.id, 0)
            case ScopeKind.FOLDER:
                return self._unread_below.get(scope.id, 0)
            case ScopeKind.SAVED:
                return self.saved.get(scope.id, 0)
            case ScopeKind.STORY:
                story = self.story(scope.id)
                return story.new if story else 0
            case ScopeKind.TAG:
                tag = self.tag(scope.id)
                return tag.entries if tag else 0
            case _:
                return 0

    def trouble(self, scope: Scope) -> str:
        """What is wrong with a feed, in a word or two; its details (`i`) say all."""
        feed = self.feed(scope.id) if scope.kind is ScopeKind.FEED else None
        if feed is None:
            return ""
        if feed.health.gone:
            return "✕ " + _("gone")
        if feed.health.disabled:
            return "‖ " + _("paused")
        return "! " + _("cannot be fetched") if feed.health.error else ""

    def first_fetch(self, scope: Scope) -> bool:
        """True while a feed of a place waits for its very first fetch."""
        match scope.kind:
            case ScopeKind.FEED:
                feeds = tuple(feed for feed in (self.feed(scope.id),) if feed)
            case ScopeKind.FOLDER:
                feeds = self.below(scope.id)
            case _:
                feeds = self.subscriptions
        return any(feed.health.last_attempt is None and not feed.health.disabled for feed in feeds)

    @cached_property
    def only_samples(self) -> bool:
        """True on the first run: whatever there is came with the program."""
        return bool(self.subscriptions) and all(feed.sample for feed in self.subscriptions)

    def name(self, scope: Scope) -> str:
        """The name of a place, as its row in the Feeds pane has it."""
        if scope.kind in SMART:
            return _(SMART[scope.kind][1])
        if scope.kind is ScopeKind.FEED:
            feed = self.feed(scope.id)
            return feed.title if feed else _("A feed that is gone")
        if scope.kind is ScopeKind.FOLDER:
            folder = self.folder(scope.id)
            return folder.title if folder else _("A folder that is gone")
        if scope.kind is ScopeKind.SAVED:
            search = self.search(scope.id)
            return search.title if search else _("A search that is gone")
        if scope.kind is ScopeKind.STORY:
            story = self.story(scope.id)
            return story.title if story else _("A story that is followed no longer")
        if scope.kind is ScopeKind.TAG:
            tag = self.tag(scope.id)
            return tag.name if tag else _("A tag that is gone")
        if scope.kind is ScopeKind.SEARCH:
            return _("Search: {text}").format(text=scope.text)
        return str(scope.kind)

    def path(self, scope: Scope) -> tuple[str, ...]:
        """The names from the top to a place."""
        parent = 0
        if scope.kind is ScopeKind.FEED and (feed := self.feed(scope.id)):
            parent = feed.folder_id
        elif scope.kind is ScopeKind.FOLDER and (folder := self.folder(scope.id)):
            parent = folder.parent_id
        names: list[str] = []
        while parent and (folder := self.folder(parent)) and len(names) < 20:
            names.append(folder.title)
            parent = folder.parent_id
        return (*reversed(names), self.name(scope))


def day_start(now: datetime) -> datetime:
    """The start of the reader's local day, for TODAY. `now` is aware."""
    return now.astimezone().replace(hour=0, minute=0, second=0, microsecond=0)


_WHOLE = (
    *(ScopeKind.STARRED, ScopeKind.TAG, ScopeKind.HISTORY, ScopeKind.QUEUE),
    *(ScopeKind.STORY, ScopeKind.SEARCH, ScopeKind.FRONT),
)
"""Places that always show what was read too."""


def query_for(
    scope: Scope, order: Order, *, unread_only: bool, now: datetime, last_here: datetime | None = None
) -> ListQuery:
    """The query behind a place. `last_here` is when the reader was last here, for SINCE."""
    since = {ScopeKind.TODAY: day_start(now), ScopeKind.SINCE: last_here}.get(scope.kind)
    plain = scope.kind not in _WHOLE
    return ListQuery(scope, order, unread_only=unread_only and plain, since=since)


def key_of(scope: Scope) -> str:
    """A short text that stands for a place in the small memory of the interface."""
    return f"{scope.kind}:{scope.id}" if scope.id else str(scope.kind)


def dump(scope: Scope) -> list[object]:
    """A place as a JSON value."""
    return [str(scope.kind), scope.id, scope.text]


def load(value: object) -> Scope | None:
    """The place that `dump` wrote, or None when it is none."""
    match value:
        case [str(kind), int(number), str(text)] if kind in tuple(ScopeKind):
            return Scope(ScopeKind(kind), number, text)
        case _:
            return None
