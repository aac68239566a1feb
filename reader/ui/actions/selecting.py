"""Several stories of the list at once: selecting them, and what the commands for one story do with them."""

from __future__ import annotations

import asyncio
from array import array
from collections.abc import Callable, Coroutine, Sequence
from typing import Any

from reader.i18n import _, ngettext
from reader.ui.commands import Pane

from .base import Actions


class Selecting(Actions):
    """The command that selects, and what several stories are marked with."""

    def select(self) -> None:
        """Select from here on as the cursor moves; a second time, keep these and move on freely."""
        if not self.screen.headlines.count:
            self.screen.say(_("There is no story in this list."))
            return
        self.screen.on_front = False
        self.screen.go_to_pane(Pane.HEADLINES)
        self.screen.headlines.select()

    def end(self) -> bool:
        """Select nothing any more; False when nothing was."""
        return self.screen.headlines.select_none()

    def changed(self, count: int) -> None:
        """So many stories are selected: say it, and which keys are for them."""
        self.screen.header.selected = count
        self.screen.show_keys()

    async def mark_read(self, ids: array[int]) -> None:
        """Read, with what is folded beneath them; where all were read before, unread."""
        whole = await asyncio.to_thread(self.screen.headlines.with_hidden, ids)
        also = self.desk.config.reading.mark_copies

        def read() -> Coroutine[Any, Any, int]:
            return self.library.set_read(whole, True, also=also)

        if count := await self._in_turn(read):
            self._told(ngettext("{count} story marked read.", "{count} stories marked read.", count), count)
        elif count := await self._in_turn(lambda: self.library.set_read(ids, False)):
            self._told(ngettext("{count} story marked unread.", "{count} stories marked unread.", count), count)

    async def mark_starred(self, ids: Sequence[int]) -> None:
        """Star them; where all have one, take their stars."""
        if count := await self._in_turn(lambda: self.library.set_starred(ids, True)):
            self._told(ngettext("{count} story starred.", "{count} stories starred.", count), count)
        elif count := await self._in_turn(lambda: self.library.set_starred(ids, False)):
            self._told(
                ngettext("The star of {count} story is gone.", "The stars of {count} stories are gone.", count), count
            )

    async def _in_turn(self, change: Callable[[], Coroutine[Any, Any, int]]) -> int:
        self.screen.top.change(busy=_("marking"))
        try:
            return await change()
        finally:
            self.screen.top.change(busy="")

    def _told(self, text: str, count: int) -> None:
        self.end()
        key = self.screen.keymap.first_key("undo")
        self.screen.say(text.format(count=count) + " " + _("{key} undoes it.").format(key=key))
