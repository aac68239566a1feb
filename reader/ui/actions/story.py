"""What can be done with one story."""

from __future__ import annotations

from dataclasses import replace

from reader.domain.identity import safe_url, strip_trackers
from reader.domain.models import EntryRow
from reader.i18n import _, ngettext

from .base import Actions, opens

MOST_LINKS = 500
"""Links that are copied at once: terminals take some 100 kB."""


class Story(Actions):
    """Commands about the story being read, or under the cursor."""

    async def toggle_read(self) -> None:
        """Read or unread; shown at once, written after."""
        if several := self.several():
            await self.screen.selecting.mark_read(several)
            return
        if (row := self.target()) and row.id:
            changed = replace(row, read=not row.read)
            self._show(changed)
            if changed.read:
                await self.screen.reading.mark_read(row.id)
            else:
                await self.library.set_read([row.id], False)

    async def star(self) -> None:
        """Star, or take the star away."""
        if several := self.several():
            await self.screen.selecting.mark_starred(several)
            return
        if (row := self.target()) and row.id:
            changed = replace(row, starred=not row.starred)
            self._show(changed)
            await self.library.set_starred([row.id], changed.starred)
            self.screen.say(_("Starred.") if changed.starred else _("The star is gone."))

    def _show(self, row: EntryRow) -> None:
        self.desk.keep_row(row)
        if self.desk.now_reading == row.id:
            self.desk.row = row
        self.screen.headlines.put_rows([row])
        self.screen.front_page.put_rows([row])

    async def undo(self) -> None:
        """Undo the last change of state, and say which it was."""
        undone = await self.library.undo()
        if undone is None:
            self.screen.say(_("There is nothing to undo."))
        else:
            self.screen.say(_("Undone: {what}").format(what=undone.label))

    async def open_in_browser(self) -> None:
        """Open the story's page outside."""
        row = self.target()
        url = (self.desk.article.canonical_url if self.desk.article and row is self.desk.row else "") or (
            row.url if row else ""
        )
        if url:
            await self.screen.outside.open_url(url)
        else:
            self.screen.say(_("This story has no address."))

    async def copy_link(self) -> None:
        """Copy the link without its trackers, by OSC 52; of several stories a line each."""
        several = self.several()
        row = self.target()
        rows = await self.library.rows(several[:MOST_LINKS]) if several else [row] if row else []
        links = [strip_trackers(address) for row in rows if (address := safe_url(row.url))]
        if not links:
            self.screen.say(_("This story has no address."))
            return
        self.screen.app.copy_to_clipboard("\n".join(links))
        if several:
            self.screen.selecting.end()
            self.screen.say(ngettext("{n} link copied.", "{n} links copied.", len(links)).format(n=len(links)))
        else:
            self.screen.say(_("Copied: {url}").format(url=links[0]))

    @opens
    async def open_enclosure(self) -> None:
        """Open what belongs to the story with the configured command."""
        row = self.target()
        if row is None or not row.id:
            return
        article = self.desk.article if self.desk.article and self.desk.now_reading == row.id else None
        article = article or await self.library.article(row.id)
        if article is None or not article.enclosures:
            self.screen.say(_("Nothing is attached to this story."))
            return
        if len(article.enclosures) == 1:
            await self.screen.outside.open_enclosure(article.enclosures[0].url)
            return
        from reader.ui.screens.dialog import Choice, Choose

        choices = [Choice(e.title or e.url, e.url, e.mime) for e in article.enclosures]
        url = await self.screen.app.push_screen_wait(Choose(_("What is attached"), choices))
        if url:
            await self.screen.outside.open_enclosure(url)
