"""Rules for what arrives: the list of them, making one, and muting something about a story."""

from __future__ import annotations

from reader.domain.errors import QueryError
from reader.domain.rules import Do, Mute, Rule, mutes
from reader.i18n import _
from reader.ui.commands import N_

from .base import Actions

_KINDS = {"word": N_("the title says “{value}”"), "author": N_("by {value}"), "source": N_("everything of {value}")}


class Rules(Actions):
    """Commands about rules; dialogs are imported when they are asked for."""

    async def rules(self) -> None:
        """All rules; the list comes back after each change."""
        from reader.ui.screens.rules import RuleList

        at = 0
        while True:
            known = await self.library.rules()
            missing = [await self._missing(rule) for rule in known]
            wish = await self.screen.app.push_screen_wait(RuleList(known, missing, self.desk.clock(), at=at))
            if wish is None:
                return
            at = wish.at
            if wish.do == "add":
                await self._make()
            else:
                at += await self._change(known[at], wish.do)

    async def _missing(self, rule: Rule) -> tuple[str, ...]:
        try:
            return await self.library.missing_of(rule)
        except QueryError:
            return ()

    async def _change(self, rule: Rule, wish: str) -> int:
        """Do what is wanted; returns by how much the cursor goes along."""
        match wish:
            case "edit":
                await self._edit(rule)
            case "switch":
                await self.library.enable_rule(rule, not rule.enabled)
            case "remove":
                await self.library.remove_rule(rule)
            case "up" | "down":
                step = 1 if wish == "down" else -1
                return step if await self.library.move_rule(rule, step) else 0
        return 0

    async def _make(self, query: str = "", then: str = "", name: str = "") -> None:
        from reader.ui.screens.rule_editor import Draft, RuleEditor

        editor = RuleEditor(self.library, Draft(query, then, name), _("New rule"))
        if made := await self.screen.app.push_screen_wait(editor):
            await self.library.add_rule(made.name, made.query, made.actions)
            key = self.screen.keymap.first_key("undo")
            self.screen.say(_("The rule acts on what arrives from now on. {key} takes it back.").format(key=key))

    async def _edit(self, rule: Rule) -> None:
        from reader.ui.screens.rule_editor import Draft, RuleEditor

        draft = Draft(rule.query, str(rule.actions), "" if rule.name == rule.query else rule.name)
        if made := await self.screen.app.push_screen_wait(RuleEditor(self.library, draft, _("Rule"))):
            await self.library.change_rule(rule, made.name, made.query, made.actions)

    async def mute(self) -> None:
        """Hear no more of a word, an author or a source in this feed: choose which, look at what it meets, keep it."""
        row = self.target()
        if row is None or not row.id:
            self.screen.say(_("Put the cursor on a story first."))
            return
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
            await self._make(chosen.query, str(Do.HIDE))

    async def unhide(self) -> None:
        """Bring a story that a rule hid back into the lists."""
        row = self.target()
        if row and row.id and await self.library.unhide([row.id]):
            self.screen.say(_("It stands in the lists again."))
        else:
            self.screen.say(_("No rule hid this story; the search is:hidden finds those."))
