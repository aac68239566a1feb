"""Rules for what arrives: the list of them, making one, and muting something about a story."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reader.i18n import N_, _

from .base import Actions, opens

if TYPE_CHECKING:
    from reader.domain.rules import Mute, Rule
    from reader.ui.screens.rule_editor import Draft

_KINDS = {"word": N_("the title says “{value}”"), "author": N_("by {value}"), "source": N_("everything of {value}")}


class Rules(Actions):
    """Commands about rules; dialogs are imported when they are asked for."""

    @opens
    async def rules(self) -> None:
        """All rules, to look at and to change."""
        from reader.ui.screens.rules import RuleList

        await self.screen.app.push_screen_wait(RuleList(self.library, self._edit, self.desk.clock()))

    async def _edit(self, rule: Rule | None) -> str:
        """Change a rule, or make one; returns what is to be told, nothing when it was left as it is."""
        from reader.ui.screens.rule_editor import Draft, RuleEditor

        if rule is None:
            return await self._make(Draft())
        draft = Draft(rule.query, str(rule.actions), "" if rule.name == rule.query else rule.name)
        made = await self.screen.app.push_screen_wait(RuleEditor(self.library, draft, _("Rule")))
        if made is None:
            return ""
        await self.library.change_rule(rule, made.name, made.query, made.actions)
        return _("Changed for what arrives from now on.")

    async def _make(self, draft: Draft) -> str:
        """Make a rule of a draft; returns what is to be told, nothing when it was left."""
        from reader.ui.screens.rule_editor import RuleEditor

        made = await self.screen.app.push_screen_wait(RuleEditor(self.library, draft, _("New rule")))
        if made is None:
            return ""
        await self.library.add_rule(made.name, made.query, made.actions)
        key = self.screen.keymap.first_key("undo")
        return _("Kept for what arrives; {key} takes it back.").format(key=key)

    @opens
    async def mute(self) -> None:
        """Hear no more of a word, an author or a source in this feed: choose which, look at what it meets, keep it."""
        row = self.target()
        if row is None or not row.id:
            self.screen.say(_("Put the cursor on a story first."))
            return
        from reader.domain.rules import Do, mutes
        from reader.ui.screens.dialog import Choice, Choose

        feed = self.desk.feeds.feed(row.feed_id)
        found = mutes(row.title, row.author, row.source, feed.title if feed else "")
        choices = [Choice(_(_KINDS[mute.kind]).format(value=mute.value), mute) for mute in found]
        if not choices:
            self.screen.say(_("There is nothing in this story's headline that could be muted."))
            return
        heading = _("Mute in {feed}").format(feed=feed.title) if feed else _("Mute")
        chosen: Mute | None = await self.screen.app.push_screen_wait(Choose(heading, choices))
        if chosen:
            from reader.ui.screens.rule_editor import Draft

            if told := await self._make(Draft(chosen.query, str(Do.HIDE))):
                self.screen.say(told)

    async def unhide(self) -> None:
        """Bring a story that a rule hid back into the lists."""
        row = self.target()
        if row and row.id and await self.library.unhide([row.id]):
            self.screen.say(_("It stands in the lists again."))
        else:
            self.screen.say(_("No rule hid this story; the search is:hidden finds those."))
