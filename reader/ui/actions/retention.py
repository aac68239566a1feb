"""How long stories are kept: looked at, agreed to, changed for one feed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reader.domain.models import Subscription
from reader.i18n import _, ngettext

from .base import Actions, opens

if TYPE_CHECKING:
    from reader.domain.retention import Limits
    from reader.library.retention_part import RetentionPlan


class Retention(Actions):
    """Commands about what goes; what they need is imported when they are asked for."""

    @opens
    async def retention(self) -> None:
        """What is beyond the limits; with the reader's word it goes, and from then on by itself."""
        plan = await self.library.retention_plan()
        if plan.policy.keeps_all:
            self.screen.say(
                _("All stories are kept. retention.days and retention.count in the configuration say otherwise.")
            )
            return
        from reader.ui.screens.retention import LookOver

        if await self.screen.app.push_screen_wait(LookOver(plan, self.desk.feeds)):
            await self._let_go(plan)

    @opens
    async def keep_stories(self) -> None:
        """How long the stories of this feed are kept."""
        if feed := self.screen.feed_actions.feed_or_say():
            await self.set_limits(feed)

    async def set_limits(self, feed: Subscription) -> None:
        """Ask for the limits of `feed`, show what they would take, and with the reader's word let that go."""
        from reader.domain.retention import Limits, parse
        from reader.ui.screens.dialog import Prompt
        from reader.ui.screens.retention import LookOver

        days, count = feed.keep_days, feed.keep_count
        prompt = Prompt(
            _("How long stories are kept"),
            _(
                "{feed}: 30d keeps thirty days, 200 the newest two hundred, 30d 200 what is within both, all keeps "
                "all. Empty: as the configuration says."
            ).format(feed=feed.title),
            value="" if days < 0 and count < 0 else _typed(max(days, 0), max(count, 0)),
            check=lambda text: _("Like this: 30d, 200, 30d 200, all.") if text and parse(text) is None else "",
            may_be_empty=True,
        )
        text = await self.screen.app.push_screen_wait(prompt)
        if text is None:
            return
        limits = parse(text) if text else None
        wanted = limits if limits is not None else Limits(*self.library.keeps_everywhere)
        plan = await self.library.retention_plan(feed.id, wanted)
        if plan.going and not await self.screen.app.push_screen_wait(LookOver(plan, self.desk.feeds)):
            self.screen.say(_("Nothing was changed."))
            return
        await self._configure(feed, limits)
        await self._let_go(plan)

    async def _configure(self, feed: Subscription, limits: Limits | None) -> None:
        days, count = (-1, -1) if limits is None else (limits.days, limits.count)
        await self.library.configure(feed.id, keep_days=days, keep_count=count)

    async def _let_go(self, plan: RetentionPlan) -> None:
        from reader.domain.retention import limits_text

        await self.library.agree_to_retention(plan)
        try:
            gone = await self.library.prune(plan, progress=self._advance)
        finally:
            self.screen.top.change(busy="", total=0, done=0)
        await self.screen.reload_feeds()
        if gone:
            self.screen.say(ngettext("{n} story removed.", "{n} stories removed.", gone).format(n=gone))
        elif plan.feed_id:
            kept = limits_text(plan.policy.of(plan.feed_id))
            self.screen.say(_("Kept from now on: {what}. Nothing goes now.").format(what=kept))

    def _advance(self, done: int, total: int) -> None:
        self.screen.top.change(busy=_("removing"), done=done, total=total)


def _typed(days: int, count: int) -> str:
    """Limits as they are typed."""
    return " ".join([f"{days}d"] * bool(days) + [str(count)] * bool(count)) or "all"
