"""Stories as a whole: their coverage, following them, and what changes when entries join."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reader.domain.coverage import FollowedStory
from reader.domain.models import EntryRow, ScopeKind
from reader.engine.protocol import StoriesGrew
from reader.i18n import _, ngettext
from reader.ui.commands import Pane
from reader.ui.trail import Through, Unfolded

from .base import Actions, opens

if TYPE_CHECKING:
    from reader.ui.screens.coverage import CoverageScreen
    from reader.ui.screens.main import MainScreen

_CALM = 0.6  # seconds over which changed stories are gathered before what is shown of them is read again


class Stories(Actions):
    """Commands about the event that an entry tells of."""

    def __init__(self, screen: MainScreen) -> None:
        super().__init__(screen)
        self._shown: CoverageScreen | None = None
        self.changed = screen.later(_CALM, lambda: screen.work(self._read_again, group="stories-again", exclusive=True))
        """Stories have other entries than before; the open one may be among them."""

    # -- coverage

    @opens
    async def coverage(self) -> None:
        """Who told this story when."""
        row = self.target()
        if row is None or not row.id:
            self.screen.say(_("There is no story here whose coverage could be shown."))
            return
        await self._show(row.id)

    def reopen(self, through: Through) -> None:
        """Go back to the coverage that a story was opened from."""

        @opens
        async def show() -> None:
            await self._show(through.entry_id, through.at, through.unfolded)

        self.screen.run_task(show)

    async def _show(self, entry_id: int, at: int = 0, unfolded: Unfolded = frozenset()) -> None:
        coverage = await self.library.story_coverage(entry_id)
        if coverage is None:
            self.screen.say(_("This story is gone"), problem=True)
            return
        from reader.ui.screens.coverage import CoverageScreen

        if self._shown is None:
            self._shown = CoverageScreen(self.screen, coverage, at=at or entry_id, unfolded=unfolded)
            await self.screen.app.push_screen(self._shown, self._closed)

    def _closed(self, _result: None) -> None:
        self._shown = None
        self.desk.pointed_at = None

    def open_telling(self, opened: int, row: EntryRow, unfolded: Unfolded) -> None:
        """Read a telling from the coverage of the entry `opened`, to which the way back leads."""
        desk, screen = self.desk, self.screen
        if row.id == opened == desk.now_reading:
            screen.open_story(row, go=True)
            return
        origin = desk.known_row(opened)
        if origin is not None and (desk.preview or desk.now_reading != opened):
            # What one looked at without opening it is where the way back leads.
            screen.opening.show(origin)
        screen.opening.show(row, followed=True, through=Through(opened, row.id, unfolded))
        screen.headlines.move_to(row.id)
        screen.go_to_pane(Pane.ARTICLE)

    def open_from_coverage(self, row: EntryRow) -> None:
        """Read a telling that is shown over the coverage."""
        if self._shown is not None:
            self._shown.open(row)

    def run_below_coverage(self, name: str, position: int) -> None:
        """Run a command that needs the panes, from what was shown over the coverage."""
        if self._shown is not None:
            self._shown.run_below(name, position)

    def side_by_side(self) -> None:
        """Works on a coverage only."""
        key = self.screen.keymap.first_key("coverage")
        self.screen.say(_("Open the coverage of a story first: {key}.").format(key=key))

    def scroll_together(self) -> None:
        """Works on two tellings only."""
        self.side_by_side()

    def fold_telling(self) -> None:
        """Works on a coverage only."""
        self.side_by_side()

    # -- following

    def place(self) -> FollowedStory | None:
        """The followed story under the cursor of the Feeds pane."""
        place = self.screen.places.place if self.screen.pane is Pane.FEEDS else None
        return self.desk.feeds.story(place.id) if place and place.kind is ScopeKind.STORY else None

    async def follow_story(self) -> None:
        """Follow the story, or follow it no longer."""
        if (story := self.place()) is not None:
            await self.end(story)
            return
        row = self.target()
        if row is None or not row.id:
            self.screen.say(_("Put the cursor on a story first."))
            return
        number = await self.library.followed_with(row.id)
        if number:
            await self._end(number)
        elif number := await self.library.follow_story(row.id):
            await self.screen.reload_feeds()
            self.screen.say(
                _("Followed: what comes of this story is gathered in Feeds. {key} ends it.").format(
                    key=self.screen.keymap.first_key("follow-story")
                )
            )
        await self._read_again()

    async def end(self, story: FollowedStory) -> None:
        """Follow a story no longer; one key brings it back, so nobody is asked."""
        await self._end(story.id)

    async def _end(self, number: int) -> None:
        story = self.desk.feeds.story(number)
        if await self.library.unfollow_story(number):
            await self.screen.reload_feeds()
            key = self.screen.keymap.first_key("undo")
            title = story.title if story else ""
            self.screen.say(_("Followed no longer: {title}. {key} brings it back.").format(title=title, key=key))

    async def rename_story(self, story: FollowedStory) -> None:
        """Call a followed story otherwise."""
        from reader.ui.screens.dialog import Prompt

        sentence = _("A name of your own for this story; its headline comes back when you empty the field.")
        dialog = Prompt(_("Rename"), sentence, value=story.title, may_be_empty=True)
        title = await self.screen.app.push_screen_wait(dialog)
        if title is not None:
            await self.library.rename_followed(story.id, "" if title == story.headline else title)
            await self.screen.reload_feeds()

    def look(self) -> None:
        """The reader came into the list of a followed story: what it has gathered is new no longer."""
        scope = self.desk.query.scope
        if scope.kind is ScopeKind.STORY and self.desk.feeds.unread(scope):
            self.screen.work(self.library.look_at_followed, scope.id, group="state")

    # -- what happens meanwhile

    async def grew(self, event: StoriesGrew) -> None:
        """Followed stories have gathered entries: one sentence for all of them."""
        await self.screen.reload_feeds()
        came = [(story, count) for number, count in event.came if (story := self.desk.feeds.story(number))]
        if self.desk.query.scope.kind is ScopeKind.STORY:
            self.screen.work(self.screen.lists.reload, group="list", exclusive=True)
        if not came:
            return
        total = sum(count for _story, count in came)
        if len(came) == 1:
            text = ngettext("{count} new in ‘{title}’", "{count} new in ‘{title}’", total)
            self.screen.say(text.format(count=total, title=came[0][0].title))
        else:
            text = _("{count} new in {stories} stories that you follow")
            self.screen.say(text.format(count=total, stories=len(came)))

    def marked(self) -> None:
        """The state of entries changed: a coverage that is shown shows it."""
        if self._shown is not None:
            self.changed()

    async def _read_again(self) -> None:
        """Show the related stories, and a coverage that is open, as they are now; what was selected stays selected."""
        desk, screen = self.desk, self.screen
        if self._shown is not None:
            await self._shown.read_again()
        generation, row = desk.generation, desk.row
        if row is None or not row.id or desk.article is None:
            return
        groups = await self.library.related(row.id)
        if generation == desk.generation and groups != desk.groups:
            desk.groups = groups
            screen.related.show(groups)
            screen.article.show_related(groups, generation)
