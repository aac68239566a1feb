"""Feeds and folders: add, rename, move, pause, remove, refresh."""

from __future__ import annotations

from reader.domain.coverage import FollowedStory
from reader.domain.models import Candidate, Folder, SavedSearch, Scope, ScopeKind, Subscription
from reader.domain.tags import Tag
from reader.i18n import _
from reader.ui.commands import Pane

from .base import opens
from .exchange import Exchange


class FeedActions(Exchange):
    """Commands about feeds; dialogs are imported when they are asked for."""

    def feed(self) -> Subscription | None:
        """The feed that a command is about: in the Feeds pane the one under the cursor, else the story's."""
        feeds, screen = self.desk.feeds, self.screen
        if screen.pane is Pane.FEEDS and (place := screen.places.place):
            return feeds.feed(place.id) if place.kind is ScopeKind.FEED else None
        row = self.target()
        if row and row.feed_id:
            return feeds.feed(row.feed_id)
        scope = self.desk.query.scope
        return feeds.feed(scope.id) if scope.kind is ScopeKind.FEED else None

    def feed_or_say(self) -> Subscription | None:
        """The same for a command that is about nothing else: that there is none is said."""
        feed = self.feed()
        if feed is None:
            self.screen.say(_("Put the cursor on a feed first, or on a story of one."))
        return feed

    def _folder(self) -> Folder | None:
        place = self.screen.places.place if self.screen.pane is Pane.FEEDS else self.desk.query.scope
        return self.desk.feeds.folder(place.id) if place and place.kind is ScopeKind.FOLDER else None

    def _none(self) -> None:
        self.screen.say(_("Put the cursor on a feed or a folder first."))

    # -- refresh

    async def refresh(self) -> None:
        """This feed, or the feeds of this folder; on the front page all of them."""
        if self.screen.pane is Pane.FRONT:
            await self.refresh_all()
            return
        folder = self._folder()
        if folder:
            ids = [feed.id for feed in self.desk.feeds.below(folder.id)]
        else:
            feed = self.feed()
            ids = [feed.id] if feed else []
        if not ids:
            self._none()
            return
        await self._start(ids)

    async def refresh_all(self) -> None:
        """Every feed."""
        if self.desk.feeds.subscriptions:
            await self._start([])
        else:
            self.screen.say(_("There are no feeds to refresh."))

    async def _start(self, ids: list[int]) -> None:
        screen = self.screen
        if self.library.offline_by_choice:
            key = screen.keymap.first_key("offline")
            screen.say(_("You work offline by choice; {key} goes online again.").format(key=key))
            return
        job = await self.library.refresh(ids)
        screen.happenings.begin(job, "refresh")
        if job in self.desk.jobs:
            screen.top.change(total=len(ids) or len(self.desk.feeds.subscriptions), done=0)

    # -- adding

    @opens
    async def add_feed(self) -> None:
        """Paste an address; the feeds behind it are offered."""
        from reader.ui.screens.add_feed import AddFeed

        chosen = await self.screen.app.push_screen_wait(AddFeed(self.library, self.desk.feeds, self.desk.clock()))
        if chosen:
            await self.add(*chosen)

    async def add(self, candidate: Candidate, folder_id: int) -> None:
        """Subscribe, and go there."""
        screen = self.screen
        screen.top.change(busy=_("adding"))
        try:
            feed_id = await self.library.add(candidate, folder_id=folder_id)
        finally:
            screen.top.change(busy="")
        await screen.reload_feeds()
        feed = self.desk.feeds.feed(feed_id)
        screen.say(_("Added: {title}").format(title=feed.title if feed else candidate.shown_title))
        screen.lists.show_place(Scope(ScopeKind.FEED, feed_id), go=True, keep=0)

    # -- changing

    def fold(self) -> None:
        """Fold a folder; on anything else the space bar reads on."""
        if not self.screen.places.toggle():
            self.screen.run_command("read-on")

    @opens
    async def feed_details(self) -> None:
        """Everything known about a feed."""
        feed = self.feed_or_say()
        if feed is None:
            return
        from reader.ui.screens.feed_details import FeedDetails

        wish = await self.screen.app.push_screen_wait(FeedDetails(feed, self.desk.feeds, self.desk.clock()))
        if wish == "refresh":
            await self._start([feed.id])
        elif wish == "pause":
            await self._pause(feed)
        elif wish == "interval":
            await self._set_interval(feed)
        elif wish == "full-text":
            await self.screen.keeping.set_full_text(feed)
        elif wish == "keep-newest":
            await self.screen.keeping.set_keep_newest(feed)
        elif wish == "limits":
            await self.screen.retention.set_limits(feed)
        elif wish == "prefer":
            await self.screen.folding.prefer(feed)

    def _search(self) -> SavedSearch | None:
        place = self.screen.places.place
        return self.desk.feeds.search(place.id) if place and place.kind is ScopeKind.SAVED else None

    def _thing(self) -> SavedSearch | FollowedStory | Tag | Subscription | Folder | None:
        """What a name can be given to, and what can be removed."""
        screen = self.screen
        mine = self._search() or screen.stories.place() or screen.tagging.in_feeds()
        return mine or self.feed() or self._folder()

    @opens
    async def rename(self) -> None:
        """Give a feed, folder, saved search or followed story another name."""
        screen = self.screen
        match self._thing():
            case SavedSearch() as search:
                await screen.searching.rename_saved(search)
            case FollowedStory() as story:
                await screen.stories.rename_story(story)
            case Tag() as tag:
                await screen.tagging.rename_tag(tag)
            case Subscription() as feed:
                sentence = _("A name of your own for it; the feed's own name comes back when you empty the field.")
                title = await self._ask_for_name(sentence, feed.title, may_be_empty=True)
                if title is not None:
                    await self.library.rename(feed.id, title if title != feed.feed_title else "")
                    await screen.reload_feeds()
            case Folder() as folder:
                title = await self._ask_for_name(_("A name for the folder."), folder.title)
                if title is not None:
                    await self.library.rename_folder(folder.id, title)
                    await screen.reload_feeds()
            case None:
                self._none()

    async def _ask_for_name(self, sentence: str, now: str, *, may_be_empty: bool = False) -> str | None:
        from reader.ui.screens.dialog import Prompt

        dialog = Prompt(_("Rename"), sentence, value=now, may_be_empty=may_be_empty)
        return await self.screen.app.push_screen_wait(dialog)

    @opens
    async def move(self) -> None:
        """Put a feed or folder into another folder."""
        match self._search() or self.feed() or self._folder():
            case SavedSearch() as search:
                await self.screen.searching.move_saved(search)
            case None:
                self._none()
            case thing:
                await self._move(thing)

    async def _move(self, thing: Subscription | Folder) -> None:
        from reader.ui.screens.dialog import Choice, Choose

        feeds = self.desk.feeds
        choices = [Choice(_("No folder, at the top"), 0)]
        choices += [
            Choice(" › ".join(feeds.path(Scope(ScopeKind.FOLDER, f.id))), f.id)
            for f in feeds.folders
            if isinstance(thing, Subscription) or not self._inside(f, thing)
        ]
        if isinstance(thing, Subscription):
            choices.append(Choice(_("A new folder…"), -1))
        heading = _("Move {title} to").format(title=thing.title)
        target = await self.screen.app.push_screen_wait(Choose(heading, choices))
        if target is None:
            return
        if target == -1:
            target = await self._make_folder(0)
            if target is None:
                return
        move = self.library.move if isinstance(thing, Subscription) else self.library.move_folder
        await move(thing.id, target)
        await self.screen.reload_feeds()

    def _inside(self, one: Folder, other: Folder) -> bool:
        """True when `one` is `other` or lies somewhere in it, where it cannot be moved to."""
        seen: Folder | None = one
        for _depth in range(20):
            if seen is None:
                return False
            if seen.id == other.id:
                return True
            seen = self.desk.feeds.folder(seen.parent_id)
        return True

    async def pause(self) -> None:
        """Stop asking a feed, or ask it again."""
        if feed := self.feed_or_say():
            await self._pause(feed)

    async def _pause(self, feed: Subscription) -> None:
        disabled = not feed.health.disabled
        await self.library.configure(feed.id, disabled=disabled)
        await self.screen.reload_feeds()
        text = _("Paused: {title} is not asked any more.") if disabled else _("{title} is asked again.")
        self.screen.say(text.format(title=feed.title))

    @opens
    async def feed_interval(self) -> None:
        """How often a feed is asked."""
        if feed := self.feed_or_say():
            await self._set_interval(feed)

    async def _set_interval(self, feed: Subscription) -> None:
        from reader.domain.period import LONGEST, SHORTEST, interval_text, minutes_of
        from reader.ui.screens.dialog import Prompt

        refusal = _("Like this: 30m, 2h, 1d; from {least} to {most}.").format(
            least=interval_text(SHORTEST), most=interval_text(LONGEST)
        )
        prompt = Prompt(
            _("How often it is asked"),
            _("{feed}: 30m, 2h or 1d between two looks at it. Empty: as the configuration says.").format(
                feed=feed.title
            ),
            value=f"{feed.interval}m" if feed.interval else "",
            check=lambda text: refusal if text and not minutes_of(text) else "",
            may_be_empty=True,
        )
        text = await self.screen.app.push_screen_wait(prompt)
        if text is None:
            return
        minutes = minutes_of(text)
        await self.library.configure(feed.id, interval=minutes)
        await self.screen.reload_feeds()
        said = (
            _("{feed}: {time} between two looks.")
            if minutes
            else _("{feed}: asked as often as the configuration says.")
        )
        self.screen.say(said.format(feed=feed.title, time=interval_text(minutes)))

    @opens
    async def remove(self) -> None:
        """Remove a feed, folder or saved search, or end following a story; all can be undone."""
        screen = self.screen
        match self._thing():
            case SavedSearch() as search:
                await screen.searching.remove_saved(search)
            case FollowedStory() as story:
                await screen.stories.end(story)
            case Tag() as tag:
                await screen.tagging.remove_tag(tag)
            case Subscription() as feed:
                sentence = _(
                    "Remove {title} and its stories from the list? Starred and tagged stories stay. It can be undone."
                )
                if await self._confirm_removal(_("Remove feed"), sentence, feed.title):
                    await self.library.remove([feed.id])
                    await self._removed(feed.title)
            case Folder() as folder:
                sentence = _("Remove the folder {title}? Its feeds move up, none is lost.")
                if await self._confirm_removal(_("Remove folder"), sentence, folder.title):
                    await self.library.remove_folder(folder.id)
                    await self._removed(folder.title)
            case None:
                self._none()

    async def _confirm_removal(self, heading: str, sentence: str, title: str) -> bool:
        from reader.ui.screens.dialog import Confirm

        dialog = Confirm(heading, sentence.format(title=title), _("remove it"))
        agreed = await self.screen.app.push_screen_wait(dialog)
        return agreed is True

    async def _removed(self, title: str) -> None:
        key = self.screen.keymap.first_key("undo")
        self.screen.say(_("Removed: {title}. {key} brings it back.").format(title=title, key=key))
        await self.screen.reload_feeds()

    @opens
    async def new_folder(self) -> None:
        """Make a folder, inside the one under the cursor."""
        folder = self._folder()
        if await self._make_folder(folder.id if folder else 0) is not None:
            await self.screen.reload_feeds()

    async def _make_folder(self, parent_id: int) -> int | None:
        from reader.ui.screens.dialog import Prompt

        title = await self.screen.app.push_screen_wait(Prompt(_("New folder"), _("A name for the folder.")))
        return await self.library.add_folder(title, parent_id) if title else None
