"""Stories in one row: unfolding them, folding lists or not, and which source leads."""

from __future__ import annotations

from collections.abc import Sequence
from time import monotonic
from typing import TYPE_CHECKING

from reader.domain.folding import LeadBy
from reader.domain.models import Scope, ScopeKind, Subscription
from reader.i18n import _
from reader.ui.places import key_of

from .base import Actions

if TYPE_CHECKING:
    from reader.ui.screens.main import MainScreen

_UNFOLDED = (ScopeKind.STARRED, ScopeKind.TAG, ScopeKind.HISTORY, ScopeKind.QUEUE, ScopeKind.FRONT)
"""Lists that the reader made entry by entry: they do not fold unless told to."""
_NEXT = 20
"""Rows that are looked at first. Mostly one of them is unread, and to look at all of `_NEAR` takes 5 ms of CPU, at each
story whose end is seen."""
_NEAR = 500
"""Rows that are looked at one by one for the next unread; beyond them the store's index leads on."""
_PASSED = 100
"""Unread entries of rows that were passed already, after which the next one is given up."""
_CALM = 1.0  # seconds over which changes of stories are gathered before the list is folded anew
_REST = 4
"""Times as long as it took until it is folded once more."""


class Folding(Actions):
    """Commands about stories that several sources carry, and what other actions ask about them."""

    def __init__(self, screen: MainScreen) -> None:
        super().__init__(screen)
        self._pending = False
        """Folding anew is under way, or waits for its time."""
        self._more = False
        """Stories changed since it was begun."""

    # -- commands

    def unfold_story(self) -> None:
        """Show what is folded beneath this headline, or fold it again."""
        headlines = self.screen.headlines
        if headlines.toggle_fold():
            return
        row = headlines.cursor_row
        if row and row.others and not self.desk.query.folded:
            key = self.screen.keymap.first_key("fold-list")
            self.screen.say(_("Stories are not folded in this list; {key} folds them.").format(key=key))
        else:
            self.screen.say(_("Nothing is folded beneath this headline."))

    async def fold_list(self) -> None:
        """One row for a story in this list, or one for each entry; remembered for it."""
        desk = self.desk
        folded = not desk.query.folded
        self.screen.lists.change(folded=folded)
        self.screen.say(_("One row for a story.") if folded else _("One row for each entry."))
        desk.folds[key_of(desk.query.scope)] = folded
        await self.library.remember("ui.folds", desk.folds)

    async def prefer_source(self) -> None:
        """Let this feed's tellings lead their stories, or no longer."""
        if feed := self.screen.feed_actions.feed_or_say():
            await self.prefer(feed)

    async def prefer(self, feed: Subscription) -> None:
        """The same for one feed."""
        await self.library.configure(feed.id, preferred=not feed.preferred)
        await self.screen.reload_feeds()
        text = _("{title} leads no longer.") if feed.preferred else _("{title} leads the stories that it carries.")
        self.screen.say(text.format(title=feed.title))

    # -- for others

    def wanted(self, scope: Scope) -> bool:
        """Whether the list of a place folds."""
        return self.desk.folds.get(key_of(scope), self.desk.config.reading.fold and scope.kind not in _UNFOLDED)

    @property
    def lead_by(self) -> LeadBy:
        """Who leads a folded row."""
        return LeadBy(self.desk.config.reading.fold_lead)

    def stories_changed(self, ids: Sequence[int]) -> None:
        """Entries joined stories or left them: fold the list anew, in a moment, whatever else changes until then."""
        self.screen.headlines.refresh_rows(ids)
        self._more = True
        if not self._pending:
            self._pending = True
            self._in(_CALM)

    def _in(self, seconds: float) -> None:
        self.screen.set_timer(seconds, lambda: self.screen.work(self._fold_anew, group="list", exclusive=True))

    async def _fold_anew(self) -> None:
        self._more, began = False, monotonic()
        try:
            if self.desk.query.folded and self.screen.headlines.count:
                await self.screen.lists.reload()
        finally:
            # Relating goes on for minutes after a large import: folding a long list takes a part of the time only.
            self._pending = self._more
            if self._more:
                self._in(max(_CALM, _REST * (monotonic() - began)))

    async def neighbour(self, step: int) -> int:
        """The next (+1) or previous (-1) entry that waits to be read, 0 when there is none.

        Row by row: the headline itself, and where that was read an unread telling in other words beneath it. What is
        beneath the row of the cursor is passed over: who reads on wants another story.
        """
        query, headlines = self.desk.query, self.screen.headlines
        if not query.folded or not headlines.count:
            return await self.library.neighbour_unread(query, headlines.cursor_id, step)
        found, rows = await self._near_neighbour(step)
        if not found and len(rows) < _NEAR and not self.screen.lists.is_whole:
            await self.screen.lists.whole()
            found, rows = await self._near_neighbour(step)
        if found or len(rows) < _NEAR:
            return found
        return await self._far_neighbour(step, rows)

    async def _near_neighbour(self, step: int) -> tuple[int, list[Sequence[int]]]:
        """The same among the next rows, and these rows."""
        for most in (min(_NEXT, _NEAR), _NEAR):
            rows = self.screen.headlines.rows_beyond(step, most)
            waiting = await self.library.waiting(rows)
            found = next((row[0] for row in waiting if row), 0)
            if found or len(rows) < most:
                break
        return found, rows

    async def _far_neighbour(self, step: int, rows: Sequence[Sequence[int]]) -> int:
        """The same behind rows that were looked at: by the order of entries, in which a row of one stands where its
        entry does."""
        here = next((row[0] for row in reversed(rows) if len(row) == 1), rows[-1][0])
        _row, last = self.screen.headlines.row_and_place(rows[-1][0])
        for _attempt in range(_PASSED):
            here = await self.library.neighbour_unread(self.desk.query, here, step)
            row, place = self.screen.headlines.row_and_place(here) if here else ((), -1)
            if not here or place < 0:
                return here
            if (place - last) * step > 0:
                (waiting,) = await self.library.waiting([row])
                if waiting:
                    return waiting[0]
        return 0
