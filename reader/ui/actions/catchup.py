"""Catching up: what lies behind is marked read, and one undo brings it back."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from reader.i18n import N_, _, ngettext

from .base import Actions, opens

MOST_DAYS = 36_500
_AGES = {
    1: N_("Older than a day"),
    3: N_("Older than 3 days"),
    7: N_("Older than a week"),
    30: N_("Older than a month"),
}
_LONG = 20_000
"""Stories of a list from which on marking takes long enough to be told."""


class CatchUp(Actions):
    """Commands that mark much at once."""

    async def mark_all_read(self) -> None:
        """Everything in the list."""
        await self._mark_older(None)

    async def mark_above(self) -> None:
        """Everything above the cursor, which stays as it is."""
        await self._mark_beside(above=True)

    async def mark_below(self) -> None:
        """Everything below the cursor, which stays as it is."""
        await self._mark_beside(above=False)

    @opens
    async def catch_up(self) -> None:
        """Ask what is to be marked read."""
        from reader.ui.screens.dialog import Choice, Choose

        key = self.screen.keymap.first_key
        choices = [Choice(_(title), f"days {days}") for days, title in _AGES.items()]
        choices += [
            Choice(_("Older than a number of days…"), "ask"),
            Choice(_("Everything above the cursor"), "above", key("mark-above")),
            Choice(_("Everything below the cursor"), "below", key("mark-below")),
            Choice(_("Everything in this list"), "all", key("mark-all-read")),
        ]
        heading = _("Mark read in {place}").format(place=self.desk.feeds.name(self.desk.query.scope))
        wish = await self.screen.app.push_screen_wait(Choose(heading, choices))
        match (wish or "").split():
            case ["days", age]:
                await self._mark_older(int(age))
            case ["ask"]:
                if typed := await self._ask_days():
                    await self._mark_older(int(typed))
            case ["above" | "below" as side]:
                await self._mark_beside(above=side == "above")
            case ["all"]:
                await self._mark_older(None)

    async def _ask_days(self) -> str | None:
        from reader.ui.screens.dialog import Prompt

        sentence = _("Stories older than so many days are marked read; one undo brings them back.")
        prompt = Prompt(_("Mark older stories read"), sentence, value="14", check=check_days)
        return await self.screen.app.push_screen_wait(prompt)

    async def _mark_older(self, days: int | None) -> None:
        before = None if days is None else self.desk.clock() - timedelta(days=days)
        query = self.desk.query
        self._begin(self.screen.headlines.count)
        try:
            count = await self.library.mark_all_read(query, before=before)
        finally:
            self._end()
        if days is None:
            self._told(count, _("Everything here was read already."))
        else:
            nothing = ngettext(
                "Nothing here older than {n} day is unread.", "Nothing here older than {n} days is unread.", days
            )
            self._told(count, nothing.format(n=days))

    async def _mark_beside(self, *, above: bool) -> None:
        headlines = self.screen.headlines
        here = headlines.cursor_id
        if not above and not await self.screen.lists.whole():
            return
        rows = headlines.ids_beside(here, above=above)
        self._begin(len(rows))
        try:
            count = await self.library.set_read(await asyncio.to_thread(headlines.with_hidden, rows), True)
        finally:
            self._end()
        self._told(count, _("Nothing above is unread.") if above else _("Nothing below is unread."))

    def _begin(self, stories: int) -> None:
        if stories > _LONG:
            self.screen.top.change(busy=_("marking"))

    def _end(self) -> None:
        self.screen.top.change(busy="")

    def _told(self, count: int, nothing: str) -> None:
        if not count:
            self.screen.say(nothing)
            return
        text = ngettext("{count} story marked read.", "{count} stories marked read.", count).format(count=count)
        self.screen.say(text + " " + _("{key} undoes it.").format(key=self.screen.keymap.first_key("undo")))


def check_days(text: str) -> str:
    """Why `text` is no number of days, empty when it is one."""
    good = text.isascii() and text.isdigit() and 1 <= int(text[:9]) <= MOST_DAYS
    return "" if good else _("Type a number of days, 1 to {most}.").format(most=MOST_DAYS)
