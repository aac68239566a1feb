"""Keeping stories for reading without a network, the queue, and what a feed keeps by itself."""

from __future__ import annotations

from collections.abc import Sequence

from reader.amounts import percent, size
from reader.domain.models import Subscription
from reader.engine.protocol import Done
from reader.i18n import _, ngettext

from .base import Actions, opens

_MANY = 200
"""Stories from which on `keep-list` asks first: each brings its related ones too."""
_MOST_NEWEST = 1000


class Keeping(Actions):
    """Commands about reading offline."""

    @opens
    async def keep(self) -> None:
        """This story: its page's text, its pictures and what its publisher prints beside it."""
        several = self.several()
        if ids := self.targets():
            await self._keep_all(ids)
        else:
            self.screen.say(_("Put the cursor on a story first."))
        if several:
            self.screen.selecting.end()

    @opens
    async def keep_list(self) -> None:
        """Every story of the list as it is shown."""
        query = self.desk.query
        ids = await self.library.entry_ids(query)
        if not ids:
            self.screen.say(_("There is no story in this list."))
        else:
            await self._keep_all(ids)

    async def _keep_all(self, ids: Sequence[int]) -> None:
        if len(ids) > _MANY:
            from reader.ui.screens.dialog import Confirm

            sentence = _("{count} stories with their pages, pictures and related stories will be fetched.")
            dialog = Confirm(_("Keep so many?"), sentence.format(count=len(ids)), _("keep it"))
            if not await self.screen.app.push_screen_wait(dialog):
                return
        # Apart: keys wait for a command that may ask, and the engine takes its time to answer.
        self.screen.work(self._begin, ids, group="command")

    async def _begin(self, ids: Sequence[int]) -> None:
        settings = self.desk.config.offline
        job = await self.library.keep(ids, depth=settings.depth, pictures=settings.pictures)
        self.screen.happenings.begin(job, "keep")

    def ended(self, done: Done) -> None:
        """A job of keeping came to its end: say how."""
        screen = self.screen
        parts = []
        if done.new:
            pages = ngettext("{n} page", "{n} pages", done.new).format(n=done.new)
            parts.append(_("Kept for offline: {pages}, {size}.").format(pages=pages, size=size(done.bytes)))
        elif not (done.queued or done.failed or done.skipped or done.cancelled or done.full):
            parts.append(_("All of it is here already."))
        if done.queued:
            text = ngettext("{n} story waits for the network.", "{n} stories wait for the network.", done.queued)
            parts.append(text.format(n=done.queued))
        if done.skipped:
            text = ngettext("{n} page holds no article.", "{n} pages hold no article.", done.skipped)
            parts.append(text.format(n=done.skipped))
        if done.failed:
            text = ngettext("{n} page could not be had.", "{n} pages could not be had.", done.failed)
            parts.append(text.format(n=done.failed))
        if done.full:
            parts.append(_("There is no more room: offline.megabytes in the configuration allows more."))
        if done.cancelled:
            parts.append(_("Stopped; the same key goes on from there."))
        if done.error:
            parts.append(done.error)
        screen.say(" ".join(parts), problem=bool(done.error or done.full))

    async def unqueue(self) -> None:
        """No longer wait for this story."""
        ids = self.targets()
        if not ids or not await self.library.unqueue(ids):
            self.screen.say(_("This story does not wait for the network."))
            return
        self.screen.selecting.end()
        self.screen.say(_("It is no longer waited for."))
        await self.screen.lists.reload()

    async def offline_report(self) -> None:
        """How much can be read with no network."""
        found = await self.library.coverage()
        text = _("Readable offline: {here} of {all} unread stories ({percent}), {links} of {all_links} related ones.")
        self.screen.say(
            text.format(
                here=found.stories_here,
                all=found.stories,
                percent=percent(found.stories_here, found.stories),
                links=found.links_here,
                all_links=found.links,
            )
            + " "
            + _("{texts} full texts, {size} with pictures.").format(texts=found.texts, size=size(found.bytes))
        )

    # -- what a feed does by itself

    async def always_full_text(self) -> None:
        """Always show the pages' full text of a feed, or its own text again."""
        if feed := self.screen.feed_actions.feed_or_say():
            await self.set_full_text(feed)

    async def set_full_text(self, feed: Subscription) -> None:
        """Turn the setting of `feed` round."""
        await self.library.configure(feed.id, full_text=not feed.full_text)
        await self.screen.reload_feeds()
        text = _("{feed}: the feed's own text.") if feed.full_text else _("{feed}: always the full text of the page.")
        self.screen.say(text.format(feed=feed.title))
        if self.desk.row and self.desk.row.feed_id == feed.id:
            self.screen.opening.anew()

    @opens
    async def keep_newest(self) -> None:
        """How many of a feed's newest stories are kept with full text after each refresh."""
        if feed := self.screen.feed_actions.feed_or_say():
            await self.set_keep_newest(feed)

    async def set_keep_newest(self, feed: Subscription) -> None:
        """Ask for the number for `feed`."""
        from reader.ui.screens.dialog import Prompt

        dialog = Prompt(
            _("Keep the newest stories"),
            _("So many of the newest stories of {feed} are kept with full text after each refresh; 0 for none.").format(
                feed=feed.title
            ),
            value=str(feed.keep_full),
            check=lambda text: "" if _count(text) >= 0 else _("A number from 0 to {most}.").format(most=_MOST_NEWEST),
        )
        answer = await self.screen.app.push_screen_wait(dialog)
        if answer is None:
            return
        await self.library.configure(feed.id, keep_full=_count(answer))
        await self.screen.reload_feeds()
        if not _count(answer):
            self.screen.say(_("{feed}: nothing is kept by itself.").format(feed=feed.title))
            return
        text = _("{feed}: the newest {n} are kept with full text from the next refresh on.")
        self.screen.say(text.format(feed=feed.title, n=_count(answer)))


def _count(text: str) -> int:
    """What was typed as a number of stories, -1 when it is none."""
    text = text.strip()
    return int(text) if text.isascii() and text.isdigit() and int(text) <= _MOST_NEWEST else -1
