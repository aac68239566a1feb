"""What the engine and the library report, and what the screen makes of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reader.engine.protocol import (
    Done,
    FeedChanged,
    Followed,
    Notice,
    Online,
    Progress,
    RuleMet,
    StoriesChanged,
    StoriesGrew,
)
from reader.i18n import _, ngettext
from reader.library.events import StateChanged

from .base import Actions

if TYPE_CHECKING:
    from reader.ui.screens.main import MainScreen

_CALM = 0.25  # seconds over which changed feeds are gathered before the panes are drawn again
_REFRESHING = 1.0  # the same while they come in one after the other: each time takes 40 ms of what keys need
_LIST_CALM = 1.0
_SHORT = 20_000  # entries of a list that may be read again while a refresh runs; a longer one waits for its end


class Happenings(Actions):
    """Handles events; no command of its own."""

    def __init__(self, screen: MainScreen) -> None:
        super().__init__(screen)
        self._recount = screen.soon(_CALM, lambda: screen.work(self._count, group="feeds", exclusive=True))
        self._recount_seldom = screen.soon(_REFRESHING, self._recount)
        self._relist = screen.soon(_LIST_CALM, self._show_news)
        self._feeds_too = False
        """Feeds or folders may be others than those that were read last."""
        self._news = 0
        self._met: list[RuleMet] = []
        """What rules have met that the end of the refresh is to tell of."""
        self._ended: set[int] = set()

    def begin(self, job: int, kind: str) -> None:
        """A job was handed over: `refresh` for one that the reader asked for, `due` for one that nobody waits for."""
        if job in self._ended:
            # Its end was reported before its number came back.
            self._ended.discard(job)
        else:
            self.desk.jobs[job] = kind

    def handle(self, event: object) -> None:
        """One event, on the event loop."""
        match event:
            case StateChanged() if event.elsewhere:
                self._wrote_elsewhere(lists=event.feeds)
            case StateChanged():
                self._state_changed(event)
            case Progress():
                if event.job in self.desk.jobs or event.total > 1:
                    self.desk.jobs.setdefault(event.job, "due")
                    self.screen.top.change(done=event.done, total=event.total, fetched=event.bytes)
            case FeedChanged():
                self._feeds_too = True
                self._news += event.new
                (self._recount_seldom if self.desk.jobs else self._recount)()
                if event.new:
                    self._relist()
            case StoriesChanged():
                self.screen.folding.stories_changed(event.entry_ids)
                self.screen.front_page.changed_soon()
                self.screen.stories.changed()
            case StoriesGrew():
                self.screen.work(self.screen.stories.grew, event, group="stories")
            case RuleMet():
                self._met.append(event)
                if event.job not in self.desk.jobs:
                    self._say_met()
            case Followed():
                self._followed(event)
            case Online():
                self.screen.show_network()
                self._say_network(event)
            case Notice():
                self.screen.say(event.text, problem=event.problem)
            case Done():
                self._done(event)

    async def _count(self) -> None:
        """What the Feeds pane shows, again."""
        anew, self._feeds_too = self._feeds_too, False
        try:
            await self.screen.reload_feeds(anew=anew)
        except BaseException:
            # Another one takes over, or the store could not be read: the next one is to read what this one was to.
            self._feeds_too = self._feeds_too or anew
            raise

    def _say_met(self, before: str = "") -> None:
        """Tell what rules have met that notify, behind a sentence."""
        met, self._met = self._met, []
        parts = [before] if before else []
        for one in met:
            more = ngettext("and {n} more", "and {n} more", one.count - 1).format(n=one.count - 1)
            title = f"{one.title}, {more}" if one.count > 1 else one.title
            parts.append(_("{rule}: {title}.").format(rule=one.rule, title=title))
        if parts:
            self.screen.say(" ".join(parts))

    def _say_network(self, event: Online) -> None:
        """Once when the network goes and once when it is back; the reader's own switch says so itself."""
        if event.online:
            self.screen.say(_("Online again."))
        elif not event.by_choice:
            self.screen.say(_("The network is gone; you are reading from the cache, and what you open waits."))

    def _followed(self, event: Followed) -> None:
        """A page came, or did not. Who follows a link waits for it; this is about those that come by themselves."""
        if event.job and event.job not in self.desk.jobs:
            self._recount()
            return
        if event.entry_id:
            self.screen.headlines.refresh_rows([event.entry_id])
            self.screen.work(self.screen.opening.arrived, event.url, event.entry_id, group="arrived")
        elif not event.job:
            self.screen.say(event.error, problem=True)
        self._recount()

    def _wrote_elsewhere(self, *, lists: bool) -> None:
        self.screen.headlines.refresh_rows(None)
        if lists:
            self._feeds_too = True
            self._recount()
            self.screen.work(self.screen.lists.reload, group="list", exclusive=True)

    def _state_changed(self, event: StateChanged) -> None:
        self._feeds_too = self._feeds_too or event.feeds
        self.screen.stories.marked()
        self.screen.headlines.refresh_rows(event.entry_ids)
        self._recount()
        if event.entry_ids is None or self.desk.now_reading in event.entry_ids:
            self.screen.work(self.screen.tagging.look_again, group="tags", exclusive=True)
        if event.feeds:
            self.screen.work(self.screen.lists.reload, group="list", exclusive=True)

    def _show_news(self) -> None:
        """What has come in so far joins the list; the end of the refresh brings the rest."""
        if self._news and self.screen.headlines.count < _SHORT:
            self.screen.work(self.screen.lists.reload, group="list", exclusive=True)

    def _done(self, event: Done) -> None:
        mine = self.desk.jobs.pop(event.job, "")
        if not mine:
            self._ended.add(event.job)
            return
        screen = self.screen
        screen.top.change(total=0, done=0, fetched=0)
        self._feeds_too = True
        self._recount()
        if mine == "keep":
            screen.keeping.ended(event)
            return
        if self._news or event.new or not screen.headlines.count:
            self._news = 0
            screen.work(screen.lists.reload, group="list", exclusive=True)
        if event.cancelled or (mine == "due" and not event.new):
            self._say_met()
            return
        if event.error:
            screen.say(event.error, problem=True)
        elif event.offline:
            text = _("Nothing could be reached; you are reading from the cache.")
            screen.say(f"{text} {event.reason}".rstrip(), problem=True)
        else:
            text = ngettext("{count} new story", "{count} new stories", event.new).format(count=event.new)
            text = text if event.new else _("Nothing new")
            if event.failed and mine == "refresh":
                failed = ngettext("{count} feed failed", "{count} feeds failed", event.failed)
                text += ", " + failed.format(count=event.failed) + _(" (marked ! in Feeds)")
            self._say_met(text + ".")
