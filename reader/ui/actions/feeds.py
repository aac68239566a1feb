"""Feeds and folders: add, rename, move, pause, remove, refresh."""

from __future__ import annotations

from reader.domain.models import Candidate, Folder, SavedSearch, Scope, ScopeKind, Subscription
from reader.i18n import _
from reader.ui.commands import Pane

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

    async def feed_details(self) -> None:
        """Everything known about a feed."""
        feed = self.feed()
        if feed is None:
            self._none()
            return
        from reader.ui.screens.feed_details import FeedDetails

        wish = await self.screen.app.push_screen_wait(FeedDetails(feed, self.desk.feeds, self.desk.clock()))
        if wish == "refresh":
            await self._start([feed.id])
        elif wish == "pause":
            await self._pause(feed)
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

    async def rename(self) -> None:
        """Give a feed, folder, saved search or followed story another name."""
        if search := self._search():
            await self.screen.searching.rename_saved(search)
            return
        if story := self.screen.stories.place():
            await self.screen.stories.rename_story(story)
            return
        if tag := self.screen.tagging.in_feeds():
            await self.screen.tagging.rename_tag(tag)
            return
        feed, folder = self.feed(), self._folder()
        thing = feed or folder
        if thing is None:
            self._none()
            return
        from reader.ui.screens.dialog import Prompt

        sentence = _("A name of your own for it; the feed's own name comes back when you empty the field.")
        sentence = sentence if feed else _("A name for the folder.")
        dialog = Prompt(_("Rename"), sentence, value=thing.title, may_be_empty=bool(feed))
        title = await self.screen.app.push_screen_wait(dialog)
        if title is None:
            return
        if feed:
            await self.library.rename(feed.id, title if title != feed.feed_title else "")
        elif folder:
            await self.library.rename_folder(folder.id, title)
        await self.screen.reload_feeds()

    async def move(self) -> None:
        """Put a feed or folder into another folder."""
        if search := self._search():
            await self.screen.searching.move_saved(search)
            return
        feed, folder = self.feed(), self._folder()
        thing = feed or folder
        if thing is None:
            self._none()
            return
        from reader.ui.screens.dialog import Choice, Choose

        feeds = self.desk.feeds
        choices = [Choice(_("No folder, at the top"), 0)]
        choices += [
            Choice(" › ".join(feeds.path(Scope(ScopeKind.FOLDER, f.id))), f.id)
            for f in feeds.folders
            if folder is None or not self._inside(f, folder)
        ]
        if feed:
            choices.append(Choice(_("A new folder…"), -1))
        heading = _("Move {title} to").format(title=thing.title)
        target = await self.screen.app.push_screen_wait(Choose(heading, choices))
        if target is None:
            return
        if target == -1:
            target = await self._make_folder(0)
            if target is None:
                return
        if feed:
            await self.library.move(feed.id, target)
        elif folder:
            await self.library.move_folder(folder.id, target)
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
        if feed := self.feed():
            await self._pause(feed)
        else:
            self._none()

    async def _pause(self, feed: Subscription) -> None:
        disabled = not feed.health.disabled
        await self.library.configure(feed.id, disabled=disabled)
        await self.screen.reload_feeds()
        text = _("Paused: {title} is not asked any more.") if disabled else _("{title} is asked again.")
        self.screen.say(text.format(title=feed.title))

    async def remove(self) -> None:
        """Remove a feed, folder or saved search, or end following a story; all can be undone."""
        if search := self._search():
            await self.screen.searching.remove_saved(search)
            return
        if story := self.screen.stories.place():
            await self.screen.stories.end(story)
            return
        if tag := self.screen.tagging.in_feeds():
            await self.screen.tagging.remove_tag(tag)
            return
        feed, folder = self.feed(), self._folder()
        from reader.ui.screens.dialog import Confirm

        if feed:
            sentence = _(
                "Remove {title} and its stories from the list? Starred and tagged stories stay. It can be undone."
            )
            dialog = Confirm(_("Remove feed"), sentence.format(title=feed.title), _("remove it"))
            if await self.screen.app.push_screen_wait(dialog):
                await self.library.remove([feed.id])
                self._removed(feed.title)
        elif folder:
            sentence = _("Remove the folder {title}? Its feeds move up, none is lost.")
            dialog = Confirm(_("Remove folder"), sentence.format(title=folder.title), _("remove it"))
            if await self.screen.app.push_screen_wait(dialog):
                await self.library.remove_folder(folder.id)
                self._removed(folder.title)
        else:
            self._none()
            return
        await self.screen.reload_feeds()

    def _removed(self, title: str) -> None:
        key = self.screen.keymap.first_key("undo")
        self.screen.say(_("Removed: {title}. {key} brings it back.").format(title=title, key=key))

    async def new_folder(self) -> None:
        """Make a folder, inside the one under the cursor."""
        folder = self._folder()
        if await self._make_folder(folder.id if folder else 0) is not None:
            await self.screen.reload_feeds()

    async def _make_folder(self, parent_id: int) -> int | None:
        from reader.ui.screens.dialog import Prompt

        title = await self.screen.app.push_screen_wait(Prompt(_("New folder"), _("A name for the folder.")))
        return await self.library.add_folder(title, parent_id) if title else None
