"""Tags of a story, and tags in Feeds."""

from __future__ import annotations

from reader.domain.models import Scope, ScopeKind
from reader.domain.tags import Tag, tag_name
from reader.i18n import _, ngettext
from reader.ui.commands import Pane

from .base import Actions, opens

MOST_TAGGED = 5_000
"""Stories that one line of tags is for: they are written in one step, for which everybody who writes waits."""


class Tagging(Actions):
    """Commands about tags."""

    @opens
    async def tags(self) -> None:
        """Tag the story being read, or under the cursor."""
        ids = self.targets()
        if not ids or len(ids) > MOST_TAGGED:
            many = _("So many stories cannot be tagged at once; {most} are the most.").format(most=f"{MOST_TAGGED:,}")
            self.screen.say(many if ids else _("Put the cursor on a story first."))
            return
        from reader.ui.screens.tags import TagDialog

        known, carried = await self.library.tags(), await self.library.tags_of(ids)
        if len(ids) > 1:
            title = ngettext("{count} story", "{count} stories", len(ids)).format(count=len(ids))
        else:
            title = "".join(row.title or row.lead for row in await self.library.rows(ids))
        edit = await self.screen.app.push_screen_wait(TagDialog(title, carried, known, of=len(ids)))
        if edit is None or not await self.library.tag(ids, edit):
            return
        self.screen.selecting.end()
        now = [tag.name for tag in await self.library.tags_of(ids)]
        self.screen.say(_("Tags: {names}").format(names=", ".join(now)) if now else _("No tag is left."))

    async def look_again(self) -> None:
        """The head of the story being read names its tags: draw it anew when they changed."""
        article = self.desk.article
        for row in await self.library.rows([article.entry.id] if article else []):
            if article is self.desk.article and article and row.tags != article.entry.tags:
                self.screen.opening.again()

    def in_feeds(self) -> Tag | None:
        """The tag under the cursor of Feeds, or whose list is shown."""
        place = self.screen.places.place if self.screen.pane is Pane.FEEDS else self.desk.query.scope
        return self.desk.feeds.tag(place.id) if place and place.kind is ScopeKind.TAG else None

    async def rename_tag(self, tag: Tag) -> None:
        """Give a tag another name."""
        from reader.ui.screens.dialog import Prompt

        sentence = _("A name for the tag. With the name of another one the two become one.")
        check = lambda text: "" if tag_name(text) else _("A tag needs a name.")  # noqa: E731
        prompt = Prompt(_("Rename"), sentence, value=tag.name, check=check)
        if name := await self.screen.app.push_screen_wait(prompt):
            number = await self.library.rename_tag(tag, name)
            await self.screen.reload_feeds()
            if self.desk.query.scope == Scope(ScopeKind.TAG, tag.id) and number != tag.id:
                self.screen.lists.show_place(Scope(ScopeKind.TAG, number))

    async def remove_tag(self, tag: Tag) -> None:
        """Take a tag from its stories; it can be undone, so nobody is asked."""
        await self.library.remove_tag(tag)
        await self.screen.reload_feeds()
        key = self.screen.keymap.first_key("undo")
        self.screen.say(_("Removed: {title}. {key} brings it back.").format(title=tag.name, key=key))
